"""Contacts as lists, cards and records show them: all of the workplace, or an event's attendees."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cache, lru_cache, partial
from typing import Any

from sqlalchemy import BigInteger, Select, and_, bindparam, false, select
from sqlmodel import Session, col

from yardflow.models import (
    Account,
    Attendee,
    AttendeeStatus,
    Contact,
    EmailStatus,
    Origin,
    Seniority,
    Stage,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.records import owners
from yardflow.services.records.contact_query import (
    OF_ALL,
    OF_EVENT,
    ContactQuery,
    filters_of,
    has_many_attendees,
    with_common_texts,
    with_few_accounts,
)
from yardflow.services.records.contact_sample import are_certainly_many
from yardflow.services.records.contact_statements import (
    ContactFilters,
    gathered_places,
    ident_of,
    statement_of,
)
from yardflow.services.records.contact_walk import walk
from yardflow.services.records.lists import similar_words
from yardflow.services.records.lists.conditions import unseen
from yardflow.services.records.lists.listing import Page, counted_at_once, in_detail, read_page
from yardflow.services.records.lists.parts import Part
from yardflow.services.records.lists.shapes import apart
from yardflow.services.records.load import load_record
from yardflow.services.records.membership_fields import ATTENDEE
from yardflow.services.records.memberships import among_ids, count_of_events
from yardflow.services.records.values import phones
from yardflow.services.records.values.countries import regions_of
from yardflow.services.records.values.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with what is shown beside it. ``enrichment_confidence`` is 0 to 1.

    ``phone`` and ``mobile`` are the form in which they are dialed from the contact's country,
    ``phone_uri`` and ``mobile_uri`` what dials them from anywhere (`phones.uri`).
    ``status``, ``attendee_version``, ``added_at`` and the account's ``stage`` are those of the
    event that was asked for, None where the contact is not on its list. ``events``: on how many
    lists it is.
    """

    id: int
    version: int
    account_id: int
    account_name: str
    first_name: str
    last_name: str
    name: str
    title: str
    personas: list[str]
    personas_origin: Origin
    seniority: Seniority | None
    seniority_origin: Origin
    email: str | None
    email_status: EmailStatus
    email_shared: bool
    phone: str
    mobile: str
    phone_uri: str
    mobile_uri: str
    linkedin_url: str
    country: str
    lawful_basis: str
    lawful_basis_source: str
    lawful_basis_date: str
    owner_id: int | None
    owner_name: str
    former_owner: str
    enriched_at: datetime | None
    enrichment_confidence: Decimal | None
    status: AttendeeStatus | None
    attendee_version: int | None
    added_at: datetime | None
    stage: Stage | None
    events: int
    created_at: datetime
    updated_at: datetime


def search(session: Session, principal: Principal, query: ContactQuery) -> Page[ContactRow]:
    """One page of the contacts that a query describes.

    A word is looked for in name, title, address and phones, and in the name of the account; where
    no contact has all words, similar ones in names.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    return similar_words.page_of(session, query, partial(_page, session, principal))


def _page(session: Session, principal: Principal, query: ContactQuery) -> Page[ContactRow]:
    filters = filters_of(principal, query)
    filters = with_few_accounts(session, with_common_texts(session, filters))
    shape, values = apart(filters)
    # Two long lists in one order are counted sooner than the one is looked up row by row.
    both_long = filters.row_by_row and has_many_attendees(session, filters)
    statement, gather = _statements(replace(shape, row_by_row=False) if both_long else shape)
    return read_page(
        session,
        statement,
        OF_ALL if query.event_id is None else OF_EVENT,
        query.sort,
        ident_of(shape),
        lambda ids: _load(session, ids, query.event_id),
        values=values,
        walk=lambda reading, part: walk(reading, shape, part),
        at_once=counted_at_once(query),
        gather=gather,
        counted_first=both_long,
        are_many=lambda reading: are_certainly_many(session, reading, shape, values),
        limit=query.limit,
        cursor=query.cursor,
        exact=query.exact,
    )


@lru_cache(maxsize=500)
def _statements(shape: ContactFilters) -> tuple[Select, Callable[[Part, int], Select]]:
    """What reads them along the order, and what gathers them."""
    return statement_of(shape), partial(gathered_places, shape)


def get(
    session: Session, principal: Principal, contact_id: int, event_id: int | None = None
) -> ContactRow:
    """One contact, as it is at an event if one is given.

    Raises:
        NotFound: there is none with this id.
    """
    contact = load_record(session, Contact, contact_id)
    return next(iter(_load(session, [contact.id or 0], event_id)))


def _load(session: Session, ids: Sequence[int], event_id: int | None) -> Iterable[ContactRow]:
    session.flush()
    at_event = event_id is not None and 0 < event_id <= LARGEST_ID
    values = {"ids": list(ids), **({"event_id": event_id} if at_event else {})}
    return [_row(row) for row in in_detail(session, _shown(at_event), values)]


@cache
def _shown(at_event: bool) -> Select:
    """What is shown of the contacts with these ``ids``, at ``event_id`` if it is at an event.

    Made once, which takes longer than to send it.
    """
    here = unseen(Attendee.event_id, bindparam("event_id", type_=BigInteger))
    # Columns instead of records: nothing here is changed, and a record costs four times as much.
    return (
        select(*[col(getattr(Contact, name)) for name in _OWN])
        .add_columns(
            col(Account.name).label("account_name"),
            col(Account.headquarters).label("headquarters"),
            *owners.shown(),
            col(Attendee.status).label("status"),
            col(Attendee.version).label("attendee_version"),
            col(Attendee.added_at).label("added_at"),
            col(Attendee.stage).label("stage"),
            count_of_events(ATTENDEE).label("events"),
        )
        .select_from(Contact)
        .join(Account, col(Account.id) == Contact.account_id)
        .outerjoin(
            Attendee, and_(here if at_event else false(), col(Attendee.contact_id) == Contact.id)
        )
        .outerjoin(User, owners.owns_or_owned(Contact.owner_id))
        .where(among_ids(Contact.id))
    )


_PHONES = ("phone", "mobile")
_BESIDE = {
    "account_name",
    "owner_id",
    "owner_name",
    "former_owner",
    "phone_uri",
    "mobile_uri",
    "status",
    "attendee_version",
    "added_at",
    "stage",
    "events",
}
_OWN = [name for name in ContactRow.__slots__ if name not in _BESIDE]


def _row(values: dict[str, Any]) -> ContactRow:
    regions = regions_of(values["country"], values.pop("headquarters"))
    for name in _PHONES:
        values[f"{name}_uri"] = phones.uri(values[name])
        values[name] = phones.shown(values[name], *regions)
    return ContactRow(**values)
