"""The picture of a sequence: nothing lies on anything else, and every place can be hit."""

from itertools import combinations

from hypothesis import given, settings

from tests.fixtures.sequences import FOLLOW_UP, connected, definitions, places
from yardflow.services.sequences.definitions.edits import Edge, Join
from yardflow.services.sequences.definitions.steps import (
    Definition,
    Duration,
    EntryRules,
    Exit,
    Schedule,
    Split,
    Unit,
    Wait,
)
from yardflow.state.sequences.drawing import HEIGHT, WIDTH, drawing

EXAMPLES = settings(max_examples=100, derandomize=True, database=None, deadline=None)
DAY = Duration(1, Unit.DAYS)


def of(start: str, *steps) -> Definition:
    return Definition(start, {step.key: step for step in steps}, Schedule(), EntryRules())


def test_branches_stand_side_by_side_under_their_step():
    drawn = drawing(FOLLOW_UP)
    x, y = drawn.corners["opened"]
    yes, no = drawn.corners["call"], drawn.corners["reminder"]
    assert yes[1] == no[1] > y + HEIGHT
    assert yes[0] < x < no[0] and x - yes[0] == no[0] - x
    assert len(drawn.ends) == 2
    assert [spot.branch for spot in drawn.spots if spot.branch] == ["Yes", "No"]


def test_where_branches_meet_the_next_step_stands_under_all_of_them():
    drawn = drawing(
        of("s", Split("s", (1, 3), ("w", "x")), Wait("w", DAY, next="x"), Exit("x", "Done"))
    )
    assert drawn.corners["x"][0] == drawn.corners["s"][0]
    assert drawn.corners["x"][1] > drawn.corners["w"][1] + HEIGHT
    assert {spot.place for spot in drawn.spots} == {
        Edge(""), Edge("s", 0), Edge("s", 1), Edge("w"), Join("x"),
    }  # fmt: skip
    assert drawn.ends == []


def test_what_no_step_leads_to_stands_aside():
    drawn = drawing(of("a", Wait("a", DAY), Wait("b", DAY, next="c"), Wait("c", DAY)))
    assert drawn.corners["b"][0] == drawn.corners["c"][0] > drawn.corners["a"][0] + WIDTH
    assert drawn.width > drawn.corners["b"][0] + WIDTH


def test_a_loop_is_drawn_back():
    drawn = drawing(of("a", Wait("a", DAY, next="b"), Wait("b", DAY, next="a")))
    assert [line.back for line in drawn.lines] == [False, True, False]


def test_a_sequence_without_steps_has_a_place_for_the_first():
    assert [spot.place for spot in drawing(of("")).spots] == [Edge("")]


@EXAMPLES
@given(connected() | definitions())
def test_nothing_lies_on_anything_else(definition):
    drawn = drawing(definition)
    assert drawn.corners.keys() == definition.steps.keys()
    for (x, y), (left, top) in combinations(drawn.corners.values(), 2):
        assert abs(x - left) >= WIDTH + 8 or abs(y - top) >= HEIGHT + 8
    for x, y in drawn.corners.values():
        assert x >= 0 and x + WIDTH <= drawn.width and y + HEIGHT <= drawn.height
        for spot in drawn.spots:
            assert not (x <= spot.x <= x + WIDTH and y - 10 < spot.y < y + HEIGHT + 10)
    found = {spot.place for spot in drawn.spots}
    assert len(found) == len(drawn.spots)
    edges = {place for place in places(definition) if isinstance(place, Edge) and place.source}
    assert edges <= found
    assert Edge("") in found, "there is always a way to say what comes first"
