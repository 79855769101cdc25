"""The pages of the sync: what they show, and where their buttons lead."""

from pkgutil import resolve_name

import pytest
from sqlmodel import select

from tests.fixtures.hubspot_mapping import CONTACT, field_of
from tests.fixtures.hubspot_sync import later, sync, title_of
from tests.fixtures.state_tab import call, move, tab
from yardflow import clock, jobs, registry
from yardflow.models import Job
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.merging.values import Value
from yardflow.services.hubspot.syncing import asked, switch
from yardflow.state.hubspot.conflicts import HubspotConflictsState
from yardflow.state.hubspot.dry_run import HubspotDryRunState
from yardflow.state.hubspot.errors import HubspotErrorsState
from yardflow.state.hubspot.runs import HubspotRunsState, HubspotRunState
from yardflow.state.hubspot.sync import HubspotSyncState
from yardflow.state.workplace import Workplace

ASKING = field_of(CONTACT, "title", asks=True)


@pytest.fixture
def ann(session, acme, works_at) -> int:
    """Ann, a CTO, where HubSpot is mapped."""
    store.add_defaults(session)
    session.commit()
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def do_last(session) -> None:
    """Does the job that was asked for last."""
    session.commit()
    job = session.exec(select(Job).order_by(Job.id.desc())).first()
    jobs.perform(job.id, resolve_name(registry.job_kinds()[job.kind].work))


async def test_the_sidebar_leads_there_once_it_is_connected(session, alice, connect, portal):
    page = tab(session, alice, Workplace)
    await call(page, Workplace.enter)
    assert page.shown_entries == []
    connect()
    await call(page, Workplace.enter)
    assert page.shown_entries == ["/hubspot/"]


async def test_a_dry_run_leads_to_the_sync_of_its_records(session, alice, connect, portal, ann):
    connect()
    page = tab(session, alice, HubspotSyncState, "/hubspot/")
    await call(page, HubspotSyncState.load)
    assert page.row.status == "not_started"
    await call(page, HubspotSyncState.choose, "owner", "1")
    await call(page, HubspotSyncState.choose, "owner", "")
    await call(page, HubspotSyncState.choose, "me", "1")
    led = await call(page, HubspotSyncState.dry_run)
    job = session.exec(select(Job).where(Job.kind == asked.DRY_KIND)).one()
    assert f"/hubspot/dry-run/{job.id}/" in str(led) and job.payload["everything"]

    address = f"/hubspot/dry-run/{job.id}/?show=created"
    looked = tab(session, alice, HubspotDryRunState, address)
    await call(looked, HubspotDryRunState.load)
    assert not looked.ended and looked.figures == []
    do_last(session)
    await call(looked, HubspotDryRunState.load)
    assert looked.ended and looked.title == "All records" and not looked.started
    figures = {each.outcome: each for each in looked.figures}
    assert figures["created"].number == "2" and figures["created"].shown
    by_name = {each.name: each for each in looked.rows}
    title = next(each for each in by_name["Ann Lee"].fields if each.label == "Title")
    assert (title.side, title.before.text, title.after.text, title.why) == (
        "HubSpot",
        "",
        "CTO",
        "",
    )
    led = await call(looked, HubspotDryRunState.sync)
    assert "/hubspot/" in str(led) and switch.is_on(session)
    await call(page, HubspotSyncState.load)
    (running,) = page.open_runs
    assert (running.title, running.progress, running.mine) == ("All records", "0 of 3", True)
    await call(page, HubspotSyncState.pause_run, running.id)
    assert page.open_runs[0].paused
    await call(page, HubspotSyncState.resume_run, running.id)
    await call(page, HubspotSyncState.cancel_run, running.job_id)
    assert page.open_runs == []


async def test_the_sync_is_started_paused_and_resumed(session, alice, connect, portal, ann):
    connect()
    page = tab(session, alice, HubspotSyncState, "/hubspot/")
    await call(page, HubspotSyncState.ask_start, True)
    assert page.asking_start
    for handler, status in (("start", "syncing"), ("pause", "paused"), ("resume", "syncing")):
        await call(page, getattr(HubspotSyncState, handler))
        assert page.row.status == status
    assert page.row.waiting >= 1 and "1 contact" in page.row.waiting_kinds


async def test_a_run_shows_its_decisions_and_is_undone(session, alice, ann):
    with clock.at(later(2)):
        sync(session, ann, {"jobtitle": Value("VP", later(1))}, field_of(CONTACT, "title"))
    runs = tab(session, alice, HubspotRunsState, "/hubspot/runs/")
    await call(runs, HubspotRunsState.load)
    (row,) = runs.rows
    assert (row.title, row.did) == ("Changes on either side", "1 field changed here")
    page = tab(session, alice, HubspotRunState, f"/hubspot/runs/{row.id}/")
    await call(page, HubspotRunState.load)
    (decision,) = page.rows
    assert (decision.side, decision.before.text, decision.after.text) == ("Here", "CTO", "VP")
    await call(page, HubspotRunState.ask_undo, True)
    await call(page, HubspotRunState.undo_run)
    assert page.undoing
    do_last(session)
    await page._read_undo()
    assert not page.undoing and page.notice.text == "1 value undone."
    assert title_of(session, ann) == "CTO" and page.rows[0].undone
    move(page, "/hubspot/runs/987654/")
    await call(page, HubspotRunState.load)
    assert page.gone


async def test_conflicts_are_decided_and_the_last_is_undone(session, bob, ann):
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, ASKING)
    page = tab(session, bob, HubspotConflictsState, "/hubspot/conflicts/")
    await call(page, HubspotConflictsState.load)
    (row,) = page.rows
    assert (row.ours.text, row.theirs.text, row.ours_by) == ("CTO", "VP", "by a person")
    await call(page, HubspotConflictsState.decide, row.id, "nowhere")
    assert len(page.rows) == 1
    await call(page, HubspotConflictsState.decide, row.id, "there")
    assert page.rows == [] and page.can_undo
    assert page.announcement == "Title of Ann Lee: HubSpot’s value counts."
    await call(page, HubspotConflictsState.undo_last)
    assert [each.id for each in page.rows] == [row.id] and not page.can_undo
    move(page, "/hubspot/conflicts/?at=nonsense")
    await call(page, HubspotConflictsState.load)
    assert len(page.rows) == 1


async def test_no_errors_are_an_empty_list(session, alice, ann):
    page = tab(session, alice, HubspotErrorsState, "/hubspot/errors/")
    await call(page, HubspotErrorsState.load)
    assert page.rows == []
    await call(page, HubspotErrorsState.retry, 7)
    assert page.notice.kind == "error"
    await call(page, HubspotErrorsState.retry_all)
    assert page.notice.text == "Retrying 0 records"
