"""The real product in the real browser: web, worker, sandbox, PostgreSQL and Redis of its own.

`product` starts what ``make run`` starts, on free ports and an empty folder, once for all journeys;
only the sandbox is started beside it, at an address that journeys know: `sandbox` makes it fail.
A journey asks for `page` (nobody signed in) or `alice_s_page` / `bob_s_page`, and goes to where it
begins. Every page fails its
test when the browser's console shows an error; `look_over` checks one page at desktop and phone
width, light and dark, against axe.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Locator,
    Page,
    ViewportSize,
    expect,
    sync_playwright,
)
from sqlalchemy import create_engine, text
from sqlmodel import SQLModel

from tests.fixtures.hubspot import Portal
from tests.fixtures.product import ADMIN, MEMBER, Login, Product, running
from tests.fixtures.sandbox import Sandbox, behind, call, started
from tests.run import BROWSERS
from yardflow import models  # noqa: F401 - whose tables there are
from yardflow.launch import postgres, preflight

CHROMIUM = next((path for path in BROWSERS if Path(path).exists()), None)
# What Playwright turns off (only the last list counts), and what costs each new page two processes:
# a process in reserve, and what the address bar, which nobody sees, would unfold.
UNUSED = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,"
    "HttpsFirstBalancedModeAutoEnable,LensOverlay,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,OptimizationHints,"
    "NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "SpareRendererForSitePerProcess,WebUIOmniboxPopup,WebUIOmniboxAimPopup"
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={UNUSED}",
    # axe makes much that it soon drops: room for it (MB) spares a tenth of a page's work.
    "--js-flags=--min-semi-space-size=32",
]
# How long something may take to appear. No measure: beside other heavy work a page takes long.
PATIENCE_MS = 40_000
_cookies: dict[tuple[str, Login], list[Any]] = {}  # sessions, by product and person
# What is right need not be written out. Of what axe fetches first, no rule in use reads the
# stylesheets, which would be taken apart anew for every look.
EVERYTHING: dict[str, object] = {
    "resultTypes": ["violations"],
    "preload": {"assets": ["media"]},
}
# All that another theme changes.
COLORS = EVERYTHING | {"runOnly": ["color-contrast", "link-in-text-block"]}
RUN_AXE = "options => axe.run(options).then(results => results.violations)"
DESK: ViewportSize = {"width": 1400, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
# Each differs from the one before in one thing: a change of theme costs as much as half a page.
LOOKS: tuple[tuple[ViewportSize, Literal["light", "dark"]], ...] = (
    (DESK, "light"),
    (DESK, "dark"),
    (PHONE, "dark"),
    (PHONE, "light"),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def sandbox(product: str, sandbox_process: str) -> Iterator[Sandbox]:
    """The providers that the product talks to, obedient again afterwards."""
    yield Sandbox(sandbox_process)
    call("DELETE", f"{sandbox_process}/control")


@pytest.fixture(scope="session")
def port() -> int:
    """The product's port, which the sandbox knows before the product is there."""
    return preflight.free_port()


@pytest.fixture(scope="session")
def sandbox_process(port: int) -> Iterator[str]:
    """A sandbox that reports to the product, as under ``make run``."""
    webhook = f"http://127.0.0.1:{port}/api/webhooks/sendgrid"
    with started(None, "--webhook", webhook) as url:
        yield url


@pytest.fixture(scope="session")
def running_product(port: int, sandbox_process: str) -> Iterator[Product]:
    """The running product."""
    with running(PORT=str(port), **behind(sandbox_process)) as product:
        yield product


@pytest.fixture(scope="session")
def product(running_product: Product) -> str:
    """Its address."""
    return running_product.url


@pytest.fixture
def portal(running_product: Product, sandbox: Sandbox) -> Iterator[Portal]:
    """HubSpot's account, empty, and a product that never was connected to it; nor is it afterwards,
    whatever a journey left.
    """
    _forget_hubspot(running_product)
    portal = Portal(sandbox.url)
    portal.control("DELETE")
    yield portal
    _forget_hubspot(running_product)


def _forget_hubspot(product: Product) -> None:
    state = (product.data_dir / "postgres" / "postmaster.pid").read_text().splitlines()
    engine = create_engine(postgres.url(Path(state[4])))
    tables = [name for name in SQLModel.metadata.tables if name.startswith("hubspot_")]
    with engine.begin() as connection:
        # (To truncate waits for every reader, and the product's read several tables as they go.)
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for name in tables:
            connection.execute(text(f"DELETE FROM {name}"))
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    assert CHROMIUM, "Chromium is not installed: sudo apt-get install chromium"
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def complaints() -> list[str]:
    """What the browser's console has complained about since the journey began."""
    return []


@pytest.fixture(scope="session")
def emptied() -> list[BrowserContext]:
    """Browsers that journeys have left, with nothing of theirs. What a page is made of is compiled
    there already, which is two thirds of the work of opening it.
    """
    return []


@pytest.fixture
def new_page(
    product: str, browser: Browser, complaints: list[str], emptied: list[BrowserContext]
) -> Iterator[Callable[..., Page]]:
    """Opens pages in browsers that know nothing of each other; their consoles must stay clean."""
    used: list[tuple[BrowserContext, bool]] = []
    complaints.clear()

    def open_page(viewport: ViewportSize = DESK, **options: object) -> Page:
        if emptied and not options:
            context = emptied.pop()
        else:
            looks = {"viewport": viewport, "color_scheme": "light", **options}
            context = browser.new_context(base_url=product, **looks)
            context.set_default_timeout(PATIENCE_MS)
            listen(context.new_page(), complaints)
        used.append((context, not options))
        page = context.pages[0]
        if page.viewport_size != viewport:
            page.set_viewport_size(viewport)
        return page

    yield open_page
    said = [*complaints]
    for context, usual in used:
        if usual and context.pages:
            emptied.append(empty(context))
        else:
            context.close()
    assert said == []


def empty(context: BrowserContext) -> BrowserContext:
    """Leaves nothing of a journey in its browser but what is the same for everybody."""
    page, *others = context.pages
    for other in others:
        other.close()
    # Where the product's storage is, and none of its scripts. It stays there: whoever comes from
    # about:blank gets a new process, in which everything is compiled anew: 0.7 s of the processor.
    page.goto("/api/ping")
    page.evaluate("localStorage.clear(), sessionStorage.clear()")
    context.clear_cookies()
    context.clear_permissions()
    page.emulate_media(color_scheme="light")
    page.mouse.move(0, 0)
    return context


def listen(page: Page, complaints: list[str]) -> None:
    """Collects what the browser's console complains about."""
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda message: (
            complaints.append(message.text)
            if message.type == "error" and not _is_the_404_itself(message.text)
            else None
        ),
    )


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """A fresh browser with nobody signed in."""
    return new_page()


@pytest.fixture
def alice_s_page(new_page: Callable[..., Page], product: str) -> Page:
    """A fresh browser with an ADMIN signed in, on no page yet."""
    return signed_in(new_page(), product, ADMIN)


@pytest.fixture
def bob_s_page(new_page: Callable[..., Page], product: str) -> Page:
    """A fresh browser with a MEMBER signed in, on no page yet."""
    return signed_in(new_page(), product, MEMBER)


def signed_in(page: Page, product: str, who: Login) -> Page:
    """Has a session of this person, without the detour over the form, with the active event that
    every journey begins with. The session of a journey before goes on, unless that one ended it.
    """
    headers = {"Origin": product}
    page.context.add_cookies(_cookies.get((product, who), []))
    if not page.request.get("/api/auth/me").ok:
        assert page.request.post("/api/auth/signin", data=asdict(who), headers=headers).ok
        _cookies[product, who] = page.context.cookies()
    events = page.request.get("/api/events").json()["items"]
    active = next(event["id"] for event in events if event["name"] == "TechExpo 2026")
    assert page.request.post(f"/api/events/{active}/activate", headers=headers).ok
    return page


def sign_in(page: Page, who: Login, path: str = "/login") -> Page:
    """Fills the form and waits until the product is there."""
    page.goto(path)
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()
    arrived(page)
    return page


def with_contact(page: Page, name: str, account: str) -> None:
    """As `add_contact`, without the detour over the form."""
    first, _, last = name.partition(" ")
    events = page.request.get("/api/events").json()["items"]
    body = {
        "firstName": first,
        "lastName": last,
        "accountId": id_of(page, "accounts", account),
        "eventId": next(event["id"] for event in events if event["active"]),
        "enrich": True,
    }
    page.goto(f"/contacts/{posted(page, '/api/contacts', body)['id']}/")
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def posted(page: Page, path: str, body: dict[str, object] | None = None) -> dict[str, Any]:
    """Sends this to the API as the person whose browser it is; the answer."""
    origin = page.request.get("/api/ping").url.removesuffix("/api/ping")
    answer = page.request.post(path, data=body, headers={"Origin": origin})
    assert answer.ok, answer.text()
    return answer.json() if answer.body() else {}


def id_of(page: Page, kind: str, name: str) -> int:
    """The number of the only contact, account or event of this name."""
    search = {} if kind == "events" else {"q": name}
    items = page.request.get(f"/api/{kind}", params=search).json()["items"]
    (number,) = (item["id"] for item in items if item["name"] == name)
    return int(number)


def add_contact(page: Page, name: str, account: str) -> None:
    """Adds a contact of whom only the name is known; its record is open afterwards."""
    first, _, last = name.partition(" ")
    page.goto("/contacts/")
    page.get_by_role("button", name="New contact").first.click()
    form = page.get_by_role("dialog")
    form.get_by_label("First name").fill(first)
    form.get_by_label("Last name").fill(last)
    form.get_by_label("Account").fill(account)
    form.get_by_role("button", name="Add contact").click()
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def arrived(page: Page) -> None:
    """Waits until the page knows who is signed in and is read: before that, clicks go nowhere, or
    to what this tab showed the last time.
    """
    menu = page.get_by_role("button", name="User menu", include_hidden=True)
    expect(menu).not_to_have_text("·")  # (A dialog may cover it by then.)
    expect(page.locator(".yf-page-progress")).to_have_count(0)


def narrow(page: Page, filter_name: str, *values: str) -> None:
    """Adds a filter to the list, with these of its values."""
    page.get_by_role("button", name="Filter", exact=True).click()
    panel = page.get_by_role("dialog", name="Filter")
    panel.locator("summary").filter(has_text=filter_name).first.click()
    for value in values:
        panel.get_by_role("checkbox", name=value, exact=True).click()
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()


def chip(page: Page, filter_name: str) -> Locator:
    """What says that a filter is in use, and with which values."""
    group = page.get_by_role("group", name="Filters in use")
    return group.locator(".yf-chip").filter(has=page.get_by_text(filter_name, exact=False))


def look_over(page: Page, path: str, ready: str) -> None:
    """Checks a page in both widths and both themes; ``ready`` is a text its content shows.

    axe must find nothing, and nothing may be wider than the screen.
    """
    findings = []
    page.goto(path)
    for size, scheme in LOOKS:
        page.set_viewport_size(size)
        show_theme(page, scheme)
        page.get_by_text(ready).locator("visible=true").first.wait_for()
        where = f"{path} {size['width']} {scheme}"
        rules = EVERYTHING if scheme == "light" else COLORS
        findings += [f"{where}: {violation}" for violation in violations(page, rules)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > size["width"]:
            findings.append(f"{where}: {wide} px wide")
    assert findings == []


def show_theme(page: Page, scheme: Literal["light", "dark"]) -> None:
    """Has the system ask for this theme, and waits until the page has it."""
    page.emulate_media(color_scheme=scheme)
    expect(page.locator(f"html.{scheme}")).to_be_attached()


def come_to_rest(page: Page) -> None:
    """Waits for changes of theme and dialogs' entrances; half way, sizes and colors are neither."""
    page.evaluate(
        """() => Promise.race([
            new Promise(end => setTimeout(end, 1000)),
            Promise.allSettled(document.getAnimations().map(moving => moving.finished)),
        ])"""
    )


# A notice that fades while it is looked at has no color of its own: it is whole until then.
HOLD_NOTICES, LET_NOTICES_GO = (
    f"""() => document.getAnimations()
        .filter(each => each.animationName === "yf-leave" && each.playState !== "finished")
        .forEach(each => {{ {act} }})"""
    for act in ("each.pause(); each.currentTime = 0;", "each.play();")
)


def violations(page: Page, options: dict[str, object] = EVERYTHING) -> list[str]:
    """What axe finds on the page as it is."""
    come_to_rest(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    page.evaluate(HOLD_NOTICES)
    seen = page.evaluate(RUN_AXE, options)
    page.evaluate(LET_NOTICES_GO)
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in seen
        for node in violation["nodes"]
    ]


def _is_the_404_itself(text: str) -> bool:
    return "status of 404" in text
