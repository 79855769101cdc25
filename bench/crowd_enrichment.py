"""What enrichment has brought a crowd: runs, what was filled in, what is asked, and failures.

Of those who were enriched, four in five have something filled in themselves and one in twenty a
question; three in five companies have an industry that was filled in, and one in fifty has a
question which the run of one of its people left. A contact in a hundred has a last run that failed,
enriched before or not.
"""

from typing import Any

import psycopg

# A number from 0 to 99, the same each time, and another one for each thing that is decided.
_DICE = "(hashint8extended({}, {}) & 2147483647) % 100"
_RUNS = """
    INSERT INTO enrichment_run (contact_id, status, due_at, asked_at, started_at, finished_at,
        input_tokens, output_tokens)
    SELECT id, 'succeeded', enriched_at, enriched_at, enriched_at, enriched_at, 0, 0 FROM contact
    WHERE enriched_at IS NOT NULL ORDER BY enriched_at, id
"""
_FAILED = f"""
    INSERT INTO enrichment_run (contact_id, status, due_at, asked_at, started_at, finished_at,
        input_tokens, output_tokens, error)
    SELECT id, 'failed', updated_at, updated_at, updated_at, updated_at, 0, 0, 'No answer.'
    FROM contact WHERE {_DICE.format("id", 1)} < 1
"""
_CLAIMS = """
    INSERT INTO claim (run_id, {record}_id, field, value, confidence, source, how, status,
        created_at, applied_at)
    SELECT run.id, {ident}, '{field}', 'Crowd ' || run.id, 0.9, 'OpenAI', '', '{status}',
        run.finished_at, CASE WHEN '{status}' = 'applied' THEN run.finished_at END
    FROM (
        SELECT DISTINCT ON ({ident}) r.id, r.finished_at, r.contact_id, c.account_id
        FROM enrichment_run r JOIN contact c ON c.id = r.contact_id
        WHERE r.status = 'succeeded' AND {dice} < {share} ORDER BY {ident}, r.id
    ) run
"""
_SHARES = (
    ("contact", "title", "applied", 80),
    ("contact", "email", "review", 5),
    ("account", "industry", "applied", 60),
    ("account", "headquarters", "review", 2),
)


def enrich(cursor: psycopg.Cursor[Any]) -> None:
    """Adds all of it, in the caller's transaction."""
    cursor.execute(_RUNS)
    cursor.execute(_FAILED)
    for seed, (record, field, status, share) in enumerate(_SHARES, start=2):
        ident = f"{record}_id"
        dice = _DICE.format(ident, seed)
        values = {"record": record, "ident": ident, "field": field, "status": status}
        cursor.execute(_CLAIMS.format(**values, dice=dice, share=share))
