"""Contacts that something counts, each with a link."""

from collections.abc import Iterable
from dataclasses import dataclass

from yardflow.services.sequences.forecast.people import Person


@dataclass
class PersonItem:
    """A contact."""

    name: str
    href: str
    account: str


def person_items(named: Iterable[Person]) -> list[PersonItem]:
    """As they are listed."""
    return [PersonItem(each.name, f"/contacts/{each.contact_id}/", each.account) for each in named]


def more_words(count: int, listed: int) -> str:
    """How many of so many are not listed."""
    return f"and {count - listed:,} more" if count > listed else ""
