"""How many stand at each step of a sequence, and went on from it, is kept as it changes"""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
branch_labels = None
depends_on = None

STUCK = "coalesce(jsonb_path_query_first(reasons, '$[*] ? (@.opens_at == null).gate') #>> '{}', '')"
# What an enrollment, and what a message, counts for by itself.
ENROLLMENT = """
SELECT sequence_id, '' AS step, 'enrolled' AS kind, '' AS about, {sign} AS n FROM {rows}
UNION ALL SELECT sequence_id, step, 'waiting', '', {sign} FROM {rows} WHERE status = 'active'
UNION ALL SELECT sequence_id, step, 'ended', '', {sign} FROM {rows} WHERE status = 'exited'
UNION ALL SELECT sequence_id, step, 'stuck', stuck, {sign} FROM {rows}
    WHERE status = 'active' AND stuck <> ''"""
MESSAGE = """
SELECT sequence_id, step, kind, '' AS about, {sign} AS n FROM {rows} CROSS JOIN LATERAL (VALUES
    ('sent', sent_at IS NOT NULL),
    ('delivered', sent_at IS NOT NULL AND delivered_at IS NOT NULL),
    ('opened', sent_at IS NOT NULL AND opened_at IS NOT NULL),
    ('clicked', sent_at IS NOT NULL AND clicked_at IS NOT NULL),
    ('bounced', sent_at IS NOT NULL AND bounced_at IS NOT NULL),
    ('unsubscribed', sent_at IS NOT NULL AND unsubscribed_at IS NOT NULL),
    ('late', sent_at IS NOT NULL AND late),
    ('failed', status IN ('failed', 'bounced', 'dropped')),
    ('missed', status = 'missed')) k (kind, counts) WHERE counts"""
# Replies count at the step of the message that they answer.
REPLY = """
SELECT m.sequence_id, m.step, 'replied' AS kind, '' AS about, {sign} AS n
FROM {rows} r JOIN message m ON m.id = r.message_id WHERE r.kind = 'human'"""
COUNTED = {"enrollment": ENROLLMENT, "message": MESSAGE, "reply": REPLY}
# Whoever goes from one step to the next by the same version; to none who finishes.
WENT = """
UNION ALL SELECT o.sequence_id, o.step, 'went',
    CASE WHEN n.status = 'finished' THEN '' ELSE n.step END, 1
FROM old_rows o JOIN new_rows n USING (id)
WHERE o.status = 'active' AND o.version_id = n.version_id
    AND (o.step <> n.step OR n.status = 'finished')"""
KEEP = """
INSERT INTO step_tally (sequence_id, step, kind, about, count)
SELECT sequence_id, step, kind, about, sum(n) FROM ({rows}) counted
GROUP BY sequence_id, step, kind, about HAVING sum(n) <> 0"""
TRIGGER = """
CREATE FUNCTION tally_{event}_of_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    {keep};
    RETURN NULL;
END $$;
CREATE TRIGGER {table}_tallied_on_{event} AFTER {event} ON {table}
    REFERENCING {tables} FOR EACH STATEMENT EXECUTE FUNCTION tally_{event}_of_{table}()"""
OLD, NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"
# What was done before, as far as histories say.
WENT_BEFORE = """
INSERT INTO step_tally (sequence_id, step, kind, about, count)
SELECT sequence_id, step, 'went', about, count(*) FROM (
    SELECT e.sequence_id, lag(c.step) OVER (PARTITION BY e.id ORDER BY c.at, c.id) AS step,
        c.step AS about
    FROM enrollment_change c JOIN enrollment e ON e.id = c.enrollment_id
    UNION ALL SELECT sequence_id, step, '' FROM enrollment WHERE status = 'finished') went
WHERE step <> about GROUP BY sequence_id, step, about"""


def upgrade() -> None:
    op.execute("LOCK TABLE enrollment, message, reply IN SHARE ROW EXCLUSIVE MODE")
    stuck = sa.Column("stuck", sa.Text(), sa.Computed(STUCK, persisted=True), nullable=True)
    op.add_column("enrollment", stuck)
    active = sa.text("status = 'active'")
    op.create_index(
        "ix_enrollment_waiting",
        "enrollment",
        ["sequence_id", "step", "id"],
        postgresql_where=active,
    )
    op.create_index(
        "ix_enrollment_stuck",
        "enrollment",
        ["sequence_id", "stuck", "id"],
        postgresql_where=sa.text("status = 'active' AND stuck <> ''"),
    )
    op.create_table(
        "step_tally",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sequence_id", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_step_tally")),
    )
    op.create_index("ix_step_tally_sequence_id", "step_tally", ["sequence_id"])
    for table, counted in COUNTED.items():
        op.execute(KEEP.format(rows=counted.format(rows=table, sign=1)))
        _follow(table, counted)
    op.execute(WENT_BEFORE)


def _follow(table: str, counted: str) -> None:
    before = counted.format(rows="old_rows", sign=-1)
    after = counted.format(rows="new_rows", sign=1)
    went = WENT if table == "enrollment" else ""
    for event, tables, rows in (
        ("insert", NEW, after),
        ("update", f"{OLD} {NEW}", f"{before} UNION ALL {after}{went}"),
        ("delete", OLD, before),
    ):
        keep = KEEP.format(rows=rows)
        op.execute(TRIGGER.format(event=event, table=table, tables=tables, keep=keep))


def downgrade() -> None:
    for table in COUNTED:
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER {table}_tallied_on_{event} ON {table}")
            op.execute(f"DROP FUNCTION tally_{event}_of_{table}()")
    op.drop_table("step_tally")
    op.drop_index("ix_enrollment_stuck", table_name="enrollment")
    op.drop_index("ix_enrollment_waiting", table_name="enrollment")
    op.drop_column("enrollment", "stuck")
