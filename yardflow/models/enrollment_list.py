"""Files of addresses whose contacts a person may enroll, kept for a day."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, Index
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from yardflow.models.base import document, empty_list, moment, primary_key, reference


class EnrollmentList(SQLModel, table=True):
    """A file that was read for a sequence; no one is enrolled by it alone.

    ``contact_ids`` are the contacts that its ``rows`` name. ``counts`` says how many rows name none
    for which reason, ``problems`` has the first of these. ``read_at`` is None until it was read.
    """

    __tablename__ = "enrollment_list"
    __table_args__ = (Index("ix_enrollment_list_made_at", "made_at"),)

    id: int | None = primary_key()
    sequence_id: int = reference("sequence.id", ondelete="CASCADE")
    filename: str
    made_by: int = reference("app_user.id", ondelete="CASCADE", index=False)
    made_at: datetime = moment()
    read_at: datetime | None = moment(nullable=True)
    rows: int = 0
    contact_ids: list[int] = Field(
        default_factory=empty_list,
        sa_column=Column(ARRAY(BigInteger), nullable=False, server_default="{}"),
    )
    counts: dict = document()
    problems: dict = document()
