"""The gate where two tabs, two sessions or a flood meet."""

import asyncio
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from tests.access.conftest import cookie_of
from tests.access.tab import full_name
from yardflow.auth import gate
from yardflow.auth.gate import Gate
from yardflow.auth.pace import Pace


@pytest.fixture
def the_gate(address):
    """The one gate of the product."""
    from yardflow.yardflow import app

    return next(one for one in app._middlewares if isinstance(one, Gate))


async def test_a_flood_of_one_session_is_dropped_and_others_go_on(
    tab, alice, bob, the_gate, monkeypatch
):
    flood, other = await tab(cookie_of(bob)), await tab(cookie_of(alice))
    pace, asked = Pace(rate=0.001, burst=5), []
    counting = SimpleNamespace(take=lambda key: [asked.append(key), pace.take(key)][1])
    with monkeypatch.context() as strict:
        strict.setattr(the_gate, "_by_session", counting)
        for _ in range(30):
            await flood.send(full_name("Workplace", "enter"))
        await other.settle()
        async with asyncio.timeout(10):
            while len(asked) < 30:
                await asyncio.sleep(0.01)
    assert flood.text.count('"email": "bob@yardflow.test"') <= 5
    await flood.settle()


async def test_one_address_has_a_pace_too(tab, bob, the_gate, monkeypatch):
    refused = []
    nobody_may = SimpleNamespace(take=lambda key: refused.append(key) is not None)
    one = await tab(cookie_of(bob))
    with monkeypatch.context() as crowded:
        crowded.setattr(the_gate, "_by_address", nobody_may)
        await one.send(full_name("Workplace", "enter"))
        async with asyncio.timeout(10):
            while not refused:
                await asyncio.sleep(0.01)
    await one.settle()
    assert bob.email not in one.text and set(refused) == {"127.0.0.1"}


@pytest.mark.parametrize(
    ("extra", "told"),
    [("caplog", "The database does not answer just now"), ("full_disk", "disk is full")],
)
async def test_with_the_database_away_nothing_passes(
    extra, told, tab, bob, monkeypatch, caplog, request
):
    async def away(*args):
        raise OperationalError("select canary", {}, Exception("canary"))

    request.getfixturevalue(extra)
    one = await tab(cookie_of(bob))
    with monkeypatch.context() as broken:
        broken.setattr(gate, "principal_of_cookie", away)
        await one.send(full_name("Workplace", "enter"))
        async with asyncio.timeout(10):
            while "the database does not answer" not in caplog.text:
                await asyncio.sleep(0.01)
    await one.settle()
    assert bob.email not in one.text and "canary" not in caplog.text
    assert told in one.text


async def test_a_page_says_that_the_disk_is_full_while_it_still_works(tab, bob, full_disk):
    one = await tab(cookie_of(bob))
    await one.send(full_name("Workplace", "enter"))
    await one.settle()
    assert bob.email in one.text and "refuses new lists and background jobs wait" in one.text


def router(cookie: str, sid: str) -> SimpleNamespace:
    return SimpleNamespace(
        router=SimpleNamespace(
            headers=SimpleNamespace(cookie=cookie), session=SimpleNamespace(session_id=sid)
        )
    )


@pytest.mark.parametrize(
    ("cookie", "sid", "by_another"),
    [
        ("yardflow=bob", "the socket of bob", False),
        ("yardflow=alice", "the socket of alice, who left", True),
        ("yardflow=bob; theme=dark", "the former socket of bob", False),
    ],
)
def test_an_answer_goes_to_no_socket_with_another_cookie(
    urls, monkeypatch, cookie, sid, by_another
):
    """The token's socket is Bob's by now."""
    sockets = SimpleNamespace(
        token_to_sid={"token": "the socket of bob"},
        _static_router_data={"the socket of bob": {"headers": {"cookie": "yardflow=bob"}}},
    )
    context = SimpleNamespace(get=lambda: SimpleNamespace(token="token"))
    monkeypatch.setattr(gate, "EventContext", context)
    app = SimpleNamespace(event_namespace=sockets)
    assert gate._answered_by_another(app, router(cookie, sid)) is by_another


async def test_what_the_former_owner_of_a_tab_still_had_running_is_stopped(monkeypatch):
    async def forever() -> None:
        await asyncio.Event().wait()

    own = asyncio.create_task(forever(), name="reflex_event|follow|the-token|1")
    other = asyncio.create_task(forever(), name="reflex_event|follow|another-token|2")
    processor = SimpleNamespace(_tasks={"1": own, "2": other})
    context = SimpleNamespace(get=lambda: SimpleNamespace(token="the-token"))
    monkeypatch.setattr(gate, "EventContext", context)
    gate._stop_the_former(SimpleNamespace(event_processor=processor))
    await asyncio.wait([own], timeout=5)
    assert own.cancelled() and not other.done()
    other.cancel()
