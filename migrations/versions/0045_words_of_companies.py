"""Contacts repeat what their account is searched by, and have one index for filters and words

Contacts and attendees are written once more: at a million contacts that takes minutes.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None

# Whoever writes accounts, contacts and attendees waits, in the order in which all lock them.
FIRST = "LOCK TABLE contact, attendee, account IN ACCESS EXCLUSIVE MODE"
# The columns of the contact and those of its account that one key keeps equal.
BEFORE = ("account_sort",), ("sort_name",)
AFTER = ("account_sort", "account_words"), ("sort_name", "words")
SIGNS = (
    "\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
    "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
)
SEARCHED = (
    "to_tsvector('simple', translate(CASE WHEN octet_length({0}) = char_length({0}) THEN {0}"
    f" ELSE translate({{0}}, '{SIGNS}', '{' ' * len(SIGNS)}') END, '@._-+/', '      '))"
)
ACCOUNT = SEARCHED.format("name || ' ' || name_key || ' ' || coalesce(domain, '')")
WORDS = (
    f"CAST(regexp_replace(CAST(strip({ACCOUNT}) AS text),"
    " '''((?:[^'']|'''')+)''', '''@\\1''', 'g') AS tsvector)"
)
CONTACT = SEARCHED.format(
    "first_name || ' ' || last_name || ' ' || name_key || ' ' || title || ' '"
    " || coalesce(email, '')"
)
PHONE = (
    "':' || reverse(regexp_replace("
    "regexp_replace({}, '[ ;,]*(e?xt|x|#).*$', '', 'i'), '[^0-9]', '', 'g'))"
)
PHONES = (
    "array_to_tsvector(array_remove(ARRAY["
    f"{PHONE.format('phone')}, {PHONE.format('mobile')}], ':'))"
)
HYPHENS = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
APOSTROPHES = "''`\u2018\u2019\u201b\u2032\u02b9\u02bb\u02bc\u02bd\u00b4\uff07"
TWO_LETTERS = {"ß": "ss", "æ": "ae", "œ": "oe", "þ": "th"}
NAME = "ltrim(last_name || ' ' || first_name)"
FILLED_IN = """
CREATE OR REPLACE FUNCTION fill_account_sort() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT {columns} INTO {into} FROM account WHERE id = NEW.account_id FOR KEY SHARE;
    RETURN NEW;
END $$;
DROP TRIGGER contact_at_its_account ON contact;
CREATE TRIGGER contact_at_its_account BEFORE INSERT ON contact FOR EACH ROW
    WHEN ({missing}) EXECUTE FUNCTION fill_account_sort();
"""
OF_CONTACT = ("personas", "seniority", "email_status", "owner_id", "enrichment")
OF_ATTENDEE = ("event_id", *OF_CONTACT, "stage", "status", "search")


def upgrade() -> None:
    op.execute(FIRST)
    words = sa.Computed(WORDS, persisted=True)
    op.add_column("account", sa.Column("words", postgresql.TSVECTOR(), words, nullable=True))
    _without_key(*BEFORE)
    op.add_column("contact", sa.Column("account_words", postgresql.TSVECTOR(), nullable=True))
    _quietly(
        "contact",
        "UPDATE contact c SET account_words = a.words FROM account a WHERE a.id = c.account_id",
    )
    op.alter_column("contact", "account_words", nullable=False)
    op.execute(
        FILLED_IN.format(
            columns="sort_name, words",
            into="NEW.account_sort, NEW.account_words",
            missing="NEW.account_sort IS NULL OR NEW.account_words IS NULL",
        )
    )
    _with_key(*AFTER)
    first = f"array_to_tsvector(ARRAY['^' || split_part({_sort_key(NAME)}, ' ', 1)])"
    _search(f"{CONTACT} || {PHONES} || {first} || account_words", [*OF_CONTACT, "search"])


def downgrade() -> None:
    op.execute(FIRST)
    _without_key(*AFTER)
    _search(f"{CONTACT} || {PHONES}", list(OF_CONTACT))
    op.create_index("ix_contact_search", "contact", ["search"], postgresql_using="gin")
    op.execute(
        FILLED_IN.format(
            columns="sort_name", into="NEW.account_sort", missing="NEW.account_sort IS NULL"
        )
    )
    op.drop_column("contact", "account_words")
    op.drop_column("account", "words")
    _with_key(*BEFORE)


def _without_key(columns: tuple[str, ...], referred: tuple[str, ...]) -> None:
    """And without the indexes that are made anew, so that rows are written without them."""
    op.drop_constraint(_foreign_key(columns), "contact", type_="foreignkey")
    op.drop_constraint(_unique(referred), "account", type_="unique")
    for index in ("ix_contact_search", "ix_contact_filters", "ix_attendee_filters"):
        op.execute(f"DROP INDEX IF EXISTS {index}")


def _with_key(columns: tuple[str, ...], referred: tuple[str, ...]) -> None:
    op.create_unique_constraint(_unique(referred), "account", ["id", *referred])
    op.create_foreign_key(
        _foreign_key(columns),
        "contact",
        "account",
        ["account_id", *columns],
        ["id", *referred],
        onupdate="CASCADE",
        ondelete="CASCADE",
    )


def _foreign_key(columns: tuple[str, ...]) -> str:
    return op.f("_".join(("fk_contact_account_id", *columns, "account")))


def _unique(referred: tuple[str, ...]) -> str:
    return op.f("_".join(("uq_account_id", *referred)))


def _search(searched_as: str, indexed: list[str]) -> None:
    op.drop_column("contact", "search")
    search = sa.Computed(searched_as, persisted=True)
    op.add_column("contact", sa.Column("search", postgresql.TSVECTOR(), search, nullable=True))
    op.create_index("ix_contact_filters", "contact", indexed, postgresql_using="gin")
    _quietly(
        "attendee",
        "UPDATE attendee t SET search = c.search FROM contact c WHERE c.id = t.contact_id",
    )
    op.create_index(
        "ix_attendee_filters", "attendee", list(OF_ATTENDEE), postgresql_using="gin"
    )


def _quietly(table: str, update: str) -> None:
    """What follows these rows doesn't show what is changed of them."""
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    op.execute(update)
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


def _sort_key(name: str) -> str:
    one = "-" * len(HYPHENS)
    text = f"translate(lower({name}), 'øłđðıħ{HYPHENS}{APOSTROPHES}', 'olddih{one}')"
    for letter, two in TWO_LETTERS.items():
        text = f"replace({text}, '{letter}', '{two}')"
    folded = f"regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g')"
    plain = f"octet_length({name}) = char_length({name})"
    return f"left(CASE WHEN {plain} THEN translate(lower({name}), '''`', '') ELSE {folded} END, 120)"
