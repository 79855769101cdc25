"""What a sequence's page says of its A/B splits."""

from yardflow.services.sequences.decisions.comparison import Leader
from yardflow.services.sequences.definitions.steps import Winning
from yardflow.services.sequences.split_results import SplitResult, WayResult
from yardflow.state.sequences import splits


def test_each_branch_says_what_it_begins_with_and_what_it_came_to():
    item = splits._item(
        SplitResult(
            "split",
            3,
            [
                WayResult(0, "hello", "Email “Hello”", 120, 12, 1),
                WayResult(1, None, "", 0, 0, 0),
            ],
            by_replies=Leader(0, 0.9996, True),
            by_meetings=Leader(0, 0.914, False),
            winner=1,
            reason="",
            automatic=None,
        )
    )
    first, second = item.ways
    assert item.name == "Step 3"
    assert (first.name, first.opening) == ("Branch A", "Email “Hello”")
    assert first.words == "120 contacts · 12 replies (10%) · 1 meeting (1%)"
    assert (second.opening, second.words) == ("The end", "0 contacts")
    assert (first.chosen, second.chosen, item.has_winner) == (False, True, True)
    assert item.notes == [
        "By replies, branch A is better with a chance of 99%.",
        "By meetings, branch A is better with a chance of 91%. "
        "Wait until each branch has 50 contacts.",
    ], "a chance is never certain, and one of few says so"


def test_without_answers_nothing_is_said_to_be_better():
    ways = [WayResult(way, None, "", 60, 0, 0) for way in range(2)]
    assert splits._item(SplitResult("split", 1, ways, None, None, None, "", None)).notes == []


def test_a_branch_that_is_ahead_by_hardly_more_than_chance_is_not_called_better():
    ways = [WayResult(0, None, "", 60, 7, 0), WayResult(1, None, "", 60, 6, 0)]
    close = SplitResult("split", 1, ways, Leader(0, 0.59, True), None, None, "", None)
    assert splits._item(close).notes == ["By replies, no branch is clearly ahead."]
    few = SplitResult("split", 1, ways, Leader(0, 0.59, False), None, None, "", None)
    assert "a chance of 59%. Wait until" in splits._item(few).notes[0]


def test_branches_that_are_level_are_said_to_be():
    ways = [WayResult(way, None, "", 60, 6, 0) for way in range(2)]
    level = splits._item(SplitResult("split", 1, ways, None, None, None, "", None))
    assert level.notes == ["By replies, no branch is ahead."]
    ways = [WayResult(0, None, "", 60, 6, 0), WayResult(1, None, "", 0, 0, 0)]
    alone = splits._item(SplitResult("split", 1, ways, None, None, None, "", None))
    assert alone.notes == [], "nothing to compare with"


def test_an_automatic_winner_says_what_it_takes():
    ways = [WayResult(way, None, "", 0, 0, 0) for way in range(2)]
    terms = Winning(metric="replies", least=100, chance=95)
    (note,) = splits._item(SplitResult("split", 1, ways, None, None, None, "", terms)).notes
    assert note == (
        "Once each branch has 100 contacts, one that is better by replies with a chance of 95% "
        "wins automatically."
    )
