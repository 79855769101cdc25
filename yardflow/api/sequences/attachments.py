"""Attachments of templates over HTTP: uploaded here, then named in the template."""

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.imports.uploads import Received, received
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, with_fields_of
from yardflow.db import Session
from yardflow.errors import Invalid
from yardflow.services.access import Principal
from yardflow.services.sequences.templates import attachment_files, attachments
from yardflow.services.sequences.templates.attachments import AttachmentRow

router = APIRouter(prefix="/api", tags=["templates"])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": f"Up to 7 MB; its name ends in one of {attachment_files.ACCEPT}",
        }
    },
}
_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


@with_fields_of(AttachmentRow)
class AttachmentOut(Api):
    """A file that emails can carry. `size` is in bytes."""


@router.post(
    "/attachments",
    status_code=201,
    response_model=AttachmentOut,
    openapi_extra=_BODY,
    responses={
        413: {"description": "Over 7 MB"},
        503: {"description": "The server's disk is full"},
    },
)
async def upload_attachment(request: Request, principal: SignedIn) -> Any:
    """Uploads a file for templates. Name its `id` in `attachments` of a template within a day."""
    limit = attachment_files.MOST_BYTES
    async with received(request, "file", limit, attachment_files.too_large) as upload:
        if upload.fields:
            raise RequestValidationError(
                [{"type": "extra_forbidden", "loc": ("body", name)} for name in upload.fields]
            )
        return AttachmentOut.model_validate(await db.run(_keep, principal, upload))


@router.get("/templates/{template_id:int}/attachments/{attachment_id:int}", response_class=Response)
async def get_template_attachment(
    template_id: Key, attachment_id: Key, principal: SignedIn
) -> Response:
    """Returns a file of the saved version of a template."""
    file, content = await db.run(attachments.read, principal, template_id, attachment_id)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


def _keep(session: Session, principal: Principal, upload: Received) -> AttachmentRow:
    if not upload.filename:
        raise Invalid("Choose a file first.", {"file": "Choose a file first."})
    return attachments.upload(session, principal, upload.filename, upload.path.read_bytes())
