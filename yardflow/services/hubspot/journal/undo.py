"""Undoing what a sync decided: here by an edit, in HubSpot by a write that puts back what it had.

What changed since is left as it is, and said. What was undone is not decided again until one of the
sides changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.errors import Contradictory, NotFound, YardFlowError
from yardflow.models import (
    ChangedBy,
    HubSpotDecision,
    HubSpotWrite,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.access import Principal, require_admin
from yardflow.services.hubspot.changes import reading
from yardflow.services.hubspot.journal import putting_back, writes
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.mapping.properties import LIFECYCLE
from yardflow.services.records.fields import LARGEST_ID

_WROTE = (SyncAction.WRITE_HERE, SyncAction.WRITE_THERE)
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Undone:
    """What an undo did about a decision. ``kept`` says why it did nothing, and is empty otherwise;
    ``in_hubspot``: HubSpot gets its earlier value with the next sync.
    """

    decision_id: int
    kept: str = ""
    in_hubspot: bool = False


def undo(session: Session, principal: Principal, decision_id: int) -> Undone:
    """Undoes one decision that wrote something.

    Raises:
        NotFound: there is no such decision.
        Contradictory: it wrote nothing, or is undone already.
        Invalid, Conflict: the earlier value can't be written here anymore.
    """
    decision = session.get(HubSpotDecision, decision_id) if 0 < decision_id <= LARGEST_ID else None
    if decision is None:
        raise NotFound.of("decision")
    if decision.action not in _WROTE:
        raise Contradictory("This decision wrote nothing, so there is nothing to undo.")
    record, record_id = about(decision)
    version = putting_back.version_of(session, record, record_id)
    if _is_undone(session, decision_id):
        raise Contradictory("This decision is undone already.")
    if decision.action == SyncAction.WRITE_HERE:
        return _undo_here(session, principal, decision, version)
    return _undo_there(session, principal, decision)


def undo_run(
    session: Session, principal: Principal, run_id: int, *, before: int = LARGEST_ID, most: int
) -> list[Undone]:
    """Undoes what a run wrote, the last first: up to ``most`` decisions older than ``before``. None
    are left where there are fewer.

    Raises:
        Forbidden: only administrators undo a whole run.
    """
    require_admin(principal)
    rows = session.exec(
        select(HubSpotDecision.id)
        .where(
            HubSpotDecision.run_id == run_id,
            col(HubSpotDecision.action).in_(_WROTE),
            col(HubSpotDecision.id) < before,
        )
        .order_by(col(HubSpotDecision.id).desc())
        .limit(most)
    ).all()
    return list(_each(session, principal, [int(each or 0) for each in rows]))


def about(decision: HubSpotDecision) -> tuple[SyncedRecord, int]:
    """The record that a decision is about."""
    for record in SyncedRecord:
        record_id = getattr(decision, f"{record}_id")
        if record_id is not None:
            return record, record_id
    raise AssertionError("the database holds that there is a record")


def _each(session: Session, principal: Principal, ids: list[int]) -> Iterator[Undone]:
    """What can't be undone is kept, and keeps no other from being undone."""
    for decision_id in ids:
        try:
            with session.begin_nested():
                yield undo(session, principal, decision_id)
        except YardFlowError as refusal:
            yield Undone(decision_id, refusal.message)


def _is_undone(session: Session, decision_id: int) -> bool:
    known = select(HubSpotDecision.id).where(HubSpotDecision.decision_id == decision_id)
    return session.exec(known).first() is not None


def _undo_here(
    session: Session, principal: Principal, decision: HubSpotDecision, version: int
) -> Undone:
    record, record_id = about(decision)
    decision_id = int(decision.id or 0)
    now = reading.ours(session, record, [record_id])[record_id][decision.field]
    label = FIELDS[record, decision.field].label
    if now.text != decision.written or now.at != (decision.theirs_at or now.at):
        return Undone(decision_id, f"{label} was changed to {_shown(now.text)} here since.")
    putting_back.write(
        session, principal, record, record_id, version, {decision.field: decision.ours}
    )
    _note(session, principal, decision, "A person put back what was here.", decision.ours)
    return Undone(decision_id)


def _undo_there(session: Session, principal: Principal, decision: HubSpotDecision) -> Undone:
    decision_id = int(decision.id or 0)
    if _wrote_again(session, decision):
        label = FIELDS[about(decision)[0], decision.field].label
        return Undone(decision_id, f"{label} was written in HubSpot again since.")
    cancelled = writes.cancel(session, decision_id)
    at = _note(session, principal, decision, "A person put back what HubSpot had.", decision.theirs)
    if not cancelled:
        _plan(session, decision, at)
    return Undone(decision_id, in_hubspot=not cancelled)


def _wrote_again(session: Session, decision: HubSpotDecision) -> bool:
    record, record_id = about(decision)
    column = getattr(HubSpotDecision, f"{record}_id")
    later = select(HubSpotDecision.id).where(
        column == record_id,
        HubSpotDecision.property == decision.property,
        HubSpotDecision.action == SyncAction.WRITE_THERE,
        col(HubSpotDecision.id) > decision.id,
    )
    return session.exec(later.limit(1)).first() is not None


def _plan(session: Session, decision: HubSpotDecision, at: datetime) -> None:
    """HubSpot gets what it had, unless someone changed that there since. What comes back from this
    write is of the moment ``at`` of the undo, which therefore holds for it.
    """
    row = HubSpotWrite(
        account_id=decision.account_id,
        contact_id=decision.contact_id,
        target_id=decision.target_id,
        property=decision.property,
        value=decision.theirs,
        clears=decision.property == LIFECYCLE,
        expected=decision.written,
        changed_at=at,
        changed_by=ChangedBy.PERSON,
        decision_id=decision.id,
        planned_at=at,
    )
    writes.plan(session, [row.model_dump(exclude={"id", "sending_at", "sent_at"})])


def _note(
    session: Session, principal: Principal, decision: HubSpotDecision, why: str, written: str
) -> datetime:
    """Writes down that it is undone, and when."""
    at = clock.now()
    session.add(
        HubSpotDecision(
            run_id=decision.run_id,
            account_id=decision.account_id,
            contact_id=decision.contact_id,
            target_id=decision.target_id,
            field=decision.field,
            property=decision.property,
            action=SyncAction.UNDO,
            ours=decision.ours,
            theirs=decision.theirs,
            written=written,
            why=why,
            decision_id=decision.id,
            made_by=principal.user_id,
            at=at,
        )
    )
    session.flush()
    return at


def _shown(value: str) -> str:
    if not value:
        return "empty"
    return value if len(value) <= _LONGEST_SHOWN else f"{value[:_LONGEST_SHOWN]}…"
