"""What was decided, written down with what follows from it: a row a decision, and a write planned
for each value that HubSpot is to get.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, select

from yardflow import clock
from yardflow.models import ChangedBy, HubSpotDecision, HubSpotRun, SyncAction, SyncedRecord
from yardflow.services.hubspot.journal import withholding, writes
from yardflow.services.hubspot.merging.merge import Action, Decision
from yardflow.services.hubspot.merging.values import EVIDENCE, Evidence

_BY = {evidence: by for by, evidence in EVIDENCE.items()} | {Evidence.MET: ChangedBy.PERSON}
_COUNTS = {
    SyncAction.WRITE_HERE: "changed_here",
    SyncAction.WRITE_THERE: "changed_there",
    SyncAction.ASK: "conflicts",
    SyncAction.REFUSE: "refused",
}
_OPEN = (SyncAction.ASK, SyncAction.REFUSE)
_ADDED = (
    "run_id, account_id, contact_id, target_id, field, property, action, winner, ours, ours_at,"
    " ours_by, theirs, theirs_at, written, why, at"
)
_ADD = sa.text(f"""
INSERT INTO hubspot_decision ({_ADDED})
SELECT {_ADDED} FROM ROWS FROM (jsonb_to_recordset(CAST(:rows AS jsonb)) AS (run_id bigint,
    account_id bigint, contact_id bigint, target_id bigint, field text, property text, action text,
    winner text, ours text, ours_at timestamptz, ours_by text, theirs text, theirs_at timestamptz,
    written text, why text, at timestamptz)) WITH ORDINALITY
ORDER BY ordinality RETURNING id""")  # noqa: S608 - names of ours
_SAME_AGAIN = ("action", "winner", "ours", "theirs", "why")
Row = dict[str, Any]


def start_run(session: Session, job_id: int | None) -> int:
    """The run that decisions belong to, begun where it isn't yet: that of the job, and without one
    that of this hour. Its id.
    """
    now = clock.now()
    hour = None if job_id else now.replace(minute=0, second=0, microsecond=0)
    adding = insert(HubSpotRun).values(job_id=job_id, hour=hour, started_at=now)
    added = session.scalar(adding.on_conflict_do_nothing().returning(col(HubSpotRun.id)))
    if added is not None:
        return int(added)
    known = HubSpotRun.job_id == job_id if job_id else HubSpotRun.hour == hour
    return int(session.exec(select(HubSpotRun.id).where(known)).one() or 0)


def count(session: Session, run_id: int, **numbers: int) -> None:
    """Adds to what a run did, by the names of its counts."""
    more = {name: getattr(HubSpotRun, name) + number for name, number in numbers.items() if number}
    if more:
        session.execute(update(HubSpotRun).where(col(HubSpotRun.id) == run_id).values(**more))


def write_down(
    session: Session,
    run_id: int,
    record: SyncedRecord,
    decisions: Mapping[int, Sequence[Decision]],
    *,
    retries: bool = False,
) -> None:
    """Writes down what was decided about records, by our id, and plans what HubSpot is to get: with
    ``retries`` also what it refused before.

    That nothing is done is written down only where it ends a conflict or a refusal; and that both
    sides stay different, or a person is asked, once for as long as nothing else is the case.
    """
    last = _last(session, record, list(decisions))
    if not retries:
        decisions = withholding.withheld(session, record, decisions, last)
    now = clock.now()
    rows: list[Row] = []
    planned: list[Decision] = []
    for record_id, of_record in decisions.items():
        for decision in of_record:
            before = last.get((record_id, decision.mapped.prop.name))
            row = _row(record, record_id, decision, before)
            if row is not None:
                rows.append(row | {"run_id": run_id, "at": now})
                planned.append(decision)
    if rows:
        adding = {"rows": json.dumps(rows, default=str)}
        # They are numbered in the order of the rows.
        ids = sorted(session.scalars(_ADD, adding))
        done = Counter(row["action"] for row in rows)
        count(session, run_id, **{name: done[action] for action, name in _COUNTS.items()})
        writes.plan(session, list(_writes(record, rows, planned, ids, now)))


def _last(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> dict[tuple[int, str], Row]:
    """The last decision about each field of these records, by our id and property."""
    column: Any = getattr(HubSpotDecision, f"{record}_id")
    names = ("property", "at", "written", *_SAME_AGAIN)
    rows = session.execute(
        sa.select(column, *(getattr(HubSpotDecision, name) for name in names))
        .where(column.in_(record_ids))
        .distinct(column, col(HubSpotDecision.property))
        .order_by(column, col(HubSpotDecision.property), col(HubSpotDecision.id).desc())
    )
    return {(row[0], row.property): dict(row._mapping) for row in rows}


def _row(record: SyncedRecord, record_id: int, decision: Decision, last: Row | None) -> Row | None:
    """What is written down of a decision, if anything is."""
    action = _action(decision, last)
    if action is None:
        return None
    row: Row = {
        "account_id": None,
        "contact_id": None,
        "target_id": None,
        f"{record}_id": record_id,
        "field": decision.mapped.field.name,
        "property": decision.mapped.prop.name,
        "action": action,
        "winner": decision.winner,
        "ours": decision.ours.text,
        "ours_at": decision.ours.at,
        "ours_by": _BY[decision.ours.by] if decision.ours.at else None,
        "theirs": decision.theirs.text,
        "theirs_at": decision.theirs.at,
        "written": decision.text,
        "why": decision.why,
    }
    waits = action in (SyncAction.KEEP, *_OPEN)
    repeated = last is not None and all(row[name] == last[name] for name in _SAME_AGAIN)
    return None if waits and repeated else row


def _action(decision: Decision, last: Row | None) -> SyncAction | None:
    if decision.action != Action.NOTHING:
        return SyncAction(decision.action.value)
    is_over = last is not None and last["action"] in _OPEN
    return SyncAction.KEEP if is_over else None


def _writes(
    record: SyncedRecord,
    rows: Sequence[Row],
    decisions: Sequence[Decision],
    ids: Sequence[int],
    now: datetime,
) -> Iterator[Row]:
    for row, decision, decision_id in zip(rows, decisions, ids, strict=True):
        if decision.action == Action.WRITE_THERE:
            yield {
                **{name: row[name] for name in ("account_id", "contact_id", "target_id")},
                "property": row["property"],
                "value": decision.text,
                "clears": decision.clears,
                "expected": None,
                "changed_at": decision.ours.at,
                "changed_by": _BY[decision.ours.by],
                "decision_id": decision_id,
                "planned_at": now,
            }
