"""Large selections are deleted and restored by jobs: in batches, once, whoever kills the worker."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session, col, select

from tests.conftest import person
from tests.fixtures.records import company
from tests.fixtures.tables import tables
from tests.fixtures.workers import killed_where_it_hangs
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    AuditEntry,
    Contact,
    DeletedRow,
    Deletion,
    Job,
    JobStatus,
    RecordKind,
    Role,
    User,
)
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import contacts, deletion, icp
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.deletion import job, service, undoing
from yardflow.services.records.deletion.job import delete_records, restore_records
from yardflow.services.records.selection import Selection

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
ALL = Selection(RecordKind.CONTACT, query=ContactQuery())


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    """Seven are many, and two are a batch."""
    for module in (service, undoing):
        monkeypatch.setattr(module, "AT_ONCE", 3)
    for kind in RecordKind:
        monkeypatch.setitem(service.BATCH, kind, 2)


@pytest.fixture
def crowd(session: Session, acme, techexpo, works_at) -> list[int]:
    """Five contacts at Acme and two at Birch."""
    ids = [works_at(acme, f"Ann{n} Lee", email=f"ann{n}@acme.com") for n in range(5)]
    birch = company(session, techexpo, "Birch")
    ids += [works_at(birch, f"Joe{n} Smith") for n in range(2)]
    icp.recalculate(session, [acme.id, birch.id], "Set up")
    session.commit()
    return ids


def start(session: Session, who, selection: Selection = ALL) -> deletion.DeletionView:
    view = deletion.start(session, who, selection)
    session.commit()
    assert view.job_id is not None
    return view


def undo(session: Session, who, deletion_id: int) -> int:
    job_id = deletion.undo(session, who, deletion_id).job_id
    session.commit()
    assert job_id is not None
    return job_id


def ended(job_id: int) -> Job:
    with db.session() as session:
        return session.get_one(Job, job_id)


def left(session: Session) -> int:
    session.rollback()
    return len(session.exec(select(Contact.id)).all())


def test_many_are_deleted_and_restored_by_jobs(session, bob, crowd):
    before = tables(without=("score_change",))
    view = start(session, bob)
    assert left(session) == 7 and view.label == "7 contacts"
    jobs.perform(view.job_id, delete_records)
    job = ended(view.job_id)
    assert (job.status, job.progress_done, job.result["contacts"]) == (JobStatus.SUCCEEDED, 7, 7)
    assert left(session) == 0
    job_id = undo(session, bob, view.id)
    jobs.perform(job_id, restore_records)
    assert ended(job_id).result == {"accounts": 0, "contacts": 7, "remaining": 0}
    assert tables(without=("score_change",)) == before


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile, by anyone in this process."""
    seen: list[str] = []

    def note(connection, cursor, statement: str, *rest) -> None:
        seen.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)


def test_no_step_reads_the_ids_of_all_the_records(session, bob, crowd):
    """There may be a million, and thousands of steps."""
    view = start(session, bob)
    with statements() as seen:
        jobs.perform(view.job_id, delete_records)
        session.rollback()
        session.expunge_all()
        deletion.get(session, bob, view.id)
        jobs.perform(undo(session, bob, view.id), restore_records)
    reading = [each.replace("cardinality(deletion.record_ids)", "") for each in seen]
    slices = [each for each in reading if "deletion.record_ids[" in each]
    assert len(slices) == 4 and left(session) == 7
    assert [each for each in reading if "record_ids" in each] == slices


def test_accounts_go_with_their_contacts_however_many_these_are(session, bob, crowd, acme):
    before = tables()
    view = start(session, bob, Selection(RecordKind.ACCOUNT, [acme.id]))
    jobs.perform(view.job_id, delete_records)
    assert left(session) == 2
    jobs.perform(undo(session, bob, view.id), restore_records)
    assert tables() == before


WORKER = """
from yardflow import jobs
from yardflow.models import RecordKind
from yardflow.services.records import icp
from yardflow.services.records.deletion import job, service
for kind in RecordKind:
    service.BATCH[kind] = 2
recalculate, calls = icp.recalculate, []
def hangs(*args, **kwargs):
    calls.append(args)
    recalculate(*args, **kwargs)
    if len(calls) == 2:
        hang()
icp.recalculate = hangs
jobs.perform(job_id, getattr(job, work))
"""


def killed_in_the_second_batch(job_id: int, work) -> None:
    killed_where_it_hangs(WORKER, job_id=job_id, work=work.__name__)


def taken_up_by_another(job_id: int, work) -> None:
    with clock.at(clock.now() + timedelta(minutes=2)):
        with db.session() as session:
            jobs.sweep(session)
        jobs.perform(job_id, work)
    job = ended(job_id)
    assert (job.status, job.attempts) == (JobStatus.SUCCEEDED, 2)


@pytest.mark.heavy
def test_kill_9_in_the_middle_and_another_worker_goes_on_there(session, bob, crowd):
    before = tables(without=("score_change",))
    view = start(session, bob)
    killed_in_the_second_batch(view.job_id, delete_records)
    assert left(session) == 5
    taken_up_by_another(view.job_id, delete_records)
    assert left(session) == 0 and deletion.get(session, bob, view.id).contacts == 7
    job_id = undo(session, bob, view.id)
    killed_in_the_second_batch(job_id, restore_records)
    assert left(session) == 2
    taken_up_by_another(job_id, restore_records)
    assert tables(without=("score_change",)) == before


def cancelled_after_the_first_batch(monkeypatch, job_id: int, work, who) -> None:
    recalculate = icp.recalculate

    def cancels(*args, **kwargs):
        monkeypatch.setattr(icp, "recalculate", recalculate)
        with db.session() as other:
            job_service.cancel(other, who, job_id)
        recalculate(*args, **kwargs)

    monkeypatch.setattr(icp, "recalculate", cancels)
    jobs.perform(job_id, work)
    assert ended(job_id).status == JobStatus.CANCELLED


def test_what_a_canceled_job_deleted_can_be_undone_and_then_it_stays(
    session, bob, crowd, monkeypatch
):
    before = tables(without=("score_change",))
    view = start(session, bob)
    with pytest.raises(Conflict):
        deletion.undo(session, bob, view.id)
    session.rollback()
    cancelled_after_the_first_batch(monkeypatch, view.job_id, delete_records, bob)
    assert left(session) == 5
    assert job_service.get(session, bob, view.job_id).can_undo
    said = job_service.undo(session, bob, view.job_id)
    session.commit()
    assert said == "2 contacts restored"
    assert not job_service.get(session, bob, view.job_id).can_undo
    assert tables(without=("score_change",)) == before
    job_service.run_again(session, bob, view.job_id)
    session.commit()
    jobs.perform(view.job_id, delete_records)
    assert (ended(view.job_id).status, left(session)) == (JobStatus.FAILED, 7)


def test_a_canceled_deletion_can_be_continued(session, bob, crowd, monkeypatch):
    view = start(session, bob)
    cancelled_after_the_first_batch(monkeypatch, view.job_id, delete_records, bob)
    job_service.run_again(session, bob, view.job_id)
    session.commit()
    jobs.perform(view.job_id, delete_records)
    assert left(session) == 0 and deletion.get(session, bob, view.id).contacts == 7


@pytest.mark.parametrize("restoring", [False, True])
def test_what_may_be_purged_in_part_is_neither_continued_nor_restored(
    session, bob, crowd, monkeypatch, restoring
):
    monkeypatch.setattr(service, "_PURGED_AT_ONCE", 3)
    view = start(session, bob)
    job_id, work = view.job_id, delete_records
    if restoring:
        jobs.perform(job_id, delete_records)
        job_id, work = undo(session, bob, view.id), restore_records
    cancelled_after_the_first_batch(monkeypatch, job_id, work, bob)
    there = left(session)
    with clock.at(clock.now() + deletion.KEPT_FOR):
        deletion.purge(session)
        session.commit()
        assert session.exec(select(DeletedRow)).first() is not None
        with pytest.raises(NotFound, match="24 hours"):
            job_service.run_again(session, bob, job_id)
        session.rollback()
        jobs.perform(job_id, work)
        with pytest.raises(NotFound):
            deletion.undo(session, bob, view.id)
    assert left(session) == there


def test_a_job_that_waited_for_more_than_a_day_goes_on(session, bob, crowd):
    view = start(session, bob)
    with clock.at(clock.now() + 2 * deletion.KEPT_FOR):
        deletion.purge(session)
        session.commit()
        jobs.perform(view.job_id, delete_records)
        assert deletion.get(session, bob, view.id).contacts == 7


def test_a_canceled_undo_can_be_made_again(session, bob, crowd, monkeypatch):
    before = tables(without=("score_change",))
    view = start(session, bob)
    jobs.perform(view.job_id, delete_records)
    job_id = undo(session, bob, view.id)
    cancelled_after_the_first_batch(monkeypatch, job_id, restore_records, bob)
    assert left(session) == 2
    jobs.perform(undo(session, bob, view.id), restore_records)
    assert tables(without=("score_change",)) == before


def test_the_audit_log_says_what_a_canceled_undo_has_restored(session, bob, crowd, monkeypatch):
    view = start(session, bob)
    jobs.perform(view.job_id, delete_records)
    job_id = undo(session, bob, view.id)
    cancelled_after_the_first_batch(monkeypatch, job_id, restore_records, bob)
    jobs.perform(undo(session, bob, view.id), restore_records)
    entries = session.exec(
        select(AuditEntry.action, AuditEntry.after)
        .where(AuditEntry.record == "deletion")
        .order_by(col(AuditEntry.id))
    ).all()
    assert entries == [
        ("contacts.deleted", {"contacts": 7}),
        ("contacts.restore_started", {"accounts": 0, "contacts": 7}),
        ("contacts.restored", {"accounts": 0, "contacts": 2}),
        ("contacts.restore_started", {"accounts": 0, "contacts": 5}),
        ("contacts.restored", {"accounts": 0, "contacts": 5}),
    ]


def test_what_comes_later_is_not_deleted_and_what_is_gone_is_passed_over(
    session, bob, alice, crowd, acme, works_at
):
    view = start(session, bob)
    later = works_at(acme, "Zoe Quinn")
    contacts.delete(session, alice, crowd[0])
    session.commit()
    jobs.perform(view.job_id, delete_records)
    session.rollback()
    assert session.exec(select(Contact.id)).all() == [later]
    assert ended(view.job_id).result["contacts"] == 6


def test_no_more_is_deleted_than_was_confirmed(session, bob, crowd, acme, works_at):
    shown = deletion.preview(session, bob, ALL)
    zoe = works_at(acme, "Zoe Quinn")
    with pytest.raises(Conflict, match="8 records"):
        deletion.start(session, bob, ALL, shown)
    for contact_id in (zoe, *crowd[:2]):
        contacts.delete(session, bob, contact_id)
    assert deletion.start(session, bob, ALL, shown).label == "5 contacts"


def test_nothing_is_deleted_that_took_the_place_of_what_was_confirmed(session, bob, acme, works_at):
    selection = Selection(RecordKind.CONTACT, query=ContactQuery(owner="none"))
    ann = works_at(acme, "Ann Lee")
    shown = deletion.preview(session, bob, selection)
    contacts.assign(session, bob, ann, None, bob.user_id)
    works_at(acme, "Ben Moss")
    with pytest.raises(Conflict, match="1 record would be deleted now, including 1 that"):
        deletion.start(session, bob, selection, shown)


def test_no_contact_goes_with_an_account_that_was_not_confirmed_with_it(
    session, bob, acme, crowd, works_at
):
    chosen = Selection(RecordKind.ACCOUNT, [acme.id])
    shown = deletion.preview(session, bob, chosen)
    contacts.delete(session, bob, crowd[0])
    works_at(acme, "Zoe Quinn")
    with pytest.raises(Conflict, match="6 records would be deleted now, including 1 that"):
        deletion.start(session, bob, chosen, shown)


def test_a_place_that_is_taken_is_named_by_the_job(session, bob, crowd, acme, works_at):
    view = start(session, bob)
    jobs.perform(view.job_id, delete_records)
    works_at(acme, "Other", email="ann3@acme.com")
    job_id = undo(session, bob, view.id)
    jobs.perform(job_id, restore_records)
    assert ended(job_id).result == {"accounts": 0, "contacts": 6, "remaining": 1}
    row = deletion.get(session, bob, view.id)
    assert (row.not_restored, row.remaining) == (("Ann3 Lee",), 1)
    with pytest.raises(Conflict):
        job_service.undo(session, bob, job_id)


def test_a_second_job_says_what_it_restored_itself(session, bob, crowd, acme, works_at):
    view = start(session, bob)
    jobs.perform(view.job_id, delete_records)
    others = [works_at(acme, f"Other{n}", email=f"ann{n}@acme.com") for n in range(5)]
    jobs.perform(undo(session, bob, view.id), restore_records)
    assert left(session) == 7
    deletion.delete(session, bob, RecordKind.CONTACT, others)
    session.commit()
    job_id = undo(session, bob, view.id)
    jobs.perform(job_id, restore_records)
    assert ended(job_id).result == {"accounts": 0, "contacts": 5, "remaining": 0}


def test_who_left_the_team_deletes_nothing_more(session, bob, crowd):
    view = start(session, bob)
    session.get_one(User, bob.user_id).removed_at = clock.now()
    session.commit()
    jobs.perform(view.job_id, delete_records)
    assert "no longer on the team" in (ended(view.job_id).error or "") and left(session) == 7


def test_a_deletion_that_is_purged_leaves_its_job_nothing(session, bob, crowd):
    view = start(session, bob)
    deletion.purge(session)
    session.commit()
    assert session.get(Deletion, view.id) is not None  # its job is still to come
    with clock.at(clock.now() + timedelta(days=2)):
        deletion.purge(session)
        session.commit()
        assert session.get(Deletion, view.id) is not None
        job_service.cancel(session, bob, view.job_id)
        session.commit()
        deletion.purge(session)
        session.commit()
    session.expire_all()
    assert session.exec(select(Deletion)).all() == []
    job_service.run_again(session, bob, view.job_id)
    session.commit()
    jobs.perform(view.job_id, delete_records)
    assert (ended(view.job_id).status, left(session)) == (JobStatus.FAILED, 7)


def test_only_who_deleted_and_admins_undo_by_the_job(session, bob, crowd):
    carol = person(session, "Carol", Role.MEMBER)
    view = start(session, bob)
    jobs.perform(view.job_id, delete_records)
    with pytest.raises(NotFound):
        job_service.undo(session, carol, view.job_id)


def test_two_at_the_same_records_delete_each_once(session, bob, alice, crowd):
    views = [start(session, who) for who in (bob, alice)]
    for view in views:
        jobs.perform(view.job_id, delete_records)
    counts = session.exec(select(Deletion).order_by(col(Deletion.id))).all()
    assert [row.counts["contact"] for row in counts] == [7, 0] and left(session) == 0


def test_a_batch_that_a_deadlock_ended_is_done_again_at_once(session, bob, crowd, monkeypatch):
    ended_once = set[tuple[str, int]]()

    def overtaken(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def batch(session, principal, deletion, number):
            place = (name, deletion.done if name == "delete_batch" else number)
            result = work(session, principal, deletion, number)
            if place not in ended_once:
                ended_once.add(place)
                raise db.Deadlock("Someone else is changing the same records.")
            return result

        return batch

    for name in ("delete_batch", "restore_batch"):
        monkeypatch.setattr(job, name, overtaken(name, getattr(job, name)))
    view = start(session, bob, Selection(RecordKind.CONTACT, crowd))
    jobs.perform(view.job_id, delete_records)
    assert (ended(view.job_id).status, ended(view.job_id).attempts) == (JobStatus.SUCCEEDED, 1)
    assert left(session) == 0
    job_id = undo(session, bob, view.id)
    jobs.perform(job_id, restore_records)
    assert (ended(job_id).status, ended(job_id).attempts) == (JobStatus.SUCCEEDED, 1)
    assert left(session) == len(crowd)
    assert len(ended_once) > 4
