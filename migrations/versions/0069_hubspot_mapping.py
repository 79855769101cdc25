"""Which field is which in HubSpot, and when each was changed here"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None

# The fields of each record that HubSpot can have, and of others what they have by their events.
ACCOUNT = ("name", "domain", "website", "industry", "size", "headquarters", "owner_id", "icp_score")
CONTACT = (
    *("email", "first_name", "last_name", "title", "phone", "mobile", "linkedin_url", "country"),
    *("lawful_basis", "lawful_basis_source", "lawful_basis_date", "personas", "seniority"),
    *("owner_id", "account_id"),
)
FIELDS = {
    ("account", "account"): ACCOUNT,
    ("contact", "contact"): CONTACT,
    ("target", "target"): ("stage", "owner_id"),
    ("target", "account"): ("stage",),
    ("attendee", "contact"): ("stage", "status"),
}
# A row for each record: what its statement changed goes over what was known. What a sync wrote is
# no reason to sync.
NOTE = """
INSERT INTO hubspot_change AS c (record, record_id, fields, since)
SELECT '{about}', r.id, r.fields, CASE WHEN changed_by <> 'hubspot' THEN now() END FROM ({rows}) r
ON CONFLICT (record, record_id) DO UPDATE
    SET fields = c.fields || EXCLUDED.fields, since = coalesce(EXCLUDED.since, c.since)"""
# All fields of a new record that have a value are as old as it is: one mark without a name. A record
# that comes back is looked at again, but did not change.
ADDED = """
SELECT n.id, CASE WHEN current_setting('yardflow.as_before', true) IS NOT DISTINCT FROM 'on'
    THEN '{}' ELSE jsonb_build_object('', stamp) END AS fields
FROM new_rows n"""
CHANGED = "SELECT n.id, {stamped} AS fields FROM new_rows n JOIN old_rows o USING (id) WHERE {any}"
GONE = "SELECT o.id, CAST('{}' AS jsonb) AS fields FROM old_rows o"
# One statement can change what a record has at several events.
PART_ADDED = "SELECT DISTINCT ON (n.{key}) n.{key} AS id, {stamped} AS fields FROM new_rows n"
PART_CHANGED = """
SELECT n.{key} AS id, {stamped} AS fields FROM new_rows n JOIN old_rows o USING (id)
WHERE {any} GROUP BY n.{key}"""
TRIGGER = """
CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET enable_nestloop = off AS $$
DECLARE
    changed_by text = coalesce(nullif(current_setting('yardflow.changed_by', true), ''), 'person');
    stamp jsonb = jsonb_build_array(now(), changed_by);
BEGIN
    IF NOT EXISTS (SELECT FROM hubspot_field) THEN
        RETURN NULL;
    END IF;
    {note};
    RETURN NULL;
END $$;
CREATE TRIGGER {name} AFTER {event} ON {table} REFERENCING {tables} FOR EACH STATEMENT
    EXECUTE FUNCTION {name}()"""
OLD, NEW = "OLD TABLE AS old_rows", "NEW TABLE AS new_rows"


def upgrade() -> None:
    _add_tables()
    for table, about in FIELDS:
        for event, (tables, rows) in _followed(table, about).items():
            note = NOTE.format(about=about, rows=rows)
            name = _name(table, about, event)
            op.execute(
                TRIGGER.format(name=name, event=event, table=table, tables=tables, note=note)
            )


def downgrade() -> None:
    for table, about in FIELDS:
        for event in _followed(table, about):
            name = _name(table, about, event)
            op.execute(f"DROP TRIGGER {name} ON {table}")
            op.execute(f"DROP FUNCTION {name}()")
    op.drop_table("hubspot_change")
    op.drop_table("hubspot_field")


def _name(table: str, about: str, event: str) -> str:
    return f"note_{event}_of_{table}_for_hubspots_{about}"


def _followed(table: str, about: str) -> dict[str, tuple[str, str]]:
    """By event, the rows that it gives a trigger, and what they say of records."""
    changed = {name: f"n.{name} IS DISTINCT FROM o.{name}" for name in FIELDS[table, about]}
    any_changed = " OR ".join(changed.values())
    both = f"{OLD} {NEW}"
    if table == about:
        rows = CHANGED.format(stamped=_stamped(changed), any=any_changed)
        return {"insert": (NEW, ADDED), "update": (both, rows), "delete": (OLD, GONE)}
    key = f"{about}_id"
    filled = {name: f"n.{name} IS NOT NULL" for name in changed}
    some = {name: f"bool_or({condition})" for name, condition in changed.items()}
    return {
        "insert": (NEW, PART_ADDED.format(key=key, stamped=_stamped(filled))),
        "update": (both, PART_CHANGED.format(key=key, stamped=_stamped(some), any=any_changed)),
    }


def _add_tables() -> None:
    op.create_table(
        "hubspot_field",
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        _record(),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("property", sa.String(), nullable=False),
        sa.Column("direction", _direction(), server_default="off", nullable=False),
        sa.Column("asks", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("may_lower", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("values", JSONB(), server_default="{}", nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "field <> '' AND property <> ''", name=op.f("ck_hubspot_field_names_not_empty")
        ),
        sa.CheckConstraint(
            "jsonb_typeof(values) = 'object'", name=op.f("ck_hubspot_field_values_are_an_object")
        ),
        sa.ForeignKeyConstraint(
            ["updated_by"],
            ["app_user.id"],
            name=op.f("fk_hubspot_field_updated_by_app_user"),
            ondelete="SET NULL",
        ),
        sa.UniqueConstraint(
            "record", "field", "property", name=op.f("uq_hubspot_field_record_field_property")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hubspot_field")),
    )
    op.create_index(
        "uq_hubspot_field_property",
        "hubspot_field",
        ["record", "property"],
        unique=True,
        postgresql_where=sa.text("direction <> 'off'"),
    )
    op.create_index(
        "uq_hubspot_field_incoming",
        "hubspot_field",
        ["record", "field"],
        unique=True,
        postgresql_where=sa.text("direction IN ('both', 'from_hubspot')"),
    )
    op.create_table(
        "hubspot_change",
        _record(),
        sa.Column("record_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("fields", JSONB(), server_default="{}", nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(lease IS NULL) = (leased_until IS NULL)",
            name=op.f("ck_hubspot_change_lease_has_an_end"),
        ),
        sa.CheckConstraint(
            "lease IS NULL OR since IS NOT NULL",
            name=op.f("ck_hubspot_change_lease_is_of_something"),
        ),
        sa.PrimaryKeyConstraint("record", "record_id", name=op.f("pk_hubspot_change")),
    )
    op.create_index(
        "ix_hubspot_change_since",
        "hubspot_change",
        ["since", "record_id"],
        postgresql_where=sa.text("since IS NOT NULL"),
    )


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


def _direction() -> sa.Enum:
    return sa.Enum(
        "both",
        "to_hubspot",
        "from_hubspot",
        "off",
        name="direction",
        native_enum=False,
        create_constraint=True,
        length=32,
    )


def _stamped(conditions: dict[str, str]) -> str:
    pairs = ", ".join(
        f"'{name}', CASE WHEN {each} THEN stamp END" for name, each in conditions.items()
    )
    return f"jsonb_strip_nulls(jsonb_build_object({pairs}))"
