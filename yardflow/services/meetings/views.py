"""Meetings as people see them, by day."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Date, Select, cast, func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import (
    Account,
    Contact,
    Event,
    Meeting,
    MeetingKind,
    MeetingOutcome,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.lists.conditions import any_value, of_event, owned_by
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page, same_id
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID


class When(StrEnum):
    """Which days, by the clock of `MeetingQuery`. ``upcoming``: from today on."""

    UPCOMING = "upcoming"
    TODAY = "today"
    WEEK = "week"
    PAST = "past"
    ALL = "all"


SORTS = {"startsAt": SortKey(col(Meeting.starts_at), read=datetime.fromisoformat)}
_CHOICES = {
    "outcome": fields.any_of(MeetingOutcome),
    "when": fields.one_of(When),
    "timezone": fields.timezone,
}
# Zones are at most so far from each other; a day has so much more where clocks go back.
_FARTHEST = timedelta(hours=27)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting, and whom it is with. ``minutes`` is how long it is. What a ``guest_`` wrote is of
    whoever booked it by a link; it is empty where one of us entered it.
    """

    id: int
    version: int
    uid: str
    contact_id: int
    contact_name: str
    account_id: int
    account_name: str
    event_id: int | None
    event_name: str
    owner_id: int | None
    owner_name: str
    owner_address: str
    kind: MeetingKind
    outcome: MeetingOutcome
    starts_at: datetime
    minutes: int
    timezone: str
    location: str
    next_step: str
    guest_name: str
    guest_address: str
    guest_note: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class MeetingQuery:
    """Which meetings. ``owner`` and ``outcome`` are several values with commas between; ``when`` is
    a `When`. Empty narrows nothing, but an empty ``when`` is ``upcoming``. Days are those of
    ``timezone``; where it is empty, each as it is in the zone of the meeting.
    """

    event_id: int | None = None
    contact_id: int | None = None
    owner: str = ""
    outcome: str = ""
    when: str = ""
    timezone: str = ""
    sort: str = "startsAt"
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: MeetingQuery) -> Page[MeetingRow]:
    """One page of the meetings, the first first.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    statement = select(col(Meeting.id))
    if query.event_id is not None:
        statement = statement.where(of_event(Meeting.event_id, query.event_id))
    if query.contact_id is not None:
        statement = statement.where(same_id(Meeting.contact_id, query.contact_id))
    if query.owner:
        statement = statement.where(owned_by(col(Meeting.owner_id), query.owner, principal))
    sent = {name: text for name in _CHOICES if (text := getattr(query, name))}
    clean: dict[str, Any] = fields.cleaned(sent, _CHOICES)
    if "outcome" in clean:
        statement = statement.where(any_value(Meeting.outcome, clean["outcome"]))
    zone = clean.get("timezone", col(Meeting.timezone))
    statement = statement.where(*_within(clean.get("when", When.UPCOMING), zone))
    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(Meeting.id),
        partial(of_ids, session),
        limit=query.limit,
        cursor=query.cursor,
    )


def of_ids(session: Session, ids: Collection[int]) -> list[MeetingRow]:
    """Those of these meetings that there are."""
    return [*map(_view, session.execute(_SHOWN.where(col(Meeting.id).in_(ids))))]


def get(session: Session, principal: Principal | None, meeting_id: int) -> MeetingRow:
    """One meeting.

    Raises:
        NotFound: there is none with this id.
    """
    known = 0 < meeting_id <= LARGEST_ID
    statement = _SHOWN.where(col(Meeting.id) == meeting_id)
    row = session.execute(statement).one_or_none() if known else None
    if row is None:
        raise NotFound.of("meeting")
    return _view(row)


def _within(when: When, zone: Any) -> Iterable[Any]:
    """The conditions of these days. The index finds about as much as they hold."""
    now, starts = clock.now(), col(Meeting.starts_at)
    today, day = cast(func.timezone(zone, now), Date), cast(func.timezone(zone, starts), Date)
    match when:
        case When.ALL:
            return ()
        case When.PAST:
            return starts < now + _FARTHEST, day < today
        case When.UPCOMING:
            return starts > now - _FARTHEST, day >= today
        case When.TODAY:
            return starts.between(now - _FARTHEST, now + _FARTHEST), day == today
        case When.WEEK:
            near = starts.between(now - _FARTHEST, now + _WEEK + _FARTHEST)
            return near, day >= today, day < today + 7


_SHOWN: Select = (
    select(
        Meeting,
        col(Contact.name).label("contact_name"),
        col(Account.id).label("account_id"),
        col(Account.name).label("account_name"),
        col(Event.name).label("event_name"),
        col(User.id).label("owner_id"),
        col(User.name).label("owner_name"),
        col(User.email).label("owner_address"),
    )
    .join(Contact, col(Contact.id) == col(Meeting.contact_id))
    .join(Account, col(Account.id) == col(Contact.account_id))
    .outerjoin(Event, col(Event.id) == col(Meeting.event_id))
    .outerjoin(User, owners.is_owner(col(Meeting.owner_id)))
    .execution_options(populate_existing=True)
)


def _view(row: Any) -> MeetingRow:
    meeting: Meeting = row.Meeting
    return MeetingRow(
        id=meeting.id or 0,
        version=meeting.version,
        uid=meeting.uid,
        contact_id=meeting.contact_id,
        contact_name=row.contact_name,
        account_id=row.account_id,
        account_name=row.account_name,
        event_id=meeting.event_id,
        event_name=row.event_name or "",
        owner_id=row.owner_id,
        owner_name=row.owner_name or "",
        owner_address=row.owner_address or "",
        kind=meeting.kind,
        outcome=meeting.outcome,
        starts_at=meeting.starts_at,
        minutes=minutes_of(meeting),
        timezone=meeting.timezone,
        location=meeting.location,
        next_step=meeting.next_step,
        guest_name=meeting.guest_name,
        guest_address=meeting.guest_address,
        guest_note=meeting.guest_note,
        created_at=meeting.created_at,
        updated_at=meeting.updated_at,
    )


def minutes_of(meeting: Meeting) -> int:
    """How long a meeting is."""
    return int((meeting.ends_at - meeting.starts_at).total_seconds()) // 60
