"""Local time, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest

from tests.fixtures.decisions import BERLIN, NEW_YORK, local
from yardflow.services.sequences.decisions.calendar import (
    business_days_from,
    days_later,
    holiday_on,
    is_business_day,
    moment_of,
)

LORD_HOWE, KATHMANDU = ZoneInfo("Australia/Lord_Howe"), ZoneInfo("Asia/Kathmandu")


def test_a_time_that_the_clocks_pass_over_is_when_they_do_and_one_that_comes_twice_the_first():
    table = [
        (NEW_YORK, "2027-03-14 01:59", "2027-03-14 06:59"),
        (NEW_YORK, "2027-03-14 02:00", "2027-03-14 07:00"),
        (NEW_YORK, "2027-03-14 02:30", "2027-03-14 07:00"),
        (NEW_YORK, "2027-03-14 02:59", "2027-03-14 07:00"),
        (NEW_YORK, "2027-03-14 03:00", "2027-03-14 07:00"),
        (NEW_YORK, "2027-11-07 01:30", "2027-11-07 05:30"),
        (BERLIN, "2027-03-28 02:30", "2027-03-28 01:00"),
        (BERLIN, "2027-10-31 02:30", "2027-10-31 00:30"),
        # By half an hour.
        (LORD_HOWE, "2027-10-03 02:15", "2027-10-02 15:30"),
        (LORD_HOWE, "2027-04-04 01:45", "2027-04-03 14:45"),
        (KATHMANDU, "2027-03-14 02:30", "2027-03-13 20:45"),
        # A midnight that doesn't exist.
        (ZoneInfo("Africa/Cairo"), "2027-04-30 00:00", "2027-04-29 22:00"),
        # A whole day that didn't.
        (ZoneInfo("Pacific/Apia"), "2011-12-30 12:00", "2011-12-30 10:00"),
    ]
    for zone, text, utc in table:
        naive = datetime.fromisoformat(text)
        moment = moment_of(naive.date(), naive.time(), zone)
        assert moment == datetime.fromisoformat(utc).replace(tzinfo=UTC), (zone, text)


def test_of_a_time_that_comes_twice_or_never_only_the_minute_counts():
    first = local("2027-11-07 01:31")  # no other test asks for it, as moments are kept
    assert moment_of(date(2027, 11, 7), time(1, 31, fold=1), NEW_YORK) == first
    gap = moment_of(date(2027, 3, 14), time(2, 30, 15, 500), NEW_YORK)
    assert gap == local("2027-03-14 03:00")


def test_a_calendar_day_later_it_is_the_same_time_of_day():
    table = [
        (NEW_YORK, "2027-03-13 09:00", 1, "2027-03-14 09:00"),  # 23 hours
        (NEW_YORK, "2027-11-06 09:00", 1, "2027-11-07 09:00"),  # 25 hours
        (LORD_HOWE, "2027-10-02 09:00", 1, "2027-10-03 09:00"),
        (BERLIN, "2028-02-28 09:00", 1, "2028-02-29 09:00"),
        (BERLIN, "2027-12-31 09:00", 60, "2028-02-29 09:00"),
    ]
    for zone, since, days, then in table:
        assert days_later(local(since, zone), days, zone) == local(then, zone), (since, days)
    hours = local("2027-03-14 09:00") - local("2027-03-13 09:00")
    assert hours == timedelta(hours=23)


def test_from_the_second_of_two_same_hours_a_day_later_is_that_hour():
    second = local("2027-11-07 01:30") + timedelta(hours=1)
    assert days_later(second, 1, NEW_YORK) == local("2027-11-08 01:30")


def test_business_days_pass_over_weekends_and_holidays_of_the_country():
    table = [
        ("2027-03-12", 1, "US", "2027-03-15"),
        ("2027-03-13", 1, "US", "2027-03-15"),
        ("2027-03-14", -1, "US", "2027-03-12"),
        ("2027-11-24", 1, "US", "2027-11-26"),
        ("2027-11-24", 1, "DE", "2027-11-25"),
        ("2027-11-29", -10, "US", "2027-11-12"),
        ("2027-12-23", 2, "DE", "2027-12-27"),
        ("2028-02-28", 1, "", "2028-02-29"),
        ("2027-06-03", 1, "SA", "2027-06-06"),  # Friday and Saturday are its weekend
        ("2027-03-12", 1, "no country", "2027-03-15"),
        ("2027-03-13", 0, "US", "2027-03-13"),
    ]
    for day, count, country, then in table:
        outcome = business_days_from(date.fromisoformat(day), count, country)
        assert outcome == date.fromisoformat(then), (day, count, country)


def test_of_unknown_countries_and_far_years_there_are_no_holidays():
    assert holiday_on(date(2027, 1, 1), "FR")
    for day, country in [
        (date(2027, 1, 1), ""),
        (date(2027, 1, 1), "fr"),
        (date(2027, 1, 1), "F" * 1_000_000),
        (date(9999, 1, 1), "FR"),
    ]:
        assert holiday_on(day, country) == ""
    assert is_business_day(date(2027, 1, 1), "?") and not is_business_day(date(2027, 1, 2), "?")


@pytest.mark.slow
def test_in_every_zone_a_moment_is_at_that_time_or_at_the_end_of_a_gap():
    """And later times of a day are never earlier moments."""
    for zone in map(ZoneInfo, sorted(available_timezones())):
        for month in (3, 4, 9, 10, 11):
            before = None
            for day in (date(2027, month, 1) + timedelta(days=n) for n in range(0, 28, 3)):
                for at in (time(0), time(0, 30), time(2, 30), time(9)):
                    moment = moment_of(day, at, zone)
                    shown = moment.astimezone(zone).replace(tzinfo=None)
                    naive = datetime.combine(day, at)
                    assert shown == naive or naive < shown <= naive + timedelta(hours=1), zone
                    assert before is None or before <= moment
                    before = moment
