"""foundation"""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


APPEND_ONLY = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
"""


def upgrade() -> None:
    op.create_table(
        "app_user",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("password_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ADMIN", "MEMBER", name="role", native_enum=False, create_constraint=True, length=32
            ),
            server_default="MEMBER",
            nullable=False,
        ),
        sa.Column("active_event_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_app_user_email_is_lower")),
        sa.ForeignKeyConstraint(
            ["removed_by"],
            ["app_user.id"],
            name=op.f("fk_app_user_removed_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_user")),
    )
    op.create_index(
        op.f("ix_app_user_active_event_id"), "app_user", ["active_event_id"], unique=False
    )
    op.create_index(
        "uq_app_user_email",
        "app_user",
        ["email"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
    op.create_table(
        "audit_log",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("ip", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column(
            "after", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_log")),
    )
    op.create_index("ix_audit_log_at", "audit_log", ["at"], unique=False)
    op.create_index("ix_audit_log_record", "audit_log", ["record", "record_id", "at"], unique=False)
    op.create_table(
        "login_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_attempt")),
    )
    op.create_index("ix_login_attempt_subject_at", "login_attempt", ["subject", "at"], unique=False)
    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "details", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    op.create_table(
        "api_token",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("hint", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("scopes", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_api_token_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_api_token_token_hash")),
    )
    op.create_index(op.f("ix_api_token_user_id"), "api_token", ["user_id"], unique=False)
    op.create_table(
        "event",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("location", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("venue", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("timezone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("booth", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "PLANNING",
                "ACTIVE",
                "COMPLETED",
                "CANCELLED",
                name="eventstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="PLANNING",
            nullable=False,
        ),
        sa.Column(
            "target_personas", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("description", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("created_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_event_name_not_empty")),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_event_cost_not_negative")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_event_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["created_by"],
            ["app_user.id"],
            name=op.f("fk_event_created_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index(
        "uq_event_name_starts_on",
        "event",
        [sa.literal_column("lower(name)"), "starts_on"],
        unique=True,
    )
    op.create_table(
        "import_mapping",
        sa.Column("headers_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accounts",
                "contacts",
                name="importkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "mapping", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_import_mapping_user_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("headers_key", name=op.f("pk_import_mapping")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "ADMIN", "MEMBER", name="role", native_enum=False, create_constraint=True, length=32
            ),
            server_default="MEMBER",
            nullable=False,
        ),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("invited_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_invitation_email_is_lower")),
        sa.ForeignKeyConstraint(
            ["invited_by"],
            ["app_user.id"],
            name=op.f("fk_invitation_invited_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(
        "uq_invitation_open",
        "invitation",
        ["email"],
        unique=True,
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("subject", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("unique_key", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "queued",
                "running",
                "succeeded",
                "failed",
                "cancelled",
                "waiting",
                name="jobstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="queued",
            nullable=False,
        ),
        sa.Column(
            "payload", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "result", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("note", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("progress_done", sa.Integer(), nullable=False),
        sa.Column("progress_total", sa.Integer(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancel_asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_job_attempts_not_negative")),
        sa.CheckConstraint("progress_done >= 0", name=op.f("ck_job_progress_not_negative")),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_job_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    op.create_index("ix_job_asked_by_created_at", "job", ["asked_by", "created_at"], unique=False)
    op.create_index(
        "ix_job_due",
        "job",
        ["due_at", "id"],
        unique=False,
        postgresql_where=sa.text("status IN ('queued', 'waiting')"),
    )
    op.create_index(
        "ix_job_lease",
        "job",
        ["leased_until"],
        unique=False,
        postgresql_where=sa.text("status = 'running'"),
    )
    op.create_index("ix_job_status_created_at", "job", ["status", "created_at"], unique=False)
    op.create_index("ix_job_subject", "job", ["subject", "id"], unique=False)
    op.create_index(
        "uq_job_open",
        "job",
        ["unique_key"],
        unique=True,
        postgresql_where=sa.text("status IN ('queued', 'running', 'waiting')"),
    )
    op.create_table(
        "login_session",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ip", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("user_agent", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_because", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_login_session_user_id_app_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_login_session_token_hash")),
    )
    op.create_index(op.f("ix_login_session_user_id"), "login_session", ["user_id"], unique=False)
    op.create_table(
        "setting",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["app_user.id"],
            name=op.f("fk_setting_updated_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "account",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("domain", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("website", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("industry", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("headquarters", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("notes", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
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
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("icp_score", sa.Integer(), server_default="0", nullable=False),
        sa.Column(
            "icp_parts",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
        sa.Column("icp_override", sa.Integer(), nullable=True),
        sa.Column("icp_override_reason", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple', translate(name || ' ' || name_key || ' ' || coalesce(domain, ''), '@._-+/', '      '))",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint("name <> '' AND name_key <> ''", name=op.f("ck_account_name_not_empty")),
        sa.CheckConstraint(
            "(icp_override IS NULL) = (icp_override_reason IS NULL)",
            name=op.f("ck_account_override_has_reason"),
        ),
        sa.CheckConstraint("domain = lower(domain)", name=op.f("ck_account_domain_is_lower")),
        sa.CheckConstraint(
            "icp_override BETWEEN 0 AND 100", name=op.f("ck_account_icp_override_range")
        ),
        sa.CheckConstraint("icp_score BETWEEN 0 AND 100", name=op.f("ck_account_icp_score_range")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_account_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_account_owner_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("event_id", "name_key", name=op.f("uq_account_event_id_name_key")),
        sa.UniqueConstraint("id", "event_id", name=op.f("uq_account_id_event_id")),
    )
    op.create_index(
        "ix_account_event_id_icp_score",
        "account",
        ["event_id", sa.literal_column("icp_score DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_account_event_id_name",
        "account",
        ["event_id", sa.literal_column("lower(name)"), "id"],
        unique=False,
    )
    op.create_index("ix_account_event_id_stage", "account", ["event_id", "stage"], unique=False)
    op.create_index(op.f("ix_account_owner_id"), "account", ["owner_id"], unique=False)
    op.create_index(
        "ix_account_domain",
        "account",
        ["domain"],
        unique=False,
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.create_index(
        "ix_account_search", "account", ["search"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "uq_account_event_id_domain",
        "account",
        ["event_id", "domain"],
        unique=True,
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.create_table(
        "import",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "accounts",
                "contacts",
                name="importkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("filename", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column(
            "source", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("headers", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("headers_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "mapping", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "running",
                "done",
                "failed",
                "undoing",
                "undone",
                name="importstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="draft",
            nullable=False,
        ),
        sa.Column(
            "counts", postgresql.JSONB(astext_type=sa.Text()), server_default="{}", nullable=False
        ),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_import_size_not_negative")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_import_event_id_event"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_import_job_id_job"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_import_made_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["undone_by"],
            ["app_user.id"],
            name=op.f("fk_import_undone_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import")),
    )
    op.create_index(op.f("ix_import_event_id"), "import", ["event_id"], unique=False)
    op.create_index(op.f("ix_import_made_by"), "import", ["made_by"], unique=False)
    op.create_table(
        "contact",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("first_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("last_name", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("name_key", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("personas", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column(
            "personas_origin",
            sa.Enum(
                "inferred",
                "imported",
                "person",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="inferred",
            nullable=False,
        ),
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
            "seniority_origin",
            sa.Enum(
                "inferred",
                "imported",
                "person",
                name="seniority_origin",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="inferred",
            nullable=False,
        ),
        sa.Column("email", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
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
        sa.Column("phone", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("linkedin_url", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("country", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("notes", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("enriched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("enrichment_confidence", sa.Numeric(precision=3, scale=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "search",
            postgresql.TSVECTOR(),
            sa.Computed(
                "to_tsvector('simple', translate(first_name || ' ' || last_name || ' ' || name_key || ' ' || title || ' ' || coalesce(email, ''), '@._-+/', '      '))",
                persisted=True,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "(email IS NULL) = (email_status = 'none')", name=op.f("ck_contact_email_has_status")
        ),
        sa.CheckConstraint(
            "email = lower(email) AND position('@' in email) > 1",
            name=op.f("ck_contact_email_is_address"),
        ),
        sa.CheckConstraint(
            "first_name <> '' OR last_name <> ''", name=op.f("ck_contact_name_not_empty")
        ),
        sa.CheckConstraint("name_key <> ''", name=op.f("ck_contact_name_key_not_empty")),
        sa.CheckConstraint(
            "personas <@ ARRAY['ExecOps','Ops','Procurement','Sales','Tech','NonOps']",
            name=op.f("ck_contact_personas_known"),
        ),
        sa.CheckConstraint(
            "enrichment_confidence BETWEEN 0 AND 1", name=op.f("ck_contact_confidence_range")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "event_id"],
            ["account.id", "account.event_id"],
            name=op.f("fk_contact_account_id_event_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["app_user.id"],
            name=op.f("fk_contact_owner_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(
        "ix_contact_account_id_name_key", "contact", ["account_id", "name_key"], unique=False
    )
    op.create_index(
        "ix_contact_event_id_created_at",
        "contact",
        ["event_id", sa.literal_column("created_at DESC"), "id"],
        unique=False,
    )
    op.create_index(
        "ix_contact_event_id_name",
        "contact",
        ["event_id", sa.literal_column("lower(last_name)"), "id"],
        unique=False,
    )
    op.create_index(op.f("ix_contact_owner_id"), "contact", ["owner_id"], unique=False)
    op.create_index(
        "ix_contact_search", "contact", ["search"], unique=False, postgresql_using="gin"
    )
    op.create_index(
        "uq_contact_account_id_name_key",
        "contact",
        ["account_id", "name_key"],
        unique=True,
        postgresql_where=sa.text("email IS NULL"),
    )
    op.create_index(
        "uq_contact_event_id_email",
        "contact",
        ["event_id", "email"],
        unique=True,
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.create_table(
        "email_pattern",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("domain", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("pattern", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("samples", sa.Integer(), nullable=False),
        sa.Column("agreeing", sa.Integer(), nullable=False),
        sa.Column("confidence", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "agreeing BETWEEN 0 AND samples", name=op.f("ck_email_pattern_agreeing_range")
        ),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 1", name=op.f("ck_email_pattern_confidence_range")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_email_pattern_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_email_pattern")),
    )
    op.create_index(
        "uq_email_pattern", "email_pattern", ["account_id", "domain", "pattern"], unique=True
    )
    op.create_table(
        "import_row",
        sa.Column("import_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cells", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "pending",
                "created",
                "updated",
                "unchanged",
                "merged",
                "rejected",
                name="rowoutcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="pending",
            nullable=False,
        ),
        sa.Column(
            "problems", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.Column("cleaned", postgresql.ARRAY(sa.Text()), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("account_created", sa.Boolean(), server_default="false", nullable=False),
        sa.Column(
            "before", postgresql.JSONB(none_as_null=True, astext_type=sa.Text()), nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["import.id"],
            name=op.f("fk_import_row_import_id_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "number", name=op.f("pk_import_row")),
    )
    op.create_index(
        "ix_import_row_problems",
        "import_row",
        ["import_id", "number"],
        unique=False,
        postgresql_where=sa.text("problems IS NOT NULL"),
    )
    op.create_table(
        "score_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("old", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("why", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["account.id"],
            name=op.f("fk_score_change_account_id_account"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"],
            ["app_user.id"],
            name=op.f("fk_score_change_user_id_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_change")),
    )
    op.create_index(
        "ix_score_change_account_id_at", "score_change", ["account_id", "at"], unique=False
    )
    op.create_table(
        "enrichment_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "trigger",
            sa.Enum("manual", name="trigger", native_enum=False, create_constraint=True, length=32),
            server_default="manual",
            nullable=False,
        ),
        sa.Column("asked_by", sa.BigInteger(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "running",
                "succeeded",
                "failed",
                name="runstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="running",
            nullable=False,
        ),
        sa.Column("model", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("input_tokens", sa.Integer(), nullable=False),
        sa.Column("output_tokens", sa.Integer(), nullable=False),
        sa.Column(
            "cost_usd", sa.Numeric(precision=12, scale=6), server_default="0", nullable=False
        ),
        sa.Column("confidence", sa.Numeric(precision=3, scale=2), nullable=True),
        sa.Column("error", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "confidence BETWEEN 0 AND 1", name=op.f("ck_enrichment_run_confidence_range")
        ),
        sa.CheckConstraint("cost_usd >= 0", name=op.f("ck_enrichment_run_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["asked_by"],
            ["app_user.id"],
            name=op.f("fk_enrichment_run_asked_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_enrichment_run_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_enrichment_run_job_id_job"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrichment_run")),
    )
    op.create_index(
        "ix_enrichment_run_contact_id_started_at",
        "enrichment_run",
        ["contact_id", "started_at"],
        unique=False,
    )
    op.create_index(op.f("ix_enrichment_run_job_id"), "enrichment_run", ["job_id"], unique=False)
    op.create_table(
        "claim",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("field", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("value", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("confidence", sa.Numeric(precision=3, scale=2), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("how", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "applied",
                "review",
                "rejected",
                "replaced",
                "unused",
                name="claimstatus",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            server_default="review",
            nullable=False,
        ),
        sa.Column("before", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("value <> ''", name=op.f("ck_claim_value_not_empty")),
        sa.CheckConstraint("confidence BETWEEN 0 AND 1", name=op.f("ck_claim_confidence_range")),
        sa.ForeignKeyConstraint(
            ["contact_id"],
            ["contact.id"],
            name=op.f("fk_claim_contact_id_contact"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["enrichment_run.id"],
            name=op.f("fk_claim_run_id_enrichment_run"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"],
            ["app_user.id"],
            name=op.f("fk_claim_settled_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(op.f("ix_claim_contact_id"), "claim", ["contact_id"], unique=False)
    op.create_index(op.f("ix_claim_run_id"), "claim", ["run_id"], unique=False)
    op.create_index("ix_claim_status", "claim", ["status", "contact_id"], unique=False)
    op.create_index(
        "uq_claim_applied",
        "claim",
        ["contact_id", "field"],
        unique=True,
        postgresql_where=sa.text("status = 'applied'"),
    )
    op.create_foreign_key(
        "fk_app_user_active_event_id_event",
        "app_user",
        "event",
        ["active_event_id"],
        ["id"],
        ondelete="SET NULL",
    )
    # The contact's own numbers, which exist only now.
    op.alter_column(
        "import_row", "contact_id", server_default=sa.text("nextval('contact_id_seq'::regclass)")
    )
    op.execute(APPEND_ONLY)


def downgrade() -> None:
    op.alter_column("import_row", "contact_id", server_default=None)
    op.drop_constraint("fk_app_user_active_event_id_event", "app_user", type_="foreignkey")
    op.drop_index(
        "uq_claim_applied", table_name="claim", postgresql_where=sa.text("status = 'applied'")
    )
    op.drop_index("ix_claim_status", table_name="claim")
    op.drop_index(op.f("ix_claim_run_id"), table_name="claim")
    op.drop_index(op.f("ix_claim_contact_id"), table_name="claim")
    op.drop_table("claim")
    op.drop_index(op.f("ix_enrichment_run_job_id"), table_name="enrichment_run")
    op.drop_index("ix_enrichment_run_contact_id_started_at", table_name="enrichment_run")
    op.drop_table("enrichment_run")
    op.drop_index("ix_score_change_account_id_at", table_name="score_change")
    op.drop_table("score_change")
    op.drop_index(
        "ix_import_row_problems",
        table_name="import_row",
        postgresql_where=sa.text("problems IS NOT NULL"),
    )
    op.drop_table("import_row")
    op.drop_index("uq_email_pattern", table_name="email_pattern")
    op.drop_table("email_pattern")
    op.drop_index(
        "uq_contact_event_id_email",
        table_name="contact",
        postgresql_where=sa.text("email IS NOT NULL"),
    )
    op.drop_index(
        "uq_contact_account_id_name_key",
        table_name="contact",
        postgresql_where=sa.text("email IS NULL"),
    )
    op.drop_index("ix_contact_search", table_name="contact", postgresql_using="gin")
    op.drop_index(op.f("ix_contact_owner_id"), table_name="contact")
    op.drop_index("ix_contact_event_id_name", table_name="contact")
    op.drop_index("ix_contact_event_id_created_at", table_name="contact")
    op.drop_index("ix_contact_account_id_name_key", table_name="contact")
    op.drop_table("contact")
    op.drop_index(op.f("ix_import_made_by"), table_name="import")
    op.drop_index(op.f("ix_import_event_id"), table_name="import")
    op.drop_table("import")
    op.drop_index(
        "uq_account_event_id_domain",
        table_name="account",
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.drop_index("ix_account_search", table_name="account", postgresql_using="gin")
    op.drop_index(
        "ix_account_domain",
        table_name="account",
        postgresql_where=sa.text("domain IS NOT NULL"),
    )
    op.drop_index(op.f("ix_account_owner_id"), table_name="account")
    op.drop_index("ix_account_event_id_stage", table_name="account")
    op.drop_index("ix_account_event_id_name", table_name="account")
    op.drop_index("ix_account_event_id_icp_score", table_name="account")
    op.drop_table("account")
    op.drop_table("setting")
    op.drop_index(op.f("ix_login_session_user_id"), table_name="login_session")
    op.drop_table("login_session")
    op.drop_index(
        "uq_job_open",
        table_name="job",
        postgresql_where=sa.text("status IN ('queued', 'running', 'waiting')"),
    )
    op.drop_index("ix_job_subject", table_name="job")
    op.drop_index("ix_job_status_created_at", table_name="job")
    op.drop_index("ix_job_lease", table_name="job", postgresql_where=sa.text("status = 'running'"))
    op.drop_index(
        "ix_job_due", table_name="job", postgresql_where=sa.text("status IN ('queued', 'waiting')")
    )
    op.drop_index("ix_job_asked_by_created_at", table_name="job")
    op.drop_table("job")
    op.drop_index(
        "uq_invitation_open",
        table_name="invitation",
        postgresql_where=sa.text("accepted_at IS NULL AND revoked_at IS NULL"),
    )
    op.drop_table("invitation")
    op.drop_table("import_mapping")
    op.drop_index("uq_event_name_starts_on", table_name="event")
    op.drop_table("event")
    op.drop_index(op.f("ix_api_token_user_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_table("worker_heartbeat")
    op.drop_index("ix_login_attempt_subject_at", table_name="login_attempt")
    op.drop_table("login_attempt")
    op.drop_index("ix_audit_log_record", table_name="audit_log")
    op.drop_index("ix_audit_log_at", table_name="audit_log")
    op.drop_table("audit_log")
    op.drop_index(
        "uq_app_user_email", table_name="app_user", postgresql_where=sa.text("removed_at IS NULL")
    )
    op.drop_index(op.f("ix_app_user_active_event_id"), table_name="app_user")
    op.drop_table("app_user")
    op.execute("DROP FUNCTION refuse_change()")
