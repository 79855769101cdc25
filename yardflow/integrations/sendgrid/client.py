"""One request to SendGrid over connections that are kept, from any number of threads.

Its own package opens a connection for each request; httpx needs five times this machine's time for
one (docs/decisions/0068). What is sent twice arrives twice, so nothing here tries again.
"""

import json
import time
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode, urlsplit

import urllib3
from pydantic_core import to_json
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import (
    ConnectTimeoutError,
    EmptyPoolError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ProxyError,
)

from yardflow.integrations.connections import Mode, connection
from yardflow.integrations.errors import AccountError

CONNECT_S, READ_S = 5.0, 20.0
# As many as the threads of one process may have under way; who comes on top waits for one.
CONNECTIONS = 128
LARGEST_ANSWER, ANSWER_S = 1_000_000, 30.0
# The other end closes what rests, and what is sent at that moment is in doubt.
MOST_IDLE_S = 15.0
# A request that failed so was never sent. (TLS can fail amid an answer, too.)
_NEVER_LEFT = (
    *(NewConnectionError, ConnectTimeoutError, ProxyError),
    *(EmptyPoolError, LocationValueError),
)


class NotSent(Exception):
    """The request did not leave this machine."""


class NoAnswer(Exception):
    """The request may have arrived, and nothing came back that says so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``headers`` have names in any capitals; ``body`` is JSON of any shape, None
    where it is none, far too long, or broken off: then it is not ``whole``.
    """

    status: int
    headers: Mapping[str, str]
    body: Any = None
    whole: bool = True

    @property
    def part(self) -> dict[str, Any]:
        """The body where it is an object; else an empty one."""
        return self.body if isinstance(self.body, dict) else {}


def request(
    method: str, path: str, body: object = None, query: Mapping[str, object] | None = None
) -> Answer:
    """Sends one request with our key, once; ``path`` as in ``/v3/mail/send``.

    Raises:
        AccountError: there is no key.
        NotSent: it did not leave.
        NoAnswer: it may have arrived.
    """
    service = connection("sendgrid")
    if not service.usable:
        raise AccountError(
            f"SendGrid is not set up. Ask an administrator to set {service.key_setting}."
        )
    key = service.key.get_secret_value()
    if not (key.isascii() and key.isprintable()):
        raise AccountError(
            f"{service.key_setting} can't be a key. Ask an administrator to check it."
        )
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    address = f"{service.base_url}{path}{f'?{urlencode(query)}' if query else ''}"
    proxy = _proxy(address) if service.mode is Mode.LIVE else ""
    content = None if body is None else to_json(body)
    how: dict[str, Any] = {"retries": False, "redirect": False, "preload_content": False}
    try:
        answer = _pool(proxy).urlopen(
            method, address, body=content, headers=headers, pool_timeout=READ_S, **how
        )
    except _NEVER_LEFT as error:
        raise NotSent from error
    except (HTTPError, OSError, ValueError) as error:
        raise NoAnswer from error
    return _read(answer)


def _read(answer: urllib3.BaseHTTPResponse) -> Answer:
    """What is said to a status is of use, and not needed to know that it came."""
    until, raw, whole = time.monotonic() + ANSWER_S, b"", True
    try:
        while part := answer.read1(65_536):
            raw += part
            if len(raw) > LARGEST_ANSWER or time.monotonic() > until:
                whole = False
                break
    except (HTTPError, OSError, ValueError):
        whole = False
    if not whole:
        answer.close()
    answer.release_conn()  # also a broken one has a place in the pool
    return Answer(answer.status, answer.headers, _json(raw) if whole else None, whole)


def _json(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _proxy(address: str) -> str:
    """The proxy that this machine's environment names for the address; empty for none."""
    parts = urlsplit(address)
    if urllib.request.proxy_bypass(parts.hostname or ""):
        return ""
    return urllib.request.getproxies().get(parts.scheme, "")


class _Http(HTTPConnection):
    """A connection that has rested for long counts as closed."""

    _used_at = 0.0

    def request(self, *args: Any, **more: Any) -> None:
        """Sends a request."""
        self._used_at = time.monotonic()
        super().request(*args, **more)

    @property
    def is_connected(self) -> bool:
        """Whether it can take another request."""
        return super().is_connected and time.monotonic() - self._used_at < MOST_IDLE_S


class _Https(_Http, HTTPSConnection):
    """The same over TLS."""


class _HttpPool(HTTPConnectionPool):
    ConnectionCls = _Http


class _HttpsPool(HTTPSConnectionPool):
    ConnectionCls = _Https


@cache
def _pool(proxy: str) -> urllib3.PoolManager:
    """One a process: to know all certificates takes longer than many requests."""
    how: dict[str, Any] = {
        "maxsize": CONNECTIONS,
        "block": True,
        "timeout": urllib3.Timeout(connect=CONNECT_S, read=READ_S),
    }
    if proxy:
        credentials = urllib3.util.parse_url(proxy).auth
        login = urllib3.make_headers(proxy_basic_auth=credentials) if credentials else None
        made: urllib3.PoolManager = urllib3.ProxyManager(proxy, proxy_headers=login, **how)
    else:
        made = urllib3.PoolManager(**how)
    made.pool_classes_by_scheme = {"http": _HttpPool, "https": _HttpsPool}
    return made
