"""The free provider: a company's own way of forming addresses, and what is kept of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.dns import mail_hosts
from yardflow.services.enrichment.providers.email_pattern import patterns as email_patterns
from yardflow.services.enrichment.providers.email_pattern.nobody import is_company
from yardflow.services.enrichment.providers.email_pattern.patterns import (
    USUAL_PATTERNS,
    Guess,
    usual_patterns,
)
from yardflow.services.enrichment.providers.email_pattern.spelling import REASONS
from yardflow.services.enrichment.providers.protocol import (
    ContactSnapshot,
    Pattern,
    ProviderAnswer,
    ProviderClaim,
    Question,
)
from yardflow.services.records.values.domains import registrable

NO_DOMAIN = "Add the company's website to guess an email"

# Where most people write from another domain than the company's own, a guess waits for a person: it
# may be the group's, or that of an agency whose people are at a customer. Of those who are guessed
# an address there so many have one; of those at the own domain nobody knows.
AT_ANOTHER_DOMAIN = Decimal("0.95")
AT_THE_OWN_ONE = Decimal("0.5")
_CENT = Decimal("0.01")

# More of them would say the same.
MOST_PATTERNS = 2_000
_USUAL = text("""
WITH newest AS (
    SELECT account_id, domain, pattern, agreeing, samples FROM email_pattern
    ORDER BY id DESC LIMIT :most
)
SELECT pattern, sum(agreeing / samples::numeric) AS share,
    (SELECT count(DISTINCT (account_id, domain)) FROM newest) AS companies
FROM newest WHERE samples > 0 GROUP BY pattern
""")
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


class ByPattern:
    """Guesses an address from the known ones of the same company, or from what is usual; costs
    nothing.

    Asks nobody, unless an ADMIN wants to know first whether the domain takes mail at all.
    """

    name = "email_pattern"

    def __init__(self, takes_mail: Callable[[str], bool | None] = mail_hosts.takes_mail) -> None:
        """``takes_mail`` says of a domain whether it does; None where that is not known."""
        self._takes_mail = takes_mail

    def ready(self) -> bool:
        """Always."""
        return True

    def ask(self, question: Question) -> ProviderAnswer:
        """The likeliest addresses, if one is asked for; and the patterns behind them.

        Where there is none, the note says what a person could do about it.
        """
        contact = question.contact
        domain = contact.mail_domain
        if not domain:
            return ProviderAnswer(note=NO_DOMAIN if "email" in question.fields else "")
        usual = contact.usual_patterns or USUAL_PATTERNS
        patterns = tuple(email_patterns.learn(domain, contact.evidence, usual))
        if "email" not in question.fields:
            return ProviderAnswer(patterns=patterns)
        guesses = _guesses(contact, patterns)
        if guesses and question.options.check_mail_hosts and self._takes_mail(domain) is False:
            return ProviderAnswer(patterns=patterns, note=f"{domain} does not accept email")
        claims = tuple(self._claim(guess, contact) for guess in guesses)
        return ProviderAnswer(claims, patterns, note="" if guesses else "No pattern fits this name")

    def _claim(self, guess: Guess, contact: ContactSnapshot) -> ProviderClaim:
        confidence = guess.confidence
        if contact.other_domain and registrable(contact.mail_domain) == contact.other_domain:
            confidence = (confidence * AT_ANOTHER_DOMAIN).quantize(_CENT)
        elif contact.other_domain:
            confidence = min(confidence, AT_THE_OWN_ONE)
        how = "; ".join(_reasons(guess, contact))
        waits = bool(contact.other_domain)
        return ProviderClaim("email", guess.email, confidence, self.name, how, waits)


def _guesses(contact: ContactSnapshot, patterns: tuple[Pattern, ...]) -> list[Guess]:
    if is_company(contact.first_name, contact.last_name, contact.company):
        return []
    bounced = {address.email for address in contact.evidence.bounced}
    return email_patterns.guess(
        contact.first_name,
        contact.last_name,
        contact.mail_domain,
        patterns,
        contact.taken | bounced,
        contact.namesakes,
    )


def _reasons(guess: Guess, contact: ContactSnapshot) -> Iterator[str]:
    """What speaks for a guess, and what against it."""
    pattern = guess.pattern
    yield _count(pattern, contact.mail_domain)
    if pattern.bounced:
        yield f"{pattern.bounced} like it bounced"
    if pattern.refused:
        yield f"{pattern.refused} like it {'was' if pattern.refused == 1 else 'were'} rejected"
    yield from dict.fromkeys(REASONS[doubt] for doubt in guess.doubts)
    if contact.other_domain:
        yield f"most people are at {contact.other_domain}, not at {contact.domain}"


def _count(pattern: Pattern, domain: str) -> str:
    if not pattern.agreeing:
        return f"No known address at {domain} shows a pattern; {pattern.name}@ is a usual one"
    count = f"{pattern.agreeing} of {pattern.samples}"
    if pattern.samples > 1 and pattern.agreeing == pattern.samples:
        count = f"All {pattern.samples}"
    return f"{count} known addresses at {domain} use the pattern {pattern.name}@"


def read_usual(session: Session) -> dict[str, Decimal]:
    """What share of addresses each pattern has at a company, by the workplace's own companies; one
    statement. The company that it is asked for is among them: of 20 and more it makes no odds.
    """
    rows = session.execute(_USUAL, {"most": MOST_PATTERNS}).all()
    return usual_patterns(
        {row.pattern: row.share for row in rows}, rows[0].companies if rows else 0
    )


def remember_patterns(
    session: Session, learned: Mapping[tuple[int, str], Sequence[Pattern]]
) -> None:
    """By (account, domain of its mailboxes); two statements for any number. Where no address
    follows any, what is known stays.
    """
    rows = [
        (account_id, domain, pattern)
        for (account_id, domain), patterns in sorted(learned.items())
        for _, pattern in sorted({pattern.name: pattern for pattern in patterns}.items())
        if pattern.agreeing
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
        "confidences": [pattern.share for _, _, pattern in rows],
        "now": clock.now(),
    }
    session.execute(_FORGET, values)
    session.execute(_KEEP, values)
