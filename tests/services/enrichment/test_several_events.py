"""One person at several events: known is known, and what is asked says where it was asked."""

import pytest
from sqlmodel import Session, select

from tests.fixtures.enrichment import enriched, noted, press, work
from tests.fixtures.records import company
from yardflow import db, jobs
from yardflow.errors import Contradictory
from yardflow.models import (
    Account,
    Charge,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    Import,
    ImportKind,
    ImportRow,
    JobStatus,
    RowOutcome,
    Trigger,
)
from yardflow.services import hooks
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, KnownFrom
from yardflow.services.enrichment.runs import recovery
from yardflow.services.imports.changes import ContactsImported
from yardflow.services.operations import jobs as work_list
from yardflow.services.records import active_event, attendees, events, targets

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def fair(session: Session) -> Event:
    """The show after TechExpo."""
    event = Event(name="Yard Fair", timezone="UTC")
    session.add(event)
    session.commit()
    return event


@pytest.fixture
def zoe(acme: Account, works_at) -> int:
    """On TechExpo's list."""
    return works_at(acme, "Zoë Quinn")


def looked_at(who: Principal, **selection) -> bulk_service.Preview:
    with db.session() as session:
        return bulk_service.preview(session, who, BulkSelection(**selection))


def drained(who: Principal, **selection) -> int:
    """Starts a bulk and does its work; its id."""
    with db.session() as session:
        bulk = bulk_service.start(session, who, BulkSelection(**selection))
        bulk_id, job_id = bulk.id, bulk_service.get(session, who, bulk.id).job_id
    jobs.perform(int(job_id or 0), bulk_worker.work)
    return bulk_id


def charges() -> list[Charge]:
    with db.session() as session:
        return list(session.exec(select(Charge).order_by(Charge.id)).all())


def asked_at(contact_id: int) -> list[int | None]:
    """The events of a contact's runs, the oldest first."""
    with db.session() as session:
        rows = select(EnrichmentRun.event_id).where(EnrichmentRun.contact_id == contact_id)
        return list(session.exec(rows.order_by(EnrichmentRun.id)).all())


def put_on(session: Session, who: Principal, event: Event, *contact_ids: int) -> None:
    attendees.add(session, who, int(event.id or 0), contact_ids)
    session.commit()


@pytest.mark.slow
def test_who_was_enriched_at_one_event_is_not_paid_for_at_the_next(
    sandbox, session, bob, techexpo, fair, acme, zoe, works_at
):
    drained(bob, event_id=techexpo.id)
    put_on(session, bob, fair, zoe)
    noted(session, zoe, "Met again at the fair")
    new = works_at(company(session, fair, "Birch"), "Cy Poe")
    seen = looked_at(bob, event_id=fair.id)
    assert (seen.matching, seen.ready, seen.known) == (2, 1, 1)
    assert seen.known_from == [KnownFrom(techexpo.id, "TechExpo 2026", 1)]
    drained(bob, event_id=fair.id)
    assert [(charge.contact_id, charge.event_id) for charge in charges()] == [
        (zoe, techexpo.id),
        (new, fair.id),
    ]
    assert asked_at(zoe) == [techexpo.id]


@pytest.mark.slow
def test_nor_when_the_account_becomes_qualified_there(
    sandbox, session, bob, techexpo, fair, acme, zoe
):
    enriched(bob, zoe)
    put_on(session, bob, fair, zoe)
    noted(session, zoe, "Asked for a demo")
    targets.add(session, bob, fair.id, [acme.id])
    targets.set_stage(session, bob, fair.id, acme.id, None, "Qualified")
    session.commit()
    bulk = session.exec(select(EnrichmentBulk)).one()
    jobs.perform(int(bulk_service.get(session, bob, bulk.id).job_id or 0), bulk_worker.work)
    assert asked_at(zoe) == [None, fair.id]
    assert len(charges()) == 1


@pytest.mark.slow
def test_what_is_known_from_the_same_event_is_of_no_other(
    sandbox, session, bob, techexpo, acme, zoe
):
    drained(bob, event_id=techexpo.id)
    here = looked_at(bob, event_id=techexpo.id)
    assert (here.known, here.known_from) == (1, [])
    everywhere = looked_at(bob, filter={})
    assert everywhere.known_from == [KnownFrom(techexpo.id, "TechExpo 2026", 1)]


def test_who_is_complete_without_ever_being_asked_about_is_known_from_no_event(
    session, bob, techexpo, acme, works_at
):
    acme.industry, acme.size = "Logistics", "51-200"
    session.add(acme)
    works_at(acme, "Al Ready", email="al@acme.com", title="COO", seniority="C-Level")
    seen = looked_at(bob, event_id=techexpo.id)
    assert (seen.ready, seen.known, seen.known_from) == (0, 1, [])


@pytest.mark.slow
def test_once_its_event_is_deleted_it_is_known_all_the_same(
    sandbox, session, alice, bob, techexpo, fair, zoe
):
    drained(bob, event_id=techexpo.id)
    put_on(session, bob, fair, zoe)
    events.delete(session, alice, techexpo.id)
    session.commit()
    seen = looked_at(bob, event_id=fair.id)
    assert (seen.ready, seen.known, seen.known_from) == (0, 1, [])
    assert [charge.event_id for charge in charges()] == [None]


def test_a_bulk_is_about_the_attendees_of_its_event_only(session, bob, techexpo, fair, zoe):
    with db.session() as own:
        assert bulk_service.preview(own, bob, BulkSelection(event_id=fair.id)).matching == 0
    put_on(session, bob, fair, zoe)
    attendees.remove(session, bob, techexpo.id, [zoe])
    session.commit()
    assert looked_at(bob, event_id=techexpo.id).matching == 0
    bulk = bulk_service.start(session, bob, BulkSelection(event_id=fair.id))
    session.commit()
    assert asked_at(zoe) == [fair.id]
    assert session.get_one(EnrichmentBulk, bulk.id).event_id == fair.id


def test_a_filter_within_an_event_asks_there_and_one_over_all_at_none(
    session, bob, techexpo, acme, zoe, works_at
):
    ann = works_at(acme, "Ann Lee")
    bulk_service.start(session, bob, BulkSelection(filter={"event_id": techexpo.id, "q": "lee"}))
    bulk = bulk_service.start(session, bob, BulkSelection(filter={"q": "quinn"}))
    session.commit()
    assert (asked_at(ann), asked_at(zoe)) == ([techexpo.id], [None])
    assert session.get_one(EnrichmentBulk, bulk.id).event_id is None


def test_named_contacts_are_asked_about_at_the_active_event_if_they_attend_it(
    session, bob, techexpo, fair, acme, zoe, works_at
):
    elsewhere = works_at(company(session, fair, "Birch", domain="birch.example"), "Cy Poe")
    active_event.switch(session, bob, techexpo.id)
    bulk_service.start(session, bob, BulkSelection(contact_ids=(zoe, elsewhere)))
    session.commit()
    assert (asked_at(zoe), asked_at(elsewhere)) == ([techexpo.id], [None])


def test_of_named_accounts_all_contacts_are_asked_about_and_no_others(
    session, bob, techexpo, fair, acme, zoe, works_at
):
    birch = company(session, fair, "Birch", domain="birch.example")
    other = company(session, fair, "Cedar", domain="cedar.example")
    elsewhere, nobody = works_at(birch, "Cy Poe"), works_at(other, "Di Roe")
    active_event.switch(session, bob, techexpo.id)
    named = (acme.id, birch.id, 10**12, -1)
    bulk = bulk_service.start(session, bob, BulkSelection(account_ids=named[:2]))
    session.commit()
    assert (bulk.label, bulk.total) == ("Contacts of 2 accounts", 2)
    assert (asked_at(zoe), asked_at(elsewhere)) == ([techexpo.id], [None])
    assert asked_at(nobody) == []
    assert looked_at(bob, account_ids=named).matching == 2
    with pytest.raises(Contradictory, match="one of eventId, contactIds, accountIds or filter"):
        looked_at(bob, account_ids=named, contact_ids=(zoe,))


@pytest.mark.parametrize("attends", [True, False])
def test_enrich_now_asks_at_the_active_event_if_the_contact_attends_it(
    session, bob, techexpo, fair, zoe, attends
):
    active_event.switch(session, bob, fair.id)
    if attends:
        put_on(session, bob, fair, zoe)
    session.commit()
    press(bob, zoe)
    assert asked_at(zoe) == [fair.id if attends else None]


@pytest.mark.slow
def test_a_job_that_is_run_again_asks_at_the_same_event(sandbox, session, bob, techexpo, zoe):
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    job_id = press(bob, zoe)
    work_list.cancel(session, bob, job_id)
    session.flush()
    recovery.follow_ended_jobs(session)
    active_event.switch(session, bob, None)
    work_list.run_again(session, bob, job_id)
    session.commit()
    assert work(job_id).status == JobStatus.SUCCEEDED
    assert asked_at(zoe) == [techexpo.id] * 2


def imported(session: Session, who: Principal, event_id: int | None, *contact_ids: int) -> None:
    """What an import says when it is done, with a row for each."""
    given = Import(
        event_id=event_id,
        kind=ImportKind.CONTACTS,
        filename="people.csv",
        size=0,
        made_by=who.user_id,
    )
    session.add(given)
    session.flush()
    session.add_all(
        ImportRow(
            import_id=given.id, number=number, contact_id=key, outcome=RowOutcome.CREATED, cells=[]
        )
        for number, key in enumerate(contact_ids, 1)
    )
    session.flush()
    hooks.call(session, who, ContactsImported(int(given.id or 0), "people.csv", event_id))
    session.commit()


@pytest.mark.parametrize("deleted", [True, False])
def test_imported_contacts_are_asked_about_at_the_event_of_their_import(
    session, alice, techexpo, zoe, deleted
):
    enrichment_settings.save(session, alice, None, {"triggers": [Trigger.IMPORTED]})
    at = None if deleted else techexpo.id
    imported(session, alice, at, zoe)
    assert asked_at(zoe) == [at]
