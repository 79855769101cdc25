"""The times that a sender has free."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.meetings.slots import DAYS, NOTICE, Hours, free

NEW_YORK = ZoneInfo("America/New_York")
# A Tuesday, 09:00 in New York.
NOW = datetime(2027, 3, 2, 14, tzinfo=UTC)
HOURS = Hours({1, 3}, time(9), time(11), 30, NEW_YORK)


def local(starts: list[datetime]) -> list[str]:
    return [f"{start.astimezone(NEW_YORK):%a %d %H:%M}" for start in starts]


def test_they_are_those_of_two_weeks_by_the_senders_clock_an_hour_from_now_on():
    assert local(free(HOURS, [], NOW)) == [
        *("Tue 02 10:00", "Tue 02 10:30"),
        *("Thu 04 09:00", "Thu 04 09:30", "Thu 04 10:00", "Thu 04 10:30"),
        *("Tue 09 09:00", "Tue 09 09:30", "Tue 09 10:00", "Tue 09 10:30"),
        *("Thu 11 09:00", "Thu 11 09:30", "Thu 11 10:00", "Thu 11 10:30"),
    ]


def test_what_is_taken_is_not_free_and_what_touches_it_is():
    begins = datetime(2027, 3, 4, 14, 15, tzinfo=UTC)  # 09:15 to 10:00
    taken = [(begins, begins + timedelta(minutes=45))]
    assert local(free(HOURS, taken, NOW))[2:4] == ["Thu 04 10:00", "Thu 04 10:30"]


def test_a_meeting_has_to_fit_in():
    assert local(free(Hours({3}, time(9), time(10, 50), 30, NEW_YORK), [], NOW)) == [
        *("Thu 04 09:00", "Thu 04 09:30", "Thu 04 10:00"),
        *("Thu 11 09:00", "Thu 11 09:30", "Thu 11 10:00"),
    ]


def test_where_clocks_jump_ahead_no_one_meets_in_the_hour_that_is_not_there():
    sunday = Hours({6}, time(1), time(4), 60, NEW_YORK)
    assert local(free(sunday, [], NOW)) == [
        *("Sun 07 01:00", "Sun 07 02:00", "Sun 07 03:00"),
        *("Sun 14 01:00", "Sun 14 03:00"),
    ]


TIMES = st.times(max_value=time(22)).map(lambda at: at.replace(second=0, microsecond=0))


@given(
    weekdays=st.sets(st.integers(0, 6), min_size=1),
    opens=TIMES,
    minutes=st.integers(10, 240),
    zone=st.sampled_from(["America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]),
    now=st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    taken=st.lists(st.tuples(st.integers(0, 20_000), st.integers(1, 1_440)), max_size=20),
)
def test_no_free_time_is_taken_too_soon_or_outside_the_hours(
    weekdays, opens, minutes, zone, now, taken
):
    hours = Hours(weekdays, opens, time(23), minutes, ZoneInfo(zone))
    busy = [
        (now + timedelta(minutes=after), now + timedelta(minutes=after + long))
        for after, long in taken
    ]
    starts = free(hours, busy, now)
    assert starts == sorted(set(starts))
    for start in starts:
        end, there = start + timedelta(minutes=minutes), start.astimezone(ZoneInfo(zone))
        assert now + NOTICE <= start <= now + timedelta(days=DAYS + 1)
        assert there.weekday() in weekdays and there.time() >= opens
        assert all(end <= begins or ends <= start for begins, ends in busy)
