"""How a company forms its addresses, learned from real ones and kept; and the guesses that follow.

How sure a pattern is depends on how many addresses agree *and* on how many there are: one alone
never gives more than 0.5, two that agree give 0.66, three 0.75, ten 0.90. An address that followed
the pattern and bounced counts like one that disagrees.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.services.enrichment.providers.email_pattern.local_parts import (
    PATTERNS,
    MailName,
    followed,
    likeliest,
)
from yardflow.services.enrichment.providers.email_pattern.names import mail_name
from yardflow.services.enrichment.providers.protocol import Pattern, RealAddress
from yardflow.services.records.domains import is_shared, registrable
from yardflow.services.records.shared_mailboxes import is_shared_mailbox

MOST_CONFIDENCE, OF_ONE = Decimal("0.95"), Decimal("0.50")
# As if one more address disagreed (Laplace's rule): it takes three that agree to fill a field.
DISBELIEF = Decimal(1)
LEAST_CONFIDENCE = Decimal("0.20")
MOST_GUESSES = 2
LONGEST_LOCAL, LONGEST = 64, 254  # RFC 5321, 4.5.3.1
_CENT = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Guess:
    """An address that nobody has seen yet."""

    email: str
    pattern: Pattern
    confidence: Decimal


def mail_domain(domain: str, addresses: Iterable[str]) -> str:
    """Where a company has its mailboxes, going by the real addresses of its people.

    Its own domain, if somebody writes from there or from a part of it, such as ``us.acme.com``;
    but its domain in another country, such as ``acme.co.uk``, if more write from there. Else the
    one that several of them write from. Without a domain of its own, where most write from; empty
    where nobody does. Mailboxes of roles and at mail providers don't count.
    """
    usual = _hosts(addresses).most_common()
    if not domain or is_shared(domain):
        return usual[0][0] if usual else ""
    own = [each for each in usual if _label(each[0]) == _label(domain)]
    if own:
        writers: Counter[str] = Counter({registrable(domain): 0})
        for host, count in own:
            writers[registrable(host)] += count
        most = writers.most_common(1)[0][0]  # of equal ones the first, which is its own
        at_most = [host for host, _ in own if registrable(host) == most]
        return domain if domain in at_most else at_most[0]
    return usual[0][0] if usual and usual[0][1] > 1 else domain


def other_domain(domain: str, addresses: Iterable[str]) -> str:
    """Where most of a company's people write from, if that is neither its own domain, in whatever
    country, nor a part of it; empty where it is, and where nothing is known.
    """
    if not domain or is_shared(domain):
        return ""
    writers: Counter[str] = Counter()
    own = 0
    for host, count in _hosts(addresses).items():
        if _label(host) == _label(domain):
            own += count
        else:
            writers[registrable(host)] += count
    return next((host for host, count in writers.most_common(1) if count > own), "")


def _hosts(addresses: Iterable[str]) -> Counter[str]:
    hosts = Counter(
        address.rpartition("@")[2] for address in addresses if not is_shared_mailbox(address)
    )
    return Counter({host: count for host, count in hosts.items() if not is_shared(host)})


def _label(host: str) -> str:
    """The name that a company has under every country's top-level domain."""
    return registrable(host).partition(".")[0]


def learn(
    domain: str, addresses: Iterable[RealAddress], bounced: Iterable[RealAddress] = ()
) -> list[Pattern]:
    """The patterns in use at a domain, the surest first; empty where anybody can have an address.

    Addresses elsewhere, of roles (``info@``) and of people whose name can't be spelled are left
    out, and so is a real address that is also a bounced one. The caller leaves out what was
    guessed and not tried.
    """
    if is_shared(domain):
        return []
    failed = _samples(domain, bounced)
    read = [
        followed(local, name)
        for local, name in _samples(domain, addresses).items()
        if local not in failed
    ]
    against = Counter(
        pattern for local, name in failed.items() for pattern in followed(local, name)
    )
    habits = Counter(choice for each in read for choice in next(iter(each.values()), ()))
    patterns = [
        Pattern(
            name,
            len(read),
            count,
            _confidence(count, len(read), against[name]),
            against[name],
            habits,
        )
        for name, count in Counter(pattern for each in read for pattern in each).items()
    ]
    order = list(PATTERNS)
    return sorted(
        patterns,
        key=lambda pattern: (-pattern.confidence, -pattern.agreeing, order.index(pattern.name)),
    )


def guess(
    first_name: str,
    last_name: str,
    domain: str,
    patterns: Iterable[Pattern],
    taken: Iterable[str] = (),
) -> list[Guess]:
    """The likeliest addresses of a person, at most two, from different patterns.

    ``taken`` addresses belong to others, or were tried and are nobody's: whoever shares their
    spelling must have another one, so that pattern gives no guess; nor does one that leads to a
    role's mailbox.
    """
    name = mail_name(first_name, last_name)
    if name is None or is_shared(domain):
        return []
    others = set(taken)
    guesses: dict[str, Guess] = {}
    for pattern in patterns:
        local, certainty = likeliest(pattern.name, name, pattern.habits)
        if not local or len(local) > LONGEST_LOCAL or len(local) + len(domain) > LONGEST - 1:
            continue
        email = f"{local}@{domain}"
        confidence = (pattern.confidence * certainty).quantize(_CENT, ROUND_DOWN)
        free = email not in others and email not in guesses and not is_shared_mailbox(email)
        if free and confidence >= LEAST_CONFIDENCE:
            guesses[email] = Guess(email, pattern, confidence)
    return sorted(guesses.values(), key=lambda each: -each.confidence)[:MOST_GUESSES]


def _samples(domain: str, addresses: Iterable[RealAddress]) -> dict[str, MailName]:
    samples: dict[str, MailName] = {}
    for address in addresses:
        local, _, host = address.email.lower().rpartition("@")
        name = mail_name(address.first_name, address.last_name)
        role = is_shared_mailbox(address.email)
        if host == domain and not role and name is not None and _telling(name):
            samples[local] = name
    return samples


def _telling(name: MailName) -> bool:
    """Whether an address of this person can tell a pattern: a full first and last name can."""
    return bool(name.first.forms and name.last.forms)


def _confidence(agreeing: int, samples: int, bounced: int) -> Decimal:
    share = (agreeing / (samples + bounced + DISBELIEF)).quantize(_CENT, ROUND_DOWN)
    return min(share, MOST_CONFIDENCE if samples > 1 else OF_ONE)


_FORGET = text("""
DELETE FROM email_pattern WHERE account_id = ANY(:account_ids) AND NOT EXISTS (
    SELECT FROM unnest(CAST(:accounts AS bigint[]), CAST(:domains AS text[]),
        CAST(:patterns AS text[])) AS found (account_id, domain, pattern)
    WHERE found.account_id = email_pattern.account_id AND found.domain = email_pattern.domain
        AND found.pattern = email_pattern.pattern)
""")
_KEEP = text("""
INSERT INTO email_pattern AS kept
    (account_id, domain, pattern, samples, agreeing, bounced, confidence, learned_at)
SELECT *, CAST(:now AS timestamptz) FROM unnest(CAST(:accounts AS bigint[]),
    CAST(:domains AS text[]), CAST(:patterns AS text[]), CAST(:samples AS int[]),
    CAST(:agreeing AS int[]), CAST(:bounced AS int[]), CAST(:confidences AS numeric[]))
ON CONFLICT (account_id, domain, pattern) DO UPDATE SET
    samples = excluded.samples, agreeing = excluded.agreeing, bounced = excluded.bounced,
    confidence = excluded.confidence, learned_at = excluded.learned_at
WHERE (kept.samples, kept.agreeing, kept.bounced, kept.confidence)
    IS DISTINCT FROM (excluded.samples, excluded.agreeing, excluded.bounced, excluded.confidence)
""")


def remember_patterns(
    session: Session, learned: Mapping[tuple[int, str], Sequence[Pattern]]
) -> None:
    """By (account, domain of its mailboxes); two statements for any number. Where nothing
    was learned, what is known stays.
    """
    rows = [
        (account_id, domain, pattern)
        for (account_id, domain), patterns in sorted(learned.items())
        for _, pattern in sorted({pattern.name: pattern for pattern in patterns}.items())
    ]
    if not rows:
        return
    values: dict[str, Any] = {
        "account_ids": sorted({account_id for account_id, _, _ in rows}),
        "accounts": [account_id for account_id, _, _ in rows],
        "domains": [domain for _, domain, _ in rows],
        "patterns": [pattern.name for _, _, pattern in rows],
        "samples": [pattern.samples for _, _, pattern in rows],
        "agreeing": [pattern.agreeing for _, _, pattern in rows],
        "bounced": [pattern.bounced for _, _, pattern in rows],
        "confidences": [pattern.confidence for _, _, pattern in rows],
        "now": clock.now(),
    }
    session.execute(_FORGET, values)
    session.execute(_KEEP, values)
