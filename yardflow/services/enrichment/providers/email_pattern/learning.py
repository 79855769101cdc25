"""Keeping how companies form their addresses, in place of what was known before."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.services.enrichment.providers.email_pattern.patterns import Pattern

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


def remember(session: Session, found: Mapping[tuple[int, str], Sequence[Pattern]]) -> None:
    """By (account, domain of its mailboxes); two statements for any number. Nothing learned
    anew leaves what is known as it is.
    """
    rows = [
        (account_id, domain, one)
        for (account_id, domain), patterns in sorted(found.items())
        for _, one in sorted({one.name: one for one in patterns}.items())
    ]
    if not rows:
        return
    values: dict[str, Any] = {
        "account_ids": sorted({account_id for account_id, _, _ in rows}),
        "accounts": [account_id for account_id, _, _ in rows],
        "domains": [domain for _, domain, _ in rows],
        "patterns": [one.name for _, _, one in rows],
        "samples": [one.samples for _, _, one in rows],
        "agreeing": [one.agreeing for _, _, one in rows],
        "bounced": [one.bounced for _, _, one in rows],
        "confidences": [one.confidence for _, _, one in rows],
        "now": clock.now(),
    }
    session.execute(_FORGET, values)
    session.execute(_KEEP, values)
