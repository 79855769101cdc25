"""The lawful basis to email a contact; enrolling by rule and by file"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

# What happens to records is noted where it happens, whoever does it, in the same transaction. Rows
# that no rule is about cost a look at a flag (WHEN) and no function.
_NOTE = """
CREATE FUNCTION note_for_rules(about text, at_event bigint, of_account bigint, of_contact bigint,
    by_import bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO rule_occurrence (rule_id, event_id, account_id, contact_id, import_id)
    SELECT r.id, at_event, of_account, of_contact, by_import
    FROM enrollment_rule r JOIN sequence s ON s.id = r.sequence_id
    WHERE r.trigger = about AND r.off_at IS NULL AND s.status IN ('active', 'paused')
        AND coalesce(r.event_id, at_event) = at_event
        AND coalesce(s.event_id, at_event) = at_event
        -- What is put back as it was did not happen now.
        AND current_setting('yardflow.as_before', true) IS DISTINCT FROM 'on'
    FOR KEY SHARE OF r
$$;
CREATE FUNCTION note_qualified() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_for_rules('target_qualified', NEW.event_id, NEW.account_id, NULL, NULL);
    RETURN NULL;
END $$;
CREATE FUNCTION note_met() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_for_rules('attendee_met', NEW.event_id, NULL, NEW.contact_id, NULL);
    RETURN NULL;
END $$;
CREATE FUNCTION note_imported() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM note_for_rules('contact_imported', NEW.event_id, NULL, NULL, NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER a_new_target_is_qualified AFTER INSERT ON target FOR EACH ROW
    WHEN (NEW.stage = 'Qualified') EXECUTE FUNCTION note_qualified();
CREATE TRIGGER a_target_becomes_qualified AFTER UPDATE OF stage ON target FOR EACH ROW
    WHEN (NEW.stage = 'Qualified' AND OLD.stage <> 'Qualified') EXECUTE FUNCTION note_qualified();
CREATE TRIGGER a_new_attendee_is_met AFTER INSERT ON attendee FOR EACH ROW
    WHEN (NEW.status = 'Met') EXECUTE FUNCTION note_met();
CREATE TRIGGER an_attendee_is_met AFTER UPDATE OF status ON attendee FOR EACH ROW
    WHEN (NEW.status = 'Met' AND OLD.status <> 'Met') EXECUTE FUNCTION note_met();
CREATE TRIGGER an_import_is_done AFTER UPDATE OF status ON import FOR EACH ROW
    WHEN (NEW.status = 'done' AND OLD.status = 'running' AND NEW.kind = 'contacts'
        AND NEW.event_id IS NOT NULL) EXECUTE FUNCTION note_imported();
"""
_NOTE_NO_MORE = """
DROP TRIGGER an_import_is_done ON import;
DROP TRIGGER an_attendee_is_met ON attendee;
DROP TRIGGER a_new_attendee_is_met ON attendee;
DROP TRIGGER a_target_becomes_qualified ON target;
DROP TRIGGER a_new_target_is_qualified ON target;
DROP FUNCTION note_imported();
DROP FUNCTION note_met();
DROP FUNCTION note_qualified();
DROP FUNCTION note_for_rules(text, bigint, bigint, bigint, bigint);
"""
_FIELDS = ("lawful_basis", "lawful_basis_source", "lawful_basis_date")


def upgrade() -> None:
    _add_lawful_basis()
    _add_rules()
    op.execute(_NOTE)
    _add_lists()


def downgrade() -> None:
    op.drop_table("enrollment_list")
    op.execute(_NOTE_NO_MORE)
    for table in ("rule_outcome", "rule_occurrence", "enrollment_rule"):
        op.drop_table(table)
    op.execute("DROP STATISTICS st_contact_lawful_basis")
    op.drop_index("ix_contact_lawful_basis", "contact")
    for name in _FIELDS:
        op.drop_column("contact", name)


def _add_lawful_basis() -> None:
    for name in _FIELDS:
        op.add_column("contact", sa.Column(name, sa.String(), server_default="", nullable=False))
    op.create_check_constraint(
        "lawful_basis_known",
        "contact",
        "lawful_basis IN ('', 'Consent', 'Legitimate interest', 'Contract', 'No basis')",
    )
    op.create_index(
        "ix_contact_lawful_basis",
        "contact",
        [sa.text("lower(lawful_basis)"), "id"],
        postgresql_include=["lawful_basis"],
        postgresql_where=sa.text("lawful_basis <> ''"),
    )
    # The planner doesn't take how often a text is there from a part of the table.
    op.execute("CREATE STATISTICS st_contact_lawful_basis ON (lower(lawful_basis)) FROM contact")


def _add_rules() -> None:
    op.create_table(
        "enrollment_rule",
        _id(),
        _key("sequence"),
        sa.Column(
            "trigger",
            sa.Enum(
                "target_qualified",
                "attendee_met",
                "contact_imported",
                name="ruletrigger",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        _key("event", nullable=True),
        sa.Column("sender_ids", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("by_owner", sa.Boolean(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("off_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "cardinality(sender_ids) > 0", name=op.f("ck_enrollment_rule_has_senders")
        ),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_enrollment_rule_made_by_app_user"),
            ondelete="SET NULL",
        ),
        *_constraints("enrollment_rule", "sequence", "event"),
    )
    op.create_index(
        "uq_enrollment_rule",
        "enrollment_rule",
        ["sequence_id", "trigger", sa.text("coalesce(event_id, 0)")],
        unique=True,
    )
    op.create_index("ix_enrollment_rule_event_id", "enrollment_rule", ["event_id"])
    op.create_table(
        "rule_occurrence",
        _id(),
        _key("rule"),
        _key("event"),
        *[_key(noun, nullable=True) for noun in _ABOUT],
        sa.CheckConstraint(
            "num_nonnulls(account_id, contact_id, import_id) = 1",
            name=op.f("ck_rule_occurrence_speaks_of_one"),
        ),
        *_constraints("rule_occurrence", "rule", "event", *_ABOUT),
    )
    op.create_index(
        "ix_rule_occurrence_rule_id_event_id", "rule_occurrence", ["rule_id", "event_id", "id"]
    )
    for noun in ("event", *_ABOUT):
        op.create_index(f"ix_rule_occurrence_{noun}_id", "rule_occurrence", [f"{noun}_id"])
    op.create_table(
        "rule_outcome",
        _id(),
        _key("rule"),
        _key("contact"),
        _key("event", nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("occurrence_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"],
            ["event.id"],
            name=op.f("fk_rule_outcome_event_id_event"),
            ondelete="SET NULL",
        ),
        sa.UniqueConstraint(
            "rule_id", "contact_id", name=op.f("uq_rule_outcome_rule_id_contact_id")
        ),
        *_constraints("rule_outcome", "rule", "contact"),
    )
    op.create_index(
        "ix_rule_outcome_rule_id_outcome", "rule_outcome", ["rule_id", "outcome", "id"]
    )
    for noun in ("contact", "event"):
        op.create_index(f"ix_rule_outcome_{noun}_id", "rule_outcome", [f"{noun}_id"])


def _add_lists() -> None:
    op.create_table(
        "enrollment_list",
        _id(),
        _key("sequence"),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("made_by", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column(
            "contact_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False
        ),
        sa.Column("counts", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.Column("problems", postgresql.JSONB(), server_default="{}", nullable=False),
        sa.ForeignKeyConstraint(
            ["made_by"],
            ["app_user.id"],
            name=op.f("fk_enrollment_list_made_by_app_user"),
            ondelete="CASCADE",
        ),
        *_constraints("enrollment_list", "sequence"),
    )
    op.create_index("ix_enrollment_list_made_at", "enrollment_list", ["made_at"])
    op.create_index("ix_enrollment_list_sequence_id", "enrollment_list", ["sequence_id"])


_ABOUT = ("account", "contact", "import")


def _id() -> sa.Column:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _key(noun: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(f"{noun}_id", sa.BigInteger(), nullable=nullable)


def _constraints(table: str, *nouns: str) -> list[sa.Constraint]:
    """The primary key, and foreign keys that rows go along with."""
    parents = {noun: "enrollment_rule" if noun == "rule" else noun for noun in nouns}
    keys = [
        sa.ForeignKeyConstraint(
            [f"{noun}_id"],
            [f"{parent}.id"],
            name=op.f(f"fk_{table}_{noun}_id_{parent}"),
            ondelete="CASCADE",
        )
        for noun, parent in parents.items()
    ]
    return [*keys, sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))]
