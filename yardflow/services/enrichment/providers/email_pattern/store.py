"""The patterns of companies as they are kept, and what is usual by all of them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.services.enrichment.providers.email_pattern.posterior import usual_patterns
from yardflow.services.enrichment.providers.protocol import Pattern

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
