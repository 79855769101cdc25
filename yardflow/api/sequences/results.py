"""What the emails of a sequence came to, over HTTP."""

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, with_fields_of
from yardflow.services.sequences import results

router = APIRouter(prefix="/api/sequences", tags=["sequences"])


@with_fields_of(results.Results)
class ResultsOut(Api):
    """How many emails of a step went out, and how many of them were delivered, opened, clicked,
    bounced or led to an unsubscribe. Opens and clicks are a person's, as far as that can be
    inferred. `late` of them went out after the step's `notAfter`; `missed` more never went out.
    """

    step: str


@router.get("/{sequence_id:int}/results")
async def list_results(sequence_id: Key, principal: SignedIn) -> list[ResultsOut]:
    """Lists the results of the steps that have sent or missed emails, in all versions together."""
    listed = await db.run_long(results.of_sequence, principal, sequence_id)
    return [ResultsOut.model_validate(each) for each in listed]
