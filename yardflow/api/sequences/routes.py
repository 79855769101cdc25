"""Sequences over HTTP: drafted, published, paused, archived, cloned, taken along as files."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, Version
from yardflow.api.schema import Listed
from yardflow.api.sequences.schema import (
    DraftOut,
    FileIn,
    PauseIn,
    SequenceChange,
    SequenceIn,
    SequenceOut,
    SequencesQuery,
    VersionOut,
    draft_out,
)
from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.sequences.lifecycle import copies, drafts, publishing, rows, status
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.lifecycle.rows import SequenceQuery

router = APIRouter(prefix="/api/sequences", tags=["sequences"])


@router.get("")
async def list_sequences(
    principal: SignedIn, query: Annotated[SequencesQuery, Query()]
) -> Listed[SequenceOut]:
    """Lists sequences, the last changed first."""
    page = await db.run(rows.search, principal, SequenceQuery(**query.parameters()))
    items = [SequenceOut.model_validate(row) for row in page.items]
    return Listed(items=items, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_sequence(body: SequenceIn, principal: SignedIn) -> DraftOut:
    """Adds a sequence as a draft. You own it. ADMIN only."""
    return draft_out(await db.run(_made, principal, drafts.create, body.sent()))


@router.post("/import", status_code=201)
async def import_sequence(body: FileIn, principal: SignedIn) -> DraftOut:
    """Adds the sequence in a file as a draft. If its name is taken, it gets a number behind it.
    ADMIN only.
    """
    return draft_out(await db.run(_made, principal, copies.import_file, body.root))


@router.get("/{sequence_id:int}")
async def get_sequence(sequence_id: Key, principal: SignedIn) -> DraftOut:
    """Returns a sequence with its draft."""
    return draft_out(await db.run(drafts.draft, principal, sequence_id))


@router.patch("/{sequence_id:int}")
async def update_sequence(sequence_id: Key, body: SequenceChange, principal: SignedIn) -> DraftOut:
    """Updates the fields in the body. ADMIN only."""
    changed = (drafts.update, body.version, body.sent())
    return draft_out(await db.run(_changed, principal, sequence_id, *changed))


@router.delete("/{sequence_id:int}", status_code=204)
async def delete_sequence(sequence_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a sequence that was never published. ADMIN only."""
    await db.run(drafts.delete, principal, sequence_id, version)


@router.post("/{sequence_id:int}/publish")
async def publish_sequence(
    sequence_id: Key, principal: SignedIn, version: Version = None
) -> DraftOut:
    """Makes the draft the next version. Contacts enrolled before stay on theirs. If the draft has
    problems, the answer is a 409 with all of them. ADMIN only."""
    return draft_out(await db.run(_changed, principal, sequence_id, publishing.publish, version))


@router.get("/{sequence_id:int}/versions")
async def list_versions(sequence_id: Key, principal: SignedIn) -> list[VersionOut]:
    """Lists the published versions, the latest first."""
    versions = await db.run(publishing.versions, principal, sequence_id)
    return [VersionOut.model_validate(row) for row in versions]


@router.post("/{sequence_id:int}/pause")
async def pause_sequence(
    sequence_id: Key, principal: SignedIn, body: PauseIn | None = None
) -> DraftOut:
    """Pauses a sequence: it emails no one until you resume it. Without a reason it says who did."""
    body = body or PauseIn()
    change = (status.pause, body.reason, body.version)
    return draft_out(await db.run(_changed, principal, sequence_id, *change))


@router.post("/{sequence_id:int}/resume")
async def resume_sequence(
    sequence_id: Key, principal: SignedIn, version: Version = None
) -> DraftOut:
    """Resumes a paused sequence."""
    return draft_out(await db.run(_changed, principal, sequence_id, status.resume, version))


@router.post("/{sequence_id:int}/archive")
async def archive_sequence(
    sequence_id: Key, principal: SignedIn, version: Version = None
) -> DraftOut:
    """Archives a sequence: no one can be enrolled. Those in it continue, unless it is paused.
    ADMIN only.
    """
    return draft_out(await db.run(_changed, principal, sequence_id, status.archive, version))


@router.post("/{sequence_id:int}/restore")
async def restore_sequence(
    sequence_id: Key, principal: SignedIn, version: Version = None
) -> DraftOut:
    """Restores an archived sequence. If it was paused, it still is. ADMIN only."""
    return draft_out(await db.run(_changed, principal, sequence_id, status.restore, version))


@router.post("/{sequence_id:int}/clone", status_code=201)
async def clone_sequence(sequence_id: Key, principal: SignedIn) -> DraftOut:
    """Adds a sequence with the same draft, under the next free name. ADMIN only."""
    return draft_out(await db.run(_made, principal, copies.clone, sequence_id))


@router.get("/{sequence_id:int}/file")
async def get_sequence_file(sequence_id: Key, principal: SignedIn) -> dict[str, Any]:
    """The draft as a file that `POST /api/sequences/import` takes."""
    return await db.run(copies.export, principal, sequence_id)


def _made(
    session: Session, principal: Principal, make: Callable[..., rows.SequenceRow], *sent: Any
) -> Draft:
    return drafts.draft(session, principal, make(session, principal, *sent).id)


def _changed(
    session: Session,
    principal: Principal,
    sequence_id: int,
    change: Callable[..., object],
    *sent: Any,
) -> Draft:
    change(session, principal, sequence_id, *sent)
    return drafts.draft(session, principal, sequence_id)
