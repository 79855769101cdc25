"""What happens to records that other domains follow (`hooks.call`)."""

from dataclasses import dataclass

from yardflow.models import Account, Contact, Target


@dataclass(frozen=True, slots=True)
class ContactCreated:
    """A person added a contact, to an event's list if ``event_id`` says so. Contacts that an import
    adds are `ContactsImported`.
    """

    contact_id: int
    event_id: int | None


@dataclass(frozen=True, slots=True)
class TargetQualified:
    """The stage of an account at an event became Qualified."""

    target: Target


@dataclass(frozen=True, slots=True)
class FieldsEdited:
    """A person wrote these fields of a record, and it was flushed."""

    record: Account | Contact
    fields: frozenset[str]
