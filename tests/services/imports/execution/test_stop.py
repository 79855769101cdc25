"""Stopping an import or its undoing, wherever it is: nothing of it stays, and others go on.

What holds it up is a lock that somebody else has, so that it is in the middle of a statement for
as long as the test wants.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from yardflow import db, jobs
from yardflow.models import ImportStatus, JobStatus
from yardflow.services import imports
from yardflow.services.imports.execution import (
    account_upsert,
    contact_matching,
    contact_upsert,
    outcomes,
)
from yardflow.services.imports.execution import job as import_job
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import icp

pytestmark = pytest.mark.usefixtures("database")

LIST = "Name,Company,E-mail\n" + "".join(
    f"Ann{n} Lee,Acme {n % 7},ann{n}@acme.example\n" for n in range(50)
)
HELD_UP = "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"


@contextmanager
def held_up(job_id: int, work, lock: str) -> Iterator[threading.Thread]:
    """A worker on the job, in a statement that waits for ``lock``."""
    with db.session() as other:
        other.execute(text(lock))
        worker = threading.Thread(target=jobs.perform, args=(job_id, work))
        worker.start()
        with db.session() as watching:
            while not watching.execute(text(HELD_UP)).scalar():
                assert worker.is_alive(), "nothing held it up"
                watching.rollback()
        yield worker


def stop(bob, job_id: int) -> None:
    with db.session() as session:
        job_service.cancel(session, bob, job_id)


@pytest.mark.slow
def test_an_import_stops_in_the_middle_of_a_statement(desk, bob):
    view = desk.upload(LIST)
    job_id = desk.start(view)
    with held_up(job_id, imports.run, "LOCK TABLE score_change") as worker:
        stop(bob, job_id)
        worker.join()
        assert desk.job(job_id).status == JobStatus.CANCELLED
        assert desk.look(view).status == ImportStatus.DRAFT
        assert desk.contacts() == desk.accounts() == []
    assert desk.bring(LIST).counts["created"] == 50, "the turn is free again"
    assert desk.run(desk.look(view)).counts["unchanged"] == 50


@pytest.mark.slow
def test_an_undo_stops_in_the_middle_of_a_statement(desk, bob):
    view = desk.bring(LIST)
    with db.session() as session:
        job = imports.remove(session, bob, view.id)
    assert job is not None and job.id is not None
    with held_up(job.id, imports.undo, "LOCK TABLE score_change") as worker:
        stop(bob, job.id)
        worker.join()
        assert desk.job(job.id).status == JobStatus.CANCELLED
        assert desk.look(view).status == ImportStatus.DONE
        assert len(desk.contacts()) == 50
    assert desk.undo(view).status == ImportStatus.UNDONE and desk.contacts() == []


@pytest.mark.slow
def test_an_import_stops_while_it_waits_for_its_turn(desk, bob):
    view = desk.upload(LIST)
    job_id = desk.start(view)
    with db.session() as other:
        turn = import_job.LOCK
        other.execute(text(f"SELECT pg_advisory_xact_lock({turn})"))
        worker = threading.Thread(target=jobs.perform, args=(job_id, imports.run))
        worker.start()
        while desk.look(view).note != "Waiting for another import":
            assert worker.is_alive()
        stop(bob, job_id)
        worker.join()
        assert desk.job(job_id).status == JobStatus.CANCELLED
    assert desk.run(desk.look(view)).counts["created"] == 50


def test_what_the_progress_says_is_what_is_being_done(desk, monkeypatch):
    said: list[tuple[str, str]] = []
    shares: list[int] = []

    def watch(module, name: str) -> None:
        done = getattr(module, name)

        def watched(*args, **kwargs):
            said.append((name, desk.look(view).note))
            return done(*args, **kwargs)

        monkeypatch.setattr(module, name, watched)

    shown = jobs.Running.progress

    def progress(self, done, *args, **kwargs):
        shares.append(done)
        shown(self, done, *args, **kwargs)

    desk.bring("Name,Company\nZoe Ray,Acme 0\n")  # an account that is scored once more
    view = desk.upload(LIST)
    for module, name in (
        (account_upsert, "match"),
        (contact_matching, "match"),
        (contact_upsert, "fill"),
        (icp, "recalculate"),
        (outcomes, "write"),
    ):
        watch(module, name)
    monkeypatch.setattr(jobs.Running, "progress", progress)
    monkeypatch.setattr(contact_upsert, "_AT_ONCE", 10)
    done = desk.run(view)
    assert said == [
        ("match", "Matching accounts"),
        ("match", "Matching contacts"),
        ("fill", "Filling fields"),
        ("recalculate", "Scoring accounts"),
        ("write", "Saving the results"),
    ]
    assert shares == sorted(shares) and len(set(shares)) >= 9
    assert done.counts["created"] == 50


@pytest.mark.slow
def test_the_progress_of_an_undo_moves_on_and_says_what_is_being_done(desk, bob, monkeypatch):
    said: list[tuple[int, str]] = []
    shown = jobs.Running.progress

    def progress(self, done, *args, **kwargs):
        shown(self, done, *args, **kwargs)
        said.append((done, desk.look(view).note))

    # The account stays for the contact that another list brought, and is scored.
    desk.bring("Name,Company\nBob Ray,Acme 1\n")
    view = desk.bring(LIST)
    monkeypatch.setattr(jobs.Running, "progress", progress)
    desk.undo(view)
    assert [share for share, _ in said] == sorted({share for share, _ in said})
    assert list(dict.fromkeys(note for _, note in said)) == [
        "Removing contacts",
        "Removing accounts",
        "Listing what is kept",
        "Scoring accounts",
    ]
