"""Which contacts a list is about: its filters, its order, and the statement of their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, select, true
from sqlmodel import Session, col

from yardflow.models import (
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
    has_word_or_company,
    of_event,
    owned_by,
    words,
)
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.enrichment_filter import EnrichmentFilter, came_to
from yardflow.services.records.listing import (
    COUNTED,
    PAGE_SIZE,
    Part,
    SortKey,
    expected,
    narrowed,
    places,
    same_id,
)
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
# So many are as quick to find first as to look at some 200,000 attendees.
COMMON = 50_000
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
    (`similar_words`). ``row_by_row``: a list at an event has found that so many contacts have its
    texts that each attendee's is looked at.
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
    row_by_row: bool = False


def matching(session: Session, principal: Principal, query: ContactQuery) -> Select:
    """The ids of all contacts that a query describes, as a statement to build on.

    Raises:
        Invalid: a filter that means nothing.
        Contradictory: it is for similar names, and contacts match exactly by now.
    """
    return similar_words.matching(session, query, partial(gathered, principal))


def searched_words(query: ContactQuery) -> Sequence[Word]:
    """The words that a query looks for."""
    return query.respelled or words(query.q)


def statement_of(principal: Principal, query: ContactQuery, *, first: Any = None) -> Select:
    """`matching`, for rows that are looked at one by one. ``first`` takes the place of the
    condition that the first word is.
    """
    conditions = _filters(query, principal)
    if _row_of(query) is not listed_of(query):
        at_any_event = select(col(Attendee.contact_id)).where(*conditions)
        conditions = [col(Contact.id).in_(at_any_event)]
    conditions += _searched(listed_of(query), query, first)
    statement = select(ident_of(query)).where(*conditions)
    of_contact = text_filters(CONTACT, query.texts)
    if not of_contact or query.event_id is None:
        return statement.where(*of_contact)
    here = col(Contact.id) == Attendee.contact_id
    if query.row_by_row:
        return statement.where(select(Contact.id).where(here, *of_contact).offset(0).exists())  # type: ignore[call-overload]
    return statement.join_from(Attendee, Contact, here).where(*of_contact)


def with_common_texts(session: Session, query: ContactQuery) -> ContactQuery:
    """``row_by_row`` where many have the texts of a list at an event. The planner doesn't know
    how large the event is, and would read all of them to find a few attendees, or the first ones.
    """
    of_contact = text_filters(CONTACT, query.texts)
    if query.event_id is None or not of_contact or query.q.strip():
        return query
    texts_alone: Select = select(col(Contact.id)).where(*of_contact)
    return replace(query, row_by_row=expected(session, texts_alone) > COMMON)


def everyone(query: ContactQuery) -> Select:
    """The ids of all contacts of a query's event, or without one, of the workplace."""
    statement = select(ident_of(query))
    if query.event_id is None:
        return statement
    return statement.where(of_event(Attendee.event_id, query.event_id))


def gathered(principal: Principal, query: ContactQuery, most: int | None = None) -> Select:
    """`statement_of`, for rows that are all found first. Of those with a status at any event, whose
    attendees have all that is asked for, these are read first and their contacts looked up; only
    ``most`` of them.
    """
    if not _attends(query):
        return statement_of(principal, query)
    contact_ids = _attending(principal, query, col(Attendee.contact_id))
    there = contact_ids.limit(most).offset(0).subquery("there")
    return select(col(Contact.id)).join_from(there, Contact, col(Contact.id) == there.c.contact_id)


def gathered_places(principal: Principal, query: ContactQuery, part: Part) -> Select:
    """The `places` of those that are `gathered`, as many as are counted. Attendees have most places
    themselves, and the contacts of accounts with a stage are read one account after another: left
    to the planner, which takes most contacts for theirs, all of the workplace's would be read.
    """
    if _attends(query):
        for name in ("name", "account"):  # attendees repeat these
            if part.sort_key is OF_ALL[name]:
                value = OF_EVENT[name].expression.label("sort_value")
                ident: Any = col(Attendee.contact_id).label("sort_id")
                return _attending(principal, query, value, ident)
    if query.event_id is None and query.stage and not narrowed(replace(query, stage="")):
        return _at_accounts(_with_stage(query).distinct(), part)
    return places(gathered(principal, query, COUNTED + 1), part)


def _at_accounts(account_ids: Select, part: Part) -> Select:
    there = account_ids.subquery("there")
    (account_id,) = there.c
    theirs = places(select(Contact), part).where(col(Contact.account_id) == account_id)
    each = theirs.correlate(there).offset(0).lateral("theirs")
    return select(each.c.sort_value, each.c.sort_id).select_from(there.join(each, true()))


def _attends(query: ContactQuery) -> bool:
    """Whether attendees at any event have all that is asked for."""
    return _row_of(query) is not listed_of(query) and not any(query.texts.values())


def _attending(principal: Principal, query: ContactQuery, *columns: Any) -> Select:
    conditions = [*_filters(query, principal), *_searched(Attendee, query)]
    return select(*columns).where(*conditions).distinct()


def _searched(row: Any, query: ContactQuery, first: Any = None) -> list[Any]:
    if not query.q.strip():
        return []
    each = [has_word_or_company(col(row.search), word) for word in searched_words(query)]
    return [all_of(each if first is None else [first, *each[1:]])]


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
            own = col(Target.account_id) == row.account_id
            conditions.append(_with_stage(query).where(own).exists())
        else:
            conditions.append(any_value(getattr(row, name), values))
    return conditions


def _with_stage(query: ContactQuery) -> Select:
    """The ids of accounts with a stage at any event."""
    clean: Any = fields.cleaned({"stage": query.stage}, {"stage": _CLEANERS["stage"]})
    return select(col(Target.account_id)).where(any_value(Target.stage, clean["stage"]))


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
