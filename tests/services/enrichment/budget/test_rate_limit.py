"""The pace: requests and tokens a minute, shared by everybody who asks."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import Session

from tests.fixtures import spending
from tests.fixtures.spending import NOON, Runs, ask, reserve
from yardflow import clock
from yardflow.models import Account
from yardflow.services.enrichment.budget.limits import Refusal
from yardflow.services.enrichment.budget.rate_limit import Bucket
from yardflow.services.enrichment.budget.reservations import Reservation

SECOND = timedelta(seconds=1)


@pytest.fixture
def runs(session: Session, acme: Account, works_at: Callable[..., int]) -> Runs:
    """``runs(3)``: so many runs under way, each of another contact."""
    return lambda count: spending.runs_at(session, acme, works_at, count)


def full(requests: int = 60, tokens: int = 60_000) -> Bucket:
    """A bucket that nobody has taken from."""
    return Bucket.filled(requests, tokens, (None, None, None), NOON)


def later(bucket: Bucket, wait: timedelta) -> Bucket:
    """The same bucket after a while."""
    left = (bucket.requests, bucket.tokens, bucket.at)
    return Bucket.filled(
        bucket.requests_per_minute, bucket.tokens_per_minute, left, bucket.at + wait
    )


def test_ten_seconds_worth_may_go_at_once_and_no_more():
    bucket = full(requests=60)
    assert [bucket.take(1) for _ in range(10)] == [None] * 10
    wait = bucket.take(1)
    assert wait is not None and SECOND <= wait < SECOND * 1.1


def test_a_slow_pace_lets_one_through_at_least():
    bucket = full(requests=1)
    assert bucket.take(1) is None
    wait = bucket.take(1)
    assert wait is not None and timedelta(seconds=60) <= wait < timedelta(seconds=61)


def test_tokens_are_counted_like_requests():
    bucket = full(requests=6_000, tokens=60_000)
    assert bucket.take(10_000) is None
    wait = bucket.take(2_000)
    assert wait is not None and 2 * SECOND <= wait < 2.1 * SECOND


def test_who_waits_keeps_the_place_before_those_that_come_after():
    bucket = full(requests=60)
    for _ in range(10):
        bucket.take(1)
    waits = [bucket.take(1) for _ in range(3)]
    assert [round(wait.total_seconds()) for wait in waits if wait] == [1, 2, 3]


def test_a_small_question_does_not_overtake_a_large_one():
    bucket = full(tokens=60_000)
    assert bucket.take(6_000) is None
    assert bucket.take(8_000) is not None
    assert bucket.take(1) is not None


def test_a_question_larger_than_the_bucket_goes_when_it_is_full_and_is_paid_off_later():
    bucket = full(tokens=6_000)
    assert bucket.take(4_000) is None
    wait = later(bucket, SECOND).take(1)
    assert wait is not None and wait > 25 * SECOND


def test_a_bucket_never_runs_over():
    assert later(full(requests=60), timedelta(days=1)).requests == 10


def test_a_clock_that_is_behind_fills_nothing_twice():
    bucket = full(requests=60)
    for _ in range(10):
        bucket.take(1)
    left = (bucket.requests, bucket.tokens, bucket.at)
    behind = Bucket.filled(60, 60_000, left, NOON - timedelta(minutes=5))
    assert behind.requests == 0 and behind.at == NOON


@given(st.integers(1, 10_000), st.integers(0, 40), st.integers(0, 3_000))
def test_after_the_wait_it_is_ones_turn(requests, before, tokens):
    bucket = full(requests, 60_000)
    for _ in range(before):
        bucket.take(tokens)
    fresh = later(bucket, timedelta(0))
    wait = fresh.take(tokens)
    if wait is not None:
        assert later(fresh, wait).take(tokens) is None


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 2_000)), max_size=200))
def test_no_minute_sees_more_than_the_pace_and_one_bucket(asks):
    bucket, moment, passed = full(requests=60, tokens=60_000), NOON, []
    for pause_ms, tokens in asks:
        pause = timedelta(milliseconds=pause_ms)
        moment += pause
        bucket = later(bucket, pause)
        if bucket.take(tokens) is None:
            passed.append((moment, tokens))
    for start, _ in passed:
        within = [each for at, each in passed if start <= at < start + timedelta(minutes=1)]
        assert len(within) <= 60 + 10 + 1 and sum(within) <= 60_000 + 10_000 + 2_000


def paced(runs: Runs, moment: datetime, count: int, **choices: int) -> list[Reservation | Refusal]:
    """So many questions want to go out."""
    with clock.at(moment):
        return reserve([ask(run) for run in runs(count)], **choices)


def test_who_is_too_early_is_told_when_to_come(runs):
    answers = paced(runs, NOON, 3, requests_per_minute=12)
    assert [type(answer) for answer in answers] == [Reservation, Reservation, Refusal]
    last = answers[-1]
    assert isinstance(last, Refusal) and last.kind == "rate_limit"
    assert 5 * SECOND <= last.until - NOON < 6 * SECOND
    assert last.reason == ("OpenAI: rate limit reached. Resuming at 12:00:05 UTC.")
    assert isinstance(paced(runs, last.until, 1, requests_per_minute=12)[0], Reservation)


@pytest.mark.slow
def test_a_pace_that_is_raised_counts_at_once(runs):
    paced(runs, NOON, 2, requests_per_minute=12)
    answers = paced(runs, NOON + SECOND, 60, requests_per_minute=3_600)
    assert all(isinstance(answer, Reservation) for answer in answers)


def test_a_batch_is_one_request_however_many_questions_and_has_no_pace(runs):
    with clock.at(NOON):
        answers = reserve([ask(run, economy=True) for run in runs(20)], requests_per_minute=1)
    assert all(isinstance(answer, Reservation) for answer in answers)


def test_who_has_no_money_takes_nobodys_turn(runs):
    with clock.at(NOON):
        reserve([ask(*runs(1))], requests_per_minute=1, daily_budget_usd="0")
        assert isinstance(reserve([ask(*runs(1))], requests_per_minute=1)[0], Reservation)


@pytest.mark.slow
def test_sixteen_at_once_share_one_pace(runs):
    everybody, passed = runs(64), []

    def go(at: int) -> None:
        asks = [ask(run) for run in everybody[4 * at : 4 * at + 4]]
        answers = reserve(asks, requests_per_minute=120)
        passed.extend(answer for answer in answers if isinstance(answer, Reservation))

    with clock.at(NOON):
        threads = [threading.Thread(target=go, args=(at,)) for at in range(16)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert len(passed) == 20
