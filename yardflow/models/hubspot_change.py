"""When each field of a record was last changed here, and what still waits to be synced."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, text
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, document, moment
from yardflow.models.hubspot_mapping import SyncedRecord


class ChangedBy(StrEnum):
    """Who changed a field here. HubSpot: a sync wrote what HubSpot has."""

    PERSON = "person"
    IMPORT = "import"
    ENRICHMENT = "enrichment"
    HUBSPOT = "hubspot"


class HubSpotChange(SQLModel, table=True):
    """The last change of each field of a record: ``{"title": ["2026-11-29T20:14:46+00:00",
    "person"]}``. The mark with the name "" is of all that a new record came with. A field that
    isn't there is as it was before HubSpot was mapped.

    Triggers write it in the transaction of the change (migrations/versions/0069_hubspot_mapping.py)
    while there is a mapping. ``since`` is when the last of the changes that wait to be synced was
    made, None once they are; whoever syncs them holds a ``lease``. ``synced_at`` is when both sides
    were brought together last, ``looked_at`` when HubSpot's history was last read: what was written
    there since may have gone over something unseen. ``retried_at`` is when a person last asked to
    send again what HubSpot had refused. A row outlives its record, so that a deletion is synced,
    too, and who is restored has the moments of before.
    """

    __tablename__ = "hubspot_change"
    __table_args__ = (
        CheckConstraint("(lease IS NULL) = (leased_until IS NULL)", name="lease_has_an_end"),
        CheckConstraint("lease IS NULL OR since IS NOT NULL", name="lease_is_of_something"),
        Index(
            "ix_hubspot_change_since",
            "since",
            "record_id",
            postgresql_where=text("since IS NOT NULL"),
        ),
    )

    record: SyncedRecord = choice(SyncedRecord, primary_key=True)
    record_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    fields: dict = document()
    since: datetime | None = moment(nullable=True)
    lease: str | None = None
    leased_until: datetime | None = moment(nullable=True)
    synced_at: datetime | None = moment(nullable=True)
    looked_at: datetime | None = moment(nullable=True)
    retried_at: datetime | None = moment(nullable=True)
