"""The words that names consist of, for searches that no record matches."""

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from yardflow.models.base import primary_key

# In characters: shorter ones are found as they are, and no one types longer ones.
SHORTEST, LONGEST = 3, 60


class NameWord(SQLModel, table=True):
    """A word in the ``name_key`` of accounts or contacts.

    Triggers add the words of every new name (migrations/versions/0018_similar_words.py). Two
    transactions at the same moment may each add a word: nothing waits for a unique index, and a
    word that is there twice is read once. Words that no record has anymore are deleted later
    (services/records/lists/similar_words.py).
    """

    __tablename__ = "name_word"
    __table_args__ = (
        Index("ix_name_word_word", "word"),
        Index(
            "ix_name_word_similar",
            "word",
            postgresql_using="gin",
            postgresql_ops={"word": "gin_trgm_ops"},
            # While new ones wait to be sorted in, the planner reads all words instead.
            postgresql_with={"fastupdate": "off"},
        ),
    )

    id: int | None = primary_key()
    word: str = Field()
