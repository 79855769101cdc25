"""What imports do that other domains follow (`hooks.call`)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ContactsImported:
    """An import of contacts is done; its rows say which contacts it added."""

    import_id: int
    filename: str
    event_id: int | None
