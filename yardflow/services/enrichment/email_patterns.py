"""How a company forms its addresses, learned from real ones; and the guesses that follow.

How sure a pattern is depends on how many addresses agree *and* on how many there are: one alone
never gives more than 0.5, three that agree give 0.75, ten 0.90. An address that followed the
pattern and bounced counts like one that disagrees.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import product

from yardflow.services.enrichment.mail_names import MailName, Spelling, mail_name, word_set
from yardflow.services.records.normalise import PUBLIC_MAIL

# pattern: what it is made of, in order. "f" and "l" are initials.
PATTERNS: dict[str, tuple[str, ...]] = {
    "first.last": ("first", ".", "last"),
    "firstlast": ("first", "last"),
    "first": ("first",),
    "f.last": ("f", ".", "last"),
    "flast": ("f", "last"),
    "first.l": ("first", ".", "l"),
    "firstl": ("first", "l"),
    "l.first": ("l", ".", "first"),
    "lfirst": ("l", "first"),
    "first_last": ("first", "_", "last"),
}
MOST_CONFIDENCE = Decimal("0.95")
LEAST_CONFIDENCE = Decimal("0.20")
MOST_GUESSES = 2
LONGEST_LOCAL, LONGEST = 64, 254  # RFC 5321, 4.5.3.1
_CENT = Decimal("0.01")

# Mailboxes of nobody in particular say nothing of how people's addresses are formed.
_ROLES = word_set(
    "info sales contact office admin support hello team marketing hr jobs careers billing accounts"
    " accounting finance orders order service help mail press media legal noreply no-reply"
    " webmaster purchasing procurement logistics dispatch operations warehouse reception"
    " enquiries inquiries"
)
_MAIL_PROVIDERS = word_set(
    "gmail googlemail hotmail outlook yahoo ymail rocketmail gmx protonmail icloud aol"
)


@dataclass(frozen=True, slots=True)
class RealAddress:
    """An address that somebody wrote down or that was seen to work, with its owner's name."""

    first_name: str
    last_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Pattern:
    """``agreeing`` of ``samples`` real addresses at the domain are formed like this, and
    ``bounced`` others that turned out to be nobody's were.
    """

    name: str
    samples: int
    agreeing: int
    confidence: Decimal
    bounced: int = 0


@dataclass(frozen=True, slots=True)
class Guess:
    """An address that nobody has seen yet."""

    email: str
    pattern: Pattern
    confidence: Decimal


def is_free_mail(domain: str) -> bool:
    """Whether anybody can have an address there, so that it says nothing of a company."""
    return domain in PUBLIC_MAIL or domain.split(".")[0] in _MAIL_PROVIDERS


def learn(
    domain: str, addresses: Iterable[RealAddress], bounced: Iterable[RealAddress] = ()
) -> list[Pattern]:
    """The patterns in use at a domain, the surest first; empty for a free-mail domain.

    Addresses elsewhere, of roles (``info@``) and of people whose name can't be spelled are left
    out, and so is a real address that is also a bounced one. The caller leaves out what was
    guessed and not tried.
    """
    if is_free_mail(domain):
        return []
    failed = _samples(domain, bounced)
    samples = {
        local: name for local, name in _samples(domain, addresses).items() if local not in failed
    }
    against = _followers(failed)
    found = [
        Pattern(
            name,
            len(samples),
            count,
            _confidence(count, len(samples), against[name]),
            against[name],
        )
        for name, count in _followers(samples).items()
        if count
    ]
    order = list(PATTERNS)
    return sorted(found, key=lambda one: (-one.confidence, -one.agreeing, order.index(one.name)))


def _followers(samples: Mapping[str, MailName]) -> dict[str, int]:
    """How many addresses follow each pattern; one may follow several."""
    count = dict.fromkeys(PATTERNS, 0)
    for local, name in samples.items():
        for pattern in followed(local, name):
            count[pattern] += 1
    return count


def followed(local: str, name: MailName) -> set[str]:
    """The patterns that this part before the ``@`` follows; a number behind it is overlooked."""
    local = re.sub(r"\d+$", "", local)
    return {pattern for pattern in PATTERNS if local in spelled(pattern, name)}


def spelled(pattern: str, name: MailName) -> list[str]:
    """The name in this pattern, the likeliest spelling first; empty when a part is missing."""
    choices = [_forms(part, name) for part in PATTERNS[pattern]]
    return ["".join(parts) for parts in product(*choices)]


def guess(
    first_name: str,
    last_name: str,
    domain: str,
    patterns: Iterable[Pattern],
    taken: Iterable[str] = (),
) -> list[Guess]:
    """The likeliest addresses of a person, at most two, from different patterns.

    ``taken`` addresses belong to others, or were tried and are nobody's: whoever shares their
    spelling must have another one, so that pattern gives no guess.
    """
    name = mail_name(first_name, last_name)
    if name is None or is_free_mail(domain):
        return []
    others = set(taken)
    found: dict[str, Guess] = {}
    for pattern in patterns:
        forms = spelled(pattern.name, name)
        if not forms or len(forms[0]) > LONGEST_LOCAL or len(forms[0]) + len(domain) > LONGEST - 1:
            continue
        email = f"{forms[0]}@{domain}"
        confidence = (pattern.confidence * _certainty(pattern.name, name)).quantize(
            _CENT, ROUND_DOWN
        )
        if email not in others and email not in found and confidence >= LEAST_CONFIDENCE:
            found[email] = Guess(email, pattern, confidence)
    return sorted(found.values(), key=lambda one: -one.confidence)[:MOST_GUESSES]


def _samples(domain: str, addresses: Iterable[RealAddress]) -> dict[str, MailName]:
    samples: dict[str, MailName] = {}
    for address in addresses:
        local, _, host = address.email.lower().rpartition("@")
        name = mail_name(address.first_name, address.last_name)
        if host == domain and local not in _ROLES and name is not None and _telling(name):
            samples[local] = name
    return samples


def _telling(name: MailName) -> bool:
    """Whether an address of this person can tell a pattern: a full first and last name can."""
    return bool(name.first.forms and name.last.forms)


def _confidence(agreeing: int, samples: int, bounced: int) -> Decimal:
    share = (Decimal(agreeing) / (samples + bounced + 1)).quantize(_CENT, ROUND_DOWN)
    return min(share, MOST_CONFIDENCE)


def _forms(part: str, name: MailName) -> tuple[str, ...]:
    if part in ("first", "last"):
        return _of(part, name).forms
    if part in ("f", "l"):
        initial = _of(part, name).initial
        return (initial,) if initial else ()
    return (part,)


def _certainty(pattern: str, name: MailName) -> Decimal:
    sure = Decimal(1)
    for part in PATTERNS[pattern]:
        if part in ("first", "last"):
            sure *= _of(part, name).certainty
        elif part in ("f", "l"):
            sure *= _of(part, name).initial_certainty
    return sure


def _of(part: str, name: MailName) -> Spelling:
    return name.first if part.startswith("f") else name.last
