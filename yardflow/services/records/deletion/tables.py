"""What goes with a record: read from the foreign keys of all tables, so that one that is added
later is not forgotten.
"""

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Table
from sqlmodel import SQLModel

# What triggers fill in on INSERT (0008_targets_and_attendees, 0009_attendee_search,
# 0022_questions, 0035_enrichment_of_contacts, 0045_words_of_companies): it follows the record as it
# is by then.
FILLED_IN = {
    "contact": {"account_sort", "account_words", "enrichment"},
    "target": {"sort_name", "icp_score", "owner_id"},
    "claim": {"is_question"},
    "attendee": {
        *("account_id", "sort_name", "account_sort", "personas", "seniority", "email_status"),
        *("owner_id", "enrichment", "stage", "search"),
    },
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that holds the key of a row of another table (``parent``). ``cascades``: its row
    goes with that one; else the column is emptied.
    """

    table: str
    column: str
    parent: str
    cascades: bool


@cache
def owned(root: str) -> tuple[str, ...]:
    """The tables whose rows go with a row of ``root``: that one first, parents before children."""
    names = {root}
    for table in SQLModel.metadata.sorted_tables:
        if any(each.cascades and each.parent in names for each in references(table.name)):
            names.add(table.name)
    return tuple(table.name for table in SQLModel.metadata.sorted_tables if table.name in names)


@cache
def references(name: str) -> tuple[Reference, ...]:
    """The columns of a table that refer to others, but those that restrict: what such a column
    refers to (a version of a sequence, a sender) never goes with a record.

    Raises:
        ValueError: one says nothing of deleted rows.
    """
    keys = []
    for key in _table(name).foreign_keys:
        if not key.column.primary_key:
            continue  # the repeated column of a key over two
        if key.ondelete == "RESTRICT":
            continue
        if key.ondelete not in ("CASCADE", "SET NULL"):
            raise ValueError(f"{name}.{key.parent.name} says nothing of deleted rows")
        keys.append(
            Reference(name, key.parent.name, key.column.table.name, key.ondelete == "CASCADE")
        )
    return tuple(sorted(keys, key=lambda each: each.column))


@cache
def emptied_with(name: str) -> tuple[Reference, ...]:
    """The references to a table's rows that are emptied when these are deleted."""
    return tuple(
        each
        for table in SQLModel.metadata.sorted_tables
        for each in references(table.name)
        if each.parent == name and not each.cascades
    )


@cache
def unwritten(name: str) -> tuple[str, ...]:
    """The columns of a table that the database works out, now or when a row is put back."""
    computed = {column.name for column in _table(name).columns if column.computed is not None}
    return tuple(sorted(computed | FILLED_IN.get(name, set())))


@cache
def written(name: str) -> tuple[str, ...]:
    """The other columns of a table."""
    names = tuple(column.name for column in _table(name).columns)
    return tuple(column for column in names if column not in unwritten(name))


@cache
def key_of(name: str) -> tuple[str, ...]:
    """The columns of a table's primary key."""
    return tuple(column.name for column in _table(name).primary_key)


def quoted(name: str) -> str:
    """A table's or column's name as SQL."""
    return f'"{name}"'


def _table(name: str) -> Table:
    return SQLModel.metadata.tables[name]
