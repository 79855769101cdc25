"""From the click on Enrich Now to "Filled in" on the card, beside the question to OpenAI alone.

In a real browser, against the sandbox, one contact after the other: what is measured holds the
socket, the job, its way over Redis, the worker, both providers, and the card that follows.
"""

import re
import time

from openai import OpenAI
from playwright.sync_api import Page, expect, sync_playwright

from bench.figures import Figure, percentile
from tests.browser.conftest import ARGUMENTS, CHROMIUM, sign_in
from tests.fixtures import product
from tests.fixtures.product import Product
from yardflow.config import SANDBOX_KEY

CONTACTS = 12


def measure() -> list[Figure]:
    with product.running() as server, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = chromium.new_context(base_url=server.url).new_page()
        sign_in(page, product.ADMIN)
        seconds = [_enrich(page) for _ in range(CONTACTS)]
        chromium.close()
        floor = _question(server)
    # The first one finds a worker that has not spoken to OpenAI yet.
    return [
        Figure("Enrich Now, first of the day", seconds[0], "s", floor, "value <= 3"),
        Figure("Enrich Now p95", percentile(seconds[1:], 0.95), "s", floor, "value <= 3"),
    ]


def _enrich(page: Page) -> float:
    """Takes the first contact that nobody has enriched yet."""
    page.goto("/contacts/?view=cards&at=")
    untouched = page.locator(".yf-contact-card").filter(
        has=page.get_by_role("button", name="Enrich Now")
    )
    name = untouched.first.locator(".yf-row-link").inner_text()
    card = page.locator(".yf-contact-card").filter(
        has=page.get_by_role("link", name=name, exact=True)
    )
    began = time.perf_counter()
    card.get_by_role("button", name="Enrich Now").click()
    expect(card.get_by_role("status")).to_contain_text(
        re.compile("Filled in|Needs review|Nothing found"), timeout=30_000
    )
    return time.perf_counter() - began


def _question(server: Product) -> float:
    """The median second that a bare question takes, on a connection that is open."""
    base_url = server.settings_of("yardflow.launch.web")["OPENAI_BASE_URL"]
    client = OpenAI(api_key=SANDBOX_KEY, base_url=base_url, max_retries=0, timeout=20)
    spent = []
    for _ in range(20):
        began = time.perf_counter()
        client.responses.create(model="gpt-5.4-mini", input='{"record": {"company": "Acme"}}')
        spent.append(time.perf_counter() - began)
    return percentile(spent, 0.5)
