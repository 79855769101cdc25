"""The real product in the real browser: web, worker, sandbox, PostgreSQL and Redis of its own.

`product` starts what ``make run`` starts, on free ports and an empty folder, once for all journeys;
only the sandbox is started beside it, at an address that journeys know: `sandbox` makes it fail.
A journey asks for `page` (nobody signed in) or `alice_s_page` / `bob_s_page`. Every page fails its
test when the browser's console shows an error; `look_over` checks one page at desktop and phone
width, light and dark, against axe.
"""

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(
    (path for path in ("/usr/bin/chromium", "/usr/bin/chromium-browser") if Path(path).exists()),
    None,
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
]
DESK, PHONE = {"width": 1400, "height": 900}, {"width": 390, "height": 844}
START_SECONDS = 300


@dataclass(frozen=True)
class Login:
    """A person of the demo data."""

    email: str
    password: str


ADMIN = Login("admin@yardflow.com", "YardFlow2026!")
MEMBER = Login("demo@yardflow.com", "Demo2026!")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Sandbox:
    """The providers that the product talks to."""

    url: str

    def fail(self, fault: str, provider: str = "openai", **how: object) -> None:
        """The next request (or the next ``times``) goes wrong like this."""
        body = {"provider": provider, "fault": fault, **how}
        httpx.post(f"{self.url}/control", json=body).raise_for_status()


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    """``python -m yardflow.sandbox`` at a port that is known."""
    port = _free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "yardflow.sandbox", "--port", str(port)], cwd=ROOT
    )
    try:
        yield Sandbox(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(timeout=10)


@pytest.fixture
def sandbox(product: str, sandbox_process: Sandbox) -> Iterator[Sandbox]:
    """The same, obedient again afterwards."""
    yield sandbox_process
    httpx.delete(f"{sandbox_process.url}/control")


@pytest.fixture(scope="session")
def product(sandbox_process: Sandbox) -> Iterator[str]:
    """The running product's address."""
    with tempfile.TemporaryDirectory(prefix="yf-browser-") as folder:
        Path(folder).chmod(0o755)
        port, worker_port = _free_port(), _free_port()
        url = f"http://localhost:{port}"
        env = {
            **{k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL"}},
            "PORT": str(port),
            "WORKER_PORT": str(worker_port),
            "DATA_DIR": f"{folder}/data",
            "OPENAI_API_KEY": "sandbox",
            "OPENAI_BASE_URL": f"{sandbox_process.url}/openai/v1",
            "HUBSPOT_ACCESS_TOKEN": "sandbox",
            "HUBSPOT_BASE_URL": f"{sandbox_process.url}/hubspot",
            "SENDGRID_API_KEY": "sandbox",
            "SENDGRID_BASE_URL": f"{sandbox_process.url}/sendgrid",
            "WEBSITE_BASE_URL": f"{sandbox_process.url}/websites",
        }
        log = Path(folder) / "launch.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "yardflow.launch", "--tied"],
                cwd=ROOT,
                env=env,
                stdout=output,
                stderr=subprocess.STDOUT,
            )
            try:
                _wait_until_ready(process, log)
                yield url
            finally:
                process.send_signal(signal.SIGTERM)
                process.wait(timeout=60)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all journeys."""
    assert CHROMIUM, "Chromium is not installed: sudo apt-get install chromium"
    expect.set_options(timeout=15_000)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def new_page(product: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages in browsers that know nothing of each other; their consoles must stay clean."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(**options: object) -> Page:
        context = browser.new_context(
            base_url=product, **{"viewport": DESK, "color_scheme": "light", **options}
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        listen(page, complaints)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


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
def alice_s_page(new_page: Callable[..., Page]) -> Page:
    """A fresh browser with an ADMIN signed in, on the dashboard."""
    return sign_in(new_page(), ADMIN)


@pytest.fixture
def bob_s_page(new_page: Callable[..., Page]) -> Page:
    """A fresh browser with a MEMBER signed in, on the dashboard."""
    return sign_in(new_page(), MEMBER)


def sign_in(page: Page, who: Login, path: str = "/login") -> Page:
    """Fills the form and waits until the product is there."""
    page.goto(path)
    page.get_by_label("Email").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()
    arrived(page)
    return page


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
    """Waits until the page knows who is signed in: before that, clicks go nowhere."""
    expect(page.get_by_role("button", name="User menu")).not_to_have_text("·")


def look_over(page: Page, path: str, ready: str) -> None:
    """Checks a page in both widths and both themes; ``ready`` is a text its content shows.

    axe must find nothing, and nothing may be wider than the screen.
    """
    findings = []
    page.goto(path)
    for size in (DESK, PHONE):
        page.set_viewport_size(size)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            expect(page.locator(f"html.{scheme}")).to_be_attached()
            page.get_by_text(ready).locator("visible=true").first.wait_for()
            where = f"{path} {size['width']} {scheme}"
            findings += [f"{where}: {found}" for found in _violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size["width"]:
                findings.append(f"{where}: {wide} px wide")
    assert findings == []


def _violations(page: Page) -> list[str]:
    return [
        f"{violation['id']}: {node['html'][:160]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"]
    ]


def _is_the_404_itself(text: str) -> bool:
    return "status of 404" in text


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while "Ready in" not in log.read_text():
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < deadline, log.read_text()
        time.sleep(0.2)
