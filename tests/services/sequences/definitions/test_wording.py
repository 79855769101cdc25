"""Steps in words, and what differs between two versions."""

from dataclasses import replace
from datetime import UTC, datetime, time

import pytest

from tests.fixtures.sequences import FOLLOW_UP
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.definitions.differences import differences
from yardflow.services.sequences.definitions.steps import (
    Anchor,
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    FieldTest,
    Happened,
    Late,
    Metric,
    NextTime,
    Operator,
    Schedule,
    ShowMoment,
    Split,
    Task,
    TaskKind,
    Unit,
    Wait,
    Winning,
)

SECOND_DAY = ShowMoment(Anchor.FIRST_DAY, 1, time(18))
BEFORE = ShowMoment(Anchor.FIRST_DAY, -10, business_days=True)
SUMMARIES = [
    (Wait("a", Duration(3, Unit.BUSINESS_DAYS)), "Wait 3 business days"),
    (Wait("a", Duration(1, Unit.HOURS)), "Wait 1 hour"),
    (Wait("a", NextTime(time(9), 1)), "Wait until Tuesday at 9:00 AM"),
    (Wait("a", NextTime(time(9))), "Wait until 9:00 AM"),
    (Wait("a", BEFORE), "Wait until 10 business days before the event"),
    (Wait("a", ShowMoment(Anchor.FIRST_DAY, 0)), "Wait until day 1"),
    (Wait("a", ShowMoment(Anchor.LAST_DAY, 1)), "Wait until 1 day after the event"),
    (Wait("a", ShowMoment(Anchor.LAST_DAY, -1)), "Wait until 1 day before the last day"),
    (
        Email("a", 1, not_after=SECOND_DAY),
        "Email “Intro” (not after day 2 at 6:00 PM, else skipped)",
    ),
    (
        Email(
            "a",
            2,
            not_after=datetime(2027, 3, 2, 18, tzinfo=UTC),
            late=Late.SEND,
            outside_hall_hours=True,
            threaded=False,
        ),
        "Email template 2 (not after Mar 2, 2027 at 6:00 PM UTC, else sent late; not in hall "
        "hours; as a new conversation)",
    ),
    (
        Condition("a", (FieldTest("contact.title", Operator.CONTAINS, "ops"),)),
        "If title contains “ops”",
    ),
    (
        Condition(
            "a",
            (EmailTest("intro", Happened.OPENED), FieldTest("contact.email", Operator.IS_SET)),
            any_of=True,
            within=Duration(2, Unit.DAYS),
        ),
        "If email “intro” was opened or email is set, within 2 days",
    ),
    (
        Condition(
            "a",
            (
                FieldTest("contact.personas", Operator.CONTAINS, "ExecOps"),
                FieldTest("account.icp_score", Operator.AT_LEAST, "80"),
                FieldTest("target.stage", Operator.IS_NOT, "Won"),
            ),
        ),
        "If personas include ExecOps and ICP score is at least 80 and stage is not Won",
    ),
    (
        Condition(
            "a",
            (
                *(FieldTest("contact.personas", Operator.CONTAINS, who) for who in ("Ops", "Tech")),
                FieldTest("contact.title", Operator.CONTAINS, "yard"),
                FieldTest("contact.title", Operator.IS_EMPTY),
            ),
            any_of=True,
        ),
        "If personas include Ops or Tech or title contains “yard” or title is empty",
    ),
    (
        Condition(
            "a",
            (
                FieldTest("reply.kind", Operator.IS, "human"),
                FieldTest("meeting.outcome", Operator.IS_NOT, "no_show"),
            ),
        ),
        "If latest reply is from a person and latest meeting is not no-show",
    ),
    (
        Condition(
            "a",
            (
                FieldTest("contact.personas", Operator.IS, "ExecOps"),
                FieldTest("reply.kind", Operator.IS_EMPTY),
                FieldTest("meeting.outcome", Operator.IS_SET),
            ),
        ),
        "If personas are ExecOps and they haven't replied and they have a meeting",
    ),
    (
        Condition("a", (FieldTest("contact.shoe_size", Operator.IS, "44"),)),
        "If contact.shoe_size is “44”",
    ),
    (Split("a", (1, 3), (None, None)), "Split 25% / 75%"),
    (Split("a", (0, 0), (None, None)), "Split 0% / 0%"),
    (
        Split("a", (1, 1), (None, None), Winning(Metric.MEETINGS)),
        "Split 50% / 50%, the winner by meetings",
    ),
    (
        Task("a", TaskKind.CALL, "Ask", Duration(1, Unit.DAYS), Duration(2, Unit.DAYS), True),
        "Call: Ask (due in 1 day; expires after 2 days; the sequence waits for it)",
    ),
    (Exit("a", "No reply"), "Exit: No reply"),
]


STAGE = [FieldTest("target.stage", Operator.IS_NOT, each) for each in ("Won", "Lost", "Booked")]
TITLE = FieldTest("contact.title", Operator.IS_SET)
PERSONAS = [FieldTest("contact.personas", Operator.IS_NOT, each) for each in ("Ops", "Tech")]


def test_what_a_field_is_not_means_what_it_says():
    rows = [
        (STAGE[:1], False, "If stage is not Won"),
        (STAGE[:2], False, "If stage is neither Won nor Lost"),
        (STAGE[:2], True, "If stage is not Won, or stage is not Lost"),
        ([TITLE, *STAGE], False, "If title is set and stage is neither Won, Lost nor Booked"),
        ([*STAGE[:2], TITLE], True, "If stage is not Won, or stage is not Lost, or title is set"),
        (PERSONAS, False, "If personas are neither Ops nor Tech"),
        ([FieldTest("reply.kind", Operator.IS_SET)], False, "If they have replied"),
    ]
    said = [
        (tests, any_of, wording.summary(Condition("a", tuple(tests), any_of)))
        for tests, any_of, _ in rows
    ]
    assert said == rows


@pytest.mark.parametrize(("step", "words"), SUMMARIES)
def test_a_step_says_what_it_does_in_one_line(step, words):
    assert wording.summary(step, {1: "Intro"}) == words


def test_a_condition_names_the_email_by_its_template_where_it_knows_the_steps_around():
    opened = FOLLOW_UP.steps["opened"]
    names = {1: "Intro mail"}
    assert wording.summary(opened, names, FOLLOW_UP.steps) == "If email “Intro mail” was opened"
    assert wording.summary(opened, {}, FOLLOW_UP.steps) == "If email “intro” was opened"


def test_a_schedule_names_its_days_and_hours():
    assert wording.schedule(Schedule()) == (
        "Monday to Friday, 9:00 AM–5:00 PM, not on public holidays"
    )
    weekend = Schedule(frozenset({5, 6}), skip_holidays=False)
    assert wording.schedule(weekend) == "Saturday, Sunday, 9:00 AM–5:00 PM"


def test_what_is_the_same_differs_in_nothing():
    assert differences(FOLLOW_UP, FOLLOW_UP) == []


@pytest.mark.parametrize(
    ("step", "called"),
    [
        (Condition("c", ()), ["Yes", "No"]),
        (Split("s", (1, 3), (None, None)), ["A 25%", "B 75%"]),
        (Split("s", (0, 0), (None, None, None)), ["A 0%", "B 0%", "C"]),
        (Wait("w", Duration(1, Unit.DAYS)), []),
    ],
)
def test_branches_are_called_as_people_call_them(step, called):
    assert wording.branches(step) == called


def test_each_change_is_one_sentence():
    steps = dict(FOLLOW_UP.steps)
    del steps["call"]
    steps["wait"] = Wait("wait", Duration(4, Unit.BUSINESS_DAYS), next="opened")
    steps["opened"] = replace(steps["opened"], yes=None)
    steps["reminder"] = replace(steps["reminder"], next="exit")
    steps["exit"] = Exit("exit", "No reply")
    changed = replace(
        FOLLOW_UP,
        steps=steps,
        start="wait",
        schedule=Schedule(opens=time(8)),
        entry=EntryRules(account_limit=1),
    )
    assert differences(FOLLOW_UP, changed, {1: "Intro", 2: "Reminder"}) == [
        "Step 1: Wait 3 → 4 business days",
        "Step 2: branch “Yes” leads to the end instead of “Call: Ask about the demo (due in 1 "
        "day)”",
        "Step 3: leads to “Exit: No reply” instead of the end",
        "Step 4 added: Exit: No reply",
        "Removed what was step 4: Call: Ask about the demo (due in 1 day)",
        "Starts with “Wait 4 business days”",
        "Schedule: Monday to Friday, 9:00 AM–5:00 PM, not on public holidays → Monday to Friday, "
        "8:00 AM–5:00 PM, not on public holidays",
        "Entry: Only contacts in no other sequence → Only contacts in no other sequence; 1 contact "
        "of an account at a time",
    ]


def test_a_template_in_another_version_is_a_change():
    newer = replace(FOLLOW_UP.steps["intro"], template_version_id=9)
    changed = replace(FOLLOW_UP, steps={**FOLLOW_UP.steps, "intro": newer})
    assert differences(FOLLOW_UP, changed) == ["Step 1: uses a newer version of its template"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (Duration(2, Unit.BUSINESS_DAYS), Duration(4, Unit.BUSINESS_DAYS), "2 → 4 business days"),
        (Duration(1, Unit.HOURS), Duration(2, Unit.HOURS), "1 hour → 2 hours"),
        (Duration(2, Unit.DAYS), BEFORE, "2 days → until 10 business days before the event"),
    ],
)
def test_a_difference_says_once_what_is_the_same(old, new, words):
    before, after = (replace(FOLLOW_UP, steps={**FOLLOW_UP.steps, "wait": Wait("wait", until)})
                     for until in (old, new))  # fmt: skip
    assert differences(before, after)[0] == f"Step 2: Wait {words}"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            Split("s", (1, 1), (None, None)),
            Split("s", (2, 2), (None, None)),
            "weights 1 / 1 → 2 / 2",
        ),
        (
            Split("s", (1, 1), (None, None), Winning(Metric.REPLIES)),
            Split("s", (1, 1), (None, None), Winning(Metric.REPLIES, 50, 90)),
            "wins with 30 contacts per branch, 95% chance → "
            "wins with 50 contacts per branch, 90% chance",
        ),
        (
            Split("s", (1, 1), (None, None)),
            Split("s", (1, 1), (None, "b")),
            "branch “B 50%” leads to “b” instead of the end",
        ),
        (
            Condition("s", (EmailTest("a", Happened.OPENED),)),
            Condition("s", (EmailTest("b", Happened.OPENED),)),
            "asks about another email with the same template",
        ),
    ],
)
def test_what_a_summary_leaves_unsaid_is_in_the_difference(old, new, words):
    emails = {key: Email(key, 1, 1) for key in "ab"}
    before, after = (
        Definition("s", {"s": step, **emails}, Schedule(), EntryRules()) for step in (old, new)
    )
    (said,) = differences(before, after, {1: "Intro"})
    assert said == f"Step 1: {words}".replace("“b”", "“Email “Intro””")
