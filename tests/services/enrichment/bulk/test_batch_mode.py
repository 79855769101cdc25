"""A bulk in economy mode when OpenAI, the worker or a person gets in between."""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.fixtures.enrichment import enriched
from tests.fixtures.records import contact
from yardflow import clock, db, jobs
from yardflow.models import (
    BulkMode,
    Charge,
    ChargeStatus,
    Contact,
    EnrichmentRun,
    Job,
    JobStatus,
)
from yardflow.services.enrichment import automation
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Six people at Acme of whom only the name is known."""
    return work_at(acme, [f"Person{letter} Example" for letter in "abcdef"])


def start(who, crowd: list[int]) -> BulkView:
    with db.session() as session:
        selection = BulkSelection(contact_ids=tuple(crowd), mode=BulkMode.ECONOMY)
        return bulk_service.start(session, who, selection)


def view(bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)


def worked_on(bulk: BulkView) -> Job:
    """One turn of the bulk's job, as if its time had come."""
    with db.session() as session:
        job = session.get_one(Job, bulk_service.get(session, None, bulk.id).job_id)
        if job.status in (JobStatus.WAITING, JobStatus.QUEUED):
            job.due_at, job.status = job.created_at, JobStatus.QUEUED
            session.add(job)
    jobs.perform(job.id, bulk_worker.work)
    with db.session() as session:
        return session.get_one(Job, job.id)


def to_its_end(bulk: BulkView) -> Job:
    for _ in range(500):
        job = worked_on(bulk)
        if job.status not in (JobStatus.WAITING, JobStatus.QUEUED):
            return job
    raise AssertionError(f"the bulk still waits: {job.error}")


def statuses() -> list[ChargeStatus]:
    with db.session() as session:
        return sorted(session.exec(select(Charge.status)).all())


@pytest.mark.parametrize("fault", ["down", "malformed", "drop", "rate_limited"])
def test_trouble_while_the_answers_are_fetched_loses_nothing(sandbox, bob, crowd, fault):
    sandbox.fail("batch_paced", seconds=100)
    bulk = start(bob, crowd)
    assert worked_on(bulk).status == JobStatus.WAITING
    sandbox.fail(fault)
    assert worked_on(bulk).status == JobStatus.WAITING
    assert statuses() == [ChargeStatus.RESERVED] * 6


def test_a_batch_that_is_refused_is_told_and_costs_nothing(sandbox, set_up, bob, crowd):
    bulk = start(bob, crowd)
    set_up(OPENAI_API_KEY="sk-wrong")
    worked_on(bulk)
    assert "OPENAI_API_KEY" in (view(bulk).note or "")
    assert set(statuses()) == {ChargeStatus.RELEASED}
    assert contact(crowd[0]).title == ""


def test_questions_that_came_back_as_errors_are_asked_again(sandbox, bob, crowd):
    sandbox.fail("batch_lines", seconds=0)
    bulk = start(bob, crowd)
    worked_on(bulk)
    assert statuses().count(ChargeStatus.SETTLED) == 4
    assert statuses().count(ChargeStatus.RELEASED) == 2
    assert view(bulk).counts["filled_in"] == 4


def test_a_batch_that_fails_leaves_everybody_as_they_were(sandbox, bob, crowd):
    sandbox.fail("batch_failed", seconds=0)
    bulk = start(bob, crowd)
    to_its_end(bulk)
    assert view(bulk).counts == {"failed": 6}
    assert set(statuses()) == {ChargeStatus.RELEASED}
    assert contact(crowd[0]).title == ""


def test_only_who_asks_about_the_company_visits_its_website(sandbox, session, bob, acme, crowd):
    sandbox.fail("batch_paced", seconds=0)
    to_its_end(start(bob, crowd))
    runs = session.exec(select(EnrichmentRun)).all()
    visits = [step for run in runs for step in run.steps if step["provider"] == "website"]
    assert (len(runs), len(visits)) == (6, 1)


def test_a_contact_that_is_deleted_meanwhile_is_paid_for(sandbox, session, bob, crowd):
    sandbox.fail("batch_paced", seconds=0.5)
    bulk = start(bob, crowd)
    worked_on(bulk)
    session.delete(contact(crowd[0]))
    session.commit()
    to_its_end(bulk)
    assert statuses() == [ChargeStatus.SETTLED] * 6


def test_after_an_outage_of_days_the_answers_are_taken_and_nobody_is_asked_twice(
    sandbox, bob, crowd
):
    sandbox.fail("batch_paced", seconds=0.5)
    bulk = start(bob, crowd)
    worked_on(bulk)
    with clock.at(clock.now() + timedelta(days=2)), db.session() as session:
        automation.tick(session)
    assert set(statuses()) == {ChargeStatus.UNCONFIRMED}
    to_its_end(bulk)
    assert view(bulk).counts == {"filled_in": 6}
    assert statuses() == [ChargeStatus.SETTLED] * 6


def test_who_changes_while_a_batch_is_under_way_is_new_to_the_model(sandbox, session, bob, crowd):
    sandbox.fail("batch_paced", seconds=0.5)
    bulk = start(bob, crowd)
    worked_on(bulk)
    changed = session.get(Contact, crowd[0])
    changed.country = "Germany"
    session.add(changed)
    session.commit()
    to_its_end(bulk)
    for contact_id in crowd[:2]:
        enriched(bob, contact_id)
    assert statuses() == [ChargeStatus.SETTLED] * 7


@pytest.fixture
def unconfirmed(sandbox, bob, crowd) -> BulkView:
    """A bulk whose batch OpenAI answered with an error that says nothing of whether it was made."""
    sandbox.fail("down", path="/batches")
    bulk = start(bob, crowd)
    assert worked_on(bulk).status == JobStatus.WAITING
    return bulk


def test_a_batch_that_was_not_confirmed_is_not_said_to_be_at_openai(unconfirmed):
    note = worked_on(unconfirmed).note or ""
    assert note.startswith("Not handed over to OpenAI yet")
    assert "half price" not in note.lower()


def test_a_cancel_frees_who_was_in_a_batch_that_was_never_made(sandbox, bob, unconfirmed):
    with db.session() as session:
        bulk_service.cancel(session, bob, unconfirmed.id)
    worked_on(unconfirmed)
    seen = view(unconfirmed)
    assert (seen.counts["cancelled"], seen.done) == (6, 6)
    assert set(statuses()) == {ChargeStatus.RELEASED}
    withdrawn = [request for request in sandbox.received() if request["method"] == "DELETE"]
    assert [request["path"].rpartition("/")[0] for request in withdrawn] == ["/openai/v1/files"]


def test_a_batch_that_was_made_all_the_same_is_found_and_called_back(sandbox, bob, crowd):
    sandbox.fail("lost", path="/batches")
    bulk = start(bob, crowd)
    worked_on(bulk)
    with db.session() as session:
        bulk_service.cancel(session, bob, bulk.id)
    to_its_end(bulk)
    assert ChargeStatus.RESERVED not in statuses()
    assert any(request["path"].endswith("/cancel") for request in sandbox.received())
