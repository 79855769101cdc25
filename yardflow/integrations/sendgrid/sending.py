"""Sending: one POST, and what is known afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from yardflow.integrations.connections import PROVIDERS, connection
from yardflow.integrations.errors import AccountError, Details
from yardflow.integrations.sendgrid import client, refusals
from yardflow.integrations.sendgrid.client import NoAnswer, NotSent
from yardflow.integrations.sendgrid.refusals import Code, Refusal

SEND = "/v3/mail/send"
NO_ONE = "The recipient's domain is reserved for examples, so no one can get this email."
# https://www.rfc-editor.org/rfc/rfc2606 and https://www.rfc-editor.org/rfc/rfc6761
_RESERVED = (
    *(".example", ".test", ".invalid", ".localhost"),
    *("@example.com", "@example.net", "@example.org"),
)


@dataclass(frozen=True, slots=True)
class Accepted:
    """SendGrid has it, which is not yet delivered. ``message_id`` is empty where none was named."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken: never to be sent again but by a person. SendGrid's events tell."""

    message: str
    details: Details = field(default_factory=Details)


def send(payload: Mapping[str, Any]) -> Accepted | Refusal | Unknown:
    """Posts the body of a ``mail/send``, once. Never raises what a provider can cause.

    A `Refusal` is certain: nothing was taken. Whoever gets an `Unknown` must not send it again.
    """
    service = connection("sendgrid")
    if service.usable and service.base_url == PROVIDERS["sendgrid"].url and _is_made_up(payload):
        return Refusal(Code.INVALID, NO_ONE)
    try:
        answer = client.request("POST", SEND, payload)
    except AccountError as error:
        return Refusal(Code.BAD_KEY, error.message)
    except NotSent:
        return refusals.unreachable()
    except NoAnswer:
        return Unknown("SendGrid did not answer, so this may have gone out.")
    if answer.status == 202:
        return Accepted(answer.headers.get("X-Message-Id") or "")
    refusal = refusals.of(answer)
    if refusal is not None:
        return refusal
    said = f"with error {answer.status}" if answer.status >= 300 else "without confirming it"
    return Unknown(
        f"SendGrid answered {said}, so this may have gone out.", Details.of(answer.status)
    )


def is_reserved(address: str) -> bool:
    """Whether the domain of an address can't exist: those of the demo, and of examples."""
    return address.lower().endswith(_RESERVED)


def _is_made_up(payload: Mapping[str, Any]) -> bool:
    recipients = [to for each in payload.get("personalizations", ()) for to in each.get("to", ())]
    return any(is_reserved(str(to.get("email", ""))) for to in recipients)
