"""One batch of a bulk change: the records it is about, and what is noted down about each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import BulkChangeRecord, ChangeOutcome, Event, RecordKind
from yardflow.services.access import Principal
from yardflow.services.records.memberships import among
from yardflow.services.records.values.fields import LARGEST_ID

# So many records in a transaction: others wait for it no longer than about a second.
SIZE = 500

IN_BATCH = """r.bulk_change_id = :change_id AND r.record = :record
    AND r.record_id = ANY(CAST(:ids AS bigint[]))"""
# No statement of a batch joins its records with other rows. The database has not yet looked at rows
# that were written a moment ago or takes their table for empty, and its plan for any number of ids
# is one for ten: a join would go through all ids again for each of the records.
_NOTED = """
INSERT INTO bulk_change_record (bulk_change_id, record, record_id, outcome, before, version)
SELECT :change_id, :record, n.record_id, {outcome}, n.before, n.version FROM {rows}
ON CONFLICT (bulk_change_id, record, record_id) DO UPDATE
    SET outcome = EXCLUDED.outcome, before = EXCLUDED.before, version = EXCLUDED.version
"""
# The end of a statement with ``changed``: record_id, version and before of each.
CHANGED = _NOTED.format(outcome="'changed'", rows="changed n")
_ENDED = """
UPDATE bulk_change_record r SET outcome = CASE
    WHEN r.record_id = ANY(ARRAY(SELECT record_id FROM undone)) THEN 'undone' ELSE 'kept' END
WHERE {in_batch}
"""
# The end of a statement with ``undone``: the record_id of each; the others of the batch are kept.
UNDONE = _ENDED.format(in_batch=IN_BATCH)
_KEPT = """
kept AS MATERIALIZED (
    SELECT jsonb_object_agg(r.before ->> 'id', r.before
        || jsonb_build_object('outcome', r.outcome, 'version', r.version)) AS rows
    FROM bulk_change_record r WHERE {in_batch} AND r.before IS NOT NULL
)
"""
# What was noted of each row of the batch, by its id, for a statement that puts back rows of a table
# ``t``: `OF_ROW` is what was noted of this one. `AS_LEFT` are those that no one has changed since.
KEPT = _KEPT.format(in_batch=IN_BATCH)
OF_ROW = "((SELECT rows FROM kept) -> CAST(t.id AS text))"
_AS_LEFT = """
    t.id = ANY(ARRAY(SELECT CAST(jsonb_object_keys(rows) AS bigint) FROM kept))
    AND t.version = CAST({of_row} ->> 'version' AS int)
"""
AS_LEFT = _AS_LEFT.format(of_row=OF_ROW)
_LEFT = """
UPDATE bulk_change_record r SET outcome = CASE
    WHEN EXISTS (SELECT FROM {present}) THEN 'unchanged' ELSE 'missing' END
WHERE {in_batch} AND r.outcome = 'pending'
"""
_GIVEN = text(
    _NOTED.format(
        outcome="n.outcome",
        rows="""jsonb_to_recordset(CAST(:rows AS jsonb))
    AS n (record_id bigint, outcome text, before jsonb, version int)""",
    )
)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one kind, in the order of their ids, that ``principal`` changes or undoes."""

    session: Session
    principal: Principal
    change_id: int
    record: RecordKind
    ids: list[int]

    def execute(self, statement: str, **values: Any) -> Any:
        """Runs a statement that names ``:change_id``, ``:record``, ``:ids`` or ``:now``."""
        own = {
            "change_id": self.change_id,
            "record": self.record.value,
            "ids": self.ids,
            "now": clock.now(),
        }
        return self.session.execute(text(statement), own | values)

    def with_outcome(self, *outcomes: ChangeOutcome) -> list[int]:
        """Those of its records that came to any of these, in the order of their ids."""
        record = BulkChangeRecord
        those = (
            select(col(record.record_id))
            .where(
                col(record.bulk_change_id) == self.change_id,
                col(record.record) == self.record,
                col(record.outcome).in_(outcomes),
                among(record.record_id, self.ids),
            )
            .order_by(col(record.record_id))
        )
        return list(self.session.execute(those).scalars())

    def note(self, record: RecordKind, rows: Iterable[Mapping[str, Any]]) -> None:
        """Notes ``record_id``, ``outcome``, ``before`` and ``version`` of some of its records, or
        of others that came along."""
        rows = list(rows)
        if rows:
            values = {"change_id": self.change_id, "record": record.value, "rows": json.dumps(rows)}
            self.session.execute(_GIVEN, values)

    def note_unchanged(self, present: str, **values: Any) -> None:
        """Notes that the others of the batch did not change: those of which there is a row
        ``present`` (SQL over ``r.record_id``); the rest are missing.
        """
        self.execute(_LEFT.format(present=present, in_batch=IN_BATCH), **values)


def require_event(session: Session, event_id: int) -> str:
    """The name of an event, which stays until the end of the transaction.

    Raises:
        NotFound: there is none, or it was deleted.
    """
    known = event_id if 0 < event_id <= LARGEST_ID else None
    name = session.execute(
        select(col(Event.name))
        .where(col(Event.id) == known)
        .with_for_update(key_share=True, read=True)
    ).scalar_one_or_none()
    if name is None:
        raise NotFound.of("event")
    return name
