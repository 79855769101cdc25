"""Names sort without their signs, and companies are compared without more legal forms"""

from collections.abc import Callable

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

CONTACT = "ltrim(last_name || ' ' || first_name)"
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "''`\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
# Whoever writes accounts and contacts waits, in the order in which all lock them.
FIRST = "LOCK TABLE contact, account IN ACCESS EXCLUSIVE MODE"
FOREIGN_KEY, UNIQUE = "fk_contact_account_id_account_sort_account", "uq_account_id_sort_name"
FOLLOW = (
    """
    UPDATE contact c SET account_sort = a.sort_name FROM account a
    WHERE a.id = c.account_id AND c.account_sort <> a.sort_name
    """,
    """
    UPDATE target t SET sort_name = a.sort_name FROM account a
    WHERE a.id = t.account_id AND t.sort_name <> a.sort_name
    """,
)
ATTENDEES_FOLLOW = """
    UPDATE attendee t SET sort_name = c.sort_name FROM contact c
    WHERE c.id = t.contact_id AND t.sort_name <> c.sort_name
"""
FORMS = "(sp|spolka) z oo|spk|sp k|s de rl de cv|spol s ro|s a rl|lda|ek|sti|eurl|snc|bvba|sprl|srls"
# These forms, and what stood in front of one and stayed for it. Where another account has the
# shorter key already, both stay as they are.
COMPARED = f"""
    WITH shortened AS (
        SELECT id, domain, regexp_replace(
            name_key, '( ({FORMS}|ltd|limited|inc|co|gmbh|kg|sa))+$', '') AS name_key
        FROM account WHERE name_key ~ ' ({FORMS})$'
    ), first AS (
        SELECT DISTINCT ON (name_key) id FROM shortened WHERE domain IS NULL ORDER BY name_key, id
    )
    UPDATE account a SET name_key = s.name_key FROM shortened s
    WHERE a.id = s.id AND (
        s.domain IS NOT NULL OR a.id IN (SELECT id FROM first) AND NOT EXISTS (
            SELECT FROM account o WHERE o.name_key = s.name_key AND o.domain IS NULL))
"""


def upgrade() -> None:
    op.execute(FIRST)
    op.execute(COMPARED)
    _sort_by(_sort_key)


def downgrade() -> None:
    """The keys stay: the version before finds these accounts by domain, or once they are edited."""
    op.execute(FIRST)
    _sort_by(_former_sort_key)


def _sort_by(sort_key: Callable[[str], str]) -> None:
    """No version of PostgreSQL before 17 changes what a column is worked out by."""
    op.drop_constraint(FOREIGN_KEY, "contact", type_="foreignkey")
    op.drop_constraint(UNIQUE, "account", type_="unique")
    _worked_out("account", sort_key("name"))
    op.create_unique_constraint(UNIQUE, "account", ["id", "sort_name"])
    for statement in FOLLOW:
        op.execute(statement)
    op.create_foreign_key(
        FOREIGN_KEY,
        "contact",
        "account",
        ["account_id", "account_sort"],
        ["id", "sort_name"],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )
    _worked_out("contact", sort_key(CONTACT))
    op.execute(ATTENDEES_FOLLOW)


def _worked_out(table: str, expression: str) -> None:
    index = f"ix_{table}_sort_name"
    op.drop_index(index, table_name=table)
    op.drop_column(table, "sort_name")
    column = sa.Column("sort_name", sa.Text(), sa.Computed(expression, persisted=True))
    op.add_column(table, column)
    op.create_index(index, table, ["sort_name", "id"])


def _sort_key(name: str) -> str:
    one = "-" * len(HYPHENS)
    text = f"translate(lower({name}), 'øłđðıħ{HYPHENS}{APOSTROPHES}', 'olddih{one}')"
    for letter, two in TWO_LETTERS.items():
        text = f"replace({text}, '{letter}', '{two}')"
    return _quick(name, f"translate(lower({name}), '''`', '')", _without_accents(text))


def _former_sort_key(name: str) -> str:
    text = f"translate(lower({name}), 'øłđðæœıß', 'olddaois')"
    return _quick(name, f"lower({name})", _without_accents(text))


def _without_accents(text: str) -> str:
    return f"regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g')"


def _quick(name: str, plain: str, folded: str) -> str:
    """Most names have no letter that must be folded."""
    is_plain = f"octet_length({name}) = char_length({name})"
    return f"left(CASE WHEN {is_plain} THEN {plain} ELSE {folded} END, 120)"
