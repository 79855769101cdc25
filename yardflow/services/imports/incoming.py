"""The good rows of a list on their way: read once, cleaned, and laid beside the records.

Two tables that live as long as the transaction: ``incoming`` holds people, ``company`` the
companies that rows name, each distinct spelling once. For a list of accounts every row is a
company of its own, under its own number.
"""

import functools
from collections.abc import Callable
from typing import Any

from yardflow.models import ImportKind, Origin, Seniority
from yardflow.services.imports.columns import FLAGS
from yardflow.services.imports.meaning import Meaning, Problems
from yardflow.services.imports.staging import chunks, escaped
from yardflow.services.normalise import (
    PUBLIC_MAIL,
    company_key,
    domain_of,
    name_key,
    split_name,
)
from yardflow.services.personas import personas_of, seniority_of

COMPANY_FIELDS = ("website", "industry", "size", "headquarters")
_PEOPLE = """
    CREATE TEMP TABLE incoming (
        number int, company int, first_name text, last_name text, name_key text, title text,
        email text, phone text, linkedin_url text, country text, notes text,
        personas text[], personas_origin text, seniority text, seniority_origin text
    ) ON COMMIT DROP;
"""
_COMPANIES = """
    CREATE TEMP TABLE company (
        number int, name text, name_key text, website text, industry text, size text,
        headquarters text, stage text, notes text
    ) ON COMMIT DROP;
"""
_PLAIN = ("phone", "linkedin_url", "country", "notes")


class Incoming:
    """What was read: ``companies`` as (number, key, domain) in order, ``bad`` rows by number.

    ``told`` says whether any row tells more of a company than its name.
    """

    def __init__(self, kind: ImportKind) -> None:
        self.companies: list[tuple[int, str, str | None]] = []
        self.bad: dict[int, Problems] = {}
        self.told = kind == ImportKind.ACCOUNTS
        self._kind = kind
        self._numbers: dict[tuple[str, ...], int] = {}
        self._lines: list[str] = []
        self._company_lines: list[str] = []
        # Lists repeat companies and titles; each is normalised once.
        self._company_key = functools.lru_cache(maxsize=50_000)(company_key)
        self._domain = functools.lru_cache(maxsize=50_000)(_own_domain)
        self._of_title = functools.lru_cache(maxsize=50_000)(_of_title)

    def read(
        self, cursor: Any, import_id: int, meaning: Meaning, seen: Callable[[int], None]
    ) -> int:
        """Brings all staged rows over; ``seen`` hears how many are done. Gives the last number."""
        cursor.execute(_PEOPLE + _COMPANIES)
        take = self._account if self._kind == ImportKind.ACCOUNTS else self._contact
        done = last = 0
        for rows in chunks(cursor, import_id):
            for number, cells in rows:
                line = meaning.of(cells)
                if line.problems:
                    self.bad[number] = line.problems
                else:
                    take(number, line.values)
            _copy(cursor, "incoming", self._lines)
            _copy(cursor, "company", self._company_lines)
            done += len(rows)
            last = rows[-1][0]
            seen(done)
        cursor.execute("ANALYZE incoming; ANALYZE company")
        return last

    def _account(self, number: int, values: dict) -> None:
        self._name_company(number, values, values.get("stage", "Lead"), values.get("notes", ""))

    def _contact(self, number: int, values: dict) -> None:
        first, last = values.get("first_name", ""), values.get("last_name", "")
        if not first and not last:
            first, last = split_name(values["name"])
            if len(first) > 100 or len(last) > 100:
                self.bad[number] = {"row": "The name is too long to be split."}
                return
        title = values.get("title", "")
        personas, personas_origin, level, level_origin = self._judged(title, values)
        self._lines.append(
            "\t".join(
                [
                    f"{number}\t{self._company(values)}",
                    escaped(first),
                    escaped(last),
                    escaped(name_key(f"{first} {last}")),
                    escaped(title),
                    values.get("email") or "\\N",
                    *[escaped(values.get(name, "")) for name in _PLAIN],
                    personas,
                    personas_origin,
                    level,
                    level_origin,
                ]
            )
            + "\n"
        )

    def _company(self, values: dict) -> int:
        told = (values["company"], *[values.get(name, "") for name in COMPANY_FIELDS])
        number = self._numbers.get(told)
        if number is None:
            number = self._numbers[told] = len(self._numbers) + 1
            self.told = self.told or any(told[1:])
            self._name_company(number, values, "Lead", "")
        return number

    def _name_company(self, number: int, values: dict, stage: str, notes: str) -> None:
        name, website = values["company"], values.get("website", "")
        key = self._company_key(name)
        self.companies.append((number, key, self._domain(website) if website else None))
        parts = [name, key, *[values.get(one, "") for one in COMPANY_FIELDS], stage, notes]
        self._company_lines.append("\t".join([str(number), *map(escaped, parts)]) + "\n")

    def _judged(self, title: str, values: dict) -> tuple[str, str, str, str]:
        """Personas and seniority as COPY takes them, and who said so.

        A column of personas decides alone; flags decide the personas they speak of, and the title
        decides the others. An executive flag only speaks where the title says nothing.
        """
        inferred, level = self._of_title(title)
        personas, origin = inferred, Origin.INFERRED
        flags = {FLAGS[name].value: values[name] for name in FLAGS if name in values}
        if "personas" in values:
            personas, origin = values["personas"], Origin.IMPORTED
        elif flags:
            personas = [one for one in inferred if one not in flags]
            personas += [one for one, said in flags.items() if said]
            origin = Origin.IMPORTED
        level_origin = Origin.INFERRED
        if "seniority" in values or (level is None and values.get("is_executive")):
            level = values.get("seniority", Seniority.VP.value)
            level_origin = Origin.IMPORTED
        return "{" + ",".join(personas) + "}", origin.value, level or "\\N", level_origin.value


def _own_domain(website: str) -> str | None:
    domain = domain_of(website)
    return None if domain in PUBLIC_MAIL else domain


def _of_title(title: str) -> tuple[list[str], str | None]:
    level = seniority_of(title)
    return [one.value for one in personas_of(title)], level.value if level else None


def _copy(cursor: Any, table: str, lines: list[str]) -> None:
    if lines:
        with cursor.copy(f"COPY {table} FROM STDIN") as copy:
            copy.write("".join(lines))
        lines.clear()
