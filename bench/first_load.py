"""What a browser with an empty cache fetches for login and dashboard, beside the bare 404 page."""

from playwright.sync_api import Browser, Page, sync_playwright

from bench.figures import Figure
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.fixtures import product
from tests.fixtures.product import Product


def measure() -> list[Figure]:
    with product.running() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        bare = kilobytes(browser, server, "/no-such-page/")
        login = kilobytes(browser, server, "/login/")
        dashboard = kilobytes(browser, server, "/", server.sign_in())
        browser.close()
    return [
        Figure("first load of login", login, "KB compressed", bare, "value <= 290"),
        Figure("first load of dashboard", dashboard, "KB compressed", bare, "value <= 320"),
    ]


def kilobytes(browser: Browser, server: Product, path: str, cookie: str = "") -> float:
    """Bytes over the wire, headers included, until the page is quiet; in KB of 1,000 bytes."""
    context = browser.new_context(base_url=server.url)
    if cookie:
        name, _, value = cookie.partition("=")
        context.add_cookies([{"name": name, "value": value, "url": server.url}])
    page = context.new_page()
    total = _count(page)
    page.goto(path, wait_until="networkidle")
    page.wait_for_timeout(2000)
    assert not cookie or "/login" not in page.url, "the dashboard sent us to sign in"
    context.close()
    return total["bytes"] / 1000


def _count(page: Page) -> dict[str, float]:
    total = {"bytes": 0.0}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def add(event: dict[str, float]) -> None:
        total["bytes"] += event["encodedDataLength"]

    session.on("Network.loadingFinished", add)
    return total
