"""Steps that send nothing: waits, conditions, splits, tasks, exits."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tests.fixtures.decisions import (
    BERLIN,
    EMAIL,
    NEW_YORK,
    NOW,
    OPEN,
    decision,
    local,
    opens,
    sequence,
    waits_until,
)
from yardflow.services.sequences.decisions.decision import decide
from yardflow.services.sequences.decisions.facts import EnrollmentFacts, Policy, TaskFacts
from yardflow.services.sequences.decisions.outcomes import Branch, Exit, Gate, Wait, Why
from yardflow.services.sequences.decisions.splits import way_of
from yardflow.services.sequences.decisions.tasks import TaskTimes, task_times
from yardflow.services.sequences.definitions import steps
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Duration,
    EmailTest,
    FieldTest,
    Happened,
    NextTime,
    Operator,
    ShowMoment,
    Unit,
)

SECOND = timedelta(seconds=1)
OPENED = EmailTest("email", Happened.OPENED)
NOT_OPENED = replace(OPENED, negated=True)
CALL = steps.Task("call", steps.TaskKind.CALL, "Call Joe", next="then")


def wait(until: Duration | NextTime | ShowMoment) -> steps.Wait:
    return steps.Wait("wait", until, "then")


def test_waits_end_when_they_say():
    table = [
        (Duration(90, Unit.MINUTES), "2027-03-09 10:00", "2027-03-09 11:30"),
        (Duration(24, Unit.HOURS), "2027-03-13 10:00", "2027-03-14 11:00"),
        (Duration(1, Unit.DAYS), "2027-03-13 10:00", "2027-03-14 10:00"),
        (Duration(1, Unit.DAYS), "2027-03-13 02:30", "2027-03-14 03:00"),
        (Duration(3, Unit.BUSINESS_DAYS), "2027-03-12 10:00", "2027-03-17 10:00"),
        (Duration(1, Unit.BUSINESS_DAYS), "2027-11-24 16:00", "2027-11-26 16:00"),
        (NextTime(time(9)), "2027-03-09 08:59", "2027-03-09 09:00"),
        (NextTime(time(9)), "2027-03-09 09:00", "2027-03-10 09:00"),
        (NextTime(time(9), weekday=1), "2027-03-09 09:00", "2027-03-16 09:00"),
        (NextTime(time(9), weekday=0), "2027-03-09 10:00", "2027-03-15 09:00"),
        (NextTime(time(2, 30), weekday=6), "2027-03-09 10:00", "2027-03-14 03:00"),
        (ShowMoment(Anchor.FIRST_DAY, 1, time(18)), "2027-03-01 10:00", "2027-03-10 12:00"),
        (ShowMoment(Anchor.LAST_DAY, 1), "2027-03-01 10:00", "2027-03-11 18:00"),
        (
            ShowMoment(Anchor.FIRST_DAY, -10, time(9), business_days=True),
            "2027-02-01 10:00",
            "2027-02-23 03:00",
        ),
    ]
    for until, since_, end_ in table:
        since, end = local(since_), local(end_)
        outcome = decision(wait(until), end - SECOND, since=since, country="US")
        assert waits_until(outcome, end) and opens(outcome) == {Gate.WAIT: end}, until
        passed = decision(wait(until), end, since=since, country="US")
        assert passed == Branch("then", Why.TIME_PASSED), until


def test_a_moment_of_the_show_that_is_past_lets_pass_at_once():
    moment = wait(ShowMoment(Anchor.FIRST_DAY, -30, time(9)))
    assert decision(moment, since=NOW) == Branch("then", Why.TIME_PASSED)


def test_without_dates_of_an_event_a_moment_of_the_show_waits_for_them():
    outcome = decision(wait(ShowMoment(Anchor.FIRST_DAY, 0)), show=None)
    assert opens(outcome) == {Gate.NO_EVENT_DATES: None} and waits_until(outcome, None)


def test_the_end_of_the_sequence_is_a_branch_to_no_step():
    last = replace(wait(Duration(0, Unit.DAYS)), next=None)
    assert decision(last, since=NOW) == Branch(None, Why.TIME_PASSED)


def test_fields_are_compared_as_people_read_them():
    values = {
        "contact.title": "VP Öperations",
        "account.icp_score": 70,
        "account.size": "250",
        "account.note": "nan",
        "account.empty": "",
        "contact.none": None,
    }
    table = [
        ("contact.title", Operator.IS, "vp öperations", True),
        ("contact.title", Operator.IS, " VP o\u0308PERATIONS", True),
        ("contact.title", Operator.IS, "vp operations", True),
        ("contact.title", Operator.IS, "VP", False),
        ("contact.title", Operator.IS_NOT, "VP", True),
        ("contact.title", Operator.CONTAINS, "ÖPER", True),
        ("contact.title", Operator.AT_LEAST, "1", False),
        ("contact.title", Operator.AT_MOST, "1", False),
        ("contact.missing", Operator.IS, "", True),
        ("contact.missing", Operator.IS_NOT, "VP", True),
        ("contact.missing", Operator.IS_SET, "", False),
        ("contact.missing", Operator.IS_EMPTY, "", True),
        ("contact.none", Operator.IS_EMPTY, "", True),
        ("account.empty", Operator.IS_EMPTY, "", True),
        ("account.empty", Operator.AT_MOST, "5", False),
        ("account.icp_score", Operator.IS_SET, "", True),
        ("account.icp_score", Operator.IS, "70", True),
        ("account.icp_score", Operator.AT_LEAST, "70", True),
        ("account.icp_score", Operator.AT_LEAST, "70.5", False),
        ("account.icp_score", Operator.AT_MOST, "9", False),
        ("account.icp_score", Operator.AT_LEAST, "", False),
        ("account.icp_score", Operator.AT_LEAST, "-inf", False),
        ("account.icp_score", Operator.AT_MOST, "1" + "0" * 1_000_000, False),
        ("account.size", Operator.AT_LEAST, "30", True),
        ("account.note", Operator.AT_LEAST, "1", False),
    ]
    for field, operator, value, holds in table:
        condition = steps.Condition("if", (FieldTest(field, operator, value),), yes="a", no="b")
        expected = Branch("a", Why.HOLDS) if holds else Branch("b", Why.HOLDS_NOT)
        assert decision(condition, values=values) == expected, (field, operator, value[:9])


def test_all_tests_hold_or_any_of_them():
    yes, no = FieldTest("a", Operator.IS_EMPTY), FieldTest("a", Operator.IS_SET)
    for tests, any_of, holds in [
        ((yes, yes), False, True),
        ((yes, no), False, False),
        ((yes, no), True, True),
        ((no, no), True, False),
    ]:
        condition = steps.Condition("if", tests, any_of, yes="a", no="b")
        assert decision(condition).step == ("a" if holds else "b"), (tests, any_of)


def test_a_condition_with_time_goes_on_as_soon_as_it_holds_and_at_its_end():
    condition = steps.Condition("if", (OPENED,), within=Duration(3, Unit.DAYS), yes="yes", no="no")
    end = local("2027-03-12 10:00")
    outcome = decision(condition, since=NOW)
    assert waits_until(outcome, end) and opens(outcome) == {Gate.CONDITION: end}
    opened = {"email": frozenset({Happened.DELIVERED, Happened.OPENED})}
    assert decision(condition, since=NOW, happened=opened) == Branch("yes", Why.HOLDS)
    assert decision(condition, end, since=NOW) == Branch("no", Why.HOLDS_NOT)
    assert opens(decision(condition, since=NOW, zone=None)) == {Gate.NO_TIME_ZONE: None}


def test_that_something_did_not_happen_is_known_at_the_end_of_its_time():
    condition = steps.Condition(
        "if", (NOT_OPENED,), within=Duration(2, Unit.HOURS), yes="remind", no="thank"
    )
    end = NOW + timedelta(hours=2)
    opened = {"email": frozenset({Happened.OPENED})}
    assert waits_until(decision(condition, since=NOW), end)
    assert decision(condition, end, since=NOW) == Branch("remind", Why.HOLDS)
    assert decision(condition, end, since=NOW, happened=opened).step == "thank"
    at_once = replace(condition, within=None)
    assert decision(at_once, since=NOW) == Branch("remind", Why.HOLDS)


def test_a_split_is_fair_and_the_same_for_good():
    split = steps.Split("split", (1, 0, 3), ("a", "b", "c"))
    people = range(100_000)
    ways = [way_of(split, EnrollmentFacts(0, 1, person, "split", 1, NOW)) for person in people]
    shares = {way: count / len(people) for way, count in Counter(ways).items()}
    assert set(shares) == {"a", "c"} and abs(shares["a"] - 0.25) < 0.005
    # A change of these means that people change their way in the middle of a sequence.
    assert "".join(map(str, ways[:24])) == "ccacaccacaaccccacaccccca"
    for person in (1, 7, 99_999):
        for visit, since in [(1, NOW), (9, NOW - timedelta(days=99))]:
            again = way_of(split, EnrollmentFacts(5, 1, person, "split", visit, since))
            assert again == ways[person]


def test_splits_of_other_steps_and_sequences_are_independent():
    even = steps.Split("split", (1, 1), ("a", "b"))
    for other, sequence_ in [(even, 2), (replace(even, key="another"), 1)]:
        same = sum(
            way_of(even, EnrollmentFacts(0, 1, person, "split", 1, NOW))
            == way_of(other, EnrollmentFacts(0, sequence_, person, "split", 1, NOW))
            for person in range(20_000)
        )
        assert abs(same / 20_000 - 0.5) < 0.02


def test_a_split_without_any_weight_is_refused():
    with pytest.raises(ValueError, match="no way with a weight"):
        decision(steps.Split("split", (0, 0), ("a", "b")))


def test_a_task_that_holds_waits_until_it_is_done_or_has_expired():
    holding = replace(CALL, holds=True)
    end = NOW + timedelta(days=2)
    assert decision(CALL) == Branch("then", Why.TASK_MADE)
    assert opens(decision(holding, task=TaskFacts(None, None))) == {Gate.TASK: None}
    assert waits_until(decision(holding, task=TaskFacts(None, end)), end)
    assert decision(holding, task=TaskFacts(NOW, end)) == Branch("then", Why.TASK_DONE)
    assert decision(holding, end, task=TaskFacts(None, end)) == Branch("then", Why.TASK_EXPIRED)
    unmade = replace(holding, expires=Duration(1, Unit.HOURS))
    assert waits_until(decision(unmade, since=NOW), NOW + timedelta(hours=1))


def test_a_task_is_due_and_expires_by_the_contacts_calendar():
    task = replace(CALL, due=Duration(1, Unit.BUSINESS_DAYS), expires=Duration(1, Unit.DAYS))
    friday = local("2027-03-12 16:00")
    due = task_times(task, friday, OPEN._replace(country="US"))
    assert due == TaskTimes(local("2027-03-15 16:00"), local("2027-03-13 16:00"))
    assert task_times(CALL, friday, OPEN) == TaskTimes(None, None)
    unknown = task_times(task, datetime(2027, 3, 12, 16, tzinfo=UTC), OPEN._replace(zone=None))
    assert unknown.due_at == datetime(2027, 3, 15, 16, tzinfo=UTC)


def test_an_exit_ends_with_its_reason_whatever_is_held():
    assert decision(steps.Exit("exit", "Met at the booth"), excluded="customer") == Exit(
        Why.EXIT_STEP, "Met at the booth"
    )


def test_a_step_that_the_version_does_not_have_is_a_defect():
    lost = EnrollmentFacts(42, 1, 7, "gone", 1, NOW)
    with pytest.raises(LookupError, match=r"42 .*'gone'"):
        decide(lost, sequence(EMAIL), OPEN, Policy(), NOW)


def test_the_zone_of_a_wait_is_the_contacts_and_of_a_show_the_venues():
    nine = wait(NextTime(time(9)))
    for zone in (NEW_YORK, BERLIN):
        outcome = decision(nine, since=NOW, zone=zone)
        assert isinstance(outcome, Wait) and outcome.until == local("2027-03-10 09:00", zone)
    show = replace(OPEN.show, starts_on=date(2027, 3, 20))
    outcome = decision(wait(ShowMoment(Anchor.FIRST_DAY, 0, time(9))), show=show)
    assert waits_until(outcome, local("2027-03-20 09:00", BERLIN))
