"""What was found out about templates beside what is written in them."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlmodel import Field, SQLModel

from yardflow.models.base import document, moment


class LinkCheck(SQLModel, table=True):
    """The last time that a template's links were followed. ``outcomes`` has under ``links`` what
    came of each.
    """

    __tablename__ = "link_check"

    template_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("template.id", ondelete="CASCADE"), primary_key=True
        )
    )
    checked_at: datetime = moment()
    outcomes: dict = document()
