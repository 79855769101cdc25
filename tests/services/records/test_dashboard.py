"""The first page."""

from datetime import UTC, date, datetime

import pytest

from tests.fixtures.records import company
from yardflow import clock, jobs
from yardflow.models import JobStatus, Stage
from yardflow.services import dashboard
from yardflow.services.enrichment.bulk import selection
from yardflow.services.records import active_event

pytestmark = pytest.mark.usefixtures("database")


def kinds(board) -> list[str]:
    return [step.kind for step in board.next]


def test_without_an_active_event_it_asks_for_one(session, bob):
    board = dashboard.overview(session, bob)
    assert (board.event, board.funnel, kinds(board)) == (None, [], ["event"])


def test_an_empty_event_asks_for_a_list(session, bob, techexpo):
    active_event.switch(session, bob, techexpo.id)
    board = dashboard.overview(session, bob)
    assert board.event.name == "TechExpo 2026"
    assert (kinds(board), board.counts.average_score) == (["import"], None)


def test_it_counts_what_is_at_the_active_event_and_nothing_else(session, bob, techexpo, works_at):
    active_event.switch(session, bob, techexpo.id)
    fits = company(session, techexpo, "Fits", stage=Stage.QUALIFIED, icp_score=80)
    company(session, techexpo, "Won", stage=Stage.WON, icp_score=61, owner_id=bob.user_id)
    works_at(fits, "Ann Lee", email="ann@fits.example", email_status="given")
    works_at(fits, "Joe Smith", enriched_at=clock.now())
    other = type(techexpo)(name="Other")
    session.add(other)
    session.commit()
    works_at(company(session, other, "Elsewhere"), "Max Berg")
    board = dashboard.overview(session, bob)
    counts = board.counts
    assert (counts.accounts, counts.contacts, counts.without_email, counts.enriched) == (2, 2, 1, 0)
    assert (counts.unowned, counts.unbooked, counts.average_score) == (1, 1, 71)
    assert [count for _, count in board.funnel] == [0, 1, 0, 0, 1, 0, 0]
    assert kinds(board) == ["enrich", "meet", "owner"]


def test_of_a_large_event_the_latest_are_looked_at(session, bob, acme, works_at, monkeypatch):
    active_event.switch(session, bob, 1)
    for name in ("Ann Lee", "Joe Smith"):
        works_at(acme, name)
    assert enrich_step(session, bob) == ("Enrich 2 contacts", "/enrichment/new/?event=1")
    monkeypatch.setattr(selection, "COUNTED", 1)
    monkeypatch.setattr(dashboard, "MOST", 1)
    # As many as that are no one bulk run.
    assert enrich_step(session, bob) == ("Enrich 1+ contacts", "/contacts/?enrichment=never")


def enrich_step(session, bob) -> tuple[str, str]:
    steps = dashboard.overview(session, bob).next
    return next((step.title, step.href) for step in steps if step.kind == "enrich")


def test_days_are_counted_at_the_venue(session, bob, techexpo):
    techexpo.starts_on = date(2026, 12, 8)
    session.commit()
    active_event.switch(session, bob, techexpo.id)
    # In Los Angeles it is still the evening of the 6th.
    with clock.at(datetime(2026, 12, 7, 5, tzinfo=UTC)):
        assert dashboard.overview(session, bob).days_left == 2


def test_a_member_sees_their_own_jobs_and_what_failed_comes_first(session, alice, bob):
    mine = jobs.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    failed = jobs.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    failed.status = JobStatus.FAILED
    jobs.enqueue(session, "enrich_contact", asked_by=alice.user_id)
    session.commit()
    board = dashboard.overview(session, bob)
    assert ([job.id for job in board.jobs], board.jobs_open, board.jobs_failed) == ([mine.id], 1, 1)
    assert kinds(board)[0] == "failed"
