"""What a sync that someone asked for changed, in a sentence."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from yardflow.counts import counted
from yardflow.errors import NotFound
from yardflow.models import HubSpotDecision, Job, SyncAction, SyncedRecord
from yardflow.services.access import Principal, require_own
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.syncing.record_filter import RecordFilter, filter_of

_NOTHING = "Both sides already say the same."


def of_job(session: Session, principal: Principal, job_id: int) -> str:
    """What became of the one record that a job synced: ``2 fields changed here, 1 in HubSpot.``

    Raises:
        NotFound: there is no such job of theirs, or it was about more than a record.
    """
    job = session.get(Job, job_id)
    chosen = filter_of(job.payload) if job is not None else RecordFilter()
    if job is None or not chosen.is_one:
        raise NotFound.of("job")
    require_own(principal, job.asked_by, "job")
    record = SyncedRecord.ACCOUNT if chosen.contact is None else SyncedRecord.CONTACT
    return _words(session, record, chosen.contact or chosen.account or 0, job.created_at)


def _words(session: Session, record: SyncedRecord, record_id: int, since: datetime) -> str:
    actions = _latest(session, record, record_id, since)
    here, there = actions.count(SyncAction.WRITE_HERE), actions.count(SyncAction.WRITE_THERE)
    parts = [_changed(here, there)] if here or there else []
    if conflicts := actions.count(SyncAction.ASK):
        parts.append(f"{counted(conflicts, 'conflict')} to decide.")
    if kept := actions.count(SyncAction.KEEP):
        parts.append(f"{counted(kept, 'field')} kept as {'it is' if kept == 1 else 'they are'}.")
    if refused := actions.count(SyncAction.REFUSE):
        parts.append(f"{counted(refused, 'value')} refused.")
    link = links.of(session, record, [record_id]).get(record_id)
    if link is not None and link.linked_at >= since:
        parts.insert(0, "Linked with its record in HubSpot.")
    if link is None and not parts:
        return "HubSpot has no record of it, and it can't be created yet."
    return " ".join(parts) or _NOTHING


def _changed(here: int, there: int) -> str:
    if not here:
        return f"{counted(there, 'field')} changed in HubSpot."
    both = f"{counted(here, 'field')} changed here"
    return f"{both}, {there} in HubSpot." if there else f"{both}."


def _latest(
    session: Session, record: SyncedRecord, record_id: int, since: datetime
) -> list[SyncAction]:
    """What was decided about each field since then, in the end."""
    column: Any = getattr(HubSpotDecision, f"{record}_id")
    rows = session.execute(
        select(col(HubSpotDecision.property), col(HubSpotDecision.action))
        .where(column == record_id, col(HubSpotDecision.at) >= since)
        .distinct(col(HubSpotDecision.property))
        .order_by(col(HubSpotDecision.property), col(HubSpotDecision.id).desc())
    )
    return [action for _, action in rows]
