"""Whatever is done on the canvas, in any order: checks, engine and file agree on what is left."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import product
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.sequences import places
from yardflow.services.sequences.decisions.earliest import earliest
from yardflow.services.sequences.decisions.facts import ShowFacts
from yardflow.services.sequences.definitions import blocks, changes, checks, edits, graph, reading
from yardflow.services.sequences.definitions.edits import Edge
from yardflow.services.sequences.definitions.kinds import KINDS
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    EntryRules,
    Exit,
    FieldTest,
    Operator,
    Schedule,
    Step,
    Task,
    TaskKind,
)

EXAMPLES = settings(max_examples=120, derandomize=True, database=None, deadline=None)
NOW = datetime(2026, 11, 30, 18, tzinfo=UTC)
SHOW = ShowFacts(date(2026, 12, 8), date(2026, 12, 10), ZoneInfo("America/Los_Angeles"))
EMPTY = Definition("", {}, Schedule(), EntryRules())
# What has to be entered into a new step.
ENTERED: dict[type, Callable[[Step], Step]] = {
    Email: lambda step: Email(step.key, 1),
    Task: lambda step: Task(step.key, TaskKind.CALL, "Call"),
    Exit: lambda step: Exit(step.key, "Done"),
    Condition: lambda step: Condition(
        step.key, (FieldTest("contact.title", Operator.CONTAINS, "ops"),)
    ),
}


def drawn(data: st.DataObject, definition: Definition) -> Definition:
    """One act: a step added, moved, copied, deleted, or swapped with the one before it."""
    place = data.draw(st.sampled_from(places(definition)))
    act = data.draw(st.sampled_from(["add", "add", "move", "copy", "delete", "up"]))
    if act == "add" or not definition.steps:
        kind = data.draw(st.sampled_from([*KINDS]))
        new = KINDS[kind].new(edits.new_key(definition, KINDS[kind].name))
        return edits.insert(definition, ENTERED.get(kind, lambda step: step)(new), place)
    key = data.draw(st.sampled_from([*definition.steps]))
    match act:
        case "move":
            return blocks.move(definition, key, place)
        case "copy":
            return blocks.copy(definition, key, place)
        case "delete":
            return blocks.remove(definition, key)
        case _:
            return edits.move_up(definition, key)


@EXAMPLES
@given(st.data(), st.integers(1, 12))
def test_whatever_is_done_is_undone_and_what_is_right_is_walked_to_the_end(data, acts):
    definition, done = EMPTY, []
    for _ in range(acts):
        after = drawn(data, definition)
        assert _circles(after) == [], "no act makes steps lead to themselves"
        done.append(changes.between(definition, after))
        definition = after
    assert reading.read(reading.write(definition)) == definition, "out and in it is the same"
    unreached = {*graph.unreached(definition)}
    said = checks.problems(definition)
    assert {problem.step for problem in said if "No step leads" in problem.sentence} == unreached
    others = [each for each in said if definition.steps and each.step not in unreached]
    assert others == [], "no act leaves anything else wrong"
    walked = earliest(definition, SHOW, "US", NOW)
    assert walked.keys() == definition.steps.keys() - unreached, "the engine comes to the same"
    assert all(passage.left_at is not None for passage in walked.values())
    for change in reversed(done):
        definition = changes.apply(definition, changes.reverse(change))
    assert definition == EMPTY


def test_exits_that_go_leave_no_circle_wherever_they_stood():
    chain = of_tasks("a", "b", "c")
    ways = [Edge(""), *(Edge(key) for key in "abc")]
    for first, second in product(ways, ways):
        cut = edits.insert(chain, Exit("x", "Done"), first)
        cut = edits.insert(cut, Exit("y", "Done"), second)
        for gone in "xy":
            assert _circles(blocks.remove(cut, gone)) == [], (first, second, gone)
            for place in places(cut):
                assert _circles(blocks.move(cut, gone, place)) == [], (first, second, gone, place)


def of_tasks(*keys: str) -> Definition:
    following = [*keys[1:], None]
    steps = [
        Task(key, TaskKind.CALL, "Call", next=next_)
        for key, next_ in zip(keys, following, strict=True)
    ]
    return Definition(keys[0], {step.key: step for step in steps}, Schedule(), EntryRules())


def _circles(definition: Definition) -> list[str]:
    """The steps that lead back to themselves, also those that no one comes to."""
    back = graph.leading(definition.steps)
    return [key for key in definition.steps if key in graph.before(back, key)]
