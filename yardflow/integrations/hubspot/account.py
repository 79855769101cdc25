"""The account that is connected."""

from dataclasses import dataclass

from yardflow.integrations.hubspot import paths, refusals
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.asking import ask


@dataclass(frozen=True, slots=True)
class Account:
    """An account, which HubSpot calls a portal; ``domain`` is where its pages are."""

    portal_id: int
    time_zone: str
    domain: str


def details(access: Access) -> Account:
    """What the account is.

    Raises:
        ProviderError: HubSpot did not say.
    """
    body = ask(access, "GET", paths.DETAILS).part
    portal_id, zone, domain = (body.get(key) for key in ("portalId", "timeZone", "uiDomain"))
    if type(portal_id) is not int:
        raise refusals.unreadable()
    texts = (value[:100] if isinstance(value, str) else "" for value in (zone, domain))
    return Account(portal_id, *texts)
