"""A tab's token in strange hands: what runs for its owner reaches nobody else.

Each begins as an attacker would: the token is known, the owner's cookie is not.
"""

import asyncio
import json
import threading
from collections.abc import Callable

import pytest
from reflex.state import StateUpdate
from sqlmodel import select

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import Tab, full_name
from yardflow import db, jobs
from yardflow.auth import tabs
from yardflow.auth.tabs import name_of
from yardflow.models import Event, EventStatus, LoginSession
from yardflow.services.operations import jobs as jobs_service
from yardflow.services.records import active_event
from yardflow.services.team import invitations, sessions
from yardflow.state import jobs as jobs_state


class Looks:
    """Whose lists of jobs were read, in order. Somebody who follows theirs is the tests' clock."""

    def __init__(self) -> None:
        self.of: list[int] = []
        self._search = jobs_service.search

    def __call__(self, own, principal, *args, **kwargs):
        self.of.append(principal.user_id)
        return self._search(own, principal, *args, **kwargs)

    async def more(self, who, number: int = 5) -> int:
        """Waits until somebody has looked some more times; returns how many looks there were."""
        before, goal = len(self.of), self.of.count(who.user_id) + number
        async with asyncio.timeout(20):
            while self.of.count(who.user_id) < goal:
                await asyncio.sleep(0.01)
        return before


@pytest.fixture
def looks(monkeypatch) -> Looks:
    """Following is quick, and counted."""
    counted = Looks()
    monkeypatch.setattr(jobs_state, "WHILE_OPEN_S", 0.02)
    monkeypatch.setattr(jobs_state, "WHILE_QUIET_S", 0.02)
    monkeypatch.setattr(jobs_service, "search", counted)
    return counted


@pytest.fixture
def app(address):
    from yardflow.yardflow import app

    return app


@pytest.fixture
def on_the_server(app) -> Callable:
    """Awaits a coroutine on the server's own loop."""
    loop = app.event_processor._queue_task.get_loop()

    async def call(function, *args):
        work = asyncio.run_coroutine_threadsafe(function(*args), loop)
        return await asyncio.wrap_future(work)

    return call


def new_job(session, who) -> str:
    number = jobs.enqueue(session, "enrich_contact", asked_by=who.user_id).id
    session.commit()
    return f'"id": {number},'


async def followed(tab, who, looks: Looks) -> tuple[Tab, str]:
    """A tab whose list of jobs is followed by a loop that no page load began."""
    cookie = cookie_of(who)
    browser = await tab(cookie)
    await browser.open_page("/jobs/")
    await browser.send(full_name("JobsState", "follow"), "/jobs/")
    await looks.more(who)
    return browser, cookie


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)


@pytest.mark.slow
@pytest.mark.parametrize("next_one", ["nobody", "bob", "a cookie nobody has"])
async def test_a_silent_socket_with_a_left_token_receives_no_background_work(
    tab, alice, bob, session, looks, next_one
):
    hers, _ = await followed(tab, alice, looks)
    await hers.leave()
    cookies = {"nobody": "", "bob": cookie_of(bob), "a cookie nobody has": "yardflow=abc"}
    taker = await tab(cookies[next_one], token=hers.token)
    new_job(session, alice)
    await followed(tab, bob, looks)
    assert taker.received == []


@pytest.mark.slow
async def test_what_followed_for_the_former_owner_ends_when_another_comes(tab, alice, bob, looks):
    hers, _ = await followed(tab, alice, looks)
    await hers.leave()
    await tab(cookie_of(bob), token=hers.token)
    await followed(tab, bob, looks)
    before = await looks.more(bob)
    assert alice.user_id not in looks.of[before:]


async def test_a_stranger_does_not_end_what_follows_for_a_tab_that_is_open(
    tab, alice, session, looks
):
    hers, _ = await followed(tab, alice, looks)
    stranger = await tab(token=hers.token)
    job = new_job(session, alice)
    await until(lambda: job in hers.text)
    assert stranger.received == []


async def test_a_handler_that_works_while_its_owner_leaves_answers_nobody(
    tab, alice, techexpo, monkeypatch
):
    hers = await tab(cookie_of(alice))
    await hers.settle()
    began, taken = threading.Event(), threading.Event()
    choices = active_event.choices

    def slow(own, principal):
        began.set()
        assert taken.wait(20)
        return choices(own, principal)

    monkeypatch.setattr(active_event, "choices", slow)
    await hers.send(full_name("Workplace", "enter"))
    await until(began.is_set)
    await hers.leave()
    taker = await tab(token=hers.token)
    taken.set()
    await taker.settle()
    await taker.settle()
    assert alice.email not in taker.text and techexpo.name not in taker.text


@pytest.mark.slow
async def test_the_same_person_comes_back_to_state_and_running_work(tab, alice, session, looks):
    hers, cookie = await followed(tab, alice, looks)
    await hers.leave()
    back = await tab(cookie, token=hers.token)
    assert back.token == hers.token
    job = new_job(session, alice)
    await until(lambda: job in back.text)
    await back.settle()
    assert alice.email in back.text, "what the page had read is still there"


@pytest.mark.slow
async def test_nothing_more_is_sent_to_a_session_that_has_ended(tab, alice, bob, session, looks):
    hers, _ = await followed(tab, alice, looks)
    await followed(tab, bob, looks)
    with db.session() as own:
        sessions.revoke_all(own, alice.user_id, "signed out")
    await looks.more(bob)
    seen, job = len(hers.received), new_job(session, alice)
    await looks.more(bob)
    assert hers.received[seen:] == [] and job not in hers.text
    await hers.call(full_name("JobsState", "show_more"), "/jobs/")
    assert set(hers.redirects) == {"/login?error=ended&next=%2Fjobs%2F"}
    assert job not in hers.text


async def test_who_comes_back_with_an_ended_session_is_led_to_the_login(tab, alice, techexpo):
    cookie = cookie_of(alice)
    hers = await tab(cookie)
    await hers.open_page("/contacts/")
    await hers.leave()
    with db.session() as own:
        sessions.revoke_all(own, alice.user_id, "signed out")
    back = await tab(cookie, token=hers.token)
    await back.open_page("/contacts/")
    assert set(back.redirects) == {"/login?error=ended&next=%2Fcontacts%2F"}
    # What was sent meanwhile comes when the tab is there: it doesn't take the way back away.
    await back.call(full_name("JobsState", "show_more"), "/login/")
    assert set(back.redirects) == {"/login?error=ended&next=%2Fcontacts%2F"}
    assert alice.email not in back.text and techexpo.name not in back.text


async def test_a_handler_whose_session_ends_while_it_works_answers_nothing(
    tab, alice, session, monkeypatch
):
    """Signed out between asking and answering."""
    hers = await tab(cookie_of(alice))
    await hers.open_page("/events/")
    session.add(Event(name="Zanzibar Expo", status=EventStatus.ACTIVE, timezone="UTC"))
    session.commit()
    choices = active_event.choices

    def and_ended(own, principal):
        offered = choices(own, principal)
        sessions.revoke_all(own, alice.user_id, "signed out")
        return offered

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(active_event, "choices", and_ended)
        await hers.send(full_name("Workplace", "enter"))
        await until(lambda: not list_live(alice.user_id))
        await hers.settle()
    assert "Zanzibar" not in hers.text


async def test_what_a_state_has_handed_over_is_sent_though_its_event_is_ended(
    tab, bob, app, on_the_server, monkeypatch
):
    """As by the next page, while it is looked up whether the session goes on."""
    cookie = cookie_of(bob)
    browser = await tab(cookie)
    name, look_up = name_of(browser.token, cookie, ""), tabs.look_up_behind_event

    async def send_and_end() -> bool:
        asked, answered = asyncio.Event(), asyncio.Event()

        async def slow(*of: str):
            asked.set()
            await answered.wait()
            return await look_up(*of)

        monkeypatch.setattr(tabs, "look_up_behind_event", slow)
        update = StateUpdate(delta={"a_state": {"handed_over": 1}})
        event = asyncio.create_task(app.event_namespace.emit_update(update, name))
        await asked.wait()
        event.cancel()
        await asyncio.sleep(0)
        waits = not event.done()  # nothing that follows is sent before
        answered.set()
        await asyncio.wait([event])
        return waits and event.cancelled()

    assert await on_the_server(send_and_end)
    await until(lambda: "handed_over" in browser.text)


def list_live(user_id: int) -> list[LoginSession]:
    with db.session() as own:
        query = select(LoginSession).where(LoginSession.user_id == user_id)
        return list(own.exec(query.where(LoginSession.revoked_at.is_(None))))


@pytest.mark.slow
async def test_what_runs_for_a_tab_that_nobody_comes_back_to_ends(
    tab, alice, bob, looks, app, on_the_server
):
    hers, cookie = await followed(tab, alice, looks)
    name = name_of(hers.token, cookie, "")
    assert name in app.event_namespace.token_to_sid
    await on_the_server(app.event_namespace.end_unless_back, name)
    await looks.more(alice)
    await hers.leave()
    await until(lambda: name not in app.event_namespace.token_to_sid)
    await on_the_server(app.event_namespace.end_unless_back, name)
    await followed(tab, bob, looks)
    before = await looks.more(bob)
    assert alice.user_id not in looks.of[before:]


async def test_who_is_not_signed_in_has_no_tab_to_come_back_to(tab, session, alice):
    """An invitation's page names whom it invites."""
    link = invitations.invite(session, alice, "zanzibar@canary.test", "MEMBER").link
    session.commit()
    first = await tab(token="a-token")
    await first.open_page("/invitation/?" + link.partition("?")[2])
    assert "zanzibar@canary.test" in first.text
    await first.leave()
    second = await tab(token="a-token")
    await second.settle()
    assert "zanzibar" not in second.text


@pytest.mark.parametrize(
    "token",
    ["x", "X", "%00", "../..", "é😀", "x" * 7000, "a|b|c", "a-b", "yardflow=1", "%ED%A0%80"],
)
async def test_any_token_makes_a_tab_and_no_two_persons_share_one(tab, alice, bob, token):
    hers = await tab(cookie_of(alice), token=token)
    await hers.open_page("/settings")
    his = await tab(cookie_of(bob), token=token)
    await his.open_page("/settings")
    assert alice.email in hers.text and alice.email not in his.text
    assert bob.email in his.text and bob.email not in hers.text


async def test_a_browser_s_own_token_is_told_to_nobody_and_names_no_state(tab, alice, app):
    hers = await tab(cookie_of(alice), token="the-token-of-alice")
    await hers.open_page("/settings")
    known = app.event_namespace.token_to_sid
    assert "the-token-of-alice" not in known and "the-token-of-alice" not in hers.text


async def test_what_a_stranger_left_is_not_kept_and_what_a_person_left_is(
    tab, alice, app, on_the_server
):
    async def forget(name: str) -> None:
        app.event_namespace.forget_anonymous_tab(name)

    states, sockets = app.state_manager.states, lambda: set(app.event_namespace.token_to_sid)
    names: list[str] = []
    for cookie in ("", "yardflow=none-of-ours", cookie_of(alice)):
        before = sockets()
        browser = await tab(cookie)
        await browser.send(full_name("Workplace", "enter"))
        await browser.settle()
        (name,) = sockets() - before
        names.append(name)
        assert name in states
        await on_the_server(forget, name)
        assert name in states  # as long as it is open
        await browser.leave()
        await until(lambda name=name: name not in sockets())
    for name in names:
        await on_the_server(forget, name)
    assert [name in states for name in names] == [False, False, True]


async def test_a_page_goes_on_where_it_was_though_the_socket_that_it_lost_is_not_missed_yet(
    tab, alice
):
    cookie = cookie_of(alice)
    before = await tab(cookie)
    await before.open_page("/contacts/")
    await before.call(full_name("ContactsState", "select_matching"), "/contacts/")
    # It was loaded long ago, and says so by what it does not say.
    after = await tab(cookie, token=before.token, hydrate={})
    await after.settle()
    assert after.token == before.token
    assert '"all_selected_rx_state_": true' in after.text
    # What the other end of the lost one would still be sent goes to the new one.
    assert '"all_selected_rx_state_": false' in json.dumps(
        await after.call(full_name("ContactsState", "select_none"), "/contacts/")
    )


async def test_a_copied_tab_is_another_one(tab, alice):
    cookie = cookie_of(alice)
    original = await tab(cookie)
    await original.open_page("/contacts/")
    await original.call(full_name("ContactsState", "select_matching"), "/contacts/")
    copied = await tab(cookie, token=original.token, hydrate={"hashes": {}})
    await copied.settle()
    assert copied.token != original.token
    assert '"all_selected_rx_state_": true' not in copied.text
    await original.ping()
