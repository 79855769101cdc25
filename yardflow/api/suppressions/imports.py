"""Importing suppressions over HTTP, by a program or by the page's form."""

from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.forms import go_to
from yardflow.api.imports.uploads import Received, received
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, with_fields_of
from yardflow.db import Session
from yardflow.errors import TooLarge, YardFlowError
from yardflow.models import SuppressionReason
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions import imports, list_file, service
from yardflow.services.sequences.suppressions.imports import ImportView

router = APIRouter(prefix="/api/suppressions/imports", tags=["suppressions"])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file", "reason"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "CSV, up to 5 MB: with a header, or just addresses and domains",
        },
        "reason": {
            "type": "string",
            "enum": [reason.value for reason in SuppressionReason],
            "description": "For lines without a reason of their own",
        },
        "note": {"type": "string", "maxLength": service.LONGEST_NOTE},
    },
}
_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


class ProblemOut(Api):
    """A line that is not imported."""

    line: int
    text: str
    reason: str


@with_fields_of(ImportView)
class SuppressionImportOut(Api):
    """An import of suppressions, kept for a day. `existing` were suppressed before, `duplicates`
    repeat what the file has, `refused` are the lines that are neither an address nor a domain,
    `problems` the first of them. `status` and `error` are those of its job; a short list needs
    none."""

    problems: list[ProblemOut]


class UndoneOut(Api):
    """What the undo did, in a sentence."""

    message: str


@router.post(
    "",
    status_code=201,
    response_model=SuppressionImportOut,
    openapi_extra=_BODY,
    responses={
        413: {"description": "Over 5 MB"},
        503: {"description": "The server's disk is full"},
    },
)
async def import_suppressions(request: Request, principal: SignedIn) -> Any:
    """Suppresses the addresses and domains in a file. A long one is imported by a background job:
    poll the import until `status` is `succeeded`."""
    by_page = "text/html" in request.headers.get("accept", "")
    try:
        async with received(request, "file", list_file.MOST_BYTES, _too_large) as upload:
            if not by_page:
                _refuse_unknown(upload)
            view = await db.run(_start, principal, upload)
    except YardFlowError as refusal:
        if by_page:
            return go_to("/suppressions/", file="new", refused=_name_of(refusal))
        raise
    return go_to("/suppressions/", file=str(view.id)) if by_page else _shown(view)


@router.get("/{import_id:int}")
async def get_suppression_import(import_id: Key, principal: SignedIn) -> SuppressionImportOut:
    """Returns one of your imports of the last day; an ADMIN sees the whole team's."""
    return _shown(await db.run(imports.get, principal, import_id))


@router.post("/{import_id:int}/undo")
async def undo_suppression_import(import_id: Key, principal: SignedIn) -> UndoneOut:
    """Removes what only this import added."""
    return UndoneOut(message=await db.run_long(imports.undo, principal, import_id))


def _refuse_unknown(upload: Received) -> None:
    """A misspelled note would be missed."""
    unknown = upload.fields.keys() - _FORM["properties"].keys()
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("body", name)} for name in sorted(unknown)]
        )


def _start(session: Session, principal: Principal, upload: Received) -> ImportView:
    reason = upload.fields.get("reason", "")
    if not upload.filename:
        raise list_file.refusal("no_file")
    if reason not in list(SuppressionReason):
        raise list_file.refusal("no_reason")
    return imports.start(
        session,
        principal,
        list_file.decoded(upload.path.read_bytes()),
        SuppressionReason(reason),
        upload.fields.get("note", ""),
        PurePath(upload.filename.replace("\\", "/")).name,
    )


def _too_large() -> TooLarge:
    return TooLarge(list_file.REFUSALS["too_large"])


def _name_of(refusal: YardFlowError) -> str:
    """The name of a refusal, for the page's address, where anyone could put another sentence."""
    texts = {text: name for name, text in list_file.REFUSALS.items()}
    return texts.get(refusal.message, "other")


def _shown(view: ImportView) -> SuppressionImportOut:
    return SuppressionImportOut.model_validate(view)
