"""A route: who may, how often, with what, and all of it or nothing."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.config import SANDBOX_KEY
from yardflow.sandbox.hubspot.bodies import objects_in
from yardflow.sandbox.hubspot.kinds import Kind, kind_named
from yardflow.sandbox.hubspot.limits import Limits
from yardflow.sandbox.hubspot.records import UI, Source
from yardflow.sandbox.hubspot.refusals import Refusal
from yardflow.sandbox.keys import key_is_good

LONGEST_URI = 16 * 1024
MOST_INPUTS = 100
# What a test does with this header is taken for a person's work in HubSpot, which no limit counts.
AS_PERSON = "X-Sandbox-Person"
_NO_KEY = (
    "Authentication credentials not found. This API supports OAuth 2.0 authentication and "
    "you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview"
)


@dataclass(frozen=True)
class Call:
    """A request with its body, and who is behind it."""

    path: dict[str, str]
    query: QueryParams
    body: Any
    source: Source

    def kind(self, name: str = "kind") -> Kind:
        """The kind of records in the path."""
        kind = kind_named(self.path[name])
        if kind is None:
            message = f"Unable to infer object type from: {self.path[name]}"
            raise Refusal(400, message)
        return kind

    def number(self, name: str, default: int, most: int) -> int:
        """A number in the query: from 1, or 0 where that is the default, to ``most``."""
        text = self.query.get(name, str(default))
        number = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else -1
        if not min(1, default) <= number <= most:
            raise Refusal(400, f"{name} must be a number between 1 and {most}.")
        return number

    def flag(self, name: str) -> bool:
        """Whether the query says true, in any case: the client package says True."""
        return self.query.get(name, "").lower() == "true"

    def fields(self) -> dict[str, Any]:
        """The body, which must be an object."""
        if not isinstance(self.body, dict):
            raise Refusal(400, "Invalid input JSON: expected an object")
        return self.body

    def inputs(self, most: int = MOST_INPUTS) -> list[dict[str, Any]]:
        """The inputs of a batch."""
        inputs = objects_in(self.fields(), "inputs")
        if not 1 <= len(inputs) <= most:
            message = f"A batch has 1 to {most} inputs; this one has {len(inputs)}."
            raise Refusal(400, message)
        return inputs


Handler = Callable[[Call], Response]


class Routing:
    """Makes routes. Handlers run in one transaction, which a refusal undoes."""

    def __init__(self, database: sqlite3.Connection, limits: Limits) -> None:
        self._database, self._limits = database, limits

    def route(
        self,
        path: str,
        handler: Handler,
        method: str = "GET",
        *,
        searches: bool = False,
        of_app: bool = False,
    ) -> Route:
        """What a handler answers to those who have the key and are within the limits; what is of
        the app takes its developer's key in the query, too.
        """

        async def endpoint(request: Request) -> Response:
            headers: dict[str, str] = {}
            try:
                if not (key_is_good(request) or (of_app and _is_developer(request))):
                    raise Refusal(401, _NO_KEY, "INVALID_AUTHENTICATION")
                by_person = AS_PERSON in request.headers
                if not by_person:
                    token = request.headers.get("authorization", "")
                    headers = self._limits.take(token, searches=searches)
                if len(request.scope["raw_path"] + request.scope["query_string"]) > LONGEST_URI:
                    raise Refusal(414, "URI Too Long", "URI_TOO_LONG")
                source = UI if by_person else Source()
                answer = self._carried_out(handler, await _call(request, source))
            except Refusal as refusal:
                answer = JSONResponse(refusal.body(), refusal.status)
            answer.headers.update(headers)
            return answer

        return Route(path, endpoint, methods=[method])

    def _carried_out(self, handler: Handler, call: Call) -> Response:
        self._database.execute("BEGIN")
        try:
            answer = handler(call)
        except BaseException:
            self._database.rollback()
            raise
        self._database.commit()
        return answer


def _is_developer(request: Request) -> bool:
    return request.query_params.get("hapikey") == SANDBOX_KEY


async def _call(request: Request, source: Source) -> Call:
    body = None
    if request.method in ("POST", "PUT", "PATCH"):
        try:
            body = await request.json()
        except ValueError:
            if await request.body():
                raise Refusal(400, "Invalid input JSON") from None
    return Call(dict(request.path_params), request.query_params, body, source)
