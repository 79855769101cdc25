"""The contacts that a file names: by addresses, with or without a header, or by our own ids.

Which contact a row means is not guessed: only its address or id counts, never a name.
"""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Text, any_, cast, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by, array_agg
from sqlmodel import Session, col

from yardflow.errors import Contradictory
from yardflow.models import Contact, ImportKind
from yardflow.services.imports.columns.header import find_header
from yardflow.services.imports.columns.meanings import known_as
from yardflow.services.imports.files.reader import raw_rows
from yardflow.services.imports.limits import HEADER_WITHIN, MAX_LINES
from yardflow.services.imports.normalization import repairs
from yardflow.services.imports.refusals import Refused
from yardflow.services.records.memberships import among
from yardflow.services.records.values import fields
from yardflow.services.records.values.normalize import email_of
from yardflow.services.sequences.enrollments.candidates import MOST, TOO_MANY

MOST_PROBLEMS = 100
PROBLEMS = {
    "unknown": "This isn't a contact yet. Import it first.",
    "shared": "Several contacts share this address. Select one of them in Contacts.",
    "repeated": "An earlier row is the same contact.",
    "invalid": "This isn't an email address.",
}
ID_HEADER = "contact id"
_SHOWN = 80
Key = str | int


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that names no further contact: its number from 1, what it says, and a key of
    `PROBLEMS`.
    """

    row: int
    text: str
    problem: str


@dataclass(slots=True)
class ReadList:
    """What a file says: the contacts it names, and the ``rows`` that name none, by `PROBLEMS`;
    ``problems`` are the first of these.
    """

    rows: int = 0
    contact_ids: list[int] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, row: int, text: str, problem: str) -> None:
        """Counts a row that names no further contact."""
        self.counts[problem] = self.counts.get(problem, 0) + 1
        if len(self.problems) < MOST_PROBLEMS:
            shown = fields.printable(text[: 2 * _SHOWN]).strip()[:_SHOWN]
            self.problems.append(Problem(row, shown, problem))


def read(session: Session, path: Path, sheet: str = "", encoding: str = "") -> ReadList:
    """Reads a file, in a process of its own (`imports.reader_process`).

    Raises:
        Refused, FileTooLarge: as files of imports.
        Contradictory: it names more contacts than are enrolled at once.
    """
    with raw_rows(path, ImportKind.CONTACTS, sheet, encoding) as (raw, _, _):
        named = list(itertools.islice(_named(raw), MOST + 1))
    if len(named) > MOST:
        raise Contradictory(TOO_MANY)
    if not named:
        raise Refused("no_rows")
    return _matched(session, named)


def _named(raw: Iterator[list[str]]) -> Iterator[tuple[int, str, Key | None]]:
    """Of each row that says something: its number, the cell that names a contact, and the address
    or id in it.
    """
    first = [row for _, row in zip(range(HEADER_WITHIN), raw, strict=False)]
    head, column, is_id = _header(first)
    for number, row in enumerate(itertools.chain(first, raw), 1):
        if number > MAX_LINES:
            raise Refused("too_many_blanks")
        if number <= head or not any(cell.strip() for cell in row):
            continue
        cell = row[column] if column is not None and column < len(row) else ""
        if column is None:
            cell = next((cell for cell in row if "@" in cell), row[0])
        yield number, cell, _id(cell) if is_id else _address(cell)


def _header(rows: list[list[str]]) -> tuple[int, int | None, bool]:
    """How many rows stand above the first contact, the column that names them, and whether by id.
    Without a column of addresses any cell with an ``@`` counts.
    """
    at = find_header(rows)
    if at is None:
        return 0, None, False
    names = rows[at]
    for column, name in enumerate(names):
        known = known_as(name, ImportKind.CONTACTS)
        if known is not None and known.name == "email":
            return at + 1, column, False
    for column, name in enumerate(names):
        if " ".join(name[:_SHOWN].lower().split()) == ID_HEADER:
            return at + 1, column, True
    return at + 1, None, False


def _address(cell: str) -> str | None:
    text = cell[: repairs.LONGEST].strip()
    address = email_of(text)
    if address is not None or "@" not in text:
        return address
    try:
        repaired = repairs.email(text).value
    except ValueError:
        return None
    return str(repaired) if repaired else None


def _id(cell: str) -> int | None:
    try:
        return fields.key(cell.strip())
    except ValueError:
        return None


def _matched(session: Session, named: Iterable[tuple[int, str, Key | None]]) -> ReadList:
    rows = list(named)
    holders = _holders(session, {key for _, _, key in rows if key is not None})
    result, seen = ReadList(len(rows)), set[int]()
    for number, text, key in rows:
        contacts = holders.get(key, []) if key is not None else []
        if key is None:
            result.note(number, text, "invalid")
        elif not contacts:
            result.note(number, text, "unknown")
        elif len(contacts) > 1:
            result.note(number, text, "shared")
        elif contacts[0] in seen:
            result.note(number, text, "repeated")
        else:
            seen.add(contacts[0])
            result.contact_ids.append(contacts[0])
    return result


def _holders(session: Session, keys: set[Key]) -> dict[Key, list[int]]:
    """The contacts of addresses and ids."""
    ids = [key for key in keys if isinstance(key, int)]
    by_id = session.scalars(select(col(Contact.id)).where(among(Contact.id, ids)))
    addresses = [key for key in keys if isinstance(key, str)]
    contacts = array_agg(aggregate_order_by(col(Contact.id), col(Contact.id)))
    by_address = session.execute(
        select(col(Contact.email), contacts)
        .where(col(Contact.email) == any_(cast(addresses, ARRAY(Text))))
        .group_by(col(Contact.email))
    )
    return {**{key: [key] for key in by_id}, **{email: list(same) for email, same in by_address}}
