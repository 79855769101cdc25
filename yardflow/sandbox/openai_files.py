"""OpenAI's Files, in memory: what goes into a batch and what comes out of one."""

import threading
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.keys import key_is_good
from yardflow.sandbox.openai_requests import Refused

Answering = Callable[[Request], Awaitable[Response]]
PURPOSES = {"assistants", "batch", "fine-tune", "vision", "user_data", "evals"}
LARGEST_FILE = 200 * 1024 * 1024
MOST_BYTES = 400 * 1024 * 1024
AN_HOUR_S, A_MONTH_S = 3600, 30 * 24 * 3600
_FORM_NAMES = {"file", "purpose", "expires_after[anchor]", "expires_after[seconds]"}


@dataclass(frozen=True)
class File:
    """A file as it is kept."""

    purpose: str
    filename: str
    content: bytes
    created_at: int
    lasts: int = A_MONTH_S
    id: str = field(default_factory=lambda: f"file-{uuid.uuid4().hex[:24]}")

    @property
    def expires_at(self) -> int:
        """From when on it is gone."""
        return self.created_at + self.lasts

    def as_json(self) -> dict:
        """The file object."""
        return {
            "id": self.id,
            "object": "file",
            "bytes": len(self.content),
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": None,
        }


class Files:
    """The files; the oldest are forgotten first, those that have expired at once."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._kept: dict[str, File] = {}
        self._turn = threading.Lock()

    def keep(self, file: File) -> File:
        """Takes a file in."""
        with self._turn:
            self._kept[file.id] = file
            while sum(len(file.content) for file in self._kept.values()) > MOST_BYTES:
                del self._kept[next(iter(self._kept))]
        return file

    def find(self, file_id: str) -> File:
        """The file with this id; raises `Refused` when there is none."""
        file = self._kept.get(file_id)
        if file is None or file.expires_at <= self.clock.now():
            raise Refused(f"No such File object: {file_id}", param="id", status=404)
        return file

    def drop(self, file_id: str) -> None:
        """Deletes a file."""
        self.find(file_id)
        self._kept.pop(file_id, None)

    def latest(self) -> list[File]:
        """All of them, the latest first."""
        now = self.clock.now()
        return [file for file in reversed(self._kept.values()) if file.expires_at > now]


def routes(files: Files) -> list[Route]:
    """``/files`` and what is under it."""

    async def upload(request: Request) -> Response:
        async with request.form(max_files=1, max_fields=4) as form:
            sent, purpose = _checked(form)
            lasts = _lasting(form)
            content = await sent.read()
        if not content or len(content) > LARGEST_FILE:
            raise Refused("The file is empty or larger than 200 MB.", param="file")
        name = sent.filename or "upload"
        file = File(purpose, name, content, files.clock.now(), lasts)
        return JSONResponse(files.keep(file).as_json())

    async def listed(request: Request) -> Response:
        files_listed = [file.as_json() for file in files.latest()]
        return JSONResponse({"object": "list", "data": files_listed, "has_more": False})

    async def shown(request: Request) -> Response:
        return JSONResponse(files.find(request.path_params["file"]).as_json())

    async def content(request: Request) -> Response:
        file = files.find(request.path_params["file"])
        return Response(file.content, media_type="application/octet-stream")

    async def delete(request: Request) -> Response:
        file_id = request.path_params["file"]
        files.drop(file_id)
        return JSONResponse({"id": file_id, "object": "file", "deleted": True})

    return [
        Route("/files", for_the_key(upload), methods=["POST"]),
        Route("/files", for_the_key(listed)),
        Route("/files/{file}", for_the_key(shown)),
        Route("/files/{file}", for_the_key(delete), methods=["DELETE"]),
        Route("/files/{file}/content", for_the_key(content)),
    ]


def _checked(form: FormData) -> tuple[UploadFile, str]:
    """The file and its purpose; raises `Refused` unless the real service would take them."""
    if unknown := set(form) - _FORM_NAMES:
        name = min(unknown)
        raise Refused(f"Unknown parameter: '{name}'.", param=name, code="unknown_parameter")
    sent, purpose = form.get("file"), form.get("purpose")
    if not isinstance(sent, UploadFile):
        raise Refused("'file' is a required property", param="file")
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise Refused(f"'{purpose}' is not one of {sorted(PURPOSES)}", param="purpose")
    if purpose == "batch" and not (sent.filename or "").endswith(".jsonl"):
        raise Refused("Invalid file format: a batch is a .jsonl file.", param="file")
    return sent, purpose


def _lasting(form: FormData) -> int:
    """How many seconds the file is kept; raises `Refused` where the real service would."""
    anchor, seconds = (form.get(f"expires_after[{name}]") for name in ("anchor", "seconds"))
    if anchor is None and seconds is None:
        return A_MONTH_S
    number = int(seconds) if isinstance(seconds, str) and seconds.isdecimal() else None
    if not lasts({"anchor": anchor, "seconds": number}):
        raise Refused("Invalid 'expires_after'.", param="expires_after", code="invalid_value")
    return int(number or 0)


def lasts(given: object) -> bool:
    """Whether this says how long a file is kept: an hour to a month after it was made."""
    if not isinstance(given, dict) or given.get("anchor") != "created_at":
        return False
    seconds = given.get("seconds")
    return type(seconds) is int and AN_HOUR_S <= seconds <= A_MONTH_S


def for_the_key(route: Answering) -> Answering:
    """The route for whoever has the key; what it refuses is told in OpenAI's words."""

    async def guarded(request: Request) -> Response:
        if not key_is_good(request):
            return Refused.bad_key().response
        try:
            return await route(request)
        except Refused as error:
            return error.response

    return guarded
