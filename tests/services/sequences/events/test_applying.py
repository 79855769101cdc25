"""Reports are stored once, and mean the same in whatever order and however often they come."""

from datetime import datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import func, select, text
from sqlmodel import Session, col

from yardflow import clock
from yardflow.integrations.sendgrid.webhook import Event
from yardflow.models import (
    Contact,
    Enrollment,
    Hold,
    Message,
    MessageEvent,
    MessageStatus,
    Sender,
    Sequence,
    SequenceStatus,
    Suppression,
)
from yardflow.services.sequences import unsubscribing
from yardflow.services.sequences.events import (
    HELD_BACK,
    MESSAGE_ARGUMENT,
    Report,
    apply,
    notices,
    report_of,
    store,
)
from yardflow.services.sequences.events.applying import FULL_FOR
from yardflow.services.sequences.lifecycle import status
from yardflow.services.sequences.senders import service as senders

pytestmark = pytest.mark.usefixtures("database")


def report(message: Message, kind: str, after: int = 60, **details) -> Report:
    at = message.sending_at + timedelta(seconds=after)
    return Report(f"{message.id}-{kind}-{after}", message.key, kind, at, details)


def told(session: Session, *reports: Report) -> None:
    """They come, and nothing is held back any more."""
    store(session, reports)
    with clock.at(clock.now() + HELD_BACK):
        while apply(session):
            pass
    session.commit()
    session.expire_all()


def test_a_report_that_comes_twice_is_stored_once(session, message_to):
    opened = report(message_to("Ann"), "open")
    assert store(session, [opened, opened]) == 1
    assert store(session, [opened]) == 0


def test_in_any_order_and_one_by_one_it_comes_to_the_same(session, message_to):
    kinds = [("delivered", 5), ("open", 100), ("click", 200), ("bounce", 300)]
    outcomes = set()
    for number, way in enumerate(permutations(kinds)):
        message = message_to(f"P{number}")
        for kind, after in way:
            told(
                session,
                report(message, kind, after, **({"bounce": "soft"} if kind == "bounce" else {})),
            )
        moments = (message.delivered_at, message.opened_at, message.clicked_at, message.bounced_at)
        begun = message.sending_at
        outcomes.add((message.status, *(moment - begun for moment in moments)))
    assert outcomes == {("bounced", *(timedelta(seconds=after) for after in (5, 100, 200, 300)))}


def test_a_message_in_doubt_is_settled_and_its_person_goes_on(session, message_to):
    message = message_to("Ann", MessageStatus.UNKNOWN)
    message.error = "SendGrid did not answer, so this may have gone out."
    session.flush()
    told(session, report(message, "processed", 1))
    assert message.status == MessageStatus.ACCEPTED and message.sent_at is not None
    assert message.error == "", "what was not known is"
    assert session.get(Enrollment, message.enrollment_id).step == "wait"
    told(session, report(message, "delivered", 2))
    assert message.status == MessageStatus.DELIVERED


def test_reports_of_a_message_that_no_one_knows_change_nothing(session, message_to):
    message = message_to("Ann")
    unknown = Report("x", "no such key", "bounce", clock.now(), {"bounce": "hard"})
    told(session, unknown)
    assert message.status == MessageStatus.ACCEPTED
    assert (
        session.scalar(
            select(func.count())
            .select_from(MessageEvent)
            .where(col(MessageEvent.applied_at).is_(None))
        )
        == 0
    )


@pytest.mark.parametrize(
    ("kind", "details", "reason"),
    [
        ("bounce", {"bounce": "hard"}, "bounced"),
        ("bounce", {"bounce": "soft"}, None),
        ("bounce", {"bounce": "full"}, None),
        ("bounce", {"bounce": "policy"}, None),
        ("spamreport", {}, "complained"),
        ("unsubscribe", {}, "unsubscribed"),
        ("group_unsubscribe", {}, "unsubscribed"),
        ("dropped", {}, None),
    ],
)
def test_what_suppresses_an_address(session, message_to, kind, details, reason):
    message = message_to("Ann")
    told(session, report(message, kind, **details))
    found = session.scalars(select(Suppression)).all()
    assert [row.reason for row in found] == ([reason] if reason else [])
    assert all(row.value == "ann@acme.com" for row in found)


def test_who_was_let_in_again_is_not_suppressed_by_what_was_known_before(session, message_to):
    message = message_to("Ann")
    told(session, report(message, "spamreport"))
    session.execute(text("DELETE FROM suppression"))
    told(session, report(message, "open", 500))
    assert session.scalars(select(Suppression)).all() == []


def test_whoever_waits_for_it_is_looked_at_again_at_once(session, message_to):
    message = message_to("Ann")
    later = clock.now() + timedelta(days=3)
    session.execute(
        text("UPDATE enrollment SET step = 'opened', due_at = :later"), {"later": later}
    )
    told(session, report(message, "open", 100))
    enrollment = session.get(Enrollment, message.enrollment_id)
    assert enrollment.due_at <= clock.now() + HELD_BACK


def bounced(session: Session, message_to, count: int, of: int) -> None:
    messages = [message_to(f"P{number}") for number in range(of)]
    told(session, *(report(m, "bounce", bounce="soft") for m in messages[:count]))


def test_a_sequence_and_a_sender_that_bounce_too_often_are_paused_and_who_is_concerned_reads_why(
    session, message_to, sequence_id, alice, bob
):
    sender = session.scalars(select(Sender)).one()
    sequence = session.get_one(Sequence, sequence_id)
    sequence.owner_id, sender.user_id = None, bob.user_id
    bounced(session, message_to, 3, 60)
    session.commit()
    assert sequence.status == SequenceStatus.PAUSED
    assert sequence.pause_reason.startswith("3 of 60 emails in the last 7 days bounced.")
    assert sender.paused_at is not None and sender.paused_by is None
    assert sender.pause_reason == sequence.pause_reason
    assert [(each.kind, each.subject_id) for each in notices.unread(session, bob)] == [
        ("sender", sender.id)
    ]
    kinds = {each.kind: each for each in notices.unread(session, alice)}
    assert kinds.keys() == {"sequence", "sender"}, "an administrator reads of both"
    assert kinds["sequence"].reason.startswith("3 of 60 emails") and kinds["sequence"].name
    notices.mark_read(session, bob, kinds["sender"].id)
    assert len(notices.unread(session, alice)) == 2, "it is someone else's"
    notices.mark_read(session, alice, kinds["sender"].id)
    told(session, report(message_to("Zoe"), "bounce", bounce="soft"))
    assert [each.kind for each in notices.unread(session, alice)] == ["sequence"], "read for good"
    status.resume(session, alice, sequence_id)
    senders.resume(session, bob, sender.id)
    assert notices.unread(session, alice) == notices.unread(session, bob) == []
    status.pause(session, alice, sequence_id, "We rest")
    assert notices.unread(session, alice) == [], "a person's pause is no news"


def test_what_someone_has_seen_and_resumed_is_not_held_against_it_again(
    session, message_to, sequence_id, alice
):
    bounced(session, message_to, 3, 60)
    sequence = session.get_one(Sequence, sequence_id)
    status.resume(session, alice, sequence_id)
    told(session, report(message_to("Zoe"), "bounce", bounce="soft"))
    session.refresh(sequence)
    assert sequence.status == SequenceStatus.ACTIVE


@pytest.mark.parametrize(("count", "of"), [(2, 49), (2, 60)])
def test_few_emails_and_few_bounces_pause_nothing(session, message_to, sequence_id, count, of):
    bounced(session, message_to, count, of)
    assert session.get(Sequence, sequence_id).status == SequenceStatus.ACTIVE


def classified(message: Message, classification: str) -> Report:
    """A bounce as SendGrid sorts it."""
    about = {MESSAGE_ARGUMENT: message.key}
    event = Event(f"{message.id}", "bounce", clock.now(), about, classification=classification)
    return report_of(event)


@pytest.mark.parametrize(
    ("classification", "blocked", "of", "paused"),
    [
        ("Reputation", 4, 9, False),
        ("Reputation", 5, 9, True),
        ("Content", 5, 9, True),
        ("Frequency or Volume Too High", 5, 9, True),
        ("Reputation", 9, 50, False),
        ("Reputation", 10, 50, True),
    ],
)
def test_blocks_pause_the_sender_and_not_the_sequence(
    session, message_to, sequence_id, classification, blocked, of, paused
):
    messages = [message_to(f"P{number}") for number in range(of)]
    told(session, *(classified(each, classification) for each in messages[:blocked]))
    sender = session.scalars(select(Sender)).one()
    assert (sender.paused_at is not None) == paused
    assert ("blocked by mail hosts" in sender.pause_reason) == paused
    assert session.get_one(Sequence, sequence_id).status == SequenceStatus.ACTIVE
    assert session.scalars(select(Hold)).all() == []


def test_whose_mailbox_is_full_waits_some_days_in_every_sequence(session, message_to):
    message, other, moved = message_to("Ann"), message_to("Ben"), message_to("Cy")
    session.get_one(Contact, moved.contact_id).email = "cy@globex.com"
    session.commit()
    full = [classified(each, "Mailbox Unavailable") for each in (message, moved)]
    told(session, *full, classified(other, "Technical"))
    told(session, report(message, "open", 100))
    (hold,) = session.scalars(select(Hold)).all()
    assert (hold.contact_id, hold.reason) == (message.contact_id, "Their mailbox is full")
    assert hold.until == message.bounced_at + FULL_FOR
    waits = session.get_one(Enrollment, message.enrollment_id).reasons
    assert waits[0]["gate"] == "contact_held"
    assert session.scalars(select(Suppression)).all() == []


def test_a_mailbox_that_was_full_long_ago_holds_no_one(session, message_to):
    message = message_to("Ann")
    at = clock.now() - FULL_FOR
    told(session, Report("full", message.key, "bounce", at, {"bounce": "full"}))
    assert session.scalars(select(Hold)).all() == []


def test_one_complaint_in_a_few_emails_pauses_them(session, message_to, sequence_id):
    messages = [message_to(f"P{number}") for number in range(50)]
    told(session, report(messages[0], "spamreport"))
    assert "marked as spam" in session.get(Sequence, sequence_id).pause_reason


def test_an_open_is_held_back_and_holds_back_nothing_else(session, message_to):
    message = message_to("Ann")
    opened, arrived = report(message, "open", 20), report(message, "delivered", 5)
    store(session, [opened, arrived])
    assert apply(session) == 1 and apply(session) == 0
    session.refresh(message)
    assert message.status == MessageStatus.DELIVERED and message.opened_at is None
    with clock.at(clock.now() + HELD_BACK):
        assert apply(session) == 1
    session.refresh(message)
    assert message.opened_at == opened.at


def test_what_is_held_back_tells_of_what_came_before_it(session, message_to):
    """Of three clicks in a moment the first is no longer held back."""
    message, now = message_to("Ann"), clock.now()
    for second in range(3):
        with clock.at(now + timedelta(seconds=second)):
            store(session, [report(message, "click", 60 + second, url=f"https://a.b/{second}")])
    with clock.at(now + HELD_BACK + timedelta(milliseconds=500)):
        assert apply(session) == 1
    session.refresh(message)
    assert message.clicked_at is None
    with clock.at(now + HELD_BACK + timedelta(seconds=5)):
        assert apply(session) == 2
    session.refresh(message)
    assert message.clicked_at is None and message.opened_at is None


def test_a_program_s_open_is_kept_and_does_not_count(session, message_to):
    message = message_to("Ann")
    told(session, report(message, "open", 50, machine=True), report(message, "open", 90))
    judged: dict[datetime, bool | None] = dict(
        session.execute(select(col(MessageEvent.at), col(MessageEvent.by_machine))).all()
    )
    assert sorted(judged.values()) == [False, True]
    assert message.opened_at == message.sending_at + timedelta(seconds=90)


@pytest.mark.parametrize("order", ["soft first", "hard first", "together"])
def test_a_hard_bounce_suppresses_whatever_bounce_comes_before_or_after_it(
    session, message_to, order
):
    message = message_to("Ann")
    kinds = ["hard", "soft"] if order == "hard first" else ["soft", "hard"]
    for place, kind in enumerate(kinds):
        at = clock.now() + timedelta(minutes=5 - place)
        store(session, [Report(kind, message.key, "bounce", at, {"bounce": kind})])
        if order != "together":
            apply(session)
    apply(session)
    session.commit()
    assert [row.value for row in session.scalars(select(Suppression))] == ["ann@acme.com"]


@pytest.mark.parametrize(
    ("bounces", "suppressed"),
    [
        (("soft 20", "soft 10"), False),
        (("soft 20", "soft 10", "soft 1"), True),
        (("soft 40", "soft 10", "soft 1"), False),
        (("soft 20", "soft 10", "full 5", "policy 1"), False),
        (("soft 20", "soft 10", "delivered 5", "soft 1"), False),
    ],
)
def test_an_address_from_which_emails_come_back_again_and_again_is_suppressed(
    session, message_to, bounces, suppressed
):
    for number, each in enumerate(bounces):
        kind, days = each.split()
        message = message_to(f"P{number}")
        message.address, message.visit = "ann@acme.com", number + 1
        session.commit()
        at = clock.now() - timedelta(days=int(days))
        details = {} if kind == "delivered" else {"bounce": kind}
        told(session, Report(each, message.key, kind if not details else "bounce", at, details))
    found = session.scalars(select(Suppression)).all()
    assert [row.value for row in found] == ["ann@acme.com"] * suppressed


def test_one_that_was_given_up_and_arrived_nonetheless_stops_no_report(session, message_to):
    """Someone else got the step at that address since."""
    given_up = message_to("Ann", MessageStatus.CANCELLED)
    other = message_to("Ben")
    other.address = given_up.address
    session.commit()
    for message in (given_up, other):
        store(session, [Report(message.key, message.key, "delivered", clock.now(), {})])
    assert apply(session) == 2
    session.commit()
    session.expire_all()
    assert [given_up.status, other.status] == ["cancelled", "delivered"]
    assert given_up.delivered_at is not None


def test_a_report_takes_back_no_unsubscribing_by_our_own_link(session, message_to):
    message = message_to("Ann")
    unsubscribing.unsubscribe(session, message.key)
    told(session, report(message, "open", 100))
    session.refresh(message)
    assert message.unsubscribed_at is not None and message.opened_at is not None
