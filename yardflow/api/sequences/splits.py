"""A/B splits over HTTP: what their ways came to, and choosing one for everyone."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import WHOLE, Api, Sent
from yardflow.services.sequences import split_results
from yardflow.services.sequences.definitions.codecs import KEY, LONGEST_KEY
from yardflow.services.sequences.definitions.steps import Metric

router = APIRouter(prefix="/api/sequences", tags=["sequences"])

MOST_WAYS = 32_767
StepKey = Annotated[str, Path(pattern=KEY.schema["pattern"], max_length=LONGEST_KEY)]


class WayOut(Api):
    """How many contacts went a branch of a split, counted from 0, and how many of them replied
    themselves or had a meeting since. `leadsTo` is null where it leads to the end.
    """

    way: int
    leads_to: str | None
    people: int
    replies: int
    meetings: int


class LeaderOut(Api):
    """The branch that is ahead. `chance` is the chance that it is better than the next best, from 0
    to 1; `enough` is true if each branch has at least 50 contacts.
    """

    way: int
    chance: float
    enough: bool


class AutomaticOut(Api):
    """When a branch wins automatically: each has at least `least` contacts, and it is better than
    the next best by `metric` with a chance of at least `chance` percent.
    """

    metric: Metric
    least: int
    chance: int


class SplitOut(Api):
    """The branches of a split of the published version. `winner` is the branch that everyone goes
    from now on, null while it is chance. `reason` says by which numbers it was chosen
    automatically, and is empty if a person chose. `automatic` is null where no branch wins
    automatically, or someone has decided.
    """

    step: str
    ways: list[WayOut]
    by_replies: LeaderOut | None
    by_meetings: LeaderOut | None
    winner: int | None
    reason: str
    automatic: AutomaticOut | None


class WinnerIn(Sent):
    """The branch that everyone goes from now on; null leaves it to chance again, and
    no branch wins automatically after that.
    """

    way: Annotated[int, Field(ge=0, le=MOST_WAYS), WHOLE] | None


@router.get("/{sequence_id:int}/splits")
async def list_splits(sequence_id: Key, principal: SignedIn) -> list[SplitOut]:
    """Lists the A/B splits of the published version with what their branches came to."""
    listed = await db.run_long(split_results.of_sequence, principal, sequence_id)
    return [SplitOut.model_validate(each) for each in listed]


@router.put("/{sequence_id:int}/splits/{step}/winner", status_code=204)
async def choose_winner(
    sequence_id: Key, step: StepKey, body: WinnerIn, principal: SignedIn
) -> None:
    """Sends everyone one way at a split from now on. Contacts who came by before keep to theirs.
    ADMIN only.
    """
    await db.run(split_results.choose, principal, sequence_id, step, body.way)
