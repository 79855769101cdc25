"""Who is stuck and why: what is offered for each reason resolves it, as the decision says."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.errors import Contradictory, Invalid, NotFound
from yardflow.models import Enrollment, Stage, TallyKind
from yardflow.services.access import Principal
from yardflow.services.records import contacts, targets
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.definitions.steps import (
    Duration,
    Schedule,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.running import (
    acts,
    fixing,
    people,
    planned,
    releasing,
    stuck,
    tallies,
)
from yardflow.services.sequences.running.people import Counted
from yardflow.services.sequences.running.stuck import StuckPerson

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
Act = Callable[[Session, Principal, StuckPerson], Any]
DAY = timedelta(days=1)
TASK = Task("intro", TaskKind.CALL, "Call them", holds=True)


def made(statement: str) -> Act:
    return lambda session, bob, person: session.execute(text(statement), {"id": person})


def fixes(field: str, value: str) -> Act:
    return lambda session, bob, person: fixing.fix(session, bob, person.id, field, value)


def releases(gate: Gate) -> Act:
    return lambda session, bob, person: releasing.release(session, bob, [person.id], gate)


def hold(**whom: str) -> Act:
    def put(session: Session, bob: Principal, number: Any) -> None:
        row = session.get_one(Enrollment, number)
        contact = contacts.get(session, bob, row.contact_id)
        ids = {"enrollment_id": number, "contact_id": contact.id, "account_id": contact.account_id}
        holds.hold(session, bob, HoldOn(**{name: ids[name] for name in whom}), "Not now")

    return put


@dataclass(frozen=True)
class Row:
    """How someone gets stuck at a gate, and what helps."""

    gate: Gate
    makes: Act
    helps: Act
    step: Any = EMAIL


ROWS = (
    Row(
        Gate.NO_SENDER,
        made("UPDATE enrollment SET sender_id = NULL WHERE id = :id"),
        lambda session, bob, person: acts.give_sender(
            session, bob, [person.id], sender_of(session)
        ),
    ),
    Row(
        Gate.NO_ADDRESS,
        made("UPDATE contact SET email = NULL, email_status = 'none'"),
        fixes("contact.email", "new@acme.com"),
    ),
    Row(
        Gate.NO_VALUE,
        made("UPDATE contact SET first_name = ''"),
        fixes("contact.first_name", "Ann"),
    ),
    Row(
        Gate.NO_LAWFUL_BASIS,
        made("UPDATE contact SET lawful_basis = 'No basis'"),
        fixes("contact.lawful_basis", "Consent"),
    ),
    Row(
        Gate.NO_TIME_ZONE,
        made("UPDATE contact SET country = ''"),
        fixes("contact.country", "Germany"),
    ),
    Row(
        Gate.SENDER_PAUSED,
        made("UPDATE sender SET paused_at = now(), pause_reason = 'Bounces'"),
        lambda session, bob, person: acts.give_sender(
            session, bob, [person.id], sender_of(session)
        ),
    ),
    Row(Gate.ENROLLMENT_HELD, hold(enrollment_id=""), releases(Gate.ENROLLMENT_HELD)),
    Row(Gate.CONTACT_HELD, hold(contact_id=""), releases(Gate.CONTACT_HELD)),
    Row(Gate.ACCOUNT_HELD, hold(account_id=""), releases(Gate.ACCOUNT_HELD)),
    Row(
        Gate.TASK,
        lambda session, bob, number: None,
        releases(Gate.TASK),
        TASK,
    ),
    Row(
        Gate.TASK,
        lambda session, bob, number: None,
        lambda session, bob, person: acts.skip(session, bob, [person.id]),
        TASK,
    ),
    Row(
        Gate.NO_VALUE,
        made("UPDATE contact SET first_name = ''"),
        lambda session, bob, person: acts.skip(session, bob, [person.id]),
    ),
    Row(
        Gate.NO_VALUE,
        made("UPDATE contact SET first_name = ''"),
        lambda session, bob, person: acts.start_at(session, bob, [person.id], "wait"),
    ),
)


@pytest.fixture
def enrolled(session, publish, people, start):
    """``enrolled(step)`` puts a contact into a sequence that begins with it: both ids."""

    def made_one(step: Any, count: int = 1) -> tuple[int, list[int]]:
        first = replace(step, next="wait")
        sequence_id = publish(first, Wait("wait", Duration(2, Unit.DAYS)))
        start(sequence_id, people(count))
        return sequence_id, list(session.scalars(select(col(Enrollment.id))))

    return made_one


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.gate.value)
def test_what_is_offered_resolves_the_reason(session, bob, enrolled, row):
    sequence_id, (number,) = enrolled(row.step)
    row.makes(session, bob, number)
    session.commit()
    drained()
    session.execute(text("UPDATE sequence_task SET due_at = :then"), {"then": NOW - 2 * DAY})
    assert tallies.of_sequence(session, bob, sequence_id).stuck == {row.gate: 1}
    assert stuck.ids(session, bob, sequence_id, row.gate, 10) == [number]
    (person,) = stuck.people(session, bob, sequence_id, row.gate).items
    assert person.why and row.gate in stuck.TITLES
    row.helps(session, bob, person)
    session.commit()
    assert row.gate.value not in {gate.gate for gate in why(session, bob, number).gates}
    drained()
    assert tallies.of_sequence(session, bob, sequence_id).stuck == {}


def test_who_waits_for_a_task_is_stuck_a_day_after_it_was_due(session, bob, enrolled):
    sequence_id, ids = enrolled(replace(TASK, due=Duration(2, Unit.HOURS)), count=2)
    drained()
    for later, listed in ((timedelta(0), []), (DAY, []), (DAY + timedelta(hours=2), ids)):
        with clock.at(NOW + later):
            said = tallies.of_sequence(session, bob, sequence_id)
            page = stuck.people(session, bob, sequence_id, Gate.TASK)
            assert said.stuck == ({Gate.TASK: 2} if listed else {})
            assert said.steps["intro"].waiting == 2
            assert sorted(each.id for each in page.items) == sorted(listed)
            assert stuck.ids(session, bob, sequence_id, Gate.TASK, 10) == sorted(listed)


def test_an_email_that_was_refused_is_sent_now_again(session, bob, enrolled, book):
    sequence_id, (number,) = enrolled(EMAIL)
    session.execute(text("UPDATE enrollment SET sender_id = NULL"))
    session.commit()
    drained()
    session.execute(text("UPDATE enrollment SET sender_id = (SELECT min(id) FROM sender)"))
    session.execute(
        text("""INSERT INTO message (key, enrollment_id, sequence_id, step, visit, contact_id,
            address, subject, status, error, provider_id, attempts, due_at)
            SELECT 'k', id, sequence_id, step, visit, contact_id, 'person0@acme.com', '', 'failed',
            'Refused', '', 1, now() FROM enrollment""")
    )
    session.execute(text("UPDATE enrollment SET due_at = entered_at"))
    session.commit()
    drained()
    (person,) = stuck.people(session, bob, sequence_id, Gate.EMAIL_FAILED).items
    assert person.why == "The email service refused the email: Refused."
    acts.send_now(session, bob, [number])
    session.commit()
    drained()
    assert len(book()) == 1


def test_whoever_is_stuck_at_a_customer_continues(session, bob, enrolled, techexpo, acme):
    sequence_id, (number,) = enrolled(EMAIL)
    targets.add(session, bob, techexpo.id, [acme.id])
    session.execute(text("UPDATE target SET stage = :won"), {"won": Stage.WON.value})
    session.commit()
    drained()
    assert tallies.of_sequence(session, bob, sequence_id).stuck == {Gate.EXCLUDED: 1}
    releasing.release(session, bob, [number], Gate.EXCLUDED)
    session.commit()
    drained()
    assert tallies.of_sequence(session, bob, sequence_id).stuck == {}


def test_all_who_are_stuck_for_one_reason_are_helped_at_once(session, bob, enrolled):
    sequence_id, ids = enrolled(EMAIL, count=3)
    session.execute(text("UPDATE enrollment SET sender_id = NULL"))
    session.commit()
    drained()
    page = stuck.people(session, bob, sequence_id, Gate.NO_SENDER, limit=2)
    assert page.total == 3 and len(page.items) == 2 and page.next
    listed = stuck.ids(session, bob, sequence_id, Gate.NO_SENDER, 10)
    assert sorted(listed) == sorted(ids)
    done = acts.give_sender(session, bob, listed, sender_of(session))
    session.commit()
    assert len(done.rows) == 3 and why(session, bob, ids[0]).next == "Continues now"


def test_a_field_says_what_it_is_and_refuses_what_it_cannot_take(session, bob, enrolled):
    sequence_id, (number,) = enrolled(EMAIL)
    session.execute(text("UPDATE contact SET first_name = ''"))
    session.commit()
    drained()
    (person,) = stuck.people(session, bob, sequence_id, Gate.NO_VALUE).items
    assert [(need.field, need.label) for need in person.needs] == [
        ("contact.first_name", "First name")
    ]
    assert fixing.fix(session, bob, number, "contact.first_name", "Ann") == ""
    assert fixing.fix(session, bob, number, "account.industry", "Logistics") == ""
    for wrong, field in ((Contradictory, "contact.owner_id"), (Invalid, "contact.lawful_basis")):
        with pytest.raises(wrong):
            fixing.fix(session, bob, number, field, "x" * 50)
    with pytest.raises(NotFound):
        fixing.fix(session, bob, 10**20, "contact.title", "CEO")


def test_who_is_behind_a_count_is_listed_a_page_at_a_time(
    session, bob, enrolled, first_touches_at_once
):
    sequence_id, _ = enrolled(EMAIL, count=3)
    drained()
    counted = tallies.of_sequence(session, bob, sequence_id)
    assert counted.went == {("intro", "wait"): 3} and counted.steps["intro"].sent == 3
    for kind, step, to in (
        (TallyKind.SENT, "intro", None),
        (TallyKind.WENT, "intro", "wait"),
        (TallyKind.WAITING, "wait", None),
    ):
        about = Counted(sequence_id, step, kind, to)
        first = people.search(session, bob, about, limit=2)
        rest = people.search(session, bob, about, limit=2, cursor=first.next or "")
        names = [each.contact_name for each in (*first.items, *rest.items)]
        assert sorted(names) == ["Person0 Lee", "Person1 Lee", "Person2 Lee"], kind
    for kind in (TallyKind.FAILED, TallyKind.MISSED, TallyKind.ENDED, TallyKind.REPLIED):
        assert people.search(session, bob, Counted(sequence_id, "intro", kind)).items == []
    assert people.search(session, bob, Counted(sequence_id, "intro", TallyKind.WENT)).items == []


def test_emails_ahead_are_counted_by_day_beside_what_senders_may(
    session, bob, publish, people, start
):
    office = Schedule(frozenset({3}))
    sequence_id = publish(Wait("wait", Duration(2, Unit.DAYS), next="intro"), EMAIL,
                          schedule=office)  # fmt: skip
    start(sequence_id, people(4), sender_of(session, daily_cap=3))
    drained()
    days = planned.of_sequence(session, bob, sequence_id)
    assert [day.emails for day in days] == [0, 0, 4, *[0] * 11]
    assert {day.cap for day in days} == {3}
