"""How sure a company's pattern is, and a guess by it: counts, shrunk towards what companies do.

A company's patterns are taken to be shares that differ from company to company around what is usual
(the multivariate beta-binomial, by empirical Bayes). What is usual are the shares of the patterns
at the workplace's own companies; where there are few, those of a table. The weights were fitted on
one list of people and checked on another (docs/decisions/0055-confidence-can-be-believed.md).
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

# Shares of companies, as far as they are known: of a thousand about as many.
USUAL_PATTERNS: dict[str, Decimal] = {
    pattern: Decimal(count) / 1000
    for pattern, count in {
        "first.last": 460,
        "flast": 190,
        "first": 75,
        "first_last": 40,
        "f.last": 40,
        "firstlast": 40,
        "lastf": 30,
        "last": 20,
        "firstl": 20,
        "first.l": 20,
        "last.first": 15,
        "f_last": 15,
        "first-last": 6,
        "lastfirst": 6,
        "last_first": 5,
        "last.f": 4,
        "lfirst": 2,
        "l.first": 2,
    }.items()
}
# What is usual weighs like so many addresses of a company, and the table like so many companies;
# how a name is spelled weighs by `local_parts.USUAL`.
ADDRESSES, COMPANIES = Decimal("0.3"), 20
# An address that follows no pattern at all is more often a slip than a rule: so much of one that
# follows another pattern.
ODD = Decimal("0.3")
# However sure a pattern is, so many addresses are not what a name makes of it: a nickname, a former
# name, a number behind it, a mistake, a mailbox elsewhere.
NAMED_OTHERWISE = Decimal("0.03")
_CENT = Decimal("0.01")


def pattern_share(
    usual: Decimal, agreeing: int, differing: int = 0, odd: int = 0, against: int = 0
) -> Decimal:
    """How often the next address at a company follows a pattern (0–1).

    At companies in general a share of ``usual`` does. Of the addresses known here ``agreeing`` do,
    ``differing`` follow another, ``odd`` none; ``against`` are those that followed it and bounced
    or were refused.
    """
    other = differing + ODD * odd + against
    return (ADDRESSES * usual + agreeing) / (ADDRESSES + agreeing + other)


def confidence(share: Decimal, certainty: Decimal) -> Decimal:
    """How sure a guess is (0–1): its pattern's ``share``, by how surely the name is written so."""
    return (share * certainty * (1 - NAMED_OTHERWISE)).quantize(_CENT, ROUND_HALF_EVEN)


def usual_patterns(shares: Mapping[str, Decimal], companies: int) -> dict[str, Decimal]:
    """What is usual by the sums of each pattern's ``shares`` at so many companies."""
    return {
        pattern: (COMPANIES * usual + shares.get(pattern, Decimal(0))) / (COMPANIES + companies)
        for pattern, usual in USUAL_PATTERNS.items()
    }
