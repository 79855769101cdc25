"""Whether a provider takes our key: small questions, for the settings page.

What comes back may be anything; only what looks as it should counts as good.
"""

import logging
from dataclasses import dataclass, field
from datetime import date

from yardflow.integrations import plain_http
from yardflow.integrations.connections import Connection, connection
from yardflow.integrations.errors import Details
from yardflow.integrations.plain_http import Away, Reply

log = logging.getLogger(__name__)

# Small questions that show whether a key is good; where none is known, the address itself is asked.
_PATHS = {"hubspot": "/account-info/v3/details", "sendgrid": "/v3/scopes"}


@dataclass(frozen=True, slots=True)
class Check:
    """How it went; ``message`` says what to do when it did not go well. ``details`` are what the
    provider itself reported; ``stops`` is the last day of the model that was asked about.
    """

    provider: str
    ok: bool
    message: str
    details: Details = field(default_factory=Details)
    stops: date | None = None


def check(provider: str) -> Check:
    """Asks a provider whether it would work with us. Never raises; takes 5 seconds."""
    found = connection(provider)
    if not found.usable:
        return not_set_up(found)
    try:
        reply = plain_http.put(found, "GET", _PATHS.get(provider, ""))
    except Away:
        return away(found)
    return _JUDGES.get(provider, _plain)(found, reply)


def not_set_up(found: Connection) -> Check:
    """There is nothing to check."""
    return Check(found.provider, False, f"Not set up: {found.key_setting} is not set.")


def away(found: Connection) -> Check:
    """Nothing came back."""
    message = f"{found.label} can't be reached just now. Try again later."
    return Check(found.provider, False, message)


def bad(found: Connection, message: str, details: Details) -> Check:
    """It did not go well; what the provider reported goes into the log."""
    log.warning("the check of %s failed: %s", found.label, details)
    return Check(found.provider, False, message, details)


def strange(found: Connection, reply: Reply) -> Check:
    """It answered, but not what it would answer."""
    message = (
        f"{found.label} sent an answer that makes no sense. "
        f"Check {found.url_setting}, or try again later."
    )
    return bad(found, message, Details.of(reply.status, request_id=reply.request_id))


def _hubspot(found: Connection, reply: Reply) -> Check:
    category = reply.part.get("category")
    details = Details.of(reply.status, category, None, reply.part.get("correlationId"))
    if reply.status == 403 and category == "MISSING_SCOPES":
        message = (
            f"HubSpot takes the key in {found.key_setting}, but the key lacks a scope for this. "
            "Add the scopes oauth and crm.objects.contacts.read to its app in HubSpot."
        )
        return bad(found, message, details)
    if reply.status != 200:
        return _refused(found, reply, details)
    if type(reply.part.get("portalId")) is not int:
        return strange(found, reply)
    return _good(found)


def _sendgrid(found: Connection, reply: Reply) -> Check:
    if reply.status != 200:
        return _refused(found, reply, Details.of(reply.status, None, None, reply.request_id))
    scopes = reply.part.get("scopes")
    if not isinstance(scopes, list):
        return strange(found, reply)
    if "mail.send" not in scopes:
        message = "SendGrid takes the key, but it may not send mail: it needs the scope mail.send."
        return bad(found, message, Details.of(reply.status, None, None, reply.request_id))
    return _good(found)


def _plain(found: Connection, reply: Reply) -> Check:
    if reply.status != 200:
        return _refused(found, reply, Details.of(reply.status, None, None, reply.request_id))
    return _good(found)


_JUDGES = {"hubspot": _hubspot, "sendgrid": _sendgrid}


def _refused(found: Connection, reply: Reply, details: Details) -> Check:
    if reply.status == 401:
        message = f"{found.label} does not accept the key in {found.key_setting}."
    elif reply.status == 403:
        message = (
            f"{found.label} takes the key in {found.key_setting}, but does not let it do this. "
            f"Check its permissions in {found.label}."
        )
    elif reply.status == 404:
        message = f"{found.label} does not answer at this address. Check {found.url_setting}."
    elif reply.status == 429:
        message = f"{found.label} asks us to slow down. Try again later."
    else:
        message = f"{found.label} has a problem just now (error {reply.status})."
    return bad(found, message, details)


def _good(found: Connection) -> Check:
    return Check(found.provider, True, "Connected.")
