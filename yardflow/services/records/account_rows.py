"""Accounts as lists and records show them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlmodel import Session, col

from yardflow.models import Account, Contact, Event, Stage, User
from yardflow.services.access import Principal
from yardflow.services.records import fields
from yardflow.services.records.listing import (
    PAGE_SIZE,
    Page,
    SortKey,
    matches,
    owned_by,
    read_page,
    same_id,
)
from yardflow.services.records.load import load_record

_STAGE_ORDER = case({stage.value: place for place, stage in enumerate(Stage)}, value=Account.stage)
SORTS = {
    "name": SortKey(func.lower(Account.name)),
    "icpScore": SortKey(col(Account.icp_score), read=int, falling=True),
    "stage": SortKey(_STAGE_ORDER, read=int),
    "createdAt": SortKey(col(Account.created_at), read=datetime.fromisoformat),
}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with what is shown beside it. ``contacts`` is how many contacts it has."""

    id: int
    version: int
    event_id: int
    event_name: str
    name: str
    domain: str | None
    website: str
    industry: str
    size: str
    headquarters: str
    notes: str
    stage: Stage
    owner_id: int | None
    owner_name: str
    icp_score: int
    icp_parts: dict
    icp_override: int | None
    icp_override_reason: str | None
    contacts: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """What to list. Empty fields narrow nothing; ``owner`` is an id, ``me`` or ``none``."""

    event_id: int | None = None
    q: str = ""
    stage: str = ""
    owner: str = ""
    score_from: int = 0
    sort: str = "-icpScore"
    limit: int = PAGE_SIZE
    cursor: str = ""
    exact: bool = False


def search(session: Session, principal: Principal, query: AccountQuery) -> Page[AccountRow]:
    """One page of the accounts that a query describes.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    statement = _rows()
    if query.event_id is not None:
        statement = statement.where(same_id(Account.event_id, query.event_id))
    if query.stage:
        cleaners = {"stage": fields.one_of(Stage)}
        clean = fields.cleaned({"stage": query.stage}, cleaners)
        statement = statement.where(col(Account.stage) == clean["stage"])
    if query.owner:
        statement = statement.where(owned_by(Account.owner_id, query.owner, principal))
    if query.score_from > 0:
        statement = statement.where(col(Account.icp_score) >= min(query.score_from, 101))
    if query.q.strip():
        statement = statement.where(matches(col(Account.search), query.q))
    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(Account.id),
        _row,
        limit=query.limit,
        cursor=query.cursor,
        exact=query.exact,
    )


def get(session: Session, principal: Principal, account_id: int) -> AccountRow:
    """One account.

    Raises:
        NotFound: there is none with this id.
    """
    account = load_record(session, Account, account_id)
    return _row(session.execute(_rows().where(col(Account.id) == account.id)).one())


def _rows() -> Select:
    contacts = (
        select(func.count())
        .where(col(Contact.account_id) == Account.id)
        .correlate(Account)
        .scalar_subquery()
    )
    return (
        select(Account, col(User.name).label("owner"), col(Event.name).label("event"))
        .add_columns(contacts.label("contacts"))
        .join(Event, col(Event.id) == Account.event_id)
        .outerjoin(User, col(User.id) == Account.owner_id)
        .execution_options(populate_existing=True)
    )


def _row(row: Any) -> AccountRow:
    account = row.Account
    shared = {
        name: getattr(account, name) for name in AccountRow.__slots__ if hasattr(account, name)
    }
    return AccountRow(
        **shared, owner_name=row.owner or "", event_name=row.event, contacts=row.contacts
    )
