"""Which field here is which property in HubSpot, and which way its changes go."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import (
    Versioned,
    choice,
    document,
    moment,
    primary_key,
    reference,
    touched,
)


class SyncedRecord(StrEnum):
    """What is synced: an account is a company there, a contact a contact, a target a deal."""

    ACCOUNT = "account"
    CONTACT = "contact"
    TARGET = "target"


class Direction(StrEnum):
    """Which way the changes of a field go."""

    BOTH = "both"
    TO_HUBSPOT = "to_hubspot"
    FROM_HUBSPOT = "from_hubspot"
    OFF = "off"


class HubSpotField(Versioned, table=True):
    """A field of ours and a property of HubSpot's. A field may go to several properties, and comes
    from one of them.

    ``values`` are HubSpot's values for each of ours, of which the first is written:
    ``{"Won": ["closedwon"]}``. ``asks``: where both sides changed, a person decides.
    ``may_lower``: a stage that HubSpot only moves forward is cleared first to be lowered.
    """

    __tablename__ = "hubspot_field"
    __table_args__ = (
        UniqueConstraint("record", "field", "property"),
        Index(
            "uq_hubspot_field_property",
            "record",
            "property",
            unique=True,
            postgresql_where=text("direction <> 'off'"),
        ),
        Index(
            "uq_hubspot_field_incoming",
            "record",
            "field",
            unique=True,
            postgresql_where=text("direction IN ('both', 'from_hubspot')"),
        ),
        CheckConstraint("field <> '' AND property <> ''", name="names_not_empty"),
        CheckConstraint("jsonb_typeof(values) = 'object'", name="values_are_an_object"),
    )

    id: int | None = primary_key()
    record: SyncedRecord = choice(SyncedRecord)
    field: str
    property: str
    direction: Direction = choice(Direction, Direction.OFF)
    asks: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    may_lower: bool = Field(default=False, sa_column_kwargs={"server_default": "false"})
    values: dict = document()
    updated_at: datetime = touched()
    updated_by: int | None = reference(
        "app_user.id", ondelete="SET NULL", nullable=True, index=False
    )


class HubSpotSchema(SQLModel, table=True):
    """The properties of a kind of record, by their names, as the account with this ``portal_id``
    last described them. ``changed_at`` is since when they are so.
    """

    __tablename__ = "hubspot_schema"

    record: SyncedRecord = choice(SyncedRecord, primary_key=True)
    portal_id: int = Field(sa_column=Column(BigInteger, nullable=False))
    properties: dict = document()
    read_at: datetime = moment()
    changed_at: datetime | None = moment(nullable=True)
