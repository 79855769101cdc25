"""Rate limits on one client: token buckets in this process's memory, and a brake on sockets.

Measured with the monotonic clock, not the product's: a test that moves time refills no bucket.
What may be asked of a paid provider is counted elsewhere, in a row that all workers share
(`services/enrichment/budget/rate_limit.py`).
"""

import asyncio
import time
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.auth import socket_messages
from yardflow.auth.address import client_ip
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import YardFlowError

_MAX_KEYS = 20_000
# Characters or bytes of a message; most events of a page are shorter.
_COUNTED_AS_ONE = 2_000


class RateLimiter:
    """Lets ``burst`` through at once and ``rate`` a second from then on, for each key."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        # What is left in each key's bucket, and when that was so.
        self._levels: dict[str, tuple[float, float]] = {}

    def allow(self, key: str) -> bool:
        """Whether one more may go through now; if so, it is counted."""
        return self.reserve(key, at_most=0) == 0

    def reserve(self, key: str, at_most: float = float("inf"), cost: float = 1) -> float:
        """Seconds until one more may go through; it is counted if that is within ``at_most``.

        ``cost``: as how many it counts.
        """
        moment = self._clock()
        level, since = self._levels.get(key, (self.burst, moment))
        level = min(self.burst, level + (moment - since) * self.rate) - cost
        delay = max(0.0, -level / self.rate)
        if delay <= at_most:
            self._levels[key] = (level, moment)
            self._forget_the_idle(moment)
        return delay

    def _forget_the_idle(self, moment: float) -> None:
        if len(self._levels) <= _MAX_KEYS:
            return
        full = self.burst / self.rate
        self._levels = {k: v for k, v in self._levels.items() if moment - v[1] < full}
        while len(self._levels) > _MAX_KEYS:
            self._levels.pop(next(iter(self._levels)))


class SocketRateLimit:
    """ASGI middleware: a client that sends too fast is read more slowly, so that nothing queues.

    Reflex takes in every message it is sent and keeps it until its turn comes. Here the next one is
    only read when it may be, and the network holds up the sender. Each tab that opens costs memory
    for an hour, so who opens too many is refused, sooner without a session than with one. A long
    message counts as several, because reading it takes as long. All limits are per address.
    """

    def __init__(
        self,
        app: ASGIApp,
        signed_in: RateLimiter | None = None,
        strangers: RateLimiter | None = None,
    ) -> None:
        self.app = app
        self._signed_in = signed_in or RateLimiter(rate=5, burst=300)
        self._strangers = strangers or RateLimiter(rate=1, burst=200)
        self._messages = RateLimiter(rate=300, burst=3000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = client_ip(scope)
        sockets = self._signed_in if await _has_session(scope) else self._strangers
        if not sockets.allow(address):
            await receive()
            await send({"type": "websocket.close", "code": 1013})
            return
        own, cost = RateLimiter(rate=60, burst=400), 1.0

        async def throttled() -> Message:
            nonlocal cost
            while True:
                delays = (
                    own.reserve("socket", cost=cost),
                    self._messages.reserve(address, cost=cost),
                )
                if any(delays):
                    await asyncio.sleep(max(delays))
                message = await receive()
                # How long it is, is known now: it holds up the one behind it.
                cost = max(1.0, _length(message) / _COUNTED_AS_ONE)
                if socket_messages.is_packet(message):
                    return message

        await self.app(scope, throttled, send)


def _length(message: Message) -> int:
    return len(message.get("text") or message.get("bytes") or "")


async def _has_session(scope: Scope) -> bool:
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie"]
    try:
        return await principal_of_cookie("; ".join(lines)) is not None
    except YardFlowError:
        return False
