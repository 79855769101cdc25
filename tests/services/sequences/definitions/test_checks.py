"""What is wrong with a draft, all at once and each beside its step."""

from dataclasses import replace
from datetime import time

import pytest

from tests.fixtures.sequences import FOLLOW_UP
from yardflow.services.sequences.definitions import checks, graph
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
    NextTime,
    Operator,
    Schedule,
    ShowMoment,
    Split,
    Step,
    Task,
    TaskKind,
    Unit,
    Wait,
)


def said(definition: Definition) -> list[tuple[str, str]]:
    return [(problem.step, problem.sentence) for problem in checks.problems(definition)]


def of(*steps: Step, start: str = "a") -> Definition:
    return Definition(start, {step.key: step for step in steps}, Schedule(), EntryRules())


def test_a_sequence_that_makes_sense_has_no_problems():
    assert said(FOLLOW_UP) == []


DAY = Duration(1, Unit.DAYS)
FIRST_DAY = ShowMoment(Anchor.FIRST_DAY, 0)


def test_the_whole_needs_a_start_and_a_window_that_opens():
    closed = Schedule(opens=time(17), closes=time(9))
    assert said(Definition("", {}, closed, EntryRules())) == [
        ("", "Add the first step."),
        ("", "The sending window closes before it opens. Change its times."),
    ]
    ((step, sentence),) = said(of(Wait("a", DAY), start="b"))
    assert step == "" and "starts with" in sentence


def field_test(field: str, operator: Operator, value: str = "") -> Step:
    return Condition("a", (FieldTest(field, operator, value),))


WRONG = [
    (of(Wait("a", DAY, next="b")), "a", "doesn't exist"),
    (of(Wait("a", DAY), Wait("b", DAY)), "b", "No step leads here"),
    (of(Email("a", 1, next="a")), "a", "no wait"),
    (of(Wait("a", FIRST_DAY, next="a")), "a", "no wait"),
    (of(Task("a", TaskKind.CALL, "Call", next="a")), "a", "no wait"),
    (of(Split("a", (0, 0), (None, None))), "a", "weights are 0"),
    (of(Split("a", (1, 1), (None, None, None))), "a", "a weight for each branch"),
    (of(Wait("a", Duration(366, Unit.DAYS))), "a", "longer than a year"),
    (of(Wait("a", Duration(262, Unit.BUSINESS_DAYS))), "a", "longer than a year"),
    (of(Wait("a", Duration(8_761, Unit.HOURS))), "a", "longer than a year"),
    (of(field_test("contact.shoe_size", Operator.IS, "44")), "a", "not a field"),
    (of(field_test("contact.title", Operator.CONTAINS)), "a", "what to compare"),
    (of(field_test("contact.title", Operator.AT_LEAST, "5")), "a", "not a number"),
    (of(field_test("account.icp_score", Operator.AT_LEAST, "lots")), "a", "a whole number"),
    (of(field_test("account.icp_score", Operator.AT_LEAST, "²")), "a", "a whole number"),
    (of(field_test("target.stage", Operator.IS, "Hot")), "a", "never “Hot”"),
    (of(Condition("a", (EmailTest("b", Happened.OPENED),))), "a", "isn't in the sequence"),
    (of(Condition("a", (EmailTest("a", Happened.OPENED),))), "a", "isn't an email"),
    (
        of(Condition("a", (EmailTest("b", Happened.OPENED),), yes="b"), Email("b", 1)),
        "a",
        "can't have been sent before",
    ),
]


@pytest.mark.parametrize(("definition", "step", "words"), WRONG)
def test_what_makes_no_sense_is_said_beside_its_step(definition, step, words):
    ((of_step, sentence),) = said(definition)
    assert of_step == step
    assert words in sentence


RIGHT = [
    of(Wait("a", DAY, next="b"), Email("b", 1, next="a")),
    of(Wait("a", NextTime(time(9)), next="a")),
    of(Task("a", TaskKind.CALL, "Call", holds=True, next="a")),
    of(field_test("target.stage", Operator.IS, "qualified")),
    of(field_test("contact.personas", Operator.IS, "Ops, Sales")),
    of(field_test("contact.email", Operator.IS_SET)),
    of(field_test("account.icp_score", Operator.IS, "80")),
]


@pytest.mark.parametrize("definition", RIGHT)
def test_what_makes_sense_is_left_alone(definition):
    assert said(definition) == []


def test_an_email_of_a_loop_may_have_been_sent_before_a_step_above_it():
    looped = of(
        Wait("a", DAY, next="b"),
        Condition("b", (EmailTest("c", Happened.OPENED),), no="c"),
        Email("c", 1, next="a"),
    )
    assert said(looped) == []


def test_all_problems_come_in_the_order_of_the_steps():
    both = replace(
        FOLLOW_UP,
        steps={
            **FOLLOW_UP.steps,
            "lost": Wait("lost", Duration(9_000, Unit.HOURS)),
            "reminder": Email("reminder", 2, next="nowhere"),
        },
    )
    assert [step for step, _ in said(both)] == ["reminder", "lost", "lost"]


def test_two_hundred_steps_that_all_lead_to_each_other_are_checked_at_once():
    keys = [str(number) for number in range(200)]
    steps = [
        Split(key, (1,) * 10, tuple(keys[(number * 7 + way) % 200] for way in range(10)))
        for number, key in enumerate(keys)
    ]
    found = said(of(*steps, start="0"))
    assert {sentence for _, sentence in found} == {"This loop has no wait in it. Add a wait."}


def test_where_no_way_leads_to_the_end_is_known():
    day = Duration(1, Unit.DAYS)
    steps = (
        Split("split", (1, 1), ("round", "out")),
        Wait("round", day, next="again"),
        Wait("again", day, next="round"),
        Wait("out", day),
    )
    looped = Definition("split", {step.key: step for step in steps}, Schedule(), EntryRules())
    assert graph.without_end(looped) == ["round", "again"]
    assert graph.without_end(FOLLOW_UP) == []


@pytest.mark.parametrize(
    ("step", "part", "words"),
    [
        (Email("intro"), "templateId", "Choose a template"),
        (Task("intro"), "title", "Say what is to be done"),
        (Exit("intro"), "reason", "Enter a reason"),
    ],
)
def test_what_a_new_step_still_needs_is_said(step, part, words):
    alone = Definition("intro", {"intro": step}, Schedule(), EntryRules())
    (problem,) = checks.problems(alone)
    assert (problem.step, problem.part) == ("intro", part)
    assert words in problem.sentence
