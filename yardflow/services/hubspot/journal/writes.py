"""What HubSpot is to get, and what it got: planned here, sent by the sync, known when it echoes."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import text
from sqlmodel import Session, col, delete, select

from yardflow import clock, db
from yardflow.models import ChangedBy, HubSpotDecision, HubSpotWrite, SyncAction, SyncedRecord
from yardflow.services.hubspot.merging.values import EVIDENCE, Ledger, Ruling, Written

_RULED = (SyncAction.RULE, SyncAction.UNDO)
_PLAN = text("""
INSERT INTO hubspot_write AS w (account_id, contact_id, target_id, property, value, clears,
    expected, changed_at, changed_by, decision_id, planned_at)
SELECT account_id, contact_id, target_id, property, value, clears, expected,
    changed_at, changed_by, decision_id, planned_at
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (account_id bigint, contact_id bigint,
    target_id bigint, property text, value text, clears boolean, expected text,
    changed_at timestamptz, changed_by text, decision_id bigint, planned_at timestamptz)
ON CONFLICT (coalesce(account_id, 0), coalesce(contact_id, 0), coalesce(target_id, 0), property)
    WHERE sending_at IS NULL
DO UPDATE SET (value, clears, expected, changed_at, changed_by, decision_id, planned_at) =
    (EXCLUDED.value, EXCLUDED.clears, EXCLUDED.expected, EXCLUDED.changed_at, EXCLUDED.changed_by,
    EXCLUDED.decision_id, EXCLUDED.planned_at)""")
# Also what an undo sent without an answer.
_PLANNED = """
SELECT id, {0}_id AS record_id, property, value, clears, expected, sending_at, decision_id
FROM hubspot_write WHERE {0}_id = ANY(CAST(:ids AS bigint[]))
    AND (sending_at IS NULL OR expected IS NOT NULL AND sent_at IS NULL)
ORDER BY id FOR UPDATE"""
_BEGIN = text("UPDATE hubspot_write SET sending_at = :now WHERE id = ANY(CAST(:ids AS bigint[]))")
_WRITTEN = """
SELECT {0}_id AS record_id, property, value, clears, changed_at, changed_by, sent_at, sending_at
FROM hubspot_write WHERE {0}_id = ANY(CAST(:ids AS bigint[])) ORDER BY id"""
# The last confirmed write of a property stays, for as long as its record does: by it, it is known
# what HubSpot has of ours.
_FORGET = """
DELETE FROM hubspot_write w
WHERE w.{0}_id = ANY(CAST(:ids AS bigint[])) AND w.sent_at < :before AND EXISTS (
    SELECT FROM hubspot_write later WHERE later.{0}_id = w.{0}_id
        AND later.property = w.property AND later.id > w.id AND later.sent_at < :before)"""
# HubSpot reports a change for a day; by then no write from before this comes back.
_REMEMBERED = timedelta(days=7)


class Planned(NamedTuple):
    """A value that a record of ours is to get in HubSpot; see `HubSpotWrite`."""

    id: int
    record_id: int
    property: str
    value: str
    clears: bool
    expected: str | None
    sending_at: datetime | None
    decision_id: int | None


def plan(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Plans writes; what was planned for the same property before and is not on its way yet is
    written as it is now.
    """
    if rows:
        session.flush()
        session.execute(_PLAN, {"rows": json.dumps(list(rows), default=str)})


def planned(session: Session, record: SyncedRecord, record_ids: Sequence[int]) -> list[Planned]:
    """What these records are to get, the earliest first, locked: what is not on its way, and what
    an undo sent without an answer.
    """
    rows = session.execute(text(_PLANNED.format(record)), {"ids": db.ids_of(record_ids)})
    return [*map(Planned._make, rows)]


def begin(session: Session, ids: Iterable[int], now: datetime) -> None:
    """Notes that these writes are on their way."""
    session.execute(_BEGIN, {"ids": db.ids_of(ids), "now": now})


def cancel(session: Session, decision_id: int) -> bool:
    """Whether the write that a decision planned had not begun, and is planned no more."""
    gone = session.execute(
        delete(HubSpotWrite)
        .where(
            col(HubSpotWrite.decision_id) == decision_id,
            col(HubSpotWrite.sending_at).is_(None),
        )
        .returning(col(HubSpotWrite.id))
    )
    return gone.first() is not None


def forget(session: Session, record: SyncedRecord, record_ids: Collection[int]) -> None:
    """Deletes writes of these records that were sent long ago and that later ones followed."""
    values = {"ids": db.ids_of(record_ids), "before": clock.now() - _REMEMBERED}
    session.execute(text(_FORGET.format(record)), values)


def ledgers(session: Session, record: SyncedRecord, record_ids: Sequence[int]) -> dict[int, Ledger]:
    """What is remembered of these records, by our id: our writes, oldest first, and what people
    ruled.
    """
    written = _by_property(_written(session, record, record_ids))
    rulings = _by_property(_rulings(session, record, record_ids))
    return {
        each: Ledger(
            {name: tuple(some) for name, some in written.get(each, {}).items()},
            {name: some[-1] for name, some in rulings.get(each, {}).items()},
        )
        for each in record_ids
    }


def _written(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> Iterable[tuple[int, str, Written]]:
    rows = session.execute(text(_WRITTEN.format(record)), {"ids": db.ids_of(record_ids)})
    for record_id, name, value, clears, changed_at, changed_by, sent_at, sending_at in rows:
        by = EVIDENCE[ChangedBy(changed_by or ChangedBy.IMPORT)]
        for each in ("", value) if clears else (value,):
            yield record_id, name, Written(each, changed_at, by, sent_at, sending_at)


def _rulings(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> Iterable[tuple[int, str, Ruling]]:
    column: Any = getattr(HubSpotDecision, f"{record}_id")
    rows = session.exec(
        select(column, HubSpotDecision)
        .where(column.in_(record_ids), col(HubSpotDecision.action).in_(_RULED))
        .order_by(col(HubSpotDecision.id))
    )
    for record_id, decision in rows:
        yield record_id, decision.property, Ruling(decision.at, decision.winner)


def _by_property(rows: Iterable[tuple[int, str, Any]]) -> dict[int, dict[str, list[Any]]]:
    kept: dict[int, dict[str, list[Any]]] = {}
    for record_id, name, value in rows:
        kept.setdefault(record_id, {}).setdefault(name, []).append(value)
    return kept
