"""What enrichment came to is found by the same indexes, whatever the database knows of the tables

A connection keeps the plan of the first contact. Made while there were no claims yet, it read all
claims for each contact: of 100,000 contacts, for more than twenty minutes. And it compared each
question with all contacts that a change wrote.
"""

from alembic import op

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None

FOLLOW = """
CREATE OR REPLACE FUNCTION follow_claims() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM changed) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM account WHERE id {changed} ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM account WHERE id {colleagues} ORDER BY id FOR SHARE;
    PERFORM refresh_enrichment(ARRAY(
        SELECT contact_id FROM changed WHERE contact_id IS NOT NULL
        UNION {people}
    ));
    RETURN NULL;
END $$
"""
# A join would be planned along any index of claims that is in its order.
OF_CONTACT = """
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
        RETURN CASE WHEN failed THEN '{{failed,never}}' ELSE '{{never}}' END;
    END IF;
    known = EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND status = 'applied')
        OR EXISTS (SELECT FROM claim WHERE account_id = of_account AND status = 'applied');
    asks = EXISTS (SELECT FROM claim WHERE contact_id = of_contact AND is_question)
        OR EXISTS ({account_asks});
    RETURN array_remove(ARRAY[
        CASE WHEN known THEN 'filled_in' END,
        CASE WHEN asks THEN 'needs_review' END,
        CASE WHEN NOT (known OR asks OR failed) THEN 'nothing_found' END,
        CASE WHEN failed THEN 'failed' END
    ], NULL);
END $$
"""
ASKED = """
    SELECT FROM claim c WHERE c.account_id = of_account AND c.is_question
        AND of_contact = (SELECT r.contact_id FROM enrichment_run r WHERE r.id = c.run_id)
"""
ASKED_BEFORE = """
    SELECT FROM claim c JOIN enrichment_run r ON r.id = c.run_id
    WHERE c.account_id = of_account AND c.is_question AND r.contact_id = of_contact
"""
CHANGED = "SELECT account_id FROM changed WHERE account_id IS NOT NULL"
COLLEAGUES = "SELECT c.account_id FROM changed t JOIN contact c ON c.id = t.contact_id"

ASK = """
CREATE OR REPLACE FUNCTION ask_about_{0}() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off AS $$
BEGIN
    UPDATE claim c SET is_question = NOT c.is_question
        WHERE c.{0}_id = ANY(ARRAY(SELECT id FROM changed)) AND c.status = 'review'
        AND c.is_question <> claim_differs(
            c.field, c.value, (SELECT to_jsonb(r) ->> c.field FROM {0} r WHERE r.id = c.{0}_id)
        );
    RETURN NULL;
END $$
"""
ASK_BEFORE = """
CREATE OR REPLACE FUNCTION ask_about_{0}() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off AS $$
BEGIN
    UPDATE claim c SET is_question = NOT c.is_question
        FROM changed r WHERE c.{0}_id = r.id AND c.status = 'review'
        AND c.is_question <> claim_differs(c.field, c.value, to_jsonb(r) ->> c.field);
    RETURN NULL;
END $$
"""
RECORDS = ("contact", "account")


def upgrade() -> None:
    for record in RECORDS:
        op.execute(ASK.format(record))
    op.execute(OF_CONTACT.format(account_asks=ASKED))
    op.execute(
        FOLLOW.format(
            changed=f"= ANY(ARRAY({CHANGED}))",
            colleagues="= ANY(ARRAY(SELECT account_id FROM contact"
            " WHERE id = ANY(ARRAY(SELECT contact_id FROM changed WHERE contact_id IS NOT NULL))))",
            people="SELECT id FROM contact WHERE enriched_at IS NOT NULL"
            f" AND account_id = ANY(ARRAY({CHANGED}))",
        )
    )


def downgrade() -> None:
    for record in RECORDS:
        op.execute(ASK_BEFORE.format(record))
    op.execute(OF_CONTACT.format(account_asks=ASKED_BEFORE))
    op.execute(
        FOLLOW.format(
            changed=f"IN ({CHANGED})",
            colleagues=f"IN ({COLLEAGUES})",
            people="SELECT c.id FROM changed t JOIN contact c ON c.account_id = t.account_id"
            " WHERE c.enriched_at IS NOT NULL",
        )
    )
