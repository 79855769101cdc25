"""How long a claim of what is due takes among a million enrollments."""

import time
from datetime import timedelta

from sqlalchemy import text

from bench import sequence_people
from bench.figures import Figure, percentile
from bench.sequence_people import NOW, Workplace
from yardflow import clock, db
from yardflow.services.sequences.engine.claiming import claim

CLAIMS, _MANY = 200, 1_000
_LATER = text("""
UPDATE enrollment SET due_at = :later, leased_until = NULL WHERE id = ANY(:ids)""")


def measure() -> list[Figure]:
    with sequence_people.opened() as workplace:
        claimed = _claims(workplace)
    return [Figure("claim of 500 of a million, p95", claimed * 1_000, "ms", None, "value <= 50")]


def _claims(workplace: Workplace) -> float:
    """The 95th percentile of claims of 500, in seconds, when a million people are in sequences."""
    with db.session() as session:
        session.execute(text("DELETE FROM enrollment"))
        session.execute(
            text("""INSERT INTO sequence (name, description, status, draft, version_id,
                pause_reason, created_at, updated_at)
                SELECT 'S' || n, '', 'active', '{}', s.version_id, '', now(), now()
                FROM generate_series(1, :many) n, sequence s WHERE s.id = :sequence"""),
            {"many": _MANY, "sequence": workplace.sequence_id},
        )
        session.execute(
            text("""INSERT INTO enrollment (sequence_id, version_id, contact_id, sender_id, status,
                exit_reason, step, visit, entered_at, due_at, source, enrolled_at)
                SELECT s.id, s.version_id, c.id, :sender, 'active', '', 'intro', 1, :now,
                    :now + (c.id % 100) * interval '1 minute' - interval '20 minutes', 'person',
                    :now
                FROM sequence s, (SELECT id FROM contact ORDER BY id LIMIT :many) c
                WHERE s.name <> 'S'"""),
            {"sender": workplace.sender_id, "now": NOW, "many": _MANY},
        )
    spent = []
    for _ in range(CLAIMS):
        with db.session() as session:
            began = time.perf_counter()
            ids = claim(session, clock.now(), 500)
            spent.append(time.perf_counter() - began)
            assert len(ids) == 500
            session.execute(_LATER, {"ids": ids, "later": NOW + timedelta(days=1)})
    return percentile(spent, 0.95)
