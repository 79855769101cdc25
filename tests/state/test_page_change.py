"""What it costs to turn to the next page of a list, on the real socket."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import Tab, full_name
from yardflow import jobs as queue
from yardflow.services.access import Principal
from yardflow.services.enrichment import last_results, state_of
from yardflow.services.records import active_event, contacts, event_names, owners
from yardflow.services.records.lists.listing import PAGE_SIZE
from yardflow.services.sequences.events import notices
from yardflow.services.team import sessions
from yardflow.state import jobs_tray
from yardflow.state.sequences import brakes

ALL = "/contacts/?event=all"
STATEMENTS, PACKETS = 6, 4


@pytest.fixture
def two_pages(session: Session, alice: Principal) -> None:
    for number in range(PAGE_SIZE + 1):
        contacts.create_at(session, alice, None, "Acme", {"last_name": f"Contact {number}"})
    session.commit()


async def test_the_next_page_costs_few_statements_and_answers(
    tab, bob: Principal, two_pages, monkeypatch
):
    monkeypatch.setattr(jobs_tray, "WHILE_QUIET_S", 3600)
    monkeypatch.setattr(brakes, "LOOK_AGAIN_S", 3600)
    browser = await tab(cookie_of(bob))
    await browser.open_page(ALL)
    await browser.settle()
    seen = len(browser.received)
    with statements() as sent:
        await turn(browser)
    assert len(sent) <= STATEMENTS, sent
    answers = [each for each in browser.received[seen:] if "delta" in each or each.get("events")]
    assert len(answers) <= PACKETS


async def test_the_trays_are_followed_from_one_page_of_a_list_to_the_next(
    tab, session: Session, bob: Principal, two_pages, monkeypatch
):
    monkeypatch.setattr(jobs_tray, "WHILE_QUIET_S", 0.05)
    browser = await tab(cookie_of(bob))
    await browser.open_page(ALL)
    await turn(browser)
    seen = len(browser.received)
    queue.enqueue(session, "run_import", subject="import:3", asked_by=bob.user_id)
    session.commit()
    await browser.answer(says("open_count", 1), seen)


# What a page asks for again and again, by the ids of its contacts.
READS: dict[str, Callable[[Session, Principal, list[int]], Any]] = {
    "the person": lambda session, person, ids: sessions.find(session, "no token"),
    "the events to choose from": lambda session, person, ids: active_event.choices(session, person),
    "the owners to choose from": lambda session, person, ids: owners.choices(session, person),
    "events of contacts": event_names.of_contacts,
    "events of accounts": event_names.of_accounts,
    "enrichment": lambda session, person, ids: state_of(session, ids),
    "what enrichment came to": last_results,
    "notices": lambda session, person, ids: notices.unread(session, person),
}


@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_what_every_page_reads_is_put_together_once(
    session: Session, bob: Principal, two_pages, read
):
    ids = [row.id for row in contacts.search(session, bob, contacts.ContactQuery()).items]
    read(session, bob, ids)
    with statements_made() as made:
        read(session, bob, ids)
    assert not made


async def turn(browser: Tab) -> None:
    """To the next page and its address, as a browser goes there."""
    seen = len(browser.received)
    await browser.send(full_name("ContactsState", "next_page"), ALL)
    await browser.answer(lambda packet: packet.get("events"), seen)
    await browser.follow(browser.redirects[-1])


def says(var: str, value: Any) -> Callable[[dict[str, Any]], bool]:
    """Whether a packet says this of a var of any state."""
    return lambda packet: any(
        state.get(f"{var}_rx_state_") == value for state in (packet.get("delta") or {}).values()
    )


@contextmanager
def statements_made() -> Iterator[list[str]]:
    """Where statements are put together, which takes longer than to send them."""
    made: list[str] = []

    def note(frame: Any, happening: str, _: Any) -> None:
        code = frame.f_code
        if happening == "call" and code.co_name == "select" and "/sql" in code.co_filename:
            made.append(f"{frame.f_back.f_code.co_filename}:{frame.f_back.f_lineno}")

    sys.setprofile(note)
    try:
        yield made
    finally:
        sys.setprofile(None)


@contextmanager
def statements() -> Iterator[list[str]]:
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if (
            "login_session" not in statement
        ):  # looked up again after 0.1 s, so by the machine's load
            sent.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(Engine, "before_cursor_execute", note)
