"""How a file is made: whole or not at all, of one moment, and for who asked for it alone."""

import contextlib
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.conftest import FULL
from tests.fixtures import exports, records
from tests.fixtures.exports import CSV, XLSX, content, look, make, table, work
from tests.fixtures.workers import killed_where_it_hangs
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.models import AuditEntry, Contact, Event, Export, ExportFormat, Job, JobStatus
from yardflow.services import audit
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import export
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.export import job as export_job
from yardflow.services.records.export import parts
from yardflow.services.records.export.csv_file import CsvFile
from yardflow.services.records.export.files import GONE, MOST_KEPT, MOST_OPEN

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


@pytest.fixture
def crowd(session, acme, works_at) -> int:
    """More contacts than are read at once, and more of a file than is kept at once."""
    works_at(acme, "Ann Lee", title="x" * 200)
    count = 2 * export_job.AT_ONCE
    ann = session.query(Contact).one()
    records.copy(
        session,
        ann,
        count,
        last_name="'Lee' || n",
        name_key="'ann lee' || n",
        linkedin_url="repeat('y', 290)",
    )
    return count + 1


def amid(monkeypatch, act) -> None:
    """Calls ``act`` once, when the first rows are there."""
    add, done = CsvFile.add, []

    def added(self, rows):
        add(self, rows)
        if not done:
            done.append(True)
            act()

    monkeypatch.setattr(CsvFile, "add", added)


def test_a_file_is_made_in_pieces_with_progress(session, bob, crowd, monkeypatch):
    seen = []
    monkeypatch.setattr(parts, "PART_BYTES", 100_000)
    amid(monkeypatch, lambda: seen.append(exports.kept(session)))
    view = make(bob, ContactQuery())
    session.commit()
    assert seen == [(1, 0)] and exports.kept(session)[1] > 5
    job = session.get_one(Job, view.job_id)
    assert (job.progress_done, job.progress_total) == (crowd, crowd)
    assert view.rows == len(table(view)) == crowd and view.size == len(content(view))
    assert job.result == {"exportId": view.id, "rows": crowd}


def test_what_is_deleted_and_changed_meanwhile_is_in_the_file_as_it_was(
    session, bob, crowd, monkeypatch
):
    def changes():
        with db.session() as other:
            other.execute(text("DELETE FROM contact WHERE id % 2 = 0"))
            other.execute(text("UPDATE contact SET first_name = 'Eve'"))

    amid(monkeypatch, changes)
    rows = table(make(bob, ContactQuery()))
    assert len(rows) == crowd and {row["First name"] for row in rows} == {"Ann"}


def test_an_event_that_was_deleted_meanwhile_is_said(session, bob, techexpo, staff):
    view = exports.ask(bob, ContactQuery(event_id=techexpo.id))
    session.delete(session.get_one(Event, techexpo.id))
    session.commit()
    view = work(bob, view)
    assert view.status == JobStatus.FAILED and "Event not found" in (view.error or "")


def test_a_canceled_export_leaves_nothing_and_can_be_retried(session, bob, crowd, monkeypatch):
    def cancels():
        with db.session() as other:
            job_service.cancel(other, bob, view.job_id)

    view = exports.ask(bob, ContactQuery())
    with monkeypatch.context() as patched:
        amid(patched, cancels)
        assert work(bob, view).status == JobStatus.CANCELLED
    assert exports.kept(session) == (1, 0)
    with db.session() as other:
        job_service.run_again(other, bob, view.job_id)
    assert work(bob, view).rows == len(table(view)) == crowd


def test_who_left_the_team_gets_no_file(session, bob):
    view = exports.ask(bob, ContactQuery())
    session.execute(text("UPDATE app_user SET removed_at = now()"))
    session.commit()
    view = work(bob, view)
    assert view.status == JobStatus.FAILED and "no longer on the team" in (view.error or "")


def test_a_full_disk_leaves_nothing_and_the_export_waits(session, bob, staff, full_disk):
    view = exports.ask(bob, ContactQuery())
    full_disk()
    session.execute(text(FULL.format(table="export_part")))
    session.commit()
    try:
        assert work(bob, view).status == JobStatus.WAITING
        assert exports.kept(session) == (1, 0)
    finally:
        session.execute(text("DROP FUNCTION full_disk CASCADE"))
        session.commit()


def test_two_exports_at_once_are_two_whole_files(session, bob, alice, crowd):
    views = [(who, exports.ask(who, ContactQuery(), kind)) for who in (bob, alice)
             for kind in (CSV, XLSX)]  # fmt: skip
    threads = [threading.Thread(target=work, args=each) for each in views]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert [look(*each).rows for each in views] == [crowd] * 4
    names = [[row["Last name"] for row in table(view)] for _, view in views]
    assert names[0] == names[1] == names[2] == names[3]


def test_a_worker_that_lost_its_job_neither_adds_to_the_file_nor_holds_up_the_next(
    session, bob, crowd, monkeypatch
):
    monkeypatch.setattr(parts, "PART_BYTES", 100_000)

    def given_to_another():
        with db.session() as other:
            other.execute(text("UPDATE job SET leased_until = now() - interval '1 minute'"))
        with db.session() as other:
            jobs.sweep(other)
        jobs.perform(view.job_id, export.run)

    view = exports.ask(bob, ContactQuery())
    amid(monkeypatch, given_to_another)
    jobs.perform(view.job_id, export.run)
    assert look(bob, view).rows == len(table(look(bob, view))) == crowd


WORKER = """
from yardflow import jobs
from yardflow.services.records import export
from yardflow.services.records.export import parts
from yardflow.services.records.export.csv_file import CsvFile
parts.PART_BYTES = 1000
add = CsvFile.add
def hangs(self, rows):
    add(self, rows)
    hang()
CsvFile.add = hangs
jobs.perform(job_id, export.run)
"""


@pytest.mark.heavy
def test_kill_9_in_the_middle_and_another_worker_makes_the_whole_file(session, bob, crowd):
    view = exports.ask(bob, ContactQuery())
    killed_where_it_hangs(WORKER, job_id=view.job_id)
    assert exports.kept(session) == (1, 0)
    with clock.at(clock.now() + timedelta(minutes=2)):
        with db.session() as other:
            jobs.sweep(other)
        view = work(bob, view)
    assert view.rows == len(table(view)) == crowd
    assert session.get_one(Job, view.job_id).attempts == 2


def test_a_file_is_its_makers_alone(session, bob, alice):
    view = make(bob, ContactQuery())
    for who in (alice, records_person(session)):
        with pytest.raises(NotFound), db.session() as other:
            export.get(other, who, view.id)
        with pytest.raises(NotFound), db.session() as other:
            export.open_file(other, who, view.id)


def records_person(session):
    from tests.conftest import person
    from yardflow.models import Role

    return person(session, "Carol", Role.MEMBER)


def test_a_file_is_offered_with_its_job_to_its_maker_while_it_is_there(session, bob, alice):
    view = exports.ask(bob, ContactQuery())
    assert job_service.get(session, bob, view.job_id).download == ""
    work(bob, view)
    session.expire_all()
    mine, of_bob = (job_service.at_a_glance(session, who).latest[0] for who in (bob, alice))
    assert (mine.download, of_bob.download) == (f"/api/exports/{view.id}/file", "")
    assert mine.title == f"Export {view.filename}" and mine.href == ""
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        export.discard_expired(session)
    gone = job_service.get(session, bob, view.job_id)
    assert (gone.download, gone.title) == ("", "Export records")


def test_a_file_is_gone_after_a_day_and_not_before(session, bob):
    view = make(bob, ContactQuery())
    made = look(bob, view).ready_at
    with clock.at(made + timedelta(hours=23)), db.session() as other:
        export.discard_expired(other)
        assert export.open_file(other, bob, view.id).rows == 0
    with clock.at(made + timedelta(days=1)), db.session() as other:
        with pytest.raises(NotFound, match="deleted after a day"):
            export.open_file(other, bob, view.id)
        export.discard_expired(other)
    assert exports.kept(session) == (0, 0)


def test_what_a_worker_writes_is_not_deleted_under_it(session, bob, staff, monkeypatch):
    later = clock.now() + timedelta(days=2)

    def expires():
        with clock.at(later), db.session() as other:
            export.discard_expired(other)

    amid(monkeypatch, expires)
    assert len(table(make(bob, ContactQuery()))) == len(staff)


def test_an_export_that_expired_before_its_turn_says_so(session, bob):
    view = exports.ask(bob, ContactQuery())
    session.query(Export).delete()
    session.commit()
    jobs.perform(view.job_id, export.run)
    assert session.get_one(Job, view.job_id).error == GONE


def test_a_file_that_is_not_ready_is_not_opened(session, bob):
    view = exports.ask(bob, ContactQuery())
    with pytest.raises(Conflict, match="isn't ready"):
        export.open_file(session, bob, view.id)


def test_exports_that_wait_and_that_are_kept_are_bounded_for_each_person(session, bob, alice):
    views = [exports.ask(bob, ContactQuery()) for _ in range(MOST_OPEN)]
    with pytest.raises(Conflict, match="aren't ready"):
        exports.ask(bob, ContactQuery())
    of_alice = make(alice, ContactQuery())
    for view in views:
        work(bob, view)
    for _ in range(MOST_KEPT):
        last = make(bob, ContactQuery())
    assert exports.kept(session)[0] == MOST_KEPT + 1
    assert look(bob, last).rows == look(alice, of_alice).rows == 0
    with pytest.raises(NotFound):
        look(bob, views[-1])


def test_who_exported_and_downloaded_what_stands_in_the_audit_log(session, bob, techexpo, staff):
    view = make(bob, ContactQuery(event_id=techexpo.id, q="ada"), XLSX)
    for _ in range(3):
        with db.session() as other:
            export.open_file(other, bob, view.id)
    with clock.at(clock.now() + timedelta(minutes=2)), db.session() as other:
        audit.close_tallies(other)
    entries = session.query(AuditEntry).order_by(AuditEntry.id).all()
    assert [(entry.action, entry.after) for entry in entries] == [
        ("export.started", {"kind": "contact", "format": "xlsx", "event": techexpo.id}),
        ("export.finished", {"rows": 1}),
        ("export.downloaded", {"rows": 1}),
        ("export.downloaded", {"rows": 1, "times": 3}),
    ]
    assert {(entry.user_id, entry.record_id) for entry in entries} == {(bob.user_id, view.id)}


def test_the_job_carries_no_personal_data(session, bob, staff):
    make(bob, ContactQuery(q="ada byron"))
    rows = [(job.payload, job.result, job.note, job.subject) for job in session.query(Job)]
    assert "ada" not in str(rows).lower()


def test_so_many_wait_at_most_also_when_all_are_asked_for_at_once(session, bob, staff):
    together = threading.Barrier(2 * MOST_OPEN)

    def ask() -> None:
        with db.session() as own, contextlib.suppress(Conflict):
            own.execute(text("SELECT 1"))
            together.wait(20)
            export.start(own, bob, ContactQuery(), ExportFormat.CSV)

    with ThreadPoolExecutor(2 * MOST_OPEN) as threads:
        for asked in [threads.submit(ask) for _ in range(2 * MOST_OPEN)]:
            asked.result()
    assert session.query(Export).count() == MOST_OPEN
