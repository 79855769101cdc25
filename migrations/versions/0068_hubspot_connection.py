"""The connection to HubSpot, and who is just allowing it there"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0068"
down_revision = "0067"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hubspot_connection",
        sa.Column("id", sa.SmallInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "oauth",
                "private_app",
                name="hubspotconnectionkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("portal_id", sa.BigInteger(), nullable=False),
        sa.Column("domain", sa.String(), nullable=False),
        sa.Column("time_zone", sa.String(), nullable=False),
        sa.Column("scopes", ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("access_token", sa.Text(), nullable=False),
        sa.Column("refresh_token", sa.Text(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("generation", sa.Uuid(), nullable=False),
        sa.Column("refreshing_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("connected_by", sa.BigInteger(), nullable=True),
        sa.Column("connected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("succeeded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lost_because", sa.String(), nullable=True),
        sa.Column("limits", JSONB(), server_default="{}", nullable=False),
        sa.CheckConstraint("id = 1", name="only_row"),
        sa.CheckConstraint(
            "(kind = 'oauth') = (refresh_token IS NOT NULL)",
            name="oauth_has_a_refresh_token",
        ),
        sa.CheckConstraint(
            "(kind = 'oauth') = (expires_at IS NOT NULL)", name="oauth_expires"
        ),
        sa.CheckConstraint(
            "(lost_at IS NULL) = (lost_because IS NULL)",
            name="lost_has_a_reason",
        ),
        sa.CheckConstraint(
            "access_token LIKE 'gAAAA%'", name="access_token_is_sealed"
        ),
        sa.CheckConstraint(
            "refresh_token LIKE 'gAAAA%'", name="refresh_token_is_sealed"
        ),
        sa.ForeignKeyConstraint(
            ["connected_by"],
            ["app_user.id"],
            name="fk_hubspot_connection_connected_by_app_user",
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_hubspot_connection"),
    )
    op.create_table(
        "hubspot_authorization",
        sa.Column("state_hash", sa.String(), nullable=False),
        sa.Column("session_id", sa.BigInteger(), nullable=False),
        sa.Column("verifier", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "verifier LIKE 'gAAAA%'", name="verifier_is_sealed"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["login_session.id"],
            name="fk_hubspot_authorization_session_id_login_session",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("state_hash", name="pk_hubspot_authorization"),
    )
    op.create_index(
        "ix_hubspot_authorization_session_id", "hubspot_authorization", ["session_id"]
    )


def downgrade() -> None:
    op.drop_table("hubspot_authorization")
    op.drop_table("hubspot_connection")
