"""Our side of a record: its values, their moments, and who gave them."""

from datetime import date

from sqlalchemy import text
from sqlmodel import Session, select

from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET
from yardflow.models import (
    Account,
    Event,
    Stage,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import reading
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.merging.values import Evidence
from yardflow.services.records import attendees, contacts


def test_our_side_says_what_it_goes_by(
    session: Session, alice: Principal, techexpo: Event, acme: Account, works_at
):
    store.add_defaults(session)
    session.commit()
    ann = works_at(acme, "Ann Lee", title="CTO", email="ann@acme.com", personas=["Ops", "Tech"])
    contacts.assign(session, alice, ann, None, alice.user_id)
    session.execute(text("UPDATE attendee SET status = 'Met'"))
    session.commit()
    values = reading.ours(session, CONTACT, [ann])[ann]
    assert {name: each.text for name, each in values.items() if each.text} == {
        "email": "ann@acme.com",
        "first_name": "Ann",
        "last_name": "Lee",
        "title": "CTO",
        "personas": "Ops;Tech",
        "owner_id": alice.email,
        "stage": "Lead",
        "status": "Met",
        "events": techexpo.name,
    }
    assert values["title"].by == Evidence.MET and values["phone"].absent


def test_a_contacts_events_are_listed_by_their_dates_and_blank_clears_nothing(
    session: Session, alice: Principal, techexpo: Event, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee")
    earlier = Event(name="Earlier show", starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 3))
    session.add(earlier)
    session.flush()
    attendees.add(session, alice, earlier.id or 0, [ann])
    session.commit()
    events = reading.ours(session, CONTACT, [ann])[ann]["events"]
    assert events.text == f"Earlier show, {techexpo.name}"
    for event in (earlier, techexpo):
        attendees.remove(session, alice, event.id or 0, [ann])
    session.commit()
    assert reading.ours(session, CONTACT, [ann])[ann]["events"].absent


def test_what_no_one_entered_is_no_newer_than_its_record(session: Session, acme: Account):
    value = reading.ours(session, ACCOUNT, [acme.id])[acme.id]["name"]
    assert (value.at, value.by, value.latest) == (None, Evidence.IMPORT, acme.updated_at)


def test_a_record_is_as_far_as_it_ever_came(session: Session, techexpo: Event, acme: Account):
    other = Event(name="Earlier show")
    session.add(other)
    session.flush()
    session.add(Target(event_id=other.id, account_id=acme.id, stage=Stage.WON))
    session.execute(
        text("UPDATE target SET stage = 'Lost' WHERE event_id = :id"), {"id": techexpo.id}
    )
    session.commit()
    assert reading.ours(session, ACCOUNT, [acme.id])[acme.id]["stage"].text == "Won"


def test_a_target_is_a_deal_of_its_account_and_event(
    session: Session, techexpo: Event, acme: Account
):
    session.execute(text("UPDATE event SET starts_on = '2026-12-01', ends_on = '2026-12-03'"))
    target = session.exec(select(Target)).one()
    values = reading.ours(session, TARGET, [target.id])[target.id]
    assert values["name"].text == f"Acme – {techexpo.name}"
    assert values["event"].text == techexpo.name
    assert values["closes_on"].text == "2026-12-03"
    assert (values["stage"].text, values["pipeline"].text) == ("Lead", "Trade shows")
