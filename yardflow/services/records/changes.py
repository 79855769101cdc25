"""What happens to records that other domains follow (`hooks.call`)."""

from dataclasses import dataclass

from yardflow.models import Account, Contact


@dataclass(frozen=True, slots=True)
class ContactCreated:
    """A person added a contact. Contacts that an import adds are `ContactsImported`."""

    contact_id: int


@dataclass(frozen=True, slots=True)
class AccountQualified:
    """An account's stage became Qualified."""

    account: Account


@dataclass(frozen=True, slots=True)
class FieldsEdited:
    """A person wrote these fields of a record, and it was flushed."""

    record: Account | Contact
    fields: frozenset[str]
