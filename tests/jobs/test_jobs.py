"""Jobs: asked for in a transaction, done once, brought back when a worker dies."""

import socket
import threading
import time
from datetime import timedelta

import pytest
from sqlalchemy import event, text
from sqlmodel import Session

from tests.conftest import FULL
from yardflow import clock, db, disk, jobs, migrations
from yardflow.config import settings
from yardflow.errors import Invalid
from yardflow.jobs import queue
from yardflow.jobs.runner import MAX_ATTEMPTS, NO_SPACE, UNEXPECTED
from yardflow.launch import data_dir, postgres
from yardflow.models import Job, JobStatus

pytestmark = pytest.mark.usefixtures("database")


def ask(**options) -> int:
    with db.session() as session:
        return jobs.enqueue(session, "enrich_contact", **options).id


def read(job_id: int) -> Job:
    with db.session() as session:
        return session.get(Job, job_id)


def messages() -> int:
    return jobs.broker().client.llen("dramatiq:default")


def test_a_message_leaves_only_after_the_commit():
    with db.session() as session:
        jobs.enqueue(session, "enrich_contact")
        assert messages() == 0
    assert messages() == 1


def test_a_message_leaves_also_where_what_was_loaded_is_forgotten_before_the_commit():
    with db.session() as session:
        jobs.enqueue(session, "enrich_contact")
        session.expire_all()
    assert messages() == 1


def test_a_rolled_back_cause_leaves_no_job_and_no_message():
    with pytest.raises(ValueError), db.session() as session:
        jobs.enqueue(session, "enrich_contact")
        raise ValueError
    assert messages() == 0
    with db.session() as session:
        assert session.execute(text("SELECT count(*) FROM job")).scalar() == 0


def test_asking_twice_for_the_same_thing_gives_the_job_that_is_open():
    assert ask(unique_key="contact:1") == ask(unique_key="contact:1")
    assert messages() == 1


def test_a_job_that_ends_while_somebody_asks_for_it_makes_room_too():
    first = ask(unique_key="contact:1")

    def ended_meanwhile(connection, cursor, statement, *rest) -> None:
        if statement.startswith("INSERT INTO job") and read(first).status != JobStatus.SUCCEEDED:
            jobs.perform(first, lambda running: None)

    event.listen(db.engine(), "after_cursor_execute", ended_meanwhile)
    try:
        assert ask(unique_key="contact:1") != first
    finally:
        event.remove(db.engine(), "after_cursor_execute", ended_meanwhile)


def test_a_finished_job_makes_room_for_the_next_of_its_key():
    first = ask(unique_key="contact:1")
    jobs.perform(first, lambda running: None)
    assert ask(unique_key="contact:1") != first


def test_a_job_is_done_once_however_often_its_message_comes():
    job_id, calls = ask(), []
    for _ in range(3):
        jobs.perform(job_id, lambda running: calls.append(running.id))
    assert calls == [job_id]
    assert read(job_id).status == JobStatus.SUCCEEDED


def test_the_result_is_kept_and_the_end_is_dated():
    job_id = ask()
    jobs.perform(job_id, lambda running: {"created": 3})
    job = read(job_id)
    assert (job.result, job.error) == ({"created": 3}, None)
    assert job.finished_at is not None and job.lease is None


def test_an_error_meant_for_people_fails_the_job_with_its_words():
    def refuse(running):
        raise Invalid("The list has no header.")

    job_id = ask()
    jobs.perform(job_id, refuse)
    assert (read(job_id).status, read(job_id).error) == ("failed", "The list has no header.")


def test_a_defect_is_tried_again_later_and_in_the_end_fails_in_plain_words():
    def break_down(running):
        raise ZeroDivisionError

    job_id = ask()
    for attempt in range(1, MAX_ATTEMPTS + 1):
        with clock.at(clock.now() + timedelta(hours=attempt)):
            jobs.perform(job_id, break_down)
        assert read(job_id).attempts == attempt
    assert read(job_id).status == JobStatus.FAILED
    assert read(job_id).error == UNEXPECTED


def test_what_a_deadlock_ended_is_tried_again():
    job_id = ask()

    def overtaken(running) -> None:
        raise db.Deadlock("Someone else is changing the same records.")

    jobs.perform(job_id, overtaken)
    assert read(job_id).status == JobStatus.QUEUED


def test_a_job_put_off_is_not_touched_before_its_time():
    def later(running):
        raise jobs.RetryLater("The provider is busy.", timedelta(minutes=5))

    job_id, calls = ask(), []
    jobs.perform(job_id, later)
    jobs.perform(job_id, lambda running: calls.append(1))
    assert calls == [] and read(job_id).status == JobStatus.QUEUED
    with clock.at(clock.now() + timedelta(minutes=6)):
        jobs.perform(job_id, lambda running: calls.append(1))
    assert calls == [1]


def test_a_held_job_shows_as_waiting_and_is_queued_when_its_time_comes():
    until = clock.now() + timedelta(hours=1)

    def hold(running):
        raise jobs.Hold("Resumes 00:00 UTC", until)

    job_id = ask()
    jobs.perform(job_id, hold)
    assert (read(job_id).status, read(job_id).note) == ("waiting", "Resumes 00:00 UTC")
    with clock.at(until + timedelta(seconds=1)), db.session() as session:
        jobs.sweep(session)
    assert read(job_id).status == JobStatus.QUEUED


def test_progress_is_seen_while_the_job_runs():
    seen = []

    def work(running):
        running.progress(40, 100, "Matching rows")
        seen.append(read(running.id))

    jobs.perform(ask(), work)
    assert (seen[0].progress_done, seen[0].progress_total) == (40, 100)
    assert seen[0].status == JobStatus.RUNNING


def test_a_job_that_succeeded_is_done_to_the_last_step():
    job_id = ask(total=12)
    jobs.perform(job_id, lambda running: running.progress(7))
    assert (read(job_id).progress_done, read(job_id).progress_total) == (12, 12)


@pytest.mark.slow
def test_a_redis_that_hangs_holds_nobody_up():
    """Connections are taken and never answered, as by a stopped process."""
    with socket.create_server(("127.0.0.1", 0)) as hung:
        address = f"redis://127.0.0.1:{hung.getsockname()[1]}"
        with pytest.MonkeyPatch.context() as moved:
            moved.setenv("REDIS_URL", address)
            forget_redis()
            job_id = ask()
            assert not jobs.redis_available()
    forget_redis()
    assert read(job_id).status == JobStatus.QUEUED and read(job_id).sent_at is None


def forget_redis() -> None:
    settings.cache_clear()
    jobs.broker.cache_clear()


def test_a_running_job_stops_at_its_next_step_when_asked_to():
    def work(running):
        with db.session() as session:
            session.get(Job, running.id).cancel_asked_at = clock.now()
        running.progress(1)
        raise AssertionError("it went on")

    job_id = ask()
    jobs.perform(job_id, work)
    assert read(job_id).status == JobStatus.CANCELLED


def test_a_dead_workers_job_goes_to_another_and_the_first_can_no_longer_finish_it():
    def be_slow(running):
        with clock.at(clock.now() + timedelta(minutes=1)), db.session() as session:
            jobs.sweep(session)
        with clock.at(clock.now() + timedelta(minutes=1)):
            jobs.perform(running.id, lambda second: {"by": "second"})
        return {"by": "first"}

    job_id = ask()
    jobs.perform(job_id, be_slow)
    assert read(job_id).result == {"by": "second"}


def test_an_effect_and_its_jobs_end_are_one_transaction():
    def work(running):
        with db.session() as session:
            session.execute(
                text("INSERT INTO setting (key, value, updated_at) VALUES ('k', '1', now())")
            )
            session.execute(text("UPDATE job SET lease = 'other'"))
            running.finish(session)

    jobs.perform(ask(), work)
    with db.session() as session:
        assert session.execute(text("SELECT count(*) FROM setting")).scalar() == 0


def test_a_job_that_kills_its_workers_again_and_again_fails():
    job_id = ask()
    with db.session() as session:
        session.execute(
            text("UPDATE job SET status='running', attempts=5, leased_until=now() - interval '1s'")
        )
    with db.session() as session:
        jobs.sweep(session)
    assert read(job_id).status == JobStatus.FAILED
    assert "stopped 5 times" in read(job_id).error


def test_with_redis_away_jobs_stay_queued_and_leave_when_it_is_back(monkeypatch):
    with monkeypatch.context() as away:
        away.setattr(queue, "settings", lambda: type("Unset", (), {"redis_url": None}))
        job_id = ask()
    assert messages() == 0 and read(job_id).sent_at is None
    with db.session() as session:
        assert jobs.sweep(session) == 1
    assert messages() == 1


def test_a_message_that_got_lost_is_sent_again(session: Session):
    ask()
    jobs.broker().client.flushall()
    with db.session() as current:
        assert jobs.sweep(current) == 0, "it may still be on its way"
    with clock.at(clock.now() + timedelta(minutes=2)), db.session() as current:
        assert jobs.sweep(current) == 1


def test_while_the_disk_is_full_a_job_waits_and_is_no_failed_attempt(full_disk):
    job_id, calls = ask(), []
    for attempt in range(MAX_ATTEMPTS + 1):
        with clock.at(clock.now() + timedelta(minutes=attempt)):
            jobs.perform(job_id, calls.append)
            assert (read(job_id).status, read(job_id).note) == (JobStatus.WAITING, NO_SPACE)
            assert read(job_id).attempts == 0
        with clock.at(clock.now() + timedelta(minutes=attempt + 1)), db.session() as session:
            jobs.sweep(session)
    full_disk()
    with clock.at(clock.now() + timedelta(hours=1)):
        jobs.perform(job_id, lambda running: calls.append(1))
    assert (read(job_id).status, calls) == (JobStatus.SUCCEEDED, [1])


@pytest.mark.parametrize("bare", [False, True])
def test_a_write_that_finds_the_disk_full_is_tried_again_later(session: Session, bare: bool):
    session.execute(text(FULL.format(table="account")))
    session.commit()
    statement = "INSERT INTO account DEFAULT VALUES"

    def write(running):
        with db.session() as own:
            if bare:
                own.connection().connection.cursor().execute(statement)
            own.execute(text(statement))

    job_id = ask()
    try:
        jobs.perform(job_id, write)
    finally:
        session.execute(text("DROP FUNCTION full_disk CASCADE"))
        session.commit()
    job = read(job_id)
    assert (job.status, job.note, job.attempts) == (JobStatus.WAITING, NO_SPACE, 0)


@pytest.mark.heavy
def test_an_end_is_recorded_once_the_database_is_back(
    urls, tmp_path, monkeypatch, full_disk, caplog
):
    """The database breaks down under a job, as it does when it has no room for its log."""
    home = tmp_path / "own"
    with data_dir.owned(home) as lock, monkeypatch.context() as changed:
        database = postgres.prepare(home, lock, durable=False, say=lambda _: None)
        server = database.begin()
        changed.setenv("DATABASE_URL", database.url)
        forget()
        migrations.upgrade()
        job_id = ask()
        full_disk()

        def break_down(running):
            (tmp_path / disk.NAME).touch()
            under_way.set()
            broken.wait(20)
            with db.session() as own:
                own.execute(text("SELECT 1"))

        under_way, broken = threading.Event(), threading.Event()
        worker = threading.Thread(target=jobs.perform, args=(job_id, break_down))
        worker.start()
        assert under_way.wait(20)
        server.stop()
        broken.set()
        while "the disk is full" not in caplog.text:
            time.sleep(0.05)
        server = database.begin()
        worker.join(20)
        job = read(job_id)
        server.stop()
    forget()
    assert (job.status, job.note, job.attempts) == (JobStatus.WAITING, NO_SPACE, 0)


def forget() -> None:
    settings.cache_clear()
    db.dispose()
