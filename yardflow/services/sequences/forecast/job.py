"""Forecasts of everyone in a sequence and of those about to be, made by a job and kept until the
next one.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import TypeAdapter
from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import NotFound
from yardflow.models import Event, SequenceForecast
from yardflow.models import Sequence as SequenceRow
from yardflow.models.job import Job
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.load import load_record
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.enrollments import planned
from yardflow.services.sequences.forecast import reading, what_if
from yardflow.services.sequences.forecast.assumptions import replies
from yardflow.services.sequences.forecast.comparing import comparison
from yardflow.services.sequences.forecast.question import Question, check, read_question
from yardflow.services.sequences.forecast.result import Result, result
from yardflow.services.sequences.forecast.simulation import Simulation

JOB, PER_MINUTE = "forecast_sequence", 20
# Of each half, as things are and as they would be: some 25 seconds, in which 20,000 people go
# through ten steps.
MOST_DECISIONS = 400_000
_RESULT = TypeAdapter(Result)
_ASK = text("""
INSERT INTO sequence_forecast (sequence_id, next_question, made_at)
VALUES (:sequence, CAST(:question AS jsonb), now())
ON CONFLICT (sequence_id) DO UPDATE SET next_question = excluded.next_question""")
NONE_YET = "There is no forecast of this sequence yet. Make one first."


@dataclass(frozen=True, slots=True)
class Made:
    """The last forecast of a sequence: its question, what it came to as things are, and ``after``
    as they would be with what was to change, which ``comparison`` says in a sentence.
    """

    made_at: datetime
    question: Question
    result: Result
    after: Result | None
    comparison: str


def start(
    session: Session,
    principal: Principal,
    sequence_id: int,
    values: Mapping[str, object],
    selection: Selection | None = None,
) -> Job:
    """Has a job make a forecast; ``values`` are those of `Question`.

    Raises:
        NotFound: there is no such sequence or event.
        Invalid, Contradictory: as in `read_question`, its `check` and `planned.check`.
        NotPublishable: the question is about the draft, and that isn't ready.
        TooMany: the person asked for `PER_MINUTE` within the last minute.
    """
    sequence = load_record(session, SequenceRow, sequence_id)
    question = read_question(values, selection)
    check(question, clock.now().date())
    reading.definition_of(session, principal, sequence, question.version)
    if question.event_id is not None:
        load_record(session, Event, question.event_id)
    if selection is not None:
        planned.check(session, principal, selection)
    jobs.limit(session, JOB, principal.user_id, PER_MINUTE)
    # Not with the job, whose row has no names in it, which a filter may look for.
    session.execute(_ASK, {"sequence": sequence_id, "question": json.dumps(question.as_json())})
    return jobs.enqueue(
        session,
        JOB,
        subject=f"sequence:{sequence_id}",
        payload={"sequence_id": sequence_id},
        asked_by=principal.user_id,
        total=100,
    )


def latest(session: Session, principal: Principal, sequence_id: int) -> Made:
    """The last forecast.

    Raises:
        NotFound: there is no such sequence, or no forecast of it.
    """
    load_record(session, SequenceRow, sequence_id)
    row = session.get(SequenceForecast, sequence_id)
    if row is None or not row.result:
        raise NotFound(NONE_YET)
    after = row.result["after"]
    return Made(
        row.made_at,
        Question.of(row.question),
        _RESULT.validate_python(row.result["before"]),
        _RESULT.validate_python(after) if after else None,
        row.result["comparison"],
    )


def run(running: jobs.Running) -> None:
    """Does a job of kind ``forecast_sequence``.

    Raises:
        YardFlowError: the sequence or the event was deleted, or the draft spoiled, since then.
    """
    sequence_id, now = int(running.payload["sequence_id"]), clock.now()
    with db.session() as session:
        question = _asked(session, sequence_id)
    make = partial(_made, running, sequence_id, now)
    before = make(question.unchanged(), _percent(running, 0, 50 if question.changes else 100))
    after = make(question, _percent(running, 50, 100)) if question.changes else None
    said = comparison(question, before, after) if after else ""
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        load_record(session, SequenceRow, sequence_id)
        kept = {
            "before": _RESULT.dump_python(before, mode="json"),
            "after": _RESULT.dump_python(after, mode="json") if after else None,
            "comparison": said,
        }
        row = session.get_one(SequenceForecast, sequence_id)
        row.question, row.result = question.as_json(), kept
        row.made_by, row.made_at = principal.user_id, now
        running.finish(session, {"people": before.people, "emails": before.emails})


def _asked(session: Session, sequence_id: int) -> Question:
    """The latest question, whichever job it was asked of."""
    load_record(session, SequenceRow, sequence_id)
    return Question.of(session.get_one(SequenceForecast, sequence_id).next_question)


def _made(
    running: jobs.Running,
    sequence_id: int,
    now: datetime,
    question: Question,
    progress: Callable[[float], None],
) -> Result:
    progress(0)
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        known = reading.read(session, principal, sequence_id, question, now)
    return forecast_of(known, question, now, progress)


def forecast_of(
    known: reading.Known,
    question: Question,
    now: datetime,
    progress: Callable[[float], None] = lambda share: None,
) -> Result:
    """What everyone who is known comes to; ``progress`` is called now and then with the share of
    their decisions that was taken, as far as that can be known before.
    """
    simulation = simulated(known, question, now, progress)
    return result(
        simulation,
        known.own,
        known.definition.schedule,
        known.skipped,
        known.emailed,
        now,
        complete=known.complete,
    )


def simulated(
    known: reading.Known,
    question: Question,
    now: datetime,
    progress: Callable[[float], None] = lambda share: None,
) -> Simulation:
    """The way of everyone who is known, to its end."""
    if question.changes:
        what_if.change(known.situation, question, known.own)
    expected = _expected(known)
    simulation = Simulation(
        known.situation,
        known.policy,
        reading.until(now),
        assumptions=replies(question.replies),
        most=MOST_DECISIONS,
        on_the_way=lambda: progress(min(simulation.decisions / expected, 1)),
    )
    simulation.run()
    return simulation


def _expected(known: reading.Known) -> int:
    """How many decisions: of each person to wait at a step and to leave it. Who goes round in a
    loop does so until no more are taken.
    """
    steps = known.definition.steps
    loops = any(key in graph.reached(steps, filter(None, graph.ways(steps[key]))) for key in steps)
    once = 2 * len(known.situation.rows) * len(steps)
    return MOST_DECISIONS if loops else min(max(once, 1), MOST_DECISIONS)


def _percent(running: jobs.Running, first: int, last: int) -> Callable[[float], None]:
    return lambda share: running.progress(first + int(share * (last - first)), 100)
