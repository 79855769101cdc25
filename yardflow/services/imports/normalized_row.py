"""A good row as it will be written: its clean values and keys, in one fixed order.

They are worked out once, when the list comes in or is changed, and kept beside the row. So the
import itself is only SQL, and what the preview checked is what gets written.
"""

import functools

from yardflow.models import ImportKind, Origin, Seniority
from yardflow.services.imports.columns import FLAGS
from yardflow.services.imports.row_parser import Meaning, Problems
from yardflow.services.records.domains import own_domain
from yardflow.services.records.normalize import company_key, name_key, split_name
from yardflow.services.records.personas import personas_of, seniority_of

COMPANY = (
    "company",
    "company_key",
    "domain",
    "website",
    "industry",
    "size",
    "headquarters",
    "stage",
    "notes",
)
PERSON = (
    "first_name",
    "last_name",
    "name_key",
    "title",
    "email",
    "phone",
    "linkedin_url",
    "country",
    "personas",
    "personas_origin",
    "seniority",
    "seniority_origin",
)
COLUMNS = {ImportKind.ACCOUNTS: COMPANY, ImportKind.CONTACTS: COMPANY + PERSON}
_TOO_LONG = {"row": "The name is too long to be split into first and last name."}
_LONGEST_NAME = 100


class Lines:
    """Turns rows of one list into lines, each with its problems, under one mapping."""

    def __init__(self, kind: ImportKind, meaning: Meaning) -> None:
        self._meaning = meaning
        self._people = kind == ImportKind.CONTACTS
        self._flags = {name: FLAGS[name].value for name in FLAGS if name in meaning.fields}
        self._judges = bool(meaning.fields & {*FLAGS, "personas", "seniority", "is_executive"})
        # Lists repeat companies and titles; each is worked out once.
        self._company = functools.lru_cache(maxsize=20_000)(company_key)
        self._domain = functools.lru_cache(maxsize=20_000)(own_domain)
        self._of_title = functools.lru_cache(maxsize=20_000)(_of_title)

    def of(self, cells: list[str]) -> tuple[list[str] | None, Problems | None]:
        """The line in the order of `COLUMNS`, or what is wrong with the row; "" is nothing."""
        line = self._meaning.of(cells)
        if line.problems:
            return None, line.problems
        values = line.values
        company, website = values.get("company", ""), values.get("website", "")
        told = [
            company,
            self._company(company),
            (self._domain(website) or "") if website else "",
            website,
            values.get("industry", ""),
            values.get("size", ""),
            values.get("headquarters", ""),
            values.get("stage", "Lead"),
            values.get("notes", ""),
        ]
        if not self._people:
            return told, None
        first, last = values.get("first_name", ""), values.get("last_name", "")
        if not first and not last:
            first, last = split_name(values.get("name", ""))
            if len(first) > _LONGEST_NAME or len(last) > _LONGEST_NAME:
                return None, _TOO_LONG
        title = values.get("title", "")
        told += [
            first,
            last,
            name_key(f"{first} {last}"),
            title,
            values.get("email", ""),
            values.get("phone", ""),
            values.get("linkedin_url", ""),
            values.get("country", ""),
        ]
        told += self._judged(title, values)
        return told, None

    def _judged(self, title: str, values: dict) -> tuple[str, str, str, str]:
        """Personas and seniority, and who said so.

        A column of personas decides alone; flags decide the personas they speak of, and the title
        decides the others. An executive flag only speaks where the title says nothing.
        """
        personas, level, written = self._of_title(title)
        if not self._judges:
            return written, Origin.INFERRED.value, level, Origin.INFERRED.value
        origin = level_origin = Origin.INFERRED.value
        flags = {said: values[name] for name, said in self._flags.items() if name in values}
        if "personas" in values:
            written, origin = _written(values["personas"]), Origin.IMPORTED.value
        elif flags:
            kept = [one for one in personas if one not in flags]
            written = _written(kept + [one for one, said in flags.items() if said])
            origin = Origin.IMPORTED.value
        if "seniority" in values or (not level and values.get("is_executive")):
            level = values.get("seniority", Seniority.VP.value)
            level_origin = Origin.IMPORTED.value
        return written, origin, level, level_origin


def _of_title(title: str) -> tuple[list[str], str, str]:
    level = seniority_of(title)
    personas = [one.value for one in personas_of(title)]
    return personas, level.value if level else "", _written(personas)


def _written(personas: list[str]) -> str:
    """As PostgreSQL writes an array."""
    return "{" + ",".join(personas) + "}"
