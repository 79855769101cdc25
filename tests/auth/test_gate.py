"""The gate where two tabs, two sessions or a flood meet."""

import asyncio
from types import SimpleNamespace

import pytest

from tests.conftest import no_database
from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import full_name
from yardflow.auth.cookies import token_of
from yardflow.auth.rate_limit import RateLimiter
from yardflow.auth.tabs import NO_SESSION, end_work, sessions_of_tasks


@pytest.fixture
def tabs(address):
    """Where all sockets of the product end."""
    from yardflow.yardflow import app

    return app.event_namespace


@pytest.mark.slow
async def test_who_sends_too_fast_waits_and_others_do_not(tab, alice, bob, tabs, monkeypatch):
    cookie = cookie_of(alice)
    flood, other = await tab(cookie_of(bob)), await tab(cookie)
    waited, hers = [], token_of(cookie)

    def wait(key: str) -> float:
        waited.append(key)
        return 0.0 if key == hers else 0.02

    with monkeypatch.context() as strict:
        strict.setattr(tabs, "rate_limit", SimpleNamespace(reserve=wait))
        for _ in range(30):
            await flood.send(full_name("ContactsState", "ask_new"), open=True)
        await other.settle()
        assert len(waited) < 31, "the flood is still being read"
        await flood.settle()
    assert flood.text.count('"adding_rx_state_": true') >= 30, "nothing was dropped"


async def test_made_up_cookies_do_not_make_one_stranger_many(tab, bob, tabs, monkeypatch):
    cookie = cookie_of(bob)
    clients = []
    with monkeypatch.context() as strict:
        counting = SimpleNamespace(reserve=lambda key: [clients.append(key), 0.0][1])
        strict.setattr(tabs, "rate_limit", counting)
        for made_up in ("", "yardflow=made-up-1", "yardflow=made-up-2", cookie):
            await (await tab(made_up)).settle()
    assert len(set(clients)) == 2 and clients[-1] == token_of(cookie)


@pytest.mark.slow
async def test_a_page_of_a_busy_session_appears_however_much_its_other_tabs_do(
    tab, bob, tabs, monkeypatch
):
    """What a page load leads to on the server is no haste of the browser's."""
    cookie = cookie_of(bob)
    calls = []
    limiter = RateLimiter(rate=200, burst=1)
    counting = SimpleNamespace(reserve=lambda key: [calls.append(key), limiter.reserve(key)][1])
    with monkeypatch.context() as strict:
        strict.setattr(tabs, "rate_limit", counting)
        opened = [await tab(cookie) for _ in range(10)]
        await asyncio.gather(*(tab.open_page("/jobs/") for tab in opened))
    assert len(calls) == 10, "one event of each page load came from the browser"
    assert all("jobs_state" in tab.text for tab in opened)


@pytest.mark.parametrize(
    ("extra", "reason"),
    [("caplog", "reach the database right now"), ("full_disk", "disk is full")],
)
async def test_with_the_database_away_nothing_passes(
    extra, reason, tab, the_gate, bob, caplog, request
):
    the_gate.refusals.sum_up()  # what tests before were refused

    request.getfixturevalue(extra)
    browser = await tab(cookie_of(bob))
    with no_database():
        await browser.send(full_name("Workplace", "enter"))
        async with asyncio.timeout(10):
            while "was dropped: the database does not answer" not in caplog.text:
                await asyncio.sleep(0.01)
    await browser.settle()
    assert bob.email not in browser.text and "port 9" not in caplog.text
    assert reason in browser.text


async def test_a_page_says_that_the_disk_is_full_while_it_still_works(tab, bob, full_disk):
    browser = await tab(cookie_of(bob))
    await browser.send(full_name("Workplace", "enter"))
    await browser.settle()
    assert (
        bob.email in browser.text and "refuses new imports and background jobs wait" in browser.text
    )


async def test_what_ran_for_an_ended_session_is_stopped_and_nothing_else():
    async def forever() -> None:
        await asyncio.Event().wait()

    name, another = f"{'a' * 16}-{'b' * 48}", f"{'a' * 16}-{'c' * 48}"
    own = asyncio.create_task(forever(), name=f"reflex_event|follow|{name}|1")
    of_the_next = asyncio.create_task(forever(), name=f"reflex_event|hydrate|{name}|2")
    elsewhere = asyncio.create_task(forever(), name=f"reflex_event|follow|{another}|3")
    at_the_gate = asyncio.create_task(forever(), name=f"reflex_event|hydrate|{name}|4")
    sessions_of_tasks.update({own: 7, of_the_next: NO_SESSION, elsewhere: 7})
    tasks = {"1": own, "2": of_the_next, "3": elsewhere, "4": at_the_gate}
    app = SimpleNamespace(event_processor=SimpleNamespace(_tasks=tasks))
    end_work(app, name, 7)
    await asyncio.wait([own], timeout=5)
    assert [task.done() for task in tasks.values()] == [True, False, False, False]
    end_work(app, name)
    await asyncio.wait([of_the_next, at_the_gate], timeout=5)
    assert [task.done() for task in tasks.values()] == [True, True, False, True]
    elsewhere.cancel()
