"""The evaluation's arithmetic: what counts as right, and how it is summed up."""

from decimal import Decimal

from bench.grading import (
    Graded,
    by_field,
    email_target,
    is_right,
    size_range,
    summed_up,
    tally,
)
from tests.fixtures.rows import each_row


def graded(confidence: str, right: bool, field: str = "email", rank: int = 0) -> Graded:
    """A guess that was right or wrong."""
    return Graded(field, Decimal(confidence), right, rank)


@each_row(
    ("field", "guessed", "truth"),
    [
        ("email", "ann.lee@acme.example", "Ann.Lee@ACME.example"),
        ("title", "vp, supply  chain", "VP Supply Chain"),
        ("title", "Geschäftsführer", "GESCHAFTSFUHRER"),
        ("industry", "Food & Beverage", "food beverage"),
        ("seniority", "C-Level", "c level"),
        ("size", "1001-5000", "1,200 employees"),
        ("size", "10001+", "10,000+"),
    ],
)
def test_a_guess_that_says_the_same_is_right(field, guessed, truth):
    assert is_right(field, guessed, truth)


@each_row(
    ("field", "guessed", "truth"),
    [
        ("email", "ann.lee@acme.example", "ann-lee@acme.example"),
        ("title", "VP Operations", "Director of Operations"),
        ("size", "51-200", "201-500"),
    ],
)
def test_a_guess_that_says_something_else_is_wrong(field, guessed, truth):
    assert not is_right(field, guessed, truth)


@each_row(
    ("text", "expected"),
    [
        ("201-500", "201-500"),
        ("201 – 500 people", "201-500"),
        ("7", "1-10"),
        ("1 000", "501-1000"),
        ("1001 to 5000", "1001-5000"),
        ("2k", "1001-5000"),
        ("more than 10,000", "10001+"),
        ("10001+", "10001+"),
        ("5,000+", "5001-10000"),
        ("large", "large"),
    ],
)
def test_a_size_is_one_of_the_products_ranges(text, expected):
    assert size_range(text) == expected


def test_each_band_takes_its_lower_end_and_the_last_one_both():
    marks = [
        graded(number, True) for number in ("0.00", "0.49", "0.50", "0.70", "0.80", "0.90", "1.00")
    ]
    assert [band["guesses"] for band in summed_up(marks)["bands"]] == [2, 1, 1, 1, 2]


def test_bands_tell_guesses_right_ones_and_their_share():
    marks = [graded("0.75", True), graded("0.70", False)]
    sure = summed_up(marks)["bands"][2]
    assert (sure["guesses"], sure["right"], sure["accuracy"]) == (2, 1, 0.5)


def test_where_nothing_was_guessed_there_is_no_accuracy():
    assert tally([]) == {"guesses": 0, "right": 0, "accuracy": None}


def test_fields_are_counted_apart_and_only_by_their_best_guess():
    marks = [graded("0.8", True), graded("0.4", False, rank=1), graded("0.9", False, "title")]
    fields = by_field(marks, {"email": 3, "title": 1})
    assert (fields["email"]["asked"], fields["email"]["guesses"], fields["email"]["right"]) == (
        3,
        1,
        1,
    )
    assert (fields["title"]["guesses"], fields["title"]["right"]) == (1, 0)
    assert fields["size"]["guesses"] == 0


def test_calibration_sets_confidence_beside_what_was_right():
    marks = [graded("0.80", right) for right in (True, True, True, False)]
    sums = summed_up(marks)
    assert sums["around_0.8"] == {"guesses": 4, "right": 3, "accuracy": 0.75}
    assert sums["bands"][3]["confidence"] == 0.8
    assert sums["error"] == 0.05


def test_the_target_counts_sure_addresses_and_how_many_people_they_reach():
    marks = [graded("0.70", True), graded("0.95", True), graded("0.69", False)]
    target = email_target(marks, people=4)
    assert (target["guesses"], target["right"], target["coverage"]) == (2, 2, 0.5)
    assert target["met"]


def test_the_target_is_missed_below_nine_in_ten_and_where_nothing_is_sure():
    assert not email_target([graded("0.8", n < 8) for n in range(10)], people=10)["met"]
    assert not email_target([], people=10)["met"]
