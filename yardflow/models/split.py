"""Which way people went at the splits of sequences, and which one everyone goes from now on."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, SmallInteger, Text
from sqlmodel import Field, SQLModel

from yardflow.models.base import moment, reference


class SplitWay(SQLModel, table=True):
    """The way, by its place from 0, that an enrollment went at a split when it first came by."""

    __tablename__ = "split_way"
    __table_args__ = (CheckConstraint("way >= 0", name="way_is_a_place"),)

    enrollment_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("enrollment.id", ondelete="CASCADE"), primary_key=True
        )
    )
    step: str = Field(sa_column=Column(Text, primary_key=True))
    way: int = Field(sa_type=SmallInteger)
    at: datetime = moment()


class SplitWinner(SQLModel, table=True):
    """The way that everyone goes who comes by a split since ``chosen_at``; none where someone left
    it to chance then. ``reason`` are the numbers by which it won without a person.
    """

    __tablename__ = "split_winner"
    __table_args__ = (CheckConstraint("way >= 0", name="way_is_a_place"),)

    sequence_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("sequence.id", ondelete="CASCADE"), primary_key=True
        )
    )
    step: str = Field(sa_column=Column(Text, primary_key=True))
    way: int | None = Field(default=None, sa_type=SmallInteger, nullable=True)
    reason: str = Field(default="", sa_column_kwargs={"server_default": ""})
    chosen_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    chosen_at: datetime = moment()
