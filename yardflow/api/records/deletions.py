"""Deleted accounts and contacts over HTTP: what can still be restored, and restoring it."""

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, with_fields_of
from yardflow.services.records import deletion
from yardflow.services.records.deletion.views import DeletionView

router = APIRouter(prefix="/api/deletions", tags=["deletions"])


@with_fields_of(DeletionView)
class DeletionOut(Api):
    """Records that were deleted together; they can be restored until `expiresAt`.

    `remaining` counts the records that are still deleted, `notRestored` names some that could not
    be restored. `jobId`: the background job that deletes or restores them.
    """

    not_restored: list[str]


class RestoredOut(Api):
    """How many were restored, and how many couldn't be because another record has the same email,
    domain or name now, the account is deleted or the import that added the record was undone;
    `notRestored` names some. Many records are restored by a background job, `jobId`."""

    accounts: int
    contacts: int
    remaining: int
    not_restored: list[str]
    job_id: int | None


@router.get("")
async def list_deletions(principal: SignedIn) -> list[DeletionOut]:
    """Lists your latest 50 deletions of the last 24 hours, newest first; an ADMIN sees the whole
    team's."""
    rows = await db.run(deletion.search, principal)
    return [DeletionOut.model_validate(row) for row in rows]


@router.get("/{deletion_id:int}")
async def get_deletion(deletion_id: Key, principal: SignedIn) -> DeletionOut:
    """Returns a deletion."""
    return DeletionOut.model_validate(await db.run(deletion.get, principal, deletion_id))


@router.post("/{deletion_id:int}/undo")
async def undo_deletion(deletion_id: Key, principal: SignedIn) -> RestoredOut:
    """Restores what was deleted, with notes, lists and enrichment data as they were."""
    return RestoredOut.model_validate(await db.run_long(deletion.undo, principal, deletion_id))
