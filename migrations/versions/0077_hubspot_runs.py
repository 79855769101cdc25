"""What a sync did and came to is kept by the hour or by the job, and what was refused has its name"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0077"
down_revision = "0076"
branch_labels = None
depends_on = None

COUNTS = ("created", "linked", "changed_here", "changed_there", "conflicts", "refused")
ACTIONS = ("write_here", "write_there", "keep", "ask", "rule", "undo")
RECORDS = ("account", "contact", "target")


def upgrade() -> None:
    _choose_actions("refuse", *ACTIONS)
    op.create_index(
        "ix_hubspot_decision_refuse",
        "hubspot_decision",
        ["id"],
        postgresql_where=sa.text("action = 'refuse'"),
    )
    op.drop_column("hubspot_run", "made_by")
    op.add_column("hubspot_run", _moment("hour"))
    op.add_column("hubspot_run", sa.Column("job_id", sa.BigInteger(), nullable=True))
    op.add_column("hubspot_run", _moment("paused_at"))
    op.add_column("hubspot_run", _document("position"))
    for name in COUNTS:
        op.add_column(
            "hubspot_run", sa.Column(name, sa.Integer(), server_default="0", nullable=False)
        )
    op.create_foreign_key(
        op.f("fk_hubspot_run_job_id_job"),
        "hubspot_run",
        "job",
        ["job_id"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_unique_constraint(op.f("uq_hubspot_run_hour"), "hubspot_run", ["hour"])
    op.create_unique_constraint(op.f("uq_hubspot_run_job_id"), "hubspot_run", ["job_id"])
    op.create_check_constraint(
        op.f("ck_hubspot_run_of_hour_or_job"), "hubspot_run", "num_nonnulls(hour, job_id) <= 1"
    )
    _add_dry_records()


def downgrade() -> None:
    op.drop_table("hubspot_dry_record")
    op.drop_column("hubspot_dry_run", "position")
    for name in ("hour", "job_id", "paused_at", "position", *COUNTS):
        op.drop_column("hubspot_run", name)
    op.add_column("hubspot_run", sa.Column("made_by", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_hubspot_run_made_by_app_user"),
        "hubspot_run",
        "app_user",
        ["made_by"],
        ["id"],
        ondelete="SET NULL",
    )
    op.drop_index("ix_hubspot_decision_refuse", "hubspot_decision")
    op.execute("ALTER TABLE hubspot_decision DISABLE TRIGGER hubspot_decision_append_only")
    op.execute("UPDATE hubspot_decision SET action = 'keep' WHERE action = 'refuse'")
    op.execute("ALTER TABLE hubspot_decision ENABLE TRIGGER hubspot_decision_append_only")
    _choose_actions(*ACTIONS)


def _add_dry_records() -> None:
    op.add_column("hubspot_dry_run", _document("position"))
    op.create_table(
        "hubspot_dry_record",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "record",
            sa.Enum(
                *RECORDS, name="syncedrecord", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("hubspot_id", sa.String(), nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("outcomes", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("fields", JSONB(), server_default="[]", nullable=False),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["hubspot_dry_run.job_id"],
            name=op.f("fk_hubspot_dry_record_job_id_hubspot_dry_run"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_dry_record")),
    )
    op.create_index("ix_hubspot_dry_record_job_id", "hubspot_dry_record", ["job_id", "id"])


def _choose_actions(*actions: str) -> None:
    name = op.f("ck_hubspot_decision_syncaction")
    op.drop_constraint(name, "hubspot_decision")
    listed = ", ".join(f"'{each}'" for each in actions)
    op.create_check_constraint(name, "hubspot_decision", f"action IN ({listed})")


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _document(name: str) -> sa.Column:
    return sa.Column(name, JSONB(), server_default="{}", nullable=False)
