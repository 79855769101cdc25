"""What people and imports wrote about an account or a contact, entry by entry."""

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import SQLModel

from yardflow.models.base import moment, primary_key, reference


class Note(SQLModel, table=True):
    """One note about an account or a contact: by a person, or what an import brought along.

    ``event_id`` is the event it was written at. An import writes at most one about a record.
    """

    __tablename__ = "note"
    __table_args__ = (
        Index(
            "ix_note_contact_id",
            "contact_id",
            text("created_at DESC"),
            postgresql_where=text("contact_id IS NOT NULL"),
        ),
        Index(
            "ix_note_account_id",
            "account_id",
            text("created_at DESC"),
            postgresql_where=text("account_id IS NOT NULL"),
        ),
        Index(
            "uq_note_import_id_contact_id",
            "import_id",
            "contact_id",
            unique=True,
            postgresql_where=text("import_id IS NOT NULL AND contact_id IS NOT NULL"),
        ),
        Index(
            "uq_note_import_id_account_id",
            "import_id",
            "account_id",
            unique=True,
            postgresql_where=text("import_id IS NOT NULL AND account_id IS NOT NULL"),
        ),
        CheckConstraint("num_nonnulls(account_id, contact_id) = 1", name="about_one_record"),
        CheckConstraint("text <> ''", name="text_not_empty"),
    )

    id: int | None = primary_key()
    account_id: int | None = reference("account.id", ondelete="CASCADE", nullable=True, index=False)
    contact_id: int | None = reference("contact.id", ondelete="CASCADE", nullable=True, index=False)
    event_id: int | None = reference("event.id", ondelete="SET NULL", nullable=True)
    import_id: int | None = reference("import.id", ondelete="SET NULL", nullable=True, index=False)
    author_id: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    text: str
    created_at: datetime = moment()
    edited_at: datetime | None = moment(nullable=True)
