"""A person at an account."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    ForeignKeyConstraint,
    Index,
    Numeric,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from yardflow.models.account import SEARCHED_AS
from yardflow.models.base import (
    Versioned,
    choice,
    moment,
    primary_key,
    reference,
    sort_column,
    sort_key,
    text_filter,
    text_list,
    text_list_of_triggers,
    touched,
)


class Persona(StrEnum):
    """A person's role in a purchase. A contact can have several."""

    EXEC_OPS = "ExecOps"
    OPS = "Ops"
    PROCUREMENT = "Procurement"
    SALES = "Sales"
    TECH = "Tech"
    NON_OPS = "NonOps"


class Seniority(StrEnum):
    """A person's level, from the top down."""

    C_LEVEL = "C-Level"
    VP = "VP"
    DIRECTOR = "Director"
    MANAGER = "Manager"
    STAFF = "Staff"


class Origin(StrEnum):
    """Where a value comes from: inferred from the title, a column of an import, or a person."""

    INFERRED = "inferred"
    IMPORTED = "imported"
    PERSON = "person"


class EmailStatus(StrEnum):
    """The status of an email address. ``given``: entered or imported, not tried yet."""

    NONE = "none"
    GIVEN = "given"
    GUESSED = "guessed"
    VERIFIED = "verified"
    BOUNCED = "bounced"


class LawfulBasis(StrEnum):
    """Why a person may be emailed (GDPR, article 6). ``none``: nothing allows it, as after an
    objection or where consent was withdrawn.
    """

    CONSENT = "Consent"
    LEGITIMATE_INTEREST = "Legitimate interest"
    CONTRACT = "Contract"
    NONE = "No basis"


# A phone is found by its last digits, with or without what stands before them: as one lexeme, from
# the end, behind a sign that no word begins with. Its extension is not searched.
PHONE_LEXEME = ":"
_PHONE_SEARCHED_AS = (
    f"'{PHONE_LEXEME}' || reverse(regexp_replace("
    "regexp_replace({}, '[ ;,]*(e?xt|x|#).*$', '', 'i'), '[^0-9]', '', 'g'))"
)
_PHONES_SEARCHED_AS = (
    "array_to_tsvector(array_remove(ARRAY["
    f"{_PHONE_SEARCHED_AS.format('phone')}, {_PHONE_SEARCHED_AS.format('mobile')}"
    f"], '{PHONE_LEXEME}'))"
)
# In Han, kana and Hangul the family name leads, with no space behind it; in katakana alone are
# names from abroad, in their own order.
_EAST_ASIAN = r"^[\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff]+$"
_KATAKANA = r"^[\u30a0-\u30ff]+$"


def whole_name(first: str, last: str) -> str:
    """SQL for a first and a last name in one, as their script has it: ``Ann Lee``, ``王小明``."""
    both = f"({first} || {last})"
    return (
        f"CASE WHEN octet_length({both}) > char_length({both}) AND {both} ~ '{_EAST_ASIAN}'"
        f" AND {both} !~ '{_KATAKANA}' THEN {last} || {first}"
        f" ELSE trim({first} || ' ' || {last}) END"
    )


_SORTED_BY = "ltrim(last_name || ' ' || first_name)"
# The word that lists are sorted by once more: who has it elsewhere is found without those whom it
# stands first of.
FIRST_LEXEME = "^"
_FIRST_SEARCHED_AS = (
    f"array_to_tsvector(ARRAY['{FIRST_LEXEME}' || split_part({sort_key(_SORTED_BY)}, ' ', 1)])"
)


class Contact(Versioned, table=True):
    """A person, once in the workplace: by their address, or without one by name at the account.

    ``name`` is the whole name as it is shown, ``name_key`` as it is compared, ``sort_name`` what
    lists are sorted by: the last name first, where there is one. ``account_sort`` and
    ``account_words`` repeat the account's ``sort_name`` and ``words``: the database fills them in,
    and a key over all keeps them equal. A shared address (``email_shared``,
    such as info@) identifies no one.
    ``enrichment`` is what enrichment came to as claims and runs stand now; triggers keep it
    (migrations/versions/0035_enrichment_of_contacts.py).
    ``enrichment_confidence`` is 0–1, of the last finished run. ``lawful_basis`` is empty where it
    was not recorded; ``lawful_basis_date`` is since when it holds, as ``2026-02-09``.
    """

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "account_sort", "account_words"],
            ["account.id", "account.sort_name", "account.words"],
            ondelete="CASCADE",
            onupdate="CASCADE",
        ),
        Index(
            "uq_contact_email",
            "email",
            unique=True,
            postgresql_where=text("email IS NOT NULL AND NOT email_shared"),
        ),
        Index("ix_contact_shared_email", "email", postgresql_where=text("email_shared")),
        Index(
            "uq_contact_account_id_name_key",
            "account_id",
            "name_key",
            unique=True,
            postgresql_where=text("email IS NULL OR email_shared"),
        ),
        Index("ix_contact_account_id_name_key", "account_id", "name_key"),
        Index("ix_contact_sort_name", "sort_name", "id"),
        Index("ix_contact_account_sort", "account_sort", "id"),
        # Names that look wrong in an email (services/sequences/templates/preview.py).
        Index("ix_contact_without_first_name", "id", postgresql_where=text("first_name = ''")),
        Index(
            "ix_contact_other_script",
            "id",
            postgresql_where=text(
                "octet_length(first_name || last_name) * 2"
                " > char_length(first_name || last_name) * 3"
            ),
        ),
        Index(
            "ix_contact_long_name",
            text("char_length(first_name || last_name) DESC"),
            postgresql_where=text("char_length(first_name || last_name) > 30"),
        ),
        Index("ix_contact_created_at", text("created_at DESC"), "id"),
        Index(
            "ix_contact_filters",
            "personas",
            "seniority",
            "email_status",
            "owner_id",
            "enrichment",
            "search",
            postgresql_using="gin",
        ),
        text_filter("contact", "country"),
        text_filter("contact", "lawful_basis"),
        CheckConstraint("first_name <> '' OR last_name <> ''", name="name_not_empty"),
        CheckConstraint("name_key <> ''", name="name_key_not_empty"),
        CheckConstraint(
            "email = lower(email) AND position('@' in email) > 1", name="email_is_address"
        ),
        CheckConstraint("(email IS NULL) = (email_status = 'none')", name="email_has_status"),
        CheckConstraint("email IS NOT NULL OR NOT email_shared", name="shared_is_an_address"),
        CheckConstraint(
            "personas <@ ARRAY['ExecOps','Ops','Procurement','Sales','Tech','NonOps']",
            name="personas_known",
        ),
        CheckConstraint(
            f"lawful_basis IN ('', {', '.join(map(repr, map(str, LawfulBasis)))})",
            name="lawful_basis_known",
        ),
        CheckConstraint("enrichment_confidence BETWEEN 0 AND 1", name="confidence_range"),
        CheckConstraint(
            "enrichment <@ ARRAY['filled_in','needs_review','nothing_found','failed','never']"
            " AND enrichment <> '{}'",
            name="enrichment_known",
        ),
    )

    id: int | None = primary_key()
    account_id: int = Field(sa_type=BigInteger)
    account_sort: str | None = Field(default=None, sa_column=Column(Text, nullable=False))
    account_words: str | None = Field(default=None, sa_column=Column(TSVECTOR, nullable=False))
    first_name: str = ""
    last_name: str = ""
    name: str | None = Field(
        default=None,
        sa_column=Column(Text, Computed(whole_name("first_name", "last_name"), persisted=True)),
    )
    name_key: str
    sort_name: str | None = sort_column(_SORTED_BY)
    title: str = ""
    personas: list[str] = text_list()
    personas_origin: Origin = choice(Origin, Origin.INFERRED)
    seniority: Seniority | None = choice(Seniority, nullable=True)
    seniority_origin: Origin = choice(Origin, Origin.INFERRED, check="seniority_origin")
    email: str | None = None
    email_status: EmailStatus = choice(EmailStatus, EmailStatus.NONE)
    email_shared: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    phone: str = ""
    mobile: str = Field(default="", sa_column_kwargs={"server_default": ""})
    linkedin_url: str = ""
    country: str = ""
    lawful_basis: str = Field(default="", sa_column_kwargs={"server_default": ""})
    lawful_basis_source: str = Field(default="", sa_column_kwargs={"server_default": ""})
    lawful_basis_date: str = Field(default="", sa_column_kwargs={"server_default": ""})
    owner_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    enriched_at: datetime | None = moment(nullable=True)
    enrichment_confidence: Decimal | None = Field(default=None, sa_column=Column(Numeric(3, 2)))
    enrichment: list[str] | None = text_list_of_triggers("never")
    created_at: datetime = moment()
    updated_at: datetime = touched()
    search: str | None = Field(
        default=None,
        sa_column=Column(
            TSVECTOR,
            Computed(
                SEARCHED_AS.format(
                    "first_name || ' ' || last_name || ' ' || name_key || ' ' || title || ' '"
                    " || coalesce(email, '')"
                )
                + f" || {_PHONES_SEARCHED_AS} || {_FIRST_SEARCHED_AS} || account_words",
                persisted=True,
            ),
        ),
    )
