"""One GET over a connection that goes to an address which was looked at, and nowhere else.

No proxy, no cookie, no kept connection; what is read is bounded in bytes, after unpacking, and in
time as a whole, however slowly it drips.
"""

import ssl
import time
import zlib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore

from yardflow.integrations.website.ssrf_guard import Address, Place, SsrfGuard

CONNECT_S, RESOLVE_S = 3.0, 2.0
MAX_ADDRESSES = 3
USER_AGENT = "YardFlow"


class DeadlineExceeded(Exception):
    """The time for the whole is over."""


class FetchError(Exception):
    """No answer, or not one that can be taken; the text says which."""


class Deadline:
    """When the whole has to be over, on a clock that nobody sets."""

    def __init__(self, seconds: float) -> None:
        self._at = time.monotonic() + seconds

    def left(self, at_most: float = float("inf")) -> float:
        """Seconds until then.

        Raises:
            DeadlineExceeded: there are none.
        """
        left = self._at - time.monotonic()
        if left <= 0:
            raise DeadlineExceeded("it took too long to answer")
        return min(left, at_most)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. ``body`` may have been cut off; names of ``headers`` are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def get(
    place: Place,
    guard: SsrfGuard,
    deadline: Deadline,
    max_bytes: int,
    *,
    accept: str,
    trust: ssl.SSLContext | None = None,
) -> Answer:
    """Asks for a page; redirects are not followed. With no ``max_bytes`` nothing of it is read.

    ``trust`` says whose certificates are taken; the certificate's name is the host's in any case.

    Raises:
        NotPermitted, Unresolved: the host leads nowhere that we go.
        FetchError: it can't be reached, or answers with something that is no HTTP.
        DeadlineExceeded: the time is over.
    """
    addresses = guard.addresses(place.host, deadline.left(RESOLVE_S))
    backend = _Pinned(addresses[:MAX_ADDRESSES], deadline)
    certificates = (trust or _trusted()) if place.scheme == "https" else None
    try:
        with (
            httpcore.ConnectionPool(
                ssl_context=certificates, max_connections=1, network_backend=backend
            ) as pool,
            pool.stream("GET", _url(place), headers=_headers(place, accept)) as response,
        ):
            return _answer(response, max_bytes)
    except (httpcore.TimeoutException, TimeoutError) as error:
        raise FetchError("it took too long to answer") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
        raise FetchError("it could not be reached") from error


@cache
def _trusted() -> ssl.SSLContext:
    return httpcore.default_ssl_context()


def _url(place: Place) -> httpcore.URL:
    return httpcore.URL(
        scheme=place.scheme.encode(),
        host=place.host.encode(),
        port=place.port,
        target=place.target.encode(),
    )


def _headers(place: Place, accept: str) -> list[tuple[str, str]]:
    return [
        ("Host", place.authority),
        ("User-Agent", USER_AGENT),
        ("Accept", accept),
        ("Accept-Encoding", "identity"),
        ("Connection", "close"),
    ]


def _answer(response: httpcore.Response, max_bytes: int) -> Answer:
    """Status and headers; the body only of a page that is there, and to be read."""
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }
    if response.status != 200 or not max_bytes:
        return Answer(response.status, headers, b"")
    coding = headers.get("content-encoding", "")
    return Answer(200, headers, _bounded(response.iter_stream(), coding, max_bytes))


def _bounded(chunks: Iterable[bytes], coding: str, most: int) -> bytes:
    """The first ``most`` bytes; what comes packed although nobody asked is unpacked that far."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return _cut(chunks, most)
    if coding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError("its answer is packed in a way that can't be read")
    unpacker, parts, left, packed = zlib.decompressobj(wbits=47), [], most, 0
    try:
        for chunk in chunks:
            packed += len(chunk)
            parts.append(unpacker.decompress(chunk, left))
            left -= len(parts[-1])
            if left <= 0 or packed >= most or unpacker.eof:
                break
    except zlib.error as error:
        raise FetchError("its answer can't be unpacked") from error
    return b"".join(parts)


def _cut(chunks: Iterable[bytes], most: int) -> bytes:
    parts, left = [], most
    for chunk in chunks:
        parts.append(chunk[:left])
        left -= len(parts[-1])
        if left <= 0:
            break
    return b"".join(parts)


class _Pinned(httpcore.NetworkBackend):
    """Connects to these addresses whatever the name is; it never looks a name up itself."""

    def __init__(self, addresses: Sequence[Address], deadline: Deadline) -> None:
        self._addresses, self._deadline = addresses, deadline
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """The first of the addresses that answers."""
        until = Deadline(self._deadline.left(CONNECT_S))
        for address in self._addresses:
            with suppress(httpcore.ConnectError, httpcore.ConnectTimeout, DeadlineExceeded):
                stream = self._network.connect_tcp(str(address), port, until.left())
                return _Timed(stream, self._deadline)
        raise httpcore.ConnectError("none of its addresses answers")


class _Timed(httpcore.NetworkStream):
    """A connection on which every wait ends with the time for the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """What has come, at most so many bytes."""
        return self._stream.read(max_bytes, self._deadline.left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Sends all of it."""
        self._stream.write(buffer, self._deadline.left())

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """The same connection, encrypted, once the certificate is found to be the host's."""
        secured = self._stream.start_tls(ssl_context, server_hostname, self._deadline.left())
        return _Timed(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        """What the connection beneath says of itself."""
        return self._stream.get_extra_info(info)
