"""The tray of jobs behind every page."""

import threading

from sqlmodel import Session

from tests.fixtures import state_tab
from tests.fixtures.product_in_process import cookie_of
from yardflow import jobs as queue
from yardflow.services.access import Principal
from yardflow.services.operations import jobs
from yardflow.state.jobs_tray import JobsTray


async def test_no_page_waits_while_the_jobs_are_read(tab, bob: Principal, monkeypatch) -> None:
    asked, answered = threading.Event(), threading.Event()
    at_a_glance = jobs.at_a_glance

    def slow(own: Session, principal: Principal) -> jobs.JobsAtAGlance:
        asked.set()
        assert answered.wait(20)
        return at_a_glance(own, principal)

    browser = await tab(cookie_of(bob))
    monkeypatch.setattr(jobs, "at_a_glance", slow)
    try:
        await browser.open_page("/contacts/")
        while not asked.is_set():
            await browser.settle()
        await browser.settle()
    finally:
        answered.set()


async def test_only_what_changed_is_sent(session: Session, bob: Principal) -> None:
    queue.enqueue(session, "run_import", subject="import:3", asked_by=bob.user_id)
    session.commit()
    page = state_tab.tab(session, bob, JobsTray)
    page._show(jobs.at_a_glance(session, bob))
    assert page.dirty_vars == {"latest", "open_count", "failed_count"}
    page._clean()
    page._show(jobs.at_a_glance(session, bob))
    assert page.dirty_vars == set()
