"""The mapping as it works now: our rows, with what HubSpot says of its properties and users."""

from collections.abc import Mapping, Sequence
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
from yardflow.services.hubspot.connection import scopes
from yardflow.services.hubspot.mapping import schema, store
from yardflow.services.hubspot.mapping.kinds import Kind
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
    """The fields that are synced of each kind of record, and which kinds HubSpot lets us read."""

    fields: Mapping[SyncedRecord, tuple[MappedField, ...]]
    records: frozenset[SyncedRecord]

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
        fields = {record: _narrowed(each, direction) for record, each in self.fields.items()}
        return MappingNow(fields, self.records)


class Account:
    """What the connected account is known to have, read again from time to time."""

    def __init__(self) -> None:
        self._read_at: datetime | None = None
        self._properties: Properties = {}
        self._owners: Mapping[str, str] = {}

    def mapping(self, access: Access) -> MappingNow:
        """The mapping as it is now, as far as the connection's scopes allow it.

        Raises:
            ProviderError: HubSpot did not say what it has.
        """
        with db.session() as session:
            rows = store.rows(session)
        if rows:
            self._read(access)
        ways = {record: scopes.direction_of(record, access.scopes) for record in SyncedRecord}
        fields = [
            each
            for each in mapped(rows, self._properties, self._owners)
            if each.field.kind != Kind.OWNER or scopes.OWNERS in access.scopes
        ]
        return MappingNow(
            {
                record: _narrowed([each for each in fields if each.field.record == record], way)
                for record, way in ways.items()
            },
            frozenset(record for record, way in ways.items() if way != Direction.OFF),
        )

    def _read(self, access: Access) -> None:
        now = clock.now()
        if self._read_at is not None and self._read_at <= now < self._read_at + _KEPT:
            return
        self._properties = schema.fetch(access)
        self._owners = definitions.owners(access) if scopes.OWNERS in access.scopes else {}
        self._read_at = now


def _narrowed(fields: Sequence[MappedField], direction: Direction) -> tuple[MappedField, ...]:
    if direction == Direction.BOTH:
        return tuple(fields)
    return tuple(
        replace(each, direction=direction)
        for each in fields
        if each.direction in (direction, Direction.BOTH)
    )
