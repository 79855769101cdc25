"""Checks and drawing of the largest drafts take time in proportion to their steps."""

import gc
import random
import sys
from collections.abc import Callable

import pytest

from yardflow.services.sequences.definitions import checks, edits, graph
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    EmailTest,
    EntryRules,
    Happened,
    Schedule,
    Split,
    Step,
)
from yardflow.state.sequences.drawing import drawing
from yardflow.state.sequences.picture import picture_of


def in_a_row(count: int) -> Definition:
    """Emails, each asked about at once."""
    steps: dict[str, Step] = {}
    for number in range(count // 2):
        email, asked, following = f"e{number}", f"c{number}", f"e{number + 1}"
        steps[email] = Email(email, 1, next=asked)
        tests = (EmailTest(email, Happened.OPENED),)
        steps[asked] = Condition(asked, tests, yes=following, no="e0")
    return Definition("e0", steps, Schedule(), EntryRules())


def split(count: int) -> Definition:
    """Splits of ten branches, of which some lead far ahead and some back."""
    steps: dict[str, Step] = {}
    for number in range(count):
        ways = tuple(f"s{(number * (7 * way + 1) + way + 1) % count}" for way in range(10))
        steps[f"s{number}"] = Split(f"s{number}", (1,) * 10, ways)
    return Definition("s0", steps, Schedule(), EntryRules())


def calls(work: Callable[[], object]) -> int:
    """How many functions of Python's it calls: the same on every machine."""
    made = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal made
        made += event == "call"

    gc.disable()  # what others left behind is called as it is thrown away
    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return made


@pytest.mark.parametrize("shape", [in_a_row, split])
@pytest.mark.parametrize(
    "work",
    [
        checks.problems,
        edits.before_each,
        graph.endless,
        graph.without_end,
        lambda definition: picture_of(definition, drawing(definition)),
    ],
)
def test_twice_the_steps_take_about_twice_the_work(shape, work):
    few, many = (calls(lambda n=n: work(shape(n))) - calls(lambda n=n: shape(n)) for n in (60, 120))
    assert many < 3 * few, (few, many)


def test_the_steps_of_loops_are_those_that_come_back_to_themselves():
    chance = random.Random(5)
    for _ in range(300):
        keys = [f"s{number}" for number in range(8)]
        steps: dict[str, Step] = {
            key: Split(key, (1, 1), tuple(chance.choice([None, *keys]) for _ in range(2)))
            for key in keys[: chance.randrange(9)]
        }
        led_back = [
            key
            for key, step in steps.items()
            if key in graph.reached(steps, [way for way in graph.ways(step) if way is not None])
        ]
        assert graph.endless(Definition("s0", steps, Schedule(), EntryRules())) == led_back
