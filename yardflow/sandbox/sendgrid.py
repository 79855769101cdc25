"""SendGrid's mail send (accepted, never delivered anywhere) and what tells a good key."""

import json
import re
import time
import uuid
from collections.abc import Iterator

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from yardflow.sandbox import errors
from yardflow.sandbox.keys import key_is_good

PATH = "/sendgrid"
MOST_RECIPIENTS = 1_000
LONGEST_ARGS = 10_000
LATEST_S = 72 * 3600
# The names of SendGrid's published description.
_NAMES = {
    *("personalizations", "from", "reply_to", "reply_to_list", "subject", "content"),
    *("attachments", "template_id", "headers", "categories", "custom_args", "send_at", "batch_id"),
    *("asm", "ip_pool_name", "mail_settings", "tracking_settings", "sections"),
}
_PERSONAL = {
    *("from", "to", "cc", "bcc", "subject", "headers", "substitutions", "dynamic_template_data"),
    *("custom_args", "send_at"),
}
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
    yield from _shape(body, _NAMES, "")
    personalizations = body.get("personalizations")
    if not isinstance(personalizations, list) or not personalizations:
        yield (
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
        )
        personalizations = []
    people = [person for person in personalizations if isinstance(person, dict)]
    if len(people) < len(personalizations):
        yield "Invalid type. Expected: object.", "personalizations"
    recipients = 0
    for index, person in enumerate(people):
        recipients += sum(len(person.get(name) or []) for name in ("to", "cc", "bcc"))
        yield from _person(person, f"personalizations.{index}.")
    if recipients > MOST_RECIPIENTS:
        yield "There are too many recipients: at most 1000 are allowed.", "personalizations"
    if not _is_address(body.get("from")):
        yield "The from object must be provided for every email send.", "from.email"
    if not body.get("template_id"):
        yield from _content(body, people)


def _person(person: dict, place: str) -> Iterator[tuple[str, str | None]]:
    yield from _shape(person, _PERSONAL, place)
    to = person.get("to")
    if not isinstance(to, list) or not to:
        yield "The to array is required for all personalization objects.", f"{place}to"
        return
    for number, recipient in enumerate(to):
        if not _is_address(recipient):
            yield "Does not contain a valid address.", f"{place}to.{number}.email"


def _shape(part: dict, known: set[str], place: str) -> Iterator[tuple[str, str | None]]:
    """What may stand at the root and in a personalization alike."""
    for name in part.keys() - known:
        yield f"Additional property {name} is not allowed", f"{place}{name}"
    given = part.get("custom_args")
    if given is not None:
        if not isinstance(given, dict) or not all(
            isinstance(value, str) for value in given.values()
        ):
            yield "The custom_args values must be strings.", f"{place}custom_args"
        elif len(json.dumps(given).encode()) > LONGEST_ARGS:
            yield "The custom_args are larger than 10000 bytes.", f"{place}custom_args"
    at = part.get("send_at")
    if at is not None and (type(at) is not int or at > time.time() + LATEST_S):
        yield "The send_at parameter is at most 72 hours from now.", f"{place}send_at"


def _is_address(given: object) -> bool:
    return isinstance(given, dict) and bool(_ADDRESS.fullmatch(str(given.get("email", ""))))


def _content(body: dict, personalizations: list[dict]) -> Iterator[tuple[str, str | None]]:
    everyone = bool(personalizations) and all(person.get("subject") for person in personalizations)
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
    return JSONResponse(errors.sendgrid(problems), status)
