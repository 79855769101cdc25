"""One record with its history, what became of a sync of it, and where it is in HubSpot."""

from pkgutil import resolve_name

import httpx
import pytest
from sqlalchemy import update
from sqlmodel import Session

from tests.fixtures.hubspot import Portal
from yardflow import db, jobs, registry
from yardflow.errors import NotFound
from yardflow.models import ChangedBy, Direction, HubSpotField, Job, Side, SyncAction, SyncedRecord
from yardflow.services.access import Principal
from yardflow.services.hubspot.connection import store as connection
from yardflow.services.hubspot.journal import conflicts, undo
from yardflow.services.hubspot.records import history, outcome, view
from yardflow.services.hubspot.records.history import Entry
from yardflow.services.hubspot.records.view import RecordView
from yardflow.services.hubspot.syncing import asked, switch
from yardflow.services.records import contacts

CONTACT = SyncedRecord.CONTACT


@pytest.fixture
def ann(acme, works_at) -> int:
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def seen(who: Principal, contact_id: int) -> RecordView:
    with db.session() as session:
        return view.get(session, who, CONTACT, contact_id)


def titles(who: Principal, contact_id: int) -> list[Entry]:
    """What was decided about the job title, the latest first."""
    return [each for each in seen(who, contact_id).history.items if each.field == "title"]


def edit(session: Session, who: Principal, contact_id: int, **values: str) -> None:
    contacts.update(session, who, contact_id, None, values)
    session.commit()


def sync_now(session: Session, who: Principal, contact_id: int) -> int:
    """Has a job sync the contact; its id."""
    subjects = {"contact": contact_id}
    job = asked.start(session, who, subjects=subjects, direction=Direction.BOTH, dry_run=False)
    session.commit()
    jobs.perform(int(job.id or 0), resolve_name(registry.job_kinds()[job.kind].work))
    return int(job.id or 0)


def said(session: Session, who: Principal, contact_id: int) -> str:
    return outcome.of_job(session, who, sync_now(session, who, contact_id))


def test_nothing_is_shown_where_hubspot_never_was_connected(session, alice, ann):
    shown = view.get(session, alice, CONTACT, ann)
    assert not shown.sync.ever_connected and (shown.standing, shown.history.items) == (None, [])
    with pytest.raises(NotFound):
        view.get(session, alice, CONTACT, ann + 1)


def test_why_nothing_syncs_is_said(connect, portal, session, alice, ann):
    connect()
    assert seen(alice, ann).sync.off == switch.NOT_STARTED and seen(alice, ann).standing is None
    switch.start(session, alice)
    session.commit()
    assert seen(alice, ann).sync.off == "" and seen(alice, ann).standing
    switch.pause(session, alice)
    session.commit()
    assert seen(alice, ann).sync.off == switch.PAUSED
    connected = connection.read(session)
    assert connected is not None
    connection.lose(connected.generation, "Revoked.", connected.expires_at)
    assert "can reconnect it" in seen(alice, ann).sync.off and not seen(alice, ann).sync.connected
    connection.remove(session, connected.generation)
    session.commit()
    gone = seen(alice, ann)
    assert (
        gone.sync.ever_connected
        and "isn't connected" in gone.sync.off
        and (gone.standing, gone.href) == (None, "")
    )


def test_its_page_in_hubspot_is_there(rounds, portal, session, alice, ann):
    assert seen(alice, ann).href == ""
    rounds()
    answer = httpx.get(seen(alice, ann).href, verify=False)
    assert answer.status_code == 200 and "ann@acme.com" in answer.text


def test_a_decision_has_both_values_with_who_and_when(rounds, portal, session, alice, ann):
    rounds()
    there = seen(alice, ann).standing.hubspot_id
    portal.update(there, jobtitle="CEO")
    said(session, alice, ann)
    latest = titles(alice, ann)[0]
    assert (latest.action, latest.winner) == (SyncAction.WRITE_HERE, Side.THERE)
    assert (latest.label, latest.ours, latest.theirs) == ("Title", "CTO", "CEO")
    assert latest.ours_by and latest.theirs_at and latest.why and latest.can_undo


def test_an_undo_is_shown_on_what_it_undid(rounds, portal, session, alice, ann):
    rounds()
    edit(session, alice, ann, title="CFO")
    rounds()
    latest = titles(alice, ann)[0]
    assert (latest.action, latest.ours_by) == (SyncAction.WRITE_THERE, ChangedBy.PERSON)
    undo.undo(session, alice, latest.id)
    session.commit()
    undone = titles(alice, ann)[0]
    assert (undone.id, undone.ended, undone.ended_by) == (latest.id, SyncAction.UNDO, "Alice")
    assert undone.ended_at and not undone.can_undo


def test_a_conflict_waits_until_someone_rules(rounds, portal: Portal, session, alice, ann):
    rounds()
    session.execute(
        update(HubSpotField).where(HubSpotField.property == "jobtitle").values(asks=True)
    )
    portal.update(seen(alice, ann).standing.hubspot_id, jobtitle="CEO")
    edit(session, alice, ann, title="CFO")
    assert said(session, alice, ann) == "1 conflict to decide."
    waiting = titles(alice, ann)[0]
    assert waiting.waits and not waiting.can_undo
    assert seen(alice, ann).conflicts == [waiting]
    conflicts.rule(session, alice, waiting.id, Side.THERE)
    session.commit()
    ruled = titles(alice, ann)[0]
    assert not ruled.waits and seen(alice, ann).conflicts == []
    assert (ruled.ended, ruled.ruled_for) == (SyncAction.RULE, Side.THERE)


def test_the_history_comes_in_pages(rounds, session, alice, ann):
    rounds()
    whole = history.of(session, CONTACT, ann, most=50)
    first = history.of(session, CONTACT, ann, most=3)
    rest = history.of(session, CONTACT, ann, first.next, most=50)
    assert first.next and rest.next is None and len(whole.items) > 3
    assert [*first.items, *rest.items] == whole.items


def test_what_a_sync_changed_is_said(rounds, portal: Portal, session, alice, ann):
    assert said(session, alice, ann).startswith("Linked with its record in HubSpot. ")
    assert said(session, alice, ann) == "Both sides already say the same."
    there = seen(alice, ann).standing.hubspot_id
    portal.update(there, jobtitle="CEO", country="France")
    edit(session, alice, ann, phone="+14155550100")
    assert said(session, alice, ann) == "2 fields changed here, 1 in HubSpot."
    edit(session, alice, ann, title="CFO")
    assert said(session, alice, ann) == "1 field changed in HubSpot."


def test_what_became_of_a_sync_is_for_who_asked(rounds, session, alice, bob, techexpo, ann):
    job_id = sync_now(session, alice, ann)
    with pytest.raises(NotFound):
        outcome.of_job(session, bob, job_id)
    subjects = {"event": techexpo.id}
    whole = asked.start(session, alice, subjects=subjects, direction=Direction.BOTH, dry_run=False)
    for job in (whole.id, job_id + 10**6):
        with pytest.raises(NotFound):
            outcome.of_job(session, alice, job)
    assert session.get(Job, job_id)


def test_the_mark_is_another_one_once_something_happened(rounds, portal, session, alice, ann):
    def mark() -> tuple[object, ...]:
        with db.session() as reading:
            return view.mark(reading, alice, CONTACT, ann)

    rounds()
    synced = mark()
    assert mark() == synced
    edit(session, alice, ann, title="CFO")
    waits = mark()
    rounds()
    sent = mark()
    assert len({synced, waits, sent}) == 3 and synced[-1] == sent[-1]
    portal.update(seen(alice, ann).standing.hubspot_id, jobtitle="CEO")
    sync_now(session, alice, ann)
    assert mark()[-1] != sent[-1]
