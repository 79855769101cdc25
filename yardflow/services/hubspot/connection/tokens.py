"""With which token HubSpot is called now. It is renewed ahead of its end, by one process at a time:
a refresh token may serve once only, and what a late one gets must not replace what is newer.
"""

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from pydantic import SecretStr

from yardflow import clock, encryption
from yardflow.integrations.errors import AccountError, ProviderError, TemporaryError
from yardflow.integrations.hubspot import oauth
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.oauth import Tokens
from yardflow.integrations.hubspot.refusals import RECONNECT, GrantRefused, TokenRefused
from yardflow.models import HubSpotConnectionKind
from yardflow.services.hubspot.connection import store
from yardflow.services.hubspot.connection.store import Stored

log = logging.getLogger(__name__)
Result = TypeVar("Result")

AHEAD = timedelta(minutes=10)
# A token that ends sooner may end on its way.
_TOO_SHORT = timedelta(seconds=30)
_LOOK_EVERY_S, _LONGEST_LOOK_S = 0.2, 30.0
NOT_CONNECTED = "HubSpot isn't connected. An administrator can connect it under Settings › HubSpot."
_RENEWING = "The connection to HubSpot is being renewed. Try again in a moment."
_REVOKED = "HubSpot no longer accepts the connection: it was ended there, or the app was removed."
_INTERRUPTED = (
    "HubSpot renewed the connection, but its answer never arrived, as when the server stops at "
    "that moment. No data is lost."
)
_PRIVATE_ENDED = "HubSpot no longer accepts the private app's token: it was rotated or deleted."


def calling(work: Callable[[Access], Result]) -> Result:
    """Does something with a token that is accepted. What is refused for its token is done once
    more with a new one; nothing of it was done before.

    Raises:
        AccountError: HubSpot isn't connected, or no longer.
        NoEncryptionKey: the server lacks the key that the token was sealed with.
        ProviderError: whatever ``work`` raises.
    """
    connection = current()
    try:
        return work(connection.access())
    except TokenRefused:
        return work(_replaced(connection).access())


def current() -> Stored:
    """The connection with a token that lasts for now.

    Raises:
        AccountError: HubSpot isn't connected, or no longer.
        ProviderError: the token has ended, and there is no new one yet.
    """
    connection, now = _connected(), clock.now()
    if _ends_before(connection, now + AHEAD):
        return _renewed(connection, now)
    return connection


def _replaced(connection: Stored) -> Stored:
    """The connection with another token than the one that was refused."""
    if connection.kind is HubSpotConnectionKind.OAUTH:
        return _renewed(connection, clock.now(), refused=True)
    store.lose(connection.generation, _PRIVATE_ENDED, clock.now())
    raise TokenRefused(f"{_PRIVATE_ENDED} {RECONNECT}")


def _renewed(connection: Stored, now: datetime, *, refused: bool = False) -> Stored:
    usable = not refused and not _ends_before(connection, now + _TOO_SHORT)
    if not store.claim(connection.generation, now):
        return connection if usable else _after(connection.generation)
    try:
        tokens = oauth.refresh(SecretStr(encryption.unseal(connection.refresh_token or "")))
    except GrantRefused:
        # Whoever had the turn before did not give it back.
        was_interrupted = connection.refreshing_until is not None
        store.lose(connection.generation, _INTERRUPTED if was_interrupted else _REVOKED, now)
        return _connected()
    except ProviderError as error:
        store.release(connection.generation, now if error.in_doubt else None)
        log.warning("HubSpot's token was not renewed: %s", error.details or error.message)
        if usable:
            return connection
        raise
    if not store.renew(connection.generation, tokens, now):
        _discard(tokens)
    return _connected()


def _after(generation: UUID) -> Stored:
    """The connection once whoever renews it is done."""
    until = time.monotonic() + _LONGEST_LOOK_S
    while time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
        connection = _connected()
        if connection.generation != generation:
            return connection
        if connection.refreshing_until is None or connection.refreshing_until <= clock.now():
            break  # it went wrong there
    raise TemporaryError(_RENEWING, store.LEASE)


def _connected() -> Stored:
    connection = store.read()
    if connection is None:
        raise AccountError(NOT_CONNECTED)
    if connection.lost_because:
        raise TokenRefused(f"{connection.lost_because} {RECONNECT}")
    return connection


def _discard(tokens: Tokens) -> None:
    """What came too late to be stored ends at HubSpot, too, where the connection was ended."""
    if store.read() is None:
        with suppress(ProviderError):
            oauth.revoke(tokens.refresh)


def _ends_before(connection: Stored, moment: datetime) -> bool:
    return connection.expires_at is not None and connection.expires_at <= moment
