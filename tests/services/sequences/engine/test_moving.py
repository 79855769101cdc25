"""Moving people to the published version: looked at before, done once, and nothing sent twice."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.conftest import ALWAYS, NOW
from tests.services.sequences.engine.test_sending_once import drained, statuses, steps
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Enrollment,
    EnrollmentChange,
    Job,
    JobStatus,
    Message,
    SequenceTask,
    Template,
)
from yardflow.services.access import Principal
from yardflow.services.sequences import moving, outbox
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    Email,
    EntryRules,
    Split,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine.claiming import claim
from yardflow.services.sequences.engine.deciding import decide_all
from yardflow.services.sequences.engine.sending import begin
from yardflow.services.sequences.lifecycle import drafts, publishing
from yardflow.services.sequences.moving import previews, service

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
DAY = timedelta(days=1)
INTRO = Email("intro", 1, next="wait")
WAIT = Wait("wait", Duration(2, Unit.DAYS), next="again")
AGAIN = Email("again", 1)


@pytest.fixture
def republish(session: Session, alice: Principal, template: int) -> Callable[..., int]:
    """``republish(sequence_id, *steps)``: the next version; its number."""

    def published(sequence_id: int, *listed: Step) -> int:
        definition = Definition(
            listed[0].key, {step.key: step for step in listed}, ALWAYS, EntryRules()
        )
        drafts.update(session, alice, sequence_id, None, {"draft": reading.write(definition)})
        version = session.get_one(Template, template).version_id
        pin = lambda ids: dict.fromkeys(ids, version or 0)  # noqa: E731
        number = publishing.publish(session, alice, sequence_id, pin=pin).number
        session.commit()
        return number

    return published


@pytest.fixture
def move(session: Session, alice: Principal) -> Callable[..., moving.Moved]:
    def moved(sequence_id: int, number: int) -> moving.Moved:
        came = moving.move(session, alice, sequence_id, number)
        session.commit()
        return came

    return moved


def at(moment: datetime) -> None:
    with clock.at(moment):
        drained()


def outcomes(session: Session, alice: Principal, sequence_id: int) -> dict[str, int]:
    looked = moving.preview(session, alice, sequence_id)
    said: Counter[str] = Counter()
    for group in looked.groups:
        said[group.outcome.what] += group.count
    return dict(said)


def rows(session: Session) -> list[Enrollment]:
    session.expire_all()
    return [*session.scalars(select(Enrollment).order_by(col(Enrollment.id)))]


def test_each_is_moved_as_the_preview_said_and_a_second_press_does_nothing(
    session, alice, publish, republish, people, start, book, move
):
    sequence_id = publish(INTRO, WAIT, AGAIN)
    ann, ben, cho, dan = people(4)
    start(sequence_id, [ann])
    at(NOW)
    at(NOW + 2 * DAY)  # Ann has finished.
    start(sequence_id, [ben])
    at(NOW + 3 * DAY)  # Ben waits.
    start(sequence_id, [cho])
    at(NOW + 4 * DAY)  # Cho waits, too, since a day later.
    start(sequence_id, [dan])
    before = rows(session)
    # The first email comes later now, the wait is longer, and the second email has another place.
    number = republish(
        sequence_id,
        replace(WAIT, until=Duration(4, Unit.DAYS), next="call"),
        Task("call", TaskKind.CALL, "Call", next="intro"),
        replace(INTRO, next="again"),
        AGAIN,
    )
    with clock.at(NOW + 4 * DAY):
        looked = moving.preview(session, alice, sequence_id)
        (waits, first) = looked.groups
        assert (looked.number, looked.total, looked.ended) == (2, 3, 1)
        assert waits.outcome.another_time and not first.outcome.another_time
        assert waits.outcome.passes == ("Email “Intro”",) and first.outcome.passes == ()
        assert [each.contact_name for each in waits.people] == ["Person1 Lee", "Person2 Lee"]
        assert [(each.planned_at - NOW, each.planned_after - NOW) for each in waits.people] == [
            (5 * DAY, 7 * DAY),
            (6 * DAY, 8 * DAY),
        ]
        assert rows(session)[1].version_id == before[1].version_id
        assert [
            (each.number, each.people) for each in moving.waiting(session, alice, sequence_id)
        ] == [(1, 3)]
        assert move(sequence_id, number) == moving.Moved(3, 0)
        assert move(sequence_id, number) == moving.Moved(0, 0)
        assert moving.waiting(session, alice, sequence_id) == []
    after = rows(session)
    assert after[0] == before[0]
    assert [row.entered_at for row in after[1:3]] == [row.entered_at for row in before[1:3]]
    assert len({row.version_id for row in after[1:]}) == 1 != after[1].version_id
    changes = session.scalars(
        select(EnrollmentChange).where(col(EnrollmentChange.user_id).is_not(None))
    ).all()
    moves = [change for change in changes if "version" in change.what]
    assert [change.enrollment_id for change in moves] == [row.id for row in after[1:]]
    assert {change.what for change in moves} == {"Moved from version 1 to version 2."}
    assert moves[0].user_id == alice.user_id
    for day in range(4, 15):
        at(NOW + day * DAY)
    # Dan gets both at once, as he stood at the first; the others are not sent it again.
    sent = Counter(taken["recipient"] for taken in book())
    assert sent == {f"person{n}@acme.com": 2 for n in range(4)}
    assert len(session.scalars(select(SequenceTask)).all()) == 2
    assert steps(session) == {("finished", "again"): 4}


def test_who_is_being_emailed_is_left_and_what_may_have_gone_out_is_done(
    session, alice, publish, republish, people, start, move
):
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(1))
    (ann,) = (row.id for row in rows(session))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, NOW, 10), NOW)
    # The email of this step is replaced by a new step with the same template.
    number = republish(sequence_id, Email("hello", 1, next="wait"), WAIT, AGAIN)
    assert outcomes(session, alice, sequence_id) == {moving.wording.TAKING_A_STEP: 1}
    assert move(sequence_id, number) == moving.Moved(0, 1)
    with db.session() as current:
        assert begin(current, outgoing, NOW)
    with clock.at(NOW + 2 * DAY):
        # Its worker died: no one can tell whether it went out.
        assert move(sequence_id, number) == moving.Moved(1, 0)
        row = session.get_one(Enrollment, ann)
        session.refresh(row)
        assert (row.step, row.passed) == ("wait", ["hello"])
        drained()
        assert statuses(session) == {"unknown": 1}
        (message,) = session.scalars(select(Message))
        with pytest.raises(Conflict, match="moved on"):
            outbox.send_again(session, alice, message.id)
        outbox.mark_sent(session, alice, message.id)
        session.commit()
    assert steps(session) == {("active", "wait"): 1}


def test_an_email_that_waits_to_go_out_is_cancelled_where_its_step_is_gone(
    session, alice, publish, republish, people, start, book, sandbox, move
):
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(1))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    drained()
    assert statuses(session) == {"queued": 1}
    number = republish(sequence_id, WAIT, AGAIN)
    with clock.at(NOW + timedelta(minutes=5)):
        assert move(sequence_id, number).moved == 1
    assert statuses(session) == {"cancelled": 1}
    at(NOW + timedelta(minutes=10))
    assert book() == [] and steps(session) == {("active", "wait"): 1}
    # Back again: it certainly did not go out, so it may.
    number = republish(sequence_id, WAIT, replace(AGAIN, next="intro"), replace(INTRO, next=None))
    assert move(sequence_id, number).moved == 1
    at(NOW + 3 * DAY)
    assert statuses(session) == {"cancelled": 1, "accepted": 2}


def test_who_moves_and_who_sends_at_once_lose_nothing_and_send_nothing_twice(
    session, alice, publish, republish, works_at, acme, start, book
):
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at)"
            " VALUES ('email', '{\"first_touches_per_day\": null}', 1, now())"
        )
    )
    contacts = [
        works_at(acme, f"P{n} Lee", email=f"p{n}@acme.com", country="Germany") for n in range(40)
    ]
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, contacts)
    number = republish(sequence_id, Email("hello", 1, next="wait"), WAIT, AGAIN)
    meet = Barrier(3, timeout=20)

    def sends() -> None:
        meet.wait()
        drained()

    def moves() -> None:
        meet.wait()
        for _ in range(20):
            with db.session() as current:
                moving.move(current, alice, sequence_id, number)

    with clock.at(NOW), ThreadPoolExecutor(3) as threads:
        for done in [threads.submit(sends), threads.submit(moves), threads.submit(moves)]:
            done.result()
        moves_rest = moving.move(session, alice, sequence_id, number)
        session.commit()
        assert moves_rest.left == 0
        drained()
    assert len(book()) == len({taken["recipient"] for taken in book()}) == 40
    assert steps(session) == {("active", "wait"): 40}


def test_many_are_moved_by_a_job_that_goes_on_where_another_ended(
    session, alice, publish, republish, people, start, monkeypatch, move
):
    monkeypatch.setattr(service, "BATCH", 2)
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(5))
    session.execute(
        text("UPDATE enrollment SET leased_until = :until WHERE id = 3"),
        {"until": NOW + timedelta(seconds=60)},
    )
    session.commit()
    number = republish(sequence_id, INTRO, replace(WAIT, next=None))
    first, second = move(sequence_id, number), move(sequence_id, number)
    assert first == second == moving.Moved(0, 5, first.job_id)
    with clock.at(NOW + timedelta(seconds=1)):
        jobs.perform(first.job_id, service.run)
    session.expire_all()
    job = session.get_one(Job, first.job_id)
    assert (job.status, job.progress_done, job.progress_total) == (JobStatus.WAITING, 4, 5)
    assert sum(each.people for each in moving.waiting(session, alice, sequence_id)) == 1
    with clock.at(NOW + timedelta(minutes=2)):
        jobs.sweep(session)
        session.commit()
        jobs.perform(first.job_id, service.run)
    session.expire_all()
    job = session.get_one(Job, first.job_id)
    assert (job.status, job.progress_done) == (JobStatus.SUCCEEDED, 5)
    assert moving.waiting(session, alice, sequence_id) == []


def test_everyone_is_looked_at_though_only_some_one_by_one(
    session, alice, publish, republish, people, start, monkeypatch
):
    """A split that is gone parts people who did the same; an email that is late is said of all."""
    monkeypatch.setattr(previews, "MOST", 4)
    split = Split("split", (1, 1), ("wait", "again"))
    sequence_id = publish(split, WAIT, AGAIN)
    start(sequence_id, people(12))
    republish(sequence_id, WAIT, replace(AGAIN, not_after=datetime(2027, 3, 1, tzinfo=UTC)))
    looked = moving.preview(session, alice, sequence_id)
    assert (looked.total, looked.looked_at) == (12, 4)
    assert sum(group.count for group in looked.groups) == 12
    said = {group.outcome.what: group.outcome.late for group in looked.groups}
    assert said == {
        "Their step is gone. They continue at: Wait 2 days.": False,
        "Their step is gone. They continue at: Email “Intro” (not after Mar 1, 2027 at 12:00 AM "
        "UTC, else skipped).": True,
    }
    assert len(looked.signs) == 2


@pytest.mark.parametrize("batch", [500, 2])
def test_who_took_a_step_since_the_look_is_left_unless_it_was_seen_too(
    session, alice, publish, republish, people, start, monkeypatch, batch
):
    monkeypatch.setattr(service, "BATCH", batch)
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(3))
    number = republish(sequence_id, INTRO, replace(WAIT, until=Duration(9, Unit.DAYS)), AGAIN)
    signs = moving.preview(session, alice, sequence_id).signs
    at(NOW)  # One gets the first email and waits, as no one did before.
    with clock.at(NOW):
        came = moving.move(session, alice, sequence_id, number, signs)
        session.commit()
        if came.job_id is not None:
            jobs.perform(came.job_id, service.run)
            session.expire_all()
            assert session.get_one(Job, came.job_id).status == JobStatus.SUCCEEDED
        else:
            assert came == moving.Moved(2, 1)
        assert sum(each.people for each in moving.waiting(session, alice, sequence_id)) == 1
        again = moving.preview(session, alice, sequence_id).signs
        came = moving.move(session, alice, sequence_id, number, again | signs)
        session.commit()
        if came.job_id is not None:
            jobs.perform(came.job_id, service.run)
        assert moving.waiting(session, alice, sequence_id) == []


def test_a_version_that_was_not_looked_at_is_not_moved_to(
    session, alice, publish, republish, people, start
):
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(1))
    republish(sequence_id, INTRO, replace(WAIT, next=None))
    republish(sequence_id, replace(INTRO, next=None))
    with pytest.raises(Conflict, match="Version 3 is published now"):
        moving.move(session, alice, sequence_id, 2)
    for unknown in (0, -1, 999_999, 2**70):
        with pytest.raises(NotFound):
            moving.preview(session, alice, unknown)
    draft = drafts.create(session, alice, {"name": "New"}).id
    with pytest.raises(Conflict, match="Publish"):
        moving.move(session, alice, draft, 1)


def test_an_email_that_is_late_in_the_new_version_is_said_before(
    session, alice, publish, republish, people, start
):
    sequence_id = publish(INTRO, WAIT, AGAIN)
    start(sequence_id, people(1))
    at(NOW)
    republish(
        sequence_id,
        replace(INTRO, next="again"),
        replace(AGAIN, not_after=datetime(2027, 3, 1, tzinfo=UTC)),
    )
    (group,) = moving.preview(session, alice, sequence_id).groups
    assert group.outcome.late and "Their step is gone" in group.outcome.what
    republish(sequence_id, INTRO, replace(WAIT, next=None))
    assert outcomes(session, alice, sequence_id) == {"They stay at this step.": 1}


def test_an_open_task_at_which_people_stay_is_not_said_to_be_done(
    session, alice, publish, republish, people, start, move
):
    call = Task("call", TaskKind.CALL, "Call", holds=True, next="again")
    sequence_id = publish(call, AGAIN)
    start(sequence_id, people(2))
    at(NOW)
    number = republish(sequence_id, replace(call, title="Call again"), AGAIN)
    (group,) = moving.preview(session, alice, sequence_id).groups
    assert (group.count, group.outcome.what) == (2, "They stay at this step.")
    assert group.outcome.passes == ()
    move(sequence_id, number)
    at(NOW)
    assert steps(session) == {("active", "call"): 2}
