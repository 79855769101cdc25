"""Every failure as JSON: ``{"error": {"code", "message", "fields"}}``."""

import logging
from html import escape
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.exceptions import HTTPException

from yardflow import db
from yardflow.api.schema import Failure, api_name
from yardflow.errors import Forbidden, NoDatabase, TooMany, YardFlowError
from yardflow.services import audit

log = logging.getLogger(__name__)

# Code and message where the error itself brings none.
OF_STATUS = {
    400: ("bad_request", "We couldn't read this request."),
    401: ("unauthenticated", "Sign in or send an API token."),
    403: ("forbidden", "You don't have permission to do this."),
    404: ("not_found", "Not found. See /api/docs for all addresses."),
    405: ("method_not_allowed", "This address doesn't accept that method."),
    413: ("too_large", "This request is too large."),
    415: ("unsupported_media_type", "Send JSON, with Content-Type: application/json."),
    429: ("too_many_requests", "Too many requests. Wait a moment and try again."),
}
_OF_PROBLEM = {
    "extra_forbidden": "Unknown field or parameter. See /api/docs for what this address takes.",
    "string_too_long": "Enter at most {max_length:,} characters.",
    "string_unicode": "The text has a broken character, such as half of an emoji. Remove it.",
}
# Whatever a route does, its query may not fit, its caller may be too quick, the database away.
OF_ANY_ROUTE = (404, 422, 429, 503)
# As many as anyone reads; a body can be made to have one for every few bytes.
_MAX_PROBLEMS = 20
_DEFECT = "Something went wrong on our end. Try again in a minute."
# Needs nothing but itself: the pages of the product read the database.
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<title>Unavailable · YardFlow</title>
<main style="font:15px/1.5 system-ui,sans-serif;max-width:28rem;margin:20vh auto;padding:0 1rem">
<h1 style="font-size:1.15rem">YardFlow is unavailable right now</h1>
<p>{}</p>
<p><a href="/">Try again</a></p>
</main>
"""
STATUSES: dict[int | str, dict[str, Any]] = {  # type: ignore[assignment]
    status: {"model": Failure, "description": text} for status, (_, text) in OF_STATUS.items()
} | {
    409: {
        "model": Failure,
        "description": "It was changed by someone else, exists already, is in another state, or "
        "the values contradict each other.",
    },
    422: {"model": Failure, "description": "Some fields aren't valid; `fields` says why."},
    503: {"model": Failure, "description": "We can't reach the database right now."},
}


def failure(
    status: int,
    code: str,
    message: str,
    fields: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> JSONResponse:
    """An answer that says what went wrong."""
    body = {"error": {"code": code, "message": message, "fields": fields or {}}}
    return JSONResponse(body, status, {"Cache-Control": "no-store", **(headers or {})})


def add_error_handlers(app: FastAPI) -> None:
    """Makes every failure of the app answer in the one shape."""
    app.add_exception_handler(YardFlowError, _own)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(NoDatabase, _no_database)
    app.add_exception_handler(Exception, _defect)


async def _own(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, YardFlowError)
    headers: dict[str, str] = {}
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.retry_after)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Forbidden):
        await _note_refusal(request)
    fields = {api_name(name): text for name, text in getattr(error, "fields", {}).items()}
    return failure(error.status, error.code, error.message, fields, headers)


async def _note_refusal(request: Request) -> None:
    principal = getattr(request.state, "principal", None)
    if principal is not None:
        route = getattr(request.scope.get("route"), "path_format", request.url.path)
        after: dict[str, Any] = {"route": f"{request.method} {route}"}
        key = f"user:{principal.user_id} {after['route']}"
        if principal.token_id is not None:
            after["token"] = principal.token_id
            key = f"token:{principal.token_id}"
        await db.run(audit.record_often, principal, "access.denied", "route", key=key, after=after)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    problems = error.errors()[:_MAX_PROBLEMS]
    if any(problem["loc"][:1] == ("path",) for problem in problems):
        return failure(404, *OF_STATUS[404])
    if any(problem["type"] == "json_invalid" for problem in problems):
        return failure(422, "invalid", "The body is not valid JSON.")
    if any(problem["loc"] == ("body",) for problem in problems) and not _is_json(request):
        return failure(415, *OF_STATUS[415])
    fields = {_field(problem["loc"]): _said(problem) for problem in problems}
    return failure(422, "invalid", "Some fields aren't valid.", fields)


def _said(problem: dict[str, Any]) -> str:
    text = _OF_PROBLEM.get(problem["type"])
    return text.format(**problem.get("ctx", {})) if text else str(problem["msg"])


def _is_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")


def _field(location: tuple[Any, ...]) -> str:
    places = ("body", "query", "path", "header")
    return ".".join(api_name(str(part)) for part in location if part not in places) or "body"


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    code, message = OF_STATUS.get(error.status_code, ("error", str(error.detail)))
    return failure(error.status_code, code, message, headers=dict(error.headers or {}))


async def _no_database(request: Request, error: Exception) -> Response:
    assert isinstance(error, NoDatabase)
    headers = {"Retry-After": "5", "Cache-Control": "no-store"}
    if "text/html" in request.headers.get("accept", ""):  # a form that a page sent
        return HTMLResponse(_PAGE.format(escape(error.message)), 503, headers)
    return failure(error.status, error.code, error.message, headers=headers)


async def _defect(request: Request, error: Exception) -> JSONResponse:
    return failure(500, "internal", _DEFECT)
