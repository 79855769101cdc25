"""Accounts as lists and records show them: all of the workplace, or an event's targets."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from sqlalchemy import BigInteger, Integer, Select, and_, bindparam, cast, false, func, select
from sqlmodel import Session, col

from yardflow.models import Account, Attendee, Contact, Stage, Target, User
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.lists import similar_words
from yardflow.services.records.lists.conditions import (
    Term,
    Word,
    all_of,
    any_value,
    has_word,
    of_owners,
    owner_ids,
    possible_id,
    terms,
    unseen,
)
from yardflow.services.records.lists.listing import (
    PAGE_SIZE,
    Page,
    counted_at_once,
    in_detail,
    read_page,
)
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.lists.shapes import apart, made_once
from yardflow.services.records.load import load_record
from yardflow.services.records.membership_fields import TARGET
from yardflow.services.records.memberships import among_ids, count_of_events
from yardflow.services.records.resource import TextValue, same_texts, text_values
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID

# Each has an index behind it.
OF_EVENT = {
    "name": SortKey(col(Target.sort_name)),
    "icpScore": SortKey(col(Target.icp_score), read=int, falling=True),
    "stage": SortKey(col(Target.stage_order), read=int),
    "createdAt": SortKey(col(Target.added_at), read=datetime.fromisoformat, falling=True),
}
OF_ALL = {
    "name": SortKey(col(Account.sort_name)),
    "icpScore": SortKey(col(Account.icp_score), read=int, falling=True),
    "createdAt": SortKey(col(Account.created_at), read=datetime.fromisoformat, falling=True),
}

_CLEANERS: dict[str, fields.Cleaner] = {"stage": fields.any_of(Stage)}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """An account with what is shown beside it.

    ``stage``, ``target_version`` and ``added_at`` are those of the event that was asked for, None
    where it is no target there; ``contacts`` are its attendees at that event, without an event
    all its contacts. ``events``: at how many it is a target. ``former_owner`` has left the team.
    """

    id: int
    version: int
    name: str
    domain: str | None
    website: str
    industry: str
    size: str
    headquarters: str
    owner_id: int | None
    owner_name: str
    former_owner: str
    icp_score: int
    icp_parts: dict
    icp_override: int | None
    icp_override_reason: str | None
    stage: Stage | None
    target_version: int | None
    added_at: datetime | None
    contacts: int
    events: int
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class AccountQuery:
    """What to list. Empty fields narrow nothing.

    ``stage`` and ``owner`` are values separated by commas, of which an account has any; an owner is
    an id, ``me`` or ``none``. ``texts`` are plain texts by the name of their field.

    ``event_id``: the targets of that event, whose stage is the one that counts; without it all
    accounts, and ``stage`` is one at any event. ``similar`` and ``respelled`` are as in
    `ContactQuery`.
    """

    event_id: int | None = None
    q: str = ""
    stage: str = ""
    owner: str = ""
    score_from: int = 0
    texts: Mapping[str, str] = field(default_factory=dict)
    sort: str = "-icpScore"
    limit: int = PAGE_SIZE
    cursor: str = ""
    exact: bool = False
    similar: bool = False
    respelled: tuple[Word, ...] = ()


def search(session: Session, principal: Principal, query: AccountQuery) -> Page[AccountRow]:
    """One page of the accounts that a query describes; where no account has its words, of those
    with similar ones.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    return similar_words.page_of(session, query, partial(_page, session, principal))


def _page(session: Session, principal: Principal, query: AccountQuery) -> Page[AccountRow]:
    shape, values = apart(_filters_of(principal, query))
    return read_page(
        session,
        made_once(_statement_of, shape),
        OF_ALL if query.event_id is None else OF_EVENT,
        query.sort,
        _ident_of(shape),
        lambda ids: _load(session, ids, query.event_id),
        values=values,
        at_once=counted_at_once(query),
        limit=query.limit,
        cursor=query.cursor,
        exact=query.exact,
    )


def matching(session: Session, principal: Principal, query: AccountQuery) -> Select:
    """The ids of all accounts that a query describes, as a statement to build on.

    Raises:
        Invalid: a filter that means nothing.
        Contradictory: it is for similar names, and accounts match exactly by now.
    """
    return similar_words.matching(
        session, query, lambda each: _statement_of(_filters_of(principal, each))
    )


@dataclass(frozen=True, slots=True)
class _Filters:
    """An `AccountQuery` as `ContactFilters` are a contact query."""

    event_id: int | None
    terms: tuple[Term, ...] | None
    stage: tuple[str, ...]
    owner_ids: tuple[int | None, ...]
    score_from: int | None
    texts: tuple[TextValue, ...]


def _filters_of(principal: Principal, query: AccountQuery) -> _Filters:
    clean: Any = fields.cleaned({"stage": query.stage} if query.stage else {}, _CLEANERS)
    return _Filters(
        event_id=None if query.event_id is None else possible_id(query.event_id),
        terms=terms(query),
        stage=tuple(clean.get("stage", ())),
        owner_ids=owner_ids(query.owner, principal) if query.owner else (),
        score_from=min(query.score_from, 101) if query.score_from > 0 else None,
        texts=text_values(ACCOUNT, query.texts),
    )


def _statement_of(filters: _Filters) -> Select:
    at_event = filters.event_id is not None
    row: Any = Target if at_event else Account
    statement = select(_ident_of(filters))
    if filters.event_id is not None:
        statement = statement.where(unseen(Target.event_id, filters.event_id))
    if filters.stage:
        has_stage = any_value(Target.stage, filters.stage)
        if not at_event:
            has_stage = (
                select(Target.id).where(Target.account_id == Account.id, has_stage).exists()  # type: ignore[call-overload]
            )
        statement = statement.where(has_stage)
    if filters.owner_ids:
        statement = statement.where(of_owners(row.owner_id, filters.owner_ids))
    if filters.score_from is not None:
        statement = statement.where(col(row.icp_score) >= cast(filters.score_from, Integer))
    of_account = same_texts(Account, filters.texts)
    if filters.terms is not None:
        of_account.append(all_of([has_word(col(Account.search), term) for term in filters.terms]))
    if of_account and at_event:
        statement = statement.join_from(Target, Account, col(Account.id) == Target.account_id)
    return statement.where(*of_account)


def _ident_of(filters: _Filters) -> Any:
    return col(Account.id) if filters.event_id is None else col(Target.account_id)


def get(
    session: Session, principal: Principal, account_id: int, event_id: int | None = None
) -> AccountRow:
    """One account, as it is at an event if one is given.

    Raises:
        NotFound: there is none with this id.
    """
    account = load_record(session, Account, account_id)
    return next(iter(_load(session, [account.id or 0], event_id)))


def _load(session: Session, ids: Sequence[int], event_id: int | None) -> Iterable[AccountRow]:
    session.flush()
    values: dict[str, Any] = {"ids": list(ids)}
    if event_id is not None:
        values["event_id"] = event_id if 0 < event_id <= LARGEST_ID else 0  # nobody is there
    shown = in_detail(session, _shown(event_id is not None), values)
    return [AccountRow(**row) for row in shown]


@cache
def _shown(at_event: bool) -> Select:
    """What is shown of the accounts with these ``ids``, at ``event_id`` if it is at an event.

    Made once, which takes longer than to send it.
    """
    event_id = bindparam("event_id", type_=BigInteger)
    here = unseen(Target.event_id, event_id) if at_event else false()
    met = unseen(Attendee.event_id, event_id), col(Attendee.account_id) == Account.id
    people = met if at_event else (col(Contact.account_id) == Account.id,)
    contacts = select(func.count()).where(*people).correlate(Account).scalar_subquery()
    return (
        select(*[col(getattr(Account, name)) for name in _OWN])
        .add_columns(
            *owners.shown(),
            col(Target.stage).label("stage"),
            col(Target.version).label("target_version"),
            col(Target.added_at).label("added_at"),
            contacts.label("contacts"),
            count_of_events(TARGET).label("events"),
        )
        .select_from(Account)
        .outerjoin(Target, and_(here, col(Target.account_id) == Account.id))
        .outerjoin(User, owners.owns_or_owned(Account.owner_id))
        .where(among_ids(Account.id))
    )


_BESIDE = {
    "owner_id",
    "owner_name",
    "former_owner",
    "stage",
    "target_version",
    "added_at",
    "contacts",
    "events",
}
_OWN = [name for name in AccountRow.__slots__ if name not in _BESIDE]
