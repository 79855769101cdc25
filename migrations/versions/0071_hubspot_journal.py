"""What a sync decided about each field, and what it has to write in HubSpot"""

import sqlalchemy as sa
from alembic import op

revision = "0071"
down_revision = "0070"
branch_labels = None
depends_on = None

RECORDS = ("account", "contact", "target")
OF_ONE = "num_nonnulls(account_id, contact_id, target_id) = 1"
APPEND_ONLY = """
CREATE TRIGGER hubspot_decision_append_only BEFORE UPDATE ON hubspot_decision
    FOR EACH ROW EXECUTE FUNCTION refuse_change()"""
BY = ("person", "import", "enrichment", "hubspot")


def upgrade() -> None:
    op.create_table(
        "hubspot_run",
        _id(),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        _moment("started_at"),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_hubspot_run_made_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_run")),
    )
    op.create_index("ix_hubspot_run_started_at", "hubspot_run", ["started_at"])
    _add_decisions()
    _add_writes()


def downgrade() -> None:
    for table in ("hubspot_write", "hubspot_decision", "hubspot_run"):
        op.drop_table(table)


def _add_decisions() -> None:
    actions = ("write_here", "write_there", "keep", "ask", "rule", "undo")
    op.create_table(
        "hubspot_decision",
        _id(),
        sa.Column("run_id", sa.BigInteger(), nullable=True),
        *_references("hubspot_decision"),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("property", sa.String(), nullable=False),
        sa.Column("action", _choice("syncaction", *actions), nullable=False),
        sa.Column("winner", _choice("side", "here", "there"), nullable=True),
        sa.Column("ours", sa.Text(), nullable=False),
        _moment("ours_at", nullable=True),
        sa.Column("ours_by", _choice("changedby", *BY), nullable=True),
        sa.Column("theirs", sa.Text(), nullable=False),
        _moment("theirs_at", nullable=True),
        sa.Column("written", sa.Text(), server_default="", nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        _moment("at"),
        sa.CheckConstraint(OF_ONE, name=op.f("ck_hubspot_decision_of_one")),
        sa.CheckConstraint(
            "(action IN ('rule', 'undo')) = (decision_id IS NOT NULL)",
            name=op.f("ck_hubspot_decision_is_about_another"),
        ),
        sa.CheckConstraint(
            "winner IS NOT NULL OR action NOT IN ('write_here', 'write_there', 'rule')",
            name=op.f("ck_hubspot_decision_has_winner"),
        ),
        sa.CheckConstraint("why <> ''", name=op.f("ck_hubspot_decision_why_not_empty")),
        sa.ForeignKeyConstraint(
            ["run_id"],
            ["hubspot_run.id"],
            name=op.f("fk_hubspot_decision_run_id_hubspot_run"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_decision")),
    )
    op.create_index("ix_hubspot_decision_run_id", "hubspot_decision", ["run_id", "id"])
    for each in RECORDS:
        name = f"{each}_id"
        op.create_index(f"ix_hubspot_decision_{name}", "hubspot_decision", [name, "id"])
    op.create_index(
        "ix_hubspot_decision_ask",
        "hubspot_decision",
        ["id"],
        postgresql_where=sa.text("action = 'ask'"),
    )
    op.create_index("uq_hubspot_decision_decision_id", "hubspot_decision", ["decision_id"], unique=True)
    op.execute(APPEND_ONLY)


def _add_writes() -> None:
    op.create_table(
        "hubspot_write",
        _id(),
        *_references("hubspot_write"),
        sa.Column("property", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("clears", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("expected", sa.Text(), nullable=True),
        _moment("changed_at", nullable=True),
        sa.Column("changed_by", _choice("changedby", *BY), nullable=True),
        sa.Column("decision_id", sa.BigInteger(), nullable=True),
        _moment("planned_at"),
        _moment("sending_at", nullable=True),
        _moment("sent_at", nullable=True),
        sa.CheckConstraint(OF_ONE, name=op.f("ck_hubspot_write_of_one")),
        sa.CheckConstraint(
            "sent_at IS NULL OR sending_at IS NOT NULL",
            name=op.f("ck_hubspot_write_sent_after_sending"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_write")),
    )
    for each in RECORDS:
        name = f"{each}_id"
        op.create_index(f"ix_hubspot_write_{name}", "hubspot_write", [name, "property", "id"])
    op.create_index(
        "ix_hubspot_write_planned",
        "hubspot_write",
        ["id"],
        postgresql_where=sa.text("sent_at IS NULL"),
    )
    op.create_index(
        "uq_hubspot_write_planned",
        "hubspot_write",
        [*[sa.text(f"coalesce({each}_id, 0)") for each in RECORDS], "property"],
        unique=True,
        postgresql_where=sa.text("sending_at IS NULL"),
    )


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def _references(table: str) -> list[sa.schema.SchemaItem]:
    """The record that a row is about, and goes with."""
    columns = [sa.Column(f"{each}_id", sa.BigInteger(), nullable=True) for each in RECORDS]
    keys = [
        sa.ForeignKeyConstraint(
            [f"{each}_id"],
            [f"{each}.id"],
            name=op.f(f"fk_{table}_{each}_id_{each}"),
            ondelete="CASCADE",
        )
        for each in RECORDS
    ]
    return [*columns, *keys]

