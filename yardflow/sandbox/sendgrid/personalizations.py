"""The people of a request to SendGrid, each a personalization: what it refuses of them."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from yardflow.sandbox.sendgrid.answers import Problem
from yardflow.sandbox.sendgrid.book import Book

LONGEST_ARGS = LONGEST_SUBSTITUTIONS = 10_000
# Where nothing is to be broken into lines: RFC 5322, 2.1.1.
LONGEST_LINE = 998
LATEST_S = 72 * 3600
_PERSONAL = {
    *("from", "to", "cc", "bcc", "subject", "headers", "substitutions", "dynamic_template_data"),
    *("custom_args", "send_at"),
}
_RESERVED = {
    *("to", "from", "subject", "reply-to", "cc", "bcc", "content-type"),
    *("content-transfer-encoding", "dkim-signature", "received", "x-sg-id", "x-sg-eid"),
}
_HEADER = re.compile(r"[!-9;-~]{1,200}")
_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s]{1,255}\.[^@\s]{1,63}")


def addressed(person: dict[str, Any]) -> list[tuple[str, int, Any]]:
    """Each recipient with the name of its array and its place there."""
    return [
        (name, number, recipient)
        for name in ("to", "cc", "bcc")
        if name in person
        for number, recipient in enumerate(listed(person, name))
    ]


def person_problems(
    person: dict[str, Any], recipients: list[tuple[str, int, Any]], place: str, book: Book
) -> Iterator[Problem]:
    """Of a personalization at this place of the body, with those whom it is `addressed` to."""
    yield from shape_problems(person, _PERSONAL, place, book)
    if not recipients or recipients[0][0] != "to":
        yield "The to array is required for all personalization objects.", f"{place}to"
    met = set()
    for name, number, recipient in recipients:
        if not is_address(recipient):
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
    if "from" in person and not is_address(person["from"]):
        yield "Does not contain a valid address.", f"{place}from.email"
    texts = _texts(person.get("substitutions") or {})
    if texts is None:
        yield "The substitutions values must be strings.", f"{place}substitutions"
    elif 4 * len(texts) > LONGEST_SUBSTITUTIONS and len(texts.encode()) > LONGEST_SUBSTITUTIONS:
        yield "The substitutions are larger than 10000 bytes.", f"{place}substitutions"


def shape_problems(
    part: dict[str, Any], known: set[str], place: str, book: Book
) -> Iterator[Problem]:
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


def is_address(given: object, person: dict[str, Any] | None = None) -> bool:
    """Whether it has an email address, as this person has it where one is given."""
    if not isinstance(given, dict) or not isinstance(given.get("email"), str):
        return False
    email = substituted(given["email"], person) if person else given["email"]
    return bool(_ADDRESS.fullmatch(email[:400]))


def listed(part: dict[str, Any], name: str) -> list[Any]:
    """The array of this name; an empty one where there is none."""
    value = part.get(name)
    return value if isinstance(value, list) else []


def substituted(text: str, person: dict[str, Any]) -> str:
    """A subject, an address or a part of the content as this personalization has it."""
    for name, value in (person.get("substitutions") or {}).items():
        text = text.replace(name, value)
    return text
