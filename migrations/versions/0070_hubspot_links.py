"""Which record is which in HubSpot, and who must not come back"""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0069"
branch_labels = None
depends_on = None

RECORDS = ("account", "contact", "target")


def upgrade() -> None:
    op.create_table(
        "hubspot_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("record", _choice("syncedrecord", *RECORDS), nullable=False),
        sa.Column("hubspot_id", sa.String(), nullable=False),
        *[sa.Column(f"{each}_id", sa.BigInteger(), nullable=True) for each in RECORDS],
        sa.Column(
            "state",
            _choice("linkstate", "linked", "duplicate", "archived", "erased"),
            server_default="linked",
            nullable=False,
        ),
        sa.Column("state_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("linked_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "hubspot_id ~ '^[0-9]{1,19}$'", name=op.f("ck_hubspot_link_hubspot_id_is_a_number")
        ),
        sa.CheckConstraint(
            "(account_id IS NULL OR record = 'account') AND (contact_id IS NULL OR record ="
            " 'contact') AND (target_id IS NULL OR record = 'target')",
            name=op.f("ck_hubspot_link_is_of_its_record"),
        ),
        *[
            sa.ForeignKeyConstraint(
                [f"{each}_id"],
                [f"{each}.id"],
                name=op.f(f"fk_hubspot_link_{each}_id_{each}"),
                ondelete="SET NULL",
            )
            for each in RECORDS
        ],
        *[
            sa.UniqueConstraint(f"{each}_id", name=op.f(f"uq_hubspot_link_{each}_id"))
            for each in RECORDS
        ],
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_link")),
    )
    op.create_index(
        "uq_hubspot_link_hubspot_id",
        "hubspot_link",
        ["record", "hubspot_id"],
        unique=True,
        postgresql_where=sa.text("state <> 'duplicate'"),
    )
    op.create_index(
        "ix_hubspot_link_duplicate",
        "hubspot_link",
        ["record", "hubspot_id"],
        postgresql_where=sa.text("state = 'duplicate'"),
    )
    op.create_table(
        "hubspot_merge",
        sa.Column("record", _choice("syncedrecord", *RECORDS), nullable=False),
        sa.Column("merged_id", sa.String(), nullable=False),
        sa.Column("into_id", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("merged_id <> into_id", name=op.f("ck_hubspot_merge_into_another")),
        sa.PrimaryKeyConstraint("record", "merged_id", name=op.f("pk_hubspot_merge")),
    )
    op.create_index("ix_hubspot_merge_into_id", "hubspot_merge", ["record", "into_id"])
    op.create_table(
        "tombstone",
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_tombstone")),
    )


def downgrade() -> None:
    for table in ("tombstone", "hubspot_merge", "hubspot_link"):
        op.drop_table(table)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
