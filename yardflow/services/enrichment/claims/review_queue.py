"""What waits for review, as the queue shows it."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import Date, String, and_, case, cast, false, func, literal, or_, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import UnknownReference
from yardflow.models import (
    Account,
    Attendee,
    Claim,
    Contact,
    Event,
    Stage,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.records.values.fields import LARGEST_ID, printable

LARGEST_PAGE = 200
_NO_DATE, _OVER = date(9999, 1, 1), date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A claim that waits. ``about`` is the person or the company it is about, ``current`` what the
    field shows now; ``contact_id`` is None for what is the account's.
    """

    claim_id: int
    contact_id: int | None
    about: str
    field: str
    label: str
    value: str
    percent: int
    source: str
    how: str
    current: str


@dataclass(frozen=True, slots=True)
class ReviewGroup:
    """What waits on one account and its people; claims on one field stand together.

    ``stage`` is the account's at the event of the queue; None in that of all events, and where the
    account is no target.
    """

    account_id: int
    account_name: str
    items: list[ReviewItem]
    stage: Stage | None = None
    score: int = 0


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """Part of the queue. ``total`` counts all claims in it, ``next`` is the following page."""

    groups: list[ReviewGroup]
    total: int
    next: str | None


def queue(
    session: Session,
    principal: Principal,
    event_id: int | None = None,
    limit: int = 50,
    cursor: str = "",
) -> ReviewPage:
    """What waits, at one event or at all of them.

    Accounts come by the soonest event that they are a target of, those whose events are over last;
    then by score and name.

    Raises:
        Invalid: the cursor is none of ours.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    order = _order(event_id)
    keys = [column.label(f"o{place}") for place, column in enumerate(order)]
    statement = _rows(event_id).add_columns(*keys)
    if cursor:
        statement = statement.where(tuple_(*order) > tuple_(*_read(cursor)))
    rows = session.execute(statement.order_by(*order).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    groups = [
        ReviewGroup(key, name, [_item(row) for row in of_one], stage, score)
        for (key, name, stage, score), of_one in groupby(rows, key=_account_of)
    ]
    after = _written([getattr(rows[-1], f"o{n}") for n in range(len(order))]) if more else None
    return ReviewPage(groups, waiting(session, event_id), after)


def _account_of(row: Any) -> tuple[Any, ...]:
    return (row.account_id, row.account_name, row.stage, row.score)


def waiting(session: Session, event_id: int | None = None) -> int:
    """How many claims wait, at one event or at all of them."""
    statement = _rows(event_id).with_only_columns(func.count(col(Claim.id))).order_by(None)
    return int(session.execute(statement).scalar_one())


def at_event(statement: Any, event_id: int | None) -> Any:
    """A statement over claims, kept to those on attendees and targets of an event; the account's
    `Target` there, if it is one, is joined. For None all claims are kept.

    ``Account`` is in it already.
    """
    here = [
        false() if event_id is None else col(kind.event_id) == event_id
        for kind in (Attendee, Target)
    ]
    statement = statement.outerjoin(
        Attendee, and_(here[0], col(Attendee.contact_id) == Claim.contact_id)
    ).outerjoin(Target, and_(here[1], col(Target.account_id) == Account.id))
    if event_id is None:
        return statement
    of_account = and_(col(Claim.contact_id).is_(None), col(Target.id).is_not(None))
    return statement.where(or_(col(Attendee.id).is_not(None), of_account))


def _rows(event_id: int | None) -> Any:
    account = func.coalesce(Claim.account_id, Contact.account_id)
    current = case(
        (col(Claim.field) == "email", Contact.email),
        (col(Claim.field) == "title", Contact.title),
        (col(Claim.field) == "seniority", cast(Contact.seniority, String)),
        (col(Claim.field) == "industry", Account.industry),
        (col(Claim.field) == "size", Account.size),
    )
    statement: Any = (
        select(
            col(Claim.id).label("id"),
            col(Claim.contact_id),
            col(Account.id).label("account_id"),
            col(Account.name).label("account_name"),
            col(Target.stage).label("stage"),
            col(Account.icp_score).label("score"),
            col(Contact.name).label("person"),
            col(Claim.field).label("field"),
            col(Claim.value).label("value"),
            col(Claim.confidence).label("confidence"),
            col(Claim.source).label("source"),
            col(Claim.how).label("how"),
            func.coalesce(current, "").label("current"),
        )
        .select_from(Claim)
        .outerjoin(Contact, col(Contact.id) == Claim.contact_id)
        .join(Account, col(Account.id) == account)
        .where(col(Claim.is_question))
    )
    return at_event(statement, event_id)


def _order(event_id: int | None) -> list[Any]:
    """The claim itself comes last, so that no two are in the same place."""
    field = case({name: place for place, name in enumerate(FIELDS)}, value=col(Claim.field))
    return [
        _soonest() if event_id is None else literal(_NO_DATE, Date),
        -col(Account.icp_score),
        func.lower(Account.name),
        col(Account.id),
        func.coalesce(Claim.contact_id, 0),
        field,
        col(Claim.id),
    ]


def _soonest() -> Any:
    """When the next event begins that the account is a target of."""
    over = col(Event.ends_on) < clock.now().date()
    begins = case((over, _OVER), else_=func.coalesce(Event.starts_on, _NO_DATE))
    of_account = aliased(Target)
    soonest = (
        select(func.min(begins))
        .select_from(of_account)
        .join(Event, col(Event.id) == of_account.event_id)
        .where(col(of_account.account_id) == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    return func.coalesce(soonest, literal(_OVER, Date))


def _item(row: Any) -> ReviewItem:
    return ReviewItem(
        claim_id=row.id,
        contact_id=row.contact_id,
        about=row.person if row.contact_id else row.account_name,
        field=row.field,
        label=FIELDS.get(row.field, row.field),
        value=row.value,
        percent=int((row.confidence * 100).to_integral_value()),
        source=label_of(row.source),
        how=row.how,
        current=row.current,
    )


def _written(values: list[Any]) -> str:
    plain = [value.isoformat() if isinstance(value, date) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _read(cursor: str) -> list[Any]:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        day, score, name, *ids = json.loads(base64.urlsafe_b64decode(padded))
        numbers = [int(number) for number in (score, *ids)]
        if len(ids) != 4 or name != printable(name):
            raise ValueError
        if any(abs(number) > LARGEST_ID for number in numbers) or abs(numbers[0]) > 100:
            raise ValueError
        if not 0 <= numbers[3] < len(FIELDS):
            raise ValueError
        return [date.fromisoformat(day), numbers[0], name, *numbers[1:]]
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError):
        raise UnknownReference("This page no longer exists. Start from the first page.") from None
