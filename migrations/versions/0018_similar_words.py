"""The words of names are kept, so that a search finds what is spelled almost like it"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

# Without numbers, which are never a spelling of another.
WORDS = """
    SELECT DISTINCT word FROM {0}, unnest(string_to_array(name_key, ' ')) word
    WHERE char_length(word) BETWEEN 3 AND 60 AND word !~ '^[0-9]+$'
"""
ADDED = """
CREATE FUNCTION add_name_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO name_word (word)
    SELECT word FROM ({}) new_words
    WHERE NOT EXISTS (SELECT FROM name_word n WHERE n.word = new_words.word);
    RETURN NULL;
END $$
"""
RENAMED = """
CREATE FUNCTION add_words_of_new_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO name_word (word)
    SELECT word FROM ({}) new_words
    WHERE NOT EXISTS (SELECT FROM name_word n WHERE n.word = new_words.word);
    RETURN NULL;
END $$
"""
TRIGGERS = (
    """
CREATE TRIGGER words_of_new_{0}s AFTER INSERT ON {0} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION add_name_words()
""",
    """
CREATE TRIGGER words_of_new_{0}_name AFTER UPDATE OF name_key ON {0} FOR EACH ROW
    WHEN (OLD.name_key <> NEW.name_key) EXECUTE FUNCTION add_words_of_new_name()
""",
)
TABLES = ("account", "contact")


def upgrade() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.create_table(
        "name_word",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("word", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_word")),
    )
    op.execute(ADDED.format(WORDS.format("added")))
    op.execute(RENAMED.format(WORDS.format("(SELECT NEW.name_key AS name_key) renamed")))
    # First, and until this is committed no one else adds a name: none has no words.
    for table in TABLES:
        for trigger in TRIGGERS:
            op.execute(trigger.format(table))
    both = "(SELECT name_key FROM account UNION ALL SELECT name_key FROM contact) names"
    op.execute(f"INSERT INTO name_word (word) {WORDS.format(both)}")
    op.create_index("ix_name_word_word", "name_word", ["word"])
    op.create_index(
        "ix_name_word_similar",
        "name_word",
        ["word"],
        postgresql_using="gin",
        postgresql_ops={"word": "gin_trgm_ops"},
    )


def downgrade() -> None:
    """The extension stays: others may use it by then."""
    for table in TABLES:
        op.execute(f"DROP TRIGGER words_of_new_{table}s ON {table}")
        op.execute(f"DROP TRIGGER words_of_new_{table}_name ON {table}")
    op.execute("DROP FUNCTION add_name_words()")
    op.execute("DROP FUNCTION add_words_of_new_name()")
    op.drop_table("name_word")
