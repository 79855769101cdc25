"""Batches of scheduled sends, which can be paused or cancelled until their time has come."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import Answering, body_of, refusal, with_key
from yardflow.sandbox.sendgrid.book import Book

STATUSES = ("pause", "cancel")
SCHEDULED = "/v3/user/scheduled_sends"
_UNKNOWN = ("invalid batch id", "batch_id")
_NO_STATUS = ("status must be one of pause or cancel", "status")
_HAS_STATUS = ("a status for this batch id exists, try PATCH", "batch_id")


def routes(book: Book) -> list[Route]:
    """Making a batch and looking it up; holding one back and letting it go."""
    batches = _Batches(book)
    one = f"{SCHEDULED}/{{batch_id}}"
    return [
        Route("/v3/mail/batch", with_key(batches.open), methods=["POST"]),
        Route("/v3/mail/batch/{batch_id}", batches.named(batches.look_up, 400)),
        Route(SCHEDULED, with_key(batches.hold), methods=["POST"]),
        Route(SCHEDULED, with_key(batches.all_held)),
        Route(one, batches.named(batches.one_held)),
        Route(one, batches.named(batches.change), methods=["PATCH"]),
        Route(one, batches.named(batches.let_go), methods=["DELETE"]),
    ]


class _Batches:
    def __init__(self, book: Book) -> None:
        self._book = book

    def named(self, answer: Answering, unknown: int = 404) -> Answering:
        """A route whose path names a batch; with this status where there is none."""

        async def route(request: Request) -> Response:
            if not self._book.has_batch(request.path_params["batch_id"]):
                return refusal([_UNKNOWN], unknown)
            return await answer(request)

        return with_key(route)

    async def open(self, request: Request) -> Response:
        return JSONResponse({"batch_id": self._book.open_batch()}, 201)

    async def look_up(self, request: Request) -> Response:
        return JSONResponse({"batch_id": request.path_params["batch_id"]})

    async def hold(self, request: Request) -> Response:
        body = await body_of(request) or {}
        batch_id, status = str(body.get("batch_id")), body.get("status")
        if not self._book.has_batch(batch_id):
            return refusal([_UNKNOWN])
        if status not in STATUSES:
            return refusal([_NO_STATUS])
        if self._book.status_of(batch_id):
            return refusal([_HAS_STATUS])
        self._book.hold(batch_id, status)
        return JSONResponse({"batch_id": batch_id, "status": status}, 201)

    async def all_held(self, request: Request) -> Response:
        return JSONResponse(self._book.statuses())

    async def one_held(self, request: Request) -> Response:
        batch_id = request.path_params["batch_id"]
        held = [each for each in self._book.statuses() if each["batch_id"] == batch_id]
        return JSONResponse(held)

    async def change(self, request: Request) -> Response:
        status = (await body_of(request) or {}).get("status")
        if status not in STATUSES:
            return refusal([_NO_STATUS])
        self._book.hold(request.path_params["batch_id"], status)
        return Response(status_code=204)

    async def let_go(self, request: Request) -> Response:
        self._book.hold(request.path_params["batch_id"], None)
        return Response(status_code=204)
