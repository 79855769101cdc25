"""Values as the pages of the sync show them. HubSpot knows a contact's company by its id: where
that is an account of ours it is shown by its name, as a link.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from yardflow.services.hubspot.journal import naming
from yardflow.services.hubspot.journal.naming import Named
from yardflow.services.hubspot.mapping.properties import PRIMARY_COMPANY
from yardflow.services.hubspot.merging.merge import Action
from yardflow.state.hubspot import words

Companies = Mapping[str, Named]


@dataclass
class ValueItem:
    """A value, empty where there is none; ``href`` is the page of the account that it is."""

    text: str = ""
    href: str = ""


@dataclass
class FieldItem:
    """What a sync would do about a field: ``before`` to ``after`` on the ``side`` that changes, or
    both values where none does. ``is_new``: its record isn't in HubSpot yet.
    """

    label: str
    action: str
    side: str
    before: ValueItem = field(default_factory=ValueItem)
    after: ValueItem = field(default_factory=ValueItem)
    why: str = ""
    is_new: bool = False


async def companies(state: Any, given: Iterable[tuple[str, Iterable[str]]]) -> Companies:
    """The accounts among these values, each under its property's name, as the person behind a state
    may see them.
    """
    ids = {each for name, texts in given if name == PRIMARY_COMPANY for each in texts if each}
    return await state._run(naming.companies, sorted(ids)) if ids else {}


def value_item(name: str, text: str, known: Companies) -> ValueItem:
    """A value of the property with this name."""
    account = known.get(text) if name == PRIMARY_COMPANY else None
    return ValueItem(account.name, account.href) if account else ValueItem(words.value(text))


async def field_items(
    state: Any, given: Iterable[tuple[Mapping[str, str], bool]]
) -> list[FieldItem]:
    """Fields of a dry run, each with whether its record is new."""
    listed = list(given)
    sides = ("ours", "theirs", "written")
    known = await companies(
        state, ((each["property"], [each[side] for side in sides]) for each, _ in listed)
    )
    return [_field_item(each, known, is_new=is_new) for each, is_new in listed]


def _field_item(each: Mapping[str, str], known: Companies, *, is_new: bool) -> FieldItem:
    """That a new record has no values yet goes without saying."""
    action, name, why = each["action"], each["property"], each["why"]
    side, before, after = "", each["ours"], each["theirs"]
    if action == Action.WRITE_HERE:
        side, after = "Here", each["written"]
    elif action == Action.WRITE_THERE:
        side, before, after = "HubSpot", each["theirs"], each["written"]
        why = "" if is_new else why
    return FieldItem(
        each["label"],
        action,
        side,
        value_item(name, before, known),
        value_item(name, after, known),
        why,
        is_new and action == Action.WRITE_THERE,
    )
