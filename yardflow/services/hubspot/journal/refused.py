"""Values that HubSpot or our own rules refused and that wait for someone to put that right."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, func
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlmodel import Session, col, select

from yardflow.errors import NotFound
from yardflow.models import HubSpotChange, HubSpotDecision, Side, SyncAction, SyncedRecord
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.journal import naming
from yardflow.services.hubspot.journal.conflicts import followed
from yardflow.services.hubspot.journal.undo import about
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import LARGEST_ID

PAGE, COUNTED = 50, 1_000
_OPEN = (HubSpotDecision.action == SyncAction.REFUSE, ~followed())
# What was to be written: the winner's.
_VALUE = case(
    (col(HubSpotDecision.winner) == Side.HERE, col(HubSpotDecision.ours)),
    else_=col(HubSpotDecision.theirs),
)
_COLUMNS = {record: col(getattr(HubSpotDecision, f"{record}_id")) for record in SyncedRecord}


@dataclass(frozen=True, slots=True)
class RefusalView:
    """Fields of a record that were refused for one reason, ``why``: by HubSpot in its own words, or
    here (``by_hubspot``: False). ``id`` is the last decision; ``values`` are what was to be
    written. ``retrying``: the record waits to be synced again.
    """

    id: int
    record: SyncedRecord
    record_id: int
    name: str
    href: str
    fields: list[str]
    values: list[str]
    why: str
    by_hubspot: bool
    at: datetime
    retrying: bool


def search(
    session: Session, principal: Principal, *, before: int = LARGEST_ID, most: int = PAGE
) -> list[RefusalView]:
    """What is refused now, the latest first, from behind the one with the id ``before``."""
    last = func.max(HubSpotDecision.id)
    grouped = (*_COLUMNS.values(), HubSpotDecision.why, HubSpotDecision.winner)
    rows = session.execute(
        select(  # type: ignore[call-overload]
            last.label("id"),
            *grouped,
            func.max(HubSpotDecision.at).label("at"),
            func.array_agg(aggregate_order_by(col(HubSpotDecision.field), col(HubSpotDecision.id))),
            func.array_agg(aggregate_order_by(_VALUE, col(HubSpotDecision.id))),
        )
        .where(*_OPEN)
        .group_by(*grouped)
        .having(last < before)
        .order_by(last.desc())
        .limit(most)
    ).all()
    keys = [_key(row) for row in rows]
    names, waiting = naming.names(session, keys), _waiting(session, keys)
    return [_view(row, names, waiting) for row in rows]


def number(session: Session) -> int:
    """How many values are refused now, up to `COUNTED`."""
    some = select(HubSpotDecision.id).where(*_OPEN).limit(COUNTED).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def retry(session: Session, principal: Principal, decision_id: int) -> None:
    """Has a record synced again of which something was refused.

    Raises:
        NotFound: there is no such refusal.
    """
    known = row_of(session, HubSpotDecision, decision_id)
    if known is None or known.action != SyncAction.REFUSE:
        raise NotFound.of("error")
    record, record_id = about(known)
    pending.add(session, record, [record_id], retries=True)


def retry_all(session: Session, principal: Principal) -> int:
    """Has all records synced again of which something is refused; how many those are.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    count = 0
    for record, column in _COLUMNS.items():
        ids = session.exec(select(column).where(*_OPEN, column.is_not(None)).distinct()).all()
        pending.add(session, record, ids, retries=True)
        count += len(ids)
    return count


def _key(row: Any) -> naming.Key:
    for record in SyncedRecord:
        if (record_id := getattr(row, f"{record}_id")) is not None:
            return record, record_id
    raise AssertionError("the database holds that there is a record")


def _waiting(session: Session, keys: Iterable[naming.Key]) -> set[naming.Key]:
    """Which of these records wait to be synced."""
    ids = {record_id for _, record_id in keys}
    rows = session.execute(
        select(HubSpotChange.record, HubSpotChange.record_id).where(
            col(HubSpotChange.record_id).in_(ids), col(HubSpotChange.since).is_not(None)
        )
    )
    return {(record, record_id) for record, record_id in rows}


def _view(row: Any, names: dict[naming.Key, naming.Named], waiting: set[naming.Key]) -> RefusalView:
    record, record_id = key = _key(row)
    return RefusalView(
        id=row.id,
        record=record,
        record_id=record_id,
        name=names[key].name,
        href=names[key].href,
        fields=[FIELDS[record, each].label for each in row[-2]],
        values=list(row[-1]),
        why=row.why,
        by_hubspot=row.winner == Side.HERE,
        at=row.at,
        retrying=key in waiting,
    )
