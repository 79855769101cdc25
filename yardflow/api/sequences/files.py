"""Sequences as files over HTTP, sent as a form: by the page of sequences, or by a program."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.imports.uploads import Received, received
from yardflow.api.schema import Api
from yardflow.db import Session
from yardflow.errors import Invalid
from yardflow.services.access import Principal, require_admin
from yardflow.services.sequences.definitions.reading import LARGEST_FILE
from yardflow.services.sequences.lifecycle import copies

router = APIRouter(prefix="/api/sequences", tags=["sequences"])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "JSON as `GET /api/sequences/{sequence_id}/file` answers with it, up to "
            f"{LARGEST_FILE // 1024} KB",
        },
    },
}
_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


class ImportedSequenceOut(Api):
    """The sequence that was added. `missing` says which of the file's event and templates aren't in
    this workplace; empty if all are.
    """

    id: int
    name: str
    missing: str


@router.post(
    "/files",
    status_code=201,
    response_model=ImportedSequenceOut,
    openapi_extra=_BODY,
    responses={
        413: {"description": f"Over {LARGEST_FILE // 1024} KB"},
        503: {"description": "The server's disk is full"},
    },
)
async def upload_sequence(request: Request, principal: SignedIn) -> Any:
    """Adds the sequence in a file as a draft, as `POST /api/sequences/import` does. ADMIN only."""
    require_admin(principal)
    async with received(request, "file", LARGEST_FILE, copies.too_large) as upload:
        if upload.fields:
            raise RequestValidationError(
                [{"type": "extra_forbidden", "loc": ("body", name)} for name in upload.fields]
            )
        return await db.run(_imported, principal, upload)


def _imported(session: Session, principal: Principal, upload: Received) -> ImportedSequenceOut:
    if not upload.filename:
        raise Invalid("Choose a file first.", {"file": "Choose a file first."})
    row, missing = copies.import_content(session, principal, upload.path.read_bytes())
    return ImportedSequenceOut(id=row.id, name=row.name, missing=missing)
