"""Files that emails carry: each content once, whatever templates name it."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Integer, LargeBinary
from sqlmodel import Field, SQLModel

from yardflow.models.base import moment, primary_key, reference


class Attachment(SQLModel, table=True):
    """The content of a file; ``hash`` is its SHA-256 in hex. What no version of a template names is
    forgotten a day after it was uploaded last.
    """

    __tablename__ = "attachment"
    __table_args__ = (CheckConstraint("size = octet_length(content)", name="size_is_true"),)

    id: int | None = primary_key()
    hash: str = Field(unique=True)
    size: int
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
    uploaded_at: datetime = moment()


class TemplateAttachment(SQLModel, table=True):
    """A file of a version of a template, under the name that readers see. A trigger refuses what
    would change a version that was saved.
    """

    __tablename__ = "template_attachment"

    version_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("template_version.id", ondelete="CASCADE"), primary_key=True
        )
    )
    place: int = Field(sa_column=Column(Integer, primary_key=True, autoincrement=False))
    name: str
    media_type: str
    attachment_id: int = reference("attachment.id", ondelete="RESTRICT")
