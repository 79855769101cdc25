"""A past sequence gone through once more, over HTTP."""

from datetime import date, datetime

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.jobs import JobOut, shown
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Day, Flag, Id, Sent
from yardflow.services.operations import jobs
from yardflow.services.sequences import replay

router = APIRouter(prefix="/api/sequences", tags=["sequences"])


class ReplayIn(Sent):
    """On which days: those of another event, or from `startsOn`; without either, as it was. With
    `attendees` the contacts on that event's list go through the sequence, instead of those who did.
    """

    event_id: Id | None = None
    starts_on: Day | None = None
    attendees: Flag = False


class ReplayQuestionOut(Api):
    """The question of a replay."""

    event_id: int | None
    starts_on: date | None
    attendees: bool


class ReplayedDayOut(Api):
    """A day, counted from the event's first, with the emails that went out and that would."""

    number: int
    recorded: int
    replayed: int


class DifferenceOut(Api):
    """An email of a step that went out at another minute than it would, or only one of the two."""

    contact_id: int
    step: str
    recorded_at: datetime | None
    replayed_at: datetime | None


class ReplayOut(Api):
    """How many emails went out to `people`, how many would, and how many of those at the `same`
    minute, as much later as the days are; `differences` are the first 200 others. Where attendees
    go through it, they are `entering`, and `replies` of a hundred emails are taken to be answered.
    Without `byEvent` days count from the first email. Not `complete`: only the first enrollments
    were looked at.
    """

    people: int
    entering: int
    recorded: int
    replayed: int
    same: int
    replies: int
    by_event: bool
    days: list[ReplayedDayOut]
    differences: list[DifferenceOut]
    complete: bool


class SequenceReplayOut(Api):
    """The last replay of a sequence, as it was at `madeAt`."""

    made_at: datetime
    question: ReplayQuestionOut
    result: ReplayOut


@router.post("/{sequence_id:int}/replay", status_code=202)
async def make_replay(sequence_id: Key, body: ReplayIn, principal: SignedIn) -> JobOut:
    """Replays a past sequence in a background job: what would have happened on other days, or to
    another event's contacts. No one is emailed."""
    made = await db.run(replay.start, principal, sequence_id, body.model_dump())
    return shown(await db.run(jobs.get, principal, made.id or 0))


@router.get("/{sequence_id:int}/replay")
async def get_replay(sequence_id: Key, principal: SignedIn) -> SequenceReplayOut:
    """Returns the last replay of a sequence; 404 if none was made."""
    return SequenceReplayOut.model_validate(await db.run(replay.latest, principal, sequence_id))
