"""Whatever happens in between, nobody gets an email twice, and what is in doubt is shown."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.fixtures.product import until
from tests.fixtures.records import company
from tests.fixtures.sandbox import call
from tests.fixtures.workers import killed_where_it_hangs
from tests.services.sequences.engine import stages
from tests.services.sequences.engine.conftest import EMAIL
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, db
from yardflow.config import settings
from yardflow.errors import Conflict
from yardflow.integrations.sendgrid import client
from yardflow.models import (
    Dispatch,
    Enrollment,
    EnrollmentChange,
    EnrollmentStatus,
    Message,
    MessageStatus,
    Sender,
    SuppressionReason,
    SuppressionSource,
)
from yardflow.services.sequences import outbox
from yardflow.services.sequences.definitions.steps import EntryRules
from yardflow.services.sequences.engine.claiming import LEASE, claim
from yardflow.services.sequences.engine.deciding import decide_all, decisions_of
from yardflow.services.sequences.engine.outgoing import Result
from yardflow.services.sequences.engine.provider import LONGEST_WAIT
from yardflow.services.sequences.engine.recording import record
from yardflow.services.sequences.engine.round import A_PART, A_REQUEST, AT_ONCE, Engine
from yardflow.services.sequences.engine.sending import begin
from yardflow.services.sequences.engine.writing import write
from yardflow.services.sequences.events import Report, store
from yardflow.services.sequences.suppressions.service import suppress

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def drained(engine: Engine | None = None, most: int = 100) -> None:
    engine = engine or Engine()
    for _ in range(most):
        if not engine.round():
            return
    raise AssertionError("it goes round and round")


def statuses(session: Session) -> Counter[str]:
    session.expire_all()
    return Counter(row.status.value for row in session.scalars(select(Message)))


def steps(session: Session) -> Counter[tuple[str, str]]:
    session.expire_all()
    rows = session.scalars(select(Enrollment))
    return Counter((row.status.value, row.step) for row in rows)


def taken_html(sandbox, taken: dict) -> str:
    return call("GET", f"{sandbox.url}/messages/{taken['id']}").json()["html"]


def test_an_email_goes_out_with_what_it_needs_and_the_sequence_ends(
    session, publish, people, start, book, sandbox
):
    (ann,) = people(1)
    start(publish(EMAIL), [ann])
    drained()
    (taken,) = book()
    message = session.scalars(select(Message)).one()
    assert taken["recipient"] == "person0@acme.com" and message.subject == "Hello Person0"
    html = taken_html(sandbox, taken)
    unsubscribe_url = f"{settings().url}/api/unsubscribe/{message.key}"
    place = f"{settings().url}/api/links/{message.key}"
    assert f'href="{unsubscribe_url}"' in html and f'href="{place}/more"' in html
    assert f'src="{place}/open.gif"' in html
    assert message.status == MessageStatus.ACCEPTED and message.first_touch
    assert message.provider_id == taken["message_id"]
    enrollment = session.scalars(select(Enrollment)).one()
    assert enrollment.status == EnrollmentStatus.FINISHED


def test_several_workers_at_once_send_each_email_once(
    session, publish, people, start, book, first_touches_at_once
):
    start(publish(EMAIL), people(120))
    with ThreadPoolExecutor(3) as workers:
        for worker in [workers.submit(drained, Engine(batch=17)) for _ in range(3)]:
            worker.result()
    drained()
    assert Counter(taken["recipient"] for taken in book()) == {
        f"person{n}@acme.com": 1 for n in range(120)
    }
    assert statuses(session) == {"accepted": 120}


def test_no_more_are_claimed_than_were_asked_for_however_it_is_planned(
    session, publish, people, start
):
    """A planner that takes the table for empty asks again for each of its rows."""
    start(publish(EMAIL), people(5))
    session.commit()
    for way in ("hashjoin", "mergejoin", "hashagg", "material"):
        session.execute(text(f"SET LOCAL enable_{way} = off"))
    assert len(claim(session, clock.now(), 2)) == 2


def test_two_workers_at_once_never_pass_a_persons_week(session, publish, people, start):
    """The later one waits for the earlier, and counts what it decided."""
    (ann,) = people(1)
    for _ in range(3):
        start(publish(EMAIL, entry=EntryRules(beside_others=True)), [ann])
    with db.session() as current:
        first, second = (claim(current, clock.now(), 2) for _ in range(2))

    def decide_about_second() -> int:
        with db.session() as current:
            return len(decide_all(current, second, clock.now()))

    with ThreadPoolExecutor(1) as threads:
        assert len(decide_all(session, first, clock.now())) == 2
        later = threads.submit(decide_about_second)
        assert until(
            lambda: session.scalar(text("SELECT count(*) FROM pg_locks WHERE NOT granted"))
        )
        session.commit()
        assert later.result(10) == 0


def test_what_the_provider_certainly_did_not_take_goes_out_later(
    session, publish, people, start, book, sandbox
):
    """On the same day, with a sender of one a day: what did not go out counts for no one."""
    start(publish(EMAIL), people(1), sender_of(session, daily_cap=1))
    sandbox.fail("rate_limited", "sendgrid", retryAfter=30)
    drained()
    assert statuses(session) == {"queued": 1} and book() == []
    waiting = session.scalars(select(Enrollment)).one()
    (reason,) = waiting.reasons
    assert reason["gate"] == "provider_held"
    assert waiting.due_at.isoformat() == reason["opens_at"] and waiting.due_at > clock.now()
    assert reason["words"] in session.scalars(select(EnrollmentChange.what)).all()
    with clock.at(clock.now() + timedelta(seconds=10)):
        drained()
    assert book() == []
    with clock.at(clock.now() + timedelta(seconds=60)):
        drained()
    assert statuses(session) == {"accepted": 1} and len(book()) == 1
    assert session.scalars(select(Message)).one().attempts == 2


@pytest.mark.parametrize("fault", ["lost", "drop", "down"])
def test_what_may_have_gone_out_is_never_sent_again_by_itself(
    session, publish, people, start, book, sandbox, fault
):
    start(publish(EMAIL), people(1))
    sandbox.fail(fault, "sendgrid")
    drained()
    arrived = len(book())
    assert statuses(session) == {"unknown": 1}
    for hours in (1, 24, 24 * 30):
        with clock.at(clock.now() + timedelta(hours=hours)):
            drained()
    assert len(book()) == arrived and statuses(session) == {"unknown": 1}
    assert steps(session) == {("active", "intro"): 1}


def test_an_event_settles_what_was_in_doubt(session, publish, people, start, book, sandbox):
    start(publish(EMAIL), people(1))
    sandbox.fail("lost", "sendgrid")
    drained()
    message = session.scalars(select(Message)).one()
    store(session, [Report("e1", message.key, "delivered", clock.now(), {})])
    session.commit()
    with clock.at(clock.now() + LONGEST_WAIT):
        drained()
    assert statuses(session) == {"delivered": 1} and len(book()) == 1
    assert steps(session) == {("finished", "intro"): 1}


def test_a_worker_that_dies_amid_sending_leaves_a_doubt_and_no_second_email(
    session, publish, people, start, book
):
    start(publish(EMAIL), people(1))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, clock.now(), 10), clock.now())
    with db.session() as current:
        assert len(begin(current, outgoing, clock.now())) == 1
    drained()
    assert statuses(session) == {"sending": 1} and book() == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        drained()
    assert statuses(session) == {"unknown": 1} and book() == []


def test_a_worker_that_dies_before_it_sends_leaves_no_doubt(session, publish, people, start, book):
    start(publish(EMAIL), people(1))
    with db.session() as current:
        decide_all(current, claim(current, clock.now(), 10), clock.now())
    drained()
    assert statuses(session) == {"queued": 1} and book() == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        drained()
    assert statuses(session) == {"accepted": 1} and len(book()) == 1


def test_a_message_is_begun_by_one_worker_and_not_once_it_must_not_be_sent(
    session, publish, people, start
):
    start(publish(EMAIL), people(1))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, clock.now(), 10), clock.now())
    suppress(session, "acme.com", SuppressionReason.MANUAL, SuppressionSource.PERSON)
    session.commit()
    with db.session() as current:
        assert begin(current, outgoing, clock.now()) == set()
    session.execute(text("DELETE FROM suppression"))
    session.execute(text("UPDATE contact SET lawful_basis = 'No basis'"))
    session.commit()
    with db.session() as current:
        assert begin(current, outgoing, clock.now()) == set()
    session.execute(text("UPDATE contact SET lawful_basis = ''"))
    session.commit()
    for count in (1, 0):
        with db.session() as current:
            assert len(begin(current, outgoing, clock.now())) == count


SINCE = {
    "the enrollment is on hold": "INSERT INTO hold (enrollment_id, reason, held_at)"
    " SELECT id, 'No', now() FROM enrollment",
    "the contact is on hold": "INSERT INTO hold (contact_id, reason, held_at)"
    " SELECT id, 'No', now() FROM contact",
    "the account is on hold": "INSERT INTO hold (account_id, reason, held_at)"
    " SELECT id, 'No', now() FROM account",
    "the sender is paused": "UPDATE sender SET paused_at = now(), pause_reason = 'No'",
    "the account is a customer": "UPDATE target SET stage = 'Won'",
    "the address is another": "UPDATE contact SET email = 'other@acme.com'",
    "the contact is deleted": "DELETE FROM contact",
    "the enrollment ended": "UPDATE enrollment SET status = 'finished', ended_at = now()",
    "another worker has it": "UPDATE enrollment SET leased_until = leased_until + interval '1 s'",
}


def test_what_changed_since_it_was_decided_keeps_an_email_from_going_out(
    session, publish, people, start
):
    start(publish(EMAIL), people(1))
    with db.session() as current:
        outgoing = decide_all(current, claim(current, clock.now(), 10), clock.now())
    went_out = []
    for since, change in SINCE.items():
        with Session(db.engine()) as current:
            current.execute(text(change))
            went_out += [since] if begin(current, outgoing, clock.now()) else []
            current.rollback()
    with Session(db.engine()) as current:
        went_out += ["the lease is over"] if begin(current, outgoing, clock.now() + LEASE) else []
        assert len(begin(current, outgoing, clock.now())) == 1
        current.rollback()
    assert went_out == []


def test_a_worker_that_comes_back_late_leaves_the_lease_of_who_has_it_now(
    session, publish, people, start
):
    start(publish(EMAIL), people(1))
    late = stages.decide_about()
    with clock.at(clock.now() + LEASE):
        assert len(stages.decide_about().outgoing) == 1
        assert stages.begin_to_send(late) == []
        with db.session() as current:
            record(current, [Result(late.outgoing[0], MessageStatus.QUEUED)], clock.now())
        assert stages.decide_about().outgoing == []


def test_a_worker_that_was_held_up_says_nothing_of_what_another_sends_meanwhile(
    session, publish, people, start
):
    """Neither that it did not begin, nor what came of its own attempt before."""
    start(publish(EMAIL), people(1))
    late = stages.decide_about()
    with clock.at(clock.now() + LEASE):
        other = stages.decide_about()
        assert stages.begin_to_send(late) == [] and len(stages.begin_to_send(other)) == 1
        for said in (MessageStatus.QUEUED, MessageStatus.FAILED, MessageStatus.UNKNOWN):
            stages.write_down([Result(late.outgoing[0], said)])
        assert statuses(session) == {"sending": 1}
        stages.write_down([Result(other.outgoing[0], MessageStatus.ACCEPTED)])
        assert statuses(session) == {"accepted": 1}


def test_what_a_late_worker_says_leaves_it_in_doubt_what_another_began_and_died_at(
    session, publish, people, start
):
    start(publish(EMAIL), people(1))
    late = stages.decide_about()
    stages.begin_to_send(late)
    stages.write_down([Result(late.outgoing[0], MessageStatus.QUEUED)])
    with clock.at(clock.now() + LEASE):
        assert len(stages.begin_to_send(stages.decide_about())) == 1
        stages.write_down([Result(late.outgoing[0], MessageStatus.ACCEPTED)])
        assert statuses(session) == {"sending": 1}
    with clock.at(clock.now() + 2 * LEASE):
        drained()
    assert statuses(session) == {"unknown": 1}


def test_once_all_is_written_down_nothing_is_on_its_way(
    session, publish, people, start, bob, first_touches_at_once
):
    start(publish(EMAIL), people(3))
    going = stages.decide_about(at_once=True)
    sending = outbox.MessageQuery(status=MessageStatus.SENDING)
    assert outbox.search(session, bob, sending).total == 3
    accepted = outbox.MessageQuery(status=MessageStatus.ACCEPTED)
    assert outbox.search(session, bob, accepted).total == 0
    stages.write_down([Result(each, MessageStatus.ACCEPTED) for each in going.outgoing])
    assert outbox.search(session, bob, sending).total == 0
    assert outbox.search(session, bob, accepted).total == 3
    assert session.scalars(select(Dispatch)).all() == []


def sent_today(session: Session) -> list[int]:
    session.expire_all()
    return [*session.execute(text("SELECT sent FROM sender_day")).scalars()]


DECIDES = """
from tests.services.sequences.engine import stages
from yardflow import clock
with clock.at(now):
    assert len(stages.decide_about().outgoing) == 1
hang()
"""
BEGINS = DECIDES.replace("decide_about()", "decide_about(at_once=True)")


def test_a_worker_that_is_killed_once_it_began_by_deciding_leaves_a_doubt(
    session, publish, people, start, book
):
    start(publish(EMAIL), people(1))
    killed_where_it_hangs(BEGINS, now=clock.now())
    assert statuses(session) == {"sending": 1}
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        drained()
    assert statuses(session) == {"unknown": 1} and book() == []
    assert steps(session) == {("active", "intro"): 1}


@pytest.mark.parametrize(("a_request", "begun"), [(A_REQUEST, 70), (1, A_PART)])
def test_by_deciding_no_more_are_begun_than_are_posted_together(
    session, publish, people, start, sandbox, first_touches_at_once, a_request, begun
):
    start(publish(EMAIL), people(70))
    sandbox.fail("slow", "sendgrid", seconds=1, times=AT_ONCE)
    with ThreadPoolExecutor(1) as threads:
        engine = Engine(a_request=a_request)
        going = threads.submit(drained, engine)
        assert until(lambda: statuses(session)["sending"], 10)
        assert statuses(session) == Counter({"sending": begun, "queued": 70 - begun})
        going.result(30)
    assert statuses(session) == {"accepted": 70}
    assert {message.attempts for message in session.scalars(select(Message))} == {1}


def test_a_killed_worker_leaves_the_slots_of_what_it_decided_to_who_takes_over(
    session, publish, people, start, book
):
    """With a sender of one a day: it would be used up by an email that never left."""
    start(publish(EMAIL), people(1), sender_of(session, daily_cap=1))
    killed_where_it_hangs(DECIDES, now=clock.now())
    assert statuses(session) == {"queued": 1} and sent_today(session) == [1]
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        drained()
    assert len(book()) == 1 and sent_today(session) == [1]


def test_slots_are_given_back_once_whoever_comes_first(session, publish, people, start):
    start(publish(EMAIL), people(1))
    late = stages.decide_about()
    with clock.at(clock.now() + LEASE):
        other = stages.decide_about()
        assert sent_today(session) == [1]
        for decided in (late, other, late, other):
            stages.write_down([Result(decided.outgoing[0], MessageStatus.QUEUED)])
    assert sent_today(session) == [0]


def test_a_worker_that_dies_before_it_decided_loses_nothing(session, publish, people, start, book):
    start(publish(EMAIL), people(1))
    with db.session() as current:
        assert len(claim(current, clock.now(), 10)) == 1
    drained()
    assert book() == []
    with clock.at(clock.now() + LEASE + timedelta(seconds=1)):
        drained()
    assert statuses(session) == {"accepted": 1} and len(book()) == 1


def in_doubt(session: Session, publish, people, start, sandbox) -> int:
    start(publish(EMAIL), people(1))
    sandbox.fail("drop", "sendgrid")
    drained()
    return session.scalars(select(Message)).one().id


@pytest.mark.parametrize("days", [0, 30])
def test_a_person_who_knows_that_it_did_not_go_out_sends_it_again(
    session, bob, publish, people, start, book, sandbox, days
):
    message_id = in_doubt(session, publish, people, start, sandbox)
    with clock.at(clock.now() + timedelta(days=days)):
        outbox.send_again(session, bob, message_id)
        session.commit()
        with clock.at(clock.now() + LONGEST_WAIT):
            drained()
        assert statuses(session) == {"accepted": 1} and len(book()) == 1
        with pytest.raises(Conflict, match="not sent again"):
            outbox.send_again(session, bob, message_id)


def test_a_person_who_knows_that_it_arrived_lets_the_sequence_go_on(
    session, bob, publish, people, start, book, sandbox
):
    message_id = in_doubt(session, publish, people, start, sandbox)
    outbox.mark_sent(session, bob, message_id)
    session.commit()
    assert steps(session) == {("finished", "intro"): 1} and book() == []
    with pytest.raises(Conflict, match="settled"):
        outbox.mark_sent(session, bob, message_id)


def test_a_request_that_is_refused_for_good_is_shown_and_waits_for_a_person(
    session, publish, people, start, sandbox
):
    start(publish(EMAIL), people(1))
    sandbox.fail("error", "sendgrid", status=400, param="subject")
    drained()
    message = session.scalars(select(Message)).one()
    assert message.status == MessageStatus.FAILED and "subject" in message.error
    assert sent_today(session) == [0]
    with clock.at(clock.now() + timedelta(hours=2)):
        drained()
    assert steps(session) == {("active", "intro"): 1}


def test_while_the_provider_refuses_everything_it_is_asked_less_and_less_often(
    session, publish, people, start, sandbox
):
    start(publish(EMAIL), people(1))
    sandbox.fail("rate_limited", "sendgrid", times=1000)
    began = clock.now()
    for second in range(0, 600, 5):
        with clock.at(began + timedelta(seconds=second)):
            drained()
    tries = session.scalars(select(Message)).one().attempts
    assert 4 <= tries <= 12


def test_a_sender_that_sendgrid_does_not_know_is_paused_and_holds_up_no_one_else(
    session, publish, people, start, book, first_touches_at_once
):
    ann, ben = people(2)
    start(publish(EMAIL), [ann], sender_of(session, address="ann@unknown.com"))
    drained()
    assert session.scalars(select(Sender)).one().pause_reason.startswith("SendGrid does not send")
    waiting = session.scalars(select(Enrollment)).one()
    assert [reason["gate"] for reason in waiting.reasons] == ["sender_paused"]
    start(publish(EMAIL), [ben])
    drained()
    assert [taken["recipient"] for taken in book()] == ["person1@acme.com"]


def test_an_address_that_people_share_gets_a_step_once(
    session, publish, people, start, book, works_at, acme
):
    sequence_id = publish(EMAIL)
    first = works_at(acme, "Ann Lee", email="ann@acme.com", country="Germany")
    start(sequence_id, [first])
    drained()
    second = works_at(acme, "Ben Lee", email="ben@acme.com", country="Germany")
    start(sequence_id, [second])
    session.execute(text("UPDATE contact SET email = 'ann@acme.com', email_shared = true"))
    session.commit()
    with clock.at(clock.now() + timedelta(days=2)):
        drained()
    assert len(book()) == 1
    assert (
        session.scalars(select(Enrollment).where(col(Enrollment.contact_id) == second)).one().status
        == EnrollmentStatus.FINISHED
    )


def test_who_decides_about_a_shared_address_second_takes_no_slot_for_it(
    session, publish, start, works_at, acme
):
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at)"
            " VALUES ('email', '{\"domain_per_day\": 9}', 1, now())"
        )
    )
    birch = company(session, None, "Birch", domain="birch.com")
    people = [
        works_at(account, "Ann Lee", email=f"ann@{account.domain}", country="Germany")
        for account in (acme, birch)
    ]
    start(publish(EMAIL), people)
    session.execute(text("UPDATE contact SET email = 'info@acme.com', email_shared = true"))
    session.commit()
    now = clock.now()
    with db.session() as current:
        ids = claim(current, now, 10)
    with db.session() as one, db.session() as other:
        first, second = (decisions_of(s, [n], now) for s, n in zip((one, other), ids, strict=True))
        assert len(write(one, first)) == 1
        one.commit()
        assert write(other, second) == []
    assert sent_today(session) == [1]
    assert session.execute(text("SELECT sent FROM domain_day")).scalars().all() == [1]


def test_connections_that_time_out_leave_no_second_email(
    session, publish, people, start, book, sandbox, monkeypatch
):
    monkeypatch.setattr(client, "READ_S", 0.3)
    client._pool.cache_clear()
    start(publish(EMAIL), people(1))
    sandbox.fail("slow", "sendgrid", seconds=1)
    drained()
    client._pool.cache_clear()
    with clock.at(clock.now() + timedelta(days=1)):
        drained()
    assert until(book, 10) and statuses(session) == {"unknown": 1}
