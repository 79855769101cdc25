"""How fast one client may go: token buckets in memory, and a brake on sockets.

Measured with the monotonic clock, not the product's: a test that moves time moves no bucket.
"""

import asyncio
import time
from collections.abc import Callable

from sqlalchemy.exc import SQLAlchemyError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.auth import socket_messages
from yardflow.auth.address import client_ip
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import YardFlowError

_MOST_KEYS = 20_000


class Pace:
    """Lets ``burst`` through at once and ``rate`` a second from then on, for each key."""

    def __init__(
        self, rate: float, burst: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.rate, self.burst = rate, burst
        self._clock = clock
        self._left: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> bool:
        """Whether one more may go through now."""
        return self.wait(key, at_most=0) == 0

    def wait(self, key: str, at_most: float = float("inf")) -> float:
        """Seconds until one more may go through; takes it if that is within ``at_most``."""
        moment = self._clock()
        left, since = self._left.get(key, (self.burst, moment))
        left = min(self.burst, left + (moment - since) * self.rate) - 1
        delay = max(0.0, -left / self.rate)
        if delay <= at_most:
            self._left[key] = (left, moment)
            self._forget_the_idle(moment)
        return delay

    def _forget_the_idle(self, moment: float) -> None:
        if len(self._left) <= _MOST_KEYS:
            return
        full = self.burst / self.rate
        self._left = {k: v for k, v in self._left.items() if moment - v[1] < full}
        while len(self._left) > _MOST_KEYS:
            self._left.pop(next(iter(self._left)))


class SocketPace:
    """ASGI middleware: a client that talks too fast is read more slowly, so that nothing queues.

    Reflex takes in every message it is sent and keeps it until its turn comes. Here the next one is
    only read when it may be, and the network holds up the sender. Each tab that opens costs memory
    for an hour, so who opens too many is refused, sooner without a session than with one. All
    paces are per address.
    """

    def __init__(
        self, app: ASGIApp, known: Pace | None = None, unknown: Pace | None = None
    ) -> None:
        self.app = app
        self._known = known or Pace(rate=5, burst=300)
        self._unknown = unknown or Pace(rate=1, burst=200)
        self._messages = Pace(rate=300, burst=3000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            await self.app(scope, receive, send)
            return
        address = client_ip(scope)
        pace = self._known if await _has_session(scope) else self._unknown
        if not pace.take(address):
            await receive()
            await send({"type": "websocket.close", "code": 1013})
            return
        own = Pace(rate=60, burst=400)

        async def unhurried() -> Message:
            while True:
                delay = max(own.wait("socket"), self._messages.wait(address))
                if delay:
                    await asyncio.sleep(delay)
                message = await receive()
                if socket_messages.is_a_packet(message):
                    return message

        await self.app(scope, unhurried, send)


async def _has_session(scope: Scope) -> bool:
    lines = [value.decode("latin-1") for key, value in scope["headers"] if key == b"cookie"]
    try:
        return await principal_of_cookie("; ".join(lines)) is not None
    except (SQLAlchemyError, YardFlowError):
        return False
