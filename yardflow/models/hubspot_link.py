"""Which of our records is which of HubSpot's."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Numeric,
    Text,
    UniqueConstraint,
    text,
)
from sqlmodel import Field, SQLModel

from yardflow.models.base import choice, moment, primary_key, reference
from yardflow.models.hubspot_mapping import SyncedRecord


class LinkState(StrEnum):
    """The state of a link. ``duplicate``: another of our records is synced with the same one
    there. ``archived``: it was deleted in HubSpot, and may be restored. ``erased``: its personal
    data was deleted there for good.
    """

    LINKED = "linked"
    DUPLICATE = "duplicate"
    ARCHIVED = "archived"
    ERASED = "erased"


class HubSpotLink(SQLModel, table=True):
    """One of our records and its counterpart in HubSpot, by HubSpot's id.

    A link outlives its record: what was deleted here is not created again. ``state_at`` is when
    HubSpot says that the state began, ``note`` says in words what is special about it.
    """

    __tablename__ = "hubspot_link"
    __table_args__ = (
        UniqueConstraint("account_id"),
        UniqueConstraint("contact_id"),
        UniqueConstraint("target_id"),
        Index(
            "uq_hubspot_link_hubspot_id",
            "record",
            "hubspot_id",
            unique=True,
            postgresql_where=text("state <> 'duplicate'"),
        ),
        Index(
            "ix_hubspot_link_duplicate",
            "record",
            "hubspot_id",
            postgresql_where=text("state = 'duplicate'"),
        ),
        CheckConstraint("hubspot_id ~ '^[0-9]{1,19}$'", name="hubspot_id_is_a_number"),
        CheckConstraint(
            "(account_id IS NULL OR record = 'account') AND (contact_id IS NULL OR record ="
            " 'contact') AND (target_id IS NULL OR record = 'target')",
            name="is_of_its_record",
        ),
    )

    id: int | None = primary_key()
    record: SyncedRecord = choice(SyncedRecord)
    hubspot_id: str
    account_id: int | None = reference(
        "account.id", ondelete="SET NULL", nullable=True, index=False
    )
    contact_id: int | None = reference(
        "contact.id", ondelete="SET NULL", nullable=True, index=False
    )
    target_id: int | None = reference("target.id", ondelete="SET NULL", nullable=True, index=False)
    state: LinkState = choice(LinkState, LinkState.LINKED)
    state_at: datetime = moment()
    note: str = Field(default="", sa_type=Text, sa_column_kwargs={"server_default": ""})
    linked_at: datetime = moment()


class HubSpotDeal(SQLModel, table=True):
    """What the deal of a target is worth in HubSpot, as it was last read there. ``currency`` is a
    code of three letters, empty where the account has one currency only.
    """

    __tablename__ = "hubspot_deal"

    target_id: int = Field(
        sa_column=Column(
            BigInteger,
            ForeignKey("target.id", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        )
    )
    amount: Decimal | None = Field(default=None, sa_column=Column(Numeric(20, 2), nullable=True))
    currency: str = Field(default="", sa_column_kwargs={"server_default": ""})


class HubSpotMerge(SQLModel, table=True):
    """HubSpot merged a record into another: its old id leads to the one it is part of now."""

    __tablename__ = "hubspot_merge"
    __table_args__ = (
        CheckConstraint("merged_id <> into_id", name="into_another"),
        Index("ix_hubspot_merge_into_id", "record", "into_id"),
    )

    record: SyncedRecord = choice(SyncedRecord, primary_key=True)
    merged_id: str = Field(primary_key=True)
    into_id: str
    at: datetime = moment()


class Tombstone(SQLModel, table=True):
    """Someone was erased, and must not come back: the keyed hash of their address, nothing else."""

    __tablename__ = "tombstone"

    digest: str = Field(primary_key=True)
    at: datetime = moment()
