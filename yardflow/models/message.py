"""Emails that go out, what became of them, and the tasks that sequences give to people."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Computed,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, primary_key, reference


class MessageStatus(StrEnum):
    """The status of a message.

    ``queued``: it was decided, the provider has certainly not taken it, and it goes out when it
    may. ``sending``: it may be on its way. ``unknown``: no one can tell whether the provider took
    it; events settle that, or a person. ``missed``: it was too late to be of use.
    """

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"
    DROPPED = "dropped"
    FAILED = "failed"
    CANCELLED = "cancelled"
    MISSED = "missed"


# What may have reached its address; such a message never goes out a second time.
MAYBE_SENT = (
    MessageStatus.SENDING,
    MessageStatus.UNKNOWN,
    MessageStatus.ACCEPTED,
    MessageStatus.DELIVERED,
    MessageStatus.BOUNCED,
    MessageStatus.DROPPED,
)
_OPEN_OR_SENT = ", ".join(f"'{status.value}'" for status in (MessageStatus.QUEUED, *MAYBE_SENT))
_HOLDS_STEP = f"CASE WHEN status IN ({_OPEN_OR_SENT}) THEN true END"
_LISTED_AS = "CASE WHEN status = 'sending' THEN 'accepted' ELSE status END"


def new_key() -> str:
    """A secret that links and answers of one message carry: 128 random bits."""
    return secrets.token_urlsafe(16)


def new_token() -> str:
    """A secret in an address, whose capitals no mailbox keeps: 128 random bits."""
    return secrets.token_hex(16)


class Bounce(StrEnum):
    """Why a message came back. Only ``hard`` says that no one is at the address; ``policy`` speaks
    of us: content, or a sender's reputation.
    """

    HARD = "hard"
    SOFT = "soft"
    FULL = "full"
    POLICY = "policy"


class Message(SQLModel, table=True):
    """One email of a sequence to one address. It outlives its enrollment and its contact.

    ``visit`` counts how often the person came by ``step``. ``key`` is in its links, and known to no
    one else. ``opened_at`` and ``clicked_at`` are a person's, as far as that can be judged.
    ``reply_token`` is in the address that its answers go to; ``threaded``: it belongs to the
    conversation of the emails before. ``mail_id`` is the Message-ID that the provider gave it in
    place of ours, empty where it kept ours or has not said.
    ``sent_at`` is when the provider took it; ``first_touch``: the first email that the person got.
    ``late``: it went out after the moment that its step names.
    ``wording_shift``: so many further is its wording than the one that is the contact's by chance.
    ``decided_at`` is when it was last decided that it goes out, by which it holds slots of its
    sender; None once they are given back.
    ``holds_step``: no one else gets the step at its address; None where it certainly won't arrive.
    ``listed_as`` is its status as indexes have it, where what is on its way stands as accepted. So
    nothing in an index changes when the provider has taken it, and it is updated in place.
    """

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "step", "visit"),
        # Whoever shares a mailbox: it gets a step once.
        Index(
            "uq_message_address",
            *("address", "sequence_id", "step", "visit", "holds_step"),
            unique=True,
        ),
        Index("ix_message_contact_id", "contact_id"),
        Index("ix_message_account_id", "account_id"),
        Index("ix_message_sender_id_sending_at", "sender_id", "sending_at"),
        Index("ix_message_sequence_id_step", "sequence_id", "step", "id"),
        Index(
            "ix_message_not_received",
            *("sequence_id", "step", "listed_as", "id"),
            postgresql_where=text("listed_as IN ('failed', 'bounced', 'dropped', 'missed')"),
        ),
        Index("ix_message_listed_as_id", "listed_as", "id"),
        # Ranges of pages: they cost those who send next to nothing.
        Index(
            "ix_message_sent_at",
            "sent_at",
            postgresql_using="brin",
            postgresql_with={"autosummarize": "on"},
        ),
        Index("ix_message_mail_id", "mail_id", postgresql_where=text("mail_id <> ''")),
        CheckConstraint("position('@' in address) > 1", name="address_is_address"),
        # Room on its page for what becomes of it.
        {"postgresql_with": {"fillfactor": "45"}},
    )

    id: int | None = primary_key()
    key: str = Field(default_factory=new_key, unique=True)
    reply_token: str = Field(
        default_factory=new_token,
        unique=True,
        sa_column_kwargs={"server_default": text("replace(gen_random_uuid()::text, '-', '')")},
    )
    threaded: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    mail_id: str = Field(default="", sa_column_kwargs={"server_default": ""})
    enrollment_id: int | None = reference(
        "enrollment.id", ondelete="SET NULL", nullable=True, index=False
    )
    sequence_id: int = reference("sequence.id", ondelete="CASCADE", index=False)
    step: str
    visit: int = 1
    contact_id: int | None = reference(
        "contact.id", ondelete="SET NULL", nullable=True, index=False
    )
    account_id: int | None = reference(
        "account.id", ondelete="SET NULL", nullable=True, index=False
    )
    sender_id: int | None = reference("sender.id", ondelete="SET NULL", nullable=True, index=False)
    template_version_id: int | None = reference(
        "template_version.id", ondelete="SET NULL", nullable=True, index=False
    )
    address: str
    subject: str = ""
    status: MessageStatus = choice(MessageStatus, MessageStatus.QUEUED)
    error: str = ""
    provider_id: str = ""
    attempts: int = 0
    first_touch: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    late: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    wording_shift: int = Field(
        default=0, sa_type=SmallInteger, sa_column_kwargs={"server_default": "0"}
    )
    due_at: datetime = moment()
    decided_at: datetime | None = moment(nullable=True)
    sending_at: datetime | None = moment(nullable=True)
    sent_at: datetime | None = moment(nullable=True)
    delivered_at: datetime | None = moment(nullable=True)
    bounced_at: datetime | None = moment(nullable=True)
    bounce: Bounce | None = choice(Bounce, nullable=True)
    complained_at: datetime | None = moment(nullable=True)
    unsubscribed_at: datetime | None = moment(nullable=True)
    opened_at: datetime | None = moment(nullable=True)
    clicked_at: datetime | None = moment(nullable=True)
    settled_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    holds_step: bool | None = Field(
        default=None,
        sa_column=Column(Boolean, Computed(_HOLDS_STEP, persisted=True), nullable=True),
    )
    listed_as: str | None = Field(
        default=None, sa_column=Column(Text, Computed(_LISTED_AS, persisted=True), nullable=True)
    )


class Dispatch(SQLModel, table=True):
    """Messages that are posted together, from the moment at which they became ``sending`` until
    what the provider said of them is written down. One that stays belongs to a worker that died.
    ``decided_at`` is theirs: who decided about them before has no say about it.
    """

    __tablename__ = "dispatch"

    id: int | None = primary_key()
    decided_at: datetime = moment()
    began_at: datetime = moment()
    message_ids: list[int] = Field(sa_column=Column(ARRAY(BigInteger), nullable=False))


class SequenceTask(SQLModel, table=True):
    """What a step asks a person to do, once for each visit of an enrollment. One that no one has to
    do any more has a ``closed_reason``: its enrollment ended early.
    """

    __tablename__ = "sequence_task"
    __table_args__ = (
        UniqueConstraint("enrollment_id", "step", "visit"),
        Index(
            "ix_sequence_task_open",
            "due_at",
            postgresql_where=text("done_at IS NULL AND closed_reason = ''"),
        ),
        Index("ix_sequence_task_assignee_id", "assignee_id"),
    )

    id: int | None = primary_key()
    enrollment_id: int = reference("enrollment.id", ondelete="CASCADE", index=False)
    step: str
    visit: int = 1
    kind: str
    title: str
    assignee_id: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    due_at: datetime = moment()
    expires_at: datetime | None = moment(nullable=True)
    done_at: datetime | None = moment(nullable=True)
    done_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    closed_reason: str = Field(
        default="", sa_column=Column(Text, nullable=False, server_default="")
    )
    created_at: datetime = moment()


class MessageEvent(SQLModel, table=True):
    """What the provider reported of a message, as it came, with what was judged of it.

    ``event_id`` is the provider's; a report that comes twice is kept once. ``by_machine``: a
    scanner or a program opened or clicked, not the person; None where that is no question.
    ``applied_at``: when its message took it into account.
    """

    __tablename__ = "message_event"
    __table_args__ = (
        Index("ix_message_event_message_id_at", "message_id", "at"),
        Index("ix_message_event_waiting", "id", postgresql_where=text("applied_at IS NULL")),
    )

    id: int | None = primary_key()
    event_id: str = Field(unique=True)
    message_id: int | None = reference(
        "message.id", ondelete="SET NULL", nullable=True, index=False
    )
    kind: str
    at: datetime = moment()
    received_at: datetime = moment()
    by_machine: bool | None = None
    details: dict = document()
    applied_at: datetime | None = moment(nullable=True)
