"""What an account has beside its records: its properties, its pipelines and its users."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.client import crm
from yardflow.integrations.hubspot.refusals import AlreadyThere

_A_PAGE = 500


def properties(access: Access, kind: str) -> list[Any]:
    """The properties of a kind of record, as HubSpot's package describes them.

    Raises:
        ProviderError: HubSpot did not say.
    """
    return list(crm(access).crm.properties.core_api.get_all(kind).results)


def pipelines(access: Access) -> list[Any]:
    """The pipelines of deals with their stages, as HubSpot's package describes them.

    Raises:
        ProviderError: HubSpot did not say.
    """
    return list(crm(access).crm.pipelines.pipelines_api.get_all("deals").results)


def create_group(access: Access, kind: str, name: str, label: str) -> None:
    """A group of properties of a kind of record, unless it is there.

    Raises:
        ProviderError: HubSpot refused, or did not answer.
    """
    group = {"name": name, "label": label}
    with suppress(AlreadyThere):
        crm(access).crm.properties.groups_api.create(kind, group)


def create_property(access: Access, kind: str, definition: Mapping[str, object]) -> None:
    """A property of a kind of record, as HubSpot's API takes it, unless one of this name is there.

    Raises:
        ProviderError: HubSpot refused, or did not answer.
    """
    with suppress(AlreadyThere):
        crm(access).crm.properties.core_api.create(kind, dict(definition))


def owners(access: Access) -> dict[str, str]:
    """The ids of the account's users, by their addresses in small letters.

    Raises:
        ProviderError: HubSpot did not say.
    """
    api, after = crm(access).crm.owners.owners_api, None
    ids: dict[str, str] = {}
    while True:
        page = api.get_page(limit=_A_PAGE, **({"after": after} if after else {}))
        ids |= {each.email.lower(): str(each.id) for each in page.results if each.email}
        if not page.paging or not page.paging.next:
            return ids
        after = page.paging.next.after
