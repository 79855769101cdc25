"""Steps that are added, removed and moved, and the others stay connected."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.sequences import FOLLOW_UP, definitions, steps
from yardflow.services.sequences.definitions import edits, graph
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    Email,
    EntryRules,
    Exit,
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
    made = edits.insert(EMPTY, Email("a", 1), "")
    made = edits.insert(made, Wait("b", DAY), "a")
    return edits.insert(made, Email("c", 2), "b")


def test_a_step_goes_between_the_one_before_and_what_came_next():
    made = chain()
    assert walk(made) == ["a", "b", "c"]
    assert walk(edits.insert(made, Wait("d", DAY), "a")) == ["a", "d", "b", "c"]
    assert walk(edits.insert(made, Wait("d", DAY), "")) == ["d", "a", "b", "c"]


def test_all_branches_of_a_new_step_lead_to_what_came_next():
    split = edits.insert(chain(), Split("s", (1, 1), (None, None)), "a").steps["s"]
    assert graph.ways(split) == ("b", "b")


def test_what_led_to_a_step_leads_to_what_came_next_once_it_is_gone():
    assert walk(edits.remove(chain(), "b")) == ["a", "c"]
    assert edits.remove(chain(), "a").start == "b"
    alone = edits.remove(edits.remove(edits.remove(chain(), "a"), "b"), "c")
    assert (alone.start, alone.steps) == ("", {})
    assert edits.remove(FOLLOW_UP, "opened").steps["wait"].next == "call"


def test_a_step_that_leads_to_itself_goes_without_a_trace():
    looped = replace(EMPTY, start="a", steps={"a": Wait("a", DAY, next="a")})
    assert edits.remove(looped, "a") == EMPTY


def test_two_steps_in_a_row_change_places():
    moved = edits.move_up(chain(), "b")
    assert (moved.start, walk(moved)) == ("b", ["b", "a", "c"])
    assert walk(edits.move_up(moved, "c")) == ["b", "c", "a"]


@pytest.mark.parametrize("key", ["intro", "opened", "call", "reminder"])
def test_a_step_with_branches_or_behind_them_stays_where_it_is(key):
    assert not edits.can_move_up(FOLLOW_UP, key)
    assert edits.move_up(FOLLOW_UP, key) == FOLLOW_UP


def test_a_step_behind_an_exit_is_reached_by_none():
    ended = edits.insert(EMPTY, Exit("e", "Done"), "")
    assert [*graph.reached(edits.insert(ended, Wait("w", DAY), "e").steps, ["e"])] == ["e"]


@EXAMPLES
@given(definitions(), steps(st.just("new step")), st.data())
def test_no_edit_loses_a_step(definition, step, data):
    after = data.draw(st.sampled_from(["", *definition.steps]))
    grown = edits.insert(definition, step, after)
    assert grown.steps.keys() == {*definition.steps, "new step"}
    shrunk = edits.remove(grown, "new step")
    assert shrunk.steps.keys() == definition.steps.keys()
    for key in definition.steps:
        assert edits.move_up(definition, key).steps.keys() == definition.steps.keys()


def test_a_new_key_is_taken_by_no_step():
    assert edits.new_key(FOLLOW_UP, "exit") == "exit"
    assert edits.new_key(FOLLOW_UP, "wait") == "wait-2"
