"""Moving people to the published version: a few at once, more of them by a job."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Conflict
from yardflow.services import audit
from yardflow.services.access import Principal, acting_for, require_admin
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.decisions.landing import Landing
from yardflow.services.sequences.enrollments import progress
from yardflow.services.sequences.moving import wording
from yardflow.services.sequences.moving.landings import (
    Target,
    landings,
    locked,
    sign,
    target_of,
)

JOB = "move_enrollments"
# So many people in a transaction: the engine waits for it no longer than about a second.
BATCH = 500
_SOON = timedelta(seconds=10)
TAKING_A_STEP = "The last of them are taking a step right now."

_WAITING = text("""
SELECT v.number, count(*) FROM enrollment e
JOIN sequence s ON s.id = e.sequence_id JOIN sequence_version v ON v.id = e.version_id
WHERE e.sequence_id = :id AND e.status = 'active' AND e.version_id <> s.version_id
GROUP BY 1 ORDER BY 1""")
_CLAIMED = text("""
SELECT EXISTS (SELECT FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
    WHERE e.sequence_id = :id AND e.status = 'active' AND e.version_id <> s.version_id
        AND e.leased_until > :now)""")
# Whether an email that waits to go out is taken by a worker at this moment is known from here on.
_QUEUED = text("""
SELECT id FROM message WHERE enrollment_id = ANY(:ids) AND status = 'queued'
ORDER BY id FOR UPDATE""")
_CANCEL = text("""
UPDATE message SET status = 'cancelled', error = :reason
WHERE enrollment_id = ANY(:ids) AND status = 'queued'""")
_PLACE = text(f"""
UPDATE enrollment e SET version_id = :version, step = r.step, passed = r.passed,
    due_at = least(e.due_at, :now),
    entered_at = CASE WHEN r.keeps_time THEN e.entered_at ELSE :now END,
    reasons = CASE WHEN e.step = r.step THEN e.reasons ELSE '[]' END,
    visit = CASE WHEN e.step = r.step THEN e.visit ELSE {progress.NEXT_VISIT.format("r.step")} END
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (id bigint, step text, passed text[],
    keeps_time boolean)
WHERE e.id = r.id""")  # noqa: S608 - texts of ours


@dataclass(frozen=True, slots=True)
class OnVersion:
    """How many people go through an older version."""

    number: int
    people: int


@dataclass(frozen=True, slots=True)
class Moved:
    """How many were moved, and how many are ``left`` because a worker is about them or something
    else would happen to them than was seen; with a ``job_id`` a job moves those who are left.
    """

    moved: int
    left: int
    job_id: int | None = None


def waiting(session: Session, principal: Principal, sequence_id: int) -> list[OnVersion]:
    """Who is on older versions than the published one, the oldest first."""
    rows = session.execute(_WAITING, {"id": min(sequence_id, LARGEST_ID)})
    return [OnVersion(number, count) for number, count in rows]


def move(
    session: Session,
    principal: Principal,
    sequence_id: int,
    number: int,
    signs: Collection[str] | None = None,
) -> Moved:
    """Moves everyone who is on an older version to the published one: at once if that is one batch,
    else by a job. ``number`` is the version that was looked at before, and ``signs`` stand for what
    would happen (`Preview`): whoever something else would happen to by now is left. Who finished or
    left is not touched, and whoever is on this version already stays as they are.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such sequence.
        Conflict: it was never published, or another version is by now.
    """
    require_admin(principal)
    target = _seen(session, sequence_id, number)
    total = sum(each.people for each in waiting(session, principal, sequence_id))
    if total > BATCH:
        job = jobs.enqueue(
            session,
            JOB,
            subject=f"sequence:{sequence_id}",
            payload={
                "sequence_id": sequence_id,
                "number": number,
                "total": total,
                "signs": None if signs is None else sorted(signs),
            },
            unique_key=f"{JOB}:{sequence_id}:{number}",
            asked_by=principal.user_id,
            total=total,
        )
        return Moved(0, total, job.id)
    moved = _batch(session, principal, target, signs).moved
    _record(session, principal, target, moved)
    return Moved(moved, total - moved)


def run(running: jobs.Running) -> None:
    """Does a job of kind ``move_enrollments``; its payload holds ``sequence_id``, ``number`` and
    ``total``. A worker that dies leaves whole batches.

    Raises:
        NotFound, Conflict: as in `move`; who was moved by then stays there.
        Hold: the last of them are taking a step.
    """
    sequence_id = int(running.payload["sequence_id"])
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        left = sum(each.people for each in waiting(session, principal, sequence_id))
    done = max(int(running.payload["total"]) - left, 0)
    batch: _Batch | None = _Batch(0, 0)
    while batch is not None:
        done += batch.moved
        running.progress(done)
        batch = db.again(partial(_next, running, batch.last))


@dataclass(frozen=True, slots=True)
class _Batch:
    """How many were moved, and the ``last`` that was looked at."""

    moved: int
    last: int


def _next(running: jobs.Running, after: int) -> _Batch | None:
    """Moves a batch; None where there is no one left whom it may move."""
    payload: Mapping[str, Any] = running.payload
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        target = _seen(session, int(payload["sequence_id"]), int(payload["number"]))
        batch = _batch(session, principal, target, payload.get("signs"), after)
        if batch.last:
            _record(session, principal, target, batch.moved)
            running.keep(session)
            return batch
        about = {"id": target.sequence_id, "now": clock.now()}
        if session.execute(_CLAIMED, about).scalar_one():
            raise jobs.Hold(TAKING_A_STEP, clock.now() + _SOON)
        running.finish(session)
        return None


def _seen(session: Session, sequence_id: int, number: int) -> Target:
    target = target_of(session, sequence_id, lock=True)
    if target.number != number:
        raise Conflict(f"Version {target.number} is published now. Look again before you move.")
    return target


def _batch(
    session: Session,
    principal: Principal,
    target: Target,
    signs: Collection[str] | None,
    after: int = 0,
) -> _Batch:
    """Moves the next people to whom happens what was seen."""
    now = clock.now()
    looked_at = locked(session, target, now, BATCH, after)
    session.execute(_QUEUED, {"ids": [row.id for row in looked_at]})
    places = landings(session, looked_at, target)
    rows = [
        row
        for row in looked_at
        if signs is None or sign(row.number, row.step, places[row.id]) in signs
    ]
    ids = [row.id for row in rows]
    gone = [row.id for row in rows if places[row.id].step != row.step]
    session.execute(_CANCEL, {"ids": gone, "reason": f"Moved to version {target.number}"})
    chosen = {number: places[number] for number in ids}
    _place(session, target, chosen, now)
    _note(session, principal, rows, target, chosen, now)
    return _Batch(len(ids), looked_at[-1].id if looked_at else 0)


def _place(session: Session, target: Target, places: Mapping[int, Landing], now: datetime) -> None:
    rows = [
        {
            "id": number,
            "step": place.step,
            "passed": sorted(place.passed),
            "keeps_time": place.keeps_time,
        }
        for number, place in places.items()
        if place.step is not None
    ]
    about = {"rows": json.dumps(rows), "version": target.version_id, "now": now}
    session.execute(_PLACE, about)
    finished = [number for number, place in places.items() if place.step is None]
    progress.end(session, [(number, "") for number in finished], now)


def _note(
    session: Session,
    principal: Principal,
    rows: Sequence[Any],
    target: Target,
    places: Mapping[int, Landing],
    now: datetime,
) -> None:
    changes = [
        (
            row.id,
            places[row.id].step or row.step,
            wording.history(places[row.id].way, row.number, target.number),
        )
        for row in rows
    ]
    progress.note(session, changes, now, principal.user_id)


def _record(session: Session, principal: Principal, target: Target, moved: int) -> None:
    after = {"name": target.name, "number": target.number, "contacts": moved}
    if moved:
        audit.record(
            session, principal, "sequence.moved", "sequence", target.sequence_id, after=after
        )
