"""What our app at HubSpot reports to us: compared with what the mapping needs, and made so.

Where it is not ours to set up (a private app, an app whose developer's key we don't have), people
do it in HubSpot, and we say what to enter there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock, db, jobs
from yardflow.config import settings
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.hubspot import app, subscriptions
from yardflow.integrations.hubspot.app import Developer
from yardflow.integrations.hubspot.subscriptions import Event, Subscription
from yardflow.models import (
    HubSpotConnection,
    HubSpotConnectionKind,
    HubSpotField,
    HubSpotWebhooks,
    SyncedRecord,
)
from yardflow.services.hubspot.mapping.mapped import TAKING

KIND = "set_up_hubspot_webhooks"
PATH = "/api/webhooks/hubspot"
EVERY, AFTER_A_PROBLEM = timedelta(days=1), timedelta(hours=1)
_NAMES = {
    SyncedRecord.ACCOUNT: "company",
    SyncedRecord.CONTACT: "contact",
    SyncedRecord.TARGET: "deal",
}
_HAPPENINGS = ("creation", "deletion", "merge", "restore")
_ERASED = Event("contact.privacyDeletion")
_ONE_AT_A_TIME = 7_305_035  # the advisory lock that a second worker passes by
_NOTED_EVERY = timedelta(minutes=1)
_NOT_PUBLIC = "HubSpot reports only to an address that begins with https://. Set PUBLIC_URL to one."


@dataclass(frozen=True, slots=True)
class WebhooksView:
    """Whether HubSpot reports changes at once (``works``), to ``url``. Where ``automatic``,
    YardFlow sets it up, ``problem`` says why it couldn't; else people subscribe to ``events`` in
    HubSpot.
    """

    automatic: bool
    works: bool
    url: str
    events: tuple[str, ...]
    problem: str = ""
    checked_at: datetime | None = None
    reported_at: datetime | None = None


def needed(session: Session) -> list[Event]:
    """What has to be reported: what happens to records, and changes of what comes here."""
    taken = select(HubSpotField.record, HubSpotField.property).where(  # type: ignore[call-overload]
        col(HubSpotField.direction).in_(TAKING)
    )
    changes = {
        Event(f"{_NAMES[record]}.propertyChange", name) for record, name in session.execute(taken)
    }
    happenings = {Event(f"{name}.{what}") for name in _NAMES.values() for what in _HAPPENINGS}
    return sorted({*changes, *happenings, _ERASED})


def view(session: Session, connection: HubSpotConnection) -> WebhooksView:
    """How HubSpot reports to this connection."""
    row = session.get(HubSpotWebhooks, 1) or HubSpotWebhooks()
    automatic = _developer(connection.kind) is not None
    reported = row.reported_at is not None and row.reported_at >= connection.connected_at
    is_set_up = row.checked_at is not None and not row.problem and row.url == _url()
    return WebhooksView(
        automatic=automatic,
        works=is_set_up if automatic else reported,
        url=_url(),
        events=tuple(map(str, needed(session))),
        problem=row.problem if automatic else "",
        checked_at=row.checked_at if automatic else None,
        reported_at=row.reported_at if reported else None,
    )


def request(session: Session) -> None:
    """Asks for a comparison where it was long ago, went wrong, or something else is wanted now."""
    connection = session.get(HubSpotConnection, 1)
    if connection is None or connection.lost_at or _developer(connection.kind) is None:
        return
    row = session.get(HubSpotWebhooks, 1) or HubSpotWebhooks()
    again_at = row.checked_at and row.checked_at + (AFTER_A_PROBLEM if row.problem else EVERY)
    is_same = row.url == _url() and row.events == list(map(str, needed(session)))
    if again_at is None or again_at <= clock.now() or not is_same:
        jobs.enqueue(session, KIND, unique_key=KIND)


def connected(session: Session, kind: HubSpotConnectionKind) -> None:
    """Asks for a comparison, as someone has just connected an account."""
    if _developer(kind) is not None:
        jobs.enqueue(session, KIND, unique_key=KIND)


def run(running: jobs.Running | None) -> None:
    """Sets up what our app reports. What went wrong stands on the page, and is tried again."""
    with db.session() as session:
        connection, events = session.get(HubSpotConnection, 1), needed(session)
        developer = _developer(connection.kind) if connection else None
    if developer is None:
        return
    with db.session() as turn:
        if turn.scalar(select(func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME))):
            _note(events, _set_up(developer, events))


def note_report(session: Session) -> None:
    """HubSpot reported something just now."""
    now = clock.now()
    adding = insert(HubSpotWebhooks).values(id=1, reported_at=now)
    before = col(HubSpotWebhooks.reported_at)
    session.execute(
        adding.on_conflict_do_update(
            index_elements=["id"],
            set_={"reported_at": now},
            where=or_(before.is_(None), before <= now - _NOTED_EVERY),
        )
    )


def _developer(kind: HubSpotConnectionKind) -> Developer | None:
    """By whose key it is set up; None where people do it in HubSpot."""
    return app.developer() if kind == HubSpotConnectionKind.OAUTH else None


def _url() -> str:
    return settings().url + PATH


def _set_up(developer: Developer, events: list[Event]) -> str:
    """What went wrong, in words; empty where all is as wanted."""
    if not _url().startswith("https://") and not app.is_sandbox():
        return _NOT_PUBLIC
    try:
        if subscriptions.target(developer) != _url():
            subscriptions.set_target(developer, _url())
        _make_so(developer, events)
    except ProviderError as error:
        return error.message
    return ""


def _make_so(developer: Developer, events: list[Event]) -> None:
    """Each event has one active subscription after this. Those of others than our records are not
    ours; of two that are the same the older stays, whoever removes the other.
    """
    kept: dict[Event, Subscription] = {}
    for each in subscriptions.listed(developer):
        if each.event in events and each.event not in kept:
            kept[each.event] = each
        elif each.event.name.partition(".")[0] in _NAMES.values():
            subscriptions.remove(developer, each.id)
    for event in events:
        if event not in kept:
            subscriptions.add(developer, event)
        elif not kept[event].active:
            subscriptions.activate(developer, kept[event].id)


def _note(events: list[Event], problem: str) -> None:
    values = {
        "url": _url(),
        "events": list(map(str, events)),
        "checked_at": clock.now(),
        "problem": problem,
    }
    adding = insert(HubSpotWebhooks).values(id=1, **values)
    with db.session() as session:
        session.execute(adding.on_conflict_do_update(index_elements=["id"], set_=values))
