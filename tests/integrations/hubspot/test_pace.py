"""The pace of calls to HubSpot, which all processes keep together."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.hubspot import pace, refusals
from yardflow.integrations.hubspot.pace import Bucket

pytestmark = pytest.mark.usefixtures("database")
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def moments(bucket: Bucket, calls: int, every: timedelta = timedelta(0)) -> list[datetime]:
    """When so many calls go out that are wanted at once, or one by one."""
    wanted = [NOW + every * number for number in range(calls)]
    return sorted(moment + pace.take(bucket, moment) for moment in wanted)


def most_within(sent: list[datetime], window: timedelta) -> int:
    return max(sum(start <= moment < start + window for moment in sent) for start in sent)


@pytest.mark.parametrize("limit", [100, 110, 190])
def test_no_ten_seconds_have_more_calls_than_hubspot_counts(limit):
    sent = moments(pace.calls(limit), limit * 3 // 2)
    assert most_within(sent, timedelta(seconds=10)) <= limit
    assert sent[-1] - NOW <= timedelta(seconds=16)  # and hardly fewer


def test_no_second_has_more_searches_than_hubspot_counts():
    sent = moments(pace.searches(), 60)
    assert most_within(sent, timedelta(seconds=1)) <= pace.SEARCHES_PER_S
    assert len(sent) / (sent[-1] - NOW).total_seconds() > 3.9


def test_who_calls_seldom_never_waits():
    every = timedelta(seconds=0.2)
    sent = moments(pace.calls(100), 50, every)
    assert sent == [NOW + every * number for number in range(50)]


def test_many_at_once_share_the_places():
    bucket = pace.calls(100)
    with ThreadPoolExecutor(8) as threads:
        waits = list(threads.map(lambda _: pace.take(bucket, NOW), range(100)))
    assert most_within(sorted(NOW + wait for wait in waits), timedelta(seconds=10)) <= 100
    assert len(set(waits)) == 100 - 10 + 1  # ten went at once, and no two others together


def test_a_place_too_far_ahead_is_refused_and_not_taken():
    bucket = Bucket("hubspot", 1, 1)
    for _ in range(21):
        pace.take(bucket, NOW)
    for _ in range(3):
        with pytest.raises(TemporaryError, match="wait already"):
            pace.take(bucket, NOW)
    assert pace.take(bucket, NOW + timedelta(seconds=1)) == timedelta(seconds=20)


@pytest.mark.parametrize(
    ("policy", "header", "bucket", "until"),
    [
        ("TEN_SECONDLY_ROLLING", {}, pace.calls(100), 10),
        ("SECONDLY", {}, pace.searches(), 1),
        ("DAILY", {"Retry-After": "7200"}, pace.calls(100), 7_200),
        ("DAILY", {}, pace.calls(100), 3_600),
    ],
)
def test_a_limit_that_was_reached_is_left_alone_by_everyone(policy, header, bucket, until):
    error = refusals.of(429, {"policyName": policy}, header)
    pace.close(error, NOW)
    with pytest.raises(TemporaryError) as refusal:
        pace.take(bucket, NOW + timedelta(seconds=until - 0.5))
    assert refusal.value.message == error.message
    assert refusal.value.after == timedelta(seconds=0.5)
    assert pace.take(bucket, NOW + timedelta(seconds=until)) == timedelta(0)
    other = pace.searches() if bucket.name == pace.CALLS else pace.calls(100)
    assert pace.take(other, NOW) == timedelta(0)
