"""How likely it is that one way is better: against other ways to the same number, and by what has
to hold for any.
"""

import random
import time
from fractions import Fraction
from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.sequences.decisions.comparison import (
    Counted,
    Leader,
    chance_better,
    leader,
)

COUNTS = st.integers(0, 60).flatmap(
    lambda people: st.integers(0, people).map(lambda successes: Counted(successes, people))
)


def exactly(one: Counted, other: Counted) -> Fraction:
    """The same chance in whole numbers, by another way: of all orders in which the successes and
    failures of uniform numbers fall, those in which the one rate is above (beta distributions are
    those of order statistics).
    """
    a, b = one.successes + 1, one.people - one.successes + 1
    c, d = other.successes + 1, other.people - other.successes + 1
    # The a-th of n numbers is above the c-th of m: at least c of the m are below it.
    n, m = a + b - 1, c + d - 1
    return sum(
        Fraction(comb(below + a - 1, below) * comb(m - below + n - a, m - below), comb(n + m, m))
        for below in range(c, m + 1)
    )


@given(one=COUNTS, other=COUNTS)
def test_it_is_the_exact_chance(one, other):
    assert chance_better(one, other) == pytest.approx(float(exactly(one, other)), abs=1e-9)


@given(one=COUNTS, other=COUNTS)
def test_both_chances_are_one_together(one, other):
    assert chance_better(one, other) + chance_better(other, one) == pytest.approx(1)


@given(one=COUNTS, other=COUNTS)
def test_one_more_success_makes_it_likelier(one, other):
    more = Counted(one.successes + 1, one.people + 1)
    assert chance_better(more, other) >= chance_better(one, other)
    assert exactly(more, other) > exactly(one, other)


def test_without_a_difference_it_is_a_half():
    for counted in (Counted(0, 0), Counted(0, 100), Counted(7, 100), Counted(100, 100)):
        assert chance_better(counted, counted) == pytest.approx(0.5)


def test_it_is_what_drawing_at_random_comes_to():
    draws = random.Random(7)
    one, other = Counted(12, 90), Counted(6, 80)
    above = sum(draws.betavariate(13, 79) > draws.betavariate(7, 75) for _ in range(40_000))
    assert chance_better(one, other) == pytest.approx(above / 40_000, abs=0.01)


def test_of_a_hundred_thousand_it_is_still_a_chance_and_quick():
    one, other = Counted(50_400, 100_000), Counted(50_000, 100_000)
    began = time.process_time()
    assert 0.95 < chance_better(one, other) < 0.97
    assert time.process_time() - began < 1
    assert chance_better(Counted(90_000, 100_000), Counted(10, 100_000)) == pytest.approx(1)
    assert chance_better(Counted(10, 100_000), Counted(90_000, 100_000)) == pytest.approx(0)


def test_more_successes_than_people_is_no_count():
    for wrong in (Counted(2, 1), Counted(-1, 5)):
        with pytest.raises(ValueError):
            chance_better(wrong, Counted(1, 2))
        with pytest.raises(ValueError):
            chance_better(Counted(1, 2), wrong)


def test_the_leader_is_compared_with_the_next_best_and_needs_enough_people():
    ways = [Counted(3, 60), Counted(12, 60), Counted(5, 60)]
    ahead = leader(ways, least=60)
    assert ahead == Leader(1, chance_better(ways[1], ways[2]), True)
    assert leader(ways, least=61) == Leader(1, ahead.chance, False)
    assert leader([Counted(5, 50), Counted(5, 50)]) is None
    assert leader([Counted(5, 50)]) is None
    assert leader([Counted(0, 69), Counted(0, 67)]) is None, "no one did it"
    assert leader([Counted(30, 32), Counted(0, 0)]) is None, "no one came by the other"
    assert leader([Counted(5, 32), Counted(0, 3)]) is None, "ahead by chance alone"
