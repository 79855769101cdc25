"""Sending: one POST, and what is known afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from yardflow.integrations.errors import AccountError, Details
from yardflow.integrations.sendgrid import client, refusals
from yardflow.integrations.sendgrid.client import NoAnswer, NotSent
from yardflow.integrations.sendgrid.refusals import Code, Refusal

SEND = "/v3/mail/send"


@dataclass(frozen=True, slots=True)
class Accepted:
    """SendGrid has it, which is not yet delivered. ``message_id`` is empty where none was named."""

    message_id: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It may have been taken: never to be sent again but by a person. SendGrid's events tell."""

    message: str
    details: Details = field(default_factory=Details)


def send(payload: Mapping[str, object]) -> Accepted | Refusal | Unknown:
    """Posts the body of a ``mail/send``, once. Never raises what a provider can cause.

    A `Refusal` is certain: nothing was taken. Whoever gets an `Unknown` must not send it again.
    """
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
    message = f"SendGrid answered with error {answer.status}, so this may have gone out."
    return Unknown(message, Details.of(answer.status))
