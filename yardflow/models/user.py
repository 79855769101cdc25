"""People, their invitations, their login sessions and their API tokens."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    choice,
    moment,
    primary_key,
    reference,
    text_list,
    touched,
)


class Role(StrEnum):
    """What a person may do: all work on records, ADMIN also runs the workplace."""

    ADMIN = "ADMIN"
    MEMBER = "MEMBER"


class User(Versioned, table=True):
    """A person who can sign in. Removed people stay as rows, so that history keeps its names."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index(
            "uq_app_user_email", "email", unique=True, postgresql_where=text("removed_at IS NULL")
        ),
    )

    id: int | None = primary_key()
    email: str
    name: str
    password_hash: str
    role: Role = choice(Role, Role.MEMBER)
    active_event_id: int | None = reference(
        "event.id", ondelete="SET NULL", nullable=True, use_alter=True
    )
    created_at: datetime = moment()
    updated_at: datetime = touched()
    removed_at: datetime | None = moment(nullable=True)
    removed_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class Invitation(SQLModel, table=True):
    """A one-time link by which an invited person sets name and password."""

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("email = lower(email)", name="email_is_lower"),
        Index(
            "uq_invitation_open",
            "email",
            unique=True,
            postgresql_where=text("accepted_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    id: int | None = primary_key()
    email: str
    role: Role = choice(Role, Role.MEMBER)
    token_hash: str = Field(unique=True)
    invited_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    created_at: datetime = moment()
    expires_at: datetime = moment()
    accepted_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)


class LoginSession(SQLModel, table=True):
    """One browser signed in. The cookie's value is never stored, only its SHA-256."""

    __tablename__ = "login_session"

    id: int | None = primary_key()
    user_id: int = reference("app_user.id", ondelete="CASCADE")
    token_hash: str = Field(unique=True)
    created_at: datetime = moment()
    last_seen_at: datetime = moment()
    expires_at: datetime = moment()
    ip: str = ""
    user_agent: str = ""
    revoked_at: datetime | None = moment(nullable=True)
    revoked_because: str | None = None


class ApiToken(SQLModel, table=True):
    """A key for programs: shown once, stored as its SHA-256, limited to its scopes."""

    __tablename__ = "api_token"

    id: int | None = primary_key()
    user_id: int = reference("app_user.id", ondelete="CASCADE")
    name: str
    token_hash: str = Field(unique=True)
    hint: str
    scopes: list[str] = text_list()
    created_at: datetime = moment()
    last_used_at: datetime | None = moment(nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    revoked_at: datetime | None = moment(nullable=True)


class LoginAttempt(SQLModel, table=True):
    """A password attempt, counted for who makes it; kept for minutes only.

    ``pending`` until it is known how it ended; a right one leaves no row.
    """

    __tablename__ = "login_attempt"
    __table_args__ = (Index("ix_login_attempt_subject_at", "subject", "at"),)

    id: int | None = primary_key()
    subject: str
    at: datetime = moment()
    pending: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
