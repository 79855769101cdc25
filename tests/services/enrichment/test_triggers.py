"""What starts an enrichment by itself: a new contact, a list, an account that became Qualified, the
clock; and that an ADMIN can switch each of them off.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from tests.fixtures.records import company
from yardflow import clock, db
from yardflow.models import (
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    EventStatus,
    RunStatus,
    Trigger,
)
from yardflow.services.enrichment import automation
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.budget.limits import ReservationRequest
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.records import attendees, contacts, targets

pytestmark = pytest.mark.usefixtures("database")


def switch(session: Session, who, *on: Trigger) -> None:
    enrichment_settings.save(session, who, None, {"triggers": list(on)})
    session.commit()


def all_runs(session: Session) -> list[EnrichmentRun]:
    return list(session.exec(select(EnrichmentRun).order_by(EnrichmentRun.id)).all())


def test_a_contact_that_somebody_adds_is_enriched(session, bob, techexpo, acme):
    zoe = {"account_id": acme.id, "first_name": "Zoe"}
    row = contacts.create(session, bob, zoe, event_id=techexpo.id)
    run = all_runs(session)[0]
    assert (run.contact_id, run.trigger, run.asked_by) == (row.id, Trigger.CREATED, bob.user_id)
    assert run.event_id == techexpo.id


def test_one_who_is_added_to_no_event_is_asked_about_at_none(session, bob, acme):
    contacts.create(session, bob, {"account_id": acme.id, "first_name": "Zoe"})
    assert [run.event_id for run in all_runs(session)] == [None]


def test_not_when_an_admin_switched_it_off(session, alice, bob, acme):
    switch(session, alice)
    contacts.create(session, bob, {"account_id": acme.id, "first_name": "Zoe"})
    assert all_runs(session) == []


def test_the_attendees_from_an_account_that_becomes_qualified_are_enriched(
    session, bob, techexpo, acme, works_at
):
    people = [works_at(acme, name) for name in ("Ann Lee", "Ben Roe")]
    elsewhere = works_at(acme, "Cy Poe")
    attendees.remove(session, bob, techexpo.id, [elsewhere])
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Qualified")
    bulk = session.exec(select(EnrichmentBulk)).one()
    assert (bulk.trigger, bulk.label, bulk.total) == (
        Trigger.QUALIFIED,
        "Acme became Qualified",
        2,
    )
    runs = all_runs(session)
    assert [(run.contact_id, run.event_id) for run in runs] == [(n, techexpo.id) for n in people]
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Qualified")
    assert len(all_runs(session)) == 2


@pytest.mark.parametrize("stage", ["Booked", "Lost"])
def test_other_stages_start_nothing(session, bob, techexpo, acme, works_at, stage):
    works_at(acme, "Ann Lee")
    targets.set_stage(session, bob, techexpo.id, acme.id, None, stage)
    assert all_runs(session) == []


def test_an_account_without_people_starts_nothing(session, bob, techexpo, acme):
    targets.set_stage(session, bob, techexpo.id, acme.id, None, "Qualified")
    assert session.exec(select(EnrichmentBulk)).all() == []


def test_only_an_admin_switches(session, bob):
    with pytest.raises(Exception, match="administrator"):
        switch(session, bob, Trigger.SCHEDULED)


def show(session: Session, name: str, days: int | None, **given) -> Event:
    starts = None if days is None else clock.now().date() + timedelta(days=days)
    event = Event(name=name, status=EventStatus.ACTIVE, starts_on=starts, ends_on=starts, **given)
    session.add(event)
    session.commit()
    return event


def test_the_schedule_takes_who_was_never_enriched_or_long_ago_soonest_show_first(
    session, alice, works_at
):
    switch(session, alice, Trigger.SCHEDULED)
    later, soon = show(session, "Later", 60), show(session, "Soon", 5)
    over = show(session, "Over", -3)
    never = works_at(company(session, later, "A"), "Never Yet")
    old = works_at(company(session, soon, "B"), "Long Ago")
    fresh = works_at(company(session, soon, "C"), "Just Now")
    works_at(company(session, over, "D"), "Too Late")
    for contact_id, days in ((old, 31), (fresh, 29)):
        contact = session.get_one(Contact, contact_id)
        contact.enriched_at = clock.now() - timedelta(days=days)
        session.add(contact)
    session.commit()
    started = automation.start(session)
    assert started.contacts == 2
    assert [run.contact_id for run in all_runs(session)] == [old, never]


def test_the_schedule_takes_a_contact_at_several_events_once_at_the_soonest(
    session, alice, works_at
):
    switch(session, alice, Trigger.SCHEDULED)
    later, soon, over = show(session, "Later", 60), show(session, "Soon", 5), show(session, "O", -3)
    account = company(session, later, "A")
    ann = works_at(account, "Ann Lee")
    works_at(company(session, None, "B"), "At None")
    for event in (over, soon):
        attendees.add(session, alice, event.id, [ann])
    assert automation.start(session).contacts == 1
    assert [(run.contact_id, run.event_id) for run in all_runs(session)] == [(ann, soon.id)]


def test_the_schedule_starts_nothing_while_it_is_off_or_under_way(session, alice, acme, works_at):
    works_at(acme, "Ann Lee")
    assert automation.start(session).reason == automation.OFF
    switch(session, alice, Trigger.SCHEDULED)
    assert automation.start(session).bulk_id
    assert automation.start(session).reason == automation.UNDER_WAY
    assert len(all_runs(session)) == 1


def test_who_could_not_be_enriched_lets_others_have_their_turn(session, alice, acme, works_at):
    switch(session, alice, Trigger.SCHEDULED)
    works_at(acme, "Ann Lee")
    bulk = session.get_one(EnrichmentBulk, automation.start(session).bulk_id)
    bulk.finished_at, run = clock.now(), all_runs(session)[0]
    run.status, run.finished_at = RunStatus.FAILED, clock.now()
    session.add_all((bulk, run))
    session.flush()
    with clock.at(clock.now() + timedelta(days=1)):
        assert automation.start(session).reason == automation.NOBODY
    with clock.at(clock.now() + timedelta(days=8)):
        assert automation.start(session).contacts == 1


def test_it_comes_by_itself_once_a_day(session, alice, acme, works_at):
    switch(session, alice, Trigger.SCHEDULED)
    works_at(acme, "Ann Lee")
    automation.start_daily(session)
    bulk = session.exec(select(EnrichmentBulk)).one()
    bulk.finished_at = clock.now()
    session.add(bulk)
    for run in all_runs(session):
        session.delete(run)
    session.flush()
    automation.start_daily(session)
    assert len(session.exec(select(EnrichmentBulk)).all()) == 1
    with clock.at(clock.now() + timedelta(days=1)):
        automation.start_daily(session)
    assert len(session.exec(select(EnrichmentBulk)).all()) == 2


def test_the_clock_tells_of_reservations_that_ran_out(session, alice, techexpo, acme, works_at):
    contact_id = works_at(acme, "Ann Lee")
    contact = session.get_one(Contact, contact_id)
    run_store.add(session, contact, techexpo.id, Trigger.MANUAL)
    run = all_runs(session)[0]
    ask = ReservationRequest(
        int(run.id or 0), contact_id, techexpo.id, "openai", "gpt-5.4-mini", Decimal(1), 100
    )
    settings = enrichment_settings.read(session).model_copy(
        update={"contact_ceiling_usd": Decimal(5)}
    )
    reservations.reserve(session, [ask], settings)
    session.commit()
    with clock.at(clock.now() + timedelta(hours=1)), db.session() as later:
        automation.tick(later)
    assert reservations.budget_status(session, settings).unconfirmed_usd == 1
