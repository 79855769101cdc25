"""A row without problems as it will be written: its clean values and keys, in one fixed order.

They are worked out once, when the file is uploaded or its draft is changed, and kept beside the
row. So the import itself is only SQL, and what the preview checked is what gets written.
"""

import functools
from operator import itemgetter

from yardflow.models import ImportKind, Origin, Seniority
from yardflow.services.imports.columns.fields import FLAGS
from yardflow.services.imports.normalization import continuations
from yardflow.services.imports.normalization.name_parts import (
    PARTS,
    completed,
    joined,
    without_company,
)
from yardflow.services.imports.normalization.parser import Problems, RowParser
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.names.person_names import clean_name
from yardflow.services.records.values.domains import own_domain
from yardflow.services.records.values.normalize import name_key
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

_OF_ACCOUNT, _OF_CONTACT = ACCOUNT.text_names, CONTACT.text_names
_COMPANY = (
    "company",
    "company_key",
    "domain",
    *_OF_ACCOUNT,
    "stage",
    "notes",
)
_PERSON = (
    "first_name",
    "last_name",
    "name_key",
    "title",
    "email",
    "email_shared",
    *_OF_CONTACT,
    "personas",
    "personas_origin",
    "seniority",
    "seniority_origin",
    "personas_given",
    "seniority_given",
)
_WORKED_OUT = {ImportKind.ACCOUNTS: _COMPANY, ImportKind.CONTACTS: _COMPANY + _PERSON}
# Rows of finished imports are read by position for as long as they can be undone, so none of these
# ever moves; a text that is declared later goes behind them all.
_FIRST_COMPANY = (
    *("company", "company_key", "domain", "website", "industry", "size", "headquarters"),
    *("stage", "notes"),
)
_FIRST_PERSON = (
    *("first_name", "last_name", "name_key", "title", "email", "email_shared"),
    *("phone", "mobile", "linkedin_url", "country"),
    *("personas", "personas_origin", "seniority", "seniority_origin"),
    *("personas_given", "seniority_given"),
)
_FIRST = {
    ImportKind.ACCOUNTS: _FIRST_COMPANY,
    ImportKind.CONTACTS: _FIRST_COMPANY + _FIRST_PERSON,
}
COLUMNS = {
    kind: (*first, *(name for name in _WORKED_OUT[kind] if name not in first))
    for kind, first in _FIRST.items()
}
_TOO_LONG = {"row": "Split this name into first and last name. Each has at most 100 characters."}
_LONGEST_NAME = 100


NormalizedRow = tuple[list[str] | None, Problems | None, int]


class RowNormalizer:
    """Normalizes the rows of one file under one mapping. ``as_read`` are the cells of the last row
    without problems that `next` was called with, together with those above that it goes on with.
    """

    def __init__(self, kind: ImportKind, parser: RowParser) -> None:
        self._parser = parser
        # The last row that had no problems, and the first one of the same person.
        self._last = self._first = 0
        self.as_read: list[str] = []
        self._in_columns = itemgetter(*map(_WORKED_OUT[kind].index, COLUMNS[kind]))
        self._has_people = kind == ImportKind.CONTACTS
        self._flags = {name: FLAGS[name].value for name in FLAGS if name in parser.fields}
        self._judges = bool(parser.fields & {*FLAGS, "personas", "seniority", "is_executive"})
        self._has_parts = not PARTS.isdisjoint(parser.fields)
        # Files repeat companies and titles; each is worked out once.
        self._company_key = functools.lru_cache(maxsize=20_000)(company_key)
        self._domain = functools.lru_cache(maxsize=20_000)(own_domain)
        self._inferred = functools.lru_cache(maxsize=20_000)(_inferred)

    def next(self, number: int, cells: list[str]) -> NormalizedRow:
        """As `normalize`, of rows in their order: those that only go on with the person above are
        read with that one's row. ``number`` is the row's place in the file.
        """
        normalized = self.normalize(cells)
        if normalized[0] is not None:
            self._first = number
        elif self._goes_on(number) and self._parser.continuations.is_one(cells):
            cells = self._parser.continuations.joined(cells, self.as_read)
            normalized = self.normalize(cells)
        if normalized[0] is not None:
            self.as_read, self._last = cells, number
        return normalized

    def _goes_on(self, number: int) -> bool:
        return 1 < number == self._last + 1 <= self._first + continuations.MOST

    def normalize(self, cells: list[str]) -> NormalizedRow:
        """The values in the order of `COLUMNS`, "" for none; or what is wrong with the row; and how
        many of its cells are kept in the notes.
        """
        row = self._parser.parse(cells)
        if row.problems:
            return None, row.problems, 0
        values = row.values
        company, website = values.get("company", ""), values.get("website", "")
        normalized = [
            company,
            self._company_key(company),
            (self._domain(website) or "") if website else "",
            *[values.get(name, "") for name in _OF_ACCOUNT],
            values.get("stage", "Lead"),
            values.get("notes", ""),
        ]
        if not self._has_people:
            return list(self._in_columns(normalized)), None, row.kept
        first, last = clean_name(
            values.get("first_name", ""), without_company(values.get("last_name", ""), company)
        )
        if not (first and last) and "name" in values:
            first, last = completed(first, last, without_company(values["name"], company))
            if len(first) > _LONGEST_NAME or len(last) > _LONGEST_NAME:
                return None, _TOO_LONG, 0
        if self._has_parts:
            parts = values.get("middle_name", ""), values.get("last_name_prefix", "")
            first, last = joined(first, last, *parts)
            if len(first) > _LONGEST_NAME or len(last) > _LONGEST_NAME:
                return None, _TOO_LONG, 0
        title, email = values.get("title", ""), values.get("email", "")
        normalized += [
            first,
            last,
            name_key(f"{first} {last}"),
            title,
            email,
            "1" if email and is_shared_mailbox(email) else "",
            *[values.get(name, "") for name in _OF_CONTACT],
        ]
        normalized += self._judged(title, values)
        return list(self._in_columns(normalized)), None, row.kept

    def _judged(self, title: str, values: dict) -> tuple[str, ...]:
        """Personas and seniority, each with its origin; and whether a column of their own has them.

        A column of personas decides alone; flags decide the personas they name, and the title
        decides the others. An executive flag counts only where the title says nothing.
        """
        inferred, level, personas = self._inferred(title)
        if not self._judges:
            return personas, Origin.INFERRED.value, level, Origin.INFERRED.value, "", ""
        origin = level_origin = Origin.INFERRED.value
        flags = {persona: values[name] for name, persona in self._flags.items() if name in values}
        if "personas" in values:
            personas, origin = _array(values["personas"]), Origin.IMPORTED.value
        elif flags:
            unflagged = [persona for persona in inferred if persona not in flags]
            personas = _array(unflagged + [persona for persona, is_set in flags.items() if is_set])
            origin = Origin.IMPORTED.value
        if "seniority" in values or (not level and values.get("is_executive")):
            level = values.get("seniority", Seniority.VP.value)
            level_origin = Origin.IMPORTED.value
        given = ("1" if name in values else "" for name in ("personas", "seniority"))
        return personas, origin, level, level_origin, *given


def _inferred(title: str) -> tuple[list[str], str, str]:
    level = seniority_of(title)
    personas = [persona.value for persona in personas_of(title)]
    return personas, level.value if level else "", _array(personas)


def _array(personas: list[str]) -> str:
    """As PostgreSQL writes an array."""
    return "{" + ",".join(personas) + "}"
