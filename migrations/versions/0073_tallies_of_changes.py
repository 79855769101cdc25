"""What a statement changed is counted in one pass, whatever a connection has planned

The first rows that a connection counted decided how it counted all others: after a few, those before
and after a statement were compared each with each, for a thousand of them longer than the statement
took.
"""

from alembic import op

revision = "0073"
down_revision = "0072"
branch_labels = None
depends_on = None

BEFORE, AFTER = "SELECT -1 AS n, * FROM old_rows", "SELECT 1 AS n, * FROM new_rows"
ROWS = {"insert": AFTER, "update": f"{BEFORE} UNION ALL {AFTER}", "delete": BEFORE}
FUNCTION = """
CREATE OR REPLACE FUNCTION tally_{event}_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO step_tally (sequence_id, step, kind, about, count) {counts};
    RETURN NULL;
END $$"""

# What is the same before and after is gone before anything is counted. No one is joined with
# themselves: a plan for a few rows takes the square of a thousand.
ENROLLMENT = """
WITH changed AS MATERIALIZED (
    SELECT id, sequence_id, version_id, step, status, stuck, sum(n) AS n FROM ({rows}) every
    GROUP BY id, sequence_id, version_id, step, status, stuck HAVING sum(n) <> 0)
SELECT sequence_id, step, kind, about, sum(n) FROM (
    SELECT sequence_id, k.step, kind, about, n FROM changed c CROSS JOIN LATERAL (VALUES
        ('', 'enrolled', '', true),
        (c.step, 'waiting', '', status = 'active'),
        (c.step, 'ended', '', status = 'exited'),
        (c.step, 'stuck', stuck, status = 'active' AND stuck <> '')
    ) k (step, kind, about, counts) WHERE counts
    {went}) counted
GROUP BY sequence_id, step, kind, about HAVING sum(n) <> 0"""
# Whoever goes from one step to the next by the same version; to none who finishes.
WENT = """
    UNION ALL SELECT sequence_id, step, 'went',
        CASE WHEN status = 'finished' THEN '' ELSE next END, 1
    FROM (SELECT sequence_id, min(step) FILTER (WHERE n < 0) AS step,
            min(status) FILTER (WHERE n < 0) AS status_before,
            min(step) FILTER (WHERE n > 0) AS next, min(status) FILTER (WHERE n > 0) AS status
        FROM changed GROUP BY id, sequence_id, version_id HAVING count(*) = 2) passing
    WHERE status_before = 'active' AND (step <> next OR status = 'finished')"""
MESSAGE = """
SELECT sequence_id, step, kind, '', count FROM (
    SELECT sequence_id, step,
        sum(n) FILTER (WHERE sent_at IS NOT NULL) AS sent,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND delivered_at IS NOT NULL) AS delivered,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND opened_at IS NOT NULL) AS opened,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND clicked_at IS NOT NULL) AS clicked,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND bounced_at IS NOT NULL) AS bounced,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND unsubscribed_at IS NOT NULL) AS unsubscribed,
        sum(n) FILTER (WHERE sent_at IS NOT NULL AND late) AS late,
        sum(n) FILTER (WHERE status IN ('failed', 'bounced', 'dropped')) AS failed,
        sum(n) FILTER (WHERE status = 'missed') AS missed
    FROM ({rows}) every GROUP BY sequence_id, step) summed
CROSS JOIN LATERAL (VALUES ('sent', sent), ('delivered', delivered), ('opened', opened),
    ('clicked', clicked), ('bounced', bounced), ('unsubscribed', unsubscribed), ('late', late),
    ('failed', failed), ('missed', missed)) k (kind, count)
WHERE count <> 0"""

# As it was before.
ROWS_BEFORE = {
    "insert": {1: "new_rows"},
    "update": {-1: "old_rows", 1: "new_rows"},
    "delete": {-1: "old_rows"},
}
COUNTED_BEFORE = {
    "enrollment": """
SELECT sequence_id, '' AS step, 'enrolled' AS kind, '' AS about, {sign} AS n FROM {rows}
UNION ALL SELECT sequence_id, step, 'waiting', '', {sign} FROM {rows} WHERE status = 'active'
UNION ALL SELECT sequence_id, step, 'ended', '', {sign} FROM {rows} WHERE status = 'exited'
UNION ALL SELECT sequence_id, step, 'stuck', stuck, {sign} FROM {rows}
    WHERE status = 'active' AND stuck <> ''""",
    "message": """
SELECT sequence_id, step, kind, '' AS about, {sign} AS n FROM {rows} CROSS JOIN LATERAL (VALUES
    ('sent', sent_at IS NOT NULL),
    ('delivered', sent_at IS NOT NULL AND delivered_at IS NOT NULL),
    ('opened', sent_at IS NOT NULL AND opened_at IS NOT NULL),
    ('clicked', sent_at IS NOT NULL AND clicked_at IS NOT NULL),
    ('bounced', sent_at IS NOT NULL AND bounced_at IS NOT NULL),
    ('unsubscribed', sent_at IS NOT NULL AND unsubscribed_at IS NOT NULL),
    ('late', sent_at IS NOT NULL AND late),
    ('failed', status IN ('failed', 'bounced', 'dropped')),
    ('missed', status = 'missed')) k (kind, counts) WHERE counts""",
}
WENT_BEFORE = """
UNION ALL SELECT o.sequence_id, o.step, 'went',
    CASE WHEN n.status = 'finished' THEN '' ELSE n.step END, 1
FROM old_rows o JOIN new_rows n USING (id)
WHERE o.status = 'active' AND o.version_id = n.version_id
    AND (o.step <> n.step OR n.status = 'finished')"""
KEEP_BEFORE = """
SELECT sequence_id, step, kind, about, sum(n) FROM ({rows}) counted
GROUP BY sequence_id, step, kind, about HAVING sum(n) <> 0"""


def upgrade() -> None:
    for event, rows in ROWS.items():
        went = WENT if event == "update" else ""
        _count("enrollment", event, ENROLLMENT.format(rows=rows, went=went))
        _count("message", event, MESSAGE.format(rows=rows))


def _count(table: str, event: str, counts: str) -> None:
    op.execute(FUNCTION.format(table=table, event=event, counts=counts))


def downgrade() -> None:
    for event, rows in ROWS_BEFORE.items():
        for table, counted in COUNTED_BEFORE.items():
            went = WENT_BEFORE if (table, event) == ("enrollment", "update") else ""
            every = " UNION ALL ".join(
                counted.format(sign=sign, rows=each) for sign, each in rows.items()
            )
            _count(table, event, KEEP_BEFORE.format(rows=f"{every}{went}"))
