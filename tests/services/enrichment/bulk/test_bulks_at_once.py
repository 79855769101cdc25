"""Workers, people and deletions at the same moment: whatever wins, everything comes to an end."""

import random
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from yardflow import db, jobs
from yardflow.errors import YardFlowError
from yardflow.models import (
    BulkStatus,
    Charge,
    ChargeStatus,
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    Job,
    JobStatus,
    RunStatus,
    SpendingDay,
)
from yardflow.models.job import OPEN
from yardflow.services import enrichment
from yardflow.services.access import Principal
from yardflow.services.enrichment import automation
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection
from yardflow.services.enrichment.runs import pipeline

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]

MANY = 64
WORK = {
    "enrich_bulk": bulk_worker.work,
    "enrich_bulk_worker": bulk_worker.work,
    "enrich_contact": pipeline.enrich,
}


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Many people at Acme of whom only the name is known."""
    return work_at(
        acme, [f"Person{'abcdefgh'[n % 8]}{'abcdefgh'[n // 8]} Lee" for n in range(MANY)]
    )


@pytest.fixture
def bulk_id(sandbox, bob, crowd) -> int:
    with db.session() as session:
        return bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd))).id


def quietly(work: Callable[..., object], *args: object) -> None:
    """A person's click: what they are told when they come second does not matter here."""
    try:
        with db.session() as session:
            work(session, *args)
    except YardFlowError:
        pass


def clicks(bob: Principal, bulk_id: int, crowd: list[int]) -> None:
    chance = random.Random(7)
    for _ in range(25):
        quietly(
            chance.choice((bulk_service.pause, bulk_service.resume, bulk_service.resume)),
            bob,
            bulk_id,
        )
        quietly(enrichment.request, bob, chance.choice(crowd))
    quietly(bulk_service.resume, bob, bulk_id)


def workers_until_the_end() -> None:
    """As workers and the scheduler would, until no job is open."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        quietly(jobs.sweep)
        quietly(automation.tick)
        with db.session() as session:
            rows = session.execute(
                select(Job.id, Job.kind, Job.status).where(Job.status.in_(OPEN))
            ).all()
            session.execute(
                Job.__table__.update()
                .where(Job.status == JobStatus.WAITING)
                .values(due_at=Job.created_at)
            )
        if not rows:
            return
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda row: jobs.perform(row[0], WORK[row[1]]), rows))
    raise AssertionError("work goes on for ever")


def check_the_end(bulk_id: int) -> None:
    with db.session() as session:
        bulk = session.get_one(EnrichmentBulk, bulk_id)
        runs = session.exec(select(EnrichmentRun)).all()
        charges = session.exec(select(Charge)).all()
        day = session.exec(select(SpendingDay)).one_or_none()
    assert bulk.status in (BulkStatus.FINISHED, BulkStatus.CANCELLED)
    assert {run.status for run in runs} <= {
        RunStatus.SUCCEEDED,
        RunStatus.FAILED,
        RunStatus.CANCELLED,
    }
    assert {charge.status for charge in charges} <= {ChargeStatus.SETTLED, ChargeStatus.RELEASED}
    paid = [charge.run_id for charge in charges if charge.status == ChargeStatus.SETTLED]
    assert len(paid) == len(set(paid))
    assert sum(charge.spent_usd for charge in charges) == (day.committed_usd if day else 0)


def at_once(bob: Principal, bulk_id: int, crowd: list[int], last: Callable[[], None]) -> None:
    with db.session() as session:
        jobs_now = session.execute(select(Job.id, Job.kind)).all()
    with ThreadPoolExecutor(8) as pool:
        workers_now = [pool.submit(jobs.perform, job.id, WORK[job.kind]) for job in jobs_now]
        people = pool.submit(clicks, bob, bulk_id, crowd)
        end = pool.submit(last)
        for each in (*workers_now, people, end):
            each.result()
    workers_until_the_end()
    check_the_end(bulk_id)


def test_clicks_while_workers_work(bob, bulk_id, crowd):
    at_once(bob, bulk_id, crowd, lambda: None)
    with db.session() as session:
        assert all(session.get_one(Contact, contact_id).enriched_at for contact_id in crowd)


def test_an_event_that_is_deleted_while_workers_work(bob, bulk_id, crowd, techexpo):
    def delete() -> None:
        quietly(lambda session: session.delete(session.get_one(Event, techexpo.id)))

    at_once(bob, bulk_id, crowd, delete)


def test_contacts_that_are_deleted_one_by_one_while_workers_work(bob, bulk_id, crowd):
    def delete() -> None:
        for contact_id in reversed(crowd):
            quietly(
                lambda session, contact_id=contact_id: session.delete(
                    session.get_one(Contact, contact_id)
                )
            )

    at_once(bob, bulk_id, crowd, delete)


def test_a_bulk_that_is_cancelled_while_workers_work(bob, bulk_id, crowd):
    at_once(bob, bulk_id, crowd, lambda: quietly(bulk_service.cancel, bob, bulk_id))
