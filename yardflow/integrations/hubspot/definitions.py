"""What an account has beside its records: its properties and its users."""

from typing import Any

from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.client import crm

_A_PAGE = 500


def properties(access: Access, kind: str) -> list[Any]:
    """The properties of a kind of record, as HubSpot's package describes them.

    Raises:
        ProviderError: HubSpot did not say.
    """
    return list(crm(access).crm.properties.core_api.get_all(kind).results)


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
