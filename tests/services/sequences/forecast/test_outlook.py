"""The dates at which whoever enters a draft now comes to its steps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from yardflow import clock
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Definition,
    Duration,
    Email,
    EntryRules,
    FieldTest,
    Late,
    Operator,
    Schedule,
    ShowMoment,
    Task,
    TaskKind,
    Unit,
    Wait,
)
from yardflow.services.sequences.forecast.outlook import NO_DATES, outlook

# A Monday, at 10:00 in Las Vegas.
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)


@pytest.fixture(autouse=True)
def on_monday() -> Iterator[None]:
    with clock.at(NOW):
        yield


@pytest.fixture
def show(session, techexpo) -> int:
    techexpo.starts_on, techexpo.ends_on = date(2026, 12, 8), date(2026, 12, 10)
    techexpo.location = "Las Vegas, NV"
    session.commit()
    return int(techexpo.id or 0)


def of(*steps) -> Definition:
    return Definition(steps[0].key, {step.key: step for step in steps}, Schedule(), EntryRules())


DRAFT = of(
    Wait("wait", Duration(1, Unit.DAYS), next="email"),
    Email("email", 1, not_after=ShowMoment(Anchor.FIRST_DAY, 0, time(18)), next="until"),
    Wait("until", ShowMoment(Anchor.FIRST_DAY, 1, time(9)), next="evening"),
    Wait("evening", Duration(10, Unit.HOURS), next="last"),
    Email("last", 1),
)


def test_each_delay_has_its_date_at_the_venue(session, bob, show):
    dates = outlook(session, bob, DRAFT, show).steps
    assert dates["wait"].when == "Until Tue Dec 1, 10:00 AM in Las Vegas, for whoever enters now"
    assert dates["email"].when == "At the earliest Tue Dec 1, 10:00 AM in Las Vegas"
    assert dates["email"].limit == "Tue Dec 8, 6:00 PM in Las Vegas"
    assert dates["until"].when == "Wed Dec 9, 9:00 AM in Las Vegas"
    assert dates["last"].when == "At the earliest Thu Dec 10, 9:00 AM in Las Vegas", "by its window"
    assert not any(each.late for each in dates.values())


@pytest.mark.parametrize(("late", "words"), [(Late.SKIP, "skipped"), (Late.SEND, "sent late")])
def test_what_is_late_for_the_show_by_its_own_delays_is_said(session, bob, show, late, words):
    slow = replace(DRAFT.steps["wait"], until=Duration(9, Unit.DAYS))
    email = replace(DRAFT.steps["email"], late=late)
    dates = outlook(session, bob, of(*{**DRAFT.steps, "wait": slow, "email": email}.values()), show)
    assert dates.steps["email"].late.startswith(
        f"It would be {words}: the earliest is Wed Dec 9, 10:00 AM in Las Vegas, and its limit Tue"
    )
    assert "is over before anyone comes here" in dates.steps["until"].late


@pytest.mark.parametrize(
    ("outside_hall_hours", "window", "cause"),
    [
        (True, Schedule(), "Hall hours and the sending window leave no time."),
        (False, Schedule(opens=time(13)), "Sending hours leave no time."),
    ],
)
def test_what_no_hour_is_open_for_before_its_limit_says_so(
    session, bob, techexpo, show, outside_hall_hours, window, cause
):
    techexpo.hall_opens, techexpo.hall_closes = time(9), time(18)
    session.commit()
    draft = of(
        Wait("until", ShowMoment(Anchor.FIRST_DAY, 1, time(7)), next="email"),
        Email(
            "email",
            1,
            not_after=ShowMoment(Anchor.FIRST_DAY, 1, time(12)),
            outside_hall_hours=outside_hall_hours,
        ),
    )
    dates = outlook(session, bob, replace(draft, schedule=window), show).steps
    assert dates["email"].late == (
        "It would be skipped: nothing can go out between Wed Dec 9, 7:00 AM in Las Vegas and its "
        f"limit, Wed Dec 9, 12:00 PM in Las Vegas. {cause} Change them or the limit."
    )


def test_the_earliest_way_counts(session, bob, show):
    test = FieldTest("contact.title", Operator.IS_SET)
    draft = of(
        Condition("if", (test,), within=Duration(3, Unit.DAYS), yes="task", no="wait"),
        Wait("wait", Duration(1, Unit.HOURS), next="task"),
        Task("task", TaskKind.CALL, "Call", holds=True, next="email"),
        Email("email", 1),
    )
    dates = outlook(session, bob, draft, show).steps
    assert dates["wait"].when == "Until Thu Dec 3, 11:00 AM in Las Vegas, for whoever enters now"
    assert dates["email"].when == "At the earliest Mon Nov 30, 10:00 AM in Las Vegas"


def test_without_an_event_or_its_dates_there_are_none(session, bob, techexpo):
    assert outlook(session, bob, DRAFT, None).steps == {}
    assert outlook(session, bob, DRAFT, 10**30).steps == {}
    assert outlook(session, bob, DRAFT, techexpo.id).note == NO_DATES
