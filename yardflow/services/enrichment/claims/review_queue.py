"""What waits for review, as the queue shows it."""

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import String, case, cast, func, select, true, tuple_
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Invalid
from yardflow.models import Account, Claim, ClaimStatus, Contact, Event, Stage
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.records.fields import LARGEST_ID, printable

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
    """What waits on one account and its people; claims on one field stand together."""

    account_id: int
    account_name: str
    items: list[ReviewItem]
    stage: Stage = Stage.LEAD
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
    """What waits: soonest event first, those that are over last; then accounts by score and name.

    Raises:
        Invalid: the cursor is none of ours.
    """
    limit = max(1, min(limit, LARGEST_PAGE))
    order = _order()
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


def at_event(event_id: int | None) -> Any:
    """Claims on contacts and accounts of this event; all of them for None."""
    if event_id is None:
        return true()
    return func.coalesce(Contact.event_id, Account.event_id) == event_id


def _rows(event_id: int | None) -> Any:
    account = func.coalesce(Claim.account_id, Contact.account_id)
    current = case(
        (col(Claim.field) == "email", Contact.email),
        (col(Claim.field) == "title", Contact.title),
        (col(Claim.field) == "seniority", cast(Contact.seniority, String)),
        (col(Claim.field) == "industry", Account.industry),
        (col(Claim.field) == "size", Account.size),
    )
    statement = (
        select(
            col(Claim.id).label("id"),
            col(Claim.contact_id),
            col(Account.id).label("account_id"),
            col(Account.name).label("account_name"),
            col(Account.stage).label("stage"),
            col(Account.icp_score).label("score"),
            func.btrim(Contact.first_name + " " + Contact.last_name).label("person"),
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
        .join(Event, col(Event.id) == Account.event_id)
        .where(col(Claim.status) == ClaimStatus.REVIEW)
    )
    return statement.where(col(Account.event_id) == event_id) if event_id is not None else statement


def _order() -> list[Any]:
    """The claim itself comes last, so that no two are in the same place."""
    field = case({name: place for place, name in enumerate(FIELDS)}, value=col(Claim.field))
    over = col(Event.ends_on) < clock.now().date()
    return [
        case((over, _OVER), else_=func.coalesce(Event.starts_on, _NO_DATE)),
        -col(Account.icp_score),
        func.lower(Account.name),
        col(Account.id),
        func.coalesce(Claim.contact_id, 0),
        field,
        col(Claim.id),
    ]


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
        raise Invalid("Unknown page of the queue. Start from its first page.") from None
