"""How the sync stands: whether it goes on, what waits, and what needs a person."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.models import HubSpotChange, HubSpotCursor, SyncedRecord, User
from yardflow.services.access import Principal
from yardflow.services.hubspot.connection import views
from yardflow.services.hubspot.connection.views import LimitsView
from yardflow.services.hubspot.journal import conflicts, refused
from yardflow.services.hubspot.syncing import switch


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """``status`` is ``not_connected``, ``lost`` (for ``problem``), ``not_started``, ``paused`` or
    ``syncing``. ``waiting`` are the records that wait to be synced, by kind; ``looked_at`` is when
    HubSpot was last asked what changed there.
    """

    status: str
    problem: str = ""
    account: str = ""
    started_at: datetime | None = None
    started_by: str = ""
    paused_at: datetime | None = None
    looked_at: datetime | None = None
    waiting: dict[SyncedRecord, int] = field(default_factory=dict)
    errors: int = 0
    conflicts: int = 0
    limits: LimitsView = field(default_factory=LimitsView)


def get(session: Session, principal: Principal) -> SyncStatus:
    """How it stands now."""
    connected = views.get(session, principal)
    if connected.status == "not_connected":
        return SyncStatus(connected.status)
    row = switch.get(session)
    started_by = session.get(User, row.started_by) if row and row.started_by else None
    return SyncStatus(
        status=_status(connected.status, row is not None, row is not None and bool(row.paused_at)),
        problem=connected.problem,
        account=connected.domain or f"Account {connected.portal_id}",
        started_at=row.started_at if row else None,
        started_by=started_by.name if started_by else "",
        paused_at=row.paused_at if row else None,
        looked_at=session.exec(select(func.max(HubSpotCursor.changed_since))).one(),
        waiting=_waiting(session),
        errors=refused.number(session),
        conflicts=conflicts.number(session),
        limits=connected.limits,
    )


def _status(connection: str, started: bool, paused: bool) -> str:
    if connection == "lost":
        return connection
    if not started:
        return "not_started"
    return "paused" if paused else "syncing"


def _waiting(session: Session) -> dict[SyncedRecord, int]:
    counted = (
        select(HubSpotChange.record, func.count())
        .where(col(HubSpotChange.since).is_not(None))
        .group_by(col(HubSpotChange.record))
    )
    return {SyncedRecord(record): number for record, number in session.exec(counted)}
