"""How records stand with HubSpot, as lists show it."""

import pytest
from sqlalchemy import event, update
from sqlmodel import Session

from tests.fixtures.hubspot import Portal
from tests.fixtures.records import contact
from yardflow import clock, db
from yardflow.models import Account, HubSpotConnection, HubSpotField, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import pending
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.journal import conflicts
from yardflow.services.hubspot.links import store as links
from yardflow.services.hubspot.records import standing
from yardflow.services.hubspot.records.standing import RecordStanding, Standing
from yardflow.services.hubspot.syncing import switch
from yardflow.services.records import contacts

CONTACT = SyncedRecord.CONTACT


@pytest.fixture
def ann(acme: Account, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def stands(contact_id: int) -> RecordStanding:
    with db.session() as session:
        return standing.of_contacts(session, [contact_id])[contact_id]


def there(contact_id: int) -> str:
    return stands(contact_id).hubspot_id


def edit(session: Session, who: Principal, contact_id: int, **values: str) -> None:
    contacts.update(session, who, contact_id, None, values)
    session.commit()


def look(contact_id: int) -> None:
    with db.session() as session:
        pending.add(session, CONTACT, [contact_id])


def map_leads_to(session: Session, stage: str) -> None:
    """A lead is this in HubSpot from now on; whoever lowers a stage there clears it first."""
    session.execute(
        update(HubSpotField)
        .where(HubSpotField.record == CONTACT, HubSpotField.property == "lifecyclestage")
        .values(values={"Lead": [stage]}, may_lower=True)
    )
    session.commit()


def both_change_the_title(
    session: Session, portal: Portal, alice: Principal, contact_id: int
) -> None:
    session.execute(
        update(HubSpotField).where(HubSpotField.property == "jobtitle").values(asks=True)
    )
    portal.update(there(contact_id), jobtitle="CEO")
    edit(session, alice, contact_id, title="CFO")


def test_who_is_new_waits_and_then_is_synced_at_a_moment(rounds, ann):
    assert stands(ann).state == Standing.PENDING and stands(ann).why
    before = clock.now()
    rounds()
    after = stands(ann)
    assert (after.state, after.why) == (Standing.SYNCED, "") and after.hubspot_id
    assert after.synced_at and before <= after.synced_at <= clock.now()


def test_a_change_here_waits_until_it_is_synced(rounds, session, alice, ann):
    rounds()
    edit(session, alice, ann, title="CFO")
    assert stands(ann).state == Standing.PENDING
    rounds()
    assert stands(ann).state == Standing.SYNCED


def test_what_hubspot_does_not_have_is_not_linked(rounds, acme, works_at, session):
    nameless = works_at(acme, "Ann Lee")
    session.execute(update(HubSpotField).values(direction="from_hubspot"))
    session.commit()
    rounds()
    assert stands(nameless).state == Standing.NOT_LINKED


def test_a_conflict_stands_until_a_person_rules(rounds, portal, session, alice, ann):
    rounds()
    both_change_the_title(session, portal, alice, ann)
    rounds()
    assert stands(ann).state == Standing.CONFLICT
    waiting = conflicts.waiting(session, 0, 10)[0]
    conflicts.rule(session, alice, waiting.id, "there")
    session.commit()
    assert stands(ann).state == Standing.PENDING
    rounds()
    assert stands(ann).state == Standing.SYNCED and contact(ann).title == "CEO"


def test_a_refused_value_is_an_error_in_hubspots_words_until_it_is_taken(rounds, session, ann):
    rounds()
    map_leads_to(session, "unknown")
    look(ann)
    rounds()
    assert stands(ann).state == Standing.ERROR
    assert "unknown was not one of the allowed options" in stands(ann).why
    map_leads_to(session, "subscriber")
    look(ann)
    rounds()
    assert stands(ann).state == Standing.SYNCED


def test_what_hubspot_did_with_its_record_is_said(rounds, portal, session, alice, acme, ann):
    rounds()
    portal.ask("DELETE", f"crm/v3/objects/contacts/{there(ann)}")
    look(ann)
    rounds()
    assert stands(ann).state == Standing.ARCHIVED and "deleted in HubSpot" in stands(ann).why


def test_a_second_record_of_the_same_one_there_is_a_duplicate(rounds, session, acme, ann, works_at):
    rounds()
    other = works_at(acme, "A. Lee")
    links.link(session, CONTACT, other, there(ann))
    session.commit()
    assert stands(other).state == Standing.DUPLICATE and stands(other).why


def test_accounts_stand_somehow_too(rounds, session, acme):
    rounds()
    assert standing.of_accounts(session, [acme.id])[acme.id].state == Standing.SYNCED


def test_of_none_is_anything_said_before_records_sync(
    connect, portal, session, alice, ann, acme: Account
):
    assert standing.of_contacts(session, [ann]) == {}
    connect()
    assert standing.of_contacts(session, [ann]) == {}
    switch.start(session, alice)
    assert standing.of_contacts(session, [ann])[ann].state == Standing.NOT_LINKED
    connected: HubSpotConnection | None = connection.read(session)
    assert connected is not None
    connection.remove(session, connected.generation)
    assert standing.of_contacts(session, [ann]) == {}


def test_a_page_is_one_statement(rounds, session, acme, work_at):
    ids = work_at(acme, [f"Ann Lee{number}" for number in range(50)])
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *args: statements.append(args[2]))
    assert len(standing.of_contacts(session, ids)) == 50
    assert len(statements) == 1
