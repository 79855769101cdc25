"""Bulk changes when workers die, people leave, events go and others change the same records."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from tests.fixtures.product import until
from tests.fixtures.records import company, copy
from tests.fixtures.workers import killed_where_it_hangs
from yardflow import clock, db, jobs
from yardflow.errors import Conflict
from yardflow.models import (
    Account,
    Attendee,
    AuditEntry,
    BulkChangeRecord,
    ChangeOutcome,
    Contact,
    Event,
    Import,
    ImportKind,
    ImportStatus,
    Job,
    JobStatus,
    RecordKind,
    Target,
)
from yardflow.services.operations import jobs as job_service
from yardflow.services.records import bulk_changes, contacts, events
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.bulk_changes import (
    AddToEvent,
    BulkChangeView,
    Change,
    RemoveFromEvent,
    SetOwner,
    SetStage,
    SetStatus,
    batches,
    job,
    steps,
)
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.selection import Selection

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
PEOPLE = 3 * batches.SIZE + 7


@pytest.fixture
def crowd(session: Session, acme: Account, techexpo: Event) -> list[int]:
    """More than three batches of attendees of TechExpo, at Acme."""
    first = Contact(account_id=acme.id, first_name="Ann", name_key="ann")
    session.add(first)
    session.commit()
    copy(session, first, PEOPLE - 1, name_key="'ann ' || n", first_name="'Ann ' || n")
    session.execute(
        text(
            "INSERT INTO attendee (event_id, contact_id, added_at, updated_at)"
            " SELECT :event, id, now(), now() FROM contact"
        ),
        {"event": techexpo.id},
    )
    session.commit()
    return list(session.exec(select(Contact.id).order_by(col(Contact.id))))


@pytest.fixture
def modex(session: Session) -> Event:
    """Another event."""
    event = Event(name="Modex")
    session.add(event)
    session.commit()
    return event


def started(who, change: Change, query: ContactQuery | None = None) -> BulkChangeView:
    """The change to all contacts, before a worker has it."""
    with db.session() as session:
        selection = Selection(RecordKind.CONTACT, query=query or ContactQuery())
        view = bulk_changes.start(session, who, selection, change)
    assert view.job_id is not None
    return view


def look(who, view: BulkChangeView) -> BulkChangeView:
    with db.session() as session:
        return bulk_changes.get(session, who, view.id)


def perform(job_id: int | None, work: Callable[[jobs.Running], None] = job.change) -> Job:
    jobs.perform(job_id or 0, work)
    with db.session() as session:
        return session.get_one(Job, job_id)


def in_the_middle(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], None]) -> None:
    """Has something happen once, behind the first batch."""
    batch = steps.apply_next

    def interrupted(session, principal, change_id, step):
        if step.last:
            monkeypatch.setattr(steps, "apply_next", batch)
            happens()
        return batch(session, principal, change_id, step)

    monkeypatch.setattr(steps, "apply_next", interrupted)


def owned(by: int | None) -> int:
    with db.session() as session:
        return len(session.exec(select(Contact.id).where(Contact.owner_id == by)).all())


def test_who_comes_later_is_not_changed(session, bob, acme, crowd, works_at):
    view = started(bob, SetOwner(bob.user_id))
    late = works_at(acme, "Late Comer")
    assert perform(view.job_id).result == {"changed": PEOPLE}
    assert contacts.get(session, bob, late).owner_id is None


def test_records_that_are_deleted_in_the_middle_are_passed_over(bob, crowd, monkeypatch):
    def deleted() -> None:
        with db.session() as session:
            session.execute(text("DELETE FROM contact WHERE id = ANY(:ids)"), {"ids": crowd[-5:]})

    view = started(bob, SetOwner(bob.user_id))
    in_the_middle(monkeypatch, deleted)
    done = perform(view.job_id)
    assert done.status == JobStatus.SUCCEEDED
    assert done.result == {"changed": PEOPLE - 5, "missing": 5}


def test_an_owner_who_leaves_in_the_middle_gets_no_more(bob, alice, crowd, monkeypatch):
    def left() -> None:
        with db.session() as session:
            session.execute(text("UPDATE app_user SET removed_at = now() WHERE name = 'Alice'"))

    view = started(bob, SetOwner(alice.user_id))
    in_the_middle(monkeypatch, left)
    done = perform(view.job_id)
    assert (done.status, done.error) == (JobStatus.FAILED, "Choose an owner who is on your team.")
    after = look(bob, view)
    assert (after.changed, after.pending, after.can_undo) == (
        batches.SIZE,
        PEOPLE - batches.SIZE,
        True,
    )


def test_who_asked_for_it_and_leaves_changes_nothing_more(bob, crowd):
    view = started(bob, SetOwner(None))
    with db.session() as session:
        session.execute(text("UPDATE app_user SET removed_at = now() WHERE name = 'Bob'"))
    done = perform(view.job_id)
    assert done.status == JobStatus.FAILED and "no longer on the team" in (done.error or "")


@pytest.mark.parametrize("change", [AddToEvent, RemoveFromEvent, lambda key: SetStatus(key, "Met")])
def test_an_event_that_is_deleted_in_the_middle_ends_it(
    session, bob, alice, techexpo, crowd, monkeypatch, change
):
    def deleted() -> None:
        with db.session() as current:
            events.delete(current, alice, techexpo.id)

    view = started(bob, change(techexpo.id))
    in_the_middle(monkeypatch, deleted)
    done = perform(view.job_id)
    assert (done.status, done.error) == (
        JobStatus.FAILED,
        "Event not found. It may have been deleted.",
    )
    assert len(session.exec(select(Contact.id)).all()) == PEOPLE


def test_a_change_of_stages_survives_an_event_that_goes(session, bob, alice, acme, techexpo):
    with db.session() as current:
        selection = Selection(RecordKind.ACCOUNT, query=AccountQuery())
        view = bulk_changes.start(current, bob, selection, SetStage(techexpo.id, "Won"))
    assert look(bob, view).can_undo
    events.delete(session, alice, techexpo.id)
    session.commit()
    assert not look(bob, view).can_undo
    with pytest.raises(Conflict, match="The event was deleted"), db.session() as current:
        bulk_changes.undo(current, bob, view.id)


def test_a_cancelled_change_stays_as_far_as_it_came_and_is_undone(session, bob, crowd, monkeypatch):
    def cancelled() -> None:
        with db.session() as current:
            job_service.cancel(current, bob, view.job_id or 0)

    view = started(bob, SetOwner(bob.user_id))
    in_the_middle(monkeypatch, cancelled)
    # What was under way goes to its end.
    assert perform(view.job_id).status == JobStatus.CANCELLED
    assert owned(bob.user_id) == 2 * batches.SIZE
    said = [entry.action for entry in session.exec(select(AuditEntry).order_by(AuditEntry.id))]
    assert said == ["contacts.change_started", "job.cancelled", "contacts.changed"]
    with db.session() as current:
        bulk_changes.undo(current, bob, view.id)
    undoing = session.exec(select(Job.id).where(Job.kind == "undo_change")).one()
    assert perform(undoing, job.undo).result == {
        "pending": PEOPLE - 2 * batches.SIZE,
        "undone": 2 * batches.SIZE,
    }
    assert owned(None) == PEOPLE


def test_cancelled_before_it_began_it_goes_on_when_it_is_retried(bob, crowd):
    view = started(bob, SetOwner(bob.user_id))
    with db.session() as session:
        job_service.cancel(session, bob, view.job_id or 0)
    assert not look(bob, view).can_undo
    with db.session() as session:
        job_service.run_again(session, bob, view.job_id or 0)
    assert perform(view.job_id).result == {"changed": PEOPLE}


def test_what_was_undone_is_not_changed_by_a_retry(bob, crowd, monkeypatch):
    def cancelled() -> None:
        with db.session() as session:
            job_service.cancel(session, bob, view.job_id or 0)

    view = started(bob, SetOwner(bob.user_id))
    in_the_middle(monkeypatch, cancelled)
    perform(view.job_id)
    with db.session() as session:
        bulk_changes.undo(session, bob, view.id)
        undoing = session.exec(select(Job.id).where(Job.kind == "undo_change")).one()
    with db.session() as session:
        job_service.run_again(session, bob, view.job_id or 0)
    retried = perform(view.job_id)
    assert retried.status == JobStatus.FAILED and "was undone" in (retried.error or "")
    perform(undoing, job.undo)
    assert owned(None) == PEOPLE


def test_a_job_that_is_delivered_twice_changes_each_record_once(bob, crowd):
    view = started(bob, SetOwner(bob.user_id))
    for _ in range(3):
        assert perform(view.job_id).result == {"changed": PEOPLE}
    with db.session() as session:
        versions = set(session.exec(select(Contact.version)).all())
    assert versions == {2}


def test_a_worker_that_lost_its_lease_changes_nothing_more(bob, crowd, monkeypatch):
    """Its batch is rolled back with what it noted, and whoever has the job now goes on."""

    def taken() -> None:
        with db.session() as session:
            session.execute(text("UPDATE job SET lease = 'another'"))

    view = started(bob, SetOwner(bob.user_id))
    in_the_middle(monkeypatch, taken)
    perform(view.job_id)
    assert owned(bob.user_id) == batches.SIZE == look(bob, view).changed


def test_two_changes_of_the_same_records_at_once_both_end_and_the_last_word_counts(
    session, bob, alice, acme, techexpo, crowd
):
    companies = [company(session, techexpo, f"Company {n}") for n in range(20)]
    views = [
        started(bob, SetOwner(bob.user_id)),
        started(alice, SetOwner(alice.user_id)),
        started(bob, SetStatus(techexpo.id, "Met")),
    ]

    def stages() -> None:
        for stage in ("Won", "Lost", "Booked"):
            with db.session() as current:
                ids = [acme.id, *(account.id for account in companies)]
                selection = Selection(RecordKind.ACCOUNT, ids)
                bulk_changes.start(current, bob, selection, SetStage(techexpo.id, stage))

    threads = [threading.Thread(target=perform, args=(view.job_id,)) for view in views]
    threads.append(threading.Thread(target=stages))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for view in views:
        assert perform(view.job_id).status == JobStatus.SUCCEEDED
    with db.session() as current:
        owners = set(current.exec(select(Contact.owner_id)).all())
        assert owners <= {alice.user_id, bob.user_id}
        stages_shown = set(current.exec(select(Attendee.stage)).all())
        assert stages_shown == set(current.exec(select(Target.stage)).all()) == {"Booked"}
        assert set(current.exec(select(Attendee.status)).all()) == {"Met"}
    # Each record can be taken back by whoever had the last word, and by no other.
    with db.session() as current:
        for view in views[:2]:
            bulk_changes.undo(current, alice, view.id)
        undoing = current.exec(select(Job.id).where(Job.kind == "undo_change")).all()
    for job_id in undoing:
        perform(job_id, job.undo)
    with db.session() as current:
        outcomes = current.exec(
            select(BulkChangeRecord.outcome).where(
                col(BulkChangeRecord.bulk_change_id).in_([view.id for view in views[:2]])
            )
        ).all()
    assert outcomes.count(ChangeOutcome.UNDONE) >= PEOPLE


def test_others_at_the_same_records_only_delay_it(bob, crowd, monkeypatch):
    batch = steps.apply_next

    def deadlocked(*args):
        with db.session() as session:
            session.execute(text("DO $$ BEGIN RAISE deadlock_detected; END $$"))

    view = started(bob, SetOwner(bob.user_id))
    monkeypatch.setattr(steps, "apply_next", deadlocked)
    delayed = perform(view.job_id)
    monkeypatch.setattr(steps, "apply_next", batch)
    assert delayed.status == JobStatus.QUEUED and job.OVERTAKEN in (delayed.note or "")
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert perform(view.job_id).result == {"changed": PEOPLE}


WORKER = """
from yardflow import jobs
from yardflow.services.records.bulk_changes import job, steps
batch = getattr(steps, name)
def hangs(session, principal, change_id, step):
    following = batch(session, principal, change_id, step)
    if step.last:
        hang()
    return following
setattr(steps, name, hangs)
jobs.perform(job_id, job.change if name == "apply_next" else job.undo)
"""


def killed(job_id: int | None, name: str) -> None:
    """A worker that dies with its second batch changed and not committed; its lease ends."""
    killed_where_it_hangs(WORKER, job_id=job_id, name=name)


@pytest.mark.heavy
def test_kill_9_in_the_middle_and_another_worker_goes_on_and_so_does_its_undo(session, bob, crowd):
    view = started(bob, SetOwner(bob.user_id))
    killed(view.job_id, "apply_next")
    assert owned(bob.user_id) == batches.SIZE == look(bob, view).changed
    with clock.at(clock.now() + timedelta(minutes=2)):
        with db.session() as current:
            jobs.sweep(current)
        again = perform(view.job_id)
        assert (again.attempts, again.result) == (2, {"changed": PEOPLE})
        with db.session() as current:
            assert {row.version for row in current.exec(select(Contact))} == {2}
            bulk_changes.undo(current, bob, view.id)
        undoing = session.exec(select(Job.id).where(Job.kind == "undo_change")).one()
        with db.session() as current:
            current.execute(text("UPDATE job SET due_at = now()"))
    killed(undoing, "undo_next")
    assert owned(None) == batches.SIZE
    with clock.at(clock.now() + timedelta(minutes=5)):
        with db.session() as current:
            jobs.sweep(current)
        assert perform(undoing, job.undo).result == {"undone": PEOPLE}
    assert owned(None) == PEOPLE


def test_a_batch_that_a_deadlock_ended_is_done_again_at_once(bob, crowd, monkeypatch):
    batch, ended = steps.apply_next, set[int]()

    def overtaken(session, principal, change_id, step):
        following = batch(session, principal, change_id, step)
        if step.last not in ended:  # each batch once, when it has changed its records
            ended.add(step.last)
            raise db.Deadlock("Someone else is changing the same records.")
        return following

    monkeypatch.setattr(steps, "apply_next", overtaken)
    done = perform(started(bob, SetOwner(bob.user_id)).job_id)
    assert (done.status, done.attempts) == (JobStatus.SUCCEEDED, 1)
    assert (done.result, owned(bob.user_id)) == ({"changed": PEOPLE}, PEOPLE)
    assert len(ended) == PEOPLE // batches.SIZE + 2


def test_contacts_are_locked_before_their_accounts(session, bob, acme, modex, works_at):
    """Whoever edits a contact has it first, and then its account with the score."""
    ann = works_at(acme, "Ann Lee")
    selection = Selection(RecordKind.CONTACT, [ann])

    def add() -> None:
        with db.session() as own:
            bulk_changes.start(own, bob, selection, AddToEvent(modex.id))

    with db.session() as edit:
        edit.execute(text("SELECT FROM contact WHERE id = :id FOR NO KEY UPDATE"), {"id": ann})
        beside = threading.Thread(target=add)
        beside.start()
        assert until(lambda: waiting_for_a_lock(session))
        account = text("SELECT FROM account WHERE id = :id FOR NO KEY UPDATE NOWAIT")
        edit.execute(account, {"id": acme.id})
    beside.join(20)
    assert on_list(modex.id) == [ann]


def waiting_for_a_lock(session: Session) -> bool:
    waiting = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    count = session.execute(waiting).scalar_one()
    session.rollback()
    return count > 0


def on_list(event_id: int) -> list[int]:
    with db.session() as session:
        return list(session.exec(select(Attendee.contact_id).where(Attendee.event_id == event_id)))


def test_an_undo_in_the_background_says_for_how_many(session, bob, techexpo, crowd):
    row = Import(
        event_id=techexpo.id,
        kind=ImportKind.CONTACTS,
        filename="list.csv",
        size=1,
        status=ImportStatus.DONE,
        made_by=bob.user_id,
    )
    session.add(row)
    session.flush()
    session.execute(text("UPDATE attendee SET import_id = :id"), {"id": row.id})
    session.commit()
    view = started(bob, AddToEvent(techexpo.id))
    perform(view.job_id)  # they are on the list already, and the person's own from now on
    with db.session() as current:
        undone = bulk_changes.undo(current, bob, view.id)
    assert (undone.changed, undone.undoing) == (0, PEOPLE)
    words = f"Undoing this for {PEOPLE:,} contacts in the background"
    assert bulk_changes.undone_in_words(undone) == words


@pytest.mark.parametrize("kind", [RecordKind.CONTACT, RecordKind.ACCOUNT])
def test_whoever_is_deleted_during_an_undo_is_not_put_back(session, alice, techexpo, acme, kind):
    person = contacts.create(
        session, alice, {"account_id": acme.id, "first_name": "Ann"}, event_id=techexpo.id
    )
    session.commit()
    ids = [person.id if kind == RecordKind.CONTACT else acme.id]
    with db.session() as removing:
        view = bulk_changes.start(
            removing, alice, Selection(kind, ids), RemoveFromEvent(techexpo.id)
        )

    def undo() -> None:
        with db.session() as own:
            bulk_changes.undo(own, alice, view.id)
            undone.set()

    undone = threading.Event()
    with db.session() as other:
        other.execute(text("DELETE FROM contact"))
        if kind == RecordKind.ACCOUNT:
            other.execute(text("DELETE FROM account"))
        undoing = threading.Thread(target=undo)
        undoing.start()
        waits = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        assert until(lambda: other.execute(waits).scalar_one())
    undoing.join(20)
    assert undone.is_set(), "no error"
    member = Attendee if kind == RecordKind.CONTACT else Target
    assert session.exec(select(member)).all() == []
