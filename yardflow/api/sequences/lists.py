"""Files of contacts to enroll over HTTP, sent by a program or by the page's form."""

from pathlib import PurePath
from typing import Any

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.forms import go_to
from yardflow.api.imports import readings
from yardflow.api.imports.uploads import Received, received
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, with_fields_of
from yardflow.errors import TooLarge, YardFlowError
from yardflow.services.access import Principal
from yardflow.services.imports import Refused
from yardflow.services.imports.reader_process import Order
from yardflow.services.sequences.enrollments import lists

router = APIRouter(prefix="/api", tags=["sequences"])

_FORM: dict[str, Any] = {
    "type": "object",
    "required": ["file"],
    "additionalProperties": False,
    "properties": {
        "file": {
            "type": "string",
            "format": "binary",
            "description": "CSV or XLSX, up to 5 MB: with a column of email addresses, or just "
            "addresses; without either, with a column `Contact ID`",
        },
    },
}
_BODY = {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": _FORM}}}}


class ListProblemOut(Api):
    """A row that adds no contact: its number from 1, and why: `unknown`, `shared`, `repeated` or
    `invalid`.
    """

    row: int
    text: str
    problem: str


@with_fields_of(lists.ListView)
class EnrollmentListOut(Api):
    """A file that was read, kept for a day. `contacts` is how many contacts its `rows` name;
    `counts` are the rows that add none, by reason, `problems` the first of them.
    """

    problems: list[ListProblemOut]


@router.post(
    "/sequences/{sequence_id:int}/lists",
    status_code=201,
    response_model=EnrollmentListOut,
    openapi_extra=_BODY,
    responses={
        413: {"description": "Over 5 MB"},
        503: {"description": "The server's disk is full"},
    },
)
async def read_list(request: Request, sequence_id: Key, principal: SignedIn) -> Any:
    """Reads which contacts a file names. It enrolls no one: send `listId` to
    `POST /api/sequences/{sequence_id}/enroll` to do that."""
    by_page = "text/html" in request.headers.get("accept", "")
    here = f"/sequences/{sequence_id}/"
    try:
        async with received(request, "file", lists.MOST_BYTES, _too_large) as upload:
            if not by_page:
                _refuse_unknown(upload)
            list_id = await _read(principal, sequence_id, upload)
    except YardFlowError as refusal:
        if by_page:
            reason = getattr(refusal, "reason", "") or lists.name_of(refusal.message)
            return go_to(here, list="new", refused=reason)
        raise
    if by_page:
        return go_to(here, list=str(list_id))
    return EnrollmentListOut.model_validate(await db.run(lists.get, principal, list_id))


@router.get("/enrollment-lists/{list_id:int}")
async def get_enrollment_list(list_id: Key, principal: SignedIn) -> EnrollmentListOut:
    """Returns one of your lists of the last day; an ADMIN sees the whole team's."""
    return EnrollmentListOut.model_validate(await db.run(lists.get, principal, list_id))


async def _read(principal: Principal, sequence_id: int, upload: Received) -> int:
    if not upload.filename:
        raise Refused("no_file")
    name = PurePath(upload.filename.replace("\\", "/")).name
    list_id = await db.run(lists.begin, principal, sequence_id, name)
    try:
        await readings.read_at_once(Order(list_id, str(upload.path), "", "", lists.WORK))
    except YardFlowError:
        await db.run(lists.forget, list_id)
        raise
    return list_id


def _refuse_unknown(upload: Received) -> None:
    unknown = upload.fields.keys() - _FORM["properties"].keys()
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("body", name)} for name in sorted(unknown)]
        )


def _too_large() -> TooLarge:
    return TooLarge(lists.TOO_LARGE)
