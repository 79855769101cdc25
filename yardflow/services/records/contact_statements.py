"""The statements of lists of contacts."""

from dataclasses import dataclass, fields, replace
from typing import Any

from sqlalchemy import Select, or_, select, true
from sqlalchemy.orm import aliased, join
from sqlmodel import col

from yardflow.models import Attendee, Contact, Import, ImportRow, RowOutcome, Target
from yardflow.services.records.lists.conditions import (
    Term,
    all_of,
    any_value,
    has_word_or_company,
    of_owners,
    unseen,
)
from yardflow.services.records.lists.parts import Part, places
from yardflow.services.records.resource import TextValue, same_texts

_IN_IMPORT = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.DUPLICATE)
# Attendees repeat these of their contact.
_REPEATED = ("sort_name", "account_sort")


@dataclass(frozen=True, slots=True)
class ContactFilters:
    """A `ContactQuery` as it is looked for: values that are valid, or names for them (`shapes`).

    None and empty narrow nothing, but ``terms`` are empty for a search without a word in it, which
    nothing matches. An owner who is None stands for no one. ``made_by``: whose import it has to be.
    ``row_by_row``: what other tables hold is looked up for each row, as where so many contacts have
    the texts of a list at an event that each attendee's is looked at. ``by_account``: so few
    accounts have the stage that contacts are read one account after another.
    """

    event_id: int | None = None
    account_id: int | None = None
    import_id: int | None = None
    made_by: int | None = None
    terms: tuple[Term, ...] | None = None
    personas: list[str] | None = None
    enrichment: list[str] | None = None
    seniority: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    status: tuple[str, ...] = ()
    email_status: tuple[str, ...] = ()
    owner_ids: tuple[int | None, ...] = ()
    texts: tuple[TextValue, ...] = ()
    row_by_row: bool = False
    by_account: bool = False

    @property
    def narrows(self) -> bool:
        """Whether it narrows a list by more than its event."""
        return any(
            getattr(self, each.name) is not each.default
            for each in fields(self)
            if each.name != "event_id"
        )


def statement_of(filters: ContactFilters, *, first: Any = None, among: Any = None) -> Select:
    """The ids of all contacts that filters leave, for rows that are looked at one by one. ``first``
    takes the place of the condition that the first word is, and ``among`` that of all rows.
    """
    listed = listed_of(filters) if among is None else among
    ident = ident_of(filters, listed)
    if _row_of(filters) is listed_of(filters):
        conditions = _conditions(filters, listed)
    else:
        at_any_event = select(col(Attendee.contact_id)).where(*_conditions(filters, Attendee))
        attends = ident.in_(at_any_event)
        if filters.row_by_row:
            own = col(Attendee.contact_id) == ident
            attends = at_any_event.where(own).correlate(listed).offset(0).exists()
        conditions = [attends]
    conditions += _searched(listed, filters, first)
    statement = select(ident).where(*conditions)
    if filters.event_id is None:
        return statement.where(*same_texts(listed, filters.texts))
    if not filters.texts:
        return statement
    of_contact = same_texts(Contact, filters.texts)
    here = col(Contact.id) == ident
    if filters.row_by_row:
        return statement.where(select(Contact.id).where(here, *of_contact).offset(0).exists())  # type: ignore[call-overload]
    return statement.join_from(listed, Contact, here).where(*of_contact)


def with_texts(texts: tuple[TextValue, ...]) -> Select:
    """The ids of all contacts with these texts."""
    return select(col(Contact.id)).where(*same_texts(Contact, texts))


def with_stage(stage: tuple[str, ...]) -> Select:
    """The ids of accounts with a stage at any event, for each event once."""
    return select(col(Target.account_id)).where(any_value(Target.stage, stage))


def everyone(filters: ContactFilters) -> Select:
    """All attendees of an event, or without one, all contacts of the workplace."""
    if filters.event_id is None:
        return select(Contact)
    return select(Attendee).where(unseen(Attendee.event_id, filters.event_id))


def gathered(filters: ContactFilters, most: int | None = None) -> Select:
    """`statement_of`, for rows that are all found first. Of those with a status at any event, whose
    attendees have all that is looked for, these are read first and their contacts looked up; only
    ``most`` of them.
    """
    if not _attends(filters):
        return statement_of(filters)
    contact_ids = _attending(filters, col(Attendee.contact_id))
    there = contact_ids.limit(most).offset(0).subquery("there")
    return select(col(Contact.id)).join_from(there, Contact, col(Contact.id) == there.c.contact_id)


def gathered_places(filters: ContactFilters, part: Part, most: int) -> Select:
    """The `places` of those that are `gathered`, up to ``most``. Attendees have most places
    themselves, and the contacts of accounts with a stage may be read one account after another:
    left to the planner, which takes most contacts for theirs, all of the workplace's would be read.
    """
    if _attends(filters) and part.sorted_by in _REPEATED:
        value: Any = col(getattr(Attendee, part.sorted_by)).label("sort_value")
        return _attending(filters, value, col(Attendee.contact_id).label("sort_id"))
    others = replace(filters, stage=(), by_account=False)
    if filters.event_id is None and filters.stage and (filters.by_account or not others.narrows):
        return _at_accounts(with_stage(filters.stage).distinct(), others, part)
    return places(gathered(filters, most), part)


def _at_accounts(account_ids: Select, others: ContactFilters, part: Part) -> Select:
    """All contacts of each account are read before anything is asked of them, lest an index of all
    contacts be gone through for each account.
    """
    there = account_ids.subquery("there")
    (account_id,) = there.c
    contacts = select(Contact).where(col(Contact.account_id) == account_id).correlate(there)
    theirs: Any = aliased(Contact, contacts.offset(0).lateral("theirs"))
    each = part.of(getattr(theirs, part.sorted_by), theirs.id)
    return places(statement_of(others, among=theirs), each).select_from(join(there, theirs, true()))


def _attends(filters: ContactFilters) -> bool:
    """Whether attendees at any event have all that is looked for."""
    return _row_of(filters) is not listed_of(filters) and not filters.texts


def _attending(filters: ContactFilters, *columns: Any) -> Select:
    conditions = [*_conditions(filters, Attendee), *_searched(Attendee, filters)]
    return select(*columns).where(*conditions).distinct()


def _searched(row: Any, filters: ContactFilters, first: Any = None) -> list[Any]:
    if filters.terms is None:
        return []
    each = [has_word_or_company(col(row.search), term) for term in filters.terms]
    return [all_of(each if first is None else [first, *each[1:]])]


def _row_of(filters: ContactFilters) -> Any:
    """What has the columns to filter by: attendees repeat their contact's, and have the status."""
    return Contact if filters.event_id is None and not filters.status else Attendee


def listed_of(filters: ContactFilters) -> Any:
    """What a list is of, which is searched and sorted."""
    return Contact if filters.event_id is None else Attendee


def ident_of(filters: ContactFilters, listed: Any = None) -> Any:
    """The column that holds the contact's id."""
    rows = listed_of(filters) if listed is None else listed
    return col(rows.id if filters.event_id is None else rows.contact_id)


def _conditions(filters: ContactFilters, row: Any) -> list[Any]:
    conditions = _chosen(filters, row)
    if filters.owner_ids:
        conditions.append(of_owners(row.owner_id, filters.owner_ids))
    if filters.event_id is not None:
        conditions.append(unseen(row.event_id, filters.event_id))
    if filters.account_id is not None:
        conditions.append(row.account_id == filters.account_id)
    if filters.import_id is not None:
        ident = row.id if _row_of(filters) is Contact else row.contact_id
        conditions.append(ident.in_(_in_import(filters)))
    return conditions


def _chosen(filters: ContactFilters, row: Any) -> list[Any]:
    """The filters that are some of a few values."""
    conditions: list[Any] = []
    for name in ("personas", "enrichment"):
        if (values := getattr(filters, name)) is not None:
            conditions.append(getattr(row, name).overlap(values))
    for name in ("seniority", "stage", "status", "email_status"):
        values = getattr(filters, name)
        if values and name == "stage" and filters.event_id is None:
            targets = with_stage(values).where(col(Target.account_id) == row.account_id)
            conditions.append((targets.offset(0) if filters.row_by_row else targets).exists())
        elif values:
            conditions.append(any_value(getattr(row, name), values))
    return conditions


def _in_import(filters: ContactFilters) -> Select:
    """The contacts of an import."""
    contact_ids = (
        select(col(ImportRow.contact_id))
        .join(Import, col(Import.id) == ImportRow.import_id)
        .where(col(ImportRow.import_id) == filters.import_id)
        .where(or_(*[col(ImportRow.outcome) == outcome for outcome in _IN_IMPORT]))
    )
    if filters.made_by is not None:
        contact_ids = contact_ids.where(col(Import.made_by) == filters.made_by)
    return contact_ids
