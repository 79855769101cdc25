"""What HubSpot reports: stored once as it comes, applied later in the order of what happened."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.integrations.hubspot.webhook import Event
from yardflow.models import HubSpotEvent, LinkState, SyncedRecord
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.connection import webhooks
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.mapping.properties import OBJECTS
from yardflow.services.hubspot.syncing import switch, waking

BATCH = 500
# HubSpot repeats for a day what it believes was not taken.
_KEPT = timedelta(days=3)
_RECORDS = {kind: record for record, kind in OBJECTS.items()}


def store(session: Session, events: Sequence[Event]) -> int:
    """Keeps the events of the connected account, once its sync has started; how many were new."""
    connected, now = connection.read(session), clock.now()
    reported = [each for each in events if connected and each.portal_id == connected.portal_id]
    if reported:
        webhooks.note_report(session)
    if not reported or switch.get(session) is None:
        return 0
    rows = [
        {
            "hash": each.digest,
            "body": {
                "record": _RECORDS[each.kind],
                "what": each.what,
                "id": each.hubspot_id,
                "merged": each.merged_ids,
            },
            "occurred_at": each.at,
            "received_at": now,
        }
        for each in reported
    ]
    adding = insert(HubSpotEvent).values(rows).on_conflict_do_nothing()
    new = len(session.execute(adding.returning(col(HubSpotEvent.hash))).all())
    if new:
        waking.wake(session)
    return new


def apply(session: Session) -> int:
    """Follows what was reported, the earliest first: records that changed wait to be synced. How
    many events that were.
    """
    waiting = session.exec(
        select(HubSpotEvent)
        .where(col(HubSpotEvent.applied_at).is_(None))
        .order_by(col(HubSpotEvent.received_at), col(HubSpotEvent.hash))
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    ).all()
    if not waiting:
        return 0
    for event in sorted(waiting, key=lambda each: each.occurred_at):
        _follow(session, event)
        event.applied_at = clock.now()
    for record in SyncedRecord:
        ids = {each.body["id"] for each in waiting if each.body["record"] == record}
        look_at(session, record, ids)
    return len(waiting)


def look_at(session: Session, record: SyncedRecord, hubspot_ids: Iterable[str]) -> None:
    """Those of our records that are synced with these of HubSpot's wait to be synced."""
    if not (ids := list(hubspot_ids)):
        return
    current = links.current_ids(session, record, ids)
    ours = links.owners(session, record, list(current.values()))
    if ours:
        pending.add(session, record, ours.values())


def purge(session: Session) -> None:
    """Forgets what HubSpot doesn't report again."""
    old = col(HubSpotEvent.applied_at) < clock.now() - _KEPT
    session.execute(delete(HubSpotEvent).where(old))


def _follow(session: Session, event: HubSpotEvent) -> None:
    record, hubspot_id = SyncedRecord(event.body["record"]), event.body["id"]
    match event.body["what"]:
        case "merge":
            merged = event.body["merged"]
            links.follow_merge(session, record, merged, hubspot_id, event.occurred_at)
        case "privacyDeletion":
            links.set_state(session, record, hubspot_id, LinkState.ERASED, event.occurred_at)
