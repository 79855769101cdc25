"""A company that the team wants to meet at an event, and the history of its ICP score."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Column, Computed, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    choice,
    document,
    moment,
    primary_key,
    reference,
    touched,
)

# "simple" keeps every word; the signs are those that would glue the parts of an address together.
SEARCHED_AS = "to_tsvector('simple', translate({}, '@._-+/', '      '))"


class Stage(StrEnum):
    """The stage of an account, in the order of the funnel."""

    LEAD = "Lead"
    QUALIFIED = "Qualified"
    BOOKED = "Booked"
    CHECKED_IN = "Checked In"
    NO_SHOW = "No Show"
    WON = "Won"
    LOST = "Lost"


class Account(Versioned, table=True):
    """A company at one event.

    ``name_key`` is the name as it is compared (services/records/normalize.py); ``domain`` is the
    registrable one, in lower case. ``icp_score`` is what counts: the override where a person set
    one, else the calculated score, whose parts are in ``icp_parts``.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("id", "event_id"),
        UniqueConstraint("event_id", "name_key"),
        Index(
            "uq_account_event_id_domain",
            "event_id",
            "domain",
            unique=True,
            postgresql_where=text("domain IS NOT NULL"),
        ),
        Index("ix_account_domain", "domain", postgresql_where=text("domain IS NOT NULL")),
        Index("ix_account_event_id_stage", "event_id", "stage"),
        Index("ix_account_event_id_icp_score", "event_id", text("icp_score DESC"), "id"),
        Index("ix_account_event_id_name", "event_id", text("lower(name)"), "id"),
        Index("ix_account_search", "search", postgresql_using="gin"),
        CheckConstraint("name <> '' AND name_key <> ''", name="name_not_empty"),
        CheckConstraint("domain = lower(domain)", name="domain_is_lower"),
        CheckConstraint("icp_score BETWEEN 0 AND 100", name="icp_score_range"),
        CheckConstraint("icp_override BETWEEN 0 AND 100", name="icp_override_range"),
        CheckConstraint(
            "(icp_override IS NULL) = (icp_override_reason IS NULL)", name="override_has_reason"
        ),
    )

    id: int | None = primary_key()
    event_id: int = reference("event.id", ondelete="CASCADE", index=False)
    name: str
    name_key: str
    domain: str | None = None
    website: str = ""
    industry: str = ""
    size: str = ""
    headquarters: str = ""
    notes: str = ""
    stage: Stage = choice(Stage, Stage.LEAD)
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
            Computed(
                SEARCHED_AS.format("name || ' ' || name_key || ' ' || coalesce(domain, '')"),
                persisted=True,
            ),
        ),
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
