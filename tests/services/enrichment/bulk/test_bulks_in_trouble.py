"""A bulk whose workers, rows or neighbours get in its way: nobody is left under way for ever, and
nobody pays twice.
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from tests.fixtures.enrichment import press, work
from tests.fixtures.records import contact
from yardflow import clock, db, jobs
from yardflow.errors import Conflict
from yardflow.models import (
    BulkStatus,
    Charge,
    ChargeStatus,
    EnrichmentBulk,
    EnrichmentRun,
    Job,
    JobStatus,
    ProviderState,
    RunStatus,
)
from yardflow.services import enrichment
from yardflow.services.enrichment import automation, overview
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk import selection as bulk_selection
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.runs import pipeline
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.operations import jobs as work_list

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Three people at Acme of whom only the name is known."""
    return work_at(acme, [f"Person{letter} Example" for letter in "abc"])


@pytest.fixture
def bulk(sandbox, bob, crowd) -> BulkView:
    with db.session() as session:
        return bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd)))


def view(bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)


def drain(bulk: BulkView) -> Job:
    jobs.perform(view(bulk).job_id, bulk_worker.work)
    return job_of(bulk)


def job_of(bulk: BulkView) -> Job:
    with db.session() as session:
        return session.get_one(Job, view(bulk).job_id)


def set_job(job_id: int, **values) -> None:
    with db.session() as session:
        job = session.get_one(Job, job_id)
        for name, value in values.items():
            setattr(job, name, value)
        session.add(job)


def all_runs() -> list[EnrichmentRun]:
    with db.session() as session:
        return list(session.exec(select(EnrichmentRun).order_by(EnrichmentRun.id)).all())


def charges() -> list[Charge]:
    with db.session() as session:
        return list(session.exec(select(Charge)).all())


def tick() -> None:
    with db.session() as session:
        automation.tick(session)


def refusing(times: int):
    """The end of a slice, to which somebody else's change comes first so many times."""
    left = [times]

    def close(session, verdicts) -> None:
        if left[0]:
            left[0] -= 1
            raise Conflict("Somebody else was quicker.")

    return close


def taken(bulk: BulkView) -> list[run_store.StartedRun]:
    with db.session() as session:
        return run_store.start_due(session, bulk.id, view(bulk).job_id, 16)


def test_a_deleted_contact_does_not_stay_under_way_when_others_conflict(bulk, crowd):
    taken_runs = taken(bulk)
    with db.session() as session:
        session.delete(session.get_one(type(contact(crowd[0])), crowd[0]))
    verdicts = pipeline.attempt(taken_runs, refusing(1))
    assert set(verdicts) == {run.run_id for run in taken_runs}
    assert [run.status for run in all_runs()] == [
        RunStatus.FAILED,
        RunStatus.SUCCEEDED,
        RunStatus.SUCCEEDED,
    ]


def test_an_answer_that_comes_second_is_looked_at_anew_and_not_paid_again(bulk):
    pipeline.attempt(taken(bulk)[:1], refusing(1))
    run = all_runs()[0]
    assert (run.status, bool(run.fingerprints)) == (RunStatus.SUCCEEDED, True)
    assert [charge.status for charge in charges()] == [ChargeStatus.SETTLED]


def test_who_is_quicker_here_says_nothing_about_the_provider(bulk):
    taken_runs = taken(bulk)[:1]
    pipeline.attempt(taken_runs, refusing(2))
    assert all_runs()[0].status == RunStatus.QUEUED
    with db.session() as session:
        assert session.get_one(ProviderState, "openai").failures == 0


def test_a_worker_that_lost_its_lease_still_says_what_its_answers_cost(bulk):
    def lost(session, verdicts) -> None:
        raise jobs.LeaseLost

    with pytest.raises(jobs.LeaseLost):
        pipeline.attempt(taken(bulk), lost)
    assert {charge.status for charge in charges()} == {ChargeStatus.SETTLED}
    assert {run.status for run in all_runs()} == {RunStatus.RUNNING}


def test_a_worker_that_loses_against_others_goes_on_in_a_moment(bulk, monkeypatch):
    def overtaken(*_):
        raise Conflict("Somebody worked on the same records.")

    with monkeypatch.context() as patch:
        patch.setattr(run_store, "start_due", overtaken)
        job = drain(bulk)
    assert (job.status, job.attempts) == (JobStatus.WAITING, 0)
    set_job(job.id, status=JobStatus.QUEUED, due_at=job.created_at)
    assert drain(bulk).status == JobStatus.SUCCEEDED
    assert view(bulk).counts == {"filled_in": 3}


def test_a_bulk_whose_worker_was_given_up_rests_with_the_reason_and_can_go_on(bulk, bob, session):
    taken_runs = taken(bulk)
    set_job(view(bulk).job_id, status=JobStatus.FAILED, error="The worker stopped 5 times.")
    tick()
    seen = view(bulk)
    assert (seen.status, seen.note) == (BulkStatus.PAUSED, "The worker stopped 5 times.")
    assert seen.counts == {"queued": len(taken_runs)}
    bulk_service.resume(session, bob, bulk.id)
    session.commit()
    assert drain(bulk).status == JobStatus.SUCCEEDED
    assert view(bulk).counts == {"filled_in": 3}


def test_running_the_job_of_such_a_bulk_again_goes_on_with_it(bulk, bob, session):
    set_job(view(bulk).job_id, status=JobStatus.FAILED, error="The worker stopped 5 times.")
    tick()
    work_list.run_again(session, bob, view(bulk).job_id)
    session.commit()
    assert drain(bulk).status == JobStatus.SUCCEEDED
    assert view(bulk).counts == {"filled_in": 3}


def test_what_a_given_up_worker_held_ends_with_its_cancelled_bulk(bulk, bob, session):
    taken(bulk)
    bulk_service.cancel(session, bob, bulk.id)
    session.commit()
    set_job(view(bulk).job_id, status=JobStatus.FAILED, error="The worker stopped 5 times.")
    tick()
    assert {run.status for run in all_runs()} == {RunStatus.CANCELLED}


def test_a_running_bulk_with_its_worker_is_left_alone(bulk):
    taken(bulk)
    tick()
    assert (view(bulk).status, view(bulk).counts) == (BulkStatus.RUNNING, {"running": 3})


def test_who_was_asked_with_a_bad_key_is_asked_again_once_it_is_fixed(set_up, bob, bulk, session):
    set_up(OPENAI_API_KEY="wrong")
    drain(bulk)
    assert (view(bulk).status, view(bulk).counts) == (BulkStatus.PAUSED, {"queued": 3})
    assert "OPENAI_API_KEY" in view(bulk).note
    set_up(OPENAI_API_KEY="sandbox")
    circuit_breaker.retry_now(session)
    bulk_service.resume(session, bob, bulk.id)
    session.commit()
    assert drain(bulk).status == JobStatus.SUCCEEDED
    assert view(bulk).counts == {"filled_in": 3}


def test_enrich_now_is_tried_again_by_its_own_job_when_openai_is_away(
    sandbox, session, bob, bulk, crowd
):
    bulk_service.pause(session, bob, bulk.id)
    session.commit()
    sandbox.fail("down")
    job = work(press(bob, crowd[0]))
    assert job.status == JobStatus.QUEUED
    set_job(job.id, due_at=clock.now() - timedelta(seconds=1))
    assert work(job.id).status == JobStatus.SUCCEEDED
    assert contact(crowd[0]).enriched_at is not None


def test_enrich_now_that_is_stopped_does_not_go_back_to_a_cancelled_bulk(session, bob, bulk, crowd):
    job_id = press(bob, crowd[0])
    bulk_service.cancel(session, bob, bulk.id)
    work_list.cancel(session, bob, job_id)
    session.commit()
    tick()
    assert {run.status for run in all_runs()} == {RunStatus.CANCELLED}


def test_enrich_now_that_is_stopped_goes_back_to_a_bulk_that_goes_on(session, bob, bulk, crowd):
    work_list.cancel(session, bob, press(bob, crowd[0]))
    session.commit()
    tick()
    assert {(run.status, run.job_id) for run in all_runs()} == {(RunStatus.QUEUED, None)}


def test_all_workers_look_again_when_the_settings_change(alice, bulk):
    with db.session() as session:
        row = session.get_one(EnrichmentBulk, bulk.id)
        worker = bulk_lifecycle._enqueue_worker(session, row, bulk_lifecycle.WORKER, 1)
        worker.status, worker.due_at = JobStatus.WAITING, clock.now() + timedelta(hours=5)
        session.add(worker)
    with db.session() as session:
        overview.save_settings(session, alice, None, {"daily_budget_usd": "60"})
    with db.session() as session:
        assert session.get_one(Job, worker.id).due_at <= clock.now()


def test_why_a_bulk_is_paused_is_not_wiped_away_by_its_worker(session, bob, bulk):
    bulk_lifecycle.pause(session, bulk.id, "OpenAI does not accept our key.")
    bulk_lifecycle.clear_waiting(session, bulk.id)
    session.commit()
    assert view(bulk).note == "OpenAI does not accept our key."


def test_as_many_contacts_can_be_named_as_a_bulk_takes(session, bob, bulk, crowd):
    many = BulkSelection(contact_ids=tuple(range(crowd[0], crowd[0] + bulk_selection.MOST)))
    assert bulk_service.preview(session, bob, many).matching == 3


def test_more_are_refused_before_they_are_looked_up(session, bob):
    with pytest.raises(bulk_selection.Invalid, match="at most 100,000"):
        bulk_service.preview(
            session, bob, BulkSelection(contact_ids=tuple(range(1, bulk_selection.MOST + 2)))
        )


def test_a_contact_that_is_under_way_says_so_while_its_bulk_rests(session, bob, bulk, crowd):
    press(bob, crowd[0])
    bulk_service.pause(session, bob, bulk.id)
    session.commit()
    shown = enrichment.state_of(session, crowd)
    assert [shown[contact_id].progress for contact_id in crowd] == [
        enrichment.Progress.QUEUED,
        enrichment.Progress.PAUSED,
        enrichment.Progress.PAUSED,
    ]


def test_a_defect_with_one_contact_leaves_the_answers_about_the_others(bulk, crowd, monkeypatch):
    openai = registry.load("openai")
    ask = openai.ask

    def stumbles(question):
        if question.contact.contact_id == crowd[0]:
            raise ZeroDivisionError
        return ask(question)

    monkeypatch.setattr(openai, "ask", stumbles)
    pipeline.attempt(taken(bulk), lambda session, verdicts: None)
    assert [run.status for run in all_runs()] == [
        RunStatus.QUEUED,
        RunStatus.SUCCEEDED,
        RunStatus.SUCCEEDED,
    ]
    assert sorted(charge.status for charge in charges()) == [
        ChargeStatus.SETTLED,
        ChargeStatus.SETTLED,
        ChargeStatus.UNCONFIRMED,
    ]
