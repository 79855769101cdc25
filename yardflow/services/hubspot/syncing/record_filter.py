"""Which records a sync or a dry run is about, gone through in batches."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlmodel import Session, col

from yardflow.errors import Invalid
from yardflow.models import (
    Account,
    Attendee,
    Contact,
    Event,
    HubSpotLink,
    LinkState,
    SyncedRecord,
    Target,
    User,
)
from yardflow.services.hubspot.syncing import step
from yardflow.services.records.load import load_record

BATCH = step.MOST
_ONE = "Name what to sync: a contactId, an accountId, an eventId, an ownerId, or all."
_KEYS: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: Account.id,
    SyncedRecord.CONTACT: Contact.id,
    SyncedRecord.TARGET: Target.id,
}
_LINKED: dict[SyncedRecord, Any] = {
    SyncedRecord.ACCOUNT: HubSpotLink.account_id,
    SyncedRecord.CONTACT: HubSpotLink.contact_id,
    SyncedRecord.TARGET: HubSpotLink.target_id,
}


@dataclass(frozen=True, slots=True)
class Position:
    """How far someone has come: behind the record with the id ``after``, with ``done`` of all."""

    record: SyncedRecord = SyncedRecord.ACCOUNT
    after: int = 0
    done: int = 0

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Position":
        """As it was kept; the beginning where nothing was."""
        if not stored:
            return cls()
        return cls(SyncedRecord(stored["record"]), stored["after"], stored["done"])

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Batch:
    """Records of one kind, by their ids, and how far one is after them."""

    record: SyncedRecord
    ids: list[int]
    then: Position


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """One contact or account; or the accounts, contacts and targets of an event, of an owner, of
    both at once, or all there are, and of these those alone that are ``linked_only``.
    """

    contact: int | None = None
    account: int | None = None
    event: int | None = None
    owner: int | None = None
    everything: bool = False
    linked_only: bool = False

    def check(self, session: Session) -> None:
        """Raises where it names nothing, too much, or what isn't there.

        Raises:
            Invalid: not one thing is named.
            NotFound: there is no such record or teammate.
        """
        several = self.event is not None or self.owner is not None
        singly = (self.contact is not None, self.account is not None, several, self.everything)
        if sum(singly) != 1 or (self.linked_only and not (several or self.everything)):
            raise Invalid(_ONE, {"contactId": _ONE})
        kinds: dict[str, Any] = {
            "contact": Contact,
            "account": Account,
            "event": Event,
            "owner": User,
        }
        for noun, kind in kinds.items():
            if (key := getattr(self, noun)) is not None:
                load_record(session, kind, key)

    @property
    def is_one(self) -> bool:
        """Whether it is about one record."""
        return self.contact is not None or self.account is not None

    @property
    def subject(self) -> str:
        """What a job is about, as in ``contact:7``; empty where that is no one thing."""
        for noun in ("contact", "account", "event"):
            if (key := getattr(self, noun)) is not None:
                return f"{noun}:{key}"
        return ""

    def total(self, session: Session) -> int:
        """How many records those are."""
        return sum(
            session.execute(select(func.count()).where(*conditions)).scalar_one()
            for record in SyncedRecord
            if (conditions := self._conditions(record)) is not None
        )

    def next(self, session: Session, position: Position) -> Batch | None:
        """The next batch, accounts first, because a new contact is put into its company; None at
        the end.
        """
        records = [*SyncedRecord]
        for record in records[records.index(position.record) :]:
            after = position.after if record == position.record else 0
            ids = self._ids(session, record, after)
            if ids:
                return Batch(record, ids, Position(record, ids[-1], position.done + len(ids)))
        return None

    def _ids(self, session: Session, record: SyncedRecord, after: int) -> list[int]:
        conditions = self._conditions(record)
        if conditions is None:
            return []
        key = _KEYS[record]
        chosen = select(key).where(*conditions, key > after).order_by(key).limit(BATCH)
        return list(session.scalars(chosen))

    def _conditions(self, record: SyncedRecord) -> list[ColumnElement[bool]] | None:
        """What a record of this kind has to be; None where none is meant."""
        key = _KEYS[record]
        if self.is_one:
            named = {SyncedRecord.CONTACT: self.contact, SyncedRecord.ACCOUNT: self.account}
            return [key == named[record]] if named.get(record) is not None else None
        conditions = [key.is_not(None)]
        if self.event is not None:
            conditions.append(_at_event(record, self.event))
        if self.owner is not None:
            conditions.append(_of_owner(record, self.owner))
        if self.linked_only:
            linked = col(HubSpotLink.state) == LinkState.LINKED
            conditions.append(exists().where(_LINKED[record] == key, linked))
        return conditions


def filter_of(stored: Mapping[str, Any]) -> RecordFilter:
    """As the payload of a job has it."""
    names = set(RecordFilter.__dataclass_fields__)
    return replace(
        RecordFilter(), **{name: value for name, value in stored.items() if name in names}
    )


def _at_event(record: SyncedRecord, event_id: int) -> Any:
    if record == SyncedRecord.TARGET:
        return Target.event_id == event_id
    if record == SyncedRecord.ACCOUNT:
        return col(Account.id).in_(
            select(col(Target.account_id)).where(col(Target.event_id) == event_id)
        )
    return col(Contact.id).in_(
        select(col(Attendee.contact_id)).where(col(Attendee.event_id) == event_id)
    )


def _of_owner(record: SyncedRecord, owner_id: int) -> Any:
    if record == SyncedRecord.ACCOUNT:
        return Account.owner_id == owner_id
    account_id: Any = Contact.account_id if record == SyncedRecord.CONTACT else Target.account_id
    return account_id.in_(select(col(Account.id)).where(col(Account.owner_id) == owner_id))
