"""What is on an event's list: target accounts with their stage there, and attendees.

The columns that lists sort and filter by repeat the account's and the contact's. Triggers fill them
in and keep them equal (migrations/versions/0009_attendee_search.py); no one else writes them. So a
list within an event stays a walk along one index.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Column,
    Computed,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field

from yardflow.models.base import (
    Versioned,
    choice,
    moment,
    primary_key,
    reference,
    text_list,
    text_list_of_triggers,
    touched,
)
from yardflow.models.contact import EmailStatus, Seniority


class Stage(StrEnum):
    """The stage of an account at an event, in the order of the funnel."""

    LEAD = "Lead"
    QUALIFIED = "Qualified"
    BOOKED = "Booked"
    CHECKED_IN = "Checked In"
    NO_SHOW = "No Show"
    WON = "Won"
    LOST = "Lost"


class AttendeeStatus(StrEnum):
    """The status of a contact at an event."""

    LISTED = "Listed"
    INVITED = "Invited"
    REGISTERED = "Registered"
    MET = "Met"
    MISSED = "Missed"


class AttendeeSource(StrEnum):
    """How a contact came on an event's list."""

    IMPORT = "import"
    MANUAL = "manual"
    BADGE_SCAN = "badge_scan"


_PLACES = " ".join(f"WHEN '{stage.value}' THEN {place}" for place, stage in enumerate(Stage))


class Target(Versioned, table=True):
    """An account on an event's list. Removing it leaves the account.

    ``import_id`` is the import that added it; ``sort_name``, ``icp_score`` and ``owner_id`` repeat
    the account's. ``stage_order`` is the stage's place in the funnel, from 0.
    """

    __tablename__ = "target"
    __table_args__ = (
        UniqueConstraint("event_id", "account_id"),
        Index("ix_target_event_id_sort_name", "event_id", "sort_name", "account_id"),
        Index("ix_target_event_id_icp_score", "event_id", text("icp_score DESC"), "account_id"),
        Index("ix_target_event_id_added_at", "event_id", text("added_at DESC"), "account_id"),
        Index("ix_target_event_id_stage", "event_id", "stage"),
        Index("ix_target_stage_account_id", "stage", "account_id"),
        Index("ix_target_event_id_stage_order", "event_id", "stage_order", "account_id"),
    )

    id: int | None = primary_key()
    event_id: int = reference("event.id", ondelete="CASCADE", index=False)
    account_id: int = reference("account.id", ondelete="CASCADE")
    stage: Stage = choice(Stage, Stage.LEAD)
    added_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    import_id: int | None = reference("import.id", ondelete="SET NULL", nullable=True)
    added_at: datetime = moment()
    updated_at: datetime = touched()
    sort_name: str | None = Field(default=None, sa_column=Column(Text, nullable=False))
    icp_score: int | None = Field(default=None, nullable=False)
    owner_id: int | None = Field(default=None, sa_type=BigInteger)
    stage_order: int | None = Field(
        default=None,
        sa_column=Column(SmallInteger, Computed(f"CASE stage {_PLACES} END", persisted=True)),
    )


_FILTERS = ["personas", "seniority", "email_status", "owner_id", "enrichment", "stage", "status"]


class Attendee(Versioned, table=True):
    """A contact on an event's list. Removing it leaves the contact.

    ``import_id`` is the import that added it. ``account_id`` to ``search`` repeat the contact's;
    ``stage`` is that of the contact's account at this event, None where it is no target.
    """

    __tablename__ = "attendee"
    __table_args__ = (
        UniqueConstraint("event_id", "contact_id"),
        Index("ix_attendee_event_id_sort_name", "event_id", "sort_name", "contact_id"),
        Index("ix_attendee_event_id_account_sort", "event_id", "account_sort", "contact_id"),
        Index("ix_attendee_event_id_added_at", "event_id", text("added_at DESC"), "contact_id"),
        Index("ix_attendee_event_id_account_id", "event_id", "account_id"),
        Index("ix_attendee_status_contact_id", "status", "contact_id"),
        Index(
            "ix_attendee_filters",
            "event_id",
            *_FILTERS,
            "search",
            postgresql_using="gin",
        ),
    )

    id: int | None = primary_key()
    event_id: int = reference("event.id", ondelete="CASCADE", index=False)
    contact_id: int = reference("contact.id", ondelete="CASCADE")
    status: AttendeeStatus = choice(AttendeeStatus, AttendeeStatus.LISTED)
    source: AttendeeSource = choice(AttendeeSource, AttendeeSource.MANUAL)
    added_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    import_id: int | None = reference("import.id", ondelete="SET NULL", nullable=True)
    added_at: datetime = moment()
    updated_at: datetime = touched()
    account_id: int | None = Field(default=None, sa_column=Column(BigInteger, nullable=False))
    sort_name: str | None = Field(default=None, sa_column=Column(Text, nullable=False))
    account_sort: str | None = Field(default=None, sa_column=Column(Text, nullable=False))
    personas: list[str] = text_list()
    seniority: Seniority | None = choice(Seniority, nullable=True)
    email_status: EmailStatus = choice(EmailStatus, EmailStatus.NONE)
    owner_id: int | None = Field(default=None, sa_type=BigInteger)
    enrichment: list[str] | None = text_list_of_triggers("never")
    search: str | None = Field(default=None, sa_column=Column(TSVECTOR, nullable=False))
    stage: Stage | None = choice(Stage, nullable=True)
