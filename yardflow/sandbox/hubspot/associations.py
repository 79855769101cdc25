"""Which records belong to which: a row for each side, and for each label."""

import sqlite3
from typing import Any, NamedTuple

from yardflow.sandbox.hubspot.bodies import text_in
from yardflow.sandbox.hubspot.kinds import Kind, kind_named
from yardflow.sandbox.hubspot.records import Record
from yardflow.sandbox.hubspot.refusals import Refusal

DEFINED, BY_USER = "HUBSPOT_DEFINED", "USER_DEFINED"
PRIMARY = "Primary"
FIRST_LABEL = 100
_PRIMARIES = (1, 5)  # of which a contact and a deal have one
# From, to: the type without a label and, where there is one, the primary; each way has its own.
_TYPES: dict[tuple[str, str], tuple[int, int | None]] = {
    ("contacts", "companies"): (279, 1),
    ("companies", "contacts"): (280, 2),
    ("deals", "contacts"): (3, None),
    ("contacts", "deals"): (4, None),
    ("deals", "companies"): (341, 5),
    ("companies", "deals"): (342, 6),
    ("contacts", "contacts"): (449, None),
    ("companies", "companies"): (450, None),
    ("deals", "deals"): (451, None),
    ("contacts", "emails"): (197, None),
    ("emails", "contacts"): (198, None),
    ("companies", "emails"): (185, None),
    ("emails", "companies"): (186, None),
    ("deals", "emails"): (209, None),
    ("emails", "deals"): (210, None),
    ("contacts", "meetings"): (199, None),
    ("meetings", "contacts"): (200, None),
    ("companies", "meetings"): (187, None),
    ("meetings", "companies"): (188, None),
    ("deals", "meetings"): (211, None),
    ("meetings", "deals"): (212, None),
}
_TABLES = """
    CREATE TABLE IF NOT EXISTS association (
        from_kind TEXT NOT NULL, from_id INTEGER NOT NULL, to_kind TEXT NOT NULL,
        to_id INTEGER NOT NULL, type_id INTEGER NOT NULL,
        PRIMARY KEY (from_id, to_kind, to_id, type_id)
    ) WITHOUT ROWID;
    CREATE TABLE IF NOT EXISTS association_label (
        type_id INTEGER PRIMARY KEY, from_kind TEXT NOT NULL, to_kind TEXT NOT NULL,
        name TEXT NOT NULL, label TEXT NOT NULL, inverse_id INTEGER NOT NULL
    );
"""


class Type(NamedTuple):
    """One way in which records of two kinds belong together, and its number from the other side."""

    id: int
    category: str
    label: str | None
    inverse_id: int

    def shown(self) -> dict[str, Any]:
        """As answers have it."""
        return {"category": self.category, "typeId": self.id, "label": self.label}


class Associations:
    """Both sides of each association are written together."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLES)

    def types(self, kind: Kind, other: Kind) -> dict[int, Type]:
        """The types from one kind to another, by their numbers.

        Raises:
            Refusal: records of these kinds don't belong together.
        """
        if (kind.name, other.name) not in _TYPES:
            raise Refusal(400, f"{kind.name} can't be associated with {other.name}.")
        plain, primary = _TYPES[kind.name, other.name]
        back, back_primary = _TYPES[other.name, kind.name]
        known = [Type(plain, DEFINED, None, back)]
        if primary is not None and back_primary is not None:
            known.append(Type(primary, DEFINED, PRIMARY, back_primary))
        rows = self._database.execute(
            "SELECT type_id, label, inverse_id FROM association_label"
            " WHERE from_kind = ? AND to_kind = ? ORDER BY type_id",
            [kind.name, other.name],
        )
        known += [Type(row["type_id"], BY_USER, row["label"], row["inverse_id"]) for row in rows]
        return {each.id: each for each in known}

    def add_label(self, kind: Kind, other: Kind, body: dict[str, Any]) -> list[Type]:
        """A new label, with another for the other way where ``inverseLabel`` says one."""
        name, label = text_in(body, "name"), text_in(body, "label")
        if not name or not label:
            raise Refusal(400, "An association label needs a name and a label.")
        inverse = text_in(body, "inverseLabel") or label
        (last,) = self._database.execute("SELECT max(type_id) FROM association_label").fetchone()
        first = (last or FIRST_LABEL) + 1
        second = first if kind == other and inverse == label else first + 1
        rows = {
            second: (second, other.name, kind.name, name, inverse, first),
            first: (first, kind.name, other.name, name, label, second),
        }
        self._database.executemany(
            "INSERT INTO association_label VALUES (?, ?, ?, ?, ?, ?)", rows.values()
        )
        return [Type(first, BY_USER, label, second), Type(second, BY_USER, inverse, first)]

    def add(self, record: Record, other: Record, types: list[Type]) -> bool:
        """Has two records belong together; whether they did not before. A label brings the plain
        type along, and a record has one primary of a kind.
        """
        kind, other_kind = _kind(record), _kind(other)
        plain = self.types(kind, other_kind)[_TYPES[kind.name, other_kind.name][0]]
        before = self.between(record, other)
        for type_ in {plain, *types}:
            if type_.label == PRIMARY:
                self._only_primary(record, other, type_)
            self._database.executemany(
                "INSERT OR IGNORE INTO association VALUES (?, ?, ?, ?, ?)",
                [
                    (record.kind, record.id, other.kind, other.id, type_.id),
                    (other.kind, other.id, record.kind, record.id, type_.inverse_id),
                ],
            )
        return not before

    def between(self, record: Record, other: Record) -> list[Type]:
        """The types by which two records belong together."""
        known = self.types(_kind(record), _kind(other))
        rows = self._database.execute(
            "SELECT type_id FROM association WHERE from_id = ? AND to_kind = ? AND to_id = ?",
            [record.id, other.kind, other.id],
        )
        return [known[row["type_id"]] for row in rows]

    def remove(self, record: Record, other: Record, types: list[Type] | None = None) -> bool:
        """Takes them apart, or only these labels away; whether there was anything."""
        gone = 0
        for type_ in self.between(record, other) if types is None else types:
            for one, two, number in (
                (record, other, type_.id),
                (other, record, type_.inverse_id),
            ):
                gone += self._database.execute(
                    "DELETE FROM association WHERE from_id = ? AND to_kind = ? AND to_id = ?"
                    " AND type_id = ?",
                    [one.id, two.kind, two.id, number],
                ).rowcount
        return gone > 0

    def page(
        self, record: Record, other: Kind, after: int = 0, limit: int = 500
    ) -> list[tuple[int, list[Type]]]:
        """The records of a kind that belong to one, by their ids, each with its types."""
        known = self.types(_kind(record), other)
        rows = self._database.execute(
            "SELECT to_id, group_concat(type_id) AS types FROM association"
            " JOIN record ON record.id = to_id AND archived_at IS NULL"
            " WHERE from_id = ? AND to_kind = ? AND to_id > ? GROUP BY to_id"
            " ORDER BY to_id LIMIT ?",
            [record.id, other.name, after, limit],
        )
        return [
            (row["to_id"], [known[int(number)] for number in row["types"].split(",")])
            for row in rows
        ]

    def primary(self, record: Record, other: Kind) -> str:
        """The id of the primary one of a kind that a record belongs to, or an empty text."""
        page = self.page(record, other)
        return next(
            (str(to_id) for to_id, types in page if any(each.label == PRIMARY for each in types)),
            "",
        )

    def move(self, record: Record, other: Record) -> None:
        """What belonged to one record belongs to another of its kind from now on; a primary stays
        the one that the other has.
        """
        rows = self._database.execute(
            "SELECT to_kind, to_id, type_id FROM association WHERE from_id = ?", [record.id]
        )
        for to_kind, to_id, number in rows.fetchall():
            if to_id == other.id or (number in _PRIMARIES and self._has(other.id, number)):
                continue
            self._database.execute(
                "INSERT OR IGNORE INTO association VALUES (?, ?, ?, ?, ?)",
                [other.kind, other.id, to_kind, to_id, number],
            )
            self._database.execute(
                "UPDATE OR IGNORE association SET to_id = ? WHERE from_id = ? AND to_id = ?",
                [other.id, to_id, record.id],
            )
        self.drop(record.id)

    def drop(self, record_id: int) -> None:
        """Nothing belongs to a record any more."""
        self._database.execute(
            "DELETE FROM association WHERE to_id = ?1 AND from_id IN"
            " (SELECT to_id FROM association WHERE from_id = ?1)",
            [record_id],
        )
        self._database.execute("DELETE FROM association WHERE from_id = ?", [record_id])

    def clear(self) -> None:
        """Forgets all."""
        for table in ("association", "association_label"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours

    def _has(self, record_id: int, number: int) -> bool:
        row = self._database.execute(
            "SELECT 1 FROM association WHERE from_id = ? AND type_id = ?", [record_id, number]
        )
        return row.fetchone() is not None

    def _only_primary(self, record: Record, other: Record, type_: Type) -> None:
        """Of contacts and deals, not of companies: those have as many as they like."""
        one, two, number, back = record, other, type_.id, type_.inverse_id
        if record.kind == "companies":
            one, two, number, back = other, record, back, number
        rows = self._database.execute(
            "SELECT to_id FROM association WHERE from_id = ? AND to_kind = ? AND type_id = ?",
            [one.id, two.kind, number],
        )
        for row in rows.fetchall():
            for from_id, to_id, each in (
                (one.id, row["to_id"], number),
                (row["to_id"], one.id, back),
            ):
                self._database.execute(
                    "DELETE FROM association WHERE from_id = ? AND to_id = ? AND type_id = ?",
                    [from_id, to_id, each],
                )


def _kind(record: Record) -> Kind:
    kind = kind_named(record.kind)
    assert kind is not None
    return kind
