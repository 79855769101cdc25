"""How likely it is that one way of a split is really better than another, from what was counted.

Each way has a rate that no one knows; before anything is counted all rates are equally likely (a
beta distribution of 1 and 1), and each success or failure makes some likelier. The chance that the
one rate is above the other then is an exact sum: Evan Miller, "Formulas for Bayesian A/B Testing"
(https://www.evanmiller.org/bayesian-ab-testing.html), formula 6.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

USUAL = 50


@dataclass(frozen=True, slots=True)
class Counted:
    """So many of ``people`` did what is counted: ``successes``, at most one each."""

    successes: int
    people: int


@dataclass(frozen=True, slots=True)
class Leader:
    """The way that is ahead, by its place, and the ``chance`` that it is better than the next best,
    from 0 to 1. ``enough``: each way has the least number of people.
    """

    way: int
    chance: float
    enough: bool


def chance_better(ahead: Counted, behind: Counted) -> float:
    """The chance that the rate of ``ahead`` is above that of ``behind``, from 0 to 1.

    Raises:
        ValueError: more succeeded than there are people.
    """
    for each in (ahead, behind):
        if not 0 <= each.successes <= each.people:
            raise ValueError("More succeeded than there are people.")
    # The sum has as many parts as the one it goes over has successes.
    if behind.successes < ahead.successes:
        return 1.0 - _above(behind, ahead)
    return _above(ahead, behind)


def leader(ways: Sequence[Counted], least: int = USUAL) -> Leader | None:
    """The way that is ahead of all others; None where no two can be compared, none is ahead, or
    a way that no one came by, or where no one succeeded, would be: that is by chance alone.
    """
    if len(ways) < 2 or not all(way.people for way in ways):
        return None
    order = sorted(range(len(ways)), key=lambda place: -_mean(ways[place]))
    best, next_best = order[0], order[1]
    if not ways[best].successes or _mean(ways[best]) == _mean(ways[next_best]):
        return None
    chance = chance_better(ways[best], ways[next_best])
    return Leader(best, chance, min(way.people for way in ways) >= least)


def _above(first: Counted, second: Counted) -> float:
    """The sum, over the successes of ``first``, each part by its logarithm: none is too large."""
    a_first, b_first = first.successes + 1, first.people - first.successes + 1
    a_second, b_second = second.successes + 1, second.people - second.successes + 1
    whole = _log_beta(a_second, b_second)
    total = sum(
        exp(
            _log_beta(a_second + place, b_first + b_second)
            - log(b_first + place)
            - _log_beta(1 + place, b_first)
            - whole
        )
        for place in range(a_first)
    )
    return min(max(total, 0.0), 1.0)


def _log_beta(a: float, b: float) -> float:
    return lgamma(a) + lgamma(b) - lgamma(a + b)


def _mean(way: Counted) -> float:
    return (way.successes + 1) / (way.people + 2)
