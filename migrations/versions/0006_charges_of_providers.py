"""A charge and a fingerprint a paid provider, charges unconfirmed, and the workers of a bulk"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("uq_charge_reserved", table_name="charge")
    _one_reserved("run_id", "provider")
    _rename_status("unsettled", "unconfirmed")
    op.add_column(
        "enrichment_run",
        sa.Column(
            "fingerprints",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default="{}",
            nullable=False,
        ),
    )
    op.execute("""
        UPDATE enrichment_run SET fingerprints = jsonb_build_object('openai', fingerprint)
        WHERE fingerprint IS NOT NULL
    """)
    op.drop_column("enrichment_run", "fingerprint")
    op.execute("UPDATE job SET kind = 'enrich_bulk_worker' WHERE kind = 'enrich_lane'")


def downgrade() -> None:
    op.execute("UPDATE job SET kind = 'enrich_lane' WHERE kind = 'enrich_bulk_worker'")
    op.add_column("enrichment_run", sa.Column("fingerprint", sa.String(), nullable=True))
    op.execute("UPDATE enrichment_run SET fingerprint = fingerprints ->> 'openai'")
    op.drop_column("enrichment_run", "fingerprints")
    _rename_status("unconfirmed", "unsettled")
    op.drop_index("uq_charge_reserved", table_name="charge")
    # The version before knows one provider: of what others hold, nobody would ever learn the end.
    op.execute("""
        UPDATE charge SET status = 'unsettled', likely_usd = reserved_usd,
            note = 'An update took away the provider that was asked.'
        WHERE status = 'reserved' AND provider <> 'openai'
    """)
    _one_reserved("run_id")


def _one_reserved(*columns: str) -> None:
    op.create_index(
        "uq_charge_reserved",
        "charge",
        list(columns),
        unique=True,
        postgresql_where=sa.text("status = 'reserved'"),
    )


def _rename_status(old: str, new: str) -> None:
    op.drop_constraint(op.f("ck_charge_doubt_has_an_amount"), "charge", type_="check")
    op.drop_constraint("chargestatus", "charge", type_="check")
    op.drop_index(f"ix_charge_{old}", table_name="charge")
    op.execute(f"UPDATE charge SET status = '{new}' WHERE status = '{old}'")
    op.create_check_constraint(
        "chargestatus", "charge", f"status IN ('reserved', 'settled', 'released', '{new}')"
    )
    op.create_check_constraint(
        op.f("ck_charge_doubt_has_an_amount"),
        "charge",
        f"status <> '{new}' OR likely_usd IS NOT NULL",
    )
    op.create_index(
        f"ix_charge_{new}", "charge", ["id"], postgresql_where=sa.text(f"status = '{new}'")
    )
