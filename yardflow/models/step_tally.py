"""How many stand at the steps of sequences, and what came of each, kept as it changes."""

from enum import StrEnum

from sqlalchemy import BigInteger, Column, Text
from sqlmodel import Field, SQLModel

from yardflow.models.base import primary_key


class TallyKind(StrEnum):
    """What is counted: all who were ``enrolled``; at a step who is ``waiting``, of these who is
    ``stuck`` at a gate that only a change opens, who ``ended`` there before the last step, and who
    ``went`` on to another step or to the end; of its messages how many were ``sent``, what became
    of these (``late`` ones went out after the moment that the step names), how many ``failed``
    (were refused or came back) and were ``missed``, and how often a person ``replied`` to them.
    """

    ENROLLED = "enrolled"
    WAITING = "waiting"
    STUCK = "stuck"
    ENDED = "ended"
    WENT = "went"
    SENT = "sent"
    DELIVERED = "delivered"
    OPENED = "opened"
    CLICKED = "clicked"
    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"
    LATE = "late"
    FAILED = "failed"
    MISSED = "missed"
    REPLIED = "replied"


class StepTally(SQLModel, table=True):
    """A part of a count: all of one sequence, step, kind and ``about`` together are it. ``about``
    is the gate where someone is stuck, the step that they went to, empty for the end.

    Triggers of the database add one for every change, so that two who change something wait for
    no one; they are summed up every minute. There is no foreign key: its lock would be waited for.
    """

    __tablename__ = "step_tally"

    id: int | None = primary_key()
    sequence_id: int = Field(sa_column=Column(BigInteger, nullable=False, index=True))
    step: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(sa_column=Column(Text, nullable=False))
    about: str = Field(sa_column=Column(Text, nullable=False))
    count: int = Field(sa_column=Column(BigInteger, nullable=False))
