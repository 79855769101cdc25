"""SendGrid's dynamic templates: which there are, what is in one, and adding a version.

https://www.twilio.com/docs/sendgrid/api-reference/transactional-templates. Versions are added and
never changed, so that nothing there is lost.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

from yardflow.integrations.errors import PermanentError, TemporaryError
from yardflow.integrations.sendgrid.asking import ask

PATH = "/v3/templates"
LONGEST_NAME, LONGEST_SUBJECT = 100, 255
_A_PAGE, _MOST_PAGES = 200, 10
# Of an answer that is as long as this we keep nothing anyway.
_LONGEST_TEXT = 1_000_000
ID = re.compile(r"[A-Za-z0-9-]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Offer:
    """A dynamic template as lists have it; ``subject`` is its active version's."""

    id: str
    name: str
    subject: str
    updated_at: str


@dataclass(frozen=True, slots=True)
class Twin:
    """A dynamic template with its active version. ``text`` is empty where SendGrid makes it from
    the HTML; without a version all but ``id`` and ``name`` is empty.
    """

    id: str
    name: str
    version_id: str = ""
    updated_at: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""


def offers() -> list[Offer]:
    """The dynamic templates, the first 2,000.

    Raises:
        ProviderError: SendGrid did not say.
    """
    listed: list[Offer] = []
    token = ""
    for _ in range(_MOST_PAGES):
        query: dict[str, object] = {"generations": "dynamic", "page_size": _A_PAGE}
        answer = ask("GET", PATH, query=query | ({"page_token": token} if token else {}))
        rows = answer.part.get("result") or answer.part.get("templates")
        if not isinstance(rows, list):
            raise _unreadable(answer.whole)
        listed += [_offer(row) for row in rows if isinstance(row, dict) and _is_id(row.get("id"))]
        following = _token_of(answer.part.get("_metadata"))
        if not following or following == token:
            break
        token = following
    return listed


def read(template_id: str) -> Twin | None:
    """One dynamic template with what its active version says; None where there is none.

    Raises:
        PermanentError: its answer is too large for a template of ours.
        ProviderError: SendGrid did not say.
    """
    answer = ask("GET", f"{PATH}/{_checked(template_id)}", takes=(200, 404))
    if answer.status == 404:
        return None
    if not answer.part:
        raise _unreadable(answer.whole)
    name, active = _text(answer.part, "name"), _active(answer.part)
    if not active or not _is_id(active.get("id")):
        return Twin(template_id, name)
    version = ask("GET", f"{PATH}/{template_id}/versions/{active['id']}", takes=(200, 404))
    if version.status == 404:
        return Twin(template_id, name)
    if not version.part:
        raise _unreadable(version.whole)
    return _twin(template_id, name, version.part)


def create(name: str) -> str:
    """Adds a dynamic template without versions; its id.

    Raises:
        ProviderError: SendGrid did not take it.
    """
    body = {"name": name[:LONGEST_NAME], "generation": "dynamic"}
    template_id = ask("POST", PATH, body=body).part.get("id")
    if not isinstance(template_id, str) or not _is_id(template_id):
        raise _unreadable(True)
    return template_id


def add_version(template_id: str, name: str, subject: str, html: str, text: str) -> Twin:
    """Adds a version and makes it the active one. Without ``text`` SendGrid makes it.

    Raises:
        ProviderError: SendGrid did not take it, or went silent, and may have.
    """
    body = {
        "name": name[:LONGEST_NAME],
        "subject": subject,
        "html_content": html,
        "plain_content": text,
        "generate_plain_content": not text,
        "active": 1,
        "editor": "code",
    }
    answer = ask("POST", f"{PATH}/{_checked(template_id)}/versions", body=body)
    if not _is_id(answer.part.get("id")):
        raise _unreadable(answer.whole)
    return _twin(template_id, name, answer.part)


def _twin(template_id: str, name: str, version: Mapping[str, Any]) -> Twin:
    return Twin(
        id=template_id,
        name=name,
        version_id=_text(version, "id"),
        updated_at=_text(version, "updated_at"),
        subject=_text(version, "subject"),
        html=_text(version, "html_content"),
        text="" if version.get("generate_plain_content") else _text(version, "plain_content"),
    )


def _offer(row: Mapping[str, Any]) -> Offer:
    active = _active(row) or {}
    return Offer(row["id"], _text(row, "name"), _text(active, "subject"), _text(row, "updated_at"))


def _active(template: Mapping[str, Any]) -> Mapping[str, Any] | None:
    versions = template.get("versions")
    listed = versions if isinstance(versions, list) else []
    return next((each for each in listed if isinstance(each, dict) and each.get("active")), None)


def _token_of(metadata: object) -> str:
    """What the address of the next page names; "" on the last one."""
    following = metadata.get("next") if isinstance(metadata, dict) else None
    if not isinstance(following, str):
        return ""
    return parse_qs(urlsplit(following[:2_000]).query).get("page_token", [""])[0]


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    return value[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _is_id(value: object) -> bool:
    return isinstance(value, str) and bool(ID.fullmatch(value[:61]))


def _checked(template_id: str) -> str:
    if not _is_id(template_id):
        raise PermanentError("SendGrid has no template of this id.")
    return template_id


def _unreadable(whole: bool) -> Exception:
    if not whole:
        return PermanentError("This template in SendGrid is too large to read.")
    return TemporaryError("SendGrid's answer could not be read.")
