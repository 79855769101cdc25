"""A company, and the history of its ICP score."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Column, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    document,
    moment,
    primary_key,
    reference,
    sort_column,
    spelling,
    text_filter,
    touched,
)
from yardflow.signs import APOSTROPHES, HYPHENS

# In what a contact is searched by, the words of its account begin with this sign, which no other
# word does.
COMPANY_LEXEME = "@"

# "simple" keeps every word; the signs are those that would glue words together: the parts of an
# address, and in a database of the C locale all that are not ASCII. To look for these takes longer
# than all the rest, so it is done where there are any.
_SPELLED = APOSTROPHES + HYPHENS
SEARCHED_AS = (
    "to_tsvector('simple', translate(CASE WHEN octet_length({0}) = char_length({0}) THEN {0}"
    f" ELSE translate({{0}}, '{_SPELLED}', '{' ' * len(_SPELLED)}') END, '@._-+/', '      '))"
)
_SEARCHED = SEARCHED_AS.format("name || ' ' || name_key || ' ' || coalesce(domain, '')")
# A lexeme as PostgreSQL writes it: in quotes, where one inside is doubled.
LEXEME = "'((?:[^']|'')+)'"
_LEXEME_IN_SQL = LEXEME.replace("'", "''")
_WORDS = (
    f"CAST(regexp_replace(CAST(strip({_SEARCHED}) AS text), '{_LEXEME_IN_SQL}',"
    f" '''{COMPANY_LEXEME}\\1''', 'g') AS tsvector)"
)


class Account(Versioned, table=True):
    """A company, once in the workplace: by its domain, or without one by its name.

    ``name_key`` is the name as it is compared (services/records/values/normalize.py); ``domain`` is
    the registrable one, in lower case. Two companies may share a name where their domains differ.
    ``sort_name`` is what lists are sorted by, ``words`` what its contacts are searched by.
    ``icp_score`` is what counts: the override where a
    person set one, else the calculated score, whose parts are in ``icp_parts``.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("id", "sort_name", "words"),
        Index(
            "uq_account_domain", "domain", unique=True, postgresql_where=text("domain IS NOT NULL")
        ),
        Index(
            "uq_account_name_key", "name_key", unique=True, postgresql_where=text("domain IS NULL")
        ),
        Index("ix_account_name_key", "name_key"),
        Index("ix_account_spelling", text(spelling("name_key"))),
        Index("ix_account_sort_name", "sort_name", "id"),
        Index("ix_account_icp_score", text("icp_score DESC"), "id"),
        Index("ix_account_created_at", text("created_at DESC"), "id"),
        Index("ix_account_search", "search", postgresql_using="gin"),
        text_filter("account", "industry"),
        text_filter("account", "size"),
        text_filter("account", "headquarters"),
        CheckConstraint("name <> '' AND name_key <> ''", name="name_not_empty"),
        CheckConstraint("domain = lower(domain)", name="domain_is_lower"),
        CheckConstraint("icp_score BETWEEN 0 AND 100", name="icp_score_range"),
        CheckConstraint("icp_override BETWEEN 0 AND 100", name="icp_override_range"),
        CheckConstraint(
            "(icp_override IS NULL) = (icp_override_reason IS NULL)", name="override_has_reason"
        ),
    )

    id: int | None = primary_key()
    name: str
    name_key: str
    sort_name: str | None = sort_column("name")
    domain: str | None = None
    website: str = ""
    industry: str = ""
    size: str = ""
    headquarters: str = ""
    owner_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    icp_score: int = Field(default=0, sa_column_kwargs={"server_default": "0"})
    icp_parts: dict = document()
    icp_override: int | None = None
    icp_override_reason: str | None = None
    created_at: datetime = moment()
    updated_at: datetime = touched()
    search: str | None = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(_SEARCHED, persisted=True),
        ),
    )
    words: str | None = Field(
        default=None, sa_column=Column(TSVECTOR, Computed(_WORDS, persisted=True))
    )


class ScoreChange(SQLModel, table=True):
    """One step in the history of an account's ICP score; no user means the product itself."""

    __tablename__ = "score_change"
    __table_args__ = (Index("ix_score_change_account_id_at", "account_id", "at"),)

    id: int | None = primary_key()
    account_id: int = reference("account.id", ondelete="CASCADE", index=False)
    old: int
    new: int
    why: str
    user_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    at: datetime = moment()
