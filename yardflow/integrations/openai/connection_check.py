"""What enrichment will ask of OpenAI, asked once and small: the model, a question, a batch.

Each part is told as `openai_refusals` tells it to a run, so that the check and the work agree.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import quote

from yardflow.integrations import connection_checks, plain_http
from yardflow.integrations.connection_checks import Check
from yardflow.integrations.connections import Connection, connection
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.openai import refusals as openai_refusals
from yardflow.integrations.openai import usage as openai_usage
from yardflow.integrations.openai.limits import MOST_OUTPUT_TOKENS
from yardflow.integrations.openai.refusals import Refusal
from yardflow.integrations.plain_http import ConnectionFailed, Reply
from yardflow.prices import Usage

# A question takes as long as a short answer takes.
QUESTION_S = 15
# The fewest tokens that can be asked for.
OUTPUT_TOKENS = 16
_AN_HOUR_S = 3600


@dataclass(frozen=True, slots=True)
class Tried:
    """How the question went. ``usage`` None: nothing was charged, or, ``in_doubt``, who knows."""

    check: Check
    usage: Usage | None = None
    in_doubt: bool = False


def model(name: str) -> Check:
    """Whether OpenAI has the model for us, and until when. Never raises; takes 5 seconds."""
    service = connection("openai")
    if not service.usable:
        return connection_checks.not_set_up(service)

    def judged(reply: Reply) -> Check:
        if reply.status != 200:
            refusal = _refusal(reply)
            if refusal.lacks_a_scope:  # enrichment itself never reads the list of models
                return Check("openai", True, "")
            return _refused(service, refusal, name)
        if reply.part.get("id") != name:
            return connection_checks.strange(service, reply)
        return Check("openai", True, "", stops=_day(reply.part.get("shutdown_date")))

    return _asked(service, judged, "GET", f"/models/{quote(name, safe='')}")


def body_of_question(name: str) -> dict[str, Any]:
    """The smallest question that OpenAI takes, under the conditions of a real one."""
    return {
        "model": name,
        "input": "Say OK.",
        "max_output_tokens": OUTPUT_TOKENS,
        "reasoning": {"effort": "low"},
        "store": False,
        "service_tier": "default",
    }


def size_of_question(name: str) -> int:
    """How many bytes it has, which is the most tokens that it can count as."""
    return len(json.dumps(body_of_question(name)))


def question(name: str) -> Tried:
    """Puts the smallest question, which costs a small part of a cent. Never raises; takes
    `QUESTION_S` at most for each part of the answer.
    """
    service = connection("openai")
    body = body_of_question(name)
    try:
        reply = plain_http.put(service, "POST", "/responses", QUESTION_S, json=body)
    except ConnectionFailed as error:
        return Tried(connection_checks.away(service), in_doubt=error.sent)
    if reply.status != 200:
        return Tried(_refused(service, _refusal(reply), name))
    if reply.part.get("status") not in ("completed", "incomplete"):
        return Tried(connection_checks.strange(service, reply), in_doubt=True)
    try:
        usage = openai_usage.usage_of(
            reply.part, name, size_of_question(name), "", MOST_OUTPUT_TOKENS
        )
    except ProviderError as fault:
        details = _refusal(reply).details
        return Tried(connection_checks.bad(service, fault.message, details), in_doubt=True)
    return Tried(Check("openai", True, ""), usage)


def batches(name: str) -> Check:
    """Whether questions may be handed over as a batch: uploads a tiny file, deletes it, and asks
    for a batch of what is no longer there, so none is made and nothing is charged. Never raises.
    """
    service = connection("openai")
    form = {
        "purpose": "batch",
        "expires_after[anchor]": "created_at",
        "expires_after[seconds]": str(_AN_HOUR_S),
    }
    file = {"file": ("check.jsonl", b"{}\n", "application/jsonl")}
    uploaded: list[str] = []

    def kept(reply: Reply) -> Check:
        if reply.status != 200:
            return _refused(service, _refusal(reply), name)
        if not isinstance(reply.part.get("id"), str):
            return connection_checks.strange(service, reply)
        uploaded.append(reply.part["id"])
        return Check("openai", True, "")

    def made(reply: Reply) -> Check:
        if reply.status in (400, 404):  # it would have been made, had the file been there
            return Check("openai", True, "")
        if reply.status == 200:
            return connection_checks.strange(service, reply)
        return _refused(service, _refusal(reply), name)

    check = _asked(service, kept, "POST", "/files", data=form, files=file)
    if not check.ok:
        return check
    path = f"/files/{quote(uploaded[0], safe='')}"
    check = _asked(service, lambda reply: _deleted(service, reply, name), "DELETE", path)
    if not check.ok:
        return check
    batch = {"input_file_id": uploaded[0], "endpoint": "/v1/responses", "completion_window": "24h"}
    return _asked(service, made, "POST", "/batches", json=batch)


def _deleted(service: Connection, reply: Reply, name: str) -> Check:
    if reply.status in (200, 404):
        return Check("openai", True, "")
    return _refused(service, _refusal(reply), name)


def _asked(
    service: Connection, judged: Callable[[Reply], Check], *request: Any, **more: Any
) -> Check:
    try:
        return judged(plain_http.put(service, *request, **more))
    except ConnectionFailed:
        return connection_checks.away(service)


def _refusal(reply: Reply) -> Refusal:
    return Refusal.of(reply.status, reply.part.get("error"), reply.request_id)


def _refused(service: Connection, refusal: Refusal, name: str) -> Check:
    fault = openai_refusals.error_of(refusal, name)
    return connection_checks.bad(
        service, openai_refusals.to_administrator(fault.message), refusal.details
    )


def _day(given: object) -> date | None:
    try:
        return date.fromisoformat(given[:10]) if isinstance(given, str) else None
    except ValueError:
        return None
