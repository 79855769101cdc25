"""What the sync did, what was refused, and conflicts: read, tried again, decided and undone."""

from datetime import timedelta

import pytest
from sqlmodel import Session, col, select, update

from tests.fixtures.hubspot import Portal
from tests.fixtures.hubspot_mapping import CONTACT, field_of
from tests.fixtures.hubspot_sync import later, rows, sync, title_of
from tests.fixtures.records import contact
from yardflow import clock, db, jobs
from yardflow.errors import Contradictory, Forbidden, NotFound
from yardflow.models import (
    Direction,
    HubSpotChange,
    HubSpotField,
    HubSpotLink,
    Job,
    JobStatus,
    Side,
    SyncAction,
)
from yardflow.services.access import Principal
from yardflow.services.hubspot.journal import conflicts, refused, runs, undo, undo_job
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.hubspot.syncing import status, switch
from yardflow.services.records import contacts

TITLE, PHONE = field_of(CONTACT, "title"), field_of(CONTACT, "phone")
ASKING = field_of(CONTACT, "title", asks=True)


def there(session: Session, contact_id: int) -> str:
    return session.exec(select(HubSpotLink).filter_by(contact_id=contact_id)).one().hubspot_id


def test_what_changes_led_to_within_an_hour_is_one_run(
    session: Session, alice: Principal, ann: int
):
    at = (clock.now() + timedelta(hours=1)).replace(minute=10)
    with clock.at(at):
        sync(session, ann, {"jobtitle": Value("VP", at)}, TITLE)
        sync(session, ann, {"phone": Value("+14155550100", at)}, PHONE)
    at += timedelta(hours=1)
    with clock.at(at):
        sync(session, ann, {"jobtitle": Value("Chief", at)}, TITLE)
    second, first = runs.search(session, alice)
    assert (first.changed_here, first.changed_there, second.changed_here) == (2, 0, 1)
    assert first.status is None and not first.is_open
    listed = runs.decisions(session, alice, first.id)
    assert [(each.field, each.name) for each in listed] == [
        ("Title", "Ann Lee"),
        ("Phone", "Ann Lee"),
    ]
    assert listed[0].kept == "Title was changed to Chief here since." and listed[1].can_undo
    assert runs.decisions(session, alice, first.id, after=listed[0].id) == listed[1:]
    assert runs.search(session, alice, before=second.id) == [first]


def test_what_led_to_nothing_is_no_run(session: Session, alice: Principal, ann: int):
    sync(session, ann, {"jobtitle": Value("CTO", clock.now())}, TITLE)
    assert runs.search(session, alice) == []
    with pytest.raises(NotFound):
        runs.get(session, alice, 10**18)


def test_a_run_is_undone_by_a_job(
    session: Session, alice: Principal, bob: Principal, ann: int, monkeypatch
):
    monkeypatch.setattr(undo_job, "BATCH", 1)
    values = {"jobtitle": Value("VP", later(1)), "phone": Value("+14155550100", later(1))}
    with clock.at(later(2)):
        sync(session, ann, values, TITLE, PHONE)
    contacts.update(session, alice, ann, None, {"phone": "+14155550199"})
    session.commit()
    run_id = runs.search(session, alice)[0].id
    with pytest.raises(Forbidden):
        undo_job.start(session, bob, run_id)
    job_id = int(undo_job.start(session, alice, run_id).id or 0)
    session.commit()
    for _ in range(2):  # a dead worker's job is done once more
        with db.session() as other:
            job = other.get_one(Job, job_id)
            job.status = JobStatus.QUEUED
            other.add(job)
        jobs.perform(job_id, undo_job.run)
    with db.session() as other:
        job = other.get_one(Job, job_id)
    assert (job.status, job.result) == (JobStatus.SUCCEEDED, {"undone": 1, "kept": 1})
    assert title_of(session, ann) == "CTO" and contact(ann).phone == "+14155550199"
    assert [each.undone for each in runs.decisions(session, alice, run_id)] == [True, False]


def test_a_run_that_changed_nothing_is_not_undone(session: Session, alice: Principal, ann: int):
    sync(session, ann, {"jobtitle": Value("x" * 201, clock.now())}, TITLE)
    run_id = int(rows(session)[0].run_id or 0)
    with pytest.raises(Contradictory, match="changed nothing"):
        undo_job.start(session, alice, run_id)


def test_what_hubspot_refuses_is_an_error_in_its_words_until_it_is_put_right(
    rounds, portal: Portal, session: Session, alice: Principal, bob: Principal, ann: int
):
    path, robots = "crm/v3/properties/contacts/hs_lead_status", {"label": "Robots", "value": "BOTS"}
    options = portal.say("GET", path)["options"]
    portal.say("PATCH", path, {"options": [*options, robots]})
    mapped_to = update(HubSpotField).where(col(HubSpotField.record) == CONTACT)
    is_status = col(HubSpotField.field) == "status"
    session.execute(mapped_to.where(is_status).values(direction=Direction.OFF))
    is_title = col(HubSpotField.field) == "title"
    session.execute(mapped_to.where(is_title).values(property="hs_lead_status"))
    session.commit()
    rounds()
    portal.say("PATCH", path, {"options": options})
    contacts.update(session, alice, ann, None, {"title": "Robots"})
    session.commit()
    rounds()
    (error,) = refused.search(session, bob)
    assert (error.name, error.fields, error.values) == ("Ann Lee", ["Title"], ["Robots"])
    assert error.by_hubspot and not error.retrying
    assert "not one of the allowed options" in error.why and "NEW" in error.why
    assert (status.get(session, bob).errors, refused.search(session, bob, before=error.id)) == (
        1,
        [],
    )
    refused.retry(session, bob, error.id)
    session.commit()
    assert refused.search(session, bob)[0].retrying
    rounds()
    assert len(refused.search(session, bob)) == 1, "it is refused again"
    with pytest.raises(Forbidden):
        refused.retry_all(session, bob)
    portal.say("PATCH", path, {"options": [*options, robots]})
    assert refused.retry_all(session, alice) == 1
    session.commit()
    rounds()
    assert refused.search(session, bob) == [] and status.get(session, bob).errors == 0
    assert portal.values(there(session, ann), "hs_lead_status") == ["BOTS"]
    with pytest.raises(NotFound):
        refused.retry(session, bob, int(rows(session)[-1].id or 0))


def test_a_conflict_that_was_decided_is_asked_again_once_that_is_undone(
    session: Session, bob: Principal, ann: int
):
    theirs = {"jobtitle": Value("VP", later(-60))}
    sync(session, ann, theirs, ASKING)
    (conflict,) = runs.waiting(session, bob)
    assert (conflict.ours, conflict.theirs, conflict.name) == ("CTO", "VP", "Ann Lee")
    conflicts.rule(session, bob, conflict.id, Side.THERE)
    assert runs.waiting(session, bob) == []
    assert conflicts.undo_rule(session, bob, conflict.id), "nothing was written yet"
    assert [each.id for each in runs.waiting(session, bob)] == [conflict.id]
    with pytest.raises(NotFound):
        conflicts.undo_rule(session, bob, conflict.id)
    conflicts.rule(session, bob, conflict.id, Side.THERE)
    session.commit()
    sync(session, ann, theirs, ASKING)
    assert title_of(session, ann) == "VP"
    assert not conflicts.undo_rule(session, bob, conflict.id)
    session.commit()
    assert title_of(session, ann) == "CTO"
    sync(session, ann, theirs, ASKING)
    (again,) = runs.waiting(session, bob)
    assert again.id > conflict.id and again.why == "A person undid this."
    conflicts.rule(session, bob, again.id, Side.HERE)
    session.commit()
    assert sync(session, ann, theirs, ASKING)[0].action == SyncAction.WRITE_THERE.value


def test_what_was_written_and_changed_since_is_not_undone_with_its_decision(
    session: Session, alice: Principal, ann: int
):
    theirs = {"jobtitle": Value("VP", later(-60))}
    sync(session, ann, theirs, ASKING)
    (conflict,) = runs.waiting(session, alice)
    conflicts.rule(session, alice, conflict.id, Side.THERE)
    session.commit()
    sync(session, ann, theirs, ASKING)
    contacts.update(session, alice, ann, None, {"title": "Chief"})
    session.commit()
    with pytest.raises(Contradictory, match="changed to Chief here since"):
        conflicts.undo_rule(session, alice, conflict.id)


def test_the_status_says_what_waits(
    session: Session, portal, connect, alice: Principal, bob: Principal, acme, works_at
):
    assert status.get(session, bob).status == "not_connected"
    connect()
    assert status.get(session, bob).status == "not_started"
    works_at(acme, "Ann Lee")
    session.commit()
    switch.start(session, alice)
    session.commit()
    now = status.get(session, bob)
    assert (now.status, now.started_by, now.waiting["contact"]) == ("syncing", "Alice", 1)
    switch.pause(session, alice)
    assert status.get(session, bob).status == "paused"
    assert session.exec(select(HubSpotChange)).all()


def test_an_undone_decision_says_so(session: Session, alice: Principal, ann: int):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(1))}, TITLE)
    (decision,) = runs.decisions(session, alice, runs.search(session, alice)[0].id)
    assert decision.can_undo
    undo.undo(session, alice, decision.id)
    (decision,) = runs.decisions(session, alice, runs.search(session, alice)[0].id)
    assert decision.undone and not decision.can_undo
