"""The one client of OpenAI's package that a process has.

One attempt with short limits: whoever asks decides about trying again, because each attempt is
paid for. (By itself the package would wait ten minutes and ask three times.)
"""

import time
from collections.abc import Iterator
from functools import cache
from threading import Lock

import httpx2
import openai
from openai import Timeout

from yardflow.integrations.connections import Mode, connection
from yardflow.integrations.errors import AccountError

TIMEOUT = Timeout(20, connect=5)
# As many questions as the threads of one process may have under way, with room to spare.
CONNECTIONS = httpx2.Limits(max_connections=200, max_keepalive_connections=100)
# An answer has some kilobytes and comes within seconds. Without a bound for the whole, one that
# drips or never ends would hold a thread for good, and one that is packed would fill the memory.
LARGEST_ANSWER, WHOLE_S = 256_000, 60.0
_ANSWERS = "/responses"
# A cache alone would let every thread of a first round make a client, each with its own pool.
_making = Lock()


def client() -> openai.OpenAI:
    """The client that the settings ask for; opens no connection.

    Raises:
        AccountError: there is no key.
    """
    service = connection("openai")
    if not service.usable:
        raise AccountError(
            f"OpenAI is not set up. Ask an administrator to set {service.key_setting}."
        )
    with _making:
        return _made(service.key.get_secret_value(), service.base_url, service.mode is Mode.SANDBOX)


@cache
def _made(key: str, base_url: str, loopback: bool) -> openai.OpenAI:
    """One client a process, so that connections are kept; the sandbox never goes by a proxy."""
    return openai.OpenAI(
        api_key=key,
        base_url=base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=openai.DefaultHttpxClient(
            trust_env=not loopback,
            timeout=TIMEOUT,
            limits=CONNECTIONS,
            event_hooks={"response": [_bound]},
        ),
    )


def _bound(response: httpx2.Response) -> None:
    """Files of batches are read in pieces, and have a limit of their own."""
    stream = response.stream
    if isinstance(stream, httpx2.SyncByteStream) and response.request.url.path.endswith(_ANSWERS):
        response.stream = _Bounded(stream)


class _Bounded(httpx2.SyncByteStream):
    """What comes, up to so many bytes (as they are sent) and so many seconds."""

    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        """Raises what httpx does where an answer is too slow or breaks off."""
        until, left = time.monotonic() + WHOLE_S, LARGEST_ANSWER
        for part in self._stream:
            left -= len(part)
            if left < 0:
                raise httpx2.ReadError("the answer is too large")
            if time.monotonic() > until:
                raise httpx2.ReadTimeout("the answer takes too long")
            yield part

    def close(self) -> None:
        """Ends the connection."""
        self._stream.close()
