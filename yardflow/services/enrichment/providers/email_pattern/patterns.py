"""How a company forms its addresses, learned from real ones; and the guesses that follow.

Evidence are addresses that somebody wrote down or that work, and guesses that a person accepted. An
address that followed a pattern and bounced, or that a person refused, counts like one that
disagrees with that pattern.

A company's patterns are taken to be shares that differ from company to company around what is usual
(the multivariate beta-binomial, by empirical Bayes). What is usual are the shares of the patterns
at the workplace's own companies; where there are few, those of a table. The weights were fitted on
one list of people and checked on another (docs/decisions/0055-confidence-can-be-believed.md).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_EVEN, Decimal

from yardflow.services.enrichment.providers.email_pattern.addresses import (
    PATTERNS,
    Choice,
    Chosen,
    MailName,
    Written,
    followed,
    is_numbered,
    likeliest,
)
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.enrichment.providers.email_pattern.spelling import (
    SHARES,
    Choices,
    Doubt,
    choices_at,
)
from yardflow.services.enrichment.providers.protocol import Evidence, Pattern, RealAddress
from yardflow.services.records.values.domains import is_shared
from yardflow.services.records.values.shared_mailboxes import is_shared_mailbox

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
# how a name is spelled weighs by `addresses.USUAL`.
ADDRESSES, COMPANIES = Decimal("0.3"), 20
# An address that follows no pattern at all is more often a slip than a rule: so much of one that
# follows another pattern.
ODD = Decimal("0.3")
# However sure a pattern is, so many addresses are not what a name makes of it: a nickname, a former
# name, a number behind it, a mistake, a mailbox elsewhere.
NAMED_OTHERWISE = Decimal("0.03")
_CENT = Decimal("0.01")

LEAST_CONFIDENCE = Decimal("0.20")
# Who accepts a guess has rarely tried it: more of them must not confirm each other.
MOST_ACCEPTED = 2
MOST_GUESSES = 2
# One number behind a name may only tell two people apart.
LEAST_NUMBERED = 2
LONGEST_LOCAL, LONGEST = 64, 254  # RFC 5321, 4.5.3.1

Follows = dict[str, Chosen]


@dataclass(frozen=True, slots=True)
class Guess:
    """An address that nobody has seen yet, and what makes it doubtful."""

    email: str
    pattern: Pattern
    confidence: Decimal
    doubts: tuple[Doubt, ...] = ()


def learn(
    domain: str, evidence: Evidence, usual: Mapping[str, Decimal] = USUAL_PATTERNS
) -> list[Pattern]:
    """The patterns at a domain, the surest first: those that real addresses follow, else those
    that are ``usual`` elsewhere. Empty where anybody can have an address, and where most have a
    number behind the name, which nobody can guess.

    Addresses elsewhere, of roles (``info@``) and of people whose name can't be spelled are left
    out, and so is a real address that is also a bounced one. The caller leaves out what was
    guessed and neither tried nor accepted.
    """
    if is_shared(domain):
        return []
    counts = _counts(domain, evidence)
    if counts.numbered >= LEAST_NUMBERED and 2 * counts.numbered > counts.known:
        return []
    learned = [counts.pattern(name, usual[name]) for name in counts.agreeing or usual]
    order = list(PATTERNS)
    return sorted(
        learned,
        key=lambda pattern: (-pattern.share, -pattern.agreeing, order.index(pattern.name)),
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the addresses at a domain say, by pattern; ``odd`` ones follow none, ``numbered`` ones
    have a number behind the name.
    """

    known: int
    odd: int
    numbered: int
    agreeing: Counter[str]
    bounced: Counter[str]
    refused: Counter[str]
    habits: Counter[Choice] = field(default_factory=Counter)

    def pattern(self, name: str, usual: Decimal) -> Pattern:
        against = self.bounced[name] + self.refused[name]
        agreeing = self.agreeing[name]
        differing = self.known - self.odd - agreeing
        share = pattern_share(usual, agreeing, differing, self.odd, against)
        return Pattern(
            name,
            self.known,
            agreeing,
            share,
            self.bounced[name],
            self.refused[name],
            self.habits,
        )


def _counts(domain: str, evidence: Evidence) -> _Counts:
    failed = _followed(domain, evidence.bounced)
    real = _followed(domain, evidence.addresses, without=failed)
    accepted = _followed(domain, evidence.accepted, without={**failed, **real})
    read = [*real.values(), *[*accepted.values()][:MOST_ACCEPTED]]
    refused = _followed(domain, evidence.refused, without={**failed, **real})
    return _Counts(
        len(read),
        sum(not follows for follows in read),
        sum(map(is_numbered, real)),
        _patterns_of(read),
        _patterns_of(failed.values()),
        _patterns_of(refused.values()),
        Counter(choice for follows in read for choice in set(next(iter(follows.values()), ()))),
    )


def _followed(
    domain: str, addresses: Iterable[RealAddress], without: Iterable[str] = ()
) -> dict[str, Follows]:
    """The patterns that each address of somebody with a full name follows, by what stands before
    the ``@``.
    """
    read: dict[str, Follows] = {}
    excluded = set(without)
    for address in addresses:
        local, _, host = address.email.lower().rpartition("@")
        if host != domain or local in excluded or is_shared_mailbox(address.email):
            continue
        name = mail_name(address.first_name, address.last_name)
        if name is not None and name.first.forms and name.last.forms:
            read[local] = followed(local, name)
    return read


def _patterns_of(read: Iterable[Follows]) -> Counter[str]:
    return Counter(pattern for follows in read for pattern in follows)


def guess(
    first_name: str,
    last_name: str,
    domain: str,
    patterns: Iterable[Pattern],
    taken: Iterable[str] = (),
    namesakes: Iterable[tuple[str, str]] = (),
) -> list[Guess]:
    """The likeliest addresses of a person, at most two, from different patterns.

    ``taken`` addresses belong to others, or were tried and are nobody's: whoever shares their
    spelling must have another one, so that pattern gives no guess; nor does one that leads to a
    role's mailbox. ``namesakes`` are first and last names of colleagues without an address: which
    of two gets the one that both names give is not known.
    """
    name = mail_name(first_name, last_name)
    if name is None or is_shared(domain):
        return []
    others = set(taken)
    rivals = [rival for names in namesakes if (rival := mail_name(*names)) is not None]
    choices, guesses = choices_at(domain), dict[str, Guess]()
    for pattern in patterns:
        written = likeliest(pattern.name, name, pattern.habits, choices)
        if written is None or not _fits(written.local, domain):
            continue
        each = _guess(
            f"{written.local}@{domain}", pattern, _beside(written, pattern, rivals, choices)
        )
        free = each.email not in others and each.email not in guesses
        if free and not is_shared_mailbox(each.email) and each.confidence >= LEAST_CONFIDENCE:
            guesses[each.email] = each
    return sorted(guesses.values(), key=lambda each: -each.confidence)[:MOST_GUESSES]


def _guess(email: str, pattern: Pattern, written: Written) -> Guess:
    return Guess(email, pattern, confidence(pattern.share, written.share), written.doubts)


def _fits(local: str, domain: str) -> bool:
    return len(local) <= LONGEST_LOCAL and len(local) + len(domain) < LONGEST


def _beside(
    written: Written, pattern: Pattern, rivals: Iterable[MailName], choices: Choices
) -> Written:
    """Less sure where a colleague's name gives the same."""
    others = (likeliest(pattern.name, rival, pattern.habits, choices) for rival in rivals)
    if not any(other is not None and other.local == written.local for other in others):
        return written
    share = written.share * SHARES[Doubt.NAMESAKE]
    return Written(written.local, share, (*written.doubts, Doubt.NAMESAKE))


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
