"""Steps that are added, removed and moved, and the others stay connected."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.sequences import FOLLOW_UP, definitions, steps
from yardflow.services.sequences.definitions import edits, graph
from yardflow.services.sequences.definitions.edits import Edge, Join
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    Email,
    EntryRules,
    Schedule,
    Split,
    Unit,
    Wait,
)

EMPTY = Definition("", {}, Schedule(), EntryRules())
DAY = Duration(1, Unit.DAYS)
EXAMPLES = settings(max_examples=100, derandomize=True, database=None, deadline=None)


def walk(definition: Definition) -> list[str]:
    return [*graph.in_order(definition)]


def chain() -> Definition:
    made = edits.insert(EMPTY, Email("a", 1), Edge(""))
    made = edits.insert(made, Wait("b", DAY), Edge("a"))
    return edits.insert(made, Email("c", 2), Edge("b"))


def test_a_step_goes_between_the_one_before_and_what_came_next():
    made = chain()
    assert walk(made) == ["a", "b", "c"]
    assert walk(edits.insert(made, Wait("d", DAY), Edge("a"))) == ["a", "d", "b", "c"]
    assert walk(edits.insert(made, Wait("d", DAY), Edge(""))) == ["d", "a", "b", "c"]


def test_all_branches_of_a_new_step_lead_to_what_came_next():
    split = edits.insert(chain(), Split("s", (1, 1), (None, None)), Edge("a")).steps["s"]
    assert graph.ways(split) == ("b", "b")


def test_two_steps_in_a_row_change_places():
    moved = edits.move_up(chain(), "b")
    assert (moved.start, walk(moved)) == ("b", ["b", "a", "c"])
    assert walk(edits.move_up(moved, "c")) == ["b", "c", "a"]


def test_two_steps_that_are_a_loop_change_places_and_stay_one():
    steps = (Wait("s", DAY, next="a"), Wait("a", DAY, next="b"), Email("b", 1, next="a"))
    made = replace(EMPTY, start="s", steps={step.key: step for step in steps})
    moved = edits.move_up(made, "b")
    assert [moved.steps[key].next for key in "sba"] == ["b", "a", "b"]


@pytest.mark.parametrize("key", ["intro", "opened", "call", "reminder"])
def test_a_step_with_branches_or_behind_them_stays_where_it_is(key):
    assert key not in edits.before_each(FOLLOW_UP)
    assert edits.move_up(FOLLOW_UP, key) == FOLLOW_UP


def test_a_step_goes_where_branches_meet_or_on_one_of_them():
    split = edits.insert(chain(), Split("s", (1, 1), (None, None)), Edge("a"))
    on_one = edits.insert(split, Wait("w", DAY), Edge("s", 1))
    assert graph.ways(on_one.steps["s"]) == ("b", "w")
    on_all = edits.insert(split, Wait("w", DAY), Join("b"))
    assert graph.ways(on_all.steps["s"]) == ("w", "w")
    assert edits.insert(chain(), Wait("w", DAY), Join("a")).start == "w"


@pytest.mark.parametrize("place", [Edge("", 1), Edge("a", 1), Edge("a", -1), Edge("z"), Join("")])
def test_a_place_that_is_not_there_is_told(place):
    assert not edits.has_place(chain(), place)
    assert edits.has_place(chain(), Edge("a")) and edits.has_place(chain(), Join("c"))


@EXAMPLES
@given(definitions(), steps(st.just("new step")), st.data())
def test_no_edit_loses_a_step(definition, step, data):
    sources = [key for key, each in definition.steps.items() if graph.ways(each)]
    places = [Edge(""), *map(Edge, sources), *map(Join, definition.steps)]
    place = data.draw(st.sampled_from(places))
    assert edits.insert(definition, step, place).steps.keys() == {*definition.steps, "new step"}
    for key in definition.steps:
        assert edits.move_up(definition, key).steps.keys() == definition.steps.keys()


def test_a_new_key_is_taken_by_no_step():
    assert edits.new_key(FOLLOW_UP, "exit") == "exit"
    assert edits.new_key(FOLLOW_UP, "wait") == "wait-2"
