"""How the workplace is connected to HubSpot, who is just allowing it there, and what it reports."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, Column, SmallInteger, Text, Uuid
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment, reference, sealed, text_list


class HubSpotConnectionKind(StrEnum):
    """A person allowed our app, or entered the token of a private app of their account's own."""

    OAUTH = "oauth"
    PRIVATE_APP = "private_app"


class HubSpotConnection(SQLModel, table=True):
    """The account in HubSpot that the workplace is connected to: one row, or none.

    ``generation`` is another one whenever the tokens are: whoever refreshes them writes only over
    those that it began with. ``refreshing_until`` keeps others from refreshing meanwhile.
    ``lost_at``: HubSpot no longer accepts the connection, for the reason ``lost_because``.
    ``limits`` are what HubSpot last said of them (`integrations.hubspot.limits`), with when.
    """

    __tablename__ = "hubspot_connection"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_row"),
        CheckConstraint(
            "(kind = 'oauth') = (refresh_token IS NOT NULL)", name="oauth_has_a_refresh_token"
        ),
        CheckConstraint("(kind = 'oauth') = (expires_at IS NOT NULL)", name="oauth_expires"),
        CheckConstraint("(lost_at IS NULL) = (lost_because IS NULL)", name="lost_has_a_reason"),
    )

    id: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True))
    kind: HubSpotConnectionKind = choice(HubSpotConnectionKind)
    portal_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    domain: str = ""
    time_zone: str = ""
    scopes: list[str] = text_list()
    access_token: str = sealed("access_token")
    refresh_token: str | None = sealed("refresh_token", nullable=True)
    expires_at: datetime | None = moment(nullable=True)
    generation: UUID = Field(default_factory=uuid4, sa_column=Column(Uuid, nullable=False))
    refreshing_until: datetime | None = moment(nullable=True)
    connected_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )
    connected_at: datetime = moment()
    succeeded_at: datetime | None = moment(nullable=True)
    lost_at: datetime | None = moment(nullable=True)
    lost_because: str | None = None
    limits: dict = document()


class HubSpotAuthorization(SQLModel, table=True):
    """Someone who was sent to HubSpot to allow our app, and has not come back. Of the ``state``
    that they are to bring along only its SHA-256 is kept; it serves once, in this login session.
    """

    __tablename__ = "hubspot_authorization"

    state_hash: str = Field(primary_key=True)
    session_id: int = reference("login_session.id", ondelete="CASCADE")
    verifier: str = sealed("verifier")
    expires_at: datetime = moment()


class HubSpotWebhooks(SQLModel, table=True):
    """What our app at HubSpot was last set up to report, and where to: one row, or none.

    ``events`` are the names of what was wanted then. ``problem`` says in words why it could not be
    set up. ``reported_at`` is when HubSpot last reported something, give or take a minute.
    """

    __tablename__ = "hubspot_webhooks"
    __table_args__ = (CheckConstraint("id = 1", name="only_row"),)

    id: int = Field(default=1, sa_column=Column(SmallInteger, primary_key=True))
    url: str = Field(default="", sa_column_kwargs={"server_default": ""})
    events: list[str] = text_list()
    checked_at: datetime | None = moment(nullable=True)
    problem: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    reported_at: datetime | None = moment(nullable=True)
