"""Enrollments that went the same way are counted once, and replies by what they say themselves

A batch goes on from one step to one other: what was before and what is now is put together for each
enrollment, and counted for all that are alike. A reply has the sequence and the step of the message
that it answers.
"""

from alembic import op

revision = "0081"
down_revision = "0080"
branch_labels = None
depends_on = None

FUNCTION = """
CREATE OR REPLACE FUNCTION tally_{event}_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO step_tally (sequence_id, step, kind, about, count) {counts};
    RETURN NULL;
END $$"""

# No one is joined with themselves: a plan for a few rows takes the square of a thousand.
COUNTS = """
SELECT k.sequence_id, k.step, kind, about, sum(k.n) FROM (
    SELECT sequence_before, version_before, step_before, status_before, stuck_before, sequence_id,
        version_id, step, status, stuck, count(*) AS n
    FROM (
        SELECT min(sequence_id) FILTER (WHERE n < 0) AS sequence_before,
            min(version_id) FILTER (WHERE n < 0) AS version_before,
            min(step) FILTER (WHERE n < 0) AS step_before,
            min(status) FILTER (WHERE n < 0) AS status_before,
            min(stuck) FILTER (WHERE n < 0) AS stuck_before,
            min(sequence_id) FILTER (WHERE n > 0) AS sequence_id,
            min(version_id) FILTER (WHERE n > 0) AS version_id,
            min(step) FILTER (WHERE n > 0) AS step,
            min(status) FILTER (WHERE n > 0) AS status,
            min(stuck) FILTER (WHERE n > 0) AS stuck
        FROM (SELECT -1 AS n, * FROM old_rows UNION ALL SELECT 1 AS n, * FROM new_rows) every
        GROUP BY id) each
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10) alike
CROSS JOIN LATERAL (VALUES
    (sequence_before, '', 'enrolled', '', -n, true),
    (sequence_id, '', 'enrolled', '', n, true),
    (sequence_before, step_before, 'waiting', '', -n, status_before = 'active'),
    (sequence_id, step, 'waiting', '', n, status = 'active'),
    (sequence_before, step_before, 'ended', '', -n, status_before = 'exited'),
    (sequence_id, step, 'ended', '', n, status = 'exited'),
    (sequence_before, step_before, 'stuck', stuck_before, -n,
        status_before = 'active' AND stuck_before <> ''),
    (sequence_id, step, 'stuck', stuck, n, status = 'active' AND stuck <> ''),
    (sequence_id, step_before, 'went', CASE WHEN status = 'finished' THEN '' ELSE step END, n,
        sequence_id = sequence_before AND version_id = version_before
        AND status_before = 'active' AND (step <> step_before OR status = 'finished'))
) k (sequence_id, step, kind, about, n, counts)
WHERE counts GROUP BY 1, 2, 3, 4 HAVING sum(k.n) <> 0"""

COUNTS_BEFORE = """
WITH changed AS MATERIALIZED (
    SELECT id, sequence_id, version_id, step, status, stuck, sum(n) AS n
    FROM (SELECT -1 AS n, * FROM old_rows UNION ALL SELECT 1 AS n, * FROM new_rows) every
    GROUP BY id, sequence_id, version_id, step, status, stuck HAVING sum(n) <> 0)
SELECT sequence_id, step, kind, about, sum(n) FROM (
    SELECT sequence_id, k.step, kind, about, n FROM changed c CROSS JOIN LATERAL (VALUES
        ('', 'enrolled', '', true),
        (c.step, 'waiting', '', status = 'active'),
        (c.step, 'ended', '', status = 'exited'),
        (c.step, 'stuck', stuck, status = 'active' AND stuck <> '')
    ) k (step, kind, about, counts) WHERE counts
    UNION ALL SELECT sequence_id, step, 'went',
        CASE WHEN status = 'finished' THEN '' ELSE next END, 1
    FROM (SELECT sequence_id, min(step) FILTER (WHERE n < 0) AS step,
            min(status) FILTER (WHERE n < 0) AS status_before,
            min(step) FILTER (WHERE n > 0) AS next, min(status) FILTER (WHERE n > 0) AS status
        FROM changed GROUP BY id, sequence_id, version_id HAVING count(*) = 2) passing
    WHERE status_before = 'active' AND (step <> next OR status = 'finished')) counted
GROUP BY sequence_id, step, kind, about HAVING sum(n) <> 0"""

BEFORE, AFTER = "SELECT -1 AS n, * FROM old_rows", "SELECT 1 AS n, * FROM new_rows"
ROWS = {"insert": AFTER, "update": f"{BEFORE} UNION ALL {AFTER}", "delete": BEFORE}
REPLIES = """
SELECT sequence_id, step, 'replied', '', sum(n) FROM ({rows}) every
WHERE kind = 'human' AND message_id IS NOT NULL AND sequence_id IS NOT NULL
GROUP BY sequence_id, step HAVING sum(n) <> 0"""
REPLIES_BEFORE = """
SELECT m.sequence_id, m.step, 'replied', '', sum(n) FROM ({rows}) every
JOIN message m ON m.id = every.message_id WHERE every.kind = 'human'
GROUP BY m.sequence_id, m.step HAVING sum(n) <> 0"""


def upgrade() -> None:
    _count("enrollment", "update", COUNTS)
    for event, rows in ROWS.items():
        _count("reply", event, REPLIES.format(rows=rows))


def downgrade() -> None:
    _count("enrollment", "update", COUNTS_BEFORE)
    for event, rows in ROWS.items():
        _count("reply", event, REPLIES_BEFORE.format(rows=rows))


def _count(table: str, event: str, counts: str) -> None:
    op.execute(FUNCTION.format(table=table, event=event, counts=counts))
