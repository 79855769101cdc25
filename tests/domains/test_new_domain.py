"""A new domain is its own files and one line; a new settings tab two files and its declaration; a
new list a page and a state of some sixty lines together.

All are added to a copy of the product, which is then started.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.fixtures.copies import copy_of_product
from tests.fixtures.product import answers, until
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import Tab
from yardflow.config import settings
from yardflow.launch.web import SERVE_WHAT_WAS_BUILT
from yardflow.services.access import Principal
from yardflow.services.records import accounts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
IMPORTS_LINE = '    "imports",\n'
DOMAIN_LINE = '    "headcount",\n'
TABS = "    settings_tabs=(\n"
TAB = """        SettingsTab(
            "greeting",
            "Greeting",
            body="yardflow.pages.settings.greeting:greeting",
            load=("yardflow.state.settings.greeting:GreetingState.load",),
        ),
"""
HANDLERS = "    handlers=(\n"
TAB_HANDLERS = """        Handlers(
            "yardflow.state.settings.greeting.GreetingState",
            member=("load",),
        ),
"""
PAGES = "    pages=(\n"
LIST_PAGE = '        "yardflow.pages.partners",\n'
LIST_HANDLERS = """        Handlers(
            "yardflow.state.partners.PartnersState",
            member=("load", "search", "narrow_text", "sort_by", "next_page", "previous_page"),
        ),
"""
SERVE = """
import asyncio, sys
from granian.constants import Interfaces
from granian.server.embed import Server
from yardflow.yardflow import app
for route in ("headcount", "settings", "partners"):
    print(app._unevaluated_pages[route].component().render())
heavy = {"actors", "openai", "yardflow.services.enrichment.runs.pipeline"}
print(sorted(sys.modules.keys() & heavy))
sys.stdout.flush()
server = Server(app(), port=int(sys.argv[1]), interface=Interfaces.ASGI, log_enabled=False)
asyncio.run(server.serve())
"""
WORK = """
import gc, sys
gc.disable()
from yardflow import registry
from yardflow.domains import DOMAINS
registry.install(DOMAINS)
from actors import kinds
from actors.broker import broker
kinds.declare()
broker.get_actor("count_contacts").fn(int(sys.argv[1]))
print(sorted(sys.modules.keys() & {"fastapi", "reflex", "yardflow.pages", "yardflow.state"}))
"""
STATES = "reflex___state____state.yardflow___state___workplace____workplace"
HEADCOUNT = f"{STATES}.yardflow___state___headcount____headcount_state"
PARTNERS = f"{STATES}.yardflow___state___partners____partners_state"


@dataclass
class Product:
    """The changed copy, started. The names of the files that each change touched; ``printed`` is
    what the new pages and the settings consist of, and what the web process needn't have imported.
    """

    folder: Path
    domain_files: set[str]
    tab_files: set[str]
    list_files: set[str]
    address: str = ""
    printed: tuple[str, ...] = ()

    @asynccontextmanager
    async def tab(self, cookie: str = "") -> AsyncIterator[Tab]:
        """A tab of a browser with this cookie."""
        tab = Tab(self.address, str(uuid.uuid4()))
        await tab.connect(cookie)
        yield tab
        await tab.leave()


@pytest.fixture(scope="module")
def product(urls: object) -> Iterator[Product]:
    """A copy with a new domain and a new settings tab, served without its built pages."""
    with tempfile.TemporaryDirectory(prefix="yf-") as folder:
        copy = _changed_copy(Path(folder))
        with _served(copy):
            yield copy


def _changed_copy(copy: Path) -> Product:
    copy_of_product(copy, "yardflow", "actors", "assets")
    shutil.copy(ROOT / "rxconfig.py", copy)
    before = _texts(copy)
    shutil.copytree(HERE / "headcount", copy, dirs_exist_ok=True)
    _insert(copy / "yardflow/domains/__init__.py", IMPORTS_LINE, DOMAIN_LINE)
    between = _texts(copy)
    shutil.copytree(HERE / "greeting", copy, dirs_exist_ok=True)
    _insert(copy / "yardflow/domains/access.py", TABS, TAB)
    _insert(copy / "yardflow/domains/access.py", HANDLERS, TAB_HANDLERS)
    after = _texts(copy)
    shutil.copytree(HERE / "partners", copy, dirs_exist_ok=True)
    _insert(copy / "yardflow/domains/records.py", PAGES, LIST_PAGE)
    _insert(copy / "yardflow/domains/records.py", HANDLERS, LIST_HANDLERS)
    changes = (_changed(before, between), _changed(between, after), _changed(after, _texts(copy)))
    return Product(copy, *changes)


@contextmanager
def _served(product: Product) -> Iterator[None]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | SERVE_WHAT_WAS_BUILT
    environment |= {"__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "false", "PUBLIC_URL": settings().url}
    command = [sys.executable, "-c", SERVE, str(port)]
    log = product.folder / "log"
    with log.open("w") as output:
        web = subprocess.Popen(command, cwd=product.folder, env=environment, stdout=output)
    try:
        product.address = f"http://127.0.0.1:{port}"
        ping = f"{product.address}/api/ping"
        assert until(lambda: answers(ping) or web.poll() is not None)
        assert web.poll() is None, "the copy ended at its start"
        product.printed = tuple(log.read_text().splitlines())
        yield
    finally:
        web.terminate()
        web.wait(20)


def _texts(folder: Path) -> dict[str, str]:
    return {str(path.relative_to(folder)): path.read_text() for path in folder.rglob("*.py")}


def _insert(path: Path, after: str, lines: str) -> None:
    text = path.read_text()
    assert text.count(after) == 1, path
    path.write_text(text.replace(after, after + lines))


def _changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name, text in after.items() if text != before.get(name)}


@pytest.mark.heavy
def test_a_domain_is_its_own_files_and_one_line(product):
    assert product.domain_files == {
        "yardflow/api/headcount.py",
        "yardflow/domains/__init__.py",
        "yardflow/domains/headcount.py",
        "yardflow/pages/headcount.py",
        "yardflow/services/headcount.py",
        "yardflow/state/headcount.py",
    }
    assert DOMAIN_LINE.count("\n") == 1


@pytest.mark.heavy
def test_a_settings_tab_is_three_files(product):
    assert len(product.tab_files) == 3


@pytest.mark.heavy
def test_its_page_is_there_and_leads_from_the_navigation(product):
    page, settings_page = product.printed[:2]
    assert "headcount_state.read_as" in page
    assert "/headcount/" in page and "/headcount/" in settings_page


@pytest.mark.heavy
async def test_its_page_is_read_when_it_is_opened(product, bob):
    async with product.tab(cookie_of(bob)) as tab:
        await tab.open_page("/headcount/")
        assert "0 for a member" in tab.text


@pytest.mark.heavy
async def test_its_handlers_are_called_by_whom_it_declares_and_nobody_else(product, alice, bob):
    async def read_as(person: Principal | None, handler: str) -> bool:
        async with product.tab(cookie_of(person) if person else "") as tab:
            await tab.call(f"{HEADCOUNT}.{handler}")
            return "0 for " in tab.text

    assert [await read_as(person, "load") for person in (alice, bob, None)] == [True, True, False]
    assert await read_as(alice, "load_for_admin") and not await read_as(bob, "load_for_admin")
    assert not await read_as(alice, "load_for_nobody")


@pytest.mark.heavy
def test_its_route_asks_for_its_job_and_the_worker_does_it(product, bob):
    headers = {"Cookie": cookie_of(bob), "Origin": settings().url}
    with httpx.Client(base_url=product.address, headers=headers) as calls:
        job_id = calls.post("/api/headcount").raise_for_status().json()
        command = [sys.executable, "-c", WORK, str(job_id)]
        printed = subprocess.check_output(command, cwd=product.folder, text=True)
        job = calls.get(f"/api/jobs/{job_id}").json()
    assert (job["status"], job["result"]) == ("succeeded", {"contacts": 0})
    assert printed.splitlines()[-1] == "[]", "the worker imports what only the web needs"


@pytest.mark.heavy
def test_the_web_process_imports_nothing_that_only_the_worker_needs(product):
    assert product.printed[3] == "[]"


@pytest.mark.heavy
async def test_the_settings_tab_is_shown_and_read(product, bob):
    assert "?tab=greeting" in product.printed[1]
    async with product.tab(cookie_of(bob)) as tab:
        await tab.open_page("/settings/?tab=greeting")
        await tab.settle()  # the page opens the tab, and the tab then reads what it shows
        assert "Good morning, Bob" in tab.text


@pytest.mark.heavy
async def test_a_list_is_a_page_and_a_state_of_some_sixty_lines(product, session, alice, bob):
    own = product.list_files - {"yardflow/domains/records.py"}
    assert own == {"yardflow/pages/partners.py", "yardflow/state/partners.py"}
    assert sum(len((product.folder / name).read_text().splitlines()) for name in own) <= 62
    page = product.printed[2]
    assert "Search partners" in page and "No partners yet" in page and "Industry" in page
    for name, industry in (("Birch", "Retail"), ("Acme", "Food"), ("Cedar", "Retail")):
        accounts.create(session, alice, {"name": name, "industry": industry})
    session.commit()
    async with product.tab(cookie_of(bob)) as tab:
        await tab.open_page("/partners/")
        assert re.findall("Acme|Birch|Cedar", tab.text)[:3] == ["Acme", "Birch", "Cedar"]
        await tab.open_page("/partners/?industry=retail&sort=-name")
        assert re.findall('"name": ?"(Acme|Birch|Cedar)"', tab.text)[-2:] == ["Cedar", "Birch"]
