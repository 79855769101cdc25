"""The mapping as it works now: our rows, with what HubSpot says of its properties and users."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from yardflow import clock, db
from yardflow.integrations.hubspot import definitions
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.objects import (
    ADDITIONAL_DOMAINS,
    ADDITIONAL_EMAILS,
    AMOUNT,
    CURRENCY,
)
from yardflow.models import Direction, SyncedRecord
from yardflow.services.hubspot.mapping import schema, store
from yardflow.services.hubspot.mapping.mapped import MappedField, Properties, mapped

# Who changes properties in HubSpot, or adds a user there, waits so long at most.
_KEPT = timedelta(minutes=5)
_READ_TOO = {
    SyncedRecord.ACCOUNT: ("name", "domain", ADDITIONAL_DOMAINS),
    SyncedRecord.CONTACT: ("email", ADDITIONAL_EMAILS),
    SyncedRecord.TARGET: (AMOUNT, CURRENCY),
}


@dataclass(frozen=True)
class MappingNow:
    """The fields that are synced of each kind of record."""

    fields: Mapping[SyncedRecord, tuple[MappedField, ...]]

    def names(self, record: SyncedRecord) -> list[str]:
        """The properties that are read: what is synced, by what records are known, and what
        deals are worth.
        """
        synced = (each.prop.name for each in self.fields[record])
        return list(dict.fromkeys([*synced, *_READ_TOO[record]]))

    @cached_property
    def is_empty(self) -> bool:
        """Whether nothing is synced."""
        return not any(self.fields.values())

    def narrowed(self, direction: Direction) -> "MappingNow":
        """With this direction alone: what goes the other way stays as it is."""
        if direction == Direction.BOTH:
            return self
        return MappingNow(
            {
                record: tuple(
                    replace(each, direction=direction)
                    for each in fields
                    if each.direction in (direction, Direction.BOTH)
                )
                for record, fields in self.fields.items()
            }
        )


class Account:
    """What the connected account is known to have, read again from time to time."""

    def __init__(self) -> None:
        self._read_at: datetime | None = None
        self._properties: Properties = {}
        self._owners: Mapping[str, str] = {}

    def mapping(self, access: Access) -> MappingNow:
        """The mapping as it is now.

        Raises:
            ProviderError: HubSpot did not say what it has.
        """
        with db.session() as session:
            rows = store.rows(session)
        if rows:
            self._read(access)
        fields = mapped(rows, self._properties, self._owners)
        return MappingNow(
            {
                record: tuple(each for each in fields if each.field.record == record)
                for record in SyncedRecord
            }
        )

    def _read(self, access: Access) -> None:
        now = clock.now()
        if self._read_at is not None and self._read_at <= now < self._read_at + _KEPT:
            return
        self._properties = schema.fetch(access)
        self._owners = definitions.owners(access)
        self._read_at = now
