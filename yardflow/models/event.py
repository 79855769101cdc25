"""A trade show."""

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, Index, Numeric, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from yardflow.models.base import (
    Versioned,
    choice,
    empty_list,
    moment,
    primary_key,
    reference,
    text_list,
    touched,
)


class EventStatus(StrEnum):
    """An event's status."""

    PLANNING = "PLANNING"
    ACTIVE = "ACTIVE"
    COMPLETED = "COMPLETED"
    CANCELLED = "CANCELLED"


class Event(Versioned, table=True):
    """A trade show. ``timezone`` is the venue's IANA name; dates and times are the venue's.

    The hall is open from ``hall_opens`` until ``hall_closes``, midnight being the end of the day;
    ``hall_days`` are days with other hours, see ``services/records/hall_hours.py``.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint("cost >= 0", name="cost_not_negative"),
        CheckConstraint(
            "(hall_opens IS NULL) = (hall_closes IS NULL)"
            " AND (hall_closes > hall_opens OR hall_closes = '00:00')",
            name="hall_closes_after_it_opens",
        ),
        CheckConstraint("jsonb_typeof(hall_days) = 'array'", name="hall_days_are_a_list"),
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
    hall_opens: time | None = None
    hall_closes: time | None = None
    hall_days: list[dict[str, Any]] = Field(
        default_factory=empty_list, sa_column=Column(JSONB, nullable=False, server_default="[]")
    )
    status: EventStatus = choice(EventStatus, EventStatus.PLANNING)
    target_personas: list[str] = text_list()
    description: str = ""
    cost: Decimal | None = Field(default=None, sa_column=Column(Numeric(12, 2)))
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()
