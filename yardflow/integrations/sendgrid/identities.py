"""Whom SendGrid sends for: addresses that were verified, and domains that were authenticated."""

from collections.abc import Mapping
from typing import Any

from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.sendgrid.asking import ask

_A_PAGE, _MOST_PAGES = 100, 50


def verified_senders() -> frozenset[str]:
    """The addresses that were verified one by one, in lower case.

    Raises:
        ProviderError: SendGrid did not say.
    """
    verified: set[str] = set()
    seen: set[object] = set()
    last: object = None
    for _ in range(_MOST_PAGES):
        query = {"limit": _A_PAGE} | ({} if last is None else {"lastSeenID": last})
        results = _results(ask("GET", "/v3/verified_senders", query=query).part.get("results"))
        fresh = [each for each in results if each.get("id") not in seen]
        verified |= {
            address.lower()
            for each in fresh
            if each.get("verified") is True and isinstance(address := each.get("from_email"), str)
        }
        if not fresh or len(results) < _A_PAGE:
            break
        seen |= {each.get("id") for each in fresh}
        last = results[-1].get("id")
    return frozenset(verified)


def is_authenticated(domain: str) -> bool:
    """Whether SendGrid sends for every address of this very domain.

    Raises:
        ProviderError: SendGrid did not say.
    """
    answer = ask("GET", "/v3/whitelabel/domains", query={"domain": domain, "limit": _A_PAGE})
    return any(
        each.get("valid") is True and str(each.get("domain")).lower() == domain
        for each in _results(answer.body)
    )


def _results(listed: Any) -> list[Mapping[str, Any]]:
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise TemporaryError("SendGrid's answer could not be read.")
    return listed
