"""What comes in as an answer to our emails."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Text,
    text,
)
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference, text_list
from yardflow.models.message import Bounce


class ReplyKind(StrEnum):
    """What a message that came in is. ``human``: a person wrote it. ``left``: whoever we wrote to
    is no longer there. ``challenge``: a program wants to know whether a person wrote to it. ``own``
    is a copy of what we sent, ``list`` what goes to many; neither is an answer.
    """

    HUMAN = "human"
    OUT_OF_OFFICE = "out_of_office"
    LEFT = "left"
    STOP = "stop"
    BOUNCE = "bounce"
    ACKNOWLEDGEMENT = "acknowledgement"
    CHALLENGE = "challenge"
    LIST = "list"
    OWN = "own"


class InboundPost(SQLModel, table=True):
    """A message as SendGrid posted it, kept until it is read. ``hash`` is that of its content
    without what differs from post to post. ``error`` says why it could not be read.
    """

    __tablename__ = "inbound_post"
    __table_args__ = (
        Index("ix_inbound_post_waiting", "id", postgresql_where=text("read_at IS NULL")),
        CheckConstraint("read_at IS NOT NULL OR content IS NOT NULL", name="has_what_is_to_read"),
    )

    id: int | None = primary_key()
    hash: str = Field(unique=True)
    content_type: str
    content: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    received_at: datetime = moment()
    read_at: datetime | None = moment(nullable=True)
    error: str = ""


class PlacedBy(StrEnum):
    """How it became known whose reply it is: by the secret address that it went to, by the messages
    that it names, because its sender has one conversation with us alone, or a person said it.
    """

    ADDRESS = "address"
    REFERENCES = "references"
    SENDER = "sender"
    PERSON = "person"


class Reply(SQLModel, table=True):
    """A message that came in, as it was read. ``text`` is what its writer wrote, ``quoted`` the
    rest, and ``said`` what the rules went by. ``until`` is the day that an absence lasts to;
    ``unsure``: they may want no more emails. ``authentic``: it is proven that it comes from the
    domain of its sender. ``mail_id`` is its Message-ID.

    It is a contact's once it is placed; ``message_id`` is the message of ours that it answers, and
    ``step`` the step of that, which the database fills in.
    ``outcome`` says in a sentence what followed. ``decided_at``: a person has dealt with it.
    """

    __tablename__ = "reply"
    __table_args__ = (
        CheckConstraint(
            "(placed_by IS NULL) = (placed_at IS NULL)"
            " AND (placed_by IS NOT NULL OR contact_id IS NULL)",
            name="placed_has_moment",
        ),
        Index("ix_reply_contact_id_received_at", "contact_id", "received_at"),
        Index("ix_reply_account_id", "account_id"),
        Index("ix_reply_enrollment_id", "enrollment_id"),
        Index("ix_reply_sequence_id_kind", "sequence_id", "kind"),
        Index("ix_reply_message_id", "message_id"),
        Index(
            "ix_reply_open",
            text("received_at DESC"),
            "id",
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_reply_kind_received_at", "kind", text("received_at DESC"), "id"),
        Index(
            "ix_reply_human",
            "sequence_id",
            "step",
            "id",
            postgresql_where=text("kind = 'human'"),
        ),
        Index(
            "ix_reply_placed_at",
            "placed_at",
            postgresql_where=text("kind IN ('human', 'stop')"),
        ),
        Index(
            "ix_reply_new",
            "sequence_id",
            postgresql_where=text("kind = 'human' AND decided_at IS NULL"),
        ),
        Index(
            "ix_reply_to_place",
            "kind",
            postgresql_where=text("placed_by IS NULL AND decided_at IS NULL"),
        ),
    )

    id: int | None = primary_key()
    fingerprint: str = Field(unique=True)
    kind: ReplyKind = choice(ReplyKind)
    unsure: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    authentic: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    sender: str
    sender_name: str = ""
    recipients: list[str] = text_list()
    subject: str = ""
    text: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    quoted: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    said: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    mail_id: str = ""
    mail_references: list[str] = text_list()
    until: date | None = None
    successor_address: str = ""
    successor_name: str = ""
    bounce: Bounce | None = choice(Bounce, nullable=True)
    received_at: datetime = moment()
    placed_by: PlacedBy | None = choice(PlacedBy, nullable=True)
    placed_at: datetime | None = moment(nullable=True)
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    account_id: int | None = reference(
        "account.id", ondelete="SET NULL", nullable=True, index=False
    )
    enrollment_id: int | None = reference(
        "enrollment.id", ondelete="SET NULL", nullable=True, index=False
    )
    sequence_id: int | None = reference(
        "sequence.id", ondelete="SET NULL", nullable=True, index=False
    )
    message_id: int | None = reference(
        "message.id", ondelete="SET NULL", nullable=True, index=False
    )
    step: str = Field(default="", sa_column_kwargs={"server_default": ""})
    outcome: str = ""
    decided_at: datetime | None = moment(nullable=True)
    decided_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class ReplyFile(SQLModel, table=True):
    """A file that came with a reply. Nothing of it is ever shown, only handed out."""

    __tablename__ = "reply_file"

    reply_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("reply.id", ondelete="CASCADE"), primary_key=True)
    )
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    name: str
    media_type: str
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class AnswerStatus(StrEnum):
    """The status of an answer. ``sending``: it may be on its way. ``unknown``: no one can tell
    whether it went out, so it is not sent again by itself.
    """

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    UNKNOWN = "unknown"
    FAILED = "failed"


class Answer(SQLModel, table=True):
    """What one of us wrote to a contact in a conversation. ``message_id`` is the email of the
    sequence whose conversation it is, and ``mail_references`` the ids that it names.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_contact_id_written_at", "contact_id", "written_at"),
        CheckConstraint("text <> ''", name="has_text"),
    )

    id: int | None = primary_key()
    contact_id: int = reference("contact.id", ondelete="CASCADE", index=False)
    message_id: int | None = reference(
        "message.id", ondelete="SET NULL", nullable=True, index=False
    )
    sender_id: int | None = reference("sender.id", ondelete="SET NULL", nullable=True, index=False)
    address: str
    subject: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    mail_references: list[str] = text_list()
    status: AnswerStatus = choice(AnswerStatus, AnswerStatus.QUEUED)
    error: str = ""
    written_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    written_at: datetime = moment()
    sent_at: datetime | None = moment(nullable=True)
