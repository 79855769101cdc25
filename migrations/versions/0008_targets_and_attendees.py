"""Accounts and contacts are once in the workplace; targets and attendees are what an event has of
them; notes are entries"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# As models/base.py has it; a migration stays what it was when that changes.
SORT_KEY = (
    "left(CASE WHEN octet_length({0}) = char_length({0}) THEN lower({0}) ELSE"
    " regexp_replace(normalize(translate(lower({0}), 'øłđðæœıß', 'olddaois'), NFKD),"
    " '[\\u0300-\\u036f]', '', 'g') END, 120)"
)
STAGES = ("Lead", "Qualified", "Booked", "Checked In", "No Show", "Won", "Lost")

# A shared lock on the record: a change of it that is not committed yet is waited for, so that the
# row never begins with what was before.
FILLED_IN = """
CREATE FUNCTION fill_account_sort() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sort_name INTO NEW.account_sort FROM account WHERE id = NEW.account_id;
    RETURN NEW;
END $$;
CREATE TRIGGER contact_at_its_account BEFORE INSERT ON contact FOR EACH ROW
    WHEN (NEW.account_sort IS NULL) EXECUTE FUNCTION fill_account_sort();
CREATE TRIGGER contact_at_another_account BEFORE UPDATE OF account_id ON contact FOR EACH ROW
    WHEN (NEW.account_id <> OLD.account_id) EXECUTE FUNCTION fill_account_sort();

CREATE FUNCTION fill_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT sort_name, icp_score, owner_id INTO NEW.sort_name, NEW.icp_score, NEW.owner_id
        FROM account WHERE id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER target_as_its_account BEFORE INSERT ON target
    FOR EACH ROW EXECUTE FUNCTION fill_target();

CREATE FUNCTION fill_attendee() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT account_id, sort_name, account_sort, personas, seniority, email_status, owner_id,
            enriched_at IS NOT NULL
        INTO NEW.account_id, NEW.sort_name, NEW.account_sort, NEW.personas, NEW.seniority,
            NEW.email_status, NEW.owner_id, NEW.enriched
        FROM contact WHERE id = NEW.contact_id FOR SHARE;
    SELECT stage INTO NEW.stage FROM target
        WHERE event_id = NEW.event_id AND account_id = NEW.account_id FOR SHARE;
    RETURN NEW;
END $$;
CREATE TRIGGER attendee_as_its_contact BEFORE INSERT ON attendee
    FOR EACH ROW EXECUTE FUNCTION fill_attendee();
"""
KEPT_EQUAL = """
CREATE FUNCTION follow_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE target t SET sort_name = a.sort_name, icp_score = a.icp_score, owner_id = a.owner_id
        FROM changed a WHERE t.account_id = a.id
        AND (t.sort_name, t.icp_score, t.owner_id)
            IS DISTINCT FROM (a.sort_name, a.icp_score, a.owner_id);
    RETURN NULL;
END $$;
CREATE TRIGGER targets_follow_their_account AFTER UPDATE ON account
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_account();

CREATE FUNCTION follow_contact() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET account_id = c.account_id, sort_name = c.sort_name,
        account_sort = c.account_sort, personas = c.personas, seniority = c.seniority,
        email_status = c.email_status, owner_id = c.owner_id, enriched = c.enriched_at IS NOT NULL,
        stage = CASE WHEN t.account_id = c.account_id THEN t.stage ELSE (
            SELECT o.stage FROM target o
            WHERE o.event_id = t.event_id AND o.account_id = c.account_id
        ) END
        FROM changed c WHERE t.contact_id = c.id
        AND (t.account_id, t.sort_name, t.account_sort, t.personas, t.seniority, t.email_status,
                t.owner_id, t.enriched)
            IS DISTINCT FROM (c.account_id, c.sort_name, c.account_sort, c.personas, c.seniority,
                c.email_status, c.owner_id, c.enriched_at IS NOT NULL);
    RETURN NULL;
END $$;
CREATE TRIGGER attendees_follow_their_contact AFTER UPDATE ON contact
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_contact();

CREATE FUNCTION follow_target() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE attendee t SET stage = CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE o.stage END
        FROM changed o WHERE t.event_id = o.event_id AND t.account_id = o.account_id
        AND t.stage IS DISTINCT FROM CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE o.stage END;
    RETURN NULL;
END $$;
CREATE TRIGGER attendees_follow_a_new_target AFTER INSERT ON target
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
CREATE TRIGGER attendees_follow_a_target AFTER UPDATE ON target
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
CREATE TRIGGER attendees_follow_a_removed_target AFTER DELETE ON target
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION follow_target();
"""


def upgrade() -> None:
    # So that one index serves filters on lists and on plain columns, in any combination.
    op.execute("CREATE EXTENSION IF NOT EXISTS btree_gin")
    _create_tables()
    _add_columns()
    _drop_the_old_rules()
    _bring_over()
    _drop_the_old_columns()
    _create_the_new_rules()
    op.execute(FILLED_IN)
    op.execute(KEPT_EQUAL)


def _create_tables() -> None:
    op.create_table(
        "attendee",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "Listed",
                "Invited",
                "Registered",
                "Met",
                "Missed",
                name="attendeestatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="Listed",
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum(
                "import",
                "manual",
                "badge_scan",
                name="attendeesource",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="manual",
            nullable=False,
        ),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("account_sort", sa.Text(), nullable=False),
        sa.Column("personas", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "seniority",
            sa.Enum(
                "C-Level",
                "VP",
                "Director",
                "Manager",
                "Staff",
                name="seniority",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "email_status",
            sa.Enum(
                "none",
                "given",
                "guessed",
                "verified",
                "bounced",
                name="emailstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="none",
            nullable=False,
        ),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("enriched", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "Lead",
                "Qualified",
                "Booked",
                "Checked In",
                "No Show",
                "Won",
                "Lost",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["app_user.id"],
            name=op.f("fk_attendee_added_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_attendee_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_attendee_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_attendee_import_id_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendee")),
        sa.UniqueConstraint(
            "event_id",
            "contact_id",
            name=op.f("uq_attendee_event_id_contact_id"),
            postgresql_include=[
                "personas",
                "seniority",
                "email_status",
                "owner_id",
                "enriched",
                "stage",
                "status",
            ],
        ),
    )
    op.create_index(op.f("ix_attendee_contact_id"), "attendee", ["contact_id"], unique=False)
    op.create_index(
        "ix_attendee_event_id_account_id", "attendee", ["event_id", "account_id"], unique=False
    )
    op.create_index(
        "ix_attendee_event_id_account_sort",
        "attendee",
        ["event_id", "account_sort", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_event_id_added_at",
        "attendee",
        ["event_id", sa.literal_column("added_at DESC"), "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_event_id_sort_name",
        "attendee",
        ["event_id", "sort_name", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_attendee_filters",
        "attendee",
        [
            "event_id",
            "personas",
            "seniority",
            "email_status",
            "owner_id",
            "enriched",
            "stage",
            "status",
        ],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(op.f("ix_attendee_import_id"), "attendee", ["import_id"], unique=False)
    op.create_table(
        "import_choice",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("name_key", sa.String(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("domain", sa.String(), nullable=True),
        sa.CheckConstraint(
            "num_nonnulls(account_id, domain) <= 1", name=op.f("ck_import_choice_one_account")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_import_choice_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_choice_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "name_key", name=op.f("pk_import_choice")),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("event_id", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_note_text_not_empty")),
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id) = 1", name=op.f("ck_note_about_one_record")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_note_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"],
            ["app_user.id"],
            name=op.f("fk_note_author_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_note_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_note_event_id_event"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"], ["import.id"], name=op.f("fk_note_import_id_import"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(
        "ix_note_account_id",
        "note",
        ["account_id", sa.literal_column("created_at DESC")],
        unique=False,
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "ix_note_contact_id",
        "note",
        ["contact_id", sa.literal_column("created_at DESC")],
        unique=False,
        postgresql_where=sa.text("contact_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_note_event_id"), "note", ["event_id"], unique=False)
    op.create_index(
        "uq_note_import_id_account_id",
        "note",
        ["import_id", "account_id"],
        unique=True,
        postgresql_where=sa.text("import_id IS NOT NULL AND account_id IS NOT NULL"),
    )
    op.create_index(
        "uq_note_import_id_contact_id",
        "note",
        ["import_id", "contact_id"],
        unique=True,
        postgresql_where=sa.text("import_id IS NOT NULL AND contact_id IS NOT NULL"),
    )
    op.create_table(
        "target",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "Lead",
                "Qualified",
                "Booked",
                "Checked In",
                "No Show",
                "Won",
                "Lost",
                name="stage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="Lead",
            nullable=False,
        ),
        sa.Column("added_by", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("icp_score", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_target_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["added_by"],
            ["app_user.id"],
            name=op.f("fk_target_added_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_target_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_target_import_id_import"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sa.UniqueConstraint("event_id", "account_id", name=op.f("uq_target_event_id_account_id")),
    )
    op.create_index(op.f("ix_target_account_id"), "target", ["account_id"], unique=False)
    op.create_index(
        "ix_target_event_id_added_at",
        "target",
        ["event_id", sa.literal_column("added_at DESC"), "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_target_event_id_icp_score",
        "target",
        ["event_id", sa.literal_column("icp_score DESC"), "account_id"],
        unique=False,
    )
    op.create_index(
        "ix_target_event_id_sort_name",
        "target",
        ["event_id", "sort_name", "account_id"],
        unique=False,
    )
    op.create_index("ix_target_event_id_stage", "target", ["event_id", "stage"], unique=False)
    op.create_index(op.f("ix_target_import_id"), "target", ["import_id"], unique=False)


def _add_columns() -> None:
    op.add_column(
        "account",
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed(SORT_KEY.format("name"), persisted=True),
            nullable=True,
        ),
    )
    op.add_column("contact", sa.Column("account_sort", sa.Text(), nullable=True))
    op.add_column(
        "contact",
        sa.Column(
            "sort_name",
            sa.Text(),
            sa.Computed(SORT_KEY.format("last_name || ' ' || first_name"), persisted=True),
            nullable=True,
        ),
    )
    op.add_column(
        "contact", sa.Column("email_shared", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("contact", sa.Column("mobile", sa.String(), server_default="", nullable=False))
    op.alter_column("import", "event_id", existing_type=sa.BIGINT(), nullable=True)
    op.drop_constraint(op.f("fk_import_event_id_event"), "import", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_import_event_id_event"),
        "import",
        "event",
        ["event_id"],
        ["id"],
        ondelete="SET NULL",
    )


def _drop_the_old_rules() -> None:
    op.drop_index("uq_contact_account_id_name_key", table_name="contact")
    op.drop_constraint(
        op.f("fk_contact_account_id_event_id_account"), "contact", type_="foreignkey"
    )
    op.drop_index(
        op.f("ix_account_domain"), table_name="account", postgresql_where="(domain IS NOT NULL)"
    )
    op.drop_index(op.f("ix_account_event_id_icp_score"), table_name="account")
    op.drop_index(op.f("ix_account_event_id_name"), table_name="account")
    op.drop_index(op.f("ix_account_event_id_stage"), table_name="account")
    op.drop_index(
        op.f("uq_account_event_id_domain"),
        table_name="account",
        postgresql_where="(domain IS NOT NULL)",
    )
    op.drop_constraint(op.f("uq_account_event_id_name_key"), "account", type_="unique")
    op.drop_constraint(op.f("uq_account_id_event_id"), "account", type_="unique")
    op.drop_constraint(op.f("fk_account_event_id_event"), "account", type_="foreignkey")
    op.drop_index(op.f("ix_contact_event_id_created_at"), table_name="contact")
    op.drop_index(op.f("ix_contact_event_id_name"), table_name="contact")
    op.drop_index(
        op.f("uq_contact_event_id_email"),
        table_name="contact",
        postgresql_where="(email IS NOT NULL)",
    )


def _bring_over() -> None:
    op.execute(
        "UPDATE contact c SET account_sort = a.sort_name FROM account a WHERE a.id = c.account_id"
    )


def _drop_the_old_columns() -> None:
    op.drop_column("account", "stage")
    op.drop_column("account", "notes")
    op.drop_column("account", "event_id")
    op.drop_column("contact", "notes")
    op.drop_column("contact", "event_id")
    op.alter_column("contact", "account_sort", nullable=False)


def _create_the_new_rules() -> None:
    op.create_index(
        "ix_account_created_at",
        "account",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_filters",
        "contact",
        [
            "personas",
            "seniority",
            "email_status",
            "owner_id",
            sa.literal_column("(enriched_at IS NOT NULL)"),
        ],
        unique=False,
        postgresql_using="gin",
    )
    op.create_index(
        "ix_account_icp_score", "account", [sa.literal_column("icp_score DESC"), "id"], unique=False
    )
    op.create_index("ix_account_name_key", "account", ["name_key"], unique=False)
    op.create_index("ix_account_sort_name", "account", ["sort_name", "id"], unique=False)
    op.create_index(
        "uq_account_domain",
        "account",
        ["domain"],
        unique=True,
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.create_unique_constraint(op.f("uq_account_id_sort_name"), "account", ["id", "sort_name"])
    op.create_index(
        "uq_account_name_key",
        "account",
        ["name_key"],
        unique=True,
        postgresql_where=sa.text("domain IS NULL"),
    )
    op.create_index("ix_contact_account_sort", "contact", ["account_sort", "id"], unique=False)
    op.create_index(
        "ix_contact_created_at",
        "contact",
        [sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_shared_email",
        "contact",
        ["email"],
        unique=False,
        postgresql_where=sa.text("email_shared"),
    )
    op.create_index("ix_contact_sort_name", "contact", ["sort_name", "id"], unique=False)
    op.create_index(
        "uq_contact_email",
        "contact",
        ["email"],
        unique=True,
        postgresql_where=sa.text("email IS NOT NULL AND NOT email_shared"),
    )
    op.create_index(
        "uq_contact_account_id_name_key",
        "contact",
        ["account_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("email IS NULL OR email_shared"),
    )
    op.create_foreign_key(
        op.f("fk_contact_account_id_account_sort_account"),
        "contact",
        "account",
        ["account_id", "account_sort"],
        ["id", "sort_name"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def downgrade() -> None:
    for function in (
        "fill_account_sort",
        "fill_target",
        "fill_attendee",
        "follow_account",
        "follow_contact",
        "follow_target",
    ):
        op.execute(f"DROP FUNCTION {function} CASCADE")
    op.drop_constraint(op.f("fk_import_event_id_event"), "import", type_="foreignkey")
    op.create_foreign_key(
        op.f("fk_import_event_id_event"),
        "import",
        "event",
        ["event_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.alter_column("import", "event_id", existing_type=sa.BIGINT(), nullable=False)
    op.add_column("contact", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("contact", sa.Column("notes", sa.VARCHAR(), autoincrement=False, nullable=True))
    op.drop_constraint(
        op.f("fk_contact_account_id_account_sort_account"), "contact", type_="foreignkey"
    )
    op.create_foreign_key(
        op.f("fk_contact_account_id_event_id_account"),
        "contact",
        "account",
        ["account_id", "event_id"],
        ["id", "event_id"],
        ondelete="CASCADE",
    )
    op.drop_index(
        "uq_contact_email",
        table_name="contact",
        postgresql_where=sa.text("email IS NOT NULL AND NOT email_shared"),
    )
    op.drop_index("ix_contact_sort_name", table_name="contact")
    op.drop_index("ix_contact_filters", table_name="contact")
    op.drop_index(
        "ix_contact_shared_email", table_name="contact", postgresql_where=sa.text("email_shared")
    )
    op.drop_index("ix_contact_created_at", table_name="contact")
    op.drop_index("ix_contact_account_sort", table_name="contact")
    op.create_index(
        op.f("uq_contact_event_id_email"),
        "contact",
        ["event_id", "email"],
        unique=True,
        postgresql_where="(email IS NOT NULL)",
    )
    op.create_index(
        op.f("ix_contact_event_id_name"),
        "contact",
        ["event_id", sa.literal_column("lower(last_name::text)"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_contact_event_id_created_at"),
        "contact",
        ["event_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.drop_column("contact", "mobile")
    op.drop_column("contact", "email_shared")
    op.drop_column("contact", "sort_name")
    op.drop_column("contact", "account_sort")
    op.add_column("account", sa.Column("event_id", sa.BIGINT(), autoincrement=False, nullable=True))
    op.add_column("account", sa.Column("notes", sa.VARCHAR(), autoincrement=False, nullable=True))
    op.add_column(
        "account",
        sa.Column(
            "stage",
            sa.VARCHAR(length=32),
            server_default=sa.text("'Lead'::character varying"),
            autoincrement=False,
            nullable=True,
        ),
    )
    op.create_foreign_key(
        op.f("fk_account_event_id_event"),
        "account",
        "event",
        ["event_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.drop_index(
        "uq_account_name_key", table_name="account", postgresql_where=sa.text("domain IS NULL")
    )
    op.drop_constraint(op.f("uq_account_id_sort_name"), "account", type_="unique")
    op.drop_index(
        "uq_account_domain", table_name="account", postgresql_where=sa.text("domain IS NOT NULL")
    )
    op.drop_index("ix_account_sort_name", table_name="account")
    op.drop_index("ix_account_created_at", table_name="account")
    op.drop_index("ix_account_name_key", table_name="account")
    op.drop_index("ix_account_icp_score", table_name="account")
    op.create_unique_constraint(
        op.f("uq_account_id_event_id"),
        "account",
        ["id", "event_id"],
        postgresql_nulls_not_distinct=False,
    )
    op.create_unique_constraint(
        op.f("uq_account_event_id_name_key"),
        "account",
        ["event_id", "name_key"],
        postgresql_nulls_not_distinct=False,
    )
    op.create_index(
        op.f("uq_account_event_id_domain"),
        "account",
        ["event_id", "domain"],
        unique=True,
        postgresql_where="(domain IS NOT NULL)",
    )
    op.create_index(
        op.f("ix_account_event_id_stage"), "account", ["event_id", "stage"], unique=False
    )
    op.create_index(
        op.f("ix_account_event_id_name"),
        "account",
        ["event_id", sa.literal_column("lower(name::text)"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_account_event_id_icp_score"),
        "account",
        ["event_id", sa.literal_column("icp_score DESC"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_account_domain"),
        "account",
        ["domain"],
        unique=False,
        postgresql_where="(domain IS NOT NULL)",
    )
    op.drop_column("account", "sort_name")
    op.drop_index(op.f("ix_target_import_id"), table_name="target")
    op.drop_index("ix_target_event_id_stage", table_name="target")
    op.drop_index("ix_target_event_id_sort_name", table_name="target")
    op.drop_index("ix_target_event_id_icp_score", table_name="target")
    op.drop_index("ix_target_event_id_added_at", table_name="target")
    op.drop_index(op.f("ix_target_account_id"), table_name="target")
    op.drop_table("target")
    op.drop_index(
        "uq_note_import_id_contact_id",
        table_name="note",
        postgresql_where=sa.text("import_id IS NOT NULL AND contact_id IS NOT NULL"),
    )
    op.drop_index(
        "uq_note_import_id_account_id",
        table_name="note",
        postgresql_where=sa.text("import_id IS NOT NULL AND account_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_note_event_id"), table_name="note")
    op.drop_index(
        "ix_note_contact_id", table_name="note", postgresql_where=sa.text("contact_id IS NOT NULL")
    )
    op.drop_index(
        "ix_note_account_id", table_name="note", postgresql_where=sa.text("account_id IS NOT NULL")
    )
    op.drop_table("note")
    op.drop_table("import_choice")
    op.drop_index(op.f("ix_attendee_import_id"), table_name="attendee")
    op.drop_index("ix_attendee_event_id_sort_name", table_name="attendee")
    op.drop_index("ix_attendee_event_id_added_at", table_name="attendee")
    op.drop_index("ix_attendee_event_id_account_sort", table_name="attendee")
    op.drop_index("ix_attendee_event_id_account_id", table_name="attendee")
    op.drop_index(op.f("ix_attendee_contact_id"), table_name="attendee")
    op.drop_table("attendee")
