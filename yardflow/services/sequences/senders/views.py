"""Senders as people see them: with what they sent today of what they may."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Sender, SenderDay, User
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.senders import capacity

STATUSES = {"sending": "Sending", "paused": "Paused", "unverified": "Not verified"}
SORTS = {
    "name": SortKey(func.lower(Sender.name)),
    "address": SortKey(col(Sender.address)),
    "createdAt": SortKey(col(Sender.created_at), read=datetime.fromisoformat),
}
_Pauser = aliased(User)


@dataclass(frozen=True, slots=True)
class SenderRow:
    """A sender. ``owner_name`` is whose it is; ``paused_by_name`` is empty where no person paused
    it. ``sent_today`` of ``cap_today`` are of the day in its own zone; there is no such
    cap where the zone is not valid. ``may_edit``: whoever asks may change it.
    """

    id: int
    version: int
    name: str
    address: str
    reply_to: str | None
    timezone: str
    user_id: int | None
    owner_name: str
    daily_cap: int
    warmup_began: date | None
    warmup_first: int
    warmup_step: int
    pace_s: int
    jitter_s: int
    signature_html: str
    signature_text: str
    booking_url: str
    paused_at: datetime | None
    pause_reason: str
    paused_by_name: str
    verified_at: datetime | None
    sent_today: int
    cap_today: int | None
    may_edit: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class SenderQuery:
    """What to list. An empty status narrows nothing."""

    status: str = ""
    sort: str = "name"
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: SenderQuery) -> Page[SenderRow]:
    """One page of the senders.

    Raises:
        Invalid: a sort or cursor that means nothing.
    """
    statement = select(col(Sender.id))
    if query.status == "paused":
        statement = statement.where(col(Sender.paused_at).is_not(None))
    elif query.status == "sending":
        statement = statement.where(col(Sender.paused_at).is_(None))
    elif query.status == "unverified":
        statement = statement.where(col(Sender.verified_at).is_(None))
    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(Sender.id),
        lambda ids: _load(session, principal, ids),
        limit=query.limit,
        cursor=query.cursor,
        exact=True,
    )


def get(session: Session, principal: Principal, sender_id: int) -> SenderRow:
    """One sender.

    Raises:
        NotFound: there is none with this id.
    """
    known = 0 < sender_id <= LARGEST_ID
    row = next(_load(session, principal, [sender_id]), None) if known else None
    if row is None:
        raise NotFound.of("sender")
    return row


def may_edit(principal: Principal, user_id: int | None) -> bool:
    """Whether this person may change the sender of that user."""
    return principal.is_admin or user_id == principal.user_id


def _load(session: Session, principal: Principal, ids: Iterable[int]) -> Iterator[SenderRow]:
    rows = session.execute(_rows().where(col(Sender.id).in_(ids))).all()
    today = {row.Sender.id: _today(row.Sender) for row in rows}
    sent = _sent(session, today)
    for row in rows:
        sender = row.Sender
        day = today[sender.id]
        known = {name: getattr(sender, name) for name in _NAMES if hasattr(sender, name)}
        yield SenderRow(
            **known,
            owner_name=row.owner_name or "",
            paused_by_name=row.paused_by_name or "",
            sent_today=sent.get((sender.id, day), 0),
            cap_today=None if day is None else capacity.caps(sender).on(day),
            may_edit=may_edit(principal, sender.user_id),
        )


def _rows() -> Select:
    return (
        select(
            Sender, col(User.name).label("owner_name"), col(_Pauser.name).label("paused_by_name")
        )
        .outerjoin(User, owners.is_owner(Sender.user_id))
        .outerjoin(_Pauser, col(_Pauser.id) == col(Sender.paused_by))
        .execution_options(populate_existing=True)
    )


def _today(sender: Sender) -> date | None:
    try:
        return clock.now().astimezone(capacity.zone_of(sender)).date()
    except Conflict:
        return None


def _sent(session: Session, today: dict[int, date | None]) -> dict[tuple[int, Any], int]:
    rows = session.execute(
        select(col(SenderDay.sender_id), col(SenderDay.day), col(SenderDay.sent)).where(
            col(SenderDay.sender_id).in_(today),
            col(SenderDay.day).in_({day for day in today.values() if day}),
        )
    )
    return {(key, day): sent for key, day, sent in rows}


_NAMES = [field.name for field in fields(SenderRow)]
