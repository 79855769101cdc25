"""Contacts as lists, cards and records show them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Select, and_, any_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Session, col
from sqlmodel import select as sql_select

from yardflow.errors import Invalid
from yardflow.models import (
    Account,
    Contact,
    EmailStatus,
    Import,
    ImportRow,
    Origin,
    Persona,
    RowOutcome,
    Seniority,
    Stage,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.records import fields, phones
from yardflow.services.records.countries import region_of
from yardflow.services.records.listing import (
    PAGE_SIZE,
    Page,
    SortKey,
    has_word,
    owned_by,
    read_page,
    same_id,
    words,
)
from yardflow.services.records.load import load_record

# Each has an index behind it.
SORTS = {
    "name": SortKey(func.lower(Contact.last_name)),
    "account": SortKey(func.lower(Account.name)),
    "createdAt": SortKey(col(Contact.created_at), read=datetime.fromisoformat, falling=True),
}
FEW = 2_000
_IN_IMPORT = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.DUPLICATE)
_FILTERS: dict[str, tuple[fields.Cleaner, Any]] = {
    "persona": (fields.one_of(Persona), lambda value: col(Contact.personas).contains([value])),
    "seniority": (fields.one_of(Seniority), lambda value: col(Contact.seniority) == value),
    "stage": (fields.one_of(Stage), lambda value: col(Account.stage) == value),
    "email_status": (fields.one_of(EmailStatus), lambda value: col(Contact.email_status) == value),
}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with what is shown beside it. ``enrichment_confidence`` is 0 to 1.

    ``phone`` is the form in which it is dialed from the contact's country.
    """

    id: int
    version: int
    event_id: int
    account_id: int
    account_name: str
    first_name: str
    last_name: str
    title: str
    personas: list[str]
    personas_origin: Origin
    seniority: Seniority | None
    seniority_origin: Origin
    email: str | None
    email_status: EmailStatus
    phone: str
    linkedin_url: str
    country: str
    notes: str
    owner_id: int | None
    owner_name: str
    enriched_at: datetime | None
    enrichment_confidence: Decimal | None
    created_at: datetime
    updated_at: datetime

    @property
    def name(self) -> str:
        """First and last name in one."""
        return f"{self.first_name} {self.last_name}".strip()


@dataclass(frozen=True, slots=True)
class ContactQuery:
    """What to list. Empty fields narrow nothing.

    ``owner`` is an id, ``me`` or ``none``; ``enriched`` is ``yes`` or ``no``. ``import_id``: the
    contacts in one of the person's own imports.
    """

    event_id: int | None = None
    account_id: int | None = None
    import_id: int | None = None
    q: str = ""
    persona: str = ""
    seniority: str = ""
    stage: str = ""
    email_status: str = ""
    enriched: str = ""
    owner: str = ""
    sort: str = "name"
    limit: int = PAGE_SIZE
    cursor: str = ""
    exact: bool = False


def search(session: Session, principal: Principal, query: ContactQuery) -> Page[ContactRow]:
    """One page of the contacts that a query describes.

    A word is looked for in name, title and address, and in the name of the account.

    Raises:
        Invalid: a filter, sort or cursor that means nothing.
    """
    return read_page(
        session,
        _rows().where(*_conditions(session, principal, query)),
        SORTS,
        query.sort,
        col(Contact.id),
        _row,
        limit=query.limit,
        cursor=query.cursor,
        exact=query.exact,
    )


def matching(session: Session, principal: Principal, query: ContactQuery) -> Select:
    """The ids of all contacts that a query describes, as a statement to build on.

    Raises:
        Invalid: a filter that means nothing.
    """
    return (
        select(col(Contact.id))
        .join(Account, col(Account.id) == Contact.account_id)
        .where(*_conditions(session, principal, query))
    )


def get(session: Session, principal: Principal, contact_id: int) -> ContactRow:
    """One contact.

    Raises:
        NotFound: there is none with this id.
    """
    contact = load_record(session, Contact, contact_id)
    return _row(session.execute(_rows().where(col(Contact.id) == contact.id)).one())


def _conditions(session: Session, principal: Principal, query: ContactQuery) -> list[Any]:
    conditions = _filters(query, principal)
    searched = words(query.q)
    if searched:
        conditions.append(_matches(session, searched, query.event_id))
    return conditions


def _filters(query: ContactQuery, principal: Principal) -> list[Any]:
    sent = {name: getattr(query, name) for name in _FILTERS if getattr(query, name)}
    cleaners = {name: cleaner for name, (cleaner, _) in _FILTERS.items()}
    clean = fields.cleaned(sent, cleaners)
    conditions = [_FILTERS[name][1](value) for name, value in clean.items()]
    if query.owner:
        conditions.append(owned_by(Contact.owner_id, query.owner, principal))
    if query.enriched in {"yes", "no"}:
        enriched = col(Contact.enriched_at).is_not(None)
        conditions.append(enriched if query.enriched == "yes" else ~enriched)
    elif query.enriched:
        raise Invalid("Enter yes or no for enriched.", {"enriched": "Enter yes or no."})
    if query.event_id is not None:
        conditions += [same_id(kind.event_id, query.event_id) for kind in (Contact, Account)]
    if query.account_id is not None:
        conditions.append(same_id(Contact.account_id, query.account_id))
    if query.import_id is not None:
        conditions.append(col(Contact.id).in_(_in_import(query.import_id, principal)))
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


def _matches(session: Session, searched: list[str], event_id: int | None) -> Any:
    """The contacts that have all the words.

    Few are looked up first and named by id; many are met soon enough along the list's order. The
    planner can't tell the two apart, and takes half a second when it guesses wrong.
    """
    all_words = and_(*[_has(word, event_id) for word in searched])
    ids = session.exec(sql_select(Contact.id).where(all_words).limit(FEW + 1)).all()
    if len(ids) > FEW:
        return all_words
    return col(Contact.id) == any_(cast(list(ids), ARRAY(BigInteger)))


def _has(word: str, event_id: int | None) -> Any:
    """The accounts are looked up once, as an array, so that both sides can use their index."""
    companies = select(Account.id).where(has_word(col(Account.search), word))  # type: ignore[call-overload]
    if event_id is not None:
        companies = companies.where(same_id(Account.event_id, event_id))
    at_company = col(Contact.account_id) == func.any(func.array(companies.scalar_subquery()))
    return or_(has_word(col(Contact.search), word), at_company)


def _rows() -> Select:
    return (
        select(Contact, col(Account.name).label("account"), col(User.name).label("owner"))
        .add_columns(col(Account.headquarters).label("headquarters"))
        .join(Account, col(Account.id) == Contact.account_id)
        .outerjoin(User, col(User.id) == Contact.owner_id)
        .execution_options(populate_existing=True)
    )


def _row(row: Any) -> ContactRow:
    contact = row.Contact
    shared = {
        name: getattr(contact, name) for name in ContactRow.__slots__ if hasattr(contact, name)
    }
    shared["phone"] = phones.shown(contact.phone, region_of(contact.country, row.headquarters))
    return ContactRow(**shared, account_name=row.account, owner_name=row.owner or "")
