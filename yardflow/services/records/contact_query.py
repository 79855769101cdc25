"""Which contacts a list is about: its filters, its order, and the statement of their ids."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, func, not_, or_, select, true, union_all
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
from yardflow.services.records.listing import PAGE_SIZE, SortKey, expected, same_id
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
    return similar_words.matching(session, query, partial(_described, principal))


def searched_words(query: ContactQuery) -> Sequence[Word]:
    """The words that a query looks for."""
    return query.respelled or words(query.q)


def statement_of(
    principal: Principal, query: ContactQuery, *, first: Any = None, filters: Sequence[Any] = ()
) -> Select:
    """`matching`, for rows that are looked at one by one. ``first`` takes the place of the
    condition that the first word is; ``filters`` are more of them, of `_row_of`.
    """
    conditions = [*_filters(query, principal), *filters]
    if _row_of(query) is not listed_of(query):
        at_any_event = select(col(Attendee.contact_id)).where(*conditions)
        conditions = [col(Contact.id).in_(at_any_event)]
    if query.q.strip():
        either = [_has(listed_of(query), word) for word in searched_words(query)]
        conditions.append(all_of(either if first is None else [first, *either[1:]]))
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


def apart(principal: Principal, query: ContactQuery, most: int | None = None) -> list[Select]:
    """Statements that together give the rows of `statement_of`, each once: those who have the first
    word themselves, and the others at companies with it. An index finds the rows of either; looked
    for at once, each row that a condition leaves is compared with thousands of companies.

    Of those with a status at any event each statement may give only ``most``.
    """
    if not query.q.strip():
        return [_of_any_event(principal, query, [], most)]
    if not (searched := searched_words(query)):
        return [statement_of(principal, query)]
    row = _row_of(query)
    own, company = _text(row, searched[0]), _at_company(row, searched[0])
    return [
        _of_any_event(principal, query, filters, most) for filters in ([own], [company, not_(own)])
    ]


def _of_any_event(
    principal: Principal, query: ContactQuery, filters: list[Any], most: int | None
) -> Select:
    """`statement_of` with the first word in ``filters``. Where all that narrows it is repeated at
    events, attendees are read first, and their contacts looked up.
    """
    more = any(query.texts.values()) or len(searched_words(query)) > 1
    if _row_of(query) is listed_of(query) or more:
        return statement_of(principal, query, first=true(), filters=filters)
    contact_ids = select(col(Attendee.contact_id)).where(*_filters(query, principal), *filters)
    there = contact_ids.distinct().limit(most).offset(0).subquery("there")
    return select(col(Contact.id)).join_from(there, Contact, col(Contact.id) == there.c.contact_id)


def _described(principal: Principal, query: ContactQuery) -> Select:
    statements = apart(principal, query)
    if len(statements) == 1:
        return statements[0]
    return everyone(query).where(ident_of(query).in_(union_all(*statements)))


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


def _has(row: Any, word: Word) -> Any:
    return or_(_text(row, word), _at_company(row, word))


def _text(row: Any, word: Word) -> Any:
    """Those who have a word themselves. Most rows have one that begins with a letter, and the index
    would put together where all of them are, which takes longer than to look at them.
    """
    condition = has_word(col(row.search), word)
    letter = all(len(spelling) == 1 and spelling.isascii() for spelling in word)
    return func.ts_match_vq(condition.left, condition.right) if letter else condition


def _at_company(row: Any, word: Word) -> Any:
    """Looked up once (OFFSET): the planner would rather ask for the company of each row."""
    companies = select(Account.id).where(has_word(col(Account.search), word))  # type: ignore[call-overload]
    return col(row.account_id).in_(companies.offset(0))
