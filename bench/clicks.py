"""From a click to the changed page: 50 people at once, each at a list of 50 rows.

Each opens the contacts of all events, selects a row, goes to the next page, and thinks in between
for a second to five. A click counts from its message to the one with what changed; behind the next
page comes its address, which is then loaded as a browser does: without the whole state. The floor
is the socket's own ping, sent in between.
"""

import asyncio
import random
import time
import uuid
from collections.abc import Awaitable
from typing import Any

from bench import crowd, own_workplace
from bench.figures import Figure, percentile
from bench.reading import team
from tests.fixtures import product
from tests.fixtures.socket_tab import Tab
from yardflow.config import settings
from yardflow.launch.web import SERVE_WHAT_WAS_BUILT
from yardflow.services.records.lists import listing
from yardflow.state.contacts.index import ContactsState

SESSIONS, ROUNDS, CONTACTS = 50, 12, 10_000
PAUSE_S = (1, 5)
GOAL = "value <= 60"
LIST = "/contacts/?event=all"
STATE = ContactsState.get_full_name()


def measure() -> list[Figure]:
    with own_workplace.opened():
        url = settings().database_url or ""
        with crowd.connected(url) as connection:
            crowd.fill(connection, CONTACTS)
            connection.commit()
            connection.autocommit = True
            connection.execute("VACUUM ANALYZE")
        cookies = team(url, SESSIONS)
        served = SERVE_WHAT_WAS_BUILT | {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false"}
        with product.web_process(PUBLIC_URL=settings().url, **served) as web:
            spent = asyncio.run(_all(web.address, cookies))
    floor = percentile(spent.pop("ping"), 0.95)
    return [
        Figure(f"{click} p95, {SESSIONS} sessions", percentile(times, 0.95), "ms", floor, GOAL)
        for click, times in spent.items()
    ]


async def _all(url: str, cookies: list[str]) -> dict[str, list[float]]:
    spent: dict[str, list[float]] = {"ping": [], "select a row": [], "next page": []}
    tabs = [Tab(url, str(uuid.uuid4())) for _ in cookies]
    for tab, cookie in zip(tabs, cookies, strict=True):
        await tab.connect(cookie)
        await tab.open_page(LIST)
    chance = random.Random(7)
    await asyncio.gather(*[_clicking(tab, random.Random(chance.random()), spent) for tab in tabs])
    for tab in tabs:
        await tab.leave()
    return spent


async def _clicking(tab: Tab, chance: random.Random, spent: dict[str, list[float]]) -> None:
    path, rows = LIST, _shown(tab.received)
    for _ in range(ROUNDS):
        await asyncio.sleep(chance.uniform(*PAUSE_S))
        spent["ping"].append(await _timed(tab.ping()))
        record_id = chance.choice(rows)["id"]
        click = _click(tab, path, "select", record_ids=[record_id], selected=True)
        spent["select a row"].append(await _timed(click))
        await asyncio.sleep(chance.uniform(*PAUSE_S))
        seen = len(tab.received)
        spent["next page"].append(await _timed(_click(tab, path, "next_page")))
        rows = _shown(tab.received[seen:])
        await tab.answer(lambda packet: packet.get("events"), seen)
        path = tab.redirects[-1]
        await tab.follow(path)


async def _click(tab: Tab, path: str, handler: str, **payload: Any) -> None:
    """Until the handler's answer is here: what changed, or where to go."""
    seen = len(tab.received)
    await tab.send(f"{STATE}.{handler}", path, **payload)
    await tab.answer(lambda packet: _changed(packet) or packet.get("events"), seen)


async def _timed(click: Awaitable[None]) -> float:
    began = time.perf_counter()
    await click
    return _since(began)


def _since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


def _changed(packet: dict[str, Any]) -> dict[str, Any]:
    """What a packet says of the list, by the names in its state."""
    changes = (packet.get("delta") or {}).get(STATE) or {}
    return {name.removesuffix("_rx_state_"): value for name, value in changes.items()}


def _shown(packets: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows = next(_changed(each)["rows"] for each in reversed(packets) if "rows" in _changed(each))
    assert len(rows) == listing.PAGE_SIZE, len(rows)
    return rows
