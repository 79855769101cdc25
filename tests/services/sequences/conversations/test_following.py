"""What follows from replies: who is emailed no more, or not for a while, and who learns of it."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.services.sequences.engine.test_sending_once import drained
from yardflow import clock
from yardflow.models import (
    BrakeNotice,
    Enrollment,
    EnrollmentStatus,
    Hold,
    Message,
    PlacedBy,
    SequenceTask,
    Suppression,
    SuppressionReason,
)
from yardflow.services.sequences.conversations import inbox, placing
from yardflow.services.sequences.definitions.steps import (
    Duration,
    Email,
    EntryRules,
    Unit,
    Wait,
)
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn
from yardflow.services.sequences.events import notices
from yardflow.services.sequences.lifecycle import drafts

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
HELLO = Email("hello", 1, next="days")
DAYS = Wait("days", Duration(2, Unit.DAYS), next="again")
AGAIN = Email("again", 1)
TWO = (HELLO, DAYS, AGAIN)
AWAY = "I am out of the office until {}."


def states(session: Session) -> list[tuple[EnrollmentStatus, str]]:
    session.expire_all()
    rows = session.scalars(select(Enrollment).order_by(Enrollment.id)).all()
    return [(row.status, row.exit_reason) for row in rows]


def suppressed(session: Session) -> dict[str, SuppressionReason]:
    return {row.value: row.reason for row in session.scalars(select(Suppression))}


def later(sent, days: float) -> int:
    """So many messages are in the book after so many days."""
    with clock.at(clock.now() + timedelta(days=days)):
        return len(sent())


def test_a_human_s_answer_ends_the_sequence_and_its_owner_learns_of_it(
    publish, people, start, sent, answer, reply_host, session, alice
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(message, text="Let's talk.")
    assert states(session) == [(EnrollmentStatus.EXITED, "They replied")]
    assert "ended" in reply.outcome
    (notice,) = session.scalars(select(BrakeNotice))
    assert (notice.user_id, notice.reply_id) == (alice.user_id, reply.id)
    assert "Let's talk." in notice.reason
    assert later(sent, 3) == 1


def test_where_no_one_has_the_conversation_someone_else_learns_of_it(
    publish, people, start, sent, answer, reply_host, session, alice, bob
):
    contacts = people(2)
    number = publish(*TWO)
    start(number, contacts)
    session.execute(text("UPDATE sequence SET owner_id = NULL"))
    session.execute(text(f"UPDATE contact SET owner_id = {bob.user_id} WHERE id = {contacts[0]}"))
    session.commit()
    owned, other = sorted(sent(), key=lambda each: each["recipient"])

    def rung(message, **how) -> list[int]:
        reply = answer(message, **how)
        whom = select(BrakeNotice.user_id).where(col(BrakeNotice.reply_id) == reply.id)
        return [*session.scalars(whom)]

    unplaced = {"elsewhere": True, "unthreaded": True, "sender": "who@nowhere.example"}
    assert rung(owned) == [bob.user_id]
    assert rung(other) == [alice.user_id]
    assert rung(other, **unplaced) == [alice.user_id]
    assert rung(other, kind="stop", **unplaced) == [], "only people ring"
    (notice,) = [each for each in notices.unread(session, alice) if not each.subject_id]
    assert (notice.kind, notice.name) == ("reply", "A reply to place")
    session.execute(text(f"UPDATE app_user SET removed_at = now() WHERE id = {bob.user_id}"))
    session.commit()
    assert rung(owned) == [alice.user_id]


def test_a_reply_to_place_rings_whose_the_open_conversations_of_its_sender_are(
    publish, people, start, sent, answer, reply_host, session, bob, alice
):
    contacts = people(1)
    for _ in range(2):
        start(publish(*TWO, entry=EntryRules(beside_others=True)), contacts)
    session.execute(text("UPDATE sender SET user_id = :bob"), {"bob": bob.user_id})
    session.commit()
    message, _ = sent()
    reply = answer(message, elsewhere=True, unthreaded=True)
    assert reply.placed_by is None
    assert {*session.scalars(select(BrakeNotice.user_id))} == {bob.user_id, alice.user_id}


def test_where_the_sequence_says_so_it_pauses_until_someone_resumes(
    publish, people, start, sent, answer, reply_host, session, alice
):
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_reply": "pause"})
    session.commit()
    start(number, people(1))
    (message,) = sent()
    answer(message)
    assert later(sent, 3) == 1
    (hold,) = session.scalars(select(Hold))
    assert (hold.reason, hold.until, hold.held_by) == ("They replied", None, None)
    holds.release(session, alice, hold.id)
    session.commit()
    assert later(sent, 3) == 2


def test_out_of_office_holds_the_person_and_spends_no_wait(
    publish, people, start, sent, answer, reply_host, session, alice
):
    contacts = people(1)
    beside = EntryRules(beside_others=True)
    start(publish(*TWO, entry=beside), contacts)
    start(publish(*TWO, entry=beside), contacts)
    message, _ = sent()
    holds.hold(session, alice, HoldOn(contact_id=contacts[0]), "Not before summer")
    answer(
        message, kind="out_of_office", text="I am out of the office until March 15. Urgent? Call."
    )
    held = [hold for hold in session.scalars(select(Hold)) if hold.reply_id]
    # A Tuesday, 16:00 in Berlin; back on Monday the 15th, ready on Tuesday.
    assert [hold.until for hold in held] == [datetime(2027, 3, 15, 23, tzinfo=UTC)]
    (pause,) = [hold for hold in session.scalars(select(Hold)) if not hold.reply_id]
    assert pause.until is None, "a person's pause is not a machine's to end"
    holds.release(session, alice, pause.id)
    session.commit()
    assert later(sent, 6.5) == 2, "still held, though two days have passed"
    assert later(sent, 7) == 2, "the wait went on while they were away"
    assert later(sent, 8.5) == 4


def test_without_a_certain_date_it_holds_a_week_and_the_last_word_counts(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    answer(message, kind="out_of_office", text="Out of office until 9/8.")
    (hold,) = session.scalars(select(Hold))
    assert hold.until == clock.now() + timedelta(days=7)
    answer(message, kind="out_of_office", text="Out of office until 2027-03-10.")
    session.expire_all()
    lasting = [each for each in session.scalars(select(Hold)) if each.until > clock.now()]
    assert [each.until for each in lasting] == [datetime(2027, 3, 10, 23, tzinfo=UTC)]


@pytest.mark.parametrize(
    "later_one",
    [
        {"text": "I am out of the office and read no emails."},
        {"elsewhere": True, "unthreaded": True, "unproven": True, "text": AWAY.format("March 12")},
    ],
)
def test_a_later_reply_without_a_date_or_a_proof_shortens_no_absence(
    publish, people, start, sent, answer, reply_host, session, later_one
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    answer(message, kind="out_of_office", text=AWAY.format("June 30"))
    reply = answer(message, kind="out_of_office", **later_one)
    (hold,) = session.scalars(select(Hold).where(col(Hold.until) > clock.now()))
    assert (hold.until, hold.reply_id) == (datetime(2027, 6, 30, 22, tzinfo=UTC), reply.id - 1)
    assert reply.outcome == "Still on hold until June 30, 2027."
    answer(message, kind="out_of_office", text=AWAY.format("March 12"))
    (hold,) = session.scalars(select(Hold).where(col(Hold.until) > clock.now()))
    assert hold.until == datetime(2027, 3, 14, 23, tzinfo=UTC)


def test_who_left_is_emailed_no_more_and_names_a_successor(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(message, kind="left")
    assert states(session) == [(EnrollmentStatus.EXITED, "They left the company")]
    assert suppressed(session) == {"person0@acme.com": SuppressionReason.INVALID}
    assert (reply.successor_name, reply.successor_address) == ("Robin Vale", "robin.vale@acme.com")


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_stop_suppresses_at_once_also_from_another_mailbox(
    publish, people, start, sent, answer, reply_host, session, elsewhere
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    sender = "ann@private.example" if elsewhere else ""
    answer(message, kind="stop", sender=sender)
    expected = {"person0@acme.com"} | ({sender} if elsewhere else set())
    assert suppressed(session) == dict.fromkeys(expected, SuppressionReason.OBJECTED)
    assert session.scalars(select(Suppression.note)).first().startswith("Asked in a reply: Please")
    assert later(sent, 3) == 1


@pytest.mark.parametrize(
    ("kind", "exits"), [("stop", "suppressed"), ("left", "They left the company")]
)
def test_what_stops_emails_for_good_is_not_believed_by_its_sender_s_name(
    publish, people, start, sent, answer, reply_host, session, alice, kind, exits
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    forged = {"elsewhere": True, "unthreaded": True, "unproven": True}
    reply = answer(message, kind=kind, **forged)
    assert (reply.placed_by, suppressed(session)) == (None, {})
    assert reply.outcome.startswith("It isn't proven who sent this.")
    assert later(sent, 3) == 1, "until a person has looked, they get nothing"
    inbox.done(session, alice, reply.id)
    session.commit()
    assert later(sent, 3) == 2, "it was forged, so all goes on"
    again = answer(message, kind=kind, **forged)
    (candidate,) = placing.candidates(session, alice, again.id)
    placing.place_by_hand(session, alice, again.id, candidate.message_id)
    session.commit()
    assert "person0@acme.com" in suppressed(session)


def test_a_stop_is_believed_by_a_signature_of_the_sender_s_domain(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(message, kind="stop", elsewhere=True, unthreaded=True)
    assert reply.placed_by == PlacedBy.SENDER
    assert suppressed(session) == {"person0@acme.com": SuppressionReason.OBJECTED}


def test_who_was_written_to_cannot_stop_emails_to_someone_else(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(2))
    message = next(each for each in sent() if each["recipient"] == "person0@acme.com")
    answer(message, kind="stop", sender="person1@acme.com", unproven=True)
    assert {*suppressed(session)} == {"person0@acme.com"}


def test_an_absence_by_its_sender_s_name_holds_for_a_week_at_most(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(
        message,
        kind="out_of_office",
        text="I am out of the office until December 1.",
        elsewhere=True,
        unthreaded=True,
        unproven=True,
    )
    (hold,) = session.scalars(select(Hold))
    assert hold.until == clock.now() + timedelta(days=7)
    assert reply.outcome.endswith("It isn't proven who sent this, so it is a week.")


def test_a_report_that_names_none_of_our_messages_marks_no_address(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    how = {"elsewhere": True, "unthreaded": True, "sender": "person0@acme.com"}
    reply = answer(message | {"headers": {}}, kind="bounce", **how)
    assert (reply.kind.value, reply.placed_by) == ("bounce", None)
    drained()
    assert suppressed(session) == {}


def test_what_may_be_a_stop_becomes_a_task_with_its_text(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    reply = answer(message, kind="unsure")
    (task,) = session.scalars(select(SequenceTask))
    assert (task.kind, task.step) == ("reply", f"reply-{reply.id}")
    assert "Remove me" in task.title
    assert suppressed(session) == {}
    answer(message, text="Please stop by our booth!")
    assert len(session.scalars(select(SequenceTask)).all()) == 1


def test_a_report_counts_as_the_bounce_that_it_is(
    publish, people, start, sent, answer, reply_host, session
):
    start(publish(*TWO), people(1))
    (message,) = sent()
    answer(message, kind="bounce")
    drained()
    session.expire_all()
    (row,) = session.scalars(select(Message))
    assert (row.bounce.value, row.status.value) == ("hard", "bounced")
    assert suppressed(session) == {"person0@acme.com": SuppressionReason.BOUNCED}


@pytest.mark.parametrize(
    ("rule", "state", "held"),
    [("continue", "active", 0), ("pause", "active", 1), ("stop", "exited", 0)],
)
def test_when_a_colleague_answers_the_others_at_the_account_do_as_their_sequence_says(
    publish, people, start, sent, answer, reply_host, session, alice, rule, state, held
):
    number = publish(*TWO)
    drafts.update(session, alice, number, None, {"on_colleague": rule})
    session.commit()
    start(number, people(2))
    message = next(each for each in sent() if each["recipient"] == "person0@acme.com")
    reply = answer(message)
    (other,) = session.scalars(
        select(Enrollment).where(col(Enrollment.contact_id) != reply.contact_id)
    )
    assert other.status.value == state
    lasting = session.scalars(select(Hold)).all()
    assert [hold.reason for hold in lasting] == ["Their colleague Person0 Lee replied"] * held
    assert later(sent, 3) == (3 if rule == "continue" else 2)


def test_who_was_resumed_is_not_paused_by_the_same_colleague_again(
    publish, people, start, sent, answer, reply_host, session, alice
):
    start(publish(*TWO), people(3))
    messages = sorted(sent(), key=lambda each: each["recipient"])
    answer(messages[0])
    lasting = select(Hold).where(col(Hold.until).is_(None)).order_by(col(Hold.id))
    for hold in session.scalars(lasting).all():
        holds.release(session, alice, hold.id)
    session.commit()
    assert answer(messages[0], text="By the way …").outcome == ""
    assert session.scalars(lasting).all() == []
    assert answer(messages[1]).outcome.endswith("1 colleague paused.")
    assert later(sent, 3) == 3, "of three one answered, one waits, and one had answered before"


def test_who_answered_gets_nothing_until_it_is_known_where_it_belongs(
    publish, people, start, sent, answer, reply_host, session, alice
):
    contacts = people(1)
    for _ in range(2):
        start(publish(*TWO, entry=EntryRules(beside_others=True)), contacts)
    message, _ = sent()
    reply = answer(message, elsewhere=True, unthreaded=True)
    assert later(sent, 3) == 2
    chosen = placing.candidates(session, alice, reply.id)[0]
    placing.place_by_hand(session, alice, reply.id, chosen.message_id)
    session.commit()
    assert {status for status, _ in states(session)} == {EnrollmentStatus.EXITED}
    open_holds = text("SELECT count(*) FROM hold WHERE until IS NULL")
    assert session.execute(open_holds).scalar() == 0
