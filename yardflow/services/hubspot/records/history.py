"""What the sync decided about one record, with what people did about it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from yardflow.models import ChangedBy, HubSpotDecision, Side, SyncAction, SyncedRecord, User
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.records.values.fields import LARGEST_ID

PAGE = 20
_MOST_ASKS = 100
_WROTE = (SyncAction.WRITE_HERE, SyncAction.WRITE_THERE)
_FOLLOWS = (SyncAction.RULE, SyncAction.UNDO)


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision about one field. ``ours`` and ``theirs`` are both values as they were then, each
    in its own form, with their moments where those are known. ``ended_by`` is the name of the
    person who undid it or ruled on it, at ``ended_at``. ``waits``: it is a conflict that no one has
    ruled on; ``can_undo``: it wrote something, and is not undone.
    """

    id: int
    run_id: int | None
    field: str
    label: str
    property: str
    action: SyncAction
    winner: Side | None
    ours: str
    ours_at: datetime | None
    ours_by: ChangedBy | None
    theirs: str
    theirs_at: datetime | None
    written: str
    why: str
    at: datetime
    ended: SyncAction | None
    ended_by: str
    ended_at: datetime | None
    ruled_for: Side | None
    waits: bool
    can_undo: bool


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """Part of a record's history, the latest first; ``next`` continues it, None at its end."""

    items: list[Entry]
    next: int | None


def of(
    session: Session,
    record: SyncedRecord,
    record_id: int,
    before: int | None = None,
    most: int = PAGE,
) -> HistoryPage:
    """Up to ``most`` decisions about a record, older than the one with the id ``before``."""
    older = col(HubSpotDecision.id) < (before or LARGEST_ID)
    items = _read(session, record, record_id, older, most + 1)
    return HistoryPage(items[:most], items[most - 1].id if len(items) > most else None)


def conflicts(session: Session, record: SyncedRecord, record_id: int) -> list[Entry]:
    """The conflicts of a record that wait for a person."""
    asks = col(HubSpotDecision.action) == SyncAction.ASK
    return [each for each in _read(session, record, record_id, asks, _MOST_ASKS) if each.waits]


def _read(
    session: Session, record: SyncedRecord, record_id: int, matching: Any, most: int
) -> list[Entry]:
    """Those that match, the latest first."""
    column: Any = getattr(HubSpotDecision, f"{record}_id")
    follows, later = aliased(HubSpotDecision), aliased(HubSpotDecision)
    is_followed = exists().where(
        getattr(later, column.key) == record_id,
        col(later.property) == HubSpotDecision.property,
        col(later.id) > HubSpotDecision.id,
    )
    rows = session.execute(
        select(HubSpotDecision, follows, User.name, is_followed)
        .outerjoin(follows, col(follows.decision_id) == HubSpotDecision.id)
        .outerjoin(User, col(User.id) == follows.made_by)
        .where(
            column == record_id,
            col(HubSpotDecision.action).not_in(_FOLLOWS),
            matching,
        )
        .order_by(col(HubSpotDecision.id).desc())
        .limit(most)
    )
    return [_entry(record, *row) for row in rows]


def _entry(
    record: SyncedRecord,
    decision: HubSpotDecision,
    follows: HubSpotDecision | None,
    name: str | None,
    is_followed: bool,
) -> Entry:
    field = FIELDS.get((record, decision.field))
    shared = {
        each: getattr(decision, each)
        for each in ("run_id", "field", "property", "action", "winner", "why", "at", "written")
    }
    sides = {
        each: getattr(decision, each)
        for each in ("ours", "ours_at", "ours_by", "theirs", "theirs_at")
    }
    return Entry(
        id=int(decision.id or 0),
        label=field.label if field else decision.field,
        **shared,
        **sides,
        ended=follows.action if follows else None,
        ended_by=name or "",
        ended_at=follows.at if follows else None,
        ruled_for=follows.winner if follows else None,
        waits=decision.action == SyncAction.ASK and not is_followed,
        can_undo=decision.action in _WROTE and follows is None,
    )
