"""How far HubSpot was read, what is being created there, what it reported, and dry runs"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0074"
down_revision = "0073"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hubspot_cursor",
        _record(),
        _moment("changed_since"),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_hubspot_cursor")),
    )
    op.create_table(
        "hubspot_creation",
        _record(),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        _moment("began_at"),
        sa.PrimaryKeyConstraint("record", "record_id", name=op.f("pk_hubspot_creation")),
    )
    op.create_table(
        "hubspot_dry_run",
        sa.Column("job_id", sa.BigInteger(), nullable=False),
        sa.Column("result", JSONB(), server_default="{}", nullable=False),
        _moment("made_at"),
        sa.ForeignKeyConstraint(
            ["job_id"],
            ["job.id"],
            name=op.f("fk_hubspot_dry_run_job_id_job"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_hubspot_dry_run")),
    )
    op.create_table(
        "hubspot_event",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("body", JSONB(), server_default="{}", nullable=False),
        _moment("occurred_at"),
        _moment("received_at"),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_hubspot_event")),
    )
    op.create_index(
        "ix_hubspot_event_received_at",
        "hubspot_event",
        ["received_at"],
        postgresql_where=sa.text("applied_at IS NULL"),
    )


def downgrade() -> None:
    for table in ("hubspot_event", "hubspot_dry_run", "hubspot_creation", "hubspot_cursor"):
        op.drop_table(table)


def _record() -> sa.Column:
    kinds = sa.Enum(
        "account",
        "contact",
        "target",
        name="syncedrecord",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    return sa.Column("record", kinds, nullable=False)


def _moment(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
