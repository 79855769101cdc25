"""Suppressions: addresses and domains that must not be mailed."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Index,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, empty_list, moment, primary_key, reference


class SuppressionKind(StrEnum):
    """What is suppressed: one address, or all addresses of a domain and of those below it."""

    ADDRESS = "address"
    DOMAIN = "domain"


class SuppressionReason(StrEnum):
    """Why, from the weakest reason to the strongest: one that is given later and is weaker doesn't
    replace the one that is there. ``objected``: the recipient asked one of us to stop.
    """

    MANUAL = "manual"
    INVALID = "invalid"
    BOUNCED = "bounced"
    OBJECTED = "objected"
    UNSUBSCRIBED = "unsubscribed"
    COMPLAINED = "complained"


class SuppressionSource(StrEnum):
    """Where it is from."""

    RECIPIENT = "recipient"
    PERSON = "person"
    IMPORT = "import"
    SENDGRID = "sendgrid"
    API = "api"


class Suppression(SQLModel, table=True):
    """An address or a domain that must not be mailed. To end one is to delete its row.

    ``value`` is an address as contacts have it, or a domain in ASCII and lower case; it alone says
    which, so that no address can be there twice. ``host`` is what stands behind its ``@``.
    ``repeated_at``: when it was last asked for again, since what is wanted by several isn't undone
    for one. ``import_ids`` are the imports that it is from, as long as nothing else asked for it.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        UniqueConstraint("value"),
        CheckConstraint("value = lower(value) AND value <> ''", name="value_lower"),
        CheckConstraint("(kind = 'address') = (strpos(value, '@') > 1)", name="kind_of_value"),
        Index("ix_suppression_added_at", "added_at", "id"),
        Index("ix_suppression_beginning", "value", postgresql_ops={"value": "text_pattern_ops"}),
        Index("ix_suppression_host", "host", postgresql_ops={"host": "text_pattern_ops"}),
        Index("ix_suppression_import_ids", "import_ids", postgresql_using="gin"),
    )

    id: int | None = primary_key()
    kind: SuppressionKind = choice(SuppressionKind)
    value: str = Field(sa_column=Column(Text, nullable=False))
    host: str | None = Field(
        default=None,
        sa_column=Column(Text, Computed("substr(value, strpos(value, '@') + 1)", persisted=True)),
    )
    reason: SuppressionReason = choice(SuppressionReason)
    source: SuppressionSource = choice(SuppressionSource)
    note: str = ""
    added_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    added_at: datetime = moment()
    repeated_at: datetime | None = moment(nullable=True)
    import_ids: list[int] = Field(
        default_factory=empty_list,
        sa_column=Column(ARRAY(BigInteger), nullable=False, server_default="{}"),
    )


class SuppressionImport(SQLModel, table=True):
    """A list of addresses and domains that was imported; kept for as long as it can be undone.

    ``content`` is the list until it is read, ``note`` goes with each of its suppressions. ``added``
    counts what was new, ``existing`` what was suppressed before, ``refused`` the lines that are
    neither an address nor a domain; ``problems`` has the first of those. ``ended_at``: all of that
    is known.
    """

    __tablename__ = "suppression_import"
    __table_args__ = (Index("ix_suppression_import_made_at", "made_at"),)

    id: int | None = primary_key()
    label: str
    reason: SuppressionReason = choice(SuppressionReason)
    note: str = ""
    content: str = ""
    added: int = 0
    existing: int = 0
    refused: int = 0
    problems: dict[str, Any] = document()
    job_id: int | None = reference("job.id", ondelete="SET NULL", nullable=True)
    made_by: int | None = reference("app_user.id", ondelete="SET NULL", nullable=True, index=False)
    made_at: datetime = moment()
    ended_at: datetime | None = moment(nullable=True)
    undone_at: datetime | None = moment(nullable=True)
