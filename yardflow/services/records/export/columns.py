"""The columns of an exported file: each a header that imports know, where its value is from, and
how it is shown.

What an import takes has the label that the import gives the field, so that a file can be imported
again. Phones are in the form that is stored: it holds their country.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by, array
from sqlmodel import col

from yardflow.models import (
    Account,
    Attendee,
    Contact,
    EmailStatus,
    Event,
    Note,
    Target,
    User,
)
from yardflow.services.records import owners
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.membership_fields import ATTENDEE, TARGET, Membership
from yardflow.services.records.memberships import among
from yardflow.services.records.notes import MOST_SHOWN
from yardflow.services.records.values.domains import own_domain
from yardflow.services.records.values.fields import LONGEST_TEXT

Cell = str | int | datetime | None
_NARROW, _USUAL, _WIDE = 12, 20, 40
_CUT = " …"
_WEBSITE = "Company website"


def _plain(value: Any) -> Cell:
    return value


@dataclass(frozen=True, slots=True)
class Column:
    """``value`` is an SQL expression, ``shown`` makes its value a cell; ``width`` is in signs."""

    header: str
    value: Any
    shown: Callable[[Any], Cell] = _plain
    width: int = _USUAL


def of_contacts(event_id: int | None) -> list[Column]:
    """What a list of contacts and the record of one show; within an event its stage and status."""
    return [
        Column("First name", col(Contact.first_name)),
        Column("Last name", col(Contact.last_name)),
        Column("Job title", col(Contact.title), width=_WIDE),
        Column("Company", col(Account.name), width=_WIDE),
        Column(_WEBSITE, _website(), _website_cell, _WIDE),
        Column("Email", col(Contact.email), width=_WIDE),
        Column("Email status", col(Contact.email_status), _email_status, _NARROW),
        *[Column(text.label, col(getattr(Contact, text.name))) for text in CONTACT.texts],
        Column("Personas", col(Contact.personas), "; ".join),
        Column("Seniority", col(Contact.seniority), width=_NARROW),
        *_at_event(event_id, ATTENDEE),
        Column("ICP score", col(Account.icp_score), width=_NARROW),
        Column("Owner", owners.named()),
        Column("Enriched at (UTC)", col(Contact.enriched_at)),
        Column("Notes", _notes(Note.contact_id, Contact.id), _notes_cell, _WIDE),
    ]


def of_accounts(event_id: int | None) -> list[Column]:
    """What a list of accounts and the record of one show; within an event its stage."""
    return [
        Column("Company", col(Account.name), width=_WIDE),
        Column(_WEBSITE, _website(), _website_cell, _WIDE),
        *[
            Column(f"Company {text.label.lower()}", col(getattr(Account, text.name)))
            for text in ACCOUNT.texts
            if text.name != "website"
        ],
        *_at_event(event_id, TARGET),
        Column("ICP score", col(Account.icp_score), width=_NARROW),
        Column("Contacts", _contacts(event_id), width=_NARROW),
        Column("Owner", owners.named()),
        Column("Notes", _notes(Note.account_id, Account.id), _notes_cell, _WIDE),
    ]


def contacts(ids: Sequence[int], event_id: int | None, columns: Sequence[Column]) -> Select:
    """The values of these contacts, each behind its id, in any order."""
    statement = select(col(Contact.id), *[column.value for column in columns]).join_from(
        Contact, Account, col(Account.id) == Contact.account_id
    )
    if event_id is not None:
        here = and_(col(Attendee.contact_id) == Contact.id, col(Attendee.event_id) == event_id)
        statement = statement.outerjoin(Attendee, here)
    return statement.outerjoin(User, owners.owns_or_owned(Contact.owner_id)).where(
        among(Contact.id, ids)
    )


def accounts(ids: Sequence[int], event_id: int | None, columns: Sequence[Column]) -> Select:
    """The values of these accounts, each behind its id, in any order."""
    statement = select(col(Account.id), *[column.value for column in columns]).select_from(Account)
    if event_id is not None:
        here = and_(col(Target.account_id) == Account.id, col(Target.event_id) == event_id)
        statement = statement.outerjoin(Target, here)
    return statement.outerjoin(User, owners.owns_or_owned(Account.owner_id)).where(
        among(Account.id, ids)
    )


def _at_event(event_id: int | None, kind: Membership) -> list[Column]:
    if event_id is None:
        return [Column("Events", _events(kind), width=_WIDE)]
    # Attendees repeat the stage of their account behind their status.
    states = dict.fromkeys((kind.state, TARGET.state))
    return [
        Column(name.capitalize(), col(getattr(kind.model, name)), width=_NARROW) for name in states
    ]


def _events(kind: Membership) -> Any:
    """The names of the events that a record is at, the latest first."""
    latest_first = (col(Event.starts_on).desc().nulls_last(), col(Event.id).desc())
    named: Any = aggregate_order_by(literal_column("'; '"), *latest_first)
    membership: Any = kind.model
    record: Any = kind.of.model
    return (
        select(func.string_agg(col(Event.name), named))
        .join_from(membership, Event, col(Event.id) == membership.event_id)
        .where(kind.key == record.id)
        .correlate(record)
        .scalar_subquery()
    )


def _website() -> Any:
    return array([col(Account.website), col(Account.domain)])


def _contacts(event_id: int | None) -> Any:
    if event_id is None:
        counted = select(func.count()).where(col(Contact.account_id) == Account.id)
    else:
        counted = select(func.count()).where(
            col(Attendee.event_id) == event_id, col(Attendee.account_id) == Account.id
        )
    return counted.correlate(Account).scalar_subquery()


def _notes(about: Any, record_id: Any) -> Any:
    """The latest notes about a record, each with its day; one sign more than a cell takes where
    they are longer.
    """
    newest_first = (col(Note.created_at).desc(), col(Note.id).desc())
    latest = (
        select(col(Note.created_at), col(Note.id), col(Note.text))
        .where(col(about) == record_id)
        .order_by(*newest_first)
        .limit(MOST_SHOWN)
        .correlate(record_id.class_)
        .subquery()
    ).c
    entry = func.to_char(latest.created_at, "YYYY-MM-DD") + ": " + latest.text
    order = (latest.created_at.desc(), latest.id.desc())
    entries: Any = aggregate_order_by(literal_column("E'\\n'"), *order)
    return select(func.left(func.string_agg(entry, entries), LONGEST_TEXT + 1)).scalar_subquery()


def _notes_cell(notes: str | None) -> Cell:
    if notes is None or len(notes) <= LONGEST_TEXT:
        return notes
    return notes[: LONGEST_TEXT - len(_CUT)] + _CUT


def _website_cell(website_and_domain: Sequence[str | None]) -> Cell:
    """By it an import knows the account again: the website if that leads to the account's domain,
    else the domain.
    """
    website, domain = website_and_domain
    return website if website and domain in (None, own_domain(website)) else domain


def _email_status(status: EmailStatus) -> Cell:
    return None if status == EmailStatus.NONE else status.value
