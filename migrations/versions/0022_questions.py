"""Which claims are a question is kept by the database, so that lists need not compare each"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

# Whoever writes claims writes their records first. In another order this would wait for somebody
# who waits for it, and hold up all who read claims meanwhile.
FIRST = """
LOCK TABLE contact, account IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE claim IN ACCESS EXCLUSIVE MODE
"""
# The signs are those of services/records/values/same_value.py.
COMPARED = """
CREATE FUNCTION compared_value(value text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT translate(replace(lower(value), '&', 'and'), ' ,.;:/()-‐‑‒–—''’', '')
$$
"""
DIFFERS = """
CREATE FUNCTION claim_differs(field text, value text, shown text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN field = 'email' THEN lower(value) IS DISTINCT FROM lower(shown)
        ELSE compared_value(value) IS DISTINCT FROM compared_value(shown) END
$$
"""
# A shared lock on the record: a change of it that is not committed yet is waited for.
ASKS = """
CREATE FUNCTION ask_about_claim() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE shown text;
BEGIN
    IF NEW.contact_id IS NOT NULL THEN
        SELECT to_jsonb(r) ->> NEW.field INTO shown FROM contact r
            WHERE id = NEW.contact_id FOR SHARE;
    ELSE
        SELECT to_jsonb(r) ->> NEW.field INTO shown FROM account r
            WHERE id = NEW.account_id FOR SHARE;
    END IF;
    NEW.is_question = claim_differs(NEW.field, NEW.value, shown);
    RETURN NEW;
END $$;
CREATE TRIGGER claim_asks BEFORE INSERT OR UPDATE OF status, field, value, contact_id, account_id
    ON claim FOR EACH ROW WHEN (NEW.status = 'review') EXECUTE FUNCTION ask_about_claim();

CREATE FUNCTION ask_no_more() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.is_question = false;
    RETURN NEW;
END $$;
CREATE TRIGGER claim_asks_no_more BEFORE INSERT OR UPDATE OF status ON claim FOR EACH ROW
    WHEN (NEW.status <> 'review' AND NEW.is_question) EXECUTE FUNCTION ask_no_more();
"""
# A connection keeps the plan of the first change, of however many records: it goes by the index.
FOLLOW = """
CREATE FUNCTION ask_about_{0}() RETURNS trigger LANGUAGE plpgsql
SET enable_nestloop = on SET enable_hashjoin = off SET enable_mergejoin = off
SET enable_seqscan = off AS $$
BEGIN
    UPDATE claim c SET is_question = NOT c.is_question
        FROM changed r WHERE c.{0}_id = r.id AND c.status = 'review'
        AND c.is_question <> claim_differs(c.field, c.value, to_jsonb(r) ->> c.field);
    RETURN NULL;
END $$;
CREATE TRIGGER claims_follow_their_{0} AFTER UPDATE ON {0}
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION ask_about_{0}();
"""
WAITING = """
UPDATE claim c SET is_question = true FROM {0} r
WHERE c.{0}_id = r.id AND c.status = 'review'
    AND claim_differs(c.field, c.value, to_jsonb(r) ->> c.field)
"""
RECORDS = ("contact", "account")


def upgrade() -> None:
    op.execute(FIRST)
    op.execute(COMPARED)
    op.execute(DIFFERS)
    op.add_column(
        "claim", sa.Column("is_question", sa.Boolean(), server_default="false", nullable=False)
    )
    op.execute(ASKS)
    for record in RECORDS:
        op.execute(FOLLOW.format(record))
        op.execute(WAITING.format(record))
    op.drop_index("ix_claim_review", table_name="claim")
    is_question = sa.text("is_question")
    op.create_index("ix_claim_question", "claim", ["id"], postgresql_where=is_question)
    for record in RECORDS:
        op.create_index(
            f"ix_claim_question_{record}_id",
            "claim",
            [f"{record}_id"],
            postgresql_where=is_question,
        )
    op.execute("ANALYZE claim")  # without, half of them are taken for questions


def downgrade() -> None:
    op.execute(FIRST)
    for record in RECORDS:
        op.drop_index(f"ix_claim_question_{record}_id", table_name="claim")
        op.execute(f"DROP TRIGGER claims_follow_their_{record} ON {record}")
        op.execute(f"DROP FUNCTION ask_about_{record}()")
    op.drop_index("ix_claim_question", table_name="claim")
    for trigger in ("claim_asks", "claim_asks_no_more"):
        op.execute(f"DROP TRIGGER {trigger} ON claim")
    op.execute("DROP FUNCTION ask_about_claim()")
    op.execute("DROP FUNCTION ask_no_more()")
    op.drop_column("claim", "is_question")
    op.execute("DROP FUNCTION claim_differs(text, text, text)")
    op.execute("DROP FUNCTION compared_value(text)")
    waiting = sa.text("status = 'review'")
    op.create_index("ix_claim_review", "claim", ["id"], postgresql_where=waiting)
