"""How long the gate's finding holds for what its event does."""

import asyncio
import contextvars

import pytest
from reflex_base.event.context import EventContext

from tests.fixtures.product_in_process import cookie_of
from yardflow import db
from yardflow.auth import event_principal
from yardflow.auth.event_principal import (
    ADMITTED_FOR_S,
    admit,
    admitted,
    find_behind_event,
)
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.services.access import Principal
from yardflow.services.team import sessions

pytestmark = pytest.mark.usefixtures("database")


def test_it_holds_for_a_moment_and_for_this_cookie_alone(alice: Principal, monkeypatch):
    cookie, now = cookie_of(alice), 100.0
    monkeypatch.setattr(event_principal.time, "monotonic", lambda: now)
    admit(cookie, alice, sessions.endings())
    assert admitted(cookie, ADMITTED_FOR_S) == alice
    assert admitted(cookie_of(alice), ADMITTED_FOR_S) is None
    now += ADMITTED_FOR_S + 0.001
    assert admitted(cookie, ADMITTED_FOR_S) is None


def test_it_ends_with_any_session_that_ends(alice: Principal, bob: Principal):
    cookie = cookie_of(alice)
    cookie_of(bob)
    admit(cookie, alice, sessions.endings())
    with db.session() as own:
        sessions.revoke_all(own, bob.user_id, "removed")
        assert admitted(cookie, ADMITTED_FOR_S) == alice  # until that is committed
    assert admitted(cookie, ADMITTED_FOR_S) is None


def test_it_is_of_its_event_and_of_no_other(alice: Principal):
    cookie = cookie_of(alice)
    event, other = contextvars.Context(), contextvars.Context()
    event.run(admit, cookie, alice, sessions.endings())
    assert event.copy().run(admitted, cookie, ADMITTED_FOR_S) == alice
    assert other.run(admitted, cookie, ADMITTED_FOR_S) is None


def test_nobody_is_looked_up_again(alice: Principal):
    cookie = cookie_of(alice)
    admit(cookie, None, sessions.endings())
    assert admitted(cookie, ADMITTED_FOR_S) is None


@pytest.fixture
def look_ups(monkeypatch) -> list[str]:
    """The cookies whose session was read."""
    read: list[str] = []

    async def counted(cookie: str, ip: str = "") -> Principal | None:
        read.append(cookie)
        return await principal_of_cookie(cookie, ip)

    monkeypatch.setattr(event_principal, "_of_events", {})
    monkeypatch.setattr(event_principal, "principal_of_cookie", counted)
    return read


def a_clients_event() -> EventContext:
    async def nothing(*_) -> None: ...

    root = EventContext(token="a tab", state_manager=nothing, enqueue_impl=nothing, txid="")
    return root.fork()


async def find(event: EventContext, cookie: str) -> Principal | None:
    """As the gate does, in the task of the event."""

    return await asyncio.create_task(
        find_behind_event(cookie, "10.0.0.9", event.txid, event.parent_txid)
    )


async def test_what_an_event_leads_to_is_done_by_the_same_person(alice: Principal, look_ups):
    cookie, event = cookie_of(alice), a_clients_event()
    answer = event.fork()
    for each in (event, answer, answer.fork(), event.fork()):
        assert (await find(each, cookie)).user_id == alice.user_id
    assert look_ups == [cookie]


async def test_each_event_of_a_client_is_looked_up(alice: Principal, look_ups):
    cookie = cookie_of(alice)
    for _ in range(3):
        await find(a_clients_event(), cookie)
    assert look_ups == [cookie] * 3


async def test_what_comes_late_is_looked_up_however_long_the_chain(
    alice: Principal, look_ups, monkeypatch
):
    cookie, event, now = cookie_of(alice), a_clients_event(), 100.0
    monkeypatch.setattr(event_principal.time, "monotonic", lambda: now)
    await find(event, cookie)
    for _ in range(5):
        now += ADMITTED_FOR_S / 4
        event = event.fork()
        await find(event, cookie)
    assert look_ups == [cookie] * 2
    assert len(event_principal._of_events) < 6, "what no longer holds is forgotten"


async def test_what_a_gone_session_led_to_is_refused(alice: Principal, bob: Principal, look_ups):
    cookie, event = cookie_of(alice), a_clients_event()
    await find(event, cookie)
    with db.session() as own:
        sessions.revoke_all(own, alice.user_id, "removed")
    assert await find(event.fork(), cookie) is None


async def test_an_answer_at_another_cookie_is_looked_up(alice: Principal, bob: Principal):
    event = a_clients_event()
    await find(event, cookie_of(alice))
    assert (await find(event.fork(), cookie_of(bob))).user_id == bob.user_id
    assert await find(event.fork(), "") is None


async def test_a_session_that_ends_while_it_is_read_holds_for_nothing(
    alice: Principal, look_ups, monkeypatch
):
    cookie, event = cookie_of(alice), a_clients_event()

    async def too_late(*asked: str) -> Principal | None:
        person = await principal_of_cookie(*asked)
        with db.session() as own:
            sessions.revoke_all(own, alice.user_id, "removed")
        return person

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(event_principal, "principal_of_cookie", too_late)
        await find(event, cookie)
    assert await find(event.fork(), cookie) is None
