"""What enrichment came to is a column of contacts and attendees, which lists are filtered by"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

# Whoever writes claims writes their records first, and attendees last.
FIRST = """
LOCK TABLE contact, attendee, account IN SHARE ROW EXCLUSIVE MODE;
LOCK TABLE enrichment_run, claim IN SHARE ROW EXCLUSIVE MODE
"""
# The words are those of services/records/enrichment_filter.py.
CAME_TO = """
CREATE FUNCTION enrichment_of(of_contact bigint, of_account bigint, has_run boolean) RETURNS text[]
LANGUAGE sql STABLE AS $$
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
# The account is locked against those who write its claims, so that neither misses the other.
OF_CONTACT = """
CREATE FUNCTION fill_enrichment() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM FROM account WHERE id = NEW.account_id FOR SHARE;
    NEW.enrichment = enrichment_of(NEW.id, NEW.account_id, NEW.enriched_at IS NOT NULL);
    RETURN NEW;
END $$;
CREATE TRIGGER enrichment_of_new_contact BEFORE INSERT ON contact FOR EACH ROW
    WHEN (NEW.enriched_at IS NOT NULL) EXECUTE FUNCTION fill_enrichment();
CREATE TRIGGER enrichment_of_contact BEFORE UPDATE OF enriched_at, account_id ON contact
    FOR EACH ROW WHEN (
        (NEW.enriched_at IS NULL) <> (OLD.enriched_at IS NULL)
        OR NEW.account_id <> OLD.account_id AND NEW.enriched_at IS NOT NULL
    ) EXECUTE FUNCTION fill_enrichment();
"""
# First it is seen who differs, then these are locked in the order of ids, then looked at again. By
# the index: a connection keeps the plan of the first change, of however many rows.
CHANGED = """
CREATE FUNCTION refresh_enrichment(contacts bigint[]) RETURNS void LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE others bigint[];
BEGIN
    SELECT array_agg(id) INTO others FROM contact WHERE id = ANY(contacts)
        AND enrichment <> enrichment_of(id, account_id, enriched_at IS NOT NULL);
    IF others IS NULL THEN
        RETURN;
    END IF;
    PERFORM FROM contact WHERE id = ANY(others) ORDER BY id FOR NO KEY UPDATE;
    UPDATE contact SET enrichment = enrichment_of(id, account_id, enriched_at IS NOT NULL)
        WHERE id = ANY(others)
        AND enrichment <> enrichment_of(id, account_id, enriched_at IS NOT NULL);
END $$;

CREATE FUNCTION follow_claims() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM changed) THEN
        RETURN NULL;
    END IF;
    PERFORM FROM account WHERE id IN (
        SELECT account_id FROM changed WHERE account_id IS NOT NULL
    ) ORDER BY id FOR NO KEY UPDATE;
    PERFORM FROM account WHERE id IN (
        SELECT c.account_id FROM changed t JOIN contact c ON c.id = t.contact_id
    ) ORDER BY id FOR SHARE;
    PERFORM refresh_enrichment(ARRAY(
        SELECT contact_id FROM changed WHERE contact_id IS NOT NULL
        UNION SELECT c.id FROM changed t JOIN contact c ON c.account_id = t.account_id
            WHERE c.enriched_at IS NOT NULL
    ));
    RETURN NULL;
END $$;

CREATE FUNCTION follow_runs() RETURNS trigger LANGUAGE plpgsql
SET enable_hashjoin = off SET enable_mergejoin = off SET enable_seqscan = off AS $$
DECLARE contacts bigint[];
BEGIN
    SELECT array_agg(c.id) INTO contacts FROM changed t JOIN contact c ON c.id = t.contact_id
        WHERE t.status = 'failed' OR c.enrichment @> '{failed}';
    IF contacts IS NOT NULL THEN
        PERFORM refresh_enrichment(contacts);
    END IF;
    RETURN NULL;
END $$;
"""
FOLLOWED = """
CREATE TRIGGER contacts_follow_{event}_{table}s AFTER {event} ON {table}
    REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_{name}s();
"""
TABLES = {"claim": "claim", "enrichment_run": "run"}
EVENTS = {"insert": "NEW", "update": "NEW", "delete": "OLD"}
REPEATED = """
CREATE OR REPLACE FUNCTION fill_attendee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT account_id, sort_name, account_sort, personas, seniority, email_status, owner_id,
            {of_contact}, search
        INTO NEW.account_id, NEW.sort_name, NEW.account_sort, NEW.personas, NEW.seniority,
            NEW.email_status, NEW.owner_id, NEW.{name}, NEW.search
        FROM contact c WHERE id = NEW.contact_id FOR SHARE;
    SELECT stage INTO NEW.stage FROM target
        WHERE event_id = NEW.event_id AND account_id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET account_id = c.account_id, sort_name = c.sort_name,
        account_sort = c.account_sort, personas = c.personas, seniority = c.seniority,
        email_status = c.email_status, owner_id = c.owner_id, {name} = {of_contact},
        search = c.search, stage = CASE WHEN t.account_id = c.account_id THEN t.stage ELSE (
            SELECT o.stage FROM target o
            WHERE o.event_id = t.event_id AND o.account_id = c.account_id
        ) END
        FROM changed c WHERE t.contact_id = c.id
        AND (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
                t.owner_id, t.{name}, t.search)
            IS DISTINCT FROM (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
                c.email_status, c.owner_id, {of_contact}, c.search);
    RETURN NULL;
END $$;
"""
WORDS = ("filled_in", "needs_review", "nothing_found", "failed", "never")
FILTERS = ("personas", "seniority", "email_status", "owner_id", "{}", "stage", "status")


def upgrade() -> None:
    op.execute(FIRST)
    _drop_filters()  # first, so that rows are written without them
    _unique()
    op.execute(CAME_TO)
    for table in ("contact", "attendee"):
        op.add_column(
            table,
            sa.Column(
                "enrichment",
                postgresql.ARRAY(sa.Text()),
                server_default="{never}",
                nullable=False,
            ),
        )
    op.execute("""
        UPDATE contact SET enrichment = enrichment_of(id, account_id, enriched_at IS NOT NULL)
        WHERE enriched_at IS NOT NULL
            OR id IN (SELECT contact_id FROM enrichment_run WHERE status = 'failed')
    """)
    op.execute("""
        UPDATE attendee t SET enrichment = c.enrichment FROM contact c
        WHERE c.id = t.contact_id AND t.enrichment <> c.enrichment
    """)
    words = ",".join(f"'{word}'" for word in WORDS)
    op.create_check_constraint(
        op.f("ck_contact_enrichment_known"),
        "contact",
        f"enrichment <@ ARRAY[{words}] AND enrichment <> '{{}}'",
    )
    op.execute(OF_CONTACT)
    op.execute(CHANGED)
    for table, name in TABLES.items():
        for event, rows in EVENTS.items():
            op.execute(FOLLOWED.format(event=event, table=table, rows=rows, name=name))
    op.execute(REPEATED.format(name="enrichment", of_contact="c.enrichment"))
    _create_filters("enrichment", "enrichment")
    op.create_index("ix_target_stage_account_id", "target", ["stage", "account_id"])
    op.drop_column("attendee", "enriched")


def downgrade() -> None:
    op.execute(FIRST)
    op.drop_index("ix_target_stage_account_id", table_name="target")
    _drop_filters()
    op.add_column(
        "attendee", sa.Column("enriched", sa.Boolean(), server_default="false", nullable=False)
    )
    op.execute("UPDATE attendee SET enriched = true WHERE NOT enrichment @> '{never}'")
    op.execute(REPEATED.format(name="enriched", of_contact="c.enriched_at IS NOT NULL"))
    _create_filters("enriched", "(enriched_at IS NOT NULL)")
    included = ", ".join(name.format("enriched") for name in FILTERS)
    _unique(f" INCLUDE ({included})")
    for table in TABLES:
        for event in EVENTS:
            op.execute(f"DROP TRIGGER contacts_follow_{event}_{table}s ON {table}")
    for trigger in ("enrichment_of_new_contact", "enrichment_of_contact"):
        op.execute(f"DROP TRIGGER {trigger} ON contact")
    for function in (
        *("follow_claims()", "follow_runs()", "fill_enrichment()"),
        *("refresh_enrichment(bigint[])", "enrichment_of(bigint, bigint, boolean)"),
    ):
        op.execute(f"DROP FUNCTION {function}")
    op.drop_constraint(op.f("ck_contact_enrichment_known"), "contact")
    for table in ("contact", "attendee"):
        op.drop_column(table, "enrichment")


def _drop_filters() -> None:
    op.drop_index("ix_attendee_filters", table_name="attendee", postgresql_using="gin")
    op.drop_index("ix_contact_filters", table_name="contact", postgresql_using="gin")


def _unique(including: str = "") -> None:
    op.drop_constraint(op.f("uq_attendee_event_id_contact_id"), "attendee")
    op.execute(
        "ALTER TABLE attendee ADD CONSTRAINT uq_attendee_event_id_contact_id"
        f" UNIQUE (event_id, contact_id){including}"
    )


def _create_filters(of_attendee: str, of_contact: str) -> None:
    filters = [name.format(of_attendee) for name in FILTERS]
    op.create_index(
        "ix_attendee_filters",
        "attendee",
        ["event_id", *filters, "search"],
        postgresql_using="gin",
    )
    op.create_index(
        "ix_contact_filters",
        "contact",
        ["personas", "seniority", "email_status", "owner_id", sa.text(of_contact)],
        postgresql_using="gin",
    )
