"""What HubSpot refused is not sent again at each look: only once our value, the mapping or the
properties there are others, or a person asks for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.models import Side, SyncAction, SyncedRecord
from yardflow.services.hubspot.merging.merge import Action, Decision

Last = Mapping[tuple[int, str], Mapping[str, Any]]
_CHANGED = text("""
SELECT greatest((SELECT max(updated_at) FROM hubspot_field WHERE record = :record),
    (SELECT changed_at FROM hubspot_schema WHERE record = :record))""")
_RETRIED = text("""
SELECT record_id, retried_at FROM hubspot_change WHERE record = :record
    AND record_id = ANY(CAST(:ids AS bigint[])) AND retried_at IS NOT NULL""")


def withheld(
    session: Session, record: SyncedRecord, decisions: Mapping[int, Sequence[Decision]], last: Last
) -> dict[int, list[Decision]]:
    """The decisions, with a refusal in place of each write that HubSpot would refuse once more.
    ``last`` are those before, by our id and property.
    """
    ids = {key for (key, _), row in last.items() if row["action"] == SyncAction.REFUSE}
    if not ids:
        return {key: list(each) for key, each in decisions.items()}
    changed_at: datetime | None = session.execute(_CHANGED, {"record": record}).scalar()
    listed = {"record": record, "ids": db.ids_of(ids)}
    retried_at = dict(session.execute(_RETRIED, listed).tuples().all())
    return {
        key: [
            _withheld(each, last.get((key, each.mapped.prop.name)), changed_at, retried_at.get(key))
            for each in of_record
        ]
        for key, of_record in decisions.items()
    }


def _withheld(
    decision: Decision, last: Mapping[str, Any] | None, *since: datetime | None
) -> Decision:
    refused = (
        last is not None
        and decision.action == Action.WRITE_THERE
        and (last["action"], last["winner"]) == (SyncAction.REFUSE, Side.HERE)
        and last["written"] == decision.text != ""
        and all(moment is None or moment < last["at"] for moment in since)
    )
    if last is None or not refused:
        return decision
    return replace(decision, action=Action.REFUSE, clears=False, why=last["why"])
