"""Logs: lines of JSON in production, plain lines in development, the same care in both.

Every line carries the id of its request or job. None carries personal data or secrets: addresses,
phone numbers and credentials are masked, an exception is logged by its type and place only
(database and validation errors quote the row they refused), and of what Reflex quotes from a
client's event only the beginning is kept.
"""

import json
import logging
import logging.config
import re
import secrets
import time
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.config import settings

request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
job_id: ContextVar[int | None] = ContextVar("job_id", default=None)

# Every repetition has an end: what is masked is linear in the length of the text.
_MASKS = (
    (
        re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"),
        "[email]",
    ),
    (re.compile(r"(?<=://)[^/\s:@]*:[^/\s@]+@"), "[login]@"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [hidden]"),
    (
        re.compile(
            r"(?i)((?:cookie|authorization|pass(?:word|wd|phrase|code)|pwd|secret|token|"
            r"api[_-]?key)['\"]?\s{0,8}[:=]\s{0,8})(?!(?:bearer|basic) )['\"]?[^\s'\",;}]+"
        ),
        r"\1[hidden]",
    ),
    (re.compile(r"(yardflow=)[^\s'\",;}]+"), r"\1[hidden]"),
    # API tokens of ours, and keys of OpenAI, HubSpot and SendGrid.
    (re.compile(r"\b(?:yf_|sk-|pat-|SG\.)[\w.-]{6,}"), "[hidden]"),
    # The token of a browser's tab, and the name we know the tab by.
    (re.compile(r"(?i)\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b"), "[tab]"),
    (re.compile(r"\b[0-9a-f]{16}-[0-9a-f]{48}\b"), "[tab]"),
    (re.compile(r"\+\d[\d\s().-]{6,30}\d"), "[phone]"),
    # National forms: (415) 555-0123, 415.555.0123, 4155550123; 0170 1234567, 020 7946 0958.
    # What has dots or dashes on either side is a date, an address or a number of a version.
    (
        re.compile(
            r"(?<![\w.:/-])(?:(?:\(\d{2,5}\)|[2-9]\d\d)[ .-]?[2-9]\d\d[ .-]?\d{4}|"
            r"\(?0{1,2}[1-9]\d{0,4}(?:\)[ /.-]?|[ /.-]?)\d{2,4}(?:[ /.-]?\d{2,5}){1,3})"
            r"(?![\w:-]|\.\d)"
        ),
        "[phone]",
    ),
)
# What anybody can make long (a path, a quoted event) must not keep the process busy with masking.
_LONGEST_LINE, _LONGEST_ADDRESS = 4000, 400
_LONGEST_MESSAGE = 64_000
# A line is a line: no text may begin another one, or steer the terminal that shows it.
_CONTROLS = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029], " ")
_CLIENT_DATA = re.compile(r"(?s)(Event data:|queue entry for|Event data must be|: \{).*")
_SECRET_SEGMENT = re.compile(r"(?<=/)(?=[^/]*\d)[A-Za-z0-9_-]{20,}(?=/|$)")
_GIVEN_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
_ASKED_ALL_DAY = {"/api/ping", "/api/health"}
_TALKATIVE = ("alembic", "openai", "hubspot", "python_http_client", "httpx", "httpx2", "urllib3")

access = logging.getLogger("yardflow.access")


def clean(text: str) -> str:
    """The beginning of the text as one line, without addresses, phone numbers and credentials."""
    text = text[: _LONGEST_LINE + _LONGEST_ADDRESS]  # what the end cuts in two is cut off below
    text = text.translate(_CONTROLS).encode(errors="backslashreplace").decode()
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text[:_LONGEST_LINE]


def fault(
    error: BaseException | None, trace: TracebackType | None = None
) -> dict[str, str | list[str]]:
    """An exception as it may be logged: its type, its code if a database gave one, its place."""
    frames = traceback.extract_tb(trace or (error.__traceback__ if error else None))
    code = getattr(getattr(error, "orig", error), "sqlstate", None)
    name = type(error).__name__ + (f" [{code}]" if code else "")
    return {"type": name, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames[-8:]]}


class Quiet(logging.Filter):
    """Puts ids on a record and takes personal data off it."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()[:_LONGEST_MESSAGE]
        if record.name.startswith("reflex"):
            text = _CLIENT_DATA.sub(r"\1 [hidden]", text)
        if "Traceback (most recent call last)" in text:
            text = _frames_only(text)
        record.msg, record.args = clean(text), None
        record.request_id, record.job_id = request_id.get(), job_id.get()
        if record.exc_info:
            record.fault = fault(record.exc_info[1], record.exc_info[2])
            record.exc_info = record.exc_text = None
        return True


class JsonLines(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", None),
            "job": getattr(record, "job_id", None),
            "error": getattr(record, "fault", None),
            **getattr(record, "fields", {}),
        }
        return json.dumps({k: v for k, v in line.items() if v is not None}, default=str)


class Readable(logging.Formatter):
    """The same for a person at a terminal."""

    def format(self, record: logging.LogRecord) -> str:
        when = datetime.fromtimestamp(record.created).strftime("%H:%M:%S")
        who = getattr(record, "request_id", None) or getattr(record, "job_id", None)
        about = f" [{who}]" if who else ""
        line = f"{when} {record.levelname:7} {record.name}{about} {record.getMessage()}"
        for name, value in getattr(record, "fields", {}).items():
            line += f" {name}={value}"
        fault = getattr(record, "fault", None)
        if fault:
            line += f"\n    {fault['type']}" + "".join(f"\n      {at}" for at in fault["at"])
        return line


def dict_config(production: bool) -> dict[str, Any]:
    """The settings for `logging.config`; the web server takes them too."""
    handler = {
        "class": "logging.StreamHandler",
        "stream": "ext://sys.stdout",
        "filters": ["quiet"],
        "formatter": "json" if production else "readable",
    }
    quiet = {name: {"level": "WARNING"} for name in _TALKATIVE}
    # Without a level of their own these two add a handler that writes past the filter.
    quiet |= {name: {"level": "ERROR"} for name in ("engineio.server", "socketio.server")}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"quiet": {"()": Quiet}},
        "formatters": {"json": {"()": JsonLines}, "readable": {"()": Readable}},
        "handlers": {"console": handler, "access": handler},
        "root": {"level": "INFO", "handlers": ["console"]},
        "loggers": {
            "_granian": {"level": "INFO", "handlers": ["console"], "propagate": False},
            "granian.access": {"level": "INFO", "handlers": ["access"], "propagate": False},
            **quiet,
        },
    }


def configure() -> None:
    """Sets up logging for this process."""
    logging.config.dictConfig(dict_config(settings().production))


class RequestLog:
    """ASGI middleware: every request gets an id (``X-Request-Id``), calls of the API a line.

    Pages and assets are logged only when they fail. Queries are never logged, nor parts of a path
    that look like a token.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        name = _given_id(scope) or secrets.token_hex(8)
        token = request_id.set(name)
        try:
            if scope["type"] == "websocket":
                await self.app(scope, receive, send)
            else:
                await self._answer(scope, receive, send, name)
        finally:
            request_id.reset(token)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, name: str) -> None:
        began, status = time.perf_counter(), 500

        async def note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                own = (b"x-request-id", name.encode())
                message["headers"] = [*message.get("headers", []), own]
            await send(message)

        try:
            await self.app(scope, receive, note)
        finally:
            path = _SECRET_SEGMENT.sub("[hidden]", scope["path"][:_LONGEST_ADDRESS])
            if _worth_a_line(path, status):
                spent = round((time.perf_counter() - began) * 1000, 1)
                fields = {"status": status, "ms": spent}
                access.info("%s %s", scope["method"], path, extra={"fields": fields})


def _worth_a_line(path: str, status: int) -> bool:
    if path in _ASKED_ALL_DAY and status == 200:
        return False
    return path.startswith("/api/") or status >= 500


def _given_id(scope: Scope) -> str | None:
    for key, value in scope["headers"]:
        if key == b"x-request-id" and _GIVEN_ID.fullmatch(given := value.decode("latin-1")):
            return given
    return None


def _frames_only(text: str) -> str:
    lines = text.strip().splitlines()
    places = [line.strip() for line in lines if line.lstrip().startswith("File ")]
    kinds = [
        re.split(r"[:\s]", line, maxsplit=1)[0] for line in lines if re.match(r"[\w.]+:", line)
    ]
    return " | ".join([lines[0], *places[-8:], *kinds[-1:]])
