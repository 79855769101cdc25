"""Memory of the web process with 50 tabs open on the dashboard, beside none."""

import asyncio

from bench.figures import Figure, memory_mb
from tests.fixtures import product
from tests.fixtures.product import Product
from tests.fixtures.socket_tab import NAMESPACE, Tab

TABS = 50


def measure() -> list[Figure]:
    with product.running() as server:
        before = _web_mb(server)
        cookie = server.sign_in()
        after = asyncio.run(_with_tabs(server, cookie))
    return [Figure("web memory, 50 sessions open", after, "MB", before, "value <= 250")]


async def _with_tabs(server: Product, cookie: str) -> float:
    tabs = []
    for number in range(TABS):
        tab = Tab(server.url, f"bench-{number:04d}-0000-0000-000000000000")
        await tab.connect(cookie, Origin=server.url)
        await tab.open_page("/")
        tabs.append(tab)
    await asyncio.sleep(2)
    assert all(NAMESPACE in tab._client.namespaces for tab in tabs), "a tab was disconnected"
    megabytes = _web_mb(server)
    for tab in tabs:
        await tab.leave()
    return megabytes


def _web_mb(server: Product) -> float:
    """The server and its worker process together."""
    return sum(memory_mb(process) for process in server.programs("yardflow.launch.web"))
