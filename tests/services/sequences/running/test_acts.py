"""Skipping, starting elsewhere, sending now, giving a sender: done, seen by decisions, undone."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from tests.fixtures.product import ROOT
from tests.services.sequences.engine.conftest import ALWAYS, EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import AuditEntry, Enrollment, Message
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Duration,
    Email,
    Exit,
    FieldTest,
    Operator,
    Schedule,
    Split,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.lifecycle import status
from yardflow.services.sequences.running import acts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
NIGHT = datetime(2027, 3, 9, 23, tzinfo=UTC)
OFFICE = Schedule(frozenset(range(5)), time(9), time(17))
TWO_DAYS = Duration(2, Unit.DAYS)


@pytest.fixture
def enrolled(session, publish, people, start):
    """``enrolled(*steps)`` puts contacts into a sequence of these; their enrollments."""

    def made(*steps, count: int = 1, schedule: Schedule = ALWAYS, **more) -> list[int]:
        start(publish(*steps, schedule=schedule), people(count, **more))
        return list(session.scalars(select(col(Enrollment.id)).order_by(col(Enrollment.id))))

    return made


@pytest.fixture
def row(session):
    def read(number: int) -> Enrollment:
        session.commit()
        session.expire_all()
        return session.get_one(Enrollment, number)

    return read


@dataclass
class Skipped:
    step: object
    after: str | None


SKIPPED = (
    Skipped(Email("a", 1, next="last"), "last"),
    Skipped(Wait("a", TWO_DAYS, next="last"), "last"),
    Skipped(Wait("a", TWO_DAYS), None),
    Skipped(Task("a", TaskKind.CALL, "Call", holds=True, next="last"), "last"),
    Skipped(
        Condition("a", (FieldTest("contact.title", Operator.IS_SET),), within=TWO_DAYS, yes=None,
                  no="last"),
        "last",
    ),
)  # fmt: skip
LAST = Wait("last", TWO_DAYS)


@pytest.mark.parametrize("each", SKIPPED, ids=lambda each: type(each.step).__name__)
def test_a_step_is_skipped_and_taken_up_again(session, bob, enrolled, row, each):
    (number,) = enrolled(each.step, *([LAST] if each.after else []), schedule=OFFICE)
    entered_at = row(number).entered_at
    done = acts.skip(session, bob, [number])
    standing = row(number)
    if each.after is None:
        assert standing.status == "finished"
    else:
        assert (standing.status, standing.step) == ("active", each.after)
    assert acts.undo(session, bob, done.rows) == 1
    standing = row(number)
    assert (standing.status, standing.step) == ("active", "a")
    assert standing.entered_at == entered_at


@pytest.mark.parametrize("step", [Split("a", (1, 1), (None, None)), Exit("a", "Over")])
def test_what_takes_no_time_is_not_skipped(session, bob, enrolled, step):
    with pytest.raises(Conflict, match="nothing to skip"):
        acts.skip(session, bob, enrolled(step))


def test_an_email_that_waits_to_go_out_is_not_sent_once_its_step_is_skipped(
    session, bob, enrolled, book
):
    with clock.at(NIGHT):
        (number,) = enrolled(EMAIL, schedule=OFFICE)
        drained()
        acts.skip(session, bob, [number])
        session.commit()
    with clock.at(NIGHT + timedelta(days=1)):
        drained()
    assert book() == []


def test_an_email_that_is_sent_now_does_not_wait_for_the_morning(session, bob, enrolled, book, row):
    with clock.at(NIGHT):
        (number,) = enrolled(EMAIL, schedule=OFFICE)
        drained()
        assert book() == [] and why(session, bob, number).next == "Waits"
        acts.send_now(session, bob, [number])
        session.commit()
        assert why(session, bob, number).next == "Continues now"
        drained()
        assert len(book()) == 1 and row(number).status == "finished"


def test_sending_now_is_of_the_step_at_which_it_was_said_alone(session, bob, enrolled, book):
    again = replace(EMAIL, key="again")
    with clock.at(NIGHT):
        (number,) = enrolled(replace(EMAIL, next="again"), again, schedule=OFFICE)
        acts.send_now(session, bob, [number])
        session.commit()
        drained()
        gates = {gate.gate for gate in why(session, bob, number).gates}
        assert len(book()) == 1 and "sending_hours" in gates


def test_after_a_restore_who_got_the_email_is_skipped_and_gets_it_no_more(
    session, bob, enrolled, book, row
):
    """As the README says (docs/decisions/0229): the backup was made before they got it."""
    (pausing,) = re.findall(r"UPDATE sequence [^;]+", (ROOT / "README.md").read_text())
    with clock.at(NOW):
        got_it, waits = enrolled(EMAIL, count=2)
        session.execute(text(pausing))
        session.commit()
        drained()
        assert book() == []
        acts.skip(session, bob, [got_it])
        status.resume(session, bob, row(waits).sequence_id)
        session.commit()
        drained()
    mailed = select(col(Message.enrollment_id)).where(col(Message.sent_at).is_not(None))
    assert [*session.scalars(mailed)] == [waits]
    assert len(book()) == 1 and row(got_it).status == "finished"


def test_a_wait_that_is_ended_by_hand_has_its_email_go_out(session, bob, enrolled, book):
    with clock.at(NIGHT):
        (number,) = enrolled(Wait("wait", TWO_DAYS, next="intro"), EMAIL, schedule=OFFICE)
        drained()
        acts.send_now(session, bob, [number])
        session.commit()
        drained()
    assert len(book()) == 1


def test_sending_now_is_undone_until_the_email_went_out(session, bob, enrolled, book, row):
    with clock.at(NIGHT):
        (number,) = enrolled(EMAIL, schedule=OFFICE)
        done = acts.send_now(session, bob, [number])
        acts.undo(session, bob, done.rows)
        session.commit()
        drained()
        assert book() == [] and row(number).hurried_at is None
        done = acts.send_now(session, bob, [number])
        session.commit()
        drained()
        with pytest.raises(Conflict):
            acts.undo(session, bob, done.rows)


def test_what_holds_someone_up_still_does_when_it_is_to_be_sent_now(session, bob, enrolled):
    (number,) = enrolled(EMAIL)
    status.pause(session, bob, session.get_one(Enrollment, number).sequence_id, "Stop")
    acts.send_now(session, bob, [number])
    session.commit()
    assert [gate.gate for gate in why(session, bob, number).gates] == ["sequence_held"]


def test_someone_starts_at_another_step_and_gets_its_email_again(session, bob, enrolled, book, row):
    (number,) = enrolled(replace(EMAIL, next="wait"), Wait("wait", TWO_DAYS, next="again"),
                         replace(EMAIL, key="again"))  # fmt: skip
    drained()
    assert row(number).step == "wait" and len(book()) == 1
    acts.start_at(session, bob, [number], "intro")
    session.commit()
    drained()
    assert row(number).step == "wait" and len(book()) == 2
    with pytest.raises(Conflict, match="no such step"):
        acts.start_at(session, bob, [number], "elsewhere")


def test_a_sender_is_given_to_those_who_have_none(session, bob, enrolled, book, row):
    ids = enrolled(EMAIL, count=2)
    before = row(ids[0]).sender_id
    session.execute(text("UPDATE enrollment SET sender_id = NULL"))
    session.commit()
    assert why(session, bob, ids[0]).gates[0].gate == "no_sender"
    other = sender_of(session, address="other@yardflow.test")
    done = acts.give_sender(session, bob, ids, other)
    session.commit()
    assert why(session, bob, ids[0]).next == "Continues now" and len(done.rows) == 2
    acts.undo(session, bob, done.rows)
    assert row(ids[0]).sender_id is None
    acts.give_sender(session, bob, ids, before)
    session.commit()
    drained()
    with pytest.raises(NotFound):
        acts.give_sender(session, bob, ids, 999)


def test_whoever_was_emailed_keeps_their_sender(session, bob, enrolled, row):
    (number,) = enrolled(replace(EMAIL, next="wait"), Wait("wait", TWO_DAYS))
    drained()
    other = sender_of(session, address="other@yardflow.test")
    with pytest.raises(Conflict, match="keep"):
        acts.give_sender(session, bob, [number], other)


def test_a_paused_sender_is_given_to_no_one(session, bob, enrolled):
    (number,) = enrolled(EMAIL)
    other = sender_of(session, address="other@yardflow.test")
    session.execute(text("UPDATE sender SET paused_at = now(), pause_reason = 'Bounces'"))
    with pytest.raises(Conflict, match="paused"):
        acts.give_sender(session, bob, [number], other)


def test_whoever_a_worker_has_claimed_is_left_to_it(session, bob, enrolled):
    ids = enrolled(EMAIL, count=2)
    session.execute(
        text("UPDATE enrollment SET leased_until = :later WHERE id = :id"),
        {"later": NOW + timedelta(minutes=1), "id": ids[0]},
    )
    done = acts.skip(session, bob, ids)
    assert [before.id for before in done.rows] == ids[1:] and done.left == 1
    with pytest.raises(Conflict, match="right now"):
        acts.skip(session, bob, ids[:1])
    with pytest.raises(NotFound):
        acts.skip(session, bob, [0, 10**20])


def test_every_act_says_in_the_log_and_in_the_history_who_did_it(session, bob, enrolled):
    (number,) = enrolled(Wait("wait", TWO_DAYS, next="intro"), EMAIL)
    done = acts.skip(session, bob, [number])
    acts.undo(session, bob, done.rows)
    logged = session.scalars(
        select(col(AuditEntry.action))
        .where(col(AuditEntry.record) == "enrollment")
        .order_by(col(AuditEntry.id))
    ).all()
    assert logged[-2:] == ["enrollment.skipped", "enrollment.undone"]
    by = session.execute(text("SELECT what, user_id FROM enrollment_change ORDER BY id")).all()
    assert [tuple(each) for each in by[-2:]] == [
        ("Step skipped by hand", bob.user_id),
        ("Undone: back at this step", bob.user_id),
    ]
