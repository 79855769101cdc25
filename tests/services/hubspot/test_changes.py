"""When and by whom a field was changed here, noted in the transaction that changes it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, col, select

from tests.fixtures.claims import says, settled
from tests.fixtures.hubspot_mapping import ACCOUNT, CONTACT, TARGET
from tests.fixtures.imports import send, work
from tests.fixtures.records import company
from yardflow import clock, db
from yardflow.models import (
    Account,
    Attendee,
    ChangedBy,
    Contact,
    Event,
    HubSpotChange,
    Seniority,
    SyncedRecord,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.changes import marks, reading
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.mapping.fields import FIELDS
from yardflow.services.hubspot.merging.values import Evidence
from yardflow.services.records import accounts, attendees, contacts, deletion, targets
from yardflow.services.records.changed_by import note_source

PERSON, IMPORT, HUBSPOT = ChangedBy.PERSON, ChangedBy.IMPORT, ChangedBy.HUBSPOT


def change(record: SyncedRecord, record_id: int) -> HubSpotChange | None:
    """What is noted of a record."""
    with db.session() as session:
        return session.get(HubSpotChange, (record, record_id))


def changed_by(record: SyncedRecord, record_id: int) -> dict[str, str]:
    """Who changed each field."""
    noted = change(record, record_id)
    return {name: by for name, (_, by) in noted.fields.items()} if noted else {}


def forget(session: Session) -> None:
    session.execute(text("DELETE FROM hubspot_change"))
    session.commit()


def test_nothing_is_noted_while_nothing_is_mapped(session, acme, works_at):
    works_at(acme, "Ann Lee")
    assert session.exec(select(HubSpotChange)).all() == []


def test_a_new_record_is_as_old_as_what_it_came_with(
    mapped, session: Session, acme: Account, works_at
):
    before = clock.now()
    ann = works_at(acme, "Ann Lee", title="CTO")
    values = reading.ours(session, CONTACT, [ann])[ann]
    for name in ("first_name", "last_name", "title", "status", "stage"):
        assert before - timedelta(seconds=5) <= values[name].at <= clock.now(), name
        assert values[name].by == Evidence.PERSON
    assert values["phone"].absent and values["email"].absent
    assert change(CONTACT, ann).since is not None
    assert reading.ours(session, ACCOUNT, [acme.id])[acme.id]["domain"].at is not None


def test_an_edit_marks_what_it_changed_and_when(
    mapped, session: Session, alice: Principal, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee", title="CTO", seniority=Seniority.C_LEVEL)
    forget(session)
    before = clock.now()
    contacts.update(session, alice, ann, None, {"title": "Chief", "phone": ""})
    session.commit()
    noted = marks.read(session, CONTACT, [ann])[ann]
    assert noted["title"][1] == PERSON
    assert before - timedelta(seconds=5) <= noted["title"][0] <= clock.now()
    assert "phone" not in noted and "first_name" not in noted


def test_clearing_a_field_is_a_change_of_it(
    mapped, session: Session, alice: Principal, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee", phone="+14155550100")
    forget(session)
    contacts.update(session, alice, ann, None, {"phone": ""})
    session.commit()
    value = reading.ours(session, CONTACT, [ann])[ann]["phone"]
    assert (value.text, value.absent, value.by) == ("", False, Evidence.PERSON)


def test_what_hubspot_cannot_have_is_no_change(mapped, session: Session, acme: Account, works_at):
    ann = works_at(acme, "Ann Lee", email="ann@acme.com")
    forget(session)
    session.execute(text("UPDATE contact SET email_status = 'bounced', version = version + 1"))
    session.commit()
    assert change(CONTACT, ann) is None


def test_what_is_rolled_back_is_not_noted(mapped, session: Session, acme: Account):
    forget(session)
    session.execute(text("UPDATE account SET name = 'Acme Ltd'"))
    session.rollback()
    assert change(ACCOUNT, acme.id) is None


def test_a_stage_marks_the_deal_and_the_people(
    mapped, session: Session, alice: Principal, techexpo: Event, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee")
    forget(session)
    targets.set_stage(session, alice, techexpo.id, acme.id, None, "Booked")
    session.commit()
    target = session.exec(select(Target)).one()
    assert changed_by(TARGET, target.id) == {"stage": "person"}
    assert changed_by(CONTACT, ann) == {"stage": "person"}
    assert changed_by(ACCOUNT, acme.id) == {"stage": "person"}


def test_someone_at_many_events_is_noted_once_by_one_statement(
    mapped, session: Session, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee")
    for number in range(3):
        event = Event(name=f"Show {number}")
        session.add(event)
        session.flush()
        session.add(Attendee(event_id=event.id, contact_id=ann))
    session.commit()
    forget(session)
    session.execute(text("UPDATE attendee SET status = 'Met'"))
    session.commit()
    assert changed_by(CONTACT, ann) == {"status": "person"}


def test_an_import_says_that_it_was_one(
    mapped, session: Session, alice: Principal, techexpo: Event, calls: Callable
):
    assert send(calls(alice), techexpo).status_code in (200, 201, 202)
    import_id = session.execute(text("SELECT id FROM import")).scalar_one()
    started = calls(alice).post(f"/api/imports/{import_id}/run", json={})
    assert started.status_code < 300, started.text
    work()
    ann = session.exec(select(Contact).where(Contact.email == "ann.lee@acme.example")).one()
    assert set(changed_by(CONTACT, ann.id).values()) == {"import"}
    assert reading.ours(session, CONTACT, [ann.id])[ann.id]["email"].by == Evidence.IMPORT
    session.rollback()
    contacts.update(session, alice, ann.id, None, {"title": "CTO"})
    session.commit()
    assert changed_by(CONTACT, ann.id)["title"] == "person"


def test_enrichment_says_that_it_was(mapped, session: Session, acme: Account, works_at):
    ann = works_at(acme, "Ann Lee")
    forget(session)
    settled(ann, says("title", "CTO", "0.95"))
    assert changed_by(CONTACT, ann)["title"] == "enrichment"


# What else a column can have; texts get a letter more.
SPECIAL = {
    "seniority": "'VP'",
    "personas": "ARRAY['Sales']",
    "stage": "'Won'",
    "status": "'Met'",
    "email": "'other@acme.com'",
    "lawful_basis": "'Consent'",
    "domain": "'other.com'",
    "owner_id": ":owner",
    "account_id": "(SELECT max(id) FROM account)",
    "icp_score": "77",
}


def test_who_leaves_an_event_is_looked_at_and_nothing_is_cleared(
    mapped, session: Session, alice: Principal, techexpo: Event, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee")
    session.execute(text("UPDATE attendee SET status = 'Met'"))
    session.commit()
    forget(session)
    attendees.remove(session, alice, techexpo.id, [ann])
    session.commit()
    waiting = session.exec(select(HubSpotChange).where(col(HubSpotChange.since).is_not(None)))
    assert (CONTACT, ann) in {(each.record, each.record_id) for each in waiting}
    value = reading.ours(session, CONTACT, [ann])[ann]["status"]
    assert value.absent


def test_every_field_that_hubspot_can_have_is_noted(
    mapped, session: Session, alice: Principal, techexpo: Event, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee")
    target = session.exec(select(Target)).one()
    company(session, None, "Beta")
    ids = {ACCOUNT: acme.id, CONTACT: ann, TARGET: target.id}
    derived = {(TARGET, name) for name in ("name", "event", "closes_on", "pipeline")}
    derived |= {(CONTACT, "events")}
    for record, name in FIELDS.keys() - derived:
        forget(session)
        table = {"stage": "target", "status": "attendee"}.get(name, record.value)
        more = ", email_status = 'given'" if name == "email" else ""
        value = SPECIAL.get(name, f"{name} || 'x'")
        if (record, name) == (TARGET, "owner_id"):
            table = "account"  # which targets repeat
        for reset in ("contact SET owner_id = NULL", "account SET owner_id = NULL"):
            session.execute(text(f"UPDATE {reset}"))
        session.execute(text("UPDATE contact SET account_id = :id"), {"id": acme.id})
        session.execute(text("UPDATE target SET stage = 'Lead'"))
        session.commit()
        forget(session)
        where = "TRUE" if table in ("target", "attendee") else "id = :id"
        session.execute(
            text(f"UPDATE {table} SET {name} = {value}{more} WHERE {where}"),
            {
                "id": acme.id if table == "account" else ids[record],
                "owner": alice.user_id,
            },
        )
        session.commit()
        assert name in changed_by(record, ids[record]), (record, name)


def test_what_a_sync_writes_is_no_reason_to_sync(mapped, session: Session, acme: Account, works_at):
    ann = works_at(acme, "Ann Lee")
    forget(session)
    note_source(session, HUBSPOT)
    session.execute(text("UPDATE contact SET title = 'VP', version = version + 1"))
    theirs_at = datetime(2026, 11, 1, tzinfo=UTC)
    marks.take(session, CONTACT, {ann: {"title": theirs_at}})
    session.commit()
    assert marks.read(session, CONTACT, [ann])[ann]["title"] == (theirs_at, HUBSPOT)
    assert change(CONTACT, ann).since is None


def test_a_sync_leaves_what_waits_already(mapped, session: Session, acme: Account, works_at):
    ann = works_at(acme, "Ann Lee")
    since = change(CONTACT, ann).since
    note_source(session, HUBSPOT)
    session.execute(text("UPDATE contact SET title = 'VP', version = version + 1"))
    session.commit()
    assert change(CONTACT, ann).since == since


def test_who_is_deleted_and_restored_waits_with_the_moments_of_before(
    mapped, session: Session, alice: Principal, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee", title="CTO")
    before = change(CONTACT, ann)
    deletion_id = contacts.delete(session, alice, ann)
    session.commit()
    deleted = change(CONTACT, ann)
    assert deleted.since > before.since and deleted.fields == before.fields
    deletion.undo(session, alice, deletion_id)
    session.commit()
    restored = change(CONTACT, ann)
    assert restored.since > deleted.since
    assert restored.fields[marks.CAME_WITH] == before.fields[marks.CAME_WITH]


def test_what_is_known_from_before_is_remembered_once(
    session: Session, alice: Principal, acme: Account, works_at
):
    ann = works_at(acme, "Ann Lee", title="CTO")
    added = contacts.create(
        session, alice, {"account_id": acme.id, "first_name": "Bea", "title": "VP"}
    )
    contacts.update(session, alice, ann, None, {"phone": "+14155550100"})
    contacts.assign(session, alice, ann, None, alice.user_id)
    accounts.update(session, alice, acme.id, None, {"industry": "Robots", "size": ""})
    store.add_defaults(session)
    contacts.update(session, alice, ann, None, {"country": "Norway"})
    now = marks.read(session, CONTACT, [ann])[ann]["country"]
    marks.remember(session)
    marks.remember(session)
    known = marks.read(session, CONTACT, [ann, added.id])
    assert known[ann].keys() == {"phone", "owner_id", "country"}
    assert known[ann]["country"] == now
    assert {by for _, by in known[added.id].values()} == {PERSON}
    assert {"title", "first_name"} <= known[added.id].keys() and "phone" not in known[added.id]
    assert marks.read(session, ACCOUNT, [acme.id])[acme.id].keys() == {"industry"}


def test_many_records_are_noted_by_one_statement(mapped, session: Session, techexpo: Event):
    birch = company(session, techexpo, "Birch")
    forget(session)
    session.execute(text("UPDATE account SET industry = name, version = version + 1"))
    session.commit()
    rows = session.exec(select(HubSpotChange).where(col(HubSpotChange.record) == ACCOUNT)).all()
    assert [row.record_id for row in rows] == [birch.id]
