"""Which contacts a list is about: its filters and its order."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from yardflow.models import (
    Attendee,
    AttendeeStatus,
    Contact,
    EmailStatus,
    Persona,
    Seniority,
    Stage,
)
from yardflow.services.access import Principal
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contact_statements import (
    ContactFilters,
    gathered,
    statement_of,
    with_stage,
    with_texts,
)
from yardflow.services.records.enrichment_filter import EnrichmentFilter
from yardflow.services.records.lists import similar_words
from yardflow.services.records.lists.conditions import Word, owner_ids, possible_id, terms, unseen
from yardflow.services.records.lists.listing import COUNTED, PAGE_SIZE, expected
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.lists.shapes import apart, made_once
from yardflow.services.records.resource import text_values
from yardflow.services.records.values import fields

# Each has an index behind it.
OF_EVENT = {
    "name": SortKey(col(Attendee.sort_name)),
    "account": SortKey(col(Attendee.account_sort)),
    "createdAt": SortKey(col(Attendee.added_at), read=datetime.fromisoformat, falling=True),
}
OF_ALL = {
    "name": SortKey(col(Contact.sort_name)),
    "account": SortKey(col(Contact.account_sort)),
    "createdAt": SortKey(col(Contact.created_at), read=datetime.fromisoformat, falling=True),
}
# So many are as quick to find first as to look at some 200,000 attendees.
COMMON = 50_000
# The accounts of so many are soon gone through.
FEW_TARGETS = 10_000
_CLEANERS: dict[str, fields.Cleaner] = {
    "persona": fields.any_of(Persona),
    "seniority": fields.any_of(Seniority),
    "stage": fields.any_of(Stage),
    "status": fields.any_of(AttendeeStatus),
    "email_status": fields.any_of(EmailStatus),
    "enrichment": fields.any_of(EnrichmentFilter),
}


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """What to list. Empty fields narrow nothing.

    ``event_id``: the attendees of that event, with their status and the stage of their account
    there; without it all contacts, and ``status`` and ``stage`` are those at any event.
    Choices such as ``persona`` are values separated by commas, of which a contact has any;
    ``owner`` are ids, ``me`` or ``none``, ``enrichment`` of `EnrichmentFilter`. ``texts`` are plain
    texts by the name of their field. ``import_id``: the contacts in one of the person's own
    imports. ``similar``: the list showed similar names, and these are meant; a list itself decides
    that anew, and puts the words to search for instead of those in ``q`` into ``respelled``
    (`similar_words`).
    """

    event_id: int | None = None
    account_id: int | None = None
    import_id: int | None = None
    q: str = ""
    persona: str = ""
    seniority: str = ""
    stage: str = ""
    status: str = ""
    email_status: str = ""
    enrichment: str = ""
    owner: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    sort: str = "name"
    limit: int = PAGE_SIZE
    cursor: str = ""
    exact: bool = False
    similar: bool = False
    respelled: tuple[Word, ...] = ()


def matching(session: Session, principal: Principal, query: ContactQuery) -> Select:
    """The ids of all contacts that a query describes, as a statement to build on.

    Raises:
        Invalid: a filter that means nothing.
        Contradictory: it is for similar names, and contacts match exactly by now.
    """
    return similar_words.matching(
        session, query, lambda each: gathered(filters_of(principal, each))
    )


def filters_of(principal: Principal, query: ContactQuery) -> ContactFilters:
    """What a query looks for. Contacts of another person's import are there for an ADMIN alone.

    Raises:
        Invalid: a filter that means nothing.
    """
    sent = {name: getattr(query, name) for name in _CLEANERS if getattr(query, name)}
    chosen: Any = fields.cleaned(sent, _CLEANERS)
    ids: Any = {
        name: possible_id(number)
        for name in ("event_id", "account_id", "import_id")
        if (number := getattr(query, name)) is not None
    }
    return ContactFilters(
        **ids,
        made_by=None if query.import_id is None or principal.is_admin else principal.user_id,
        terms=terms(query),
        personas=chosen.get("persona"),
        enrichment=chosen.get("enrichment"),
        seniority=tuple(chosen.get("seniority", ())),
        stage=tuple(chosen.get("stage", ())),
        status=tuple(chosen.get("status", ())),
        email_status=tuple(chosen.get("email_status", ())),
        owner_ids=owner_ids(query.owner, principal) if query.owner else (),
        texts=text_values(CONTACT, query.texts),
    )


def with_common_texts(session: Session, filters: ContactFilters) -> ContactFilters:
    """``row_by_row`` where many have the texts of a list at an event. The planner doesn't know
    how large the event is, and would read all of them to find a few attendees, or the first ones.
    """
    if filters.event_id is None or not filters.texts or filters.terms is not None:
        return filters
    shape, values = apart(filters)
    common = expected(session, made_once(with_texts, shape.texts), values) > COMMON
    return replace(filters, row_by_row=common)


def with_few_accounts(session: Session, filters: ContactFilters) -> ContactFilters:
    """``by_account`` where few accounts have the stage of a list of the workplace's contacts, and
    many contacts match all else: the planner would look through these.
    """
    if filters.event_id is not None or not filters.stage or filters.status:
        return filters
    shape, values = apart(filters)
    if expected(session, made_once(with_stage, shape.stage), values) > FEW_TARGETS:
        return filters
    others = replace(shape, stage=())
    if others.narrows and expected(session, made_once(statement_of, others), values) < COUNTED:
        return filters
    return replace(filters, by_account=True)


def has_many_attendees(session: Session, filters: ContactFilters) -> bool:
    """Whether the event of a list has more attendees than are counted."""
    here = unseen(Attendee.event_id, filters.event_id or 0)
    first = select(col(Attendee.contact_id)).where(here).limit(COUNTED + 1).subquery()
    return bool(session.execute(select(func.count()).select_from(first)).scalar_one() > COUNTED)
