"""Events: the trade shows, and which one a person works on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col, select

from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import Attendee, Event, EventStatus, Persona, Target, User
from yardflow.services import audit, hooks
from yardflow.services.access import Principal, require_admin
from yardflow.services.records import active_event, event_lists, hall_hours, resource
from yardflow.services.records.changes import EventMoved
from yardflow.services.records.lists.listing import Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import load_record, save_record
from yardflow.services.records.resource import Resource, TextField
from yardflow.services.records.values import fields

EVENT = Resource(
    Event,
    {
        "name": fields.line(160, needed="Enter the event's name."),
        "timezone": fields.timezone,
        "starts_on": fields.day,
        "ends_on": fields.day,
        "hall_opens": fields.time_of_day,
        "hall_closes": fields.time_of_day,
        "hall_days": hall_hours.days,
        "status": fields.one_of(EventStatus),
        "target_personas": fields.some_of(Persona),
        "description": fields.prose(5_000),
        "cost": fields.dollars,
    },
    (
        TextField("location", "Location", 160),
        TextField("venue", "Venue", 160),
        TextField("booth", "Booth", 60),
    ),
)
# What says when an event is, and its hall is open.
DAYS = frozenset({"starts_on", "ends_on", "timezone", "hall_opens", "hall_closes", "hall_days"})
_NO_DAY = date(1, 1, 1)
SORTS = {
    "name": SortKey(func.lower(Event.name)),
    "startsOn": SortKey(func.coalesce(Event.starts_on, _NO_DAY), read=date.fromisoformat),
    "createdAt": SortKey(col(Event.created_at), read=datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class EventRow:
    """An event with how much is on its list: ``accounts`` are its targets, ``contacts`` its
    attendees. ``active``: it is the one this person works on.
    """

    id: int
    version: int
    name: str
    location: str
    venue: str
    timezone: str
    booth: str
    starts_on: date | None
    ends_on: date | None
    hall_opens: time | None
    hall_closes: time | None
    hall_days: list[dict[str, Any]]
    status: EventStatus
    target_personas: list[str]
    description: str
    cost: Decimal | None
    accounts: int
    contacts: int
    active: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class EventQuery:
    """What to list. Empty fields narrow nothing."""

    status: str = ""
    sort: str = "-startsOn"
    limit: int = 50
    cursor: str = ""


def search(session: Session, principal: Principal, query: EventQuery) -> Page[EventRow]:
    """One page of the events, the latest first unless sorted otherwise.

    Raises:
        Invalid: a status, sort or cursor that means nothing.
    """
    statement = select_rows(Event.id)  # type: ignore[call-overload]
    if query.status:
        cleaners = {"status": fields.one_of(EventStatus)}
        clean = fields.cleaned({"status": query.status}, cleaners)
        statement = statement.where(col(Event.status) == clean["status"])
    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(Event.id),
        lambda ids: map(_row, session.execute(_rows(principal).where(col(Event.id).in_(ids)))),
        limit=query.limit,
        cursor=query.cursor,
        exact=True,
    )


def get(session: Session, principal: Principal, event_id: int) -> EventRow:
    """One event.

    Raises:
        NotFound: there is none with this id.
    """
    event = load_record(session, Event, event_id)
    return _row(session.execute(_rows(principal).where(col(Event.id) == event.id)).one())


def create(session: Session, principal: Principal, values: Mapping[str, object]) -> EventRow:
    """Adds an event; the first one a person has becomes the one they work on.

    Raises:
        Invalid: a field's value is not valid.
        Conflict: there is an event of this name on these days.
    """
    clean = fields.cleaned({"name": "", **values}, EVENT.cleaners)
    event = Event(name="", created_by=principal.user_id)
    _put(session, event, clean)
    save_record(session, event)
    assert event.id is not None
    resource.note_creation(session, principal, EVENT, event.id, clean)
    if session.get_one(User, principal.user_id).active_event_id is None:
        active_event.switch(session, principal, event.id)
    return get(session, principal, event.id)


def update(
    session: Session,
    principal: Principal,
    event_id: int,
    version: int | None,
    values: Mapping[str, object],
) -> EventRow:
    """Changes fields of an event. ``version`` is the one the person saw; None skips the check.

    Raises:
        NotFound: there is no such event.
        Invalid: a field's value is not valid.
        Conflict: someone changed it since, or another event has this name on these days.
    """
    edit = resource.edit(session, principal, EVENT, event_id, version, values, _put)
    if edit.changed & DAYS:
        hooks.call(session, principal, EventMoved(event_id))
    return get(session, principal, event_id)


def tried(session: Session, event_id: int, values: Mapping[str, object]) -> Event:
    """The event as `update` would leave it; it is no row, and nothing is written.

    Raises:
        NotFound, Invalid, Conflict: as in `update`.
    """
    event = Event(**load_record(session, Event, event_id).model_dump())
    _put(session, event, fields.cleaned(values, EVENT.cleaners))
    return event


def delete(
    session: Session, principal: Principal, event_id: int, version: int | None = None
) -> None:
    """Removes an event with its list; accounts, contacts and imports stay.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such event.
        Conflict: someone changed it since ``version``.
    """
    require_admin(principal)
    event = load_record(session, Event, event_id, version)
    # Before its list: who adds to that waits, and finds no event then.
    locked = select_rows(Event.id).where(col(Event.id) == event_id)  # type: ignore[call-overload]
    if session.execute(locked.with_for_update()).scalar_one_or_none() is None:
        raise NotFound.of("event")
    audit.record(
        session, principal, "event.deleted", "event", event.id, before={"name": event.name}
    )
    session.flush()
    event_lists.clear(session, event_id)
    session.delete(event)
    session.flush()
    session.expire_all()


def _put(session: Session, event: Event, clean: Mapping[str, object]) -> None:
    before = Event(name=event.name, starts_on=event.starts_on, hall_days=event.hall_days)
    for name, value in clean.items():
        if getattr(event, name) != value:
            setattr(event, name, value)
    if event.ends_on and not event.starts_on:
        raise Contradictory("Enter the start date as well.", {"starts_on": "Enter the start date."})
    if event.starts_on and event.ends_on and event.ends_on < event.starts_on:
        raise Contradictory(
            "The end date can't be before the start date.",
            {"ends_on": "Enter a date on or after the start date."},
        )
    hall_hours.follow(event, before)
    hall_hours.check(event)
    with session.no_autoflush:
        duplicate = session.exec(
            select(Event.id).where(
                func.lower(Event.name) == event.name.lower(),
                col(Event.starts_on) == event.starts_on,
                col(Event.id).is_distinct_from(event.id),
            )
        ).first()
    if duplicate is not None:
        raise Conflict(
            f"{event.name} already exists{f' on {event.starts_on}' if event.starts_on else ''}. "
            "Open that event instead."
        )


def _rows(principal: Principal) -> Select:
    active = select_rows(User.active_event_id).where(col(User.id) == principal.user_id)  # type: ignore[call-overload]
    return select_rows(
        Event,
        _count(Target).label("accounts"),
        _count(Attendee).label("contacts"),
        func.coalesce(col(Event.id) == active.scalar_subquery(), False).label("active"),
    ).execution_options(populate_existing=True)


def _count(kind: Any) -> Any:
    return (
        select_rows(func.count())
        .select_from(kind)
        .where(kind.event_id == Event.id)
        .correlate(Event)
        .scalar_subquery()
    )


def _row(row: Any) -> EventRow:
    event = row.Event
    shared = {name: getattr(event, name) for name in EventRow.__slots__ if hasattr(event, name)}
    return EventRow(**shared, accounts=row.accounts, contacts=row.contacts, active=row.active)
