"""Failing on purpose, for a number of requests to one provider."""

import asyncio
import json
import time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.sandbox import errors

Kind = Literal[
    "none",  # as if nothing had been planned
    "slow",  # the right answer, after `seconds`
    "rate_limited",  # 429 with Retry-After: `retryAfter`
    "down",  # 500
    "refusing",  # OpenAI declines to answer; the others say 403
    "truncated",  # OpenAI stops amid its answer; the others send half a body
    "malformed",  # 200 with a body that is not JSON
    "off_schema",  # OpenAI answers JSON that is not what was asked for
    "drop",  # the connection breaks amid the answer
    "lost",  # the request is carried out, but the connection breaks before the answer
    "untraced",  # HubSpot's errors of a batch don't say which input they are about
    "filtered",  # OpenAI's filter stops the answer
    "error",  # the provider's own error: `status`, `code`, `type`, `param`, `message`
    "reasoned",  # the right answer after a reasoning item; input cached and written, output hidden
    "other_tier",  # the right answer, from another service tier than was asked for
    "lying_usage",  # OpenAI reports a usage that can't be right: `lie`
    "batch_paced",  # OpenAI's next batches take `seconds` from start to end
    "batch_lines",  # every third line of a batch comes back as an error: `status` and the others
    "batch_failed",  # a batch is refused when its lines are looked at: `code`
    "batch_expired",  # half of a batch is answered when its day is over
]
# These change what the model says, so OpenAI's own route plays them out.
SPOKEN = {"refusing", "truncated", "off_schema", "filtered", "lying_usage"}
SPOKEN |= {"reasoned", "other_tier"}
# These are for batches, and are counted in batches that are made.
OF_BATCHES = {"batch_paced", "batch_lines", "batch_failed", "batch_expired"}
# negative: of the output; fraction: of the input; total: not the sum; output, input: more than
# there can be; silent: none for a text; cached: more than went in; absent: no report.
Lie = Literal["negative", "fraction", "total", "output", "input", "silent", "cached", "absent"]


_TOLD = {
    "rate_limited": (429, "Rate limit reached."),
    "refusing": (403, "This account may not do that."),
}


class Fault(BaseModel):
    """What to do to the next ``times`` requests of a provider, or to those alone whose path ends
    in ``path``. ``status``, ``code``, ``type``, ``param`` and ``message`` are what an error says;
    what is left out is as usual for its status. HubSpot's category is its ``code``, and the policy
    of a limit its ``type``. A line of a batch whose ``status`` is 0 has no
    answer, only a ``code`` that says why.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")

    provider: Literal["openai", "hubspot", "sendgrid", "website"]
    fault: Kind
    times: int = Field(1, ge=1, le=1_000_000)
    seconds: float = Field(2, ge=0, le=120)
    retry_after: int = Field(1, ge=0, le=86_400)
    path: str = Field("", max_length=200)
    lie: Lie = "output"
    status: int = Field(500, ge=0, le=599)
    code: str | None = Field(None, max_length=100)
    type: str | None = Field(None, max_length=100)
    param: str | None = Field(None, max_length=100)
    message: str = Field("The server had an error.", max_length=2_000)

    def error(self) -> dict:
        """The body of its error, in the provider's own shape."""
        details = {"code": self.code, "kind": self.type, "param": self.param}
        return errors.error(self.provider, self.status, self.message, **details)

    @property
    def place(self) -> str:
        """Which of the planned faults it replaces."""
        return f"{self.provider}_batches" if self.fault in OF_BATCHES else self.provider


class Faults:
    """The faults that are planned, one a provider and one for its batches; a new one replaces the
    old.
    """

    def __init__(self) -> None:
        self._planned: dict[str, Fault] = {}

    def plan(self, fault: Fault) -> None:
        """Plans a fault, or takes it back with ``none``."""
        if fault.fault == "none":
            self._planned.pop(fault.provider, None)
            self._planned.pop(f"{fault.provider}_batches", None)
        else:
            self._planned[fault.place] = fault

    def take(self, place: str, path: str = "") -> Fault | None:
        """The fault for the request that has just come, counted down by one."""
        fault = self._planned.get(place)
        if fault is None or not path.endswith(fault.path):
            return None
        if fault.times == 1:
            del self._planned[place]
        else:
            fault.times -= 1
        return fault

    def clear(self) -> None:
        """Takes everything back."""
        self._planned.clear()

    def as_json(self) -> list[dict]:
        """What is still planned."""
        return [fault.model_dump(by_alias=True) for fault in self._planned.values()]


class Failing:
    """Middleware: answers wrongly while a fault is planned, else lets the request through."""

    def __init__(self, app: ASGIApp, provider: str, planned: Faults) -> None:
        self._app, self._provider, self._planned = app, provider, planned

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope["planned_faults"] = self._planned
        here = scope["type"] == "http"
        fault = self._planned.take(self._provider, scope["path"]) if here else None
        if fault is None:
            await self._app(scope, receive, send)
            return
        scope["journal_entry"].fault = fault.fault
        if fault.fault == "slow":
            await asyncio.sleep(fault.seconds)
            await self._app(scope, receive, send)
        elif fault.fault in SPOKEN and self._provider == "openai":
            scope["spoken_fault"] = fault
            await self._app(scope, receive, send)
        elif fault.fault == "lost":
            await self._app(scope, receive, _nobody)
            await _break_off(send)
        elif fault.fault == "untraced":
            await self._app(scope, receive, _without_traces(send))
        elif fault.fault in ("drop", "truncated"):
            await _break_off(send)
        else:
            await _wrong_answer(fault)(scope, receive, send)


async def _nobody(message: Message) -> None:
    """Hears the answer instead of whoever asked."""


def _without_traces(send: Send) -> Send:
    """Sends an answer on once it is whole, without what its errors are about."""
    start: Message = {}
    parts: list[bytes] = []

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
            return
        parts.append(message.get("body", b""))
        if message.get("more_body"):
            return
        body = json.loads(b"".join(parts))
        for error in body.get("errors", ()):
            error.pop("context", None)
        await JSONResponse(body, start["status"])({"type": "http"}, _never, send)

    return sent


async def _never() -> Message:
    """Nothing more comes in."""
    return {"type": "http.disconnect"}


def _wrong_answer(fault: Fault) -> Response:
    if fault.fault == "malformed":
        return Response("<html>200 OK", 200, media_type="text/html")
    if fault.fault == "error":
        return JSONResponse(fault.error(), fault.status or 500, _waits(fault))
    status, message = _TOLD.get(fault.fault, (500, "The server had an error."))
    return JSONResponse(errors.error(fault.provider, status, message), status, _waits(fault))


def _waits(fault: Fault) -> dict[str, str]:
    waits = fault.fault == "rate_limited" or "retry_after" in fault.model_fields_set
    headers = {"Retry-After": str(fault.retry_after)} if waits else {}
    if waits and fault.provider == "sendgrid":
        until = str(int(time.time()) + fault.retry_after)
        headers |= {"X-RateLimit-Limit": "600", "X-RateLimit-Remaining": "0"}
        headers |= {"X-RateLimit-Reset": until}
    return headers


async def _break_off(send: Send) -> None:
    """Promises more than it sends, so that the server has to break the connection."""
    headers = [(b"content-type", b"application/json"), (b"content-length", b"5000")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": b'{"id": "', "more_body": True})
