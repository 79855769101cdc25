"""Undoing what a sync decided: here by an edit, in HubSpot by a write that puts back what it had.

What changed since is left as it is, and said. What was undone is not decided again until one of the
sides changes.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
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
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import LARGEST_ID

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
    decision = row_of(session, HubSpotDecision, decision_id)
    if decision is None:
        raise NotFound.of("decision")
    if decision.action not in _WROTE:
        raise Contradictory("This decision wrote nothing, so there is nothing to undo.")
    record, record_id = about(decision)
    version = putting_back.version_of(session, record, record_id)
    if undone(session, [decision_id]):
        raise Contradictory("This decision is undone already.")
    if kept := obstacles(session, [decision]).get(decision_id):
        return Undone(decision_id, kept)
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


def undone(session: Session, decision_ids: Sequence[int]) -> set[int]:
    """Which of these decisions are undone."""
    about_these = select(HubSpotDecision.decision_id).where(
        col(HubSpotDecision.decision_id).in_(decision_ids),
        HubSpotDecision.action == SyncAction.UNDO,
    )
    return {int(each) for each in session.exec(about_these) if each is not None}


def obstacles(session: Session, decisions: Iterable[HubSpotDecision]) -> dict[int, str]:
    """What changed since decisions wrote something, so that they can't be undone anymore: a
    sentence, by the decision's id; those that can be undone have none.
    """
    by_record: dict[SyncedRecord, list[HubSpotDecision]] = {}
    for decision in decisions:
        if decision.action in _WROTE:
            by_record.setdefault(about(decision)[0], []).append(decision)
    return {
        decision_id: sentence
        for record, some in by_record.items()
        for decision_id, sentence in _changed_since(session, record, some)
    }


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


def _changed_since(
    session: Session, record: SyncedRecord, decisions: Sequence[HubSpotDecision]
) -> Iterator[tuple[int, str]]:
    ids = [about(each)[1] for each in decisions]
    ours, written = reading.ours(session, record, ids), _last_writes(session, record, ids)
    for each in decisions:
        label, key = FIELDS[record, each.field].label, about(each)[1]
        if each.action == SyncAction.WRITE_THERE:
            if written.get((key, each.property), 0) > int(each.id or 0):
                yield int(each.id or 0), f"{label} was written in HubSpot again since."
            continue
        now = ours.get(key, {}).get(each.field, Value(""))
        if now.text != each.written or now.at != (each.theirs_at or now.at):
            yield int(each.id or 0), f"{label} was changed to {_shown(now.text)} here since."


def _last_writes(
    session: Session, record: SyncedRecord, ids: Sequence[int]
) -> dict[tuple[int, str], int]:
    """The last decision that wrote each property of these records in HubSpot."""
    column = getattr(HubSpotDecision, f"{record}_id")
    rows = session.execute(
        select(column, HubSpotDecision.property, func.max(HubSpotDecision.id))
        .where(column.in_(ids), HubSpotDecision.action == SyncAction.WRITE_THERE)
        .group_by(column, HubSpotDecision.property)
    )
    return {(key, name): last for key, name, last in rows}


def _undo_here(
    session: Session, principal: Principal, decision: HubSpotDecision, version: int
) -> Undone:
    record, record_id = about(decision)
    putting_back.write(
        session, principal, record, record_id, version, {decision.field: decision.ours}
    )
    _note(session, principal, decision, "A person put back what was here.", decision.ours)
    return Undone(int(decision.id or 0))


def _undo_there(session: Session, principal: Principal, decision: HubSpotDecision) -> Undone:
    decision_id = int(decision.id or 0)
    cancelled = writes.cancel(session, decision_id)
    at = _note(session, principal, decision, "A person put back what HubSpot had.", decision.theirs)
    if not cancelled:
        _plan(session, decision, at)
    return Undone(decision_id, in_hubspot=not cancelled)


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
