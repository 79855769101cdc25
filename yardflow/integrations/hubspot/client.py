"""HubSpot's own package for the objects of its CRM, within our limits and with our errors.

It waits for ever by default, and its usual retries send again what was read already: here a call
has a time limit, and is tried again only while its connection isn't there yet. What follows from a
call that went silent is for whoever called to decide.

It would set up each call from the beginning, with a connection of its own: what it made is kept for
as long as the token is the same.
"""

import json
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from urllib3 import Retry
from urllib3.exceptions import ConnectTimeoutError, HTTPError, MaxRetryError, NewConnectionError

from yardflow import clock
from yardflow.integrations.errors import ProviderError
from yardflow.integrations.hubspot import pace, refusals
from yardflow.integrations.hubspot.app import Access, base_url
from yardflow.integrations.hubspot.asking import judged

if TYPE_CHECKING:
    from hubspot import HubSpot

CONNECT_S, READ_S = 5, 30
# The package would make an object of each version of each value, which takes most of the time that
# a batch takes.
AS_IT_COMES = {"_preload_content": False}
# How JSON writes a NUL, and half of a character.
_UNSTORABLE = (b"\\u0000", b"\\ud")
_NEVER_LEFT = (NewConnectionError, ConnectTimeoutError)
# With a Retry-After it would wait by itself, whatever `status` says, and show no answer.
_RETRY = Retry(connect=2, read=0, redirect=0, status=0, other=0, respect_retry_after_header=False)


def crm(access: Access) -> "HubSpot":
    """HubSpot's client for this account. Its calls raise a `ProviderError` for what was refused;
    207 is no error: what of a batch went wrong stands in its answer.

    It takes tens of megabytes, so it is loaded where it is called: in workers.
    """
    return _made(access, base_url())


@lru_cache(maxsize=4)
def _made(access: Access, place: str) -> "HubSpot":
    from hubspot import HubSpot

    apis: dict[tuple[str, str], Any] = {}

    def made(package: Any, name: str, config: dict[str, Any]) -> Any:
        key = package.__name__, name
        if key not in apis:
            apis[key] = _paced(access, package, name, config)
        return apis[key]

    return HubSpot(
        access_token=access.token.get_secret_value(),
        host=place,
        base_url=place,
        retry=_RETRY,
        api_factory=made,
    )


def said(answer: Any) -> dict[str, Any]:
    """What an answer says that was asked for with `AS_IT_COMES`, without the characters that no
    database takes.

    Raises:
        TemporaryError: it can't be read.
    """
    try:
        body = json.loads(answer.data)
    except ValueError:
        raise refusals.unreadable() from None
    if not isinstance(body, dict):
        raise refusals.unreadable()
    small = answer.data.lower()
    return _storable(body) if any(sign in small for sign in _UNSTORABLE) else body


def _storable(value: Any) -> Any:
    """One such character in one record would keep its whole batch from being synced."""
    if isinstance(value, dict):
        return {_storable(name): _storable(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_storable(each) for each in value]
    if isinstance(value, str):
        return value.replace("\0", "").encode(errors="ignore").decode()
    return value


def _paced(access: Access, package: Any, name: str, config: dict[str, Any]) -> Any:
    from hubspot.discovery.discovery_base import DiscoveryBase

    api = DiscoveryBase._default_api_factory(package, name, config)
    # The package's own reader of moments takes most of the time that an answer takes.
    api.api_client._ApiClient__deserialize_datetime = datetime.fromisoformat
    rest = api.api_client.rest_client
    rest.request = _watched(rest.request, access, package.exceptions.ApiException)
    return api


def _watched(
    request: Callable[..., Any], access: Access, refused: type[Exception]
) -> Callable[..., Any]:
    def watched(method: str, url: str, **how: Any) -> Any:
        buckets = [pace.calls(access.calls)]
        if url.endswith("/search"):
            buckets.append(pace.searches())
        pace.wait_turn(*buckets)
        how["_request_timeout"] = (CONNECT_S, READ_S)
        try:
            answer = request(method, url, **how)
            _ = answer.data  # read here, where an answer that breaks off is known as such
        except refused as error:
            refusal: Any = error
        except MaxRetryError as error:
            raise refusals.unreachable(not isinstance(error.reason, _NEVER_LEFT)) from None
        except HTTPError:
            raise refusals.unreachable(sent=True) from None
        else:
            pace.note(answer.getheaders(), clock.now())
            return answer
        # Outside of the block, or the error would bring along what quotes the record.
        raise _judged(refusal)

    return watched


def _judged(refusal: Any) -> ProviderError:
    if not refusal.status:  # it never came to an answer, as where a certificate is wrong
        return refusals.unreachable(sent=False)
    try:
        body = json.loads(refusal.body or "{}")
    except ValueError:
        body = {}
    part = body if isinstance(body, dict) else {}
    return judged(refusal.status, part, refusal.headers or {})
