"""Tasks that sequences give to people, and what follows when one is done."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from tests.services.sequences.engine.test_sending_once import drained
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Contact, Enrollment, RecordKind, SequenceTask
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import tasks
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    EntryRules,
    Exit,
    Schedule,
    Task,
    TaskKind,
)
from yardflow.services.sequences.enrollments import Enrolling, changes, enroll, progress
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.tasks import TaskQuery

pytestmark = pytest.mark.usefixtures("database")
CALL = Task("call", TaskKind.CALL, "Ask about the demo", holds=True)


@pytest.fixture
def given(session: Session, alice: Principal, works_at: Callable[..., int], acme) -> list[int]:
    """Three people who wait for a call: due yesterday by Alice, today by no one, and one that has
    expired; the ids of the tasks.
    """
    definition = Definition("call", {"call": CALL}, Schedule(), EntryRules())
    row = drafts.create(session, alice, {"name": "Calls", "draft": reading.write(definition)})
    publishing.publish(session, alice, row.id)
    people = [works_at(acme, f"P{n} Lee", email=f"p{n}@acme.com") for n in range(3)]
    session.execute(
        update(Contact).where(col(Contact.id) == people[0]).values(owner_id=alice.user_id)
    )
    selection = Selection(RecordKind.CONTACT, tuple(people))
    enroll(session, alice, row.id, Enrolling(selection, (sender_of(session),)))
    now = clock.now()
    session.execute(update(Enrollment).values(due_at=now + timedelta(days=3)))
    made = [
        SequenceTask(
            enrollment_id=enrollment_id,
            step="call",
            kind="call",
            title="Ask about the demo",
            assignee_id=assignee,
            due_at=now + due,
            expires_at=expires,
        )
        for enrollment_id, assignee, due, expires in zip(
            session.scalars(select(col(Enrollment.id)).order_by(col(Enrollment.id))),
            (alice.user_id, None, None),
            (timedelta(days=-1), timedelta(hours=1), timedelta(days=-2)),
            (None, now + timedelta(days=9), now - timedelta(minutes=1)),
            strict=True,
        )
    ]
    session.add_all(made)
    session.commit()
    return [task.id or 0 for task in made]


def test_a_task_on_linkedin_leads_to_the_profile_or_a_search_for_it(session, alice, given):
    late, later, _ = given
    asked = update(SequenceTask).where(col(SequenceTask.id).in_(given))
    assert {row.linkedin for row in tasks.search(session, alice, TaskQuery()).items} == {""}
    session.execute(asked.values(kind="linkedin"))
    profile = "https://linkedin.com/in/p1-lee"
    known = update(Contact).where(col(Contact.first_name) == "P1")
    session.execute(known.values(linkedin_url=profile))
    session.commit()
    listed = {row.id: row.linkedin for row in tasks.search(session, alice, TaskQuery()).items}
    search = "https://www.linkedin.com/search/results/people/?keywords=P0+Lee+Acme"
    assert listed == {late: search, later: profile}


def test_open_tasks_are_listed_the_first_due_first(session, alice, bob, given):
    late, later, _ = given
    listed = tasks.search(session, alice, TaskQuery()).items
    assert [row.id for row in listed] == [late, later]
    assert (listed[0].contact_name, listed[0].owner_name) == ("P0 Lee", "Alice")
    for who, owner, ids in (
        (alice, "me", [late]),
        (alice, "none", [later]),
        (alice, "me,none", [late, later]),
        (bob, "me", []),
    ):
        found = tasks.search(session, who, TaskQuery(owner=owner)).items
        assert [row.id for row in found] == ids, (who.name, owner)
    for due, ids in (("overdue", [late]), ("day", [late, later]), ("week", [late, later])):
        listed = tasks.search(session, alice, TaskQuery(due=due)).items
        assert [row.id for row in listed] == ids, due
    for wrong in (TaskQuery(owner="everyone"), TaskQuery(due="tomorrow")):
        with pytest.raises(Invalid):
            tasks.search(session, alice, wrong)


def test_pages_of_tasks_follow_each_other(session, alice, given):
    first = tasks.search(session, alice, TaskQuery(limit=1))
    second = tasks.search(session, alice, TaskQuery(limit=1, cursor=first.next or ""))
    assert [row.id for row in (*first.items, *second.items)] == given[:2]


def test_a_task_that_is_done_wakes_its_enrollment_once(session, alice, bob, given):
    task = tasks.done(session, bob, given[0])
    assert task.done_at is not None
    enrollment = session.get_one(Enrollment, session.get_one(SequenceTask, given[0]).enrollment_id)
    session.refresh(enrollment)
    assert enrollment.due_at == task.done_at
    what = [change.what for change in changes(session, alice, enrollment.id)]
    assert what == ["Task done: Ask about the demo", "Enrolled"]
    with pytest.raises(Conflict, match="done already"):
        tasks.done(session, alice, given[0])
    assert [row.id for row in tasks.search(session, alice, TaskQuery()).items] == [given[1]]
    for unknown in (0, -1, 10**30):
        with pytest.raises(NotFound):
            tasks.done(session, alice, unknown)


def test_tasks_are_read_and_done_over_http(sign_in, alice, given):
    browser = sign_in(alice)
    listed = browser.get("/api/tasks", params={"owner": "me"}).json()
    assert [(row["id"], row["title"]) for row in listed["items"]] == [
        (given[0], "Ask about the demo")
    ]
    assert browser.post(f"/api/tasks/{given[0]}/done").json()["doneAt"]
    assert browser.post(f"/api/tasks/{given[0]}/done").status_code == 409
    assert browser.get("/api/tasks", params={"sort": "title"}).status_code == 422


def open_tasks(session: Session, who: Principal) -> list[int]:
    session.commit()
    return [row.id for row in tasks.search(session, who, TaskQuery()).items]


def test_a_sequence_that_ends_early_closes_its_tasks_for_its_reason(session, bob, given):
    late, later, _ = given
    enrollment_id = session.get_one(SequenceTask, late).enrollment_id
    end_by_hand(session, bob, enrollment_id, "Met at the fair")
    assert open_tasks(session, bob) == [later]
    assert session.get_one(SequenceTask, late).closed_reason == "Met at the fair"
    with pytest.raises(Conflict, match=r"closed, because .*: Met at the fair"):
        tasks.done(session, bob, late)


def test_what_was_done_or_asks_to_read_an_answer_is_not_closed(session, bob, given):
    late, later, _ = given
    session.execute(update(SequenceTask).where(col(SequenceTask.id) == later).values(kind="reply"))
    tasks.done(session, bob, late)
    for task_id in (late, later):
        enrollment_id = session.get_one(SequenceTask, task_id).enrollment_id
        end_by_hand(session, bob, enrollment_id, "Met at the fair")
    assert open_tasks(session, bob) == [later]
    assert session.get_one(SequenceTask, late).closed_reason == ""


def test_tasks_of_who_is_suppressed_close_and_open_again_when_they_continue(session, bob, given):
    late, later, _ = given
    address = "p0@acme.com"
    suppressions.unsubscribe(session, address)
    session.execute(update(Enrollment).values(due_at=clock.now()))
    session.commit()
    drained()
    assert open_tasks(session, bob) == [later]
    since = suppressions.withdraw(session, address) or clock.now()
    reason = session.get_one(SequenceTask, late).closed_reason
    progress.reopen(session, address, reason, since, "Continues.", clock.now())
    assert open_tasks(session, bob) == [late, later]


def test_a_sequence_that_ends_as_planned_leaves_its_tasks_open(session, alice, bob, given):
    leads_on = replace(CALL, holds=False, next="end")
    steps = {"call": leads_on, "end": Exit("end", "Handed to sales")}
    definition = Definition("call", steps, Schedule(), EntryRules())
    row = session.scalars(select(SequenceRow)).one()
    drafts.save(session, alice, row.id or 0, None, definition)
    version = publishing.publish(session, alice, row.id or 0)
    session.execute(update(Enrollment).values(due_at=clock.now(), version_id=version.id))
    before = open_tasks(session, bob)
    drained()
    assert set(session.scalars(select(Enrollment.status))) == {"exited"}
    assert open_tasks(session, bob) == before
