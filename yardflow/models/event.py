"""A trade show, and what the team wants from it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Index, Numeric, text
from sqlmodel import Field

from yardflow.models.base import (
    Versioned,
    choice,
    moment,
    primary_key,
    reference,
    text_list,
    touched,
)


class EventStatus(StrEnum):
    """Where a show stands."""

    PLANNING = "PLANNING"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class Event(Versioned, table=True):
    """A trade show. ``timezone`` is the venue's IANA name; dates are the venue's days."""

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        Index("uq_event_name_starts_on", text("lower(name)"), "starts_on", unique=True),
    )

    id: int | None = primary_key()
    name: str
    location: str = ""
    venue: str = ""
    timezone: str = "UTC"
    booth: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    status: EventStatus = choice(EventStatus, EventStatus.PLANNING)
    target_personas: list[str] = text_list()
    description: str = ""
    cost: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 2)))
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()
