"""What is logged in HubSpot's timeline: nothing, until an administrator turns it on."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, func, select

from yardflow import clock
from yardflow.models import (
    HubSpotConnection,
    HubSpotTimeline,
    HubSpotTimelineEntry,
    TimelineKind,
)
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.connection import scopes
from yardflow.services.hubspot.connection.scopes import Scope
from yardflow.services.hubspot.syncing import switch

# HubSpot asks for these alone, whatever is logged.
SCOPES = ("crm.objects.contacts.read", "crm.objects.contacts.write")
# The entries of each kind, but for those that may be there already.
_UNSENT: dict[TimelineKind, Any] = {
    TimelineKind.EMAIL: (
        col(HubSpotTimelineEntry.message_id).is_not(None)
        | col(HubSpotTimelineEntry.answer_id).is_not(None)
    ),
    TimelineKind.REPLY: col(HubSpotTimelineEntry.reply_id).is_not(None),
    TimelineKind.MEETING: col(HubSpotTimelineEntry.meeting_id).is_not(None),
}
_IS_ON = text("""
SELECT EXISTS (SELECT FROM hubspot_timeline) AND EXISTS (
    SELECT FROM hubspot_connection WHERE lost_at IS NULL AND scopes @> CAST(:scopes AS text[]))""")


@dataclass(frozen=True, slots=True)
class TimelineView:
    """What is logged: since when, by its kind, None for what isn't. ``missing`` are scopes without
    which nothing is; ``waiting`` counts what is to be written still.
    """

    since: dict[TimelineKind, datetime | None]
    missing: tuple[Scope, ...]
    waiting: int


def get(session: Session, principal: Principal) -> TimelineView:
    """What is logged."""
    rows = {row.kind: row.since for row in session.exec(select(HubSpotTimeline))}
    granted = session.exec(select(HubSpotConnection.scopes)).one_or_none() or []
    waiting = select(func.count()).where(col(HubSpotTimelineEntry.since).is_not(None))
    return TimelineView(
        {kind: rows.get(kind) for kind in TimelineKind},
        tuple(scope for scope in scopes.missing(granted) if scope.name in SCOPES),
        session.exec(waiting).one(),
    )


def turn(session: Session, principal: Principal, kind: TimelineKind, on: bool) -> None:
    """Has what happens from now on be logged, or nothing more: what waits is dropped.

    Raises:
        Forbidden: not an ADMIN.
        Contradictory: records don't sync now.
    """
    require_admin(principal)
    if on:
        switch.require_on(session)
        now = clock.now()
        adding = insert(HubSpotTimeline).values(kind=kind, since=now, looked_at=now)
        changed = session.execute(
            adding.on_conflict_do_nothing().returning(col(HubSpotTimeline.kind))
        )
    else:
        gone = delete(HubSpotTimeline).where(col(HubSpotTimeline.kind) == kind)
        changed = session.execute(gone.returning(col(HubSpotTimeline.kind)))
        _drop_waiting(session, kind)
    if changed.first() is not None:
        action = f"hubspot_timeline.{'started' if on else 'stopped'}"
        audit.record(session, principal, action, "hubspot_timeline", after={"kind": kind})


def is_on(session: Session) -> bool:
    """Whether anything is logged now."""
    return switch.is_on(session) and bool(session.scalar(_IS_ON, {"scopes": [*SCOPES]}))


def _drop_waiting(session: Session, kind: TimelineKind) -> None:
    unsent = col(HubSpotTimelineEntry.sending_at).is_(None)
    waits = col(HubSpotTimelineEntry.since).is_not(None)
    session.execute(delete(HubSpotTimelineEntry).where(_UNSENT[kind], waits, unsent))
