"""What our app at HubSpot reports, and where to. It is the app's setting, for all accounts that
have connected it, and its developer's key opens it; HubSpot has no such API for private apps.

https://developers.hubspot.com/docs/api-reference/legacy/webhooks/guide
"""

from dataclasses import dataclass
from typing import Any

from yardflow.integrations.errors import AccountError
from yardflow.integrations.hubspot import paths, refusals
from yardflow.integrations.hubspot.app import Developer
from yardflow.integrations.hubspot.asking import send
from yardflow.integrations.plain_http import Reply

# So many requests HubSpot makes to us at once.
_AT_ONCE = 10
_REFUSED = (
    "HubSpot doesn't accept HUBSPOT_APP_ID or HUBSPOT_DEVELOPER_KEY. Ask an administrator to check "
    "both on the server (error {})."
)


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """An event that can be subscribed to; ``of`` is the property whose changes it reports."""

    name: str
    of: str = ""

    def __str__(self) -> str:
        return f"{self.name}: {self.of}" if self.of else self.name


@dataclass(frozen=True, slots=True)
class Subscription:
    """A subscription of our app; one that isn't ``active`` reports nothing."""

    id: int
    event: Event
    active: bool


def target(developer: Developer) -> str:
    """Where our app reports to; empty where that isn't set.

    Raises:
        ProviderError: HubSpot did not say.
    """
    reply = _send(developer, "GET", "/settings")
    return "" if reply.status == 404 else str(_good(reply).part.get("targetUrl") or "")


def set_target(developer: Developer, url: str) -> None:
    """Has our app report to this address.

    Raises:
        ProviderError: HubSpot did not do it.
    """
    settings = {"targetUrl": url, "throttling": {"maxConcurrentRequests": _AT_ONCE}}
    _good(_send(developer, "PUT", "/settings", json=settings))


def listed(developer: Developer) -> list[Subscription]:
    """All subscriptions of our app, the oldest first.

    Raises:
        ProviderError: HubSpot did not say.
    """
    results = _good(_send(developer, "GET", "/subscriptions")).part.get("results")
    if not isinstance(results, list):
        raise refusals.unreadable()
    return sorted(map(_read, results), key=lambda each: each.id)


def add(developer: Developer, event: Event) -> None:
    """Subscribes to an event. HubSpot does so as often as it is asked.

    Raises:
        ProviderError: HubSpot did not do it, or did not say.
    """
    of = {"propertyName": event.of} if event.of else {}
    body = {"eventType": event.name, "active": True, **of}
    _good(_send(developer, "POST", "/subscriptions", json=body))


def activate(developer: Developer, subscription_id: int) -> None:
    """Lets a paused subscription report.

    Raises:
        ProviderError: HubSpot did not do it.
    """
    path = f"/subscriptions/{subscription_id}"
    _good(_send(developer, "PATCH", path, json={"active": True}))


def remove(developer: Developer, subscription_id: int) -> None:
    """Ends a subscription; one that is gone already is none.

    Raises:
        ProviderError: HubSpot did not do it.
    """
    reply = _send(developer, "DELETE", f"/subscriptions/{subscription_id}")
    if reply.status != 404:
        _good(reply)


def _send(developer: Developer, method: str, path: str, **content: Any) -> Reply:
    base = paths.WEBHOOKS.format(app_id=developer.app_id)
    key = {"hapikey": developer.key.get_secret_value()}
    return send(method, base + path, params=key, **content)


def _good(reply: Reply) -> Reply:
    if reply.status < 400:
        return reply
    error = refusals.of(reply.status, reply.part, reply.headers)
    if reply.status in (401, 403, 404):
        raise AccountError(_REFUSED.format(reply.status), details=error.details)
    raise error


def _read(given: Any) -> Subscription:
    try:
        event = Event(str(given["eventType"]), str(given.get("propertyName") or ""))
        return Subscription(int(given["id"]), event, given["active"] is True)
    except (AttributeError, KeyError, TypeError, ValueError):
        raise refusals.unreadable() from None
