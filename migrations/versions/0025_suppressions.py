"""Suppressions: addresses and domains that must not be mailed"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

REASONS = ("manual", "invalid", "bounced", "objected", "unsubscribed", "complained")

# What suppresses an address: itself, its domain, and the domains above that. It is the one rule:
# lists, records and the statements that send all ask by it.
KEYS = """
CREATE FUNCTION suppression_keys(address text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    value text := rtrim(lower(left(address, 320)), '.');
    host text := substring(value from '[^@]*$');
    keys text[] := ARRAY[value];
BEGIN
    WHILE host <> '' LOOP
        keys := keys || host;
        host := CASE WHEN strpos(host, '.') > 0 THEN substr(host, strpos(host, '.') + 1) ELSE '' END;
    END LOOP;
    RETURN keys;
END
$$
"""


def choice(name, kind, *values):
    column = sa.Enum(*values, name=kind, native_enum=False, create_constraint=True, length=32)
    return sa.Column(name, column, nullable=False)


def user(name):
    return sa.Column(name, sa.BigInteger(), nullable=True)


def moment(name, nullable=False):
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def key(table, column, to):
    return sa.ForeignKeyConstraint(
        [column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"), ondelete="SET NULL"
    )


def upgrade() -> None:
    op.create_table(
        "suppression",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        choice("kind", "suppressionkind", "address", "domain"),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column(
            "host", sa.Text(), sa.Computed("substr(value, strpos(value, '@') + 1)", persisted=True)
        ),
        choice("reason", "suppressionreason", *REASONS),
        choice(
            *("source", "suppressionsource"),
            *("recipient", "person", "import", "sendgrid", "api"),
        ),
        sa.Column("note", sa.String(), nullable=False),
        user("added_by"),
        moment("added_at"),
        moment("repeated_at", nullable=True),
        sa.Column(
            "import_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        sa.CheckConstraint(
            "value = lower(value) AND value <> ''", name=op.f("ck_suppression_value_lower")
        ),
        sa.CheckConstraint(
            "(kind = 'address') = (strpos(value, '@') > 1)",
            name=op.f("ck_suppression_kind_of_value"),
        ),
        key("suppression", "added_by", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression")),
        sa.UniqueConstraint("value", name=op.f("uq_suppression_value")),
    )
    op.create_index("ix_suppression_added_at", "suppression", ["added_at", "id"])
    for name, column in (("beginning", "value"), ("host", "host")):
        op.create_index(
            f"ix_suppression_{name}",
            "suppression",
            [column],
            postgresql_ops={column: "text_pattern_ops"},
        )
    op.create_index(
        "ix_suppression_import_ids", "suppression", ["import_ids"], postgresql_using="gin"
    )
    op.create_table(
        "suppression_import",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        choice("reason", "suppressionreason", *REASONS),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        *[sa.Column(name, sa.Integer(), nullable=False) for name in ("added", "existing", "refused")],
        sa.Column("problems", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        user("made_by"),
        moment("made_at"),
        moment("ended_at", nullable=True),
        moment("undone_at", nullable=True),
        key("suppression_import", "job_id", "job"),
        key("suppression_import", "made_by", "app_user"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppression_import")),
    )
    op.create_index("ix_suppression_import_made_at", "suppression_import", ["made_at"])
    op.create_index(op.f("ix_suppression_import_job_id"), "suppression_import", ["job_id"])
    op.execute(KEYS)


def downgrade() -> None:
    op.execute("DROP FUNCTION suppression_keys(text)")
    op.drop_table("suppression_import")
    op.drop_table("suppression")
