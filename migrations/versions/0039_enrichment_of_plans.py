"""What enrichment came to is found by plans that are made once a connection, and not for each
contact
"""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

# PostgreSQL plans what a function in SQL asks whenever a trigger calls it. A connection keeps the
# plan of the first contact, of however few claims there are by then: it goes by the index.
PLANNED_ONCE = """
CREATE OR REPLACE FUNCTION enrichment_of(of_contact bigint, of_account bigint, has_run boolean)
RETURNS text[] LANGUAGE plpgsql STABLE
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE known boolean; asks boolean; failed boolean;
BEGIN
    failed = coalesce((
        SELECT status = 'failed' FROM enrichment_run WHERE contact_id = of_contact
        ORDER BY id DESC LIMIT 1
    ), false);
    IF NOT has_run THEN
        RETURN CASE WHEN failed THEN '{failed,never}' ELSE '{never}' END;
    END IF;
    known = EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND status = 'applied')
        OR EXISTS (SELECT FROM claim WHERE account_id = of_account AND status = 'applied');
    asks = EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND is_question)
        OR EXISTS (
            SELECT FROM claim c JOIN enrichment_run r ON r.id = c.run_id
            WHERE c.account_id = of_account AND c.is_question AND r.contact_id = of_contact
        );
    RETURN array_remove(ARRAY[
        CASE WHEN known THEN 'filled_in' END,
        CASE WHEN asks THEN 'needs_review' END,
        CASE WHEN NOT (known OR asks OR failed) THEN 'nothing_found' END,
        CASE WHEN failed THEN 'failed' END
    ], NULL);
END $$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION enrichment_of(of_contact bigint, of_account bigint, has_run boolean)
RETURNS text[] LANGUAGE sql STABLE AS $$
    SELECT array_remove(ARRAY[
        CASE WHEN has_run AND known THEN 'filled_in' END,
        CASE WHEN has_run AND asks THEN 'needs_review' END,
        CASE WHEN has_run AND NOT (known OR asks OR failed) THEN 'nothing_found' END,
        CASE WHEN failed THEN 'failed' END,
        CASE WHEN NOT has_run THEN 'never' END
    ], NULL) FROM (SELECT
        EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND status = 'applied')
            OR EXISTS (SELECT FROM claim WHERE account_id = of_account AND status = 'applied')
            AS known,
        EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND is_question)
            OR EXISTS (
                SELECT FROM claim c JOIN enrichment_run r ON r.id = c.run_id
                WHERE c.account_id = of_account AND c.is_question AND r.contact_id = of_contact
            ) AS asks,
        coalesce((
            SELECT status = 'failed' FROM enrichment_run WHERE contact_id = of_contact
            ORDER BY id DESC LIMIT 1
        ), false) AS failed
    ) now
$$
"""


def upgrade() -> None:
    op.execute(PLANNED_ONCE)


def downgrade() -> None:
    op.execute(BEFORE)
