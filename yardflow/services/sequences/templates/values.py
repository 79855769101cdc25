"""The values of contacts for templates: a few statements for thousands of them."""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Account, Contact, Event
from yardflow.services.records.memberships import among


def values_for(
    session: Session, contact_ids: Collection[int], event_id: int | None = None
) -> dict[int, dict[str, str]]:
    """By contact, the values of the person, their account and the event, by name (variables.py).

    What is not known is not there. Sender, unsubscribe link and postal address are the sending's.
    """
    event = of_event(session, event_id)
    rows = session.execute(
        select(
            col(Contact.id),
            col(Contact.first_name),
            col(Contact.last_name),
            col(Contact.name).label("contact_name"),
            col(Contact.title),
            col(Contact.email),
            col(Account.name).label("account_name"),
            col(Account.domain),
            col(Account.industry),
        )
        .join(Account, col(Account.id) == Contact.account_id)
        .where(among(Contact.id, list(contact_ids)))
    )
    return {row.id: of_person(row) | event for row in rows}


def of_person(row: Any) -> dict[str, str]:
    """The values of a person and their account, of a row with the columns of both."""
    return _filled(
        {
            "contact.first_name": row.first_name,
            "contact.last_name": row.last_name,
            "contact.name": row.contact_name,
            "contact.title": row.title,
            "contact.email": row.email,
            "account.name": row.account_name,
            "account.domain": row.domain,
            "account.industry": row.industry,
        }
    )


def of_event(session: Session, event_id: int | None) -> dict[str, str]:
    """The values of an event; none where there is no event."""
    event = session.get(Event, event_id) if event_id is not None else None
    if event is None:
        return {}
    return _filled(
        {
            "event.name": event.name,
            "event.venue": event.venue,
            "event.location": event.location,
            "event.booth": event.booth,
            "event.starts_on": _day(event.starts_on),
            "event.ends_on": _day(event.ends_on),
        }
    )


def _day(day: date | None) -> str:
    return f"{day:%B} {day.day}, {day.year}" if day else ""


def _filled(values: dict[str, str | None]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text and text.strip()}
