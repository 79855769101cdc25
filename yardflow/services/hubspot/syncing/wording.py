"""What a sync that someone asked for is about, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import Session, col, select

from yardflow.models import Direction, Event, SyncedRecord, User
from yardflow.services.access import Principal
from yardflow.services.hubspot.journal import naming
from yardflow.services.hubspot.syncing.record_filter import RecordFilter, filter_of

_DIRECTIONS = {
    Direction.TO_HUBSPOT: "only to HubSpot",
    Direction.FROM_HUBSPOT: "only from HubSpot",
}
_DELETED = "Deleted record"


def titles(
    session: Session, principal: Principal, payloads: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Of each job that has one of these payloads: ``TechExpo 2026, only to HubSpot``."""
    filters = [filter_of(payload) for payload in payloads]
    events = _named(session, Event, {chosen.event for chosen in filters})
    owners = _named(session, User, {chosen.owner for chosen in filters})
    keys = [key for chosen in filters for key in _records(chosen)]
    records = naming.names(session, keys)
    return [
        ", ".join(
            part
            for part in (
                *(records[key].name or _DELETED for key in _records(chosen)),
                "All records" if chosen.everything else "",
                events.get(chosen.event or 0, ""),
                f"owned by {owners[chosen.owner]}" if chosen.owner in owners else "",
                "only linked" if chosen.linked_only else "",
                _DIRECTIONS.get(payload.get("direction", Direction.BOTH), ""),
            )
            if part
        )
        for chosen, payload in zip(filters, payloads, strict=True)
    ]


def _records(chosen: RecordFilter) -> list[naming.Key]:
    named = ((SyncedRecord.CONTACT, chosen.contact), (SyncedRecord.ACCOUNT, chosen.account))
    return [(record, key) for record, key in named if key is not None]


def _named(session: Session, kind: Any, ids: set[int | None]) -> dict[int | None, str]:
    rows = session.exec(select(kind.id, kind.name).where(col(kind.id).in_(ids - {None})))
    return dict(rows.all())
