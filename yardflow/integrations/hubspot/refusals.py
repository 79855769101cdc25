"""What HubSpot's own errors mean, in words that say what to do.

Its message is never kept: it may quote the record. (Only the id of a record that is there already
stands nowhere else.) What is kept is the class of error
(``category``), the limit (``policyName``) and the id by which its support finds the request.
https://developers.hubspot.com/docs/api-reference/error-handling
"""

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum
from typing import Any

from yardflow.integrations.errors import (
    AccountError,
    Details,
    PermanentError,
    ProviderError,
    TemporaryError,
    name,
    retry_after,
)

RECONNECT = "An administrator can reconnect HubSpot under Settings › HubSpot."
_LOCKED, _MIGRATING = 423, 477
_LOCK_WAIT = timedelta(seconds=2)


class Policy(StrEnum):
    """The limits that HubSpot names when one is reached."""

    WINDOW = "TEN_SECONDLY_ROLLING"
    SEARCH = "SECONDLY"
    DAILY = "DAILY"


class TokenRefused(AccountError):
    """The token of a call is no longer accepted: it ended, or someone revoked it."""


class GrantRefused(AccountError):
    """What was to be exchanged for tokens (a code, a refresh token) serves no longer."""


class AlreadyThere(PermanentError):
    """A record with this address or domain is there; ``record_id`` is its id, empty where HubSpot
    doesn't say it.
    """

    record_id: str = ""


class LimitReached(TemporaryError):
    """HubSpot takes no more calls for now; ``policy`` is the limit, if it is a known one."""

    policy: Policy | None = None


def of(status: int, body: Mapping[str, Any], headers: Mapping[str, str]) -> ProviderError:
    """The error that an answer with this status means."""
    category = body.get("category")
    policy = body.get("policyName")
    correlation = body.get("correlationId") or headers.get("x-hubspot-correlation-id")
    details = Details.of(status, category, policy, correlation)
    wait = retry_after(headers.get("Retry-After"))
    if status == 429:
        return _limit(policy, wait, details)
    if status in (_LOCKED, _MIGRATING) or status >= 500:
        return _passing(status, wait, details)
    if status == 409:
        return _already_there(body.get("message"), details)
    return _lasting(status, category, details)


def of_oauth(status: int, body: Mapping[str, Any]) -> ProviderError:
    """The error that an answer of the OAuth routes means."""
    error = name(body.get("error"))
    details = Details.of(status, error)
    if error == "invalid_grant" or body.get("status") in ("BAD_REFRESH_TOKEN", "BAD_AUTH_CODE"):
        return GrantRefused(
            f"HubSpot no longer accepts this connection. {RECONNECT}", details=details
        )
    if status == 429 or status >= 500:
        return _passing(status, None, details)
    return AccountError(
        "HubSpot doesn't accept our app. Ask an administrator to check HUBSPOT_CLIENT_ID and "
        f"HUBSPOT_CLIENT_SECRET (error {status}).",
        details=details,
    )


def unreachable(sent: bool) -> TemporaryError:
    """Nothing came back; ``sent``: the request may have arrived all the same."""
    return TemporaryError("HubSpot can't be reached right now. Try again later.", in_doubt=sent)


def unreadable() -> TemporaryError:
    """It answered, but not what it would answer."""
    return TemporaryError("HubSpot's answer could not be read. Try again later.")


def _already_there(message: object, details: Details) -> AlreadyThere:
    error = AlreadyThere("HubSpot has this already.", details=details)
    said = message[:1_000] if isinstance(message, str) else ""
    number = said.partition("Existing ID:")[2].strip().partition(" ")[0].rstrip(".")
    error.record_id = number if number.isascii() and number.isdigit() else ""
    return error


def _limit(policy: object, wait: timedelta | None, details: Details) -> LimitReached:
    known = next((each for each in Policy if each == policy), None)
    what = (
        "HubSpot's limit of calls for today is reached."
        if known is Policy.DAILY
        else "HubSpot asks us to slow down."
    )
    error = LimitReached(f"{what} Try again later.", wait, details=details)
    error.policy = known
    return error


def _passing(status: int, wait: timedelta | None, details: Details) -> TemporaryError:
    if status == _LOCKED:
        return TemporaryError(
            "HubSpot is working on this record. Try again in a moment.",
            max(wait or _LOCK_WAIT, _LOCK_WAIT),
            details=details,
        )
    if status == _MIGRATING:
        return TemporaryError(
            "HubSpot is moving this account to another place. Try again later.",
            wait,
            details=details,
        )
    message = f"HubSpot has a problem right now (error {status}). Try again later."
    return TemporaryError(message, wait, in_doubt=status != 429, details=details)


def _lasting(status: int, category: object, details: Details) -> PermanentError:
    if status == 401:
        message = f"HubSpot no longer accepts this connection. {RECONNECT}"
        return TokenRefused(message, details=details)
    if status == 403:
        missing = "lacks a scope" if category == "MISSING_SCOPES" else "may not do this"
        return AccountError(f"The connection to HubSpot {missing}. {RECONNECT}", details=details)
    if status == 404:
        return PermanentError("HubSpot doesn't have this. It may be deleted.", details=details)
    return PermanentError(f"HubSpot refused this (error {status}).", details=details)
