"""Senders: from whom emails go out, and how many went out on which day."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, Date, ForeignKey, Index, Text, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import Versioned, moment, primary_key, reference, touched


class Sender(Versioned, table=True):
    """A mailbox that emails go out from. ``user_id`` is whose it is, if it is anyone's.

    ``timezone`` is the IANA name whose days the cap is counted by. At most ``daily_cap`` emails go
    out a day; while it warms up, ``warmup_first`` on the day ``warmup_began`` and ``warmup_step``
    more on each day since. Between two emails lie at least ``pace_s`` seconds, and up to
    ``jitter_s`` more. ``booking_url`` is where contacts book on a page of their own, empty where it
    is ours.

    ``pause_reason`` says why it is paused, in a sentence; ``paused_by`` who did it, None where it
    was no person. ``verified_at`` is when SendGrid said last that it sends from this address.
    """

    __tablename__ = "sender"
    __table_args__ = (
        CheckConstraint("name <> ''", name="name_not_empty"),
        CheckConstraint("address = lower(address) AND address <> ''", name="address_is_lower"),
        CheckConstraint("timezone <> ''", name="timezone_not_empty"),
        CheckConstraint("daily_cap BETWEEN 1 AND 100000", name="daily_cap_possible"),
        CheckConstraint(
            "warmup_first BETWEEN 0 AND 100000 AND warmup_step BETWEEN 0 AND 100000"
            " AND (warmup_began IS NULL OR (warmup_first > 0 AND warmup_step > 0))",
            name="warmup_possible",
        ),
        CheckConstraint(
            "pace_s BETWEEN 0 AND 86400 AND jitter_s BETWEEN 0 AND 86400", name="pace_possible"
        ),
        CheckConstraint(
            "booking_url = '' OR booking_url LIKE 'https://%'", name="booking_url_is_secure"
        ),
        CheckConstraint(
            "(paused_at IS NOT NULL) = (pause_reason <> '')"
            " AND (paused_by IS NULL OR paused_at IS NOT NULL)",
            name="paused_has_reason",
        ),
        Index("uq_sender_address", "address", unique=True),
        Index("ix_sender_name", text("lower(name)"), "id"),
    )

    id: int | None = primary_key()
    user_id: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True)
    name: str
    address: str
    reply_to: str | None = None
    timezone: str
    daily_cap: int
    warmup_began: date | None = None
    warmup_first: int = 0
    warmup_step: int = 0
    pace_s: int = 0
    jitter_s: int = 0
    signature_html: str = Field(default="", sa_column=Column(Text, nullable=False))
    signature_text: str = Field(default="", sa_column=Column(Text, nullable=False))
    booking_url: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    paused_at: datetime | None = moment(nullable=True)
    pause_reason: str = ""
    resumed_at: datetime | None = moment(nullable=True)
    paused_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    verified_at: datetime | None = moment(nullable=True)
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()


class SenderDay(SQLModel, table=True):
    """How many emails a sender sent on a ``day`` of its own time zone, and from when on its pace
    allows the next.
    """

    __tablename__ = "sender_day"
    __table_args__ = (CheckConstraint("sent >= 0", name="sent_not_negative"),)

    sender_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("sender.id", ondelete="CASCADE"), primary_key=True)
    )
    day: date = Field(sa_column=Column(Date, primary_key=True))
    sent: int = 0
    next_at: datetime | None = moment(nullable=True)


class DomainDay(SQLModel, table=True):
    """How many emails all senders sent to a recipient's domain on a ``day`` in UTC."""

    __tablename__ = "domain_day"
    __table_args__ = (
        CheckConstraint("sent >= 0", name="sent_not_negative"),
        Index("ix_domain_day_day", "day"),
    )

    domain: str = Field(primary_key=True)
    day: date = Field(sa_column=Column(Date, primary_key=True))
    sent: int = 0
