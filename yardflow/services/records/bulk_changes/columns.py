"""Changes that set columns of the records themselves, or of their rows on an event's list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yardflow.services.records import targets
from yardflow.services.records.bulk_changes.batches import (
    AS_LEFT,
    CHANGED,
    KEPT,
    OF_ROW,
    UNDONE,
    Batch,
)
from yardflow.services.records.membership_fields import MEMBERSHIPS, Membership

_AMONG = "{0}{1} = ANY(CAST(:ids AS bigint[]))"
# The rows of a batch, and then those that follow them by a trigger; each in the order of ids, and
# as those who change a single one come by them: so no two wait for each other.
_LOCKED = "SELECT FROM {table} WHERE {rows} ORDER BY id FOR NO KEY UPDATE"
_FOLLOWERS = {kind.of.noun: (kind.noun, kind.key_name) for kind in MEMBERSHIPS.values()}
_DIFFERENT = "{rows} AND ({old}) IS DISTINCT FROM ({new})"
# Before they are changed: afterwards only a join would know what they were.
_NOTE = """
WITH changed AS (
    SELECT o.{key} AS record_id, o.version + 1 AS version,
        jsonb_build_object('id', o.id, {before}) AS before
    FROM {table} o WHERE {different}
)
{noted}
"""
_SET = """
UPDATE {table} o SET {assignments}, version = o.version + 1, updated_at = :now WHERE {different}
"""
_PUT_BACK = """
WITH {kept}, undone AS (
    UPDATE {table} t SET version = t.version + 1, updated_at = :now, ({columns}) = (
        SELECT {columns} FROM jsonb_populate_record(CAST(NULL AS {table}), {of_row}))
    WHERE {as_left}
    RETURNING t.{key} AS record_id
)
{noted}
"""


@dataclass(frozen=True, slots=True)
class Columns:
    """Which columns of which table get what: an SQL expression over ``o``, the row before.

    ``key`` is the column with the record's id; ``event_id`` narrows a table of memberships.
    """

    table: str
    key: str
    expressions: Mapping[str, str]
    event_id: int | None = None
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of_membership(cls, kind: Membership, event_id: int, state: str) -> "Columns":
        """How far records have come at an event."""
        moved = {kind.state: f"CAST(:{kind.state} AS text)"}
        return cls(kind.noun, kind.key_name, moved, event_id, {kind.state: state})

    def apply(self, batch: Batch) -> None:
        """Changes the rows that differ, and notes what each was."""
        self._lock(batch)
        parts = {
            "table": self.table,
            "key": self.key,
            "different": _DIFFERENT.format(
                rows=self._rows("o."), old=self._each("o.{0}"), new=self._each("{1}")
            ),
            "before": self._each("'{0}', o.{0}"),
            "assignments": self._each("{0} = {1}"),
            "noted": CHANGED,
        }
        for statement in (_NOTE, _SET):
            batch.execute(statement.format(**parts), event_id=self.event_id, **self.values)
        own = "" if self.event_id is None else " AND x.event_id = :event_id"
        present = f"{self.table} x WHERE x.{self.key} = r.record_id{own}"
        batch.note_unchanged(present, event_id=self.event_id)

    def put_back(self, batch: Batch) -> None:
        """Puts back what was before on the rows that no one has changed since."""
        self._lock(batch)
        statement = _PUT_BACK.format(
            table=self.table,
            key=self.key,
            columns=self._each("{0}"),
            kept=KEPT,
            of_row=OF_ROW,
            as_left=AS_LEFT,
            noted=UNDONE,
        )
        batch.execute(statement)

    def _lock(self, batch: Batch) -> None:
        if self.table == "target" and self.event_id is not None:
            targets.lock_attendees(batch.session, self.event_id, batch.ids)
        locked = _LOCKED.format(table=self.table, rows=self._rows())
        batch.execute(locked, event_id=self.event_id)
        if self.table in _FOLLOWERS:
            table, key = _FOLLOWERS[self.table]
            batch.execute(_LOCKED.format(table=table, rows=_AMONG.format("", key)))

    def _rows(self, of: str = "") -> str:
        among = _AMONG.format(of, self.key)
        return among if self.event_id is None else f"{among} AND {of}event_id = :event_id"

    def _each(self, form: str) -> str:
        return ", ".join(form.format(*item) for item in self.expressions.items())
