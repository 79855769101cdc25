"""What happens to records that other domains follow (`hooks.call`)."""

from dataclasses import dataclass
from datetime import datetime

from yardflow.models import Account, Contact


@dataclass(frozen=True, slots=True)
class ContactCreated:
    """A person added a contact, to an event's list if ``event_id`` says so. Contacts that an import
    adds are `ContactsImported`. ``may_cost_money``: what follows from it.
    """

    contact_id: int
    event_id: int | None
    may_cost_money: bool = True


@dataclass(frozen=True, slots=True)
class EventMoved:
    """An event is on other days, or its hall is open at other hours."""

    event_id: int


@dataclass(frozen=True, slots=True)
class TargetsQualified:
    """The stage of these accounts at an event became Qualified. ``may_cost_money``: what follows
    from it.
    """

    event_id: int
    account_ids: tuple[int, ...]
    may_cost_money: bool = True


@dataclass(frozen=True, slots=True)
class FieldsEdited:
    """A person wrote these fields of a record, and it was flushed."""

    record: Account | Contact
    fields: frozenset[str]


@dataclass(frozen=True, slots=True)
class RecordsEdited:
    """Fields of many records were written at once, and flushed."""

    edits: tuple[FieldsEdited, ...]


@dataclass(frozen=True, slots=True)
class SeniorityRefused:
    """A person said, at ``moment``, that the seniority is not right that a contact's title implies
    (``value``), or takes that back.
    """

    contact: Contact
    value: str
    moment: datetime
    taken_back: bool = False
