"""How records stand with HubSpot, a page of them in one statement."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models import LinkState, SyncedRecord


class Standing(StrEnum):
    """How a record stands. ``pending``: what changed here or there waits to be synced; ``error``:
    a value of it was refused, by HubSpot or here.
    """

    SYNCED = "synced"
    PENDING = "pending"
    CONFLICT = "conflict"
    ERROR = "error"
    NOT_LINKED = "not_linked"
    DUPLICATE = "duplicate"
    ARCHIVED = "archived"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class RecordStanding:
    """How one record stands, and ``why`` in a sentence; empty where the state says it all.
    ``synced_at`` is when both sides were brought together last. ``hubspot_id`` is empty where it
    has no counterpart.
    """

    state: Standing
    why: str = ""
    synced_at: datetime | None = None
    hubspot_id: str = ""


_READ = """
SELECT r.id, l.state, coalesce(l.hubspot_id, '') AS hubspot_id, l.note, c.since, c.synced_at,
    last.asks, last.refusal
FROM hubspot_sync s JOIN hubspot_connection k ON k.portal_id = s.portal_id
CROSS JOIN unnest(CAST(:ids AS bigint[])) AS r (id)
LEFT JOIN hubspot_link l ON l.{0}_id = r.id
LEFT JOIN hubspot_change c ON c.record = '{0}' AND c.record_id = r.id
LEFT JOIN LATERAL (
    SELECT bool_or(d.action = 'ask') AS asks,
        max(d.why) FILTER (WHERE d.action = 'refuse') AS refusal
    FROM hubspot_decision d
    WHERE d.{0}_id = r.id AND d.action IN ('ask', 'refuse') AND NOT EXISTS (
        SELECT FROM hubspot_decision later WHERE later.{0}_id = d.{0}_id
            AND later.property = d.property AND later.id > d.id)) last ON true"""
_READS = {record: text(_READ.format(record)) for record in SyncedRecord}
_WHY = {
    Standing.PENDING: "Changes wait to be synced.",
    Standing.CONFLICT: "Both sides changed, and a person decides which value counts.",
    Standing.NOT_LINKED: "HubSpot has no record of it.",
}


def of(
    session: Session, record: SyncedRecord, record_ids: Collection[int]
) -> dict[int, RecordStanding]:
    """How each of these records stands, by id; of none before records sync with the account that
    is connected.
    """
    rows = session.execute(_READS[record], {"ids": db.ids_of(record_ids)})
    return {row.id: _standing(row) for row in rows}


def of_accounts(session: Session, account_ids: Collection[int]) -> dict[int, RecordStanding]:
    """How accounts stand."""
    return of(session, SyncedRecord.ACCOUNT, account_ids)


def of_contacts(session: Session, contact_ids: Collection[int]) -> dict[int, RecordStanding]:
    """How contacts stand."""
    return of(session, SyncedRecord.CONTACT, contact_ids)


def _standing(row: Any) -> RecordStanding:
    state = _state(row)
    why = row.refusal if state == Standing.ERROR else row.note or _WHY.get(state, "")
    return RecordStanding(state, why, row.synced_at, row.hubspot_id)


def _state(row: Any) -> Standing:
    if row.state not in (None, LinkState.LINKED):
        return Standing(row.state)
    if row.asks:
        return Standing.CONFLICT
    if row.since is not None:
        return Standing.PENDING
    if row.refusal:
        return Standing.ERROR
    return Standing.NOT_LINKED if row.state is None else Standing.SYNCED
