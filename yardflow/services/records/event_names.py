"""The names of the events that the records of a page are at."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlmodel import Session, col, select

from yardflow.models import Attendee, Event, Target
from yardflow.services.access import Principal
from yardflow.services.records.memberships import among


def of_accounts(
    session: Session, principal: Principal, account_ids: Collection[int]
) -> dict[int, str]:
    """For each account that is a target anywhere, its events, the latest first, with commas."""
    return _names(session, col(Target.account_id), col(Target.event_id), account_ids)


def of_contacts(
    session: Session, principal: Principal, contact_ids: Collection[int]
) -> dict[int, str]:
    """For each contact that is an attendee anywhere, its events, the latest first, with commas."""
    return _names(session, col(Attendee.contact_id), col(Attendee.event_id), contact_ids)


def _names(session: Session, record: Any, event: Any, ids: Collection[int]) -> dict[int, str]:
    names: dict[int, list[str]] = defaultdict(list)
    rows = session.exec(
        select(record, Event.name)
        .join(Event, col(Event.id) == event)
        .where(among(record, list(ids)))
        .order_by(col(Event.starts_on).desc().nulls_last(), col(Event.id))
    )
    for record_id, name in rows:
        names[record_id].append(name)
    return {record_id: ", ".join(listed) for record_id, listed in names.items()}
