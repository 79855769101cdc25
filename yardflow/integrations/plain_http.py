"""One request to a provider over plain HTTP: what came back, whatever it is.

The providers' packages would cost the web process tens of megabytes for a button that is pressed
once a month.
"""

import json
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpx

from yardflow.integrations.connections import Connection, Mode

TIMEOUT_S = 5
LARGEST_ANSWER = 256_000


class ConnectionFailed(Exception):
    """There was no answer. ``sent``: the request may have arrived all the same."""

    def __init__(self, sent: bool) -> None:
        super().__init__("no answer")
        self.sent = sent


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``body`` is its JSON, of any shape; None where it is none or far too long."""

    status: int
    body: Any
    request_id: str | None

    @property
    def part(self) -> dict[str, Any]:
        """The body where it is an object; else an empty one."""
        return self.body if isinstance(self.body, dict) else {}


def put(
    to: Connection, method: str, path: str, timeout: float = TIMEOUT_S, **content: Any
) -> Reply:
    """Sends one request with our key.

    Raises:
        ConnectionFailed: nothing came back, or not in time.
    """
    try:
        with httpx.stream(
            method,
            to.base_url + path,
            headers={"Authorization": f"Bearer {to.key.get_secret_value()}"},
            timeout=timeout,
            trust_env=to.mode is not Mode.SANDBOX,
            verify=_trusted(),
            **content,
        ) as answer:
            raw = b""
            for piece in answer.iter_bytes():
                raw += piece
                if len(raw) > LARGEST_ANSWER:
                    break
            return Reply(answer.status_code, _read(raw), answer.headers.get("x-request-id"))
    except (httpx.ConnectError, httpx.ConnectTimeout, httpx.UnsupportedProtocol) as error:
        raise ConnectionFailed(sent=False) from error
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise ConnectionFailed(sent=True) from error


@cache
def _trusted() -> ssl.SSLContext:
    """Whom we believe: reading all certificates takes longer than a request."""
    return httpx.create_ssl_context()


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw) if len(raw) <= LARGEST_ANSWER else None
    except (ValueError, RecursionError):
        return None
