"""One record and HubSpot, as its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func
from sqlmodel import Session, col, select

from yardflow.integrations.hubspot import pages
from yardflow.models import (
    Account,
    Contact,
    HubSpotConnection,
    HubSpotDecision,
    HubSpotSync,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.records import deals, history, standing
from yardflow.services.hubspot.records.deals import DealView
from yardflow.services.hubspot.records.history import Entry, HistoryPage
from yardflow.services.hubspot.records.standing import RecordStanding, Standing
from yardflow.services.hubspot.syncing import switch
from yardflow.services.records.load import load_record

_MODELS: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: Account,
    SyncedRecord.CONTACT: Contact,
}
# HubSpot's numbers of its kinds of records.
_TYPES = {SyncedRecord.ACCOUNT: "0-2", SyncedRecord.CONTACT: "0-1", SyncedRecord.TARGET: "0-3"}
_GONE = (Standing.ARCHIVED, Standing.ERASED)
_NOT_CONNECTED = "HubSpot isn't connected. An administrator can connect it in the settings."
_LOST = (
    "HubSpot no longer accepts the connection. An administrator can reconnect it in the settings."
)


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """Whether records sync: ``off`` says why not, and is empty while they do. ``connected``:
    HubSpot can be asked; ``ever_connected``: it could be once.
    """

    connected: bool
    ever_connected: bool
    off: str


@dataclass(frozen=True, slots=True)
class RecordView:
    """How a record stands, None while records don't sync with the connected account. ``href`` is
    its page in HubSpot, empty where it has none. ``conflicts`` are those that wait for a person;
    ``deals`` are those of an account.
    """

    sync: SyncStatus
    standing: RecordStanding | None
    href: str
    conflicts: list[Entry]
    history: HistoryPage
    deals: list[DealView] = field(default_factory=list)


def get(
    session: Session,
    principal: Principal,
    record: SyncedRecord,
    record_id: int,
    before: int | None = None,
    most: int = history.PAGE,
) -> RecordView:
    """An account or contact with part of its history (`history.of`).

    Raises:
        NotFound: there is no such record.
    """
    load_record(session, _MODELS[record], record_id)
    connection = _connection(session)
    sync = _status(session, connection)
    if not sync.ever_connected:
        return RecordView(sync, None, "", [], HistoryPage([], None))
    stands = standing.of(session, record, [record_id]).get(record_id)
    return RecordView(
        sync,
        stands,
        _href(connection, record, stands),
        history.conflicts(session, record, record_id),
        history.of(session, record, record_id, before, most),
        _deals(session, connection, record, record_id),
    )


def status(session: Session, principal: Principal) -> SyncStatus:
    """Whether records sync now."""
    return _status(session, _connection(session))


def standings(
    session: Session, principal: Principal, record: SyncedRecord, record_ids: Sequence[int]
) -> dict[int, RecordStanding]:
    """How these records stand, by id; none while nothing is synced, as they stay as they are."""
    return standing.of(session, record, record_ids) if switch.is_on(session) else {}


def mark(
    session: Session, principal: Principal, record: SyncedRecord, record_id: int
) -> tuple[Any, ...]:
    """What differs once the record was synced or waits to be; the last part, once a sync changed
    the record here.
    """
    column: Any = getattr(HubSpotDecision, f"{record}_id")
    latest = func.max(HubSpotDecision.id)
    here = latest.filter(col(HubSpotDecision.action) == SyncAction.WRITE_HERE)
    ids = session.execute(select(latest, here).where(column == record_id)).one()
    return standing.of(session, record, [record_id]).get(record_id), *ids


def _status(session: Session, connection: HubSpotConnection | None) -> SyncStatus:
    return SyncStatus(
        connected=connection is not None and connection.lost_at is None,
        ever_connected=connection is not None or session.get(HubSpotSync, 1) is not None,
        off=_off(session, connection),
    )


def _connection(session: Session) -> HubSpotConnection | None:
    return session.exec(select(HubSpotConnection)).one_or_none()


def _off(session: Session, connection: HubSpotConnection | None) -> str:
    """Why nothing is synced now."""
    if connection is None:
        return _NOT_CONNECTED
    if connection.lost_at is not None:
        return _LOST
    row = switch.get(session)
    if row is None:
        return switch.NOT_STARTED
    return switch.PAUSED if row.paused_at is not None else ""


def _href(
    connection: HubSpotConnection | None, record: SyncedRecord, stands: RecordStanding | None
) -> str:
    if connection is None or stands is None or not stands.hubspot_id or stands.state in _GONE:
        return ""
    return pages.record(connection.portal_id, _TYPES[record], stands.hubspot_id)


def _deals(
    session: Session, connection: HubSpotConnection | None, record: SyncedRecord, record_id: int
) -> list[DealView]:
    """None while no account is connected that they are in."""
    if record != SyncedRecord.ACCOUNT or connection is None or switch.get(session) is None:
        return []
    kind = _TYPES[SyncedRecord.TARGET]
    return [
        replace(each, href=pages.record(connection.portal_id, kind, each.hubspot_id))
        for each in deals.of_account(session, record_id)
    ]
