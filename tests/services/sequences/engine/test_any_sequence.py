"""Whatever people, recipients, the provider and the clock do, in any order: nobody is mailed who
must not be, nothing comes twice, no limit is passed, and plans change for a reason that is kept.

Judged by the provider's book and at the moment of each post (`judge`).
"""

import sys
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text
from sqlmodel import Session

from tests.conftest import EMPTY, person
from tests.fixtures.examples import examples
from tests.fixtures.records import company
from tests.fixtures.sandbox import Sandbox, call
from tests.services.sequences.engine import stages
from tests.services.sequences.engine.conftest import ALWAYS
from tests.services.sequences.engine.judge import ZONES, Judge
from yardflow import clock, db
from yardflow.errors import YardFlowError
from yardflow.models import (
    Attendee,
    Contact,
    Event,
    MeetingOutcome,
    OnColleague,
    OnReply,
    RecordKind,
    Role,
    Sender,
    SuppressionReason,
    Template,
    TemplateVersion,
)
from yardflow.sandbox.sendgrid.inbound import Answering, fields_of, form_of
from yardflow.services.meetings import service as meetings
from yardflow.services.records import attendees, contacts, deletion, targets
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import moving, outbox, tasks, unsubscribing
from yardflow.services.sequences.conversations import inbox, placing, storing
from yardflow.services.sequences.conversations import reading as replies
from yardflow.services.sequences.definitions import reading, versions
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Happened,
    Schedule,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.engine.round import Engine
from yardflow.services.sequences.enrollments import Enrolling, customers, enroll, holds
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.events import Report, store
from yardflow.services.sequences.lifecycle import drafts, publishing, status
from yardflow.services.sequences.senders import service as senders
from yardflow.services.sequences.suppressions import service as suppressions

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.heavy]
OFFICE = Schedule(frozenset(range(5)), time(9), time(17))
# Fridays before the clocks change in America, in Europe, and back in Europe.
BEGINNINGS = (
    datetime(2027, 3, 12, 9, tzinfo=UTC),
    datetime(2027, 3, 26, 9, tzinfo=UTC),
    datetime(2026, 10, 30, 9, tzinfo=UTC),
)
MOVES = tuple(
    timedelta(minutes=minutes) for minutes in (1, 2, 17, 60, 7 * 60, 24 * 60, 25 * 60, 5 * 24 * 60)
)
PER_WEEK, PER_DOMAIN = 2, 3
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# So often something is due for someone in the weeks that all steps take.
MOST_STOPS = 200
# So often a worker looks for something to send.
STEPS_TO_AN_EMAIL = 6
SETTING = text("""
INSERT INTO setting (key, value, version, updated_at) VALUES ('email',
    '{"person_per_week": 2, "domain_per_day": 3}', 1, now())""")
_STANDING = text("""
SELECT id, status, step, visit, entered_at, due_at, reasons FROM enrollment ORDER BY id""")
# What is not proven: the last reply placed by its sender's name alone that holds for too long.
_HELD_TOO_LONG = text("""
SELECT count(*) FROM hold h JOIN reply r ON r.id = h.reply_id
WHERE r.placed_by = 'sender' AND NOT r.authentic AND h.until > r.received_at + interval '7 days'""")
_TO_PLACE = text("""
SELECT id FROM reply WHERE placed_by IS NULL AND decided_at IS NULL
    AND kind NOT IN ('list', 'own') ORDER BY id""")
_CHANGES = text("""
SELECT enrollment_id, what FROM enrollment_change WHERE id > :last ORDER BY id""")
# Whom a meeting of the contact takes out of a sequence, and whom it keeps back.
_BY_A_MEETING = text("""
SELECT e.id, CASE WHEN c.id = :contact THEN s.on_reply ELSE s.on_colleague END AS what
FROM enrollment e JOIN sequence s ON s.id = e.sequence_id JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active'
    AND c.account_id = (SELECT account_id FROM contact WHERE id = :contact)""")
# The same of a reply; whoever was resumed after what this one did isn't paused once more.
_BY_A_REPLY = text("""
SELECT e.id, CASE WHEN c.id = :contact THEN s.on_reply
    WHEN s.on_colleague = 'pause' AND EXISTS (SELECT FROM hold h
        LEFT JOIN reply r ON r.id = h.reply_id LEFT JOIN meeting m ON m.id = h.meeting_id
        WHERE h.enrollment_id = e.id AND :contact IN (r.contact_id, m.contact_id)) THEN 'continue'
    ELSE s.on_colleague END AS what
FROM enrollment e JOIN sequence s ON s.id = e.sequence_id JOIN contact c ON c.id = e.contact_id
WHERE e.status = 'active'
    AND c.account_id = (SELECT account_id FROM contact WHERE id = :contact)""")
_HELD_PERSON = text("""
SELECT count(*) FROM hold h JOIN reply r ON r.id = h.reply_id
WHERE h.contact_id = r.contact_id AND h.contact_id = :contact AND h.until > :now
    AND r.kind = 'out_of_office'""")
_OUT = text("SELECT id FROM enrollment WHERE id = ANY(:ids) AND status <> 'active'")
_HELD = text("""
SELECT enrollment_id FROM hold
WHERE enrollment_id = ANY(:ids) AND (until IS NULL OR until > :now)""")
# The first is not to be beside others: the one of them that came last allows it.
_TWO_AT_ONCE = text("""
SELECT count(*) FROM enrollment e JOIN sequence s ON s.id = e.sequence_id
WHERE e.status = 'active' AND s.name NOT LIKE 'beside%' AND EXISTS (
    SELECT FROM enrollment o WHERE o.contact_id = e.contact_id AND o.status = 'active'
        AND o.id < e.id)""")
_FORGOTTEN = text("""
SELECT count(*) FROM enrollment WHERE status = 'active' AND due_at <= :now
    AND (leased_until IS NULL OR leased_until <= :now)""")

# Counts of steps that are not what the tables say.
_MISCOUNTED = text("""
SELECT * FROM (
    SELECT sequence_id, step, kind, about, sum(count) AS n FROM step_tally
    WHERE kind IN ('waiting', 'ended', 'stuck', 'sent', 'missed')
    GROUP BY 1, 2, 3, 4 HAVING sum(count) <> 0) kept
FULL JOIN (
    SELECT sequence_id, step, kind, about, count(*) AS n FROM (
        SELECT sequence_id, step, 'waiting' AS kind, '' AS about FROM enrollment
            WHERE status = 'active'
        UNION ALL SELECT sequence_id, step, 'ended', '' FROM enrollment WHERE status = 'exited'
        UNION ALL SELECT sequence_id, step, 'stuck', stuck FROM enrollment
            WHERE status = 'active' AND stuck <> ''
        UNION ALL SELECT sequence_id, step, 'sent', '' FROM message
            WHERE status IN ('accepted', 'delivered', 'bounced', 'dropped')
        UNION ALL SELECT sequence_id, step, 'missed', '' FROM message WHERE status = 'missed'
    ) each GROUP BY 1, 2, 3, 4) counted USING (sequence_id, step, kind, about)
WHERE kept.n IS DISTINCT FROM counted.n""")

who = st.integers(0, 5)
some = st.sets(who, min_size=1)
any_one = st.integers(0, 10**6)
two = st.integers(0, 1)


def follow_up(template: int, *, longer: bool) -> Definition:
    """Three emails in office hours, or four."""
    after = "between" if longer else "second"
    steps: tuple[Step, ...] = (
        Email("first", template, next="wait"),
        Wait("wait", Duration(1, Unit.DAYS), next=after),
        Email("second", template, next="later"),
        Wait("later", Duration(2, Unit.BUSINESS_DAYS), next="third"),
        Email("third", template),
    )
    if longer:
        steps += (Email("between", template, next="second"),)
    return Definition("first", {step.key: step for step in steps}, OFFICE, EntryRules())


def beside(template: int, *, longer: bool) -> Definition:
    """An email at any time, and for who opens it a task that holds; or without the task."""
    test = EmailTest("hello", Happened.OPENED)
    steps: tuple[Step, ...] = (
        Email("hello", template, next="opened"),
        Condition(
            "opened",
            (test,),
            within=Duration(1, Unit.DAYS),
            yes="again" if longer else "call",
            no="again",
        ),
        Email("again", template, not_after=None),
    )
    if not longer:
        expires = Duration(2, Unit.DAYS)
        steps += (Task("call", TaskKind.CALL, "Call", expires=expires, holds=True, next="again"),)
    rules = EntryRules(beside_others=True, account_limit=2)
    return Definition("hello", {step.key: step for step in steps}, ALWAYS, rules)


class AnyOrder(RuleBasedStateMachine):
    """Six people at three companies, three sequences, two senders, three show lists."""

    sandbox: Sandbox

    @initialize(
        begin=st.sampled_from(BEGINNINGS),
        at_once=st.sets(who, min_size=4),
        between=st.none() | st.integers(0, 7),
    )
    def begin(self, begin: datetime, at_once: set[int], between: int | None) -> None:
        self.now = begin
        self.clock = clock.at(lambda: self.now)
        self.clock.__enter__()
        with Session(db.engine(), expire_on_commit=False) as session:
            self._cast(session)
        self.book_id = self.change_id = 0
        call("DELETE", f"{self.sandbox.url}/messages")
        self.judge = Judge(("alone", "other"), PER_WEEK, PER_DOMAIN)
        self.engine = Engine()
        self.stalled: list[tuple[datetime, stages.Decided]] = []
        self.deletions: list[int] = []
        # Who said no to an address or a domain, and what was reported and not applied yet.
        self.refused: dict[str, set[str]] = defaultdict(set)
        self.pending: set[str] = set()
        self.known: set[tuple[str, str]] = set()
        self.standing: dict[int, Any] = {}
        self.mailed: list[int] = []
        self.enroll(0, at_once, 0, False)
        if between is not None:
            self.a_worker_is_held_up_while(0, between, 30)
        self.engine_goes_round()

    def _cast(self, session: Session) -> None:
        self.alice = person(session, "Alice", Role.ADMIN)
        self.bob = person(session, "Bob", Role.MEMBER)
        session.execute(SETTING)
        show = Event(name="Show", starts_on=self.now.date(), timezone="America/Los_Angeles")
        session.add(show)
        session.commit()
        self.show = int(show.id or 0)
        self.accounts = [
            company(session, show, name, domain=f"{name.lower()}.com").id or 0
            for name in ("Acme", "Birch", "Cedar")
        ]
        people = [
            Contact(
                account_id=self.accounts[n % 3],
                first_name=f"Ann{n}",
                name_key=f"ann{n}",
                email=f"ann{n}@{('acme', 'birch', 'cedar')[n % 3]}.com",
                email_status="given",
                country=[*ZONES][n % 3],
            )
            for n in range(6)
        ]
        session.add_all(people)
        session.flush()
        self.people = [int(each.id or 0) for each in people]
        session.add_all(Attendee(event_id=self.show, contact_id=each) for each in self.people)
        zones = ("America/New_York", "Europe/Berlin")
        both = [
            Sender(name="S", address=f"s{n}@yardflow.example", timezone=zone, daily_cap=2 + n)
            for n, zone in enumerate(zones)
        ]
        session.add_all(both)
        template = Template(name="T")
        session.add(template)
        session.flush()
        self.senders = [int(each.id or 0) for each in both]
        self.template = int(template.id or 0)
        html = '<p>{{ contact.first_name }}<a href="{{ unsubscribe_url }}">No more</a></p>'
        html += "{{ workplace.postal_address }}"
        version = TemplateVersion(
            template_id=self.template, number=1, subject="Hello {{ contact.first_name }}", html=html
        )
        session.add(version)
        session.flush()
        self.template_version = int(version.id or 0)
        self.sequences = []
        for name, made in (("alone", follow_up), ("other", follow_up), ("beside", beside)):
            draft = reading.write(made(self.template, longer=False))
            row = drafts.create(session, self.alice, {"name": name, "draft": draft})
            self._publish(session, row.id)
            self.sequences.append(row.id)
        session.commit()

    def teardown(self) -> None:
        try:
            if sys.exc_info()[0] is None:
                self.everyone_comes_to_the_end()
        finally:
            self.clean_up()

    def clean_up(self) -> None:
        self.engine.close()
        self.clock.__exit__(None, None, None)
        with db.session() as session:
            session.execute(text(EMPTY))
        versions.READ.clear()
        call("DELETE", f"{self.sandbox.url}/control")

    def _publish(self, session: Session, sequence_id: int) -> None:
        pin = lambda ids: dict.fromkeys(ids, self.template_version)  # noqa: E731
        publishing.publish(session, self.alice, sequence_id, pin=pin)

    def do(self, change: Callable[..., object], *args: Any, by: Any = None, **more: Any) -> Any:
        """One change in a transaction; what a service refuses has not happened."""
        with suppress(YardFlowError), db.session() as session:
            return change(session, by or self.bob, *args, **more)

    def ids(self, table: str) -> list[int]:
        with db.session() as session:
            return [*session.execute(text(f"SELECT id FROM {table} ORDER BY id")).scalars()]

    def one_of(self, table: str, place: int) -> int:
        """The id of a row; one that there is not where there is none."""
        ids = self.ids(table)
        return ids[place % len(ids)] if ids else 1

    # What people do

    @rule(number=st.integers(0, 2), people=some, sender=two, evenly=st.booleans())
    def enroll(self, number: int, people: set[int], sender: int, evenly: bool) -> None:
        ids = tuple(self.people[n] for n in people)
        chosen = tuple(self.senders) if evenly else (self.senders[sender],)
        enrolling = Enrolling(Selection(RecordKind.CONTACT, ids), chosen)
        self.do(enroll, self.sequences[number], enrolling)

    @rule(number=st.integers(0, 2), longer=st.booleans())
    def publish(self, number: int, longer: bool) -> None:
        made = beside if number == 2 else follow_up
        with suppress(YardFlowError), db.session() as session:
            definition = made(self.template, longer=longer)
            drafts.save(session, self.alice, self.sequences[number], None, definition)
            self._publish(session, self.sequences[number])

    @rule(number=st.integers(0, 2), longer=st.booleans(), seen=st.booleans())
    def move(self, number: int, longer: bool, seen: bool) -> None:
        """Everyone goes on in another version; ``seen``: as a preview says."""
        self.publish(number, longer)
        sequence_id = self.sequences[number]
        looked = self.do(moving.preview, sequence_id)
        moved = self.do(
            moving.move, sequence_id, looked.number, looked.signs if seen else None, by=self.alice
        )
        assert moved.moved + moved.left == looked.total, "more or fewer moved than were seen"

    @rule(place=any_one, everywhere=st.booleans())
    def end(self, place: int, everywhere: bool) -> None:
        number = self.one_of("enrollment", place)
        if self.do(end_by_hand, number, "Talks to us", everywhere=everywhere):
            assert number not in self.active()

    @rule(
        number=st.integers(0, 2),
        what=st.sampled_from((status.pause, status.resume, status.archive, status.restore)),
    )
    def turn(self, number: int, what: Any) -> None:
        self.do(what, self.sequences[number])

    @rule(number=who, address=st.sampled_from(("own", "new", "shared", "other company")))
    def change_address(self, number: int, address: str) -> None:
        firm = ("acme", "birch", "cedar")[number % 3]
        addresses = {
            "own": f"ann{number}@{firm}.com",
            "new": f"ann.lee{number}@{firm}.com",
            "shared": f"info@{firm}.com",
            "other company": f"ann{number}@birch.com",
        }
        values = {"email": addresses[address]}
        self.do(contacts.update, self.people[number], None, values)

    @rule(number=who, name=st.sampled_from(("", "Ann")))
    def change_name(self, number: int, name: str) -> None:
        values = {"first_name": name, "last_name": "Lee"}
        self.do(contacts.update, self.people[number], None, values)

    @rule(level=st.integers(0, 2), place=any_one, hours=st.none() | st.sampled_from((1, 30)))
    def hold(self, level: int, place: int, hours: int | None) -> None:
        name = ("enrollment", "contact", "account")[level]
        on = holds.HoldOn(**{f"{name}_id": self.one_of(name, place)})
        until = None if hours is None else self.now + timedelta(hours=hours)
        self.do(holds.hold, on, "Not now", until)

    @rule(place=any_one)
    def release(self, place: int) -> None:
        with db.session() as session:
            lasting = text("SELECT id FROM hold WHERE until IS NULL OR until > :now ORDER BY id")
            ids = session.execute(lasting, {"now": self.now}).scalars().all()
        self.do(holds.release, ids[place % len(ids)] if ids else 1)

    @rule(number=who, domain=st.booleans())
    def suppress(self, number: int, domain: bool) -> None:
        firm = ("acme", "birch", "cedar")[number % 3]
        value = f"{firm}.com" if domain else f"ann{number}@{firm}.com"
        self.do(suppressions.add, value, SuppressionReason.OBJECTED)
        self.refused[value].add("person")

    @rule(place=any_one)
    def remove_suppression(self, place: int) -> None:
        removed = self.do(
            suppressions.remove, self.one_of("suppression", place), "Asked", by=self.alice
        )
        if removed is not None:
            self.refused.pop(removed.value, None)

    @rule(number=two, paused=st.booleans())
    def pause_sender(self, number: int, paused: bool) -> None:
        if paused:
            self.do(senders.pause, self.senders[number], "On leave")
        else:
            self.do(senders.resume, self.senders[number], by=self.alice)

    @rule(number=two, cap=st.integers(1, 4))
    def change_cap(self, number: int, cap: int) -> None:
        values = {"daily_cap": cap}
        self.do(senders.update, self.senders[number], None, values, by=self.alice)

    @rule(number=st.integers(0, 2), stage=st.sampled_from(("Lead", "Won")))
    def sell(self, number: int, stage: str) -> None:
        self.do(targets.set_stage, self.show, self.accounts[number], None, stage)

    @rule(place=any_one)
    def resume_though_a_customer(self, place: int) -> None:
        self.do(customers.resume, self.one_of("enrollment", place))

    @rule(number=who, there=st.booleans())
    def list_at_the_show(self, number: int, there: bool) -> None:
        change = attendees.add if there else attendees.remove
        self.do(change, self.show, [self.people[number]])

    @rule(number=who)
    def delete(self, number: int) -> None:
        made = self.do(deletion.delete, RecordKind.CONTACT, [self.people[number]])
        self.deletions += [made] if made else []

    @precondition(lambda self: self.deletions)
    @rule(place=any_one)
    def undo_deletion(self, place: int) -> None:
        number = self.deletions.pop(place % len(self.deletions))
        self.do(deletion.undo, number)

    @rule(number=who, outcome=st.sampled_from(MeetingOutcome), at_the_show=st.booleans())
    def meet(self, number: int, outcome: MeetingOutcome, at_the_show: bool) -> None:
        """Whoever has a meeting is out of it, or waits; so do colleagues, as it is said."""
        contact = self.people[number]
        with db.session() as session:
            rows = session.execute(_BY_A_MEETING, {"contact": contact}).all()
        values = {
            "starts_at": self.now + timedelta(days=2),
            "timezone": "UTC",
            "outcome": outcome.value,
            "event_id": self.show if at_the_show else None,
        }
        made = self.do(meetings.create, contact, values)
        if made is None or outcome not in meetings.BOOKED:
            return
        self.judge.answered_by |= {row.id for row in rows if row.what in ("end", "stop")}
        waiting = {row.id for row in rows if row.what == "pause"}
        with db.session() as session:
            held = session.execute(_HELD, {"ids": [*waiting], "now": self.now})
            assert {*held.scalars()} == waiting, "someone is not kept back by a meeting"

    @rule(place=any_one, outcome=st.sampled_from(MeetingOutcome))
    def say_what_came_of_a_meeting(self, place: int, outcome: MeetingOutcome) -> None:
        meeting_id = self.one_of("meeting", place)
        self.do(meetings.update, meeting_id, None, {"outcome": outcome.value})

    @rule(place=any_one)
    def do_task(self, place: int) -> None:
        self.do(tasks.done, self.one_of("sequence_task", place))

    @rule(place=any_one)
    def settle(self, place: int) -> None:
        """A person who has looked says what became of a message in doubt, or sends a failed one."""
        message_id = self.one_of("message", place)
        with db.session() as session:
            key = "SELECT key FROM message WHERE id = :id"
            key = session.execute(text(key), {"id": message_id}).scalar()
        arrived = any(post.about.key == key for post in self.judge.posts)
        self.do(outbox.mark_sent if arrived else outbox.send_again, message_id)

    # What recipients and the provider do

    @precondition(lambda self: self.judge.posts)
    @rule(
        place=any_one,
        kind=st.sampled_from(("delivered", "open", "click", "hard", "soft", "spamreport")),
        late=st.integers(0, 3),
        again=st.booleans(),
    )
    def report(self, place: int, kind: str, late: int, again: bool) -> None:
        """It comes late, in any order, and often twice."""
        post = self.judge.posts[place % len(self.judge.posts)]
        details = {"bounce": kind} if kind in ("hard", "soft") else {}
        name = "bounce" if details else kind
        at = post.at + timedelta(hours=late)
        report = Report(f"{post.about.key} {kind} {late}", post.about.key, name, at, details)
        for _ in range(1 + again):
            with db.session() as session:
                new = store(session, [report])
            # Told again, it is nothing new: someone may have said since that they may be mailed.
            if new and kind in ("hard", "spamreport") and (post.about.key, kind) not in self.known:
                self.known.add((post.about.key, kind))
                self.pending.add(post.recipient)

    @precondition(lambda self: self.judge.posts)
    @rule(
        place=any_one,
        what=st.sampled_from(
            (unsubscribing.unsubscribe, unsubscribing.resubscribe, unsubscribing.pause)
        ),
    )
    def follow_link(self, place: int, what: Any) -> None:
        post = self.judge.posts[place % len(self.judge.posts)]
        self.do(lambda session, _: what(session, post.about.key))
        if what is unsubscribing.unsubscribe:
            self.refused[post.recipient].add("link")
        elif what is unsubscribing.resubscribe:
            self.refused[post.recipient].discard("link")

    @rule(
        number=st.integers(0, 2),
        on_reply=st.sampled_from(OnReply),
        on_colleague=st.sampled_from(OnColleague),
    )
    def choose_what_follows(self, number: int, on_reply: Any, on_colleague: Any) -> None:
        values = {"on_reply": on_reply, "on_colleague": on_colleague}
        self.do(drafts.update, self.sequences[number], None, values, by=self.alice)

    @precondition(lambda self: self.judge.posts)
    @rule(
        place=any_one,
        kind=st.sampled_from(
            (
                *("human", "out_of_office", "left", "stop", "unsure", "list", "own"),
                *("bounce", "acknowledgement", "challenge"),
            )
        ),
        elsewhere=st.booleans(),
        again=st.booleans(),
    )
    def reply(self, place: int, kind: Any, elsewhere: bool, again: bool) -> None:
        """To any email, from its mailbox or another, and posted twice."""
        post = self.judge.posts[place % len(self.judge.posts)]
        sender = "someone@elsewhere.example" if elsewhere else ""
        with db.session() as session:
            whose = text("SELECT contact_id FROM message WHERE key = :key")
            contact = session.execute(whose, {"key": post.about.key}).scalar()
            rows = session.execute(_BY_A_REPLY, {"contact": contact}).all()
        outcome = self.comes_in(post, {"kind": kind, "sender": sender}, again)
        if kind in ("human", "unsure"):
            self.who_answered_is_out_or_waits(rows)
        elif kind == "out_of_office" and contact and outcome != "They are back already.":
            about = {"contact": contact, "now": self.now}
            with db.session() as session:
                assert session.execute(_HELD_PERSON, about).scalar_one(), "away, and not held"
        if kind == "stop":
            self.refused[post.recipient].add("reply")
        bounced = (post.about.key, "hard")
        if outcome == "Counted as a bounce." and bounced not in self.known:
            self.known.add(bounced)
            self.pending.add(post.recipient)
        self.judge.answered(post, kind, self.now)

    def who_answered_is_out_or_waits(self, rows: Any) -> None:
        """And so do colleagues, as their sequences say; ``rows`` are of the moment before."""
        out = {row.id for row in rows if row.what in ("end", "stop")}
        waiting = {row.id for row in rows if row.what == "pause"}
        with db.session() as session:
            assert {*session.execute(_OUT, {"ids": [*out]}).scalars()} == out, "still in it"
            held = session.execute(_HELD, {"ids": [*waiting], "now": self.now})
            assert {*held.scalars()} == waiting, "someone is not kept back by a reply"

    @precondition(lambda self: self.judge.posts)
    @rule(place=any_one, kind=st.sampled_from(("stop", "left", "out_of_office", "bounce")))
    def forge(self, place: int, kind: Any) -> None:
        """Someone writes under a recipient's name and proves nothing: it stops nothing for good."""
        post = self.judge.posts[place % len(self.judge.posts)]
        before = self.ids("suppression")
        named = {"sender": post.recipient, "unthreaded": True, "unproven": True}
        self.comes_in(post, {"kind": kind, **named})
        assert self.ids("suppression") == before, "suppressed by a name alone"
        with db.session() as session:
            assert session.execute(_HELD_TOO_LONG).scalar_one() == 0

    @rule(place=any_one, believed=st.booleans())
    def decide_whose_it_is(self, place: int, believed: bool) -> None:
        """A person places a reply, or says that it is dealt with."""
        with db.session() as session:
            ids = session.execute(_TO_PLACE).scalars().all()
            number = ids[place % len(ids)] if ids else 1
        listed = self.do(placing.candidates, number) if believed else None
        if listed:
            self.do(placing.place_by_hand, number, listed[place % len(listed)].message_id)
        else:
            self.do(inbox.done, number)

    def comes_in(self, post: Any, how: dict[str, Any], again: bool = False) -> str:
        """An answer to a message is read; what followed from it."""
        message = call("GET", f"{self.sandbox.url}/messages/{post.number}").json()
        if how.get("unthreaded") and how["kind"] == "bounce":
            message["headers"] = {}
        days = (self.now - datetime.now(UTC)).days + 9
        answering = Answering(message=post.number, days=min(max(days, 0), 400), **how)
        fields = fields_of(message, answering)
        for number in range(1 + again):
            boundary = f"a-boundary-of-a-form-{number}"
            with db.session() as session:
                storing.store(
                    session,
                    f"multipart/form-data; boundary={boundary}",
                    form_of(fields, boundary),
                )
        with db.session() as session:
            replies.read(session)
        with db.session() as session:
            last = "SELECT outcome FROM reply ORDER BY id DESC LIMIT 1"
            return str(session.execute(text(last)).scalar_one())

    @rule(fault=st.sampled_from(("rate_limited", "lost", "drop", "down", "error", "none")))
    def fail_next(self, fault: str) -> None:
        how: dict[str, Any] = {"rate_limited": {"retryAfter": 90}, "error": {"status": 400}}.get(
            fault, {}
        )
        self.sandbox.fail(fault, "sendgrid", **how)

    # What workers do

    @rule(by=st.sampled_from(MOVES))
    def time_passes(self, by: timedelta) -> None:
        self.now += by
        self.engine_goes_round()

    @rule(number=who, between=st.integers(0, 7))
    def a_day_passes(self, number: int, between: int) -> None:
        self.now += timedelta(days=1)
        self.a_worker_is_held_up_while(number, between, 30)
        self.engine_goes_round()

    @rule(times=st.integers(1, 3))
    def the_next_is_due(self, times: int) -> None:
        """To the second."""
        for _ in range(times):
            self.wait_for_the_next()
            self.engine_goes_round()

    def wait_for_the_next(self) -> None:
        with db.session() as session:
            due = "SELECT min(due_at) FROM enrollment WHERE status = 'active' AND due_at > :now"
            due_at = session.execute(text(due), {"now": self.now}).scalar()
        self.now = due_at or self.now + timedelta(hours=1)

    def engine_goes_round(self) -> None:
        active = self.active()
        for address in self.pending:
            self.refused[address].add("report")
        self.pending.clear()
        for _ in range(30):
            if not self.engine.round():
                break
        else:
            raise AssertionError("it goes round and round")
        self.look_at_the_book(active, self.now)
        self.look_at_plans()
        with db.session() as session:
            assert session.execute(_FORGOTTEN, {"now": self.now}).scalar_one() == 0

    @rule(how=st.sampled_from(("decided", "begun", "begun at once", "posted", "held up")))
    def a_worker_dies(self, how: str) -> None:
        """Or is held up, and goes on later as if nothing had happened."""
        active = self.active()
        decided = self.decided_to_send(at_once=how == "begun at once")
        if how == "held up":
            self.stalled.append((self.now, decided))
        elif how in ("begun", "posted"):
            begun = stages.begin_to_send(decided)
            if how == "posted":
                stages.post(begun, decided)
        self.look_at_the_book(active, self.now)

    def decided_to_send(self, *, at_once: bool = False) -> stages.Decided:
        """What a worker decides next that is to be sent, if anything is soon."""
        for _ in range(STEPS_TO_AN_EMAIL):
            decided = stages.decide_about(at_once=at_once)
            if decided.outgoing:
                break
            self.wait_for_the_next()
        return decided

    @rule(number=who, what=st.integers(0, 7), after=st.sampled_from((0, 30, 59, 61)))
    def a_worker_is_held_up_while(self, number: int, what: int, after: int) -> None:
        """Something happens to someone whom it mails between its decision and its post."""
        self.a_worker_dies("held up")
        if mailed := self.stalled[-1][1].outgoing:
            number = self.people.index(mailed[number % len(mailed)].contact_id)
        changes: tuple[Callable[[], None], ...] = (
            lambda: self.do(holds.hold, holds.HoldOn(contact_id=self.people[number]), "No"),
            lambda: self.suppress(number, domain=True),
            lambda: self.change_address(number, "shared"),
            lambda: self.delete(number),
            lambda: self.sell(number % 3, "Won"),
            lambda: self.turn(number % 3, status.pause),
            lambda: self.pause_sender(number % 2, paused=True),
            self.engine_goes_round,
        )
        changes[what]()
        self.goes_on(after)

    @precondition(lambda self: self.stalled)
    @rule(after=st.sampled_from((0, 30, 59, 61)))
    def goes_on(self, after: int) -> None:
        decided_at, decided = self.stalled.pop()
        self.now = max(self.now, decided_at + timedelta(seconds=after))
        active = self.active()
        begun = stages.begin_to_send(decided)
        stages.write_down(stages.post(begun, decided))
        self.look_at_the_book(active, decided_at)

    def everyone_comes_to_the_end(self) -> None:
        """Once nothing is in the way any more, no one is forgotten."""
        self.sandbox.fail("none", "sendgrid")
        for number in range(3):
            self.do(status.resume, self.sequences[number])
            self.sell(number, "Lead")
        for number in range(2):
            self.pause_sender(number, paused=False)
            self.change_cap(number, 4)
        for place in self.people:
            self.change_name(self.people.index(place), "Ann")
        for table, change in (("hold", self.release), ("suppression", self.remove_suppression)):
            for _ in self.ids(table):
                change(0)
        self.engine_goes_round()
        for _ in range(MOST_STOPS):
            if not self.active():
                return
            for place, _ in enumerate(self.ids("message")):
                self.settle(place)
            for place, _ in enumerate(self.ids("sequence_task")):
                self.do_task(place)
            self.the_next_is_due(1)
        left = [(row.step, row.due_at, row.reasons) for row in self.standing.values()]
        raise AssertionError(f"some never come to the end: {left}")

    def active(self) -> set[int]:
        with db.session() as session:
            ids = text("SELECT id FROM enrollment WHERE status = 'active'")
            return {*session.execute(ids).scalars()}

    def look_at_the_book(self, active: set[int], at: datetime) -> None:
        query = {"after": self.book_id, "limit": 1000}
        taken = call("GET", f"{self.sandbox.url}/messages", params=query).json()["items"]
        self.book_id = max((each["id"] for each in taken), default=self.book_id)
        posts = self.judge.judge(taken[::-1], active, at, self.now)
        for post in posts:
            self.judge.waited(post, self.standing.get(post.about.enrollment_id))
            for value in (post.recipient, post.recipient.partition("@")[2]):
                assert not self.refused[value], "mailed who said no"
        self.mailed += [post.about.enrollment_id for post in posts]

    def look_at_plans(self) -> None:
        """Plans and standings change only with a reason that is kept."""
        mailed, self.mailed = self.mailed, []
        with db.session() as session:
            standing = {row.id: row for row in session.execute(_STANDING)}
            changes = session.execute(_CHANGES, {"last": self.change_id}).all()
            last = "SELECT coalesce(max(id), 0) FROM enrollment_change"
            self.change_id = session.execute(text(last)).scalar_one()
        explained = {row.enrollment_id for row in changes}
        for number, row in standing.items():
            before = self.standing.get(number)
            if before is None or number in explained:
                continue
            assert number not in mailed, "mailed without a word in its history"
            assert _place(row) == _place(before), "moved without a word in its history"
            # What has opened is said no more; what has closed needs a word.
            assert set(_gates(row)) <= set(_gates(before)), "waits for another reason"
            plan, planned = _plan(row), _plan(before)
            if plan is not None and planned is not None:
                # What is asked again every few minutes writes no word for each hour.
                often = not {*_gates(row)}.isdisjoint(("sender_pace", "provider_held"))
                exact = timedelta(days=1) if often else timedelta(hours=1)
                same = (plan - EPOCH) // exact == (planned - EPOCH) // exact
                assert same, f"planned anew without a word: {row}"
        for number in mailed:
            planned = _plan(self.standing.get(number))
            whats = [row.what for row in changes if row.enrollment_id == number]
            early = planned is not None and planned > self.now
            assert not early or len(whats) > 1, "mailed before its planned time"
        self.standing = standing

    @invariant()
    def counts_of_steps_are_right(self) -> None:
        with db.session() as session:
            assert session.execute(_MISCOUNTED).all() == []

    @invariant()
    def one_sequence_at_a_time(self) -> None:
        with db.session() as session:
            assert session.execute(_TWO_AT_ONCE).scalar_one() == 0


def _place(row: Any) -> tuple[str, str, int]:
    return row.status, row.step, row.visit


def _gates(row: Any) -> list[str]:
    return [reason["gate"] for reason in row.reasons]


def _plan(row: Any) -> datetime | None:
    """When all that it waits for is over, where that is known."""
    if row is None or row.status != "active" or not row.reasons:
        return None
    ends = [reason["opens_at"] for reason in row.reasons]
    return max(map(datetime.fromisoformat, ends)) if all(ends) else None


def test_in_any_order_nobody_is_mailed_who_must_not_be_and_nothing_comes_twice(sandbox):
    AnyOrder.sandbox = sandbox
    how = settings(max_examples=examples(6), stateful_step_count=25)
    run_state_machine_as_test(AnyOrder, settings=how)


@pytest.mark.parametrize("kind", ["human", "out_of_office"])
def test_whoever_answers_or_is_away_is_kept_back(sandbox, kind):
    """The same look at what a reply leads to, where chance may not come by it."""
    AnyOrder.sandbox = sandbox
    machine = AnyOrder()
    machine.begin(begin=BEGINNINGS[0], at_once={*range(6)}, between=None)
    try:
        assert machine.judge.posts
        machine.reply(place=0, kind=kind, elsewhere=False, again=True)
    finally:
        machine.clean_up()
