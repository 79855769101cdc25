"""Sequences as lists and records show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func
from sqlalchemy import select as select_rows
from sqlmodel import Session, col

from yardflow.models import (
    Event,
    OnColleague,
    OnReply,
    Sequence,
    SequenceStatus,
    SequenceVersion,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.lists.conditions import owned_by
from yardflow.services.records.lists.listing import Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields

SORTS = {
    "name": SortKey(func.lower(Sequence.name)),
    "updatedAt": SortKey(col(Sequence.updated_at), read=datetime.fromisoformat),
    "createdAt": SortKey(col(Sequence.created_at), read=datetime.fromisoformat),
}
SEARCHED = fields.line(200)


@dataclass(frozen=True, slots=True)
class SequenceRow:
    """A sequence. ``steps`` counts those of the draft; ``version_number`` is that of the version
    that who enrolls now is pinned to, None while none is published. An archived one may be paused
    as well: ``paused_at`` says it. ``on_reply`` is what an answer does to the enrollment,
    ``on_colleague`` what it does to others at the account. With ``skip_open_deals`` it begins with
    no one whose account has an open deal at another event.
    """

    id: int
    version: int
    name: str
    description: str
    status: SequenceStatus
    paused_at: datetime | None
    pause_reason: str
    steps: int
    version_number: int | None
    event_id: int | None
    event_name: str
    owner_id: int | None
    owner_name: str
    on_reply: OnReply
    on_colleague: OnColleague
    skip_open_deals: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SequenceQuery:
    """What to list. Empty fields narrow nothing; several values of ``owner`` are separated by
    commas: ``me``, ``none`` or an id."""

    q: str = ""
    status: str = ""
    owner: str = ""
    sort: str = "-updatedAt"
    limit: int = 50
    cursor: str = ""


def search(session: Session, principal: Principal, query: SequenceQuery) -> Page[SequenceRow]:
    """One page of the sequences, the last changed first unless sorted otherwise.

    Raises:
        Invalid: a status, search, sort or cursor that means nothing.
    """
    return read_page(
        session,
        _narrowed(principal, query),
        SORTS,
        query.sort,
        col(Sequence.id),
        lambda ids: map(_row, session.execute(_rows().where(col(Sequence.id).in_(ids)))),
        limit=query.limit,
        cursor=query.cursor,
        exact=True,
    )


def get(session: Session, principal: Principal, sequence_id: int) -> SequenceRow:
    """One sequence.

    Raises:
        NotFound: there is none with this id.
    """
    sequence = load_record(session, Sequence, sequence_id)
    return _row(session.execute(_rows().where(col(Sequence.id) == sequence.id)).one())


def _narrowed(principal: Principal, query: SequenceQuery) -> Select:
    statement = select_rows(Sequence.id)  # type: ignore[call-overload]
    cleaners = {"q": SEARCHED, "status": fields.one_of(SequenceStatus, or_none=True)}
    clean = fields.cleaned({"q": query.q, "status": query.status}, cleaners)
    if clean["status"]:
        statement = statement.where(col(Sequence.status) == clean["status"])
    if clean["q"]:
        # There are dozens of sequences, not thousands: each name is looked into.
        named = func.strpos(func.lower(Sequence.name), func.lower(clean["q"])) > 0
        statement = statement.where(named)
    if query.owner:
        statement = statement.where(owned_by(col(Sequence.owner_id), query.owner, principal))
    return statement


def _rows() -> Select:
    return (
        select_rows(
            Sequence,
            col(SequenceVersion.number),
            func.coalesce(func.jsonb_array_length(col(Sequence.draft)["steps"]), 0).label("steps"),
            func.coalesce(Event.name, "").label("event"),
            func.coalesce(User.name, "").label("owner"),
            col(User.id).label("present_owner"),
        )
        .outerjoin(SequenceVersion, col(SequenceVersion.id) == col(Sequence.version_id))
        .outerjoin(Event, col(Event.id) == col(Sequence.event_id))
        .outerjoin(User, owners.is_owner(col(Sequence.owner_id)))
        .execution_options(populate_existing=True)
    )


def _row(row: Any) -> SequenceRow:
    sequence = row.Sequence
    named = {
        "steps": row.steps,
        "version_number": row.number,
        "event_name": row.event,
        "owner_id": row.present_owner,
        "owner_name": row.owner,
    }
    own = {name: getattr(sequence, name) for name in SequenceRow.__slots__ if name not in named}
    return SequenceRow(**own, **named)
