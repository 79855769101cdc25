"""Tasks that sequences give to people, and what follows when one is done."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Contact, Enrollment, RecordKind, SequenceTask
from yardflow.services.access import Principal
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import tasks
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    EntryRules,
    Schedule,
    Task,
    TaskKind,
)
from yardflow.services.sequences.enrollments import Enrolling, changes, enroll
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.tasks import TaskQuery

pytestmark = pytest.mark.usefixtures("database")
CALL = Task("call", TaskKind.CALL, "Ask about the demo", holds=True)


@pytest.fixture
def given(session: Session, bob: Principal, works_at: Callable[..., int], acme) -> list[int]:
    """Three people who wait for a call: due yesterday by Bob, today by no one, and one that has
    expired; the ids of the tasks.
    """
    definition = Definition("call", {"call": CALL}, Schedule(), EntryRules())
    row = drafts.create(session, bob, {"name": "Calls", "draft": reading.write(definition)})
    publishing.publish(session, bob, row.id)
    people = [works_at(acme, f"P{n} Lee", email=f"p{n}@acme.com") for n in range(3)]
    session.execute(
        update(Contact).where(col(Contact.id) == people[0]).values(owner_id=bob.user_id)
    )
    selection = Selection(RecordKind.CONTACT, tuple(people))
    enroll(session, bob, row.id, Enrolling(selection, (sender_of(session),)))
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
            (bob.user_id, None, None),
            (timedelta(days=-1), timedelta(hours=1), timedelta(days=-2)),
            (None, now + timedelta(days=9), now - timedelta(minutes=1)),
            strict=True,
        )
    ]
    session.add_all(made)
    session.commit()
    return [task.id or 0 for task in made]


def test_a_task_on_linkedin_leads_to_the_profile_or_a_search_for_it(session, bob, given):
    late, later, _ = given
    asked = update(SequenceTask).where(col(SequenceTask.id).in_(given))
    assert {row.linkedin for row in tasks.search(session, bob, TaskQuery()).items} == {""}
    session.execute(asked.values(kind="linkedin"))
    profile = "https://linkedin.com/in/p1-lee"
    known = update(Contact).where(col(Contact.first_name) == "P1")
    session.execute(known.values(linkedin_url=profile))
    session.commit()
    listed = {row.id: row.linkedin for row in tasks.search(session, bob, TaskQuery()).items}
    search = "https://www.linkedin.com/search/results/people/?keywords=P0+Lee+Acme"
    assert listed == {late: search, later: profile}


def test_open_tasks_are_listed_the_first_due_first(session, bob, alice, given):
    late, later, _ = given
    listed = tasks.search(session, bob, TaskQuery()).items
    assert [row.id for row in listed] == [late, later]
    assert (listed[0].contact_name, listed[0].owner_name) == ("P0 Lee", "Bob")
    for who, owner, ids in (
        (bob, "me", [late]),
        (bob, "none", [later]),
        (bob, "me,none", [late, later]),
        (alice, "me", []),
    ):
        found = tasks.search(session, who, TaskQuery(owner=owner)).items
        assert [row.id for row in found] == ids, (who.name, owner)
    for due, ids in (("overdue", [late]), ("day", [late, later]), ("week", [late, later])):
        listed = tasks.search(session, bob, TaskQuery(due=due)).items
        assert [row.id for row in listed] == ids, due
    for wrong in (TaskQuery(owner="everyone"), TaskQuery(due="tomorrow")):
        with pytest.raises(Invalid):
            tasks.search(session, bob, wrong)


def test_pages_of_tasks_follow_each_other(session, bob, given):
    first = tasks.search(session, bob, TaskQuery(limit=1))
    second = tasks.search(session, bob, TaskQuery(limit=1, cursor=first.next or ""))
    assert [row.id for row in (*first.items, *second.items)] == given[:2]


def test_a_task_that_is_done_wakes_its_enrollment_once(session, bob, alice, given):
    task = tasks.done(session, alice, given[0])
    assert task.done_at is not None
    enrollment = session.get_one(Enrollment, session.get_one(SequenceTask, given[0]).enrollment_id)
    session.refresh(enrollment)
    assert enrollment.due_at == task.done_at
    what = [change.what for change in changes(session, bob, enrollment.id)]
    assert what == ["Task done: Ask about the demo", "Enrolled"]
    with pytest.raises(Conflict, match="done already"):
        tasks.done(session, bob, given[0])
    assert [row.id for row in tasks.search(session, bob, TaskQuery()).items] == [given[1]]
    for unknown in (0, -1, 10**30):
        with pytest.raises(NotFound):
            tasks.done(session, bob, unknown)


def test_tasks_are_read_and_done_over_http(sign_in, bob, given):
    browser = sign_in(bob)
    listed = browser.get("/api/tasks", params={"owner": "me"}).json()
    assert [(row["id"], row["title"]) for row in listed["items"]] == [
        (given[0], "Ask about the demo")
    ]
    assert browser.post(f"/api/tasks/{given[0]}/done").json()["doneAt"]
    assert browser.post(f"/api/tasks/{given[0]}/done").status_code == 409
    assert browser.get("/api/tasks", params={"sort": "title"}).status_code == 422
