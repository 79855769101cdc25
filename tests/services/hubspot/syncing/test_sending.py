"""What HubSpot took stays taken, and what it got no request about waits as before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event, text
from sqlmodel import col, select

from tests.fixtures.hubspot import Portal
from yardflow import clock, db
from yardflow.integrations.errors import TemporaryError
from yardflow.models import HubSpotCreation, HubSpotLink, HubSpotWrite
from yardflow.services.hubspot.changes.pending import LEASE


@contextmanager
def before(statement: str, act: Callable[[], None]) -> Iterator[None]:
    """Does something before each statement that begins like this."""

    def look(*args: object) -> None:
        if str(args[2]).strip().startswith(statement):
            act()

    event.listen(db.engine(), "before_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(db.engine(), "before_cursor_execute", look)


def live(portal: Portal) -> int:
    return int(portal.control("GET")["records"]["contacts"]["live"])


def on_their_way() -> tuple[int, int]:
    """How many creations and writes have no answer."""
    with db.session() as session:
        lost = col(HubSpotWrite.sending_at).is_not(None) & col(HubSpotWrite.sent_at).is_(None)
        writes = session.exec(select(HubSpotWrite.id).where(lost)).all()
        return len(session.exec(select(HubSpotCreation.record_id)).all()), len(writes)


def linked() -> set[str]:
    with db.session() as session:
        of_contacts = col(HubSpotLink.contact_id).is_not(None)
        return set(session.exec(select(HubSpotLink.hubspot_id).where(of_contacts)))


@pytest.fixture
def people(rounds, acme, work_at) -> list[int]:
    """Four whom HubSpot could not know again: they have no address."""
    rounds()
    return list(work_at(acme, ["Joe Fox", "Sue Low", "Kim Ray", "Max Orr"]))


def test_of_a_batch_that_is_halved_what_was_taken_stays_taken(
    rounds, portal: Portal, sandbox, people
):
    sandbox.fail("error", "hubspot", path="/contacts/batch/create", status=400)

    def take_no_more() -> None:
        sandbox.fail("rate_limited", "hubspot", path="/contacts/batch/create")

    with before("INSERT INTO hubspot_link", take_no_more), pytest.raises(TemporaryError):
        rounds()
    assert live(portal) == len(linked()) == 2
    assert on_their_way() == (0, 0)
    sandbox.fail("none", "hubspot")
    with clock.at(clock.now() + LEASE):
        rounds()
    assert live(portal) == len(linked()) == 4


def test_what_was_not_sent_yet_is_not_taken_to_be_on_its_way(
    rounds, portal: Portal, sandbox, session, acme, people, works_at
):
    rounds()
    for contact_id in people:
        session.execute(
            text("UPDATE contact SET title = 'COO', version = version + 1 WHERE id = :id"),
            {"id": contact_id},
        )
    session.commit()
    works_at(acme, "Ann Lee")
    sandbox.fail("lost", "hubspot", path="/contacts/batch/update")
    with pytest.raises(TemporaryError):
        rounds()
    creations, writes = on_their_way()
    assert (creations, writes) == (0, len(people))
