"""A tab of a browser as the server sees it: a socket that sends events and is sent deltas."""

import asyncio
import json
from typing import Any

import socketio
from reflex_base.registry import RegistrationContext

from yardflow.config import settings

NAMESPACE = "/_event"
STATE = "reflex___state____state"
HYDRATE = f"{STATE}.hydrate_and_load"
PLAIN_HYDRATE = f"{STATE}.hydrate"


class Tab:
    """Speaks what Reflex's own frontend speaks, and whatever an attacker likes."""

    def __init__(self, address: str, token: str) -> None:
        self.token = token
        self.received: list[dict[str, Any]] = []
        self._address = address
        self._arrived = asyncio.Event()
        self._client = socketio.AsyncClient(reconnection=False)
        self._client.on("event", self._take, namespace=NAMESPACE)
        self._client.on("new_token", self._renamed, namespace=NAMESPACE)

    async def connect(self, cookie: str = "", **headers: str) -> None:
        """Opens the socket as a page of ours would, or with other headers."""
        sent = {"Origin": settings().url} | ({"Cookie": cookie} if cookie else {}) | headers
        await self._client.connect(
            f"{self._address}?token={self.token}",
            headers=sent,
            transports=["websocket"],
            socketio_path=NAMESPACE,
            namespaces=[NAMESPACE],
            wait_timeout=20,
        )

    async def leave(self) -> None:
        """Closes the socket."""
        await self._client.disconnect()

    async def send(self, name: str, /, _path: str = "/", **payload: Any) -> None:
        """Asks for a handler by its full name."""
        await self.send_raw(
            {
                "name": name,
                "payload": payload,
                "router_data": {"pathname": _path, "asPath": _path, "query": {}},
            }
        )

    async def send_raw(self, event: Any) -> None:
        """Sends anything at all, half of a character included."""
        await self._client.eio.send(f'2{NAMESPACE},["event",{json.dumps(event)}]')

    async def settle(self) -> None:
        """Waits until everything sent so far has been answered: a hydrate is always answered."""
        seen = len(self.received)
        await self.send(PLAIN_HYDRATE)
        async with asyncio.timeout(20):
            while not any(_is_snapshot(one) for one in self.received[seen:]):
                self._arrived.clear()
                await self._arrived.wait()

    async def call(self, name: str, /, _path: str = "/", **payload: Any) -> list[dict[str, Any]]:
        """Asks for a handler and returns what came before everything was answered."""
        seen = len(self.received)
        await self.send(name, _path, **payload)
        await self.settle()
        return self.received[seen:]

    async def open_page(self, path: str) -> None:
        """Loads a page: the state, then its handlers; waits until they are done."""
        async with asyncio.timeout(20):
            seen = len(self.received)
            await self.send(HYDRATE, path)
            while not any(_hydrated(one) for one in self.received[seen:]):
                self._arrived.clear()
                await self._arrived.wait()

    @property
    def text(self) -> str:
        """Everything that was sent to this tab."""
        return json.dumps(self.received)

    @property
    def redirects(self) -> list[str]:
        """Where the server sent this tab to."""
        return [
            event["payload"]["path"]
            for one in self.received
            for event in one.get("events") or []
            if event["name"] == "_redirect"
        ]

    async def _take(self, update: Any) -> None:
        self.received.append(json.loads(update) if isinstance(update, str) else update)
        self._arrived.set()

    async def _renamed(self, token: str) -> None:
        self.token = token


def full_name(state: str, method: str) -> str:
    """``full_name("TeamState", "remove")`` as an event is called on the wire."""
    names = [
        name
        for name, one in RegistrationContext.get().event_handlers.items()
        if one.states[0].__name__ == state and name.endswith(f".{method}")
    ]
    assert len(names) == 1, names
    return names[0]


def _is_snapshot(update: dict[str, Any]) -> bool:
    """Only a hydrate sends the vars of every state at once."""
    return len(update.get("delta") or {}) > 5 and not update.get("events")


def _hydrated(update: dict[str, Any]) -> bool:
    return bool((update.get("delta") or {}).get(STATE, {}).get("is_hydrated_rx_state_"))
