"""The names of the events that the records of a page are at."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session, col

from yardflow import db
from yardflow.models import Attendee, Event, Target
from yardflow.services.access import Principal
from yardflow.services.records.memberships import among_ids, possible


def of_accounts(
    session: Session, principal: Principal, account_ids: Collection[int]
) -> dict[int, str]:
    """For each account that is a target anywhere, its events, the latest first, with commas."""
    return _names(session, _OF_ACCOUNTS, account_ids)


def of_contacts(
    session: Session, principal: Principal, contact_ids: Collection[int]
) -> dict[int, str]:
    """For each contact that is an attendee anywhere, its events, the latest first, with commas."""
    return _names(session, _OF_CONTACTS, contact_ids)


def _names(session: Session, statement: Select, ids: Collection[int]) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    for record_id, name in db.plain(session, statement, {"ids": possible(ids)}):
        names[record_id].append(name)
    return {record_id: ", ".join(listed) for record_id, listed in names.items()}


def _named(record: Any, event: Any) -> Select:
    return (
        select(record, col(Event.name))
        .join(Event, col(Event.id) == event)
        .where(among_ids(record))
        .order_by(col(Event.starts_on).desc().nulls_last(), col(Event.id))
    )


# Made once, which takes longer than to send them.
_OF_ACCOUNTS = _named(col(Target.account_id), col(Target.event_id))
_OF_CONTACTS = _named(col(Attendee.contact_id), col(Attendee.event_id))
