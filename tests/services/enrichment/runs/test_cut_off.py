"""An answer that was cut off before its end is asked for once more, with more room; never a third
time, and both are paid for.
"""

from decimal import Decimal

import pytest
from sqlmodel import select

from tests.fixtures import spending
from tests.fixtures.enrichment import press, work
from tests.fixtures.records import contact
from yardflow import clock, db, jobs
from yardflow.integrations.openai.limits import MOST_OUTPUT_TOKENS, WITH_MORE_ROOM
from yardflow.models import (
    BulkMode,
    Charge,
    ChargeStatus,
    EnrichmentRun,
    Job,
    JobStatus,
    RunStatus,
)
from yardflow.services.enrichment import overview
from yardflow.services.enrichment.bulk import batch_mode, batches
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.batch_store import BatchAnswer
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView
from yardflow.services.enrichment.runs import store as run_store

pytestmark = pytest.mark.usefixtures("database")
SETTLED, RELEASED = ChargeStatus.SETTLED, ChargeStatus.RELEASED


@pytest.fixture
def zoe(acme, works_at) -> int:
    """Of whom only the name is known."""
    return works_at(acme, "Zoë Quinn")


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Three people at Acme of whom only the name is known."""
    return work_at(acme, [f"Person{letter} Example" for letter in "abc"])


def tried_again(job: Job) -> Job:
    """The job's next turn, as if its time had come."""
    with db.session() as session:
        row = session.get_one(Job, job.id)
        row.status, row.due_at = JobStatus.QUEUED, row.created_at
        session.add(row)
    return work(int(job.id or 0))


def charges() -> list[Charge]:
    with db.session() as session:
        return list(session.exec(select(Charge).order_by(Charge.id)).all())


def run() -> EnrichmentRun:
    with db.session() as session:
        return session.exec(select(EnrichmentRun)).one()


def asked_for(sandbox) -> list[int]:
    """How long the answer to each question could be, the first first."""
    sent = [request for request in sandbox.received() if request["path"].endswith("/responses")]
    return [request["body"]["max_output_tokens"] for request in reversed(sent)]


@pytest.mark.slow
def test_it_is_asked_once_more_with_more_room(sandbox, bob, zoe):
    sandbox.fail("truncated")
    job = work(press(bob, zoe))
    assert (job.status, job.attempts) == (JobStatus.WAITING, 0)
    assert job.note == (
        "OpenAI's answer was cut off before its end. Asking once more, with more room for the "
        "answer."
    )
    assert tried_again(job).status == JobStatus.SUCCEEDED
    assert contact(zoe).title and asked_for(sandbox) == [MOST_OUTPUT_TOKENS, WITH_MORE_ROOM]


@pytest.mark.slow
def test_both_answers_are_paid_for_and_the_second_reserves_more(sandbox, bob, zoe):
    sandbox.fail("truncated")
    tried_again(work(press(bob, zoe)))
    first, second = charges()
    assert (first.status, second.status) == (SETTLED, SETTLED)
    assert (first.more_room, second.more_room) == (False, True)
    dearer = (WITH_MORE_ROOM - MOST_OUTPUT_TOKENS) * Decimal("0.50") / 1_000_000
    assert second.reserved_usd - first.reserved_usd >= dearer
    assert run().cost_usd == first.spent_usd + second.spent_usd
    assert spending.committed() == spending.counted() == run().cost_usd


def test_who_is_cut_off_again_fails_for_good_and_was_asked_twice(sandbox, bob, zoe):
    sandbox.fail("truncated", times=5)
    job = tried_again(work(press(bob, zoe)))
    assert (job.status, run().status) == (JobStatus.FAILED, RunStatus.FAILED)
    assert job.error == (
        "OpenAI's answer was cut off twice, the second time with more room. "
        "If this happens often, ask an administrator to choose another model in Settings."
    )
    assert len(asked_for(sandbox)) == 2 and [charge.status for charge in charges()] == [SETTLED] * 2


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["down", "drop", "rate_limited"])
def test_trouble_in_between_forgets_nothing(sandbox, bob, zoe, fault):
    sandbox.fail("truncated")
    job = work(press(bob, zoe))
    sandbox.fail(fault)
    job = tried_again(job)
    assert job.status == JobStatus.QUEUED
    assert tried_again(job).status == JobStatus.SUCCEEDED
    assert [charge.more_room for charge in charges()] == [False, True, True]
    assert spending.committed() == spending.counted()


def test_without_the_money_for_it_it_fails_with_the_reason(sandbox, alice, bob, zoe):
    sandbox.fail("truncated")
    job = work(press(bob, zoe))
    spent = charges()[0].spent_usd
    with db.session() as session:
        overview.save_settings(session, alice, None, {"contact_ceiling_usd": spent})
    job = tried_again(job)
    assert job.status == JobStatus.FAILED
    assert job.error.startswith("OpenAI's answer was cut off before its end. This question could")
    assert [charge.status for charge in charges()] == [SETTLED]


def test_the_day_s_budget_holds_it_back_like_any_other(sandbox, alice, bob, zoe):
    sandbox.fail("truncated")
    job = work(press(bob, zoe))
    with db.session() as session:
        overview.save_settings(session, alice, None, {"daily_budget_usd": charges()[0].spent_usd})
    job = tried_again(job)
    assert job.status == JobStatus.WAITING and "Daily budget" in job.note
    assert len(charges()) == 1


def test_who_presses_again_after_that_is_asked_as_usual_first(sandbox, bob, zoe):
    sandbox.fail("truncated", times=2)
    tried_again(work(press(bob, zoe)))
    assert work(press(bob, zoe)).status == JobStatus.SUCCEEDED
    assert asked_for(sandbox) == [MOST_OUTPUT_TOKENS, WITH_MORE_ROOM, MOST_OUTPUT_TOKENS]


def test_in_a_bulk_they_go_on_with_their_bulk(sandbox, bob, crowd):
    sandbox.fail("truncated", times=3)
    with db.session() as session:
        bulk = bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd)))
    jobs.perform(int(bulk.job_id or 0), bulk_worker.work)
    assert seen(bulk).counts == {"filled_in": 3}
    assert [charge.more_room for charge in charges()] == [False] * 3 + [True] * 3
    assert {charge.status for charge in charges()} == {SETTLED}
    assert spending.committed() == spending.counted()


@pytest.mark.slow
def test_in_a_batch_they_go_along_with_the_next_one(sandbox, bob, crowd):
    sandbox.fail("batch_paced", seconds=0, times=2)
    with db.session() as session:
        selection = BulkSelection(contact_ids=tuple(crowd), mode=BulkMode.ECONOMY)
        bulk = bulk_service.start(session, bob, selection)
    turn(bulk, lambda running: batch_mode.send(taken(bulk, running), bulk.id, kept(running)))
    answered = [cut_off(answer) for answer in batches.check(bulk.id).answers]
    turn(bulk, lambda running: batch_mode._commit_answers(answered, kept(running), stopped=False))
    assert [charge.status for charge in charges()] == [SETTLED] * 3
    while turn(bulk, bulk_worker.work).status != JobStatus.SUCCEEDED:
        pass
    assert seen(bulk).counts == {"filled_in": 3}
    assert [(charge.more_room, charge.economy) for charge in charges()] == [(False, True)] * 3 + [
        (True, True)
    ] * 3
    assert {charge.status for charge in charges()} == {SETTLED}
    assert spending.committed() == spending.counted()


def cut_off(answer: BatchAnswer) -> BatchAnswer:
    """As OpenAI answers where there was no room for more."""
    assert answer.body is not None
    details = {"reason": "max_output_tokens"}
    body = answer.body | {"status": "incomplete", "incomplete_details": details}
    return BatchAnswer(answer.charge_id, answer.model, answer.more_room, body)


def kept(running: jobs.Running):
    """The end of a slice that is done in this job."""
    return lambda session, verdicts: running.keep(session)


def taken(bulk: BulkView, running: jobs.Running):
    with db.session() as session:
        return run_store.start_due(session, bulk.id, running.id, 16)


def turn(bulk: BulkView, what) -> Job:
    """One turn of the bulk's job, which does this and nothing else."""
    job_id = int(bulk.job_id or 0)

    def then_waits(running: jobs.Running) -> None:
        what(running)
        if not running.ended:
            raise jobs.Hold("Later.", clock.now())

    jobs.perform(job_id, then_waits)
    with db.session() as session:
        job = session.get_one(Job, job_id)
        if job.status == JobStatus.WAITING:
            job.status, job.due_at = JobStatus.QUEUED, job.created_at
            session.add(job)
        return job


def seen(bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)
