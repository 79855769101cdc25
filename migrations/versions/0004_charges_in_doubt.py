"""Charges in doubt hold their likely cost, answers that were cut off, tries that a person asks for"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("charge", sa.Column("likely_usd", sa.Numeric(12, 6), nullable=True))
    # What is in doubt already stays counted as it was, so that each day stays the sum of its own.
    op.execute("UPDATE charge SET likely_usd = reserved_usd WHERE status = 'unsettled'")
    op.create_check_constraint(
        op.f("ck_charge_likely_within_reserved"),
        "charge",
        "likely_usd BETWEEN 0 AND reserved_usd",
    )
    op.create_check_constraint(
        op.f("ck_charge_doubt_has_an_amount"),
        "charge",
        "status <> 'unsettled' OR likely_usd IS NOT NULL",
    )
    for table in ("charge", "enrichment_run"):
        column = sa.Column("more_room", sa.Boolean(), server_default="false", nullable=False)
        op.add_column(table, column)
    op.add_column(
        "provider_state", sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("provider_state", "pressed_at")
    op.drop_column("enrichment_run", "more_room")
    # The version before counts a charge in doubt in full.
    op.execute("""
        UPDATE spending_day SET committed_usd = committed_usd + held.usd FROM (
            SELECT day, sum(reserved_usd - likely_usd) AS usd FROM charge
            WHERE status = 'unsettled' GROUP BY day
        ) held WHERE held.day = spending_day.day
    """)
    op.drop_constraint(op.f("ck_charge_doubt_has_an_amount"), "charge", type_="check")
    op.drop_constraint(op.f("ck_charge_likely_within_reserved"), "charge", type_="check")
    op.drop_column("charge", "more_room")
    op.drop_column("charge", "likely_usd")
