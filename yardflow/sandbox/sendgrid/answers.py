"""How SendGrid refuses, and who it listens to."""

from collections.abc import Awaitable, Callable
from typing import Any

from pydantic_core import from_json
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from yardflow.sandbox import errors
from yardflow.sandbox.keys import key_is_good

Problem = tuple[str, str | None]  # what is wrong, and with which field
Answering = Callable[[Request], Awaitable[Response]]


def refusal(problems: list[Problem], status: int = 400) -> Response:
    """An error for each problem."""
    return JSONResponse(errors.sendgrid(problems), status)


def with_key(answer: Answering) -> Answering:
    """A route that only the key opens."""

    async def route(request: Request) -> Response:
        if not key_is_good(request):
            message = "The provided authorization grant is invalid, expired, or revoked"
            return refusal([(message, None)], 401)
        return await answer(request)

    return route


async def body_of(request: Request) -> dict[str, Any] | None:
    """The object that a request carries; None where it is none."""
    try:
        body = from_json(await request.body())
    except ValueError:
        return None
    return body if isinstance(body, dict) else None
