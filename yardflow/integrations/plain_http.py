"""One request to a provider over plain HTTP: what came back, whatever it is.

The providers' packages would cost the web process tens of megabytes for a button that is pressed
once a month.
"""

import json
import ssl
from collections.abc import Mapping
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
    """An answer. ``body`` is its JSON, of any shape; None where it is none or far too long.
    ``headers`` have names in any capitals.
    """

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def part(self) -> dict[str, Any]:
        """The body where it is an object; else an empty one."""
        return self.body if isinstance(self.body, dict) else {}

    @property
    def request_id(self) -> str | None:
        """The provider's id of the request, where a header says it."""
        return self.headers.get("x-request-id")


def put(
    to: Connection, method: str, path: str, timeout: float = TIMEOUT_S, **content: Any
) -> Reply:
    """Sends one request with our key.

    Raises:
        ConnectionFailed: nothing came back, or not in time.
    """
    key, direct = to.key.get_secret_value(), to.mode is Mode.SANDBOX
    return send(method, to.base_url + path, key, timeout, direct=direct, **content)


def send(
    method: str,
    url: str,
    key: str = "",
    timeout: float = TIMEOUT_S,
    *,
    direct: bool,
    **content: Any,
) -> Reply:
    """Sends one request, with a key if there is one; ``direct``: past any proxy.

    Raises:
        ConnectionFailed: nothing came back, or not in time.
    """
    try:
        with httpx.stream(
            method,
            url,
            headers={"Authorization": f"Bearer {key}"} if key else {},
            timeout=timeout,
            trust_env=not direct,
            verify=_trusted(),
            **content,
        ) as answer:
            raw = b""
            for piece in answer.iter_bytes():
                raw += piece
                if len(raw) > LARGEST_ANSWER:
                    break
            return Reply(answer.status_code, _read(raw), answer.headers)
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
