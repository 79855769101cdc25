"""The target for guessed addresses, on people whose addresses are known."""

from collections import Counter
from decimal import Decimal
from itertools import pairwise

import pytest

from bench import grading, labelled_list
from bench.guessed_addresses import LISTS, graded
from bench.labelled_list import Person
from bench.labelled_people import companies


@pytest.fixture(params=LISTS.values(), ids=lambda path: path.stem)
def people(request) -> list[Person]:
    """One of the project's labelled lists."""
    return labelled_list.read(request.param)


def test_of_addresses_guessed_at_seventy_percent_nine_in_ten_are_right(people):
    target = grading.email_target(graded(people), sum(not person.known for person in people))
    assert target["accuracy"] >= 0.9
    assert target["coverage"] >= 0.5


def test_the_surer_a_guess_the_more_often_it_is_right(people):
    marks = [mark for mark in graded(people) if mark.rank == 0]
    bounds = [Decimal(number) for number in ("0", "0.5", "0.7", "0.8", "1.01")]
    shares = [
        grading.tally(mark for mark in marks if low <= mark.confidence < high)["accuracy"]
        for low, high in pairwise(bounds)
    ]
    assert shares == sorted(shares)


def test_no_band_claims_much_more_than_is_right(people):
    for band in grading.summed_up(graded(people))["bands"]:
        if band["guesses"] > 20:
            assert band["accuracy"] >= band["confidence"] - 0.1


def test_one_known_address_makes_no_guess_certain(people):
    for rows in companies(people):
        if sum(row.known for row in rows) == 1:
            assert all(mark.confidence <= Decimal("0.9") for mark in graded(rows))


def test_the_lists_are_as_large_and_as_mixed_as_they_have_to_be():
    developed, held_out = (labelled_list.read(path) for path in LISTS.values())
    assert len(developed) >= 500
    assert len(held_out) >= 300
    assert len({person.domain for person in developed}) >= 60
    known = Counter(person.domain for person in developed if person.known)
    assert {1, 2, 3, 5, 10} <= set(known.values())


def test_nobody_and_no_company_is_on_both_lists():
    developed, held_out = (labelled_list.read(path) for path in LISTS.values())
    assert not {person.domain for person in developed if person.domain} & {
        person.domain for person in held_out
    }
    assert not {person.email for person in developed} & {person.email for person in held_out}
