"""Whether a provider takes our key: small questions, for the settings page.

What comes back may be anything; only what looks as it should counts as good.
"""

import logging
from dataclasses import dataclass, field
from datetime import date

from yardflow.integrations import plain_http
from yardflow.integrations.connections import Connection, connection
from yardflow.integrations.errors import Details
from yardflow.integrations.hubspot import paths as hubspot_paths
from yardflow.integrations.plain_http import ConnectionFailed, Reply

log = logging.getLogger(__name__)

# Small questions that show whether a key is good; where none is known, the address itself is asked.
_PATHS = {"hubspot": hubspot_paths.DETAILS, "sendgrid": "/v3/scopes"}


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
    service = connection(provider)
    if not service.usable:
        return not_set_up(service)
    try:
        reply = plain_http.put(service, "GET", _PATHS.get(provider, ""))
    except ConnectionFailed:
        return away(service)
    return _JUDGES.get(provider, _plain)(service, reply)


def not_set_up(service: Connection) -> Check:
    """There is nothing to check."""
    return Check(service.provider, False, f"Not set up: {service.key_setting} is not set.")


def away(service: Connection) -> Check:
    """Nothing came back."""
    message = f"{service.label} can't be reached right now. Try again later."
    return Check(service.provider, False, message)


def bad(service: Connection, message: str, details: Details) -> Check:
    """It did not go well; what the provider reported goes into the log."""
    log.warning("the check of %s failed: %s", service.label, details)
    return Check(service.provider, False, message, details)


def strange(service: Connection, reply: Reply) -> Check:
    """It answered, but not what it would answer."""
    message = (
        f"{service.label} sent an answer that makes no sense. "
        f"Check {service.url_setting}, or try again later."
    )
    return bad(service, message, Details.of(reply.status, request_id=reply.request_id))


def _hubspot(service: Connection, reply: Reply) -> Check:
    category = reply.part.get("category")
    details = Details.of(reply.status, category, None, reply.part.get("correlationId"))
    if reply.status == 403 and category == "MISSING_SCOPES":
        message = (
            f"HubSpot accepts the key in {service.key_setting}, but the key lacks a scope. "
            "Add the scopes oauth and crm.objects.contacts.read to its app in HubSpot."
        )
        return bad(service, message, details)
    if reply.status != 200:
        return _refused(service, reply, details)
    if type(reply.part.get("portalId")) is not int:
        return strange(service, reply)
    return _good(service)


def _sendgrid(service: Connection, reply: Reply) -> Check:
    if reply.status != 200:
        return _refused(service, reply, Details.of(reply.status, None, None, reply.request_id))
    scopes = reply.part.get("scopes")
    if not isinstance(scopes, list):
        return strange(service, reply)
    if "mail.send" not in scopes:
        message = "SendGrid accepts the key, but the key can't send email. Add the scope mail.send."
        return bad(service, message, Details.of(reply.status, None, None, reply.request_id))
    if "whitelabel.read" not in scopes:
        message = (
            "Connected. To see which senders are verified, add the scope whitelabel.read to the "
            "key."
        )
        return Check(service.provider, True, message)
    return _good(service)


def _plain(service: Connection, reply: Reply) -> Check:
    if reply.status != 200:
        return _refused(service, reply, Details.of(reply.status, None, None, reply.request_id))
    return _good(service)


_JUDGES = {"hubspot": _hubspot, "sendgrid": _sendgrid}


def _refused(service: Connection, reply: Reply, details: Details) -> Check:
    if reply.status == 401:
        message = f"{service.label} does not accept the key in {service.key_setting}."
    elif reply.status == 403:
        message = (
            f"{service.label} accepts the key in {service.key_setting}, but it lacks permission. "
            f"Check its permissions in {service.label}."
        )
    elif reply.status == 404:
        message = f"{service.label} does not answer at this address. Check {service.url_setting}."
    elif reply.status == 429:
        message = f"{service.label} asks us to slow down. Try again later."
    else:
        message = (
            f"{service.label} has a problem right now (error {reply.status}). Try again later."
        )
    return bad(service, message, details)


def _good(service: Connection) -> Check:
    return Check(service.provider, True, "Connected.")
