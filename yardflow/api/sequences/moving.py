"""Moving contacts to the published version of their sequence over HTTP."""

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, Many, Sent, with_fields_of
from yardflow.services.sequences import moving
from yardflow.services.sequences.moving.landings import SIGN_BYTES
from yardflow.services.sequences.moving.previews import Person

router = APIRouter(prefix="/api/sequences", tags=["sequences"])


Sign = Annotated[str, Field(pattern=rf"^[0-9a-f]{{{2 * SIGN_BYTES}}}$")]
MOST_SIGNS = 10_000


@with_fields_of(Person)
class MovePersonOut(Api):
    """A contact, and when something happens next: now, and after the move. Null if that takes a
    change.
    """


class MoveGroupOut(Api):
    """The `count` contacts of version `number` at the same step, with the same outcome; `people`
    are those of them whose times are known. `passes` are later steps that they have done already,
    so they aren't done again. `anotherTime`: they stay at their step, and its time changes. `late`:
    the email there can't go out in time, so it is skipped.
    """

    number: int
    step: str
    what: str
    passes: list[str]
    another_time: bool
    late: bool
    count: int
    people: list[MovePersonOut]


class MovePreviewOut(Api):
    """What moving to version `number` would do to the `total` contacts in older versions.
    `atDeletedSteps` of them are at steps that it doesn't have. Times are those of `lookedAt` of
    them. `ended` have finished or exited, and stay as they are. `signs` stand for all that would
    happen to anyone.
    """

    number: int
    total: int
    at_deleted_steps: int
    looked_at: int
    ended: int
    groups: list[MoveGroupOut]
    signs: list[str]


class MoveIn(Sent):
    """The version to move to, as the preview names it. With its `signs`, a contact stays if
    something else would happen to it by now.
    """

    number: Id
    signs: Annotated[Many[Sign], Field(max_length=MOST_SIGNS)] | None = None


class MovedOut(Api):
    """How many contacts were moved, and how many are `left`: a background job moves them if there
    is a `jobId`; without one they took a step, or are taking one right now.
    """

    moved: int
    left: int
    job_id: int | None


@router.get("/{sequence_id:int}/move/preview")
async def preview_move(sequence_id: Key, principal: SignedIn) -> MovePreviewOut:
    """Says what would happen to each contact in an older version. Writes nothing."""
    preview = await db.run_long(moving.preview, principal, sequence_id)
    return MovePreviewOut(
        number=preview.number,
        total=preview.total,
        at_deleted_steps=preview.at_deleted_steps,
        looked_at=preview.looked_at,
        ended=preview.ended,
        groups=[_group(group) for group in preview.groups],
        signs=sorted(preview.signs),
    )


@router.post("/{sequence_id:int}/move")
async def move_contacts(sequence_id: Key, body: MoveIn, principal: SignedIn) -> MovedOut:
    """Moves every contact in an older version to the published one. Nothing is sent twice, and who
    has finished or exited stays as they are. ADMIN only."""
    moved = await db.run_long(moving.move, principal, sequence_id, body.number, body.signs)
    return MovedOut.model_validate(moved)


def _group(group: moving.Group) -> MoveGroupOut:
    outcome = group.outcome
    return MoveGroupOut(
        number=outcome.number,
        step=outcome.step,
        what=outcome.what,
        passes=list(outcome.passes),
        another_time=outcome.another_time,
        late=outcome.late,
        count=group.count,
        people=[MovePersonOut.model_validate(person) for person in group.people],
    )
