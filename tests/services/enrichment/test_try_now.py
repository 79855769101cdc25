"""Who presses expects a try now: a provider that is left alone is asked once, at once; and what a
bulk waits for is said for as long as it waits, and no longer.
"""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from tests.fixtures.enrichment import press, work
from tests.fixtures.records import contact
from yardflow import clock, db, jobs
from yardflow.models import BulkStatus, EnrichmentRun, Job, JobStatus, Trigger
from yardflow.services import enrichment
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView

pytestmark = [pytest.mark.heavy, pytest.mark.usefixtures("database")]


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Twenty people at Acme of whom only the name is known: more than one slice."""
    return work_at(acme, [f"Person{'abcdefghijklmnopqrst'[n]} Example" for n in range(20)])


@pytest.fixture
def bulk(sandbox, bob, crowd) -> BulkView:
    with db.session() as session:
        return bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd)))


@pytest.fixture
def away(sandbox, bulk) -> BulkView:
    """A bulk that waits, because OpenAI is down, and stays down; the breaker is open for long."""
    sandbox.fail("down", times=1_000)
    assert turn(bulk).status == JobStatus.WAITING
    stays_open()
    return bulk


def stays_open(until: timedelta = timedelta(minutes=10)) -> None:
    with db.session() as session:
        row = circuit_breaker.lock_states(session, ("openai",))["openai"]
        assert row.opened_at is not None
        values = {"until": clock.now() + until}
        session.execute(text("UPDATE provider_state SET open_until = :until"), values)


def turn(bulk: BulkView) -> Job:
    """One turn of the bulk's job, as if its time had come."""
    with db.session() as session:
        job = session.get_one(Job, seen(bulk).job_id)
        job.status, job.due_at = JobStatus.QUEUED, job.created_at
        session.add(job)
    jobs.perform(int(job.id or 0), bulk_worker.work)
    with db.session() as session:
        return session.get_one(Job, job.id)


def resume(who, bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.resume(session, who, bulk.id)


def seen(bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)


def question_count(sandbox) -> int:
    """How many questions OpenAI got."""
    return sum(request["path"].endswith("/responses") for request in sandbox.received())


def due_at(bulk: BulkView) -> timedelta:
    """How long its job waits."""
    with db.session() as session:
        return session.get_one(Job, seen(bulk).job_id).due_at - clock.now()


@pytest.mark.parametrize("fault", ["down", "drop"])
def test_resume_asks_again_at_once_and_the_bulk_goes_on(sandbox, bob, bulk, fault):
    sandbox.fail(fault, times=1_000)
    turn(bulk)
    stays_open()
    sandbox.fail("none")
    resume(bob, bulk)
    assert due_at(bulk) <= timedelta(0)
    assert turn(bulk).status == JobStatus.SUCCEEDED
    assert seen(bulk).counts == {"filled_in": 20}


def test_while_openai_is_away_a_press_is_one_question_and_the_wait_starts_over(sandbox, bob, away):
    before = question_count(sandbox)
    resume(bob, away)
    assert turn(away).status == JobStatus.WAITING
    assert question_count(sandbox) == before + 1
    state = seen(away)
    assert state.waiting and state.note.startswith("OpenAI has not answered since")
    assert circuit_breaker.FIRST_WAIT / 2 < due_at(away) < circuit_breaker.FIRST_WAIT * 1.2


def test_pressing_on_and_on_asks_once(sandbox, bob, away):
    before = question_count(sandbox)
    for _ in range(5):
        resume(bob, away)
        resume(bob, away)
    turn(away)
    assert question_count(sandbox) <= before + 2


def test_where_all_wait_for_their_next_try_one_of_them_is_tried(sandbox, session, bob, bulk):
    later = clock.now() + timedelta(hours=2)
    for run in session.exec(select(EnrichmentRun)):
        run.due_at = later
    session.commit()
    assert turn(bulk).status == JobStatus.WAITING
    assert seen(bulk).note == "Waiting to retry what a provider could not answer."
    resume(bob, bulk)
    turn(bulk)
    assert seen(bulk).counts == {"filled_in": 1, "queued": 19}


def test_what_a_bulk_waits_for_does_not_come_and_go_while_it_looks(away):
    states, stop = set(), threading.Event()

    def look() -> None:
        while not stop.is_set():
            state = seen(away)
            states.add((state.status, state.waiting, bool(state.note)))

    watching = threading.Thread(target=look)
    watching.start()
    for _ in range(5):
        turn(away)
    stop.set()
    watching.join(30)
    assert states == {(BulkStatus.RUNNING, True, True)}


def test_once_a_contact_has_got_through_it_waits_for_nothing(sandbox, bulk):
    with db.session() as session:  # as another worker left it, which was held back
        bulk_lifecycle.set_waiting(session, bulk.id, "OpenAI has not answered since 12:00 UTC.")
    assert seen(bulk).waiting

    def one_slice(running: jobs.Running) -> None:
        bulk_worker._BulkWorker(running)._slice()
        raise jobs.Hold("Later.", clock.now())

    jobs.perform(int(bulk.job_id or 0), one_slice)
    state = seen(bulk)
    assert (state.waiting, state.note, state.counts["filled_in"]) == (False, "", 20)


def test_a_press_of_enrich_now_is_a_try_now(sandbox, bob, away, acme, works_at):
    sandbox.fail("none")
    zoe = works_at(acme, "Zoë Quinn")
    assert work(press(bob, zoe)).status == JobStatus.SUCCEEDED
    assert contact(zoe).title


def test_what_starts_by_itself_waits_for_its_time(sandbox, bob, away, acme, works_at):
    sandbox.fail("none")
    zoe = works_at(acme, "Zoë Quinn")
    with db.session() as session:
        job = enrichment.request(session, bob, zoe, trigger=Trigger.CREATED)
    assert work(int(job.id or 0)).status == JobStatus.WAITING


def test_a_contact_that_waits_is_looked_at_when_somebody_presses(sandbox, bob, away, crowd):
    with db.session() as session:
        job = enrichment.request(session, bob, crowd[-1], trigger=Trigger.CREATED)
    waits = work(int(job.id or 0))
    assert waits.status == JobStatus.WAITING and waits.due_at > clock.now()
    press(bob, crowd[-1])
    with db.session() as session:
        assert session.get_one(Job, job.id).due_at <= clock.now()


def test_a_start_is_a_try_too(sandbox, bob, away, acme, works_at):
    sandbox.fail("none")
    zoe = works_at(acme, "Zoë Quinn")
    with db.session() as session:
        other = bulk_service.start(session, bob, BulkSelection(contact_ids=(zoe,)))
    assert turn(other).status == JobStatus.SUCCEEDED


def test_the_answer_that_closes_the_breaker_wakes_all_that_wait(sandbox, bob, away, acme, works_at):
    assert due_at(away) > timedelta(seconds=10)
    sandbox.fail("none")
    work(press(bob, works_at(acme, "Zoë Quinn")))
    assert due_at(away) <= timedelta(0)
