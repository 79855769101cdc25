"""Replays are made by a job and kept until the next one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import NotFound
from yardflow.models import Event, SequenceReplay
from yardflow.models import Sequence as SequenceRow
from yardflow.models.job import Job
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.load import load_record
from yardflow.services.sequences.replay import service
from yardflow.services.sequences.replay.question import Question, read_question
from yardflow.services.sequences.replay.result import Replay

JOB, PER_MINUTE = "replay_sequence", 20
_RESULT = TypeAdapter(Replay)
NONE_YET = "There is no replay of this sequence yet. Make one first."


@dataclass(frozen=True, slots=True)
class Made:
    """The last replay of a sequence."""

    made_at: datetime
    question: Question
    result: Replay


def start(
    session: Session, principal: Principal, sequence_id: int, values: Mapping[str, object]
) -> Job:
    """Has a job make a replay; ``values`` are those of `Question`.

    Raises:
        NotFound: there is no such sequence or event.
        Invalid, Contradictory: as in `read_question`.
        TooMany: the person asked for `PER_MINUTE` within the last minute.
    """
    load_record(session, SequenceRow, sequence_id)
    question = read_question(values)
    if question.event_id is not None:
        load_record(session, Event, question.event_id)
    jobs.limit(session, JOB, principal.user_id, PER_MINUTE)
    return jobs.enqueue(
        session,
        JOB,
        subject=f"sequence:{sequence_id}",
        payload={"sequence_id": sequence_id, "question": question.as_json()},
        asked_by=principal.user_id,
        total=1,
    )


def latest(session: Session, principal: Principal, sequence_id: int) -> Made:
    """The last replay.

    Raises:
        NotFound: there is no such sequence, or no replay of it.
    """
    load_record(session, SequenceRow, sequence_id)
    row = session.get(SequenceReplay, sequence_id)
    if row is None:
        raise NotFound(NONE_YET)
    return Made(row.made_at, read_question(row.question), _RESULT.validate_python(row.result))


def run(running: jobs.Running) -> None:
    """Does a job of kind ``replay_sequence``.

    Raises:
        YardFlowError: the sequence or the event was deleted since, or as in `service.replay`.
    """
    sequence_id = int(running.payload["sequence_id"])
    question = read_question(running.payload["question"])
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        known = service.read(session, principal, sequence_id, question)
    said = service.gone_through(known)
    with db.session() as session:
        load_record(session, SequenceRow, sequence_id)
        session.merge(
            SequenceReplay(
                sequence_id=sequence_id,
                question=question.as_json(),
                result=_RESULT.dump_python(said, mode="json"),
                made_by=running.asked_by,
                made_at=clock.now(),
            )
        )
        running.finish(session, {"recorded": said.recorded, "replayed": said.replayed})
