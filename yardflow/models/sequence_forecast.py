"""What was last forecast of a sequence, and what its last replay came to."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from yardflow.models.base import document, moment, reference


class SequenceForecast(SQLModel, table=True):
    """The latest forecast of a sequence, which the next one replaces: its ``question`` and its
    ``result``, both as JSON (services/sequences/forecast/); the result is empty before the first
    one. ``next_question`` is the question of the one that is made next.
    """

    __tablename__ = "sequence_forecast"

    sequence_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("sequence.id", ondelete="CASCADE"), primary_key=True
        )
    )
    question: dict = document()
    next_question: dict = document()
    result: dict = document()
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    made_at: datetime = moment()


class SequenceReplay(SQLModel, table=True):
    """The latest replay of a sequence, which the next one replaces (services/sequences/replay/)."""

    __tablename__ = "sequence_replay"

    sequence_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("sequence.id", ondelete="CASCADE"), primary_key=True
        )
    )
    question: dict = document()
    result: dict = document()
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    made_at: datetime = moment()
