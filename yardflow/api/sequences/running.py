"""A sequence while it runs, over HTTP: who stands where, and what is done by hand for someone."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, Sent
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.running import acts, tallies

router = APIRouter(prefix="/api", tags=["sequences"])


class StepCountsOut(Api):
    """Of one step: people who are `waiting` there, and `ended` there early; emails that were
    `sent`, that `failed` (were refused or bounced) and that were `missed`; how often someone
    `replied`.
    """

    step: str
    waiting: int
    ended: int
    sent: int
    replied: int
    failed: int
    missed: int


class WentOut(Api):
    """How many contacts continued from a step to the step `to`; null is the end."""

    step: str
    to: str | None
    people: int


class StuckOut(Api):
    """How many wait at a gate that only a change opens."""

    gate: Gate
    people: int


class ProgressOut(Api):
    """How far the contacts of a sequence have come, in all versions together."""

    enrolled: int
    steps: list[StepCountsOut]
    went: list[WentOut]
    stuck: list[StuckOut]


class StartIn(Sent):
    """At which step."""

    step: Annotated[str, Field(min_length=1, max_length=40)]


class GiveSenderIn(Sent):
    """The sender that emails the contact from now on."""

    sender_id: Id


@router.get("/sequences/{sequence_id:int}/progress")
async def show_progress(sequence_id: Key, principal: SignedIn) -> ProgressOut:
    """Says how many contacts stand at each step, continued from it, and are stuck."""
    said = await db.run(tallies.of_sequence, principal, sequence_id)
    return ProgressOut(
        enrolled=said.enrolled,
        steps=[
            StepCountsOut(
                step=step,
                waiting=each.waiting,
                ended=each.ended,
                sent=each.sent,
                replied=each.replied,
                failed=each.failed,
                missed=each.missed,
            )
            for step, each in sorted(said.steps.items())
        ],
        went=[
            WentOut(step=step, to=to, people=people)
            for (step, to), people in sorted(said.went.items(), key=str)
        ],
        stuck=[StuckOut(gate=gate, people=people) for gate, people in sorted(said.stuck.items())],
    )


@router.post("/enrollments/{enrollment_id:int}/skip", status_code=204)
async def skip_step(enrollment_id: Key, principal: SignedIn) -> None:
    """Skips the step at which the contact stands; a condition is taken as not met."""
    await db.run(acts.skip, principal, [enrollment_id])


@router.post("/enrollments/{enrollment_id:int}/start", status_code=204)
async def start_at_step(enrollment_id: Key, body: StartIn, principal: SignedIn) -> None:
    """Has the contact continue at another step of their version."""
    await db.run(acts.start_at, principal, [enrollment_id], body.step)


@router.post("/enrollments/{enrollment_id:int}/send", status_code=204)
async def send_now(enrollment_id: Key, principal: SignedIn) -> None:
    """Has the email go out at once, whatever the time of day; ends a wait. Other limits hold."""
    await db.run(acts.send_now, principal, [enrollment_id])


@router.post("/enrollments/{enrollment_id:int}/sender", status_code=204)
async def give_sender(enrollment_id: Key, body: GiveSenderIn, principal: SignedIn) -> None:
    """Changes who emails the contact, before the first email."""
    await db.run(acts.give_sender, principal, [enrollment_id], body.sender_id)
