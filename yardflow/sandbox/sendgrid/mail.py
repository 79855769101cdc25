"""SendGrid's mail send: what it refuses, and what it takes into the book.

The rules are those of SendGrid's published description and of its documentation on limits; a
request is refused whole.
"""

import base64
import binascii
import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from yardflow.sandbox.sendgrid.answers import Problem, body_of, refusal, with_key
from yardflow.sandbox.sendgrid.book import Book
from yardflow.sandbox.sendgrid.senders import Senders
from yardflow.sandbox.sendgrid.templates import Templates

MOST_BYTES = 30 * 1024 * 1024
MOST_RECIPIENTS = MOST_PERSONALIZATIONS = 1_000
LONGEST_ARGS = LONGEST_SUBSTITUTIONS = 10_000
# Where nothing is to be broken into lines: RFC 5322, 2.1.1.
LONGEST_LINE = 998
MOST_CATEGORIES, LONGEST_CATEGORY = 10, 255
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
_RESERVED = {
    *("to", "from", "subject", "reply-to", "cc", "bcc", "content-type"),
    *("content-transfer-encoding", "dkim-signature", "received", "x-sg-id", "x-sg-eid"),
}
NOT_VERIFIED = (
    "The from address does not match a verified Sender Identity. Mail cannot be sent until this"
    " error is resolved.",
    "from",
)
_HEADER = re.compile(r"[!-9;-~]{1,200}")
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s]{1,63}")


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


def substituted(text: str, person: dict[str, Any]) -> str:
    """A subject, an address or a part of the content as this personalization has it."""
    for name, value in (person.get("substitutions") or {}).items():
        text = text.replace(name, value)
    return text


def _senders_of(body: dict[str, Any]) -> list[dict[str, str]]:
    return [body["from"], *(each["from"] for each in body["personalizations"] if "from" in each)]


def _problems(body: dict[str, Any], book: Book, templates: Templates) -> Iterator[Problem]:
    yield from _shape(body, _NAMES, "", book)
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
        addressed = _addressed(person)
        recipients += len(addressed)
        yield from _person(person, addressed, f"personalizations.{index}.", book)
        if "reply_to" in body and not _is_address(body["reply_to"], person):
            yield "Does not contain a valid address.", "reply_to.email"
    if recipients > MOST_RECIPIENTS:
        yield "There are too many recipients: at most 1000 are allowed.", "personalizations"
    if not _is_address(body.get("from")):
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


def _addressed(person: dict[str, Any]) -> list[tuple[str, int, Any]]:
    """Each recipient with the name of its array and its place there."""
    return [
        (name, number, recipient)
        for name in ("to", "cc", "bcc")
        if name in person
        for number, recipient in enumerate(_listed(person, name))
    ]


def _person(
    person: dict[str, Any], addressed: list[tuple[str, int, Any]], place: str, book: Book
) -> Iterator[Problem]:
    yield from _shape(person, _PERSONAL, place, book)
    if not addressed or addressed[0][0] != "to":
        yield "The to array is required for all personalization objects.", f"{place}to"
    met = set()
    for name, number, recipient in addressed:
        if not _is_address(recipient):
            yield "Does not contain a valid address.", f"{place}{name}.{number}.email"
            continue
        address = recipient["email"].lower()
        if address in met:
            yield (
                "Each email address in the personalization block should be unique between to,"
                f" cc, and bcc. We found the first duplicate instance of [{address}] in the"
                f" {place}{name} field.",
                place.rstrip("."),
            )
        met.add(address)
    if "from" in person and not _is_address(person["from"]):
        yield "Does not contain a valid address.", f"{place}from.email"
    texts = _texts(person.get("substitutions") or {})
    if texts is None:
        yield "The substitutions values must be strings.", f"{place}substitutions"
    elif 4 * len(texts) > LONGEST_SUBSTITUTIONS and len(texts.encode()) > LONGEST_SUBSTITUTIONS:
        yield "The substitutions are larger than 10000 bytes.", f"{place}substitutions"


def _shape(part: dict[str, Any], known: set[str], place: str, book: Book) -> Iterator[Problem]:
    """What may stand at the root and in a personalization alike."""
    for name in part.keys() - known:
        yield f"Additional property {name} is not allowed", f"{place}{name}"
    given = part.get("custom_args")
    if given is not None:
        texts = _texts(given)
        if texts is None:
            yield "The custom_args values must be strings.", f"{place}custom_args"
        # In JSON a character has twelve bytes at the most.
        elif 12 * len(texts) + 8 * len(given) + 2 > LONGEST_ARGS and (
            len(json.dumps(given)) > LONGEST_ARGS
        ):
            yield "The custom_args are larger than 10000 bytes.", f"{place}custom_args"
    at = part.get("send_at")
    if at is not None and (type(at) is not int or at > book.now() + LATEST_S):
        yield "The send_at parameter is at most 72 hours from now.", f"{place}send_at"
    if part.get("subject") == "":
        yield "The subject must be at least one character long.", f"{place}subject"
    yield from _headers(part.get("headers") or {}, place)


def _headers(headers: object, place: str) -> Iterator[Problem]:
    texts = _texts(headers)
    if not isinstance(headers, dict) or texts is None:
        yield "The headers values must be strings.", f"{place}headers"
        return
    # What would be one line together is a line each by itself.
    is_line = len(texts) + len(": ") <= LONGEST_LINE and texts.isascii() and texts.isprintable()
    if is_line and _may_be_set(tuple(headers)):
        return
    for name, value in headers.items():
        if name.lower() in _RESERVED:
            yield f"The header {name} may not be set.", f"{place}headers"
        elif not _is_header(name) or not value.isascii():
            yield "The headers must be ASCII, with unicode encoded.", f"{place}headers"
        elif not value.isprintable() or len(name) + len(": ") + len(value) > LONGEST_LINE:
            yield f"The header {name} is no line of a message.", f"{place}headers"


@lru_cache(maxsize=100)  # the same ones for everyone
def _may_be_set(names: tuple[str, ...]) -> bool:
    return all(name.lower() not in _RESERVED and _is_header(name) for name in names)


def _is_header(name: str) -> bool:
    return bool(_HEADER.fullmatch(name))


def _texts(given: object) -> str | None:
    """Names and values in one text; None of what is no object of texts."""
    if not isinstance(given, dict):
        return None
    try:
        return "".join(given) + "".join(given.values())
    except TypeError:
        return None


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
    for number, attached in enumerate(_listed(body, "attachments")):
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
    content = _listed(body, "content")
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


def _is_address(given: object, person: dict[str, Any] | None = None) -> bool:
    if not isinstance(given, dict) or not isinstance(given.get("email"), str):
        return False
    email = substituted(given["email"], person) if person else given["email"]
    return bool(_ADDRESS.fullmatch(email[:400]))


def _listed(part: dict[str, Any], name: str) -> list[Any]:
    value = part.get(name)
    return value if isinstance(value, list) else []


def is_on(body: dict[str, Any], part: str, setting: str) -> bool:
    """Whether a request turns a setting on: one of ``mail_settings`` or ``tracking_settings``."""
    settings = body.get(part)
    chosen = settings.get(setting) if isinstance(settings, dict) else None
    return isinstance(chosen, dict) and chosen.get("enable") is True
