"""The lines of a batch: looked at before it begins, answered out of order."""

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from yardflow.prices import PRICES
from yardflow.sandbox.faults import Fault
from yardflow.sandbox.openai_requests import Refused, checked_chat, checked_response
from yardflow.sandbox.openai_speaking import chat_to, response_to

MOST_LINES = 50_000
MOST_ERRORS = 50
ENDPOINTS = {
    "/v1/responses": (checked_response, response_to),
    "/v1/chat/completions": (checked_chat, chat_to),
}
_EVERY_THIRD = 3


@dataclass(frozen=True)
class Line:
    """One request of a batch."""

    custom_id: str
    body: dict[str, Any]


def read(content: bytes, endpoint: str) -> tuple[list[Line], list[dict]]:
    """The lines of an input file, and what is wrong with it: errors as the batch shows them."""
    lines: list[Line] = []
    errors: list[dict] = []
    seen: set[str] = set()
    for number, raw in enumerate(content.splitlines(), start=1):
        if not raw.strip():
            continue
        try:
            lines.append(_line(raw, endpoint, seen))
        except Refused as refused:
            errors.append(refused.as_line(number))
    models = {str(line.body.get("model")) for line in lines}
    if not lines and not errors:
        errors.append(_error("empty_file", "The input file has no requests."))
    if len(lines) > MOST_LINES:
        errors.append(_error("too_many_tasks", f"The file has more than {MOST_LINES} requests."))
    if len(models) > 1:
        errors.append(_error("mismatched_model", "All requests of a batch must name one model."))
    elif models and not models <= PRICES.keys():
        errors.append(_error("model_not_found", f"The model '{models.pop()}' does not exist."))
    return lines, errors[:MOST_ERRORS]


def _line(raw: bytes, endpoint: str, seen: set[str]) -> Line:
    try:
        request = json.loads(raw)
    except ValueError:
        request = None
    if not isinstance(request, dict):
        raise Refused("This line is not parseable as valid JSON.", code="invalid_json_line")
    for name in ("custom_id", "method", "url", "body"):
        if name not in request:
            message = f"Missing required parameter: '{name}'."
            raise Refused(message, param=name, code="missing_required_parameter")
    if request["method"] != "POST":
        raise Refused("The method must be POST.", param="method", code="invalid_method")
    if request["url"] != endpoint:
        message = "The URL provided for this request does not match the batch endpoint."
        raise Refused(message, param="url", code="invalid_url")
    if not isinstance(request["custom_id"], str) or not isinstance(request["body"], dict):
        raise Refused("Invalid type.", param="body", code="invalid_type")
    if request["custom_id"] in seen:
        message = f"The custom_id '{request['custom_id']}' is used twice."
        raise Refused(message, param="custom_id", code="duplicate_custom_id")
    seen.add(request["custom_id"])
    return Line(request["custom_id"], request["body"])


def answered(
    lines: Iterable[Line], endpoint: str, fault: Fault | None = None
) -> tuple[list[dict], list[dict]]:
    """What comes back: lines for the output file and for the error file, neither in the order of
    the input. With a ``fault`` every third is its error.
    """
    good: list[dict] = []
    bad: list[dict] = []
    for place, line in enumerate(_shuffled(lines)):
        if fault is not None and place % _EVERY_THIRD == 0:
            if fault.status:
                bad.append(_told(line, fault.status, fault.error()))
            else:
                bad += unanswered([line], fault.code or "request_timeout", fault.message)
            continue
        check, speak = ENDPOINTS[endpoint]
        try:
            check(line.body)
        except Refused as refused:
            bad.append(_told(line, refused.status, refused.body))
        else:
            good.append(_told(line, 200, speak(line.body)))
    return good, bad


def unanswered(lines: Iterable[Line], code: str, message: str) -> list[dict]:
    """Lines for the error file of those that nobody got to."""
    error = {"code": code, "message": message}
    return [
        {"id": _id("batch_req_"), "custom_id": line.custom_id, "response": None, "error": error}
        for line in lines
    ]


def as_file(lines: Iterable[dict]) -> bytes:
    """One JSON object a line."""
    return b"".join(json.dumps(line, ensure_ascii=False).encode() + b"\n" for line in lines)


def _shuffled(lines: Iterable[Line]) -> Iterator[Line]:
    """An order that has nothing to do with theirs, but is the same each time."""
    yield from sorted(lines, key=lambda line: hashlib.sha256(line.custom_id.encode()).digest())


def _told(line: Line, status: int, body: dict) -> dict:
    response = {"status_code": status, "request_id": _id("req_"), "body": body}
    return {
        "id": _id("batch_req_"),
        "custom_id": line.custom_id,
        "response": response,
        "error": None,
    }


def _id(prefix: str) -> str:
    return prefix + uuid.uuid4().hex[:24]


def _error(code: str, message: str) -> dict:
    return {"code": code, "message": message, "param": None, "line": None}
