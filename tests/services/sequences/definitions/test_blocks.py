"""Steps with their branches, moved, copied and deleted, and the others stay connected."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.sequences import FOLLOW_UP, connected, definitions, places
from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import blocks, changes, checks, edits, graph
from yardflow.services.sequences.definitions.edits import Edge, Join
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Duration,
    Email,
    EmailTest,
    EntryRules,
    Exit,
    Happened,
    Schedule,
    Split,
    Unit,
    Wait,
)

EXAMPLES = settings(max_examples=150, derandomize=True, database=None, deadline=None)
DAY = Duration(1, Unit.DAYS)


def of(start: str, *steps) -> Definition:
    return Definition(start, {step.key: step for step in steps}, Schedule(), EntryRules())


# A split whose two branches, one with a step and one without, meet at the last email.
MEETING = of(
    "first",
    Email("first", 1, next="split"),
    Split("split", (1, 1), ("wait", "last")),
    Wait("wait", DAY, next="last"),
    Email("last", 2),
)


def walk(definition: Definition) -> list[str]:
    return [*graph.in_order(definition)]


def test_where_branches_meet_everyone_has_passed_the_step_that_parted_them():
    assert graph.dominators(MEETING) == {"split": "first", "wait": "split", "last": "split"}
    looped = of("a", Wait("a", DAY, next="b"), Wait("b", DAY, next="a"))
    assert graph.dominators(looped) == {"b": "a"}
    assert graph.dominators(of("")) == {}


def test_a_step_with_branches_has_what_is_on_them_only():
    found = blocks.block(MEETING, "split")
    assert (found.keys, found.following) == ({"split", "wait"}, "last")
    assert blocks.block(MEETING, "wait").keys == {"wait"}
    both_end = blocks.block(FOLLOW_UP, "opened")
    assert (both_end.keys, both_end.following) == ({"opened", "call", "reminder"}, None)


def test_a_step_with_its_branches_moves_to_the_start():
    moved = blocks.move(MEETING, "split", Edge(""))
    assert moved.start == "split"
    assert graph.ways(moved.steps["split"]) == ("wait", "first")
    assert moved.steps["wait"].next == "first"
    assert moved.steps["first"].next == "last"


def test_a_step_moves_from_a_branch_to_where_the_branches_meet():
    moved = blocks.move(MEETING, "wait", Join("last"))
    assert graph.ways(moved.steps["split"]) == ("wait", "wait")
    assert moved.steps["wait"].next == "last"


def test_a_step_moves_to_a_branch():
    moved = blocks.move(MEETING, "first", Edge("split", 1))
    assert moved.start == "split"
    assert graph.ways(moved.steps["split"]) == ("wait", "first")


def test_a_step_where_branches_meet_moves_into_one_of_them():
    moved = blocks.move(MEETING, "last", Edge("split", 1))
    assert graph.ways(moved.steps["split"]) == ("wait", "last")
    assert moved.steps["wait"].next is None and moved.steps["last"].next is None


ENDING = of(
    "a",
    Wait("a", DAY, next="c"),
    Condition("c", (EmailTest("a", Happened.OPENED),), yes=None, no="e"),
    Email("e", 1, next="w"),
    Wait("w", DAY),
)


def test_a_condition_that_lets_some_people_go_leaves_the_rest_of_the_sequence():
    assert blocks.block(ENDING, "c").keys == {"c"}
    assert walk(blocks.remove(ENDING, "c")) == ["a", "e", "w"]
    moved = blocks.move(ENDING, "c", Edge(""))
    assert graph.ways(moved.steps["c"]) == (None, "a"), "who was to go still goes"
    assert moved.steps["a"].next == "e"


def test_a_condition_that_no_one_comes_to_keeps_its_branches():
    loose = of("x", Exit("x", "Done"), *FOLLOW_UP.steps.values())
    assert blocks.block(loose, "opened").keys == {"opened", "call", "reminder"}
    moved = blocks.move(loose, "opened", Edge(""))
    assert graph.ways(moved.steps["opened"]) == ("call", "reminder")


def test_what_no_one_comes_to_makes_no_branch_a_meeting():
    made = of(
        "c",
        Condition("c", (EmailTest("e", Happened.OPENED),), yes="e", no="f"),
        Email("e", 1),
        Email("f", 1),
        Wait("loose", DAY, next="e"),
    )
    assert blocks.block(made, "c").keys == {"c", "e", "f"}


def test_what_an_exit_cut_off_is_joined_again_when_it_goes():
    before = of("a", Wait("a", DAY, next="b"), Email("b", 1))
    for place in (Edge(""), Edge("a")):
        cut = edits.insert(before, Exit("x", "Done"), place)
        assert graph.unreached(cut)
        assert blocks.remove(cut, "x") == before


def test_an_exit_that_another_cut_off_goes_without_a_circle():
    before = of("a", Wait("a", DAY, next="b"), Email("b", 1, next="old"), Exit("old", "Done"))
    cut = edits.insert(before, Exit("new", "Done"), Edge("a"))
    assert blocks.remove(cut, "old").steps["b"].next is None
    assert blocks.move(cut, "old", Edge("a")).steps["b"].next is None
    assert blocks.remove(cut, "new") == before


def test_a_sequence_whose_first_step_goes_begins_with_another():
    made = of("a", Wait("a", DAY, next="a"), Wait("b", DAY), Wait("c", DAY))
    assert blocks.remove(made, "a").start == "b"


@pytest.mark.parametrize("place", [Edge("first"), Edge("split", 1), Edge("wait"), Join("split")])
def test_a_step_in_a_place_of_its_own_stays(place):
    assert blocks.move(MEETING, "split", place) == MEETING


def test_a_copy_asks_for_the_copied_email():
    asked = replace(FOLLOW_UP.steps["opened"], yes="mail", no="other")
    inner = Condition("inner", (EmailTest("mail", Happened.CLICKED),))
    made = of("opened", asked, Email("mail", 3, next="inner"), inner, Wait("other", DAY))
    copied = blocks.copy(made, "opened", Edge("inner", 0))
    assert copied.steps["inner"].yes == "condition"
    again = copied.steps["condition"]
    assert again.tests == asked.tests, "an email before the block is the same one"
    assert copied.steps["condition-2"].tests == (EmailTest("email", Happened.CLICKED),)
    assert again.yes == "email" and copied.steps["email"].template_id == 3


def test_what_led_to_a_step_leads_to_what_came_next_once_it_is_gone():
    assert walk(blocks.remove(MEETING, "split")) == ["first", "last"]
    assert blocks.remove(MEETING, "first").start == "split"
    assert blocks.remove(FOLLOW_UP, "opened").steps.keys() == {"intro", "wait"}
    alone = of("a", Wait("a", DAY, next="a"))
    assert blocks.remove(alone, "a") == of("")


@EXAMPLES
@given(connected(), st.data())
def test_moving_keeps_all_steps_and_all_that_were_reached(definition, data):
    if not definition.steps:
        return
    key = data.draw(st.sampled_from(sorted(definition.steps)))
    place = data.draw(st.sampled_from(places(definition)))
    moved = blocks.move(definition, key, place)
    assert moved.steps.keys() == definition.steps.keys()
    assert _dangling(moved) == []
    behind_exits = any(isinstance(step, Exit) for step in definition.steps.values())
    if not behind_exits:
        reached = graph.reached(moved.steps, [moved.start])
        assert reached.keys() == definition.steps.keys()
        assert graph.endless(moved) == [], "a move makes no loop"


@EXAMPLES
@given(connected(), st.data())
def test_a_copy_leaves_the_steps_that_were_there(definition, data):
    if not definition.steps:
        return
    key = data.draw(st.sampled_from(sorted(definition.steps)))
    copied = blocks.copy(definition, key, data.draw(st.sampled_from(places(definition))))
    added = copied.steps.keys() - definition.steps.keys()
    assert len(added) == len(blocks.block(definition, key).keys)
    assert definition.steps.keys() < copied.steps.keys()
    assert _dangling(copied) == []
    for each in definition.steps:
        kept = edits.with_ways(copied.steps[each], lambda _: None)
        assert kept == edits.with_ways(definition.steps[each], lambda _: None)


@EXAMPLES
@given(definitions(), st.data())
def test_no_act_breaks_what_makes_no_sense(definition, data):
    """Drafts that came as JSON lead to themselves and to steps that aren't there."""
    if not definition.steps:
        return
    key = data.draw(st.sampled_from(sorted(definition.steps)))
    place = data.draw(st.sampled_from(places(definition)))
    moved = blocks.move(definition, key, place)
    assert moved.steps.keys() == definition.steps.keys()
    assert blocks.copy(definition, key, place).steps.keys() > definition.steps.keys()
    gone = blocks.block(definition, key).keys
    assert blocks.remove(definition, key).steps.keys() == definition.steps.keys() - gone


@EXAMPLES
@given(connected(), connected(), definitions())
def test_a_change_undone_is_as_before(before, steps, rules):
    after = replace(steps, schedule=rules.schedule, entry=rules.entry)
    change = changes.between(before, after)
    assert changes.apply(before, change) == after
    undone = changes.apply(after, changes.reverse(change))
    assert (undone, [*undone.steps]) == (before, [*before.steps]), "in their order, too"


def test_a_change_is_not_undone_over_a_later_one():
    moved = blocks.move(MEETING, "wait", Join("last"))
    change = changes.reverse(changes.between(MEETING, moved))
    elsewhere = edits.put(moved, Email("first", 9, next="split"))
    assert changes.apply(elsewhere, change).steps["first"] == elsewhere.steps["first"]
    later = Schedule(skip_holidays=False)
    assert changes.apply(replace(moved, schedule=later), change).schedule == later
    with pytest.raises(Conflict):
        changes.apply(edits.put(moved, Split("split", (1, 2), ("wait", "wait"))), change)


def _dangling(definition: Definition) -> list[str]:
    ways = [way for step in definition.steps.values() for way in graph.ways(step) if way]
    return [way for way in (*ways, definition.start) if way and way not in definition.steps]


@EXAMPLES
@given(connected(), st.data())
def test_of_two_edits_at_once_both_are_made_or_the_second_is_refused(definition, data):
    mine, theirs = (_edited(definition, data, name) for name in ("mine", "theirs"))
    change = changes.between(definition, mine)
    try:
        both = changes.apply(theirs, change)
    except Conflict:
        return
    ways = {way for step in both.steps.values() for way in graph.ways(step)}
    assert {both.start, *ways} - {None, ""} <= {*both.steps}, "nothing leads to what is gone"
    added = (mine.steps.keys() | theirs.steps.keys()) - definition.steps.keys()
    deleted = definition.steps.keys() - (mine.steps.keys() & theirs.steps.keys())
    assert both.steps.keys() == (definition.steps.keys() - deleted) | added, "no edit is lost"
    assert changes.apply(both, changes.reverse(change)) == theirs


def _edited(definition: Definition, data: st.DataObject, name: str) -> Definition:
    """With a step added, moved, copied or deleted, as two people would at once."""
    place = data.draw(st.sampled_from(places(definition)))
    key = data.draw(st.sampled_from([*definition.steps])) if definition.steps else None
    act = data.draw(st.sampled_from(["add", "move", "copy", "delete"]))
    if key is None or act == "add":
        return edits.insert(definition, Wait(name, Duration(2, Unit.DAYS)), place)
    if act == "delete":
        return blocks.remove(definition, key)
    if act == "move":
        return blocks.move(definition, key, place)
    copied = blocks.copy(definition, key, place)
    renamed = {each: f"{each}-{name}" for each in copied.steps.keys() - definition.steps.keys()}
    return _renamed(copied, renamed)


def _renamed(definition: Definition, names: dict[str, str]) -> Definition:
    """With steps under other keys: in the product the second takes the next free key."""
    moved = edits.redirected(definition, names)
    steps = {names.get(key, key): replace(step, key=names.get(key, key))
             for key, step in moved.steps.items()}  # fmt: skip
    return replace(moved, steps=steps)


def test_a_block_of_another_sequence_leads_on_where_it_is_pasted():
    asked = EmailTest("first", Happened.OPENED)
    source = of(
        "first",
        Email("first", 1, next="if"),
        Condition("if", (asked,), yes="again", no="first"),
        Email("again", 2, next="first"),
    )
    pasted = blocks.paste(MEETING, source, "if", Edge("wait"))
    condition, email = (pasted.steps[key] for key in ("condition", "email"))
    assert (condition.yes, condition.no, email.next) == ("email", "last", "last")
    assert pasted.steps["wait"].next == "condition"
    (test,) = condition.tests
    assert test.step not in pasted.steps, "the email that it asked for was not copied"
    wrong = [(each.step, each.part) for each in checks.problems(pasted)]
    assert wrong == [("condition", "tests.0")]


@EXAMPLES
@given(connected(), connected(), st.data())
def test_what_is_pasted_leads_only_to_what_is_there(definition, source, data):
    if not source.steps:
        return
    key = data.draw(st.sampled_from([*source.steps]))
    place = data.draw(st.sampled_from(places(definition)))
    pasted = blocks.paste(definition, source, key, place)
    added = pasted.steps.keys() - definition.steps.keys()
    assert len(added) == len(blocks.block(source, key).keys)
    ways = {way for each in added for way in graph.ways(pasted.steps[each])}
    assert ways - {None} <= pasted.steps.keys()
