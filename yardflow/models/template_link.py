"""Templates that SendGrid has, too."""

from datetime import datetime

from sqlalchemy import BigInteger, Column, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

from yardflow.models.base import moment, reference


class TemplateLink(SQLModel, table=True):
    """A template and the dynamic template that it is in SendGrid. ``version_id`` is ours, and the
    two texts name SendGrid's active version and when it changed last, as both were when they were
    made equal: empty and None until then. ``names`` says which variable of ours each name in it
    is, "" for none, as far as someone had to say so.
    """

    __tablename__ = "template_link"

    template_id: int = Field(
        sa_column=Column(
            BigInteger, ForeignKey("template.id", ondelete="CASCADE"), primary_key=True
        )
    )
    sendgrid_id: str = Field(unique=True)
    sendgrid_version_id: str = ""
    sendgrid_updated_at: str = ""
    version_id: int | None = reference(
        "template_version.id", ondelete="SET NULL", nullable=True, index=False
    )
    linked_at: datetime = moment()
    names: dict[str, str] = Field(
        default_factory=dict, sa_column=Column(JSONB, nullable=False, server_default="{}")
    )
