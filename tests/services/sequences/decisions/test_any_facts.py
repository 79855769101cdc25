"""What holds of every decision, whatever the facts."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.decisions import sequence
from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import (
    EnrollmentFacts,
    Facts,
    Hold,
    HoldLevel,
    Policy,
    SenderFacts,
    ShowFacts,
    TaskFacts,
)
from yardflow.services.sequences.decisions.outcomes import Send, Skip, Wait, Why
from yardflow.services.sequences.decisions.sender_limits import DailyCaps
from yardflow.services.sequences.decisions.wording import outcome_words, reason_words
from yardflow.services.sequences.definitions import steps
from yardflow.services.sequences.definitions.steps import Schedule

BEGIN = datetime(2027, 1, 1, tzinfo=UTC)
# A decision is asked again at its ``until`` at most so often before something happens.
MOST_WAITS = 5
TIMES = (time(0), time(1, 30), time(2, 30), time(9), time(17), time(23, 59))

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/New_York",
            "Europe/Berlin",
            "Australia/Lord_Howe",
            "Asia/Kathmandu",
            "America/Phoenix",
            "Pacific/Kiritimati",
            "Africa/Cairo",
            "America/Santiago",
        )
    ]
)
moments = st.integers(0, 400 * 24 * 4).map(lambda n: BEGIN + n * timedelta(minutes=15))
days = moments.map(datetime.date)
times = st.sampled_from(TIMES)
texts = st.sampled_from(["", "", "", "because"])
counts = st.dictionaries(days, st.integers(0, 4), max_size=9)
schedules = st.builds(
    Schedule,
    st.frozensets(st.integers(0, 6)),
    times,
    times,
    st.booleans(),
)
show_moments = st.builds(
    steps.ShowMoment,
    st.sampled_from(steps.Anchor),
    st.integers(-20, 20),
    st.none() | times,
    st.booleans(),
)
durations = st.builds(steps.Duration, st.integers(0, 30), st.sampled_from(steps.Unit))
emails = st.builds(
    steps.Email,
    st.just("step"),
    st.just(1),
    not_after=st.none() | moments | show_moments,
    late=st.sampled_from(steps.Late),
    outside_hall_hours=st.booleans(),
    next=st.just("then"),
)
waits = st.builds(
    steps.Wait,
    st.just("step"),
    durations | show_moments | st.builds(steps.NextTime, times, st.none() | st.integers(0, 6)),
)
tests = st.builds(steps.EmailTest, st.just("email"), st.just(steps.Happened.OPENED), st.booleans())
conditions = st.builds(
    steps.Condition,
    st.just("step"),
    st.tuples(tests),
    within=st.none() | durations,
)
tasks = st.builds(
    steps.Task,
    st.just("step"),
    st.sampled_from(steps.TaskKind),
    st.just("Call"),
    expires=st.none() | durations,
    holds=st.booleans(),
)
senders = st.builds(
    SenderFacts,
    st.just("Ann"),
    zones,
    counts,
    st.builds(DailyCaps, st.integers(0, 4), st.none() | days, st.integers(0, 2), st.integers(0, 2)),
    st.none() | moments,
    texts,
)
shows = st.builds(
    lambda first, length, *rest: ShowFacts(first, first + timedelta(days=length), *rest),
    days,
    st.integers(0, 4),
    zones,
    st.none() | times,
    st.none() | times,
)
holds = st.builds(Hold, st.sampled_from(HoldLevel), st.just("later"), st.none() | moments)
facts = st.builds(
    Facts,
    address=st.sampled_from(["joe@acme.example", "joe@acme.example", None]),
    zone=zones | zones | st.none(),
    country=st.sampled_from(["", "US", "DE", "AE"]),
    suppressed=texts,
    excluded=texts,
    open_deal=texts,
    holds=st.lists(holds, max_size=2, unique=True).map(tuple),
    sender=senders | senders | st.none(),
    show=shows | st.none(),
    task=st.none() | st.builds(TaskFacts, st.none() | moments, st.none() | moments),
    happened=st.just({}) | st.just({"email": frozenset({steps.Happened.OPENED})}),
    missing=st.sampled_from([(), (), ("contact.first_name",)]),
    person_sent_at=st.lists(moments, max_size=4).map(tuple),
    first_touch=st.booleans(),
    account_touched_at=st.lists(moments, max_size=2).map(tuple),
    domain_sent_on=counts,
    address_sent=st.sampled_from([False, False, True]),
)
policies = st.builds(
    Policy,
    st.integers(0, 3),
    st.none() | st.integers(0, 3),
    st.none() | st.integers(0, 2),
)


@given(emails | waits | conditions | tasks, schedules, facts, policies, moments, moments)
def test_every_wait_ends_with_what_it_waited_for(step, schedule, facts, policy, since, now):
    """Asked again at ``until``, no gate is closed of which the end was known, and soon it is
    decided. The same is decided of the same.
    """
    enrollment = EnrollmentFacts(1, 1, 7, "step", 1, since)
    definition = sequence(step, schedule)
    for _ in range(MOST_WAITS):
        decided = decide(enrollment, definition, facts, policy, now)
        assert decide(enrollment, definition, facts._replace(), policy, now) == decided
        if not isinstance(decided, Wait):
            break
        assert decided.reasons and len(set(decided.reasons)) == len(decided.reasons)
        assert all(reason_words(reason).endswith(".") for reason in decided.reasons)
        assert all(reason.opens_at is None or reason.opens_at > now for reason in decided.reasons)
        if decided.until is None:
            assert any(reason.opens_at is None for reason in decided.reasons)
            return
        assert decided.until > now
        ends = {reason.opens_at for reason in decided.reasons}
        if None not in ends:
            assert decided.until == max(ends)
            later = decide(enrollment, definition, facts, policy, decided.until)
            assert not isinstance(later, Wait)
        now = decided.until
    else:
        raise AssertionError(f"still waits: {decided}")
    if not isinstance(decided, Send):
        assert outcome_words(decided).endswith(".")


@given(emails, schedules, facts, policies, moments)
def test_an_email_leaves_only_where_each_gate_looked_at_alone_is_open(
    email, schedule, facts, policy, now
):
    """A second, slow telling of the rules, for tests alone."""
    decided = decide(
        EnrollmentFacts(1, 1, 7, "step", 1, now), sequence(email, schedule), facts, policy, now
    )
    if isinstance(decided, Skip) and decided.why is Why.LATE:
        assert email.late is steps.Late.SKIP and email.not_after is not None
    if not isinstance(decided, Send):
        return
    assert facts.address and not facts.missing and not facts.suppressed and not facts.excluded
    assert not facts.open_deal
    assert not facts.address_sent and facts.zone and facts.sender and not facts.sender.paused
    assert all(hold.until is not None and hold.until <= now for hold in facts.holds)
    sender = facts.sender
    assert sender.next_at is None or sender.next_at <= now
    assert sender.sent_on.get(now.astimezone(sender.zone).date(), 0) < sender.caps.most
    week = [sent for sent in facts.person_sent_at if sent > now - timedelta(days=7)]
    assert len(week) < policy.person_per_week
    assert in_hours(schedule, now.astimezone(facts.zone))
    touched = [moment for moment in facts.account_touched_at if moment > now - timedelta(days=1)]
    if facts.first_touch and policy.first_touches_per_account_per_day == 1:
        assert not touched
    if policy.domain_per_day is not None:
        assert facts.domain_sent_on.get(now.date(), 0) < policy.domain_per_day
    if email.outside_hall_hours and facts.show and facts.show.hall_opens and facts.show.hall_closes:
        assert not in_hall(facts.show, now.astimezone(facts.show.zone))
    if email.late is steps.Late.SKIP and isinstance(email.not_after, datetime):
        assert now < email.not_after


def in_hours(schedule: Schedule, local: datetime) -> bool:
    """By the wall clock, but for the hours in which clocks change."""
    if schedule.opens < schedule.closes:
        days_ago = 0 if schedule.opens <= local.time() < schedule.closes else None
    elif local.time() >= schedule.opens:
        days_ago = 0
    else:
        days_ago = 1 if local.time() < schedule.closes else None
    if changes(local):
        return True
    return (
        days_ago is not None
        and (local.date() - timedelta(days=days_ago)).weekday() in schedule.weekdays
    )


def in_hall(show: ShowFacts, local: datetime) -> bool:
    assert show.hall_opens and show.hall_closes
    if changes(local) or show.hall_opens >= show.hall_closes:
        return False
    on_a_day = show.starts_on <= local.date() <= show.ends_on
    return on_a_day and show.hall_opens <= local.time() < show.hall_closes


def changes(local: datetime) -> bool:
    """Whether the clocks change within a few hours."""
    hours = (timedelta(hours=n) for n in (-4, 4))
    offsets = {(local.astimezone(UTC) + n).astimezone(local.tzinfo).utcoffset() for n in hours}
    return len(offsets) > 1
