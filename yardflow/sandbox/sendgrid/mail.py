"""SendGrid's mail send: what it refuses, and what it takes into the book.

The rules are those of SendGrid's published description and of its documentation on limits; a
request is refused whole. Those of each person are in `personalizations`.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import Problem, body_of, refusal, with_key
from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.personalizations import (
    addressed,
    is_address,
    listed,
    person_problems,
    shape_problems,
)
from yardflow.sandbox.sendgrid.senders import Senders
from yardflow.sandbox.sendgrid.templates import Templates

MOST_BYTES = 30 * 1024 * 1024
MOST_RECIPIENTS = MOST_PERSONALIZATIONS = 1_000
MOST_CATEGORIES, LONGEST_CATEGORY = 10, 255
# The names of SendGrid's published description.
_NAMES = {
    *("personalizations", "from", "reply_to", "reply_to_list", "subject", "content"),
    *("attachments", "template_id", "headers", "categories", "custom_args", "send_at", "batch_id"),
    *("asm", "ip_pool_name", "mail_settings", "tracking_settings", "sections"),
}
NOT_VERIFIED = (
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this"
    " error is resolved.",
    "from",
)


def routes(book: Book, senders: Senders, templates: Templates) -> list[Route]:
    """Where mail is sent."""

    async def send(request: Request) -> Response:
        content = await request.body()
        if len(content) > MOST_BYTES:
            return refusal([("The payload is larger than 30 MB.", None)], 413)
        body = await body_of(request)
        if body is None:
            return refusal([("Bad Request", None)])
        if problems := [*_problems(body, book, templates)]:
            return refusal(problems)
        if not all(senders.may_send(each["email"]) for each in _senders_of(body)):
            return refusal([NOT_VERIFIED], 403)
        if is_on(body, "mail_settings", "sandbox_mode"):
            return Response(status_code=200)
        return Response(status_code=202, headers={"X-Message-Id": book.enter(body, content)})

    return [Route("/v3/mail/send", with_key(send), methods=["POST"])]


def _senders_of(body: dict[str, Any]) -> list[dict[str, str]]:
    return [body["from"], *(each["from"] for each in body["personalizations"] if "from" in each)]


def _problems(body: dict[str, Any], book: Book, templates: Templates) -> Iterator[Problem]:
    yield from shape_problems(body, _NAMES, "", book)
    people = body.get("personalizations")
    if not isinstance(people, list) or not people:
        yield (
            "The personalizations field is required and must have at least one personalization.",
            "personalizations",
        )
        people = []
    if any(not isinstance(person, dict) for person in people):
        yield "Invalid type. Expected: object.", "personalizations"
        people = [person for person in people if isinstance(person, dict)]
    if len(people) > MOST_PERSONALIZATIONS:
        yield "There are too many personalizations: at most 1000 are allowed.", "personalizations"
    recipients = 0
    for index, person in enumerate(people):
        to = addressed(person)
        recipients += len(to)
        yield from person_problems(person, to, f"personalizations.{index}.", book)
        if "reply_to" in body and not is_address(body["reply_to"], person):
            yield "Does not contain a valid address.", "reply_to.email"
    if recipients > MOST_RECIPIENTS:
        yield "There are too many recipients: at most 1000 are allowed.", "personalizations"
    if not is_address(body.get("from")):
        yield "The from object must be provided for every email send.", "from.email"
    yield from _of_the_whole(body, book)
    if body.get("template_id"):
        yield from _templated(body["template_id"], people, templates)
    else:
        yield from _content(body, people)


def _templated(
    template_id: object, people: list[dict[str, Any]], templates: Templates
) -> Iterator[Problem]:
    if templates.active(template_id) is None:
        yield "The template_id must be a valid GUID with an active version.", "template_id"
    if any(person.get("substitutions") for person in people):
        place = "personalizations.0.substitutions"
        yield "Substitutions may not be used with dynamic templating", place


def _of_the_whole(body: dict[str, Any], book: Book) -> Iterator[Problem]:
    categories = body.get("categories") or []
    if not isinstance(categories, list) or not all(isinstance(each, str) for each in categories):
        yield "The categories must be strings.", "categories"
    elif len(categories) > MOST_CATEGORIES:
        yield "There are too many categories: at most 10 are allowed.", "categories"
    elif len(set(categories)) < len(categories):
        yield "The categories must be unique.", "categories"
    elif any(len(each) > LONGEST_CATEGORY for each in categories):
        yield "A category has at most 255 characters.", "categories"
    if "batch_id" in body and not book.has_batch(body["batch_id"]):
        yield "The batch_id is invalid.", "batch_id"
    for number, attached in enumerate(listed(body, "attachments")):
        yield from _attachment(attached, f"attachments.{number}.")
    if "reply_to" in body and "reply_to_list" in body:
        yield "Only one of reply_to and reply_to_list may be given.", "reply_to_list"


def _attachment(attached: object, place: str) -> Iterator[Problem]:
    given = attached if isinstance(attached, dict) else {}
    if not given.get("filename"):
        yield "The attachment filename is required.", f"{place}filename"
    try:
        content = base64.b64decode(str(given.get("content", "")), validate=True)
    except binascii.Error:
        content = b""
    if not content:
        yield "The attachment content must be base64 encoded.", f"{place}content"


def _content(body: dict[str, Any], people: list[dict[str, Any]]) -> Iterator[Problem]:
    everyone = bool(people) and all(person.get("subject") for person in people)
    if not body.get("subject") and not everyone:
        yield (
            "The subject is required. You can get around this requirement if you use a template.",
            "subject",
        )
    content = listed(body, "content")
    if not content:
        yield (
            "Unless a valid template_id is provided, the content parameter is required.",
            "content",
        )
    kinds = []
    for number, part in enumerate(content):
        given = part if isinstance(part, dict) else {}
        kinds.append(given.get("type"))
        for name in ("type", "value"):
            if not isinstance(given.get(name), str) or not given[name]:
                yield (
                    f"The content {name} must be a string at least one character in length.",
                    f"content.{number}.{name}",
                )
    if "text/plain" in kinds[1:] or "text/html" in kinds[2:]:
        yield (
            "If present, text/plain and text/html may only be provided once, in this order,"
            " before any other type.",
            "content",
        )


def is_on(body: dict[str, Any], part: str, setting: str) -> bool:
    """Whether a request turns a setting on: one of ``mail_settings`` or ``tracking_settings``."""
    settings = body.get(part)
    chosen = settings.get(setting) if isinstance(settings, dict) else None
    return isinstance(chosen, dict) and chosen.get("enable") is True
