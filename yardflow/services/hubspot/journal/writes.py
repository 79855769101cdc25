"""What HubSpot is to get, and what it got: planned here, sent by the sync, known when it echoes."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, delete, select

from yardflow import clock, db
from yardflow.models import ChangedBy, HubSpotDecision, HubSpotWrite, SyncAction, SyncedRecord
from yardflow.services.hubspot.merging.values import EVIDENCE, Ledger, Ruling, Written

_RULED = (SyncAction.RULE, SyncAction.UNDO)
_PLANNED = (
    text("coalesce(account_id, 0)"),
    text("coalesce(contact_id, 0)"),
    text("coalesce(target_id, 0)"),
    "property",
)
# The last confirmed write of a property stays, for as long as its record does: by it, it is known
# what HubSpot has of ours.
_FORGET = """
DELETE FROM hubspot_write w
WHERE w.{0}_id = ANY(CAST(:ids AS bigint[])) AND w.sent_at < :before AND EXISTS (
    SELECT FROM hubspot_write later WHERE later.{0}_id = w.{0}_id
        AND later.property = w.property AND later.id > w.id AND later.sent_at < :before)"""
# HubSpot reports a change for a day; by then no write from before this comes back.
_REMEMBERED = timedelta(days=7)


def plan(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Plans writes; what was planned for the same property before and is not on its way yet is
    written as it is now.
    """
    if not rows:
        return
    adding = insert(HubSpotWrite)
    changed = ("value", "clears", "expected", "changed_at", "changed_by", "decision_id")
    session.execute(
        adding.on_conflict_do_update(
            index_elements=[*_PLANNED],
            index_where=col(HubSpotWrite.sending_at).is_(None),
            set_={name: adding.excluded[name] for name in (*changed, "planned_at")},
        ),
        list(rows),
    )


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


def forget(session: Session, record: SyncedRecord, record_ids: Sequence[int]) -> None:
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
    column: Any = getattr(HubSpotWrite, f"{record}_id")
    rows = session.exec(
        select(column, HubSpotWrite).where(column.in_(record_ids)).order_by(col(HubSpotWrite.id))
    )
    for record_id, write in rows:
        by = EVIDENCE[write.changed_by or ChangedBy.IMPORT]
        for value in ("", write.value) if write.clears else (write.value,):
            written = Written(value, write.changed_at, by, write.sent_at, write.sending_at)
            yield record_id, write.property, written


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
