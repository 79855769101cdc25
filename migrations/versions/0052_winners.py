"""Ways of splits that win automatically, and what becomes of a customer's people"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None

ONE = "num_nonnulls(sequence_id, sender_id, reply_id, meeting_id{}) = 1"
SPEAKS = "ck_brake_notice_speaks_of_one"

# Whether an account is a customer is asked when someone is looked at, and here that is hurried.
CUSTOMER = """
CREATE FUNCTION wake_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE enrollment e SET due_at = least(e.due_at, now()) FROM contact c
        WHERE c.account_id = NEW.account_id AND e.contact_id = c.id AND e.status = 'active';
    RETURN NULL;
END $$;
CREATE TRIGGER customer AFTER UPDATE OF stage ON target FOR EACH ROW
    WHEN ((NEW.stage = 'Won') <> (OLD.stage = 'Won')) EXECUTE FUNCTION wake_account();
CREATE TRIGGER new_customer AFTER INSERT ON target FOR EACH ROW
    WHEN (NEW.stage = 'Won') EXECUTE FUNCTION wake_account();
"""


def upgrade() -> None:
    op.add_column("enrollment", sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(CUSTOMER)
    # No way: a person leaves it to chance.
    op.alter_column("split_winner", "way", existing_type=sa.SmallInteger(), nullable=True)
    op.add_column("split_winner", sa.Column("reason", sa.String(), server_default="", nullable=False))
    op.add_column("brake_notice", sa.Column("winner_of", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_brake_notice_winner_of_sequence"),
        "brake_notice",
        "sequence",
        ["winner_of"],
        ["id"],
        ondelete="CASCADE",
    )
    op.create_index(
        "uq_brake_notice_winner_of_user_id", "brake_notice", ["winner_of", "user_id"], unique=True
    )
    op.drop_constraint(op.f(SPEAKS), "brake_notice")
    op.create_check_constraint(op.f(SPEAKS), "brake_notice", ONE.format(", winner_of"))


def downgrade() -> None:
    op.execute("DROP TRIGGER customer ON target")
    op.execute("DROP TRIGGER new_customer ON target")
    op.execute("DROP FUNCTION wake_account()")
    op.drop_column("enrollment", "resumed_at")
    op.execute("DELETE FROM brake_notice WHERE winner_of IS NOT NULL")
    op.drop_constraint(op.f(SPEAKS), "brake_notice")
    op.drop_column("brake_notice", "winner_of")
    op.create_check_constraint(op.f(SPEAKS), "brake_notice", ONE.format(""))
    op.drop_column("split_winner", "reason")
    op.execute("DELETE FROM split_winner WHERE way IS NULL")
    op.alter_column("split_winner", "way", existing_type=sa.SmallInteger(), nullable=False)
