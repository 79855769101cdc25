"""A sender never passes its cap or its pace, whoever asks at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.services.sequences.senders.cast import sender_of
from yardflow import db
from yardflow.errors import Conflict, NotFound
from yardflow.models import DomainDay, SenderDay
from yardflow.services.sequences.senders import capacity
from yardflow.services.sequences.senders.capacity import Slots

NOON = datetime(2026, 11, 30, 17, tzinfo=UTC)  # in New York


def sent(session: Session, sender_id: int) -> dict[date, int]:
    session.expire_all()
    rows = session.exec(select(SenderDay).where(SenderDay.sender_id == sender_id))
    return {row.day: row.sent for row in rows}


def at(zone: str, *moment: int, fold: int = 0) -> datetime:
    return datetime(*moment, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def test_slots_are_taken_up_to_the_cap_and_open_again_at_midnight(session):
    ann = sender_of(session, daily_cap=5)
    midnight = at("America/New_York", 2026, 12, 1)
    assert capacity.take_slots(session, ann, NOON, 3) == Slots(3)
    assert capacity.take_slots(session, ann, NOON, 3) == Slots(2, midnight)
    assert capacity.take_slots(session, ann, NOON) == Slots(0, midnight)
    last = midnight - timedelta(microseconds=1)
    assert capacity.take_slots(session, ann, last) == Slots(0, midnight)
    assert capacity.take_slots(session, ann, midnight, 9).taken == 5
    assert sent(session, ann) == {date(2026, 11, 30): 5, date(2026, 12, 1): 5}


def test_a_day_begins_at_its_first_moment_where_clocks_change(session):
    for zone, day, begins, hours in (
        ("America/New_York", date(2026, 3, 8), at("America/New_York", 2026, 3, 8), 23),
        ("America/New_York", date(2026, 11, 1), at("America/New_York", 2026, 11, 1), 25),
        ("Europe/Berlin", date(2026, 3, 29), at("Europe/Berlin", 2026, 3, 29), 23),
        ("Australia/Lord_Howe", date(2026, 4, 5), at("Australia/Lord_Howe", 2026, 4, 5), 24.5),
        ("Asia/Kathmandu", date(2026, 6, 1), at("Asia/Kathmandu", 2026, 6, 1), 24),
        # Midnight is skipped, and midnight comes twice.
        ("Africa/Cairo", date(2026, 4, 24), datetime(2026, 4, 23, 22, tzinfo=UTC), 23),
        ("America/Havana", date(2026, 11, 1), at("America/Havana", 2026, 11, 1), 25),
    ):
        ann = sender_of(session, timezone=zone, daily_cap=1)
        before, ends = begins - timedelta(seconds=1), begins + timedelta(hours=hours)
        assert capacity.take_slots(session, ann, before) == Slots(1), zone
        assert capacity.take_slots(session, ann, before) == Slots(0, begins), zone
        assert capacity.take_slots(session, ann, begins) == Slots(1), zone
        assert capacity.take_slots(session, ann, ends - timedelta(seconds=1)) == Slots(0, ends)
        assert sent(session, ann)[day] == 1, zone


def test_a_mailbox_warms_up_day_by_day(session):
    ann = sender_of(
        session, daily_cap=30, warmup_began=date(2026, 11, 30), warmup_first=10, warmup_step=15
    )
    for days, most in ((-1, 10), (0, 10), (1, 25), (2, 30), (400, 30)):
        now = NOON + timedelta(days=days)
        assert capacity.take_slots(session, ann, now, 1_000).taken == most


def test_the_pace_lets_one_go_at_a_time_also_over_midnight(session):
    ann = sender_of(session, daily_cap=100, pace_s=30, jitter_s=10)
    late = at("America/New_York", 2026, 12, 1) - timedelta(seconds=5)
    first = capacity.take_slots(session, ann, late, 3)
    assert first.taken == 1 and first.next_at is not None
    assert 30 <= (first.next_at - late).total_seconds() <= 40
    soon = first.next_at - timedelta(microseconds=1)
    assert capacity.take_slots(session, ann, soon) == Slots(0, first.next_at)
    assert capacity.take_slots(session, ann, first.next_at) == Slots(1)


def test_the_jitter_differs_from_one_email_to_the_next(session):
    ann = sender_of(session, daily_cap=100, jitter_s=600)
    now, gaps = NOON, set()
    for _ in range(12):
        slots = capacity.take_slots(session, ann, now, 2)
        assert slots.taken == 1 and slots.next_at is not None
        gaps.add(slots.next_at - now)
        assert timedelta(0) <= slots.next_at - now <= timedelta(seconds=600)
        now = slots.next_at
    assert len(gaps) > 8


def test_a_paused_sender_gives_none_and_one_that_is_gone_says_so(session):
    ann = sender_of(session, paused_at=NOON, pause_reason="On leave.")
    assert capacity.take_slots(session, ann, NOON) == Slots(0)
    with pytest.raises(NotFound):
        capacity.take_slots(session, ann + 1, NOON)


def test_what_was_refused_is_given_back_to_its_day_and_never_more(session):
    ann = sender_of(session, daily_cap=3)
    capacity.take_slots(session, ann, NOON, 3)
    capacity.give_back(session, ann, NOON, 2)
    assert capacity.take_slots(session, ann, NOON, 3).taken == 2
    capacity.give_back(session, ann, NOON, 9)
    assert sent(session, ann) == {date(2026, 11, 30): 0}


@pytest.mark.parametrize("pace", [0, 1])
def test_many_workers_at_once_never_pass_cap_or_pace(session, pace):
    """They meet around a midnight when clocks are set back, and some give slots back."""
    ann = sender_of(session, timezone="America/Havana", daily_cap=40, pace_s=pace)
    midnight = at("America/Havana", 2026, 11, 1)
    begin = Barrier(8, timeout=30)

    def work(number: int) -> list[datetime]:
        taken: list[datetime] = []
        begin.wait()
        for turn in range(40):
            now = midnight + timedelta(seconds=turn - 20)
            with db.session() as current:
                slots = capacity.take_slots(current, ann, now, 3)
                back = slots.taken > 1 and number == 0
                if back:
                    capacity.give_back(current, ann, now)
                taken += [now] * (slots.taken - back)
        return taken

    with ThreadPoolExecutor(8) as pool:
        taken = sorted(moment for part in pool.map(work, range(8)) for moment in part)
    days = {date(2026, 10, 31): 0, date(2026, 11, 1): 0}
    for moment in taken:
        days[moment.astimezone(ZoneInfo("America/Havana")).date()] += 1
    assert days == sent(session, ann)
    if pace:
        # A worker whose clock is behind may come later, and finds the pace of those ahead of it.
        assert len(set(taken)) == len(taken)
    else:
        assert days == {date(2026, 10, 31): 40, date(2026, 11, 1): 40}


def test_two_workers_with_the_same_senders_in_order_never_wait_for_each_other_for_good(session):
    keys = [sender_of(session, daily_cap=1_000) for _ in range(3)]
    names = [f"d{number}.example" for number in range(5)]
    begin = Barrier(4, timeout=30)

    def work(number: int) -> None:
        begin.wait()
        for _ in range(15):
            with db.session() as current:
                for key in keys:
                    capacity.take_slots(current, key, NOON, 2)
                    capacity.give_back(current, key, NOON)
                wanted = dict.fromkeys(names if number % 2 else reversed(names), 1)
                capacity.take_domain_slots(current, wanted, NOON, 1_000)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert [sent(session, key) for key in keys] == [{date(2026, 11, 30): 60}] * 3
    assert {row.domain: row.sent for row in session.exec(select(DomainDay))} == dict.fromkeys(
        names, 60
    )


def test_a_recipients_domain_gets_so_many_a_day_from_all_senders(session):
    wanted = {"gmail.com": 3, "acme.com": 1}
    assert capacity.take_domain_slots(session, wanted, NOON, 4) == wanted
    assert capacity.take_domain_slots(session, wanted, NOON, 4) == {"gmail.com": 1, "acme.com": 1}
    capacity.give_domain_back(session, {"gmail.com": 2}, NOON)
    assert capacity.take_domain_slots(session, wanted, NOON, 4)["gmail.com"] == 2
    counts = capacity.sent_to_domains(session, ["gmail.com"], NOON)
    assert counts == {"gmail.com": {date(2026, 11, 30): 4}}
    midnight = datetime(2026, 12, 1, tzinfo=UTC)
    assert capacity.take_domain_slots(session, wanted, midnight, 4) == wanted


def test_without_a_limit_domains_are_not_counted_and_old_counts_go(session):
    assert capacity.take_domain_slots(session, {"acme.com": 9}, NOON, None) == {"acme.com": 9}
    assert session.exec(select(DomainDay)).all() == []
    capacity.take_domain_slots(session, {"acme.com": 9}, NOON, 9)
    capacity.forget_domains(session, NOON + timedelta(days=capacity.KEPT_DAYS))
    assert len(session.exec(select(DomainDay)).all()) == 1
    capacity.forget_domains(session, NOON + timedelta(days=capacity.KEPT_DAYS + 1))
    assert session.exec(select(DomainDay)).all() == []


def test_decisions_see_what_was_sent_and_when_the_next_may_go(session):
    ann = sender_of(session, daily_cap=9, pace_s=60)
    capacity.take_slots(session, ann, NOON - timedelta(days=1))
    capacity.take_slots(session, ann, NOON)
    facts = capacity.facts(session, [ann, ann + 1], NOON)
    assert list(facts) == [ann]
    assert facts[ann].sent_on == {date(2026, 11, 29): 1, date(2026, 11, 30): 1}
    assert facts[ann].next_at == NOON + timedelta(minutes=1)
    assert facts[ann].zone.key == "America/New_York" and facts[ann].paused == ""


def test_a_sender_without_a_valid_zone_is_refused_with_its_name(session):
    for zone in ("Mars/Olympus", "../../etc/passwd", "America/New_York\n"):
        ann = sender_of(session, name="Ann Lee")
        session.execute(
            text("UPDATE sender SET timezone = :zone WHERE id = :id"), {"zone": zone, "id": ann}
        )
        for ask in (capacity.take_slots, lambda *args: capacity.facts(args[0], [args[1]], NOON)):
            with pytest.raises(Conflict, match="Ann Lee"):
                ask(session, ann, NOON)
