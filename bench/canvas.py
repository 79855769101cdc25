"""The canvas of a sequence of 100 steps: from a drop to the picture; and its page's first load.

A drop counts from the browser's event to the frame in which the step stands elsewhere. The floor is
a bare round trip over a socket on the same machine.
"""

import asyncio
import json
import time
import uuid
from typing import Any

from playwright.sync_api import APIRequestContext, Browser, Page, sync_playwright

from bench.figures import Figure, percentile
from bench.first_load import kilobytes
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.fixtures import product
from tests.fixtures.product import Product
from tests.fixtures.socket_tab import Tab

STEPS, DROPS, ROUND_TRIPS = 100, 40, 200
# Until the moved step is drawn where it stands now.
_WATCH = """() => {
  window.spent = [];
  const plane = document.querySelector('[data-plane]');
  let began = 0;
  document.addEventListener('drop', () => (began = performance.now()), true);
  new MutationObserver(() => {
    if (!began) return;
    const from = began;
    began = 0;
    requestAnimationFrame(() => window.spent.push(performance.now() - from));
  }).observe(plane, { subtree: true, childList: true, attributeFilter: ['data-top', 'data-left'] });
}"""
# The step before the third comes behind it, by the browser's own events.
_DROP = """([from, to]) => {
  const step = document.querySelector(`[data-number='${from}']`);
  const place = [...document.querySelectorAll('[data-place]')].find((each) => each.title === to);
  const data = new DataTransfer();
  const at = place.getBoundingClientRect();
  const on = { bubbles: true, cancelable: true, dataTransfer: data };
  on.clientX = at.left + at.width / 2;
  on.clientY = at.top + at.height / 2;
  step.dispatchEvent(new DragEvent('dragstart', on));
  setTimeout(() => {
    place.dispatchEvent(new DragEvent('dragover', on));
    place.dispatchEvent(new DragEvent('drop', on));
    step.dispatchEvent(new DragEvent('dragend', on));
  }, 50);
}"""


def measure() -> list[Figure]:
    with product.running() as server:
        cookie = server.sign_in()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            path, drops = _dropped(browser, server, cookie)
            bare = kilobytes(browser, server, "/no-such-page/")
            page = kilobytes(browser, server, path, cookie)
            browser.close()
        floor = asyncio.run(_round_trips(server, cookie))
    name = f"drop to drawn p95, {STEPS} steps"
    return [
        Figure(name, percentile(drops, 0.95), "ms", percentile(floor, 0.95), "value <= 150"),
        Figure("first load of a sequence", page, "KB compressed", bare, "value <= 350"),
    ]


def _dropped(browser: Browser, server: Product, cookie: str) -> tuple[str, list[float]]:
    context = browser.new_context(base_url=server.url, viewport={"width": 1440, "height": 900})
    name, _, value = cookie.partition("=")
    context.add_cookies([{"name": name, "value": value, "url": server.url}])
    path = f"/sequences/{_made(context.request, server)}/"
    page = context.new_page()
    page.goto(path)
    page.locator(f"[data-number='{STEPS}']").wait_for()
    page.wait_for_timeout(2000)
    page.evaluate(_WATCH)
    drops = [_drop(page, number + 1) for number in range(DROPS)]
    context.close()
    return path, drops


def _drop(page: Page, done: int) -> float:
    page.evaluate(_DROP, [2, "Add a step after step 3"])
    assert product.until(lambda: page.evaluate("window.spent.length") >= done), done
    page.wait_for_timeout(100)
    return float(page.evaluate("window.spent.at(-1)"))


def _made(request: APIRequestContext, server: Product) -> int:
    kinds: list[dict[str, Any]] = [
        {"type": "wait", "until": {"type": "duration", "amount": 1, "unit": "days"}},
        {"type": "task", "kind": "call", "title": "Call"},
    ]
    keys = [f"step-{number}" for number in range(STEPS)]
    steps = [
        {**kinds[number % 2], "key": key, "next": (*keys, None)[number + 1]}
        for number, key in enumerate(keys)
    ]
    body = {"name": "A long one", "draft": {"format": 1, "start": keys[0], "steps": steps}}
    sent = {"Content-Type": "application/json", "Origin": server.url}
    made = request.post("/api/sequences", data=json.dumps(body), headers=sent)
    assert made.ok, made.text()
    return int(made.json()["id"])


async def _round_trips(server: Product, cookie: str) -> list[float]:
    tab = Tab(server.url, str(uuid.uuid4()))
    await tab.connect(cookie, Origin=server.url)
    spent = []
    for _ in range(ROUND_TRIPS):
        began = time.perf_counter()
        await tab.ping()
        spent.append((time.perf_counter() - began) * 1000)
    await tab.leave()
    return spent
