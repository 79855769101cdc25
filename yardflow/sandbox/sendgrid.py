"""SendGrid's mail send (accepted, never delivered anywhere) and what tells a good key."""

import json
import re
import uuid
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox.keys import key_is_good

PATH = "/sendgrid"
MOST_RECIPIENTS = 1_000
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def routes() -> list[Route]:
    """The routes under `PATH`."""
    return [
        Route("/v3/scopes", _scopes),
        Route("/v3/user/profile", _profile),
        Route("/v3/mail/send", _send, methods=["POST"]),
    ]


async def _scopes(request: Request) -> Response:
    if not key_is_good(request):
        return _bad_key()
    return JSONResponse(
        {"scopes": ["mail.send", "user.profile.read", "sender_verification_eligible"]}
    )


async def _profile(request: Request) -> Response:
    if not key_is_good(request):
        return _bad_key()
    return JSONResponse({"first_name": "Sandbox", "last_name": "", "company": "", "country": "US"})


async def _send(request: Request) -> Response:
    if not key_is_good(request):
        return _bad_key()
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return _errors([("Bad Request", None)])
    if problems := list(_problems(body)):
        return _errors(problems)
    return Response(status_code=202, headers={"X-Message-Id": uuid.uuid4().hex[:22]})


def _problems(body: dict) -> Iterator[tuple[str, str | None]]:
    """What the real service would say is wrong: (message, field)."""
    personalizations = body.get("personalizations")
    if not isinstance(personalizations, list) or not personalizations:
        yield (
            "The personalizations field is required and must have at least one personalization.",
            ("personalizations"),
        )
        personalizations = []
    recipients = 0
    for index, one in enumerate(personalizations):
        to = one.get("to") or []
        recipients += sum(len(one.get(name) or []) for name in ("to", "cc", "bcc"))
        if not to:
            yield (
                "The to array is required for all personalization objects.",
                (f"personalizations.{index}.to"),
            )
        for each in to:
            if not _ADDRESS.fullmatch(str(each.get("email", ""))):
                message = "Does not contain a valid address."
                yield message, f"personalizations.{index}.to.0.email"
    if recipients > MOST_RECIPIENTS:
        yield "There are too many recipients: at most 1000 are allowed.", "personalizations"
    if not _ADDRESS.fullmatch(str((body.get("from") or {}).get("email", ""))):
        yield "The from object must be provided for every email send.", "from.email"
    if not body.get("template_id"):
        yield from _content(body, personalizations)


def _content(body: dict, personalizations: list[dict]) -> Iterator[tuple[str, str | None]]:
    everyone = bool(personalizations) and all(one.get("subject") for one in personalizations)
    if not body.get("subject") and not everyone:
        yield (
            "The subject is required. You can get around this requirement if you use a template.",
            ("subject"),
        )
    content = body.get("content")
    if not isinstance(content, list) or not content:
        yield (
            "Unless a valid template_id is provided, the content parameter is required.",
            ("content"),
        )


def _bad_key() -> Response:
    message = "The provided authorization grant is invalid, expired, or revoked"
    return _errors([(message, None)], 401)


def _errors(problems: list[tuple[str, str | None]], status: int = 400) -> Response:
    listed = [{"message": message, "field": field, "help": None} for message, field in problems]
    return JSONResponse({"errors": listed}, status)
