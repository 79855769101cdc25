"""Acting on what rules are about, some contacts a round, each in the transaction of its enrollment.

One worker acts at a time, so that two rules never enroll a person in two sequences at one moment. A
worker that dies leaves occurrences as they were.
"""

from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import YardFlowError
from yardflow.services.sequences.enrollments.candidates import READY
from yardflow.services.sequences.enrollments.service import Senders, enroll_by_rule
from yardflow.services.sequences.rules.service import ENROLLED

BATCH = 1_000
CLOSED = "closed"
_ONE_AT_A_TIME = 7_305_033  # the advisory lock that a second worker passes by

# The rule is locked before its occurrences, as by who turns it off.
_RULE = text("""
SELECT r.id, r.sequence_id, r.sender_ids, r.by_owner, r.off_at FROM enrollment_rule r
WHERE r.id = (SELECT rule_id FROM rule_occurrence ORDER BY id LIMIT 1)
FOR NO KEY UPDATE""")
_OCCURRENCES = text("""
SELECT id, event_id, account_id, contact_id, import_id FROM rule_occurrence
WHERE rule_id = :rule AND event_id = (
    SELECT event_id FROM rule_occurrence WHERE rule_id = :rule ORDER BY id LIMIT 1)
ORDER BY id LIMIT :most""")
_CONTACTS = text("""
SELECT a.contact_id FROM attendee a
WHERE a.event_id = :event AND (a.contact_id = ANY(:contacts) OR a.account_id = ANY(:accounts)
        OR a.import_id = ANY(:imports))
    AND NOT EXISTS (SELECT FROM rule_outcome o WHERE o.rule_id = :rule
        AND o.contact_id = a.contact_id
        AND (o.outcome = 'enrolled' OR o.occurrence_id >= :last))
ORDER BY a.contact_id LIMIT :most""")
_OUTCOMES = text("""
INSERT INTO rule_outcome (rule_id, contact_id, event_id, outcome, occurrence_id, at)
SELECT :rule, c.id, :event, x.outcome, :last, :now
FROM unnest(CAST(:contacts AS bigint[]), CAST(:outcomes AS text[])) x (contact_id, outcome)
JOIN contact c ON c.id = x.contact_id
ON CONFLICT (rule_id, contact_id) DO UPDATE SET event_id = excluded.event_id,
    outcome = excluded.outcome, occurrence_id = excluded.occurrence_id, at = excluded.at""")
_DONE = text("DELETE FROM rule_occurrence WHERE id = ANY(:ids)")
_DROP = text("DELETE FROM rule_occurrence WHERE rule_id = :rule")


def act(session: Session, batch: int = BATCH) -> int:
    """Acts for the rule that waited longest, on so many contacts at most; how many they were."""
    free = select(func.pg_try_advisory_xact_lock(_ONE_AT_A_TIME))
    rule = session.execute(_RULE).one_or_none() if session.execute(free).scalar_one() else None
    if rule is None:
        return 0
    if rule.off_at is not None:
        session.execute(_DROP, {"rule": rule.id})
        return 0
    occurrences = session.execute(_OCCURRENCES, {"rule": rule.id, "most": batch}).all()
    about = {"rule": rule.id, "event": occurrences[0].event_id, "last": occurrences[-1].id}
    contacts = list(session.scalars(_CONTACTS, {**about, **_named(occurrences), "most": batch}))
    if contacts:
        outcomes = _enrolled(session, rule, contacts, about["event"])
        session.execute(
            _OUTCOMES,
            {
                **about,
                "contacts": list(outcomes),
                "outcomes": list(outcomes.values()),
                "now": clock.now(),
            },
        )
    if len(contacts) < batch:
        session.execute(_DONE, {"ids": [each.id for each in occurrences]})
    return len(contacts)


def _named(occurrences: Any) -> dict[str, list[int]]:
    return {
        f"{noun}s": [key for each in occurrences if (key := getattr(each, f"{noun}_id"))]
        for noun in ("contact", "account", "import")
    }


def _enrolled(session: Session, rule: Any, contacts: list[int], event_id: int) -> dict[int, str]:
    """What became of each contact; all are skipped where the sequence takes no one by now."""
    senders = Senders(tuple(rule.sender_ids), rule.by_owner)
    try:
        states = enroll_by_rule(session, rule.sequence_id, contacts, senders, event_id)
    except YardFlowError:
        return dict.fromkeys(contacts, CLOSED)
    return {contact: ENROLLED if state == READY else state for contact, state in states.items()}
