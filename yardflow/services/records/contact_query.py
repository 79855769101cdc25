"""Which contacts a list is about: its filters, its order, and the statement of their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, literal_column, or_, select
from sqlmodel import Session, col

from yardflow.models import (
    Account,
    Attendee,
    AttendeeStatus,
    Contact,
    EmailStatus,
    Import,
    ImportRow,
    Persona,
    RowOutcome,
    Seniority,
    Stage,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.records import fields, similar_words
from yardflow.services.records.conditions import (
    Word,
    all_of,
    any_value,
    has_word,
    of_event,
    owned_by,
    words,
)
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.enrichment_filter import EnrichmentFilter, came_to
from yardflow.services.records.listing import PAGE_SIZE, SortKey, same_id
from yardflow.services.records.resource import text_filters

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
SAMPLED_PAGES = 4_000  # of the table, with some 60,000 contacts
_IN_IMPORT = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.DUPLICATE)
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
    return similar_words.matching(session, query, partial(statement_of, principal))


def searched_words(query: ContactQuery) -> Sequence[Word]:
    """The words that a query looks for."""
    return query.respelled or words(query.q)


def statement_of(
    principal: Principal, query: ContactQuery, *, walked: bool = False, first: Any = None
) -> Select:
    """`matching`, or for rows that are ``walked`` along their order. ``first`` takes the place of
    the condition that the first word is.
    """
    searched = [_has(listed_of(query), word, walked) for word in searched_words(query)]
    if first is not None:
        searched[0] = first
    conditions = _filters(query, principal)
    if _row_of(query) is not listed_of(query):
        at_any_event = select(col(Attendee.contact_id)).where(*conditions)
        conditions = [col(Contact.id).in_(at_any_event)]
    if query.q.strip():
        conditions.append(all_of(searched))
    statement = select(ident_of(query)).where(*conditions)
    of_contact = text_filters(CONTACT, query.texts)
    if of_contact and query.event_id is not None:
        statement = statement.join_from(Attendee, Contact, col(Contact.id) == Attendee.contact_id)
    return statement.where(*of_contact)


def everyone(query: ContactQuery) -> Select:
    """The ids of all contacts of a query's event, or without one, of the workplace."""
    statement = select(ident_of(query))
    if query.event_id is None:
        return statement
    return statement.where(of_event(Attendee.event_id, query.event_id))


def sample(principal: Principal, query: ContactQuery) -> Select | None:
    """Those of a query's `matching` in the first part of the table, for words of one letter: most
    rows may have them, and to find all of these by the index takes half a second.
    """
    searched = searched_words(query)
    if not searched or any(len(spelling) > 1 for word in searched for spelling in word):
        return None
    place: Any = literal_column(f"{listed_of(query).__tablename__}.ctid")
    inside = place.op("<")(literal_column(f"'({SAMPLED_PAGES},0)'::tid"))
    return statement_of(principal, query, walked=True).where(inside)


def _row_of(query: ContactQuery) -> Any:
    """What has the columns to filter by: attendees repeat their contact's, and have the status."""
    return Contact if query.event_id is None and not query.status else Attendee


def listed_of(query: ContactQuery) -> Any:
    """What a list is of, which is searched and sorted."""
    return Contact if query.event_id is None else Attendee


def ident_of(query: ContactQuery) -> Any:
    """The column that holds the contact's id."""
    return col(Contact.id) if query.event_id is None else col(Attendee.contact_id)


def _filters(query: ContactQuery, principal: Principal) -> list[Any]:
    row = _row_of(query)
    conditions = _chosen(query)
    if query.owner:
        conditions.append(owned_by(row.owner_id, query.owner, principal))
    if query.event_id is not None:
        conditions.append(of_event(Attendee.event_id, query.event_id))
    if query.account_id is not None:
        conditions.append(same_id(row.account_id, query.account_id))
    if query.import_id is not None:
        ident = col(Contact.id) if row is Contact else col(Attendee.contact_id)
        conditions.append(ident.in_(_in_import(query.import_id, principal)))
    return conditions


def _chosen(query: ContactQuery) -> list[Any]:
    """The filters that are some of a few values."""
    sent = {name: getattr(query, name) for name in _CLEANERS if getattr(query, name)}
    clean: Any = fields.cleaned(sent, _CLEANERS)
    row = _row_of(query)
    conditions: list[Any] = []
    for name, values in clean.items():
        if name == "persona":
            conditions.append(row.personas.overlap(values))
        elif name == "enrichment":
            conditions.append(came_to(row, values))
        elif query.event_id is None and name == "stage":
            targets = select(Target.id).where(Target.account_id == row.account_id)  # type: ignore[call-overload]
            conditions.append(targets.where(any_value(Target.stage, values)).exists())
        else:
            conditions.append(any_value(getattr(row, name), values))
    return conditions


def _in_import(import_id: int, principal: Principal) -> Any:
    """The contacts of an import; of another person's only for an ADMIN."""
    contact_ids = (
        select(col(ImportRow.contact_id))
        .join(Import, col(Import.id) == ImportRow.import_id)
        .where(same_id(ImportRow.import_id, import_id), col(ImportRow.outcome).in_(_IN_IMPORT))
    )
    if not principal.is_admin:
        contact_ids = contact_ids.where(col(Import.made_by) == principal.user_id)
    return contact_ids


def _has(row: Any, word: Word, walked: bool) -> Any:
    """The accounts are looked up once: as an array, so that both sides can use their index, or for
    rows that are ``walked`` along their order, as a table of hashes.
    """
    companies = select(Account.id).where(has_word(col(Account.search), word))  # type: ignore[call-overload]
    at_company = col(row.account_id) == func.any(func.array(companies.scalar_subquery()))
    if walked:
        at_company = col(row.account_id).in_(companies)
    return or_(has_word(col(row.search), word), at_company)
