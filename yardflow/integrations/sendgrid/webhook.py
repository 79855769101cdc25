"""What SendGrid reports by itself: whether it really comes from there, and what it says.

https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.serialization import load_der_public_key

from yardflow.config import settings
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.sendgrid import client, refusals

SIGNATURE = "x-twilio-email-event-webhook-signature"
TIMESTAMP = "x-twilio-email-event-webhook-timestamp"
# SendGrid sends at most 768 KB at a time.
LARGEST_BODY = 2_000_000
MOST_EVENTS = 20_000
_LONGEST_STAMP, _LONGEST_SIGNATURE, _LONGEST_TEXT, _LONGEST_ID = 20, 500, 500, 240
_HASHED = ec.ECDSA(utils.Prehashed(hashes.SHA256()))
_KEY_PATH = "/v3/user/webhooks/event/settings/signed"
# Inbound Parse signs by a security policy, with a key of its own.
_POLICIES = "/v3/user/webhooks/security/policies"


class Event(NamedTuple):
    """One event. ``arguments`` are our own, which the message was sent with; ``mail_id`` is the
    Message-ID that it has in the mailbox, empty where it names none.
    """

    event_id: str
    kind: str
    at: datetime
    arguments: Mapping[str, Any]
    url: str = ""
    agent: str = ""
    machine: bool = False
    blocked: bool = False
    status: str = ""
    classification: str = ""
    mail_id: str = ""

    def argument(self, name: str) -> str:
        """One of our own arguments; empty where it is none, or no text."""
        return _text(self.arguments, name)


def is_signed(body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether the body is as SendGrid signed it: ECDSA over its timestamp and the raw bytes.

    How old it is decides nothing: it is sent again for a day. What comes twice is kept once.

    Raises:
        ProviderError: what SendGrid signs with is not set, and SendGrid did not say.
    """
    stamp, signature = headers.get(TIMESTAMP, ""), headers.get(SIGNATURE, "")
    if not _are_there(stamp, signature):
        return False
    digest = hashlib.sha256(stamp.encode() + body).digest()
    return _verifies(settings().sendgrid_webhook_public_key or _asked_key(), signature, digest)


class SignedMessage:
    """Whether Inbound Parse posted a body: signed as events are, with the key of its policy. It is
    given in parts, of which none is kept.
    """

    def __init__(self, headers: Mapping[str, str]) -> None:
        self._stamp = headers.get(TIMESTAMP, "")[: _LONGEST_STAMP + 1]
        self._signature = headers.get(SIGNATURE, "")[: _LONGEST_SIGNATURE + 1]
        self._hash = hashlib.sha256(self._stamp.encode())

    @property
    def claims(self) -> bool:
        """Whether there is a signature at all."""
        return _are_there(self._stamp, self._signature)

    @property
    def digest(self) -> str:
        """The hash of what was given so far."""
        return self._hash.hexdigest()

    def add(self, part: bytes) -> None:
        """What comes next of the body."""
        self._hash.update(part)

    def is_signed(self) -> bool:
        """Whether all that was given is what was signed.

        Raises:
            ProviderError: what SendGrid signs with is not set, and SendGrid did not say.
        """
        public_key = settings().sendgrid_inbound_public_key or _policy_key()
        return self.claims and _verifies(public_key, self._signature, self._hash.digest())


def _are_there(stamp: str, signature: str) -> bool:
    return 0 < len(stamp) <= _LONGEST_STAMP and 0 < len(signature) <= _LONGEST_SIGNATURE


def _verifies(public_key: str, signature: str, digest: bytes) -> bool:
    try:
        _key(public_key).verify(base64.b64decode(signature), digest, _HASHED)
    except (InvalidSignature, UnsupportedAlgorithm, binascii.Error, ValueError, TypeError):
        return False
    return True


@cache
def _asked_key() -> str:
    """Asked once in a process: only a person changes it, who then sets or restarts."""
    answer = client.request("GET", _KEY_PATH)
    if refusal := refusals.of(answer):
        raise refusal.error()
    key = answer.part.get("public_key")
    if not isinstance(key, str) or not key:
        raise TemporaryError("SendGrid did not say what it signs events with.")
    return key


@cache
def _policy_key() -> str:
    """The key of the first policy that has one; asked once in a process, as `_asked_key`."""
    answer = client.request("GET", _POLICIES)
    if refusal := refusals.of(answer):
        raise refusal.error()
    listed = answer.part.get("policies")
    for policy in listed if isinstance(listed, list) else ():
        signature = policy.get("signature") if isinstance(policy, dict) else None
        key = signature.get("public_key") if isinstance(signature, dict) else None
        if isinstance(key, str) and key:
            return key
    raise TemporaryError("SendGrid did not say what it signs inbound emails with.")


def events(body: bytes) -> list[Event]:
    """The events of a body; what is no event of a message is left out.

    Raises:
        ValueError: it is no JSON array, or has far too many.
    """
    try:
        listed = json.loads(body)
    except RecursionError:
        raise ValueError("nested without end") from None
    if not isinstance(listed, list) or len(listed) > MOST_EVENTS:
        raise ValueError("not an array of events")
    return [*_events(listed)]


def _events(listed: list[Any]) -> Iterator[Event]:
    for each in listed:
        if not isinstance(each, dict):
            continue
        event_id, kind = _text(each, "sg_event_id"), _text(each, "event")
        at = _moment(each.get("timestamp"))
        if not event_id or not kind or at is None:
            continue
        yield Event(
            event_id=event_id,
            kind=kind,
            at=at,
            arguments=each,
            url=_text(each, "url"),
            agent=_text(each, "useragent"),
            machine=each.get("sg_machine_open") is True,
            blocked=_text(each, "type") == "blocked",
            status=_text(each, "status") or _text(each, "reason")[:16],
            classification=_text(each, "bounce_classification"),
            mail_id=_mail_id(_text(each, "smtp-id")),
        )


def _mail_id(text: str) -> str:
    """A Message-ID as headers name it (RFC 5322, 3.6.4); empty for what can be none."""
    inner = text.strip().removeprefix("<").removesuffix(">")
    sides = inner.split("@")
    plain = len(inner) <= _LONGEST_ID and inner.isascii() and inner.isprintable()
    if len(sides) != 2 or not all(sides) or not plain or set(inner) & set(' <>(),;:"\\'):
        return ""
    return f"<{inner}>"


def _text(event: Mapping[str, Any], name: str) -> str:
    """What PostgreSQL stores no text with is left out: zeros, and halves of a sign."""
    value = event.get(name)
    if not isinstance(value, str):
        return ""
    value = value[:_LONGEST_TEXT].replace("\x00", "")
    # Nearly all are: what is ASCII has no halves.
    return value if value.isascii() else value.encode(errors="ignore").decode()


def _moment(stamp: object) -> datetime | None:
    """SendGrid says seconds since 1970."""
    if isinstance(stamp, bool) or not isinstance(stamp, int | float):
        return None
    try:
        return datetime.fromtimestamp(stamp, UTC)
    except (ValueError, OverflowError, OSError):
        return None


@lru_cache(maxsize=4)
def _key(text: str) -> ec.EllipticCurvePublicKey:
    key = load_der_public_key(base64.b64decode(text))
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise ValueError("not a key of the kind that SendGrid signs with")
    return key
