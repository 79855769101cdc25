"""Many records at once take few calls and few statements, and come to what each alone comes to."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlmodel import Session, col, select

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from yardflow import clock, db
from yardflow.integrations.errors import AccountError, TemporaryError
from yardflow.integrations.hubspot import objects
from yardflow.models import (
    HubSpotChange,
    HubSpotDecision,
    HubSpotField,
    HubSpotLink,
    SyncAction,
    SyncedRecord,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.journal import refused
from yardflow.services.hubspot.syncing import polling
from yardflow.services.hubspot.syncing.step import BATCH
from yardflow.services.records import contacts, targets

PEOPLE = 120


@pytest.fixture
def crew(acme, work_at) -> list[int]:
    """So many colleagues, who have no account in HubSpot yet."""
    ids = work_at(acme, [f"Pat No{number}" for number in range(PEOPLE)])
    with db.session() as session:
        session.execute(
            text("UPDATE contact SET email = 'p' || id || '@acme.com', email_status = 'given'")
        )
    return list(ids)


@pytest.fixture
def later():
    """Puts the clock ahead, so that HubSpot is asked again what changed there."""
    return lambda seconds: clock.at(clock.now() + timedelta(seconds=seconds))


def there(ids: list[int]) -> list[str]:
    with db.session() as session:
        query = select(HubSpotLink.hubspot_id).where(col(HubSpotLink.contact_id).in_(ids))
        return list(session.exec(query.order_by(col(HubSpotLink.contact_id))))


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked in the block."""
    ran: list[str] = []

    def note(*args: object) -> None:
        ran.append(str(args[2]).strip())

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield ran
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


def called(sandbox, path: str) -> int:
    return sum(each["path"].endswith(path) for each in sandbox.received("hubspot"))


def leased() -> int:
    with db.session() as session:
        held = col(HubSpotChange.lease).is_not(None)
        return len(session.exec(select(HubSpotChange.record_id).where(held)).all())


def test_a_batch_that_is_refused_keeps_no_other_from_it(rounds, sandbox, crew):
    sandbox.fail("refusing", "hubspot", path="/contacts/batch/create")
    with pytest.raises(AccountError):
        rounds()
    assert len(there(crew)) in (BATCH, PEOPLE - BATCH) and leased() == 0
    rounds()
    assert len(there(crew)) == PEOPLE


def test_a_batch_without_an_answer_alone_waits_until_hubspot_is_certainly_done_with_it(
    rounds, portal: Portal, sandbox, crew, later
):
    sandbox.fail("lost", "hubspot", path="/contacts/batch/create")
    with pytest.raises(TemporaryError):
        rounds()
    assert leased() == PEOPLE - len(there(crew)) > 0
    with later(2 * pending.LEASE.total_seconds()):
        rounds()
    assert len(there(crew)) == PEOPLE == portal.search()["total"]


def test_what_was_created_is_known_to_be_there_without_being_read_again(
    rounds, portal: Portal, sandbox, crew, later
):
    rounds()
    reads = called(sandbox, "/contacts/batch/read")
    with later(90):
        rounds()
    # By address before, and a sample of each batch after.
    assert reads <= 2 * (PEOPLE // 100 + 1)
    assert called(sandbox, "/contacts/batch/read") == reads


def test_what_differs_after_a_creation_is_read_again(
    rounds, portal: Portal, crew, session: Session, later
):
    rounds()
    portal.update(there(crew)[7], jobtitle="CEO")
    with later(90):
        rounds()
    assert contact(crew[7]).title == "CEO"


def test_what_was_written_over_unseen_is_looked_for_after_each_update(
    rounds, portal: Portal, sandbox, crew, session: Session, later
):
    rounds()
    session.execute(text("UPDATE contact SET title = 'Here', version = version + 1"))
    session.commit()
    rounds()
    reads = called(sandbox, "/contacts/batch/read")
    with later(90):
        rounds()
    looks = called(sandbox, "/contacts/batch/read") - reads
    assert looks >= PEOPLE // 50
    with later(180):
        rounds()
    assert called(sandbox, "/contacts/batch/read") - reads == looks


def test_what_a_look_lists_is_synced_before_its_next_page(
    rounds, portal: Portal, sandbox, crew, later, monkeypatch: pytest.MonkeyPatch
):
    rounds()
    inputs = [{"id": each, "properties": {"jobtitle": "VP"}} for each in there(crew)]
    for start in (0, 100):
        portal.batch("update", *inputs[start : start + 100])
    for module in (objects, polling):
        monkeypatch.setattr(module, "A_PAGE", 50)
    with later(90):
        rounds()
    calls = [each["path"] for each in sandbox.received("hubspot") if "contacts/" in each["path"]]
    asked = [path.rpartition("/")[2] for path in reversed(calls)]
    assert asked[-6:] == ["search", "read"] * (PEOPLE // 50 + 1)


def test_deals_are_asked_about_only_once_there_is_one(
    rounds,
    portal: Portal,
    sandbox,
    acme,
    techexpo,
    later,
    session: Session,
    alice: Principal,
):
    rounds()
    assert called(sandbox, "/deals/search") == 0 < called(sandbox, "/contacts/search")
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Qualified")
    session.commit()
    rounds()
    with later(90):
        rounds()
    assert called(sandbox, "/deals/search") > 0


def test_what_is_only_read_again_makes_no_batch_of_others_larger(
    rounds, sandbox, crew, session: Session, later
):
    rounds()
    session.execute(
        text("UPDATE contact SET title = 'Here', version = version + 1 WHERE id <> :n"),
        {"n": crew[0]},
    )
    session.commit()
    with later(1), db.session() as adding:
        pending.add(adding, SyncedRecord.CONTACT, crew[:1])
    reads = called(sandbox, "/contacts/batch/read")
    rounds()
    assert called(sandbox, "/contacts/batch/read") == reads + 3


def test_values_of_hubspots_are_written_here_in_one_statement(
    rounds, portal: Portal, crew, session: Session, later
):
    rounds()
    inputs = [
        {"id": each, "properties": {"jobtitle": f"VP {number}", "country": "France"}}
        for number, each in enumerate(there(crew))
    ]
    for start in (0, 100):
        portal.batch("update", *inputs[start : start + 100])
    with later(90), statements() as ran:
        rounds()
    assert [(each.title, each.country, each.seniority) for each in map(contact, crew)] == [
        (f"VP {number}", "France", "VP") for number in range(PEOPLE)
    ]
    updates = [each for each in ran if each.startswith("UPDATE contact ")]
    assert len(updates) <= PEOPLE // 100 + 1
    with db.session() as reading:
        query = select(HubSpotDecision.contact_id).where(
            HubSpotDecision.action == SyncAction.WRITE_HERE, HubSpotDecision.field == "title"
        )
        assert sorted(filter(None, reading.exec(query))) == crew


def test_who_does_not_fit_here_keeps_no_one_else_from_it(
    rounds, portal: Portal, crew, session: Session, later
):
    rounds()
    ids = there(crew)
    portal.update(ids[0], mobilephone="no number at all", jobtitle="CEO")
    portal.update(ids[1], email=f"p{crew[2]}@elsewhere.com", jobtitle="CFO")
    portal.update(ids[2], jobtitle="CTO")
    portal.update(ids[3], jobtitle="COO")
    with later(90):
        rounds()
    assert [contact(each).title for each in crew[:4]] == ["CEO", "CFO", "CTO", "COO"]
    assert contact(crew[0]).mobile == ""


@pytest.fixture
def unwanted(rounds, portal: Portal, session: Session, crew, alice: Principal) -> int:
    """Someone of whom HubSpot refuses a value: its property has no such option anymore."""
    rounds()
    made = {
        "name": "mobile_kind",
        "label": "M",
        "type": "enumeration",
        "fieldType": "select",
        "groupName": "contactinformation",
        "options": [{"label": "None", "value": "none"}],
    }
    portal.say("POST", "crm/v3/properties/contacts", made)
    row = session.exec(select(HubSpotField).where(HubSpotField.field == "mobile")).one()
    row.property = "mobile_kind"
    session.commit()
    contacts.update(session, alice, crew[0], None, {"mobile": "+14155550166"})
    session.commit()
    rounds()
    return crew[0]


def refusals(contact_id: int) -> int:
    with db.session() as session:
        query = select(HubSpotDecision).filter_by(contact_id=contact_id, field="mobile")
        return sum(each.action == SyncAction.REFUSE for each in session.exec(query))


def look(contact_id: int) -> None:
    with db.session() as session:
        pending.add(session, SyncedRecord.CONTACT, [contact_id])


def test_what_hubspot_refused_is_not_sent_again_by_itself(rounds, sandbox, unwanted):
    assert refusals(unwanted) == 1
    sent = called(sandbox, "/contacts/batch/update")
    look(unwanted)
    rounds()
    assert refusals(unwanted) == 1 and called(sandbox, "/contacts/batch/update") == sent


def test_what_hubspot_refused_is_sent_again_once_something_is_another(
    rounds, portal: Portal, sandbox, unwanted, session: Session, alice: Principal
):
    def another_value() -> None:
        contacts.update(session, alice, unwanted, None, {"mobile": "+14155550177"})
        session.commit()

    def another_mapping() -> None:
        row = session.exec(select(HubSpotField).where(HubSpotField.field == "mobile")).one()
        row.asks = True
        session.commit()

    def a_person_retries() -> None:
        with db.session() as retrying:
            (error,) = refused.search(retrying, alice)
            refused.retry(retrying, alice, error.id)

    for change in (another_value, another_mapping, a_person_retries):
        sent = called(sandbox, "/contacts/batch/update")
        change()
        look(unwanted)
        rounds()
        assert called(sandbox, "/contacts/batch/update") > sent, change.__name__
        sent = called(sandbox, "/contacts/batch/update")
        look(unwanted)
        rounds()
        assert called(sandbox, "/contacts/batch/update") == sent, change.__name__
