"""Where the links of emails lead."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from yardflow.models.base import moment

LONGEST_URL = 2_000


class TrackedLink(SQLModel, table=True):
    """The address behind links of emails. ``id`` is made of the address, so that it has one row in
    however many emails it stands.
    """

    __tablename__ = "tracked_link"
    __table_args__ = (CheckConstraint(f"length(url) <= {LONGEST_URL}", name="url_not_too_long"),)

    id: str = Field(primary_key=True)
    url: str
    created_at: datetime = moment()
