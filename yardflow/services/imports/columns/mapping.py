"""Which column goes to which field: matched by name and content (`column_matching`), changed by a
person, remembered for the next file with the same headers.

A mapping leads from a column's position to a field's name. Several columns may lead to one field:
the first filled one counts, and notes are put together.
"""

import hashlib

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Contradictory, Invalid, UnknownReference
from yardflow.models import ImportKind, ImportMapping
from yardflow.services.imports.columns.fields import BY_NAME, header_key
from yardflow.services.imports.columns.meanings import is_notes_proper, is_of_fax
from yardflow.services.imports.columns.phone_parts import PARTS

Mapping = dict[int, str]

_NEEDED = {
    ImportKind.ACCOUNTS: (("company",), "the company’s name"),
    ImportKind.CONTACTS: (("name", "first_name", "last_name"), "the person’s name"),
}


def problems_of(mapping: Mapping, kind: ImportKind) -> list[str]:
    """What the mapping still needs before the file can be imported."""
    mapped = set(mapping.values())
    names, what = _NEEDED[kind]
    problems = [] if mapped & set(names) else [f"Choose the column that holds {what}."]
    if kind == ImportKind.CONTACTS and "company" not in mapped:
        problems.append("Choose the column that holds the company’s name.")
    return problems


def check_complete(mapping: Mapping, kind: ImportKind) -> None:
    """Makes sure that every needed column is mapped.

    Raises:
        Invalid: one is not; the text says which.
    """
    if needs := " ".join(problems_of(mapping, kind)):
        raise Contradictory(needs, {"mapping": needs})


def checked(changes: dict[str, str | None], headers: list[str], kind: ImportKind) -> Mapping:
    """A mapping as it was sent: keys are column names or positions, values fields or None.

    Raises:
        UnknownReference: the file has no such column.
        Contradictory: its kind has no such field.
    """
    mapping: Mapping = {}
    wrong: dict[str, str] = {}
    kind_of_error: type[Invalid] = Contradictory
    for key, name in changes.items():
        position = position_of(key, headers)
        if position is None:
            wrong[key], kind_of_error = "This file has no such column.", UnknownReference
        elif name and (name not in BY_NAME or kind not in BY_NAME[name].kinds):
            wrong[key] = f"“{name[:40]}” is not a field of {kind.value}."
        else:
            mapping[position] = name or ""
    if wrong:
        raise kind_of_error(f"The columns weren't changed. {' '.join(wrong.values())}", wrong)
    return mapping


def remembered(session: Session, headers: list[str], kind: ImportKind) -> Mapping | None:
    """How a file with these very headers was mapped the last time."""
    row = session.get(ImportMapping, headers_key(headers, kind))
    return from_json(row.mapping) if row else None


def remember(
    session: Session, headers: list[str], kind: ImportKind, mapping: Mapping, user_id: int
) -> None:
    """Keeps a mapping for the next file with the same headers."""
    values = {"mapping": as_json(mapping), "user_id": user_id, "at": clock.now()}
    key = {"headers_key": headers_key(headers, kind), "kind": kind}
    session.execute(
        insert(ImportMapping)
        .values(**key, **values)
        .on_conflict_do_update(index_elements=["headers_key"], set_=values)
    )


def headers_key(headers: list[str], kind: ImportKind) -> str:
    """The same for files with the same columns in the same order."""
    text = "\x1f".join([kind.value, *(header_key(header) or header for header in headers)])
    return hashlib.sha256(text.encode()).hexdigest()


def labels(headers: list[str], mapping: Mapping) -> dict[int, str]:
    """What stands before a cell in the notes, by position; nothing before the notes proper. Parts
    of phone numbers are among them, for where there is no number.
    """
    return {
        position: _label(headers[position])
        for position, name in mapping.items()
        if name == "notes" or name in PARTS
    }


def _label(header: str) -> str:
    if is_notes_proper(header):
        return ""
    # ``Phone (fax)`` is no phone.
    return header if is_of_fax(header) else header.split("(")[0].strip()


def as_json(mapping: Mapping) -> dict[str, str]:
    """For a JSON column, whose keys are texts."""
    return {str(position): name for position, name in sorted(mapping.items()) if name}


def from_json(document: dict[str, str]) -> Mapping:
    """The other way round."""
    return {int(position): name for position, name in document.items()}


def position_of(key: str, headers: list[str]) -> int | None:
    """A column's position by its name or its position; None when there is none."""
    if key in headers:
        return headers.index(key)
    return int(key) if key.isdecimal() and len(key) < 4 and int(key) < len(headers) else None
