"""How people go through a sequence as time passes, and what holds them up."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import col

from tests.fixtures.records import company
from tests.services.sequences.engine.conftest import EMAIL, NOW
from tests.services.sequences.engine.test_sending_once import drained, statuses, steps
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock
from yardflow.models import (
    Enrollment,
    EnrollmentChange,
    Hold,
    Message,
    RecordKind,
    SequenceTask,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.records import events
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import results
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Happened,
    Late,
    Operator,
    Schedule,
    Split,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.enrollments import Enrolling, enroll, holds
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.events import HELD_BACK, Report, store
from yardflow.services.sequences.events.visits import HIDDEN
from yardflow.services.sequences.lifecycle import status
from yardflow.services.sequences.suppressions.service import suppress

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
DAY = timedelta(days=1)
TWO_EMAILS = (
    Email("intro", 1, next="wait"),
    Wait("wait", Duration(2, Unit.DAYS), next="again"),
    Email("again", 1),
)


def at(moment: datetime) -> None:
    with clock.at(moment):
        drained()


def test_a_wait_lasts_as_long_as_it_says(session, publish, people, start, book):
    start(publish(*TWO_EMAILS), people(1))
    at(NOW)
    assert len(book()) == 1 and steps(session) == {("active", "wait"): 1}
    at(NOW + 2 * DAY - timedelta(minutes=1))
    assert len(book()) == 1
    at(NOW + 2 * DAY)
    assert len(book()) == 2 and steps(session) == {("finished", "again"): 1}


def test_while_the_hall_of_the_event_is_open_it_waits_and_says_which_hours(
    session, bob, publish, people, techexpo, book
):
    days = [{"day": "2027-03-10", "opens": "07:00", "closes": "08:30"}]
    hours = {"hall_opens": "09:00", "hall_closes": "18:00", "hall_days": days}
    show = {"starts_on": "2027-03-09", "ends_on": "2027-03-10", "location": "Las Vegas, NV"}
    events.update(session, bob, techexpo.id, None, {**show, **hours})
    selection = Selection(RecordKind.CONTACT, tuple(people(1)))
    enrolling = Enrolling(selection, (sender_of(session),), techexpo.id)
    enroll(session, bob, publish(replace(EMAIL, outside_hall_hours=True)), enrolling)
    session.commit()
    # 18:00 in Las Vegas; the next day has other hours.
    closes = datetime(2027, 3, 10, 2, tzinfo=UTC)
    with clock.at(closes - timedelta(hours=1)):
        drained()
        waiting = why(session, bob, session.scalars(select(col(Enrollment.id))).one())
    assert book() == [] and waiting.next_at == closes
    assert [gate.words for gate in waiting.gates] == [
        "This email goes out only outside hall hours: 9:00 AM–6:00 PM in Las Vegas, NV."
    ]
    at(closes)
    assert len(book()) == 1


def test_outside_sending_hours_it_waits_for_the_next_morning_of_the_contact(
    session, publish, people, start, book
):
    office = Schedule(frozenset(range(5)), time(9), time(17), skip_holidays=False)
    start(publish(EMAIL, schedule=office), people(1))
    friday_night = datetime(2027, 3, 12, 20, tzinfo=UTC)
    at(friday_night)
    enrollment = session.scalars(select(Enrollment)).one()
    assert book() == [] and enrollment.due_at == datetime(2027, 3, 15, 8, tzinfo=UTC)
    assert [reason["gate"] for reason in enrollment.reasons] == ["sending_hours"]
    at(datetime(2027, 3, 15, 8, tzinfo=UTC))
    assert len(book()) == 1


def test_a_condition_waits_for_an_open_and_goes_on_at_once_when_it_comes(
    session, publish, people, start
):
    start(
        publish(
            Email("intro", 1, next="opened"),
            Condition(
                "opened",
                (EmailTest("intro", Happened.OPENED),),
                within=Duration(3, Unit.DAYS),
                yes="yes",
                no="no",
            ),
            Exit("yes", "Opened"),
            Exit("no", "Not opened"),
        ),
        people(2),
    )
    at(NOW)
    at(NOW + DAY)  # one first touch a day
    ann = session.scalars(select(Message).order_by(col(Message.id))).first()
    store(session, [Report("o", ann.key, "open", NOW + timedelta(hours=5), {})])
    session.commit()
    at(NOW + 2 * DAY)
    assert steps(session) == {("exited", "yes"): 1, ("active", "opened"): 1}
    at(NOW + 5 * DAY)
    assert steps(session) == {("exited", "yes"): 1, ("exited", "no"): 1}


def test_a_scanner_s_first_click_leads_no_one_on(session, publish, people, start):
    """What it follows next tells what it is, and that comes after a round of the engine."""
    start(
        publish(
            Email("intro", 1, next="clicked"),
            Condition(
                "clicked",
                (EmailTest("intro", Happened.CLICKED),),
                within=Duration(3, Unit.DAYS),
                yes="yes",
                no="no",
            ),
            Exit("yes", "Clicked"),
            Exit("no", "Not clicked"),
        ),
        people(1),
    )
    at(NOW)
    message = session.scalars(select(Message)).one()
    for second, url in ((5, "https://acme.example"), (20, HIDDEN)):
        moment = NOW + timedelta(seconds=second)
        with clock.at(moment):
            store(session, [Report(url, message.key, "click", moment, {"url": url})])
            session.commit()
            drained()
        assert steps(session) == {("active", "clicked"): 1}
    at(NOW + timedelta(minutes=5))
    assert steps(session) == {("active", "clicked"): 1}
    later = NOW + timedelta(hours=1)
    with clock.at(later):
        store(
            session, [Report("own", message.key, "click", later, {"url": "https://acme.example"})]
        )
        session.commit()
        drained()
    assert steps(session) == {("active", "clicked"): 1}, "it isn't known yet"
    at(later + HELD_BACK)
    assert steps(session) == {("exited", "yes"): 1}


def test_fields_and_splits_send_people_their_ways(session, publish, people, start):
    people_of_two_kinds = [*people(2, title="VP Operations")]
    start(
        publish(
            Condition(
                "boss",
                (FieldTest("contact.title", Operator.CONTAINS, "vp"),),
                yes="split",
                no="other",
            ),
            Split("split", (0, 1), ("other", "end")),
            Exit("other", "No boss"),
            Exit("end", "Boss"),
        ),
        people_of_two_kinds,
    )
    at(NOW)
    assert steps(session) == {("exited", "end"): 2}


def test_a_task_holds_up_its_person_until_it_is_done_or_expires(session, publish, people, start):
    task = Task(
        "call",
        TaskKind.CALL,
        "Call them",
        due=Duration(1, Unit.HOURS),
        expires=Duration(2, Unit.DAYS),
        holds=True,
        next="end",
    )
    start(publish(task, Exit("end", "Called")), people(2))
    at(NOW)
    tasks = session.scalars(select(SequenceTask).order_by(col(SequenceTask.id))).all()
    assert [row.due_at - NOW for row in tasks] == [timedelta(hours=1)] * 2
    tasks[0].done_at = NOW
    session.execute(text("UPDATE enrollment SET due_at = :now"), {"now": NOW})
    session.commit()
    at(NOW + timedelta(hours=3))
    assert steps(session) == {("exited", "end"): 1, ("active", "call"): 1}
    at(NOW + 2 * DAY)
    assert steps(session) == {("exited", "end"): 2}
    assert len(session.scalars(select(SequenceTask)).all()) == 2


def test_who_is_suppressed_after_enrolling_is_never_mailed(session, publish, people, start, book):
    start(publish(EMAIL), people(1))
    suppress(session, "person0@acme.com", SuppressionReason.OBJECTED, SuppressionSource.PERSON)
    session.commit()
    at(NOW)
    assert book() == [] and steps(session) == {("exited", "intro"): 1}
    assert "suppressed" in session.scalars(select(Enrollment)).one().exit_reason


def test_who_objects_after_enrolling_waits_and_is_emailed_once_there_is_a_basis(
    session, publish, people, start, book
):
    start(publish(EMAIL), people(1))
    session.execute(text("UPDATE contact SET lawful_basis = 'No basis'"))
    session.commit()
    at(NOW)
    (reason,) = session.scalars(select(Enrollment)).one().reasons
    assert book() == [] and reason["gate"] == "no_lawful_basis"
    session.execute(text("UPDATE contact SET lawful_basis = 'Consent'"))
    session.commit()
    at(NOW + DAY)
    assert len(book()) == 1


def test_a_hold_on_the_account_keeps_everyone_there_until_it_ends(
    session, publish, people, start, book, acme
):
    start(publish(EMAIL), people(1))
    session.add(Hold(account_id=acme.id, reason="In talks", until=NOW + DAY))
    session.commit()
    at(NOW)
    assert book() == []
    at(NOW + DAY)
    assert len(book()) == 1


def test_a_paused_sequence_sends_nothing_and_goes_on_at_once_when_it_is_resumed(
    session, bob, publish, people, start, book
):
    sequence_id = publish(EMAIL)
    start(sequence_id, people(1))
    status.pause(session, bob, sequence_id, "Wrong booth number")
    session.commit()
    at(NOW)
    assert book() == []
    status.resume(session, bob, sequence_id)
    session.commit()
    at(NOW)
    assert len(book()) == 1


@pytest.mark.parametrize("late", Late)
def test_what_a_pause_made_too_late_never_leaves_unless_it_is_to_be_sent_on(
    session, bob, publish, people, start, book, late
):
    """ "See you today at 2210", read on Friday."""
    sequence_id = publish(replace(EMAIL, not_after=NOW + DAY, late=late))
    start(sequence_id, people(1))
    status.pause(session, bob, sequence_id, "Wrong booth number")
    session.commit()
    at(NOW)
    with clock.at(NOW + 3 * DAY):
        status.resume(session, bob, sequence_id)
        session.commit()
    at(NOW + 3 * DAY)
    is_sent = late is Late.SEND
    assert len(book()) == is_sent and steps(session) == {("finished", "intro"): 1}
    assert statuses(session) == {"accepted" if is_sent else "missed": 1}
    (result,) = results.of_sequence(session, bob, sequence_id)
    assert (result.sent, result.late, result.missed) == (is_sent, is_sent, not is_sent)


def test_what_was_queued_and_came_too_late_is_missed_and_not_canceled(
    session, bob, publish, people, start, book, sandbox
):
    sequence_id = publish(replace(EMAIL, not_after=NOW + DAY))
    start(sequence_id, people(1))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    at(NOW)
    assert statuses(session) == {"queued": 1}
    at(NOW + DAY)
    assert book() == [] and statuses(session) == {"missed": 1}
    assert session.scalars(select(col(Message.error))).one().startswith("The email can't go out in")
    assert results.of_sequence(session, bob, sequence_id)[0].missed == 1


@pytest.mark.parametrize(("days", "sent"), [(2, True), (10, False)])
def test_what_was_queued_in_an_outage_is_not_sent_days_later(
    session, bob, publish, people, start, book, sandbox, days, sent
):
    sequence_id = publish(*TWO_EMAILS)
    start(sequence_id, people(1))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    at(NOW)
    assert statuses(session) == {"queued": 1}
    at(NOW + days * DAY)
    assert len(book()) == sent and statuses(session) == {"accepted" if sent else "missed": 1}
    assert steps(session) == {("active", "wait"): 1}
    assert sent or session.scalars(select(col(Message.error))).one() == (
        "The email couldn't go out for days, so it isn't sent anymore."
    )


def test_what_was_queued_when_people_paused_it_goes_out_when_they_resume(
    session, bob, publish, people, start, book, sandbox
):
    sequence_id = publish(EMAIL)
    start(sequence_id, people(1))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    at(NOW)
    contact = session.scalars(select(col(Enrollment.contact_id))).one()
    with clock.at(NOW + DAY):
        held = holds.hold(session, bob, HoldOn(contact_id=contact), "On leave")
        session.commit()
    at(NOW + 9 * DAY)
    with clock.at(NOW + 9 * DAY):
        holds.release(session, bob, held.id)
        status.pause(session, bob, sequence_id, "Wrong booth number")
        session.commit()
    at(NOW + 18 * DAY)
    with clock.at(NOW + 18 * DAY):
        status.resume(session, bob, sequence_id)
        session.commit()
    at(NOW + 18 * DAY)
    assert len(book()) == 1 and statuses(session) == {"accepted": 1}


def test_an_email_that_its_address_has_already_is_not_missed(
    session, bob, publish, people, start, book, first_touches_at_once
):
    """Two who share a mailbox."""
    sequence_id = publish(EMAIL)
    start(sequence_id, people(2))
    session.execute(text("UPDATE contact SET email = 'sales@acme.com', email_shared = true"))
    session.commit()
    at(NOW)
    assert len(book()) == 1 and statuses(session) == {"accepted": 1, "cancelled": 1}
    assert results.of_sequence(session, bob, sequence_id)[0].missed == 0


def test_a_pause_that_ends_sends_no_more_in_a_day_than_before(
    session, bob, publish, people, start, book, first_touches_at_once
):
    sequence_id = publish(EMAIL)
    start(sequence_id, people(5), sender_of(session, daily_cap=2, timezone="Europe/Berlin"))
    status.pause(session, bob, sequence_id, "Wrong booth number")
    session.commit()
    at(NOW)
    with clock.at(NOW + 3 * DAY):
        status.resume(session, bob, sequence_id)
        session.commit()
    for day, sent in ((3, 2), (4, 4), (5, 5)):
        at(NOW + day * DAY)
        assert len(book()) == sent


def test_a_senders_cap_is_never_passed_and_the_others_wait_for_tomorrow(
    session, publish, works_at, acme, techexpo, start, book
):
    contacts = [
        works_at(
            company(session, techexpo, f"Company {n}", domain=f"c{n}.com"),
            f"Person{n} Lee",
            email=f"p@c{n}.com",
            country="Germany",
        )
        for n in range(5)
    ]
    start(publish(EMAIL), contacts, sender_of(session, daily_cap=3, timezone="Europe/Berlin"))
    at(NOW)
    assert len(book()) == 3
    waiting = session.scalars(select(Enrollment).where(col(Enrollment.status) == "active")).all()
    midnight = datetime(2027, 3, 9, 23, tzinfo=UTC)
    assert {row.due_at for row in waiting} == {midnight}
    assert {row.reasons[0]["gate"] for row in waiting} == {"sender_limit"}
    at(midnight + timedelta(minutes=1))
    assert len(book()) == 5


def test_a_plan_for_a_later_day_is_told_with_its_reason_and_the_same_plan_is_not(
    session, publish, people, start
):
    start(publish(EMAIL), people(1), sender_of(session, daily_cap=1, timezone="Europe/Berlin"))
    count = text("INSERT INTO sender_day (sender_id, day, sent) SELECT id, :day, 1 FROM sender")
    for day in range(3):
        session.execute(count, {"day": NOW.date() + day * DAY})
        session.execute(text("UPDATE enrollment SET due_at = :now"), {"now": NOW + day * DAY})
        session.commit()
        for minute in range(3):
            session.execute(text("UPDATE enrollment SET due_at = :now"), {"now": NOW + day * DAY})
            session.commit()
            at(NOW + day * DAY + timedelta(minutes=minute))
    told = session.scalars(select(EnrollmentChange.what).order_by(col(EnrollmentChange.id))).all()
    assert told == ["Enrolled", *["The sender's limit of 1 email a day is reached."] * 3]


def test_a_plan_for_another_hour_of_the_day_is_told_with_its_reason(
    session, publish, people, start
):
    """Someone moves from Germany to the United Kingdom, where offices open an hour later."""
    office = Schedule(frozenset(range(5)), time(9), time(17), skip_holidays=False)
    start(publish(EMAIL, schedule=office), people(1))
    night = datetime(2027, 3, 12, 20, tzinfo=UTC)
    for country in ("Germany", "Germany", "United Kingdom", "United Kingdom"):
        moved = "UPDATE contact SET country = :country"
        session.execute(text(moved), {"country": country})
        session.execute(text("UPDATE enrollment SET due_at = :night"), {"night": night})
        session.commit()
        at(night)
    waits = "Emails go out only in sending hours, in the contact's time zone."
    told = session.scalars(select(EnrollmentChange.what).order_by(col(EnrollmentChange.id))).all()
    assert told == ["Enrolled", waits, waits]


def test_one_person_of_a_company_gets_a_first_email_a_day(session, publish, people, start, book):
    start(publish(EMAIL), people(3))
    for day, sent in enumerate((1, 2, 3)):
        at(NOW + day * DAY)
        assert len(book()) == sent


def test_a_person_gets_so_many_emails_a_week_from_all_sequences(
    session, publish, people, start, book
):
    (ann,) = people(1)
    for _ in range(3):
        start(publish(EMAIL, entry=EntryRules(beside_others=True)), [ann])
    at(NOW)
    assert len(book()) == 2
    at(NOW + 6 * DAY)
    assert len(book()) == 2
    at(NOW + 7 * DAY)
    assert len(book()) == 3


def test_a_missing_first_name_waits_until_it_is_there(
    session, publish, works_at, acme, start, book
):
    lee = works_at(acme, "Lee", email="lee@acme.com", country="Germany")
    session.execute(text("UPDATE contact SET first_name = '', last_name = 'Lee'"))
    session.commit()
    start(publish(EMAIL), [lee])
    at(NOW)
    enrollment = session.scalars(select(Enrollment)).one()
    assert book() == [] and "first name" in enrollment.reasons[0]["words"]
    session.execute(text("UPDATE contact SET first_name = 'Ann'"))
    session.commit()
    at(NOW + timedelta(hours=1))
    assert len(book()) == 1


def test_why_names_every_gate_that_is_closed(session, bob, publish, people, start, acme):
    office = Schedule(frozenset(range(5)), time(9), time(17), skip_holidays=False)
    start(publish(EMAIL, schedule=office), people(1))
    session.add(Hold(account_id=acme.id, reason="In talks"))
    session.execute(text("UPDATE sender SET paused_at = now(), pause_reason = 'On leave'"))
    session.commit()
    enrollment = session.scalars(select(Enrollment)).one()
    with clock.at(datetime(2027, 3, 12, 20, tzinfo=UTC)):
        told = why(session, bob, enrollment.id)
    gates = {gate.gate: gate.opens_at for gate in told.gates}
    assert gates == {
        "account_held": None,
        "sender_paused": None,
        "sending_hours": datetime(2027, 3, 15, 8, tzinfo=UTC),
    }
    assert told.next_at is None and "In talks" in told.gates[0].words


def test_what_happened_is_kept_in_words(session, publish, people, start):
    start(publish(*TWO_EMAILS), people(1))
    for day in range(4):
        at(NOW + day * DAY)
    told = session.scalars(select(EnrollmentChange).order_by(col(EnrollmentChange.id))).all()
    assert [(change.step, change.what) for change in told] == [
        ("intro", "Enrolled"),
        ("wait", "Email sent"),
        ("wait", "The wait isn't over."),
        ("again", "The wait is over."),
        ("again", "Email sent"),
    ]
    assert Counter(statuses(session)) == {"accepted": 2}


def test_one_that_stands_nowhere_holds_up_no_one_else(session, publish, people, start, book):
    start(publish(EMAIL), people(2))
    session.execute(text("UPDATE enrollment SET step = 'gone' WHERE id = 1"))
    session.commit()
    at(NOW)
    assert len(book()) == 1
    assert steps(session) == {("active", "gone"): 1, ("finished", "intro"): 1}


def test_who_takes_over_an_address_that_got_the_email_is_passed_over(
    session, publish, people, start, book, sandbox, works_at, acme
):
    sequence_id = publish(EMAIL)
    start(sequence_id, people(1))
    at(NOW)
    late = works_at(acme, "Zoe Lee", email="zoe@acme.com", country="Germany")
    start(sequence_id, [late])
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    at(NOW + DAY)
    assert statuses(session) == {"accepted": 1, "queued": 1}
    session.execute(text("UPDATE contact SET email = 'person0@acme.com', email_shared = true"))
    session.commit()
    at(NOW + 2 * DAY)
    assert len(book()) == 1
    assert steps(session) == {("finished", "intro"): 2}
