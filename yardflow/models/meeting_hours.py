"""When contacts may book a meeting with whoever sends their emails."""

from datetime import time

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, SmallInteger, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice
from yardflow.models.meeting import MeetingKind


class MeetingHours(SQLModel, table=True):
    """The meeting hours of a sender, who has a booking link by them: on these ``weekdays`` (Monday
    is 0), from ``opens`` until ``closes`` by the sender's clock, ``minutes`` each.
    """

    __tablename__ = "meeting_hours"
    __table_args__ = (
        CheckConstraint("closes > opens", name="closes_after_it_opens"),
        CheckConstraint("minutes BETWEEN 10 AND 240", name="minutes_possible"),
        CheckConstraint(
            "cardinality(weekdays) > 0 AND weekdays <@ CAST('{0,1,2,3,4,5,6}' AS smallint[])",
            name="weekdays_are_some",
        ),
    )

    sender_id: int = Field(
        sa_column=Column(BigInteger, ForeignKey("sender.id", ondelete="CASCADE"), primary_key=True)
    )
    weekdays: list[int] = Field(
        sa_column=Column(ARRAY(SmallInteger), nullable=False, server_default=text("'{0,1,2,3,4}'"))
    )
    opens: time
    closes: time
    minutes: int = 30
    kind: MeetingKind = choice(MeetingKind, MeetingKind.VIDEO)
    location: str = ""
