"""Notices: the product paused a sequence or a sender because of what its emails did, or someone
answered or booked a meeting, or a way of a split has won.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index
from sqlmodel import SQLModel

from yardflow.models.base import moment, primary_key, reference


class BrakeNotice(SQLModel, table=True):
    """One person's notice of a sequence or a sender that was paused, of a reply, of a meeting, or
    of a split of the sequence ``winner_of`` in which a way has won. It is gone once the person has
    read it, or the sequence or sender is resumed.
    """

    __tablename__ = "brake_notice"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(sequence_id, sender_id, reply_id, meeting_id, winner_of) = 1",
            name="speaks_of_one",
        ),
        CheckConstraint("reason <> ''", name="has_reason"),
        Index("uq_brake_notice_sequence_id_user_id", "sequence_id", "user_id", unique=True),
        Index("uq_brake_notice_sender_id_user_id", "sender_id", "user_id", unique=True),
        Index("uq_brake_notice_reply_id_user_id", "reply_id", "user_id", unique=True),
        Index("uq_brake_notice_meeting_id_user_id", "meeting_id", "user_id", unique=True),
        Index("uq_brake_notice_winner_of_user_id", "winner_of", "user_id", unique=True),
    )

    id: int | None = primary_key()
    user_id: int = reference("app_user.id", ondelete="CASCADE")
    sequence_id: int | None = reference(
        "sequence.id", ondelete="CASCADE", nullable=True, index=False
    )
    sender_id: int | None = reference("sender.id", ondelete="CASCADE", nullable=True, index=False)
    reply_id: int | None = reference("reply.id", ondelete="CASCADE", nullable=True, index=False)
    meeting_id: int | None = reference("meeting.id", ondelete="CASCADE", nullable=True, index=False)
    winner_of: int | None = reference("sequence.id", ondelete="CASCADE", nullable=True, index=False)
    reason: str
    paused_at: datetime = moment()
