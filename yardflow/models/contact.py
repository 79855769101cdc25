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
    text_list,
    touched,
)


class Persona(StrEnum):
    """What part a person plays in a purchase. A contact can have several."""

    EXEC_OPS = "ExecOps"
    OPS = "Ops"
    PROCUREMENT = "Procurement"
    SALES = "Sales"
    TECH = "Tech"
    NON_OPS = "NonOps"


class Seniority(StrEnum):
    """How high a person stands, from the top down."""

    C_LEVEL = "C-Level"
    VP = "VP"
    DIRECTOR = "Director"
    MANAGER = "Manager"
    STAFF = "Staff"


class Origin(StrEnum):
    """Who said so: rules over the title, a column of an imported list, or a person."""

    INFERRED = "inferred"
    IMPORTED = "imported"
    PERSON = "person"


class EmailStatus(StrEnum):
    """What is known of an address. ``given``: somebody wrote it down, nobody tried it yet."""

    NONE = "none"
    GIVEN = "given"
    GUESSED = "guessed"
    VERIFIED = "verified"
    BOUNCED = "bounced"


class Contact(Versioned, table=True):
    """A person at an account of one event.

    ``event_id`` repeats the account's, and a key over both keeps them equal: an address is one
    person within an event. ``name_key`` is the name as it is compared.
    ``enrichment_confidence`` is 0–1, of the last finished run.
    """

    __tablename__ = "contact"
    __table_args__ = (
        ForeignKeyConstraint(
            ["account_id", "event_id"], ["account.id", "account.event_id"], ondelete="CASCADE"
        ),
        Index(
            "uq_contact_event_id_email",
            "event_id",
            "email",
            unique=True,
            postgresql_where=text("email IS NOT NULL"),
        ),
        Index(
            "uq_contact_account_id_name_key",
            "account_id",
            "name_key",
            unique=True,
            postgresql_where=text("email IS NULL"),
        ),
        Index("ix_contact_account_id_name_key", "account_id", "name_key"),
        Index("ix_contact_event_id_name", "event_id", text("lower(last_name)"), "id"),
        Index("ix_contact_event_id_created_at", "event_id", text("created_at DESC"), "id"),
        Index("ix_contact_search", "search", postgresql_using="gin"),
        CheckConstraint("first_name <> '' OR last_name <> ''", name="name_not_empty"),
        CheckConstraint("name_key <> ''", name="name_key_not_empty"),
        CheckConstraint(
            "email = lower(email) AND position('@' in email) > 1", name="email_is_address"
        ),
        CheckConstraint("(email IS NULL) = (email_status = 'none')", name="email_has_status"),
        CheckConstraint(
            "personas <@ ARRAY['ExecOps','Ops','Procurement','Sales','Tech','NonOps']",
            name="personas_known",
        ),
        CheckConstraint("enrichment_confidence BETWEEN 0 AND 1", name="confidence_range"),
    )

    id: int | None = primary_key()
    event_id: int = Field(sa_type=BigInteger)
    account_id: int = Field(sa_type=BigInteger)
    first_name: str = ""
    last_name: str = ""
    name_key: str
    title: str = ""
    personas: list[str] = text_list()
    personas_origin: Origin = choice(Origin, Origin.INFERRED)
    seniority: Seniority | None = choice(Seniority, nullable=True)
    seniority_origin: Origin = choice(Origin, Origin.INFERRED, check="seniority_origin")
    email: str | None = None
    email_status: EmailStatus = choice(EmailStatus, EmailStatus.NONE)
    phone: str = ""
    linkedin_url: str = ""
    country: str = ""
    notes: str = ""
    owner_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    enriched_at: datetime | None = moment(nullable=True)
    enrichment_confidence: Decimal | None = Field(default=None, sa_column=Column(Numeric(3, 2)))
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
                ),
                persisted=True,
            ),
        ),
    )
