"""Email templates in versions that no longer change, and the snippets they share."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import SQLModel

from yardflow.models.base import Versioned, moment, primary_key, reference, touched


class Template(Versioned, table=True):
    """An email template. ``version_id`` is what was saved last; None only while it is being added.

    ``archived_at``: since when it is no longer offered; what uses it goes on.
    """

    __tablename__ = "template"
    __table_args__ = (
        Index("uq_template_name", text("lower(name)"), unique=True),
        CheckConstraint("name <> ''", name="name_not_empty"),
        Index("ix_template_updated_at", text("updated_at DESC"), "id"),
    )

    id: int | None = primary_key()
    name: str
    version_id: int | None = reference(
        "template_version.id", ondelete="SET NULL", nullable=True, index=False, use_alter=True
    )
    archived_at: datetime | None = moment(nullable=True)
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()


class TemplateVersion(SQLModel, table=True):
    """What was saved, as it was then. A trigger refuses to change it: messages go by it."""

    __tablename__ = "template_version"
    __table_args__ = (UniqueConstraint("template_id", "number"),)

    id: int | None = primary_key()
    template_id: int = reference("template.id", ondelete="CASCADE", index=False)
    number: int
    subject: str = ""
    preheader: str = ""
    html: str = ""
    text: str = ""
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()


class Snippet(Versioned, table=True):
    """A piece of text that templates share under its name, in one form or both."""

    __tablename__ = "snippet"
    __table_args__ = (
        Index("uq_snippet_name", text("lower(name)"), unique=True),
        CheckConstraint("name <> ''", name="name_not_empty"),
    )

    id: int | None = primary_key()
    name: str
    html: str = ""
    text: str = ""
    created_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()
