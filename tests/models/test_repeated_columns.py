"""What targets and attendees repeat of their records is equal, whoever writes the records."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlmodel import Session

from tests.fixtures.product import until
from tests.fixtures.records import company
from yardflow import clock, db
from yardflow.models import Contact, EmailStatus, Event, Persona, Seniority, Stage
from yardflow.services.records import accounts, attendees, contacts, events, scores, targets

pytestmark = pytest.mark.usefixtures("database")

DIFFERENT_TARGETS = """
SELECT t.id FROM target t JOIN account a ON a.id = t.account_id
WHERE (t.sort_name, t.icp_score, t.owner_id)
    IS DISTINCT FROM (a.sort_name, a.icp_score, a.owner_id)
"""
DIFFERENT_ATTENDEES = """
SELECT t.id FROM attendee t JOIN contact c ON c.id = t.contact_id
JOIN account a ON a.id = c.account_id
LEFT JOIN target o ON o.event_id = t.event_id AND o.account_id = c.account_id
WHERE (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
        t.owner_id, t.enriched, t.stage)
    IS DISTINCT FROM (c.account_id, c.sort_name, a.sort_name, c.personas, c.seniority,
        c.email_status, c.owner_id, c.enriched_at IS NOT NULL, o.stage)
"""


def different(session: Session) -> list[int]:
    """The memberships that say something else than their records."""
    return [
        row.id
        for statement in (DIFFERENT_TARGETS, DIFFERENT_ATTENDEES)
        for row in session.execute(text(statement))
    ]


@pytest.fixture
def later(session: Session) -> Event:
    """A second show."""
    event = Event(name="Modex 2027")
    session.add(event)
    session.commit()
    return event


@pytest.fixture
def zoe(session, bob, acme, techexpo, later, works_at) -> int:
    """Zoë Quinn of Acme, on the lists of both shows."""
    contact_id = works_at(acme, "Zoë Quinn")
    attendees.add(session, bob, later.id, [contact_id])
    session.commit()
    return contact_id


def test_services_leave_no_difference_at_any_event(session, bob, acme, techexpo, later, zoe):
    globex = accounts.create(session, bob, {"name": "Globex"}, event_id=later.id)

    def steps():
        yield targets.set_stage(session, bob, techexpo.id, acme.id, None, "Booked")
        yield accounts.update(session, bob, acme.id, None, {"name": "Ácme Yards"})
        yield accounts.assign(session, bob, acme.id, None, bob.user_id)
        yield scores.override(session, bob, acme.id, None, 77, "A friend of ours")
        yield contacts.update(session, bob, zoe, None, {"last_name": "Abel", "title": "COO"})
        yield contacts.update(session, bob, zoe, None, {"email": "zoe@acme.com"})
        yield contacts.assign(session, bob, zoe, None, bob.user_id)
        yield contacts.update(session, bob, zoe, None, {"account_id": globex.id})
        yield targets.set_stage(session, bob, later.id, globex.id, None, "Won")
        yield targets.remove(session, bob, later.id, [globex.id])
        yield targets.add(session, bob, techexpo.id, [globex.id])
        yield targets.add(session, bob, later.id, [globex.id])
        yield events.copy_lists(session, bob, later.id, techexpo.id)

    for _ in steps():
        session.flush()
        assert different(session) == []
    at_both = [contacts.get(session, bob, zoe, event.id).stage for event in (techexpo, later)]
    assert at_both == [Stage.LEAD, Stage.LEAD]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE account SET name = 'Zeta'",
        "UPDATE account SET icp_score = 50",
        "UPDATE account SET owner_id = (SELECT min(id) FROM app_user)",
        "UPDATE contact SET last_name = 'Zeta'",
        "UPDATE contact SET personas = '{Ops}', seniority = 'VP'",
        "UPDATE contact SET email = 'z@acme.com', email_status = 'verified'",
        "UPDATE contact SET owner_id = (SELECT min(id) FROM app_user)",
        "UPDATE contact SET enriched_at = now()",
        "UPDATE contact SET account_id = (SELECT max(id) FROM account)",
        "UPDATE target SET stage = 'Won'",
        "DELETE FROM target",
    ],
)
def test_bare_sql_leaves_no_difference_either(session, alice, techexpo, zoe, statement):
    company(session, techexpo, "Globex", Stage.BOOKED)
    session.execute(text(statement))
    assert different(session) == []


def test_a_deleted_owner_is_no_one_s_anywhere(session, alice, bob, acme, zoe):
    accounts.assign(session, alice, acme.id, None, bob.user_id)
    contacts.assign(session, alice, zoe, None, bob.user_id)
    session.execute(text("DELETE FROM app_user WHERE id = :id"), {"id": bob.user_id})
    assert different(session) == []


def test_a_contact_that_is_renamed_while_it_is_added_is_listed_under_the_new_name(
    session, bob, acme, techexpo, works_at
):
    contact_id = works_at(company(session, None, "Globex"), "Zoë Quinn")
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    zoe = session.get_one(Contact, contact_id)
    zoe.last_name, zoe.seniority = "Abel", Seniority.VP
    zoe.personas, zoe.enriched_at = [Persona.OPS.value], clock.now()
    zoe.email, zoe.email_status = "zoe@globex.com", EmailStatus.GIVEN
    session.flush()

    def elsewhere() -> None:
        with db.session() as other:
            attendees.add(other, bob, techexpo.id, [contact_id])

    with ThreadPoolExecutor(1) as pool:
        work = pool.submit(elsewhere)
        assert until(lambda: session.execute(waits).scalar_one())
        session.commit()
        work.result()
    assert different(session) == []
    assert contacts.get(session, bob, contact_id, techexpo.id).status is not None
