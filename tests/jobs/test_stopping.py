"""A stop that somebody asks for reaches into a long statement, and into nothing else."""

import threading
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.jobs import leases
from yardflow.models import Job, JobStatus

pytestmark = pytest.mark.usefixtures("database")

SLEEP = "SELECT pg_sleep(300)"
SLEEPING = f"SELECT pid FROM pg_stat_activity WHERE state = 'active' AND query = '{SLEEP}'"


def ask() -> int:
    with db.session() as session:
        return jobs.enqueue(session, "run_import").id or 0


def read(job_id: int) -> Job:
    with db.session() as session:
        return session.get_one(Job, job_id)


def ask_to_stop(job_id: int) -> None:
    with db.session() as session:
        session.get_one(Job, job_id).cancel_asked_at = clock.now()


def sleeper(worker: threading.Thread) -> int:
    """The connection that the worker sleeps on, as soon as it does."""
    while worker.is_alive():
        with db.session() as session:
            if pid := session.execute(text(SLEEPING)).scalar():
                return int(pid)
    raise AssertionError("the work ended before it slept")


def meanwhile(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def sleeps(running: jobs.Running) -> None:
    with db.session() as session, running.stoppable(session):
        session.execute(
            text("INSERT INTO setting (key, value, updated_at) VALUES ('k', '1', now())")
        )
        session.execute(text(SLEEP))


def test_a_stop_breaks_a_statement_off_and_leaves_nothing_of_the_work():
    job_id = ask()
    worker = meanwhile(lambda: jobs.perform(job_id, sleeps))
    sleeper(worker)
    ask_to_stop(job_id)
    worker.join()
    assert read(job_id).status == JobStatus.CANCELLED
    with db.session() as session:
        assert session.execute(text("SELECT count(*) FROM setting")).scalar() == 0


def test_a_stop_that_finds_no_statement_holds_at_the_end_of_the_block():
    def works(running: jobs.Running) -> None:
        with db.session() as session, running.stoppable(session):
            ask_to_stop(running.id)
            while not leases._keeper._stoppable[running.lease].stopped:
                pass
        raise AssertionError("it went on")

    job_id = ask()
    jobs.perform(job_id, works)
    assert read(job_id).status == JobStatus.CANCELLED


def test_who_else_breaks_a_statement_off_does_not_cancel_the_job():
    job_id = ask()
    worker = meanwhile(lambda: jobs.perform(job_id, sleeps))
    pid = sleeper(worker)
    with db.session() as session:
        session.execute(text(f"SELECT pg_cancel_backend({pid})"))
    worker.join()
    assert read(job_id).status == JobStatus.QUEUED


@pytest.mark.slow
def test_a_stop_that_comes_late_hits_nothing_of_who_has_the_connection_next():
    """Stops without a pause, while the connection changes hands all the time."""
    under_way: list[leases.Statements] = []
    over = threading.Event()

    def stop() -> None:
        with db.session() as session:
            while not over.is_set():
                for statements in under_way[-1:]:
                    statements.stop(session)

    stopper = meanwhile(stop)
    stopped = rounds = 0
    try:
        with db.engine().connect() as connection:
            # (By chance none of the first may be stopped.)
            while rounds < 60 or (not stopped and rounds < 3_000):
                rounds += 1
                with suppress(OperationalError), leases.watched("x", Session(connection)) as mine:
                    under_way.append(mine)
                    connection.execute(text("SELECT count(*) FROM generate_series(1, 999)"))
                stopped += mine.stopped
                connection.rollback()
                connection.execute(text("SELECT count(*) FROM generate_series(1, 9999)"))
                connection.rollback()
    finally:
        over.set()
        stopper.join()
    assert stopped
