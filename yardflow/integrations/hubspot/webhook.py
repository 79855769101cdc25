"""What HubSpot reports: whether it really comes from there, and which records it is about.

https://developers.hubspot.com/docs/apps/legacy-apps/authentication/validating-requests
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from yardflow import clock
from yardflow.integrations.hubspot.app import signing_secret

SIGNATURE, TIMESTAMP = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
LARGEST_BODY, MOST_EVENTS, MOST_IDS = 2_000_000, 100, 1_000
_PATIENCE = timedelta(minutes=5)
_LONGEST_SIGNATURE, _LONGEST_STAMP, _LONGEST_TEXT = 100, 20, 100
_LATEST = 2**42  # milliseconds; a moment past it is none
# What HubSpot decodes in an address before it signs it.
_DECODED = {f"%{ord(sign):02X}": sign for sign in ":/?@!$'()*,;"}
_KINDS = {"0-1": "contacts", "0-2": "companies", "0-3": "deals"}
_NAMES = {"contact": "contacts", "company": "companies", "deal": "deals"}
_IDENTITY = ("portalId", "subscriptionId", "objectId", "propertyName", "occurredAt", "eventId")


class Event(NamedTuple):
    """One event about a record of a ``kind``: ``what`` is its name, as in ``propertyChange``.
    ``merged_ids`` became ``hubspot_id`` where records were merged. ``digest`` is the same for the
    same event, however often it comes.
    """

    digest: str
    at: datetime
    kind: str
    what: str
    hubspot_id: str
    portal_id: int
    merged_ids: tuple[str, ...] = ()


def is_signed(url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Whether HubSpot posted this body to this public address within five minutes of now."""
    secret = signing_secret()
    signature, stamp = headers.get(SIGNATURE, ""), headers.get(TIMESTAMP, "")
    if secret is None or len(signature) > _LONGEST_SIGNATURE or not _is_recent(stamp):
        return False
    for code, sign in _DECODED.items():
        url = url.replace(code, sign).replace(code.lower(), sign)
    signed = b"POST" + url.encode() + body + stamp.encode()
    key = secret.get_secret_value().encode()
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    return hmac.compare_digest(expected, signature.encode())


def events(body: bytes) -> list[Event]:
    """The events that a signed body holds. What is about no record of ours is passed over.

    Raises:
        ValueError: it holds no events.
    """
    try:
        given = json.loads(body)
    except RecursionError:
        raise ValueError("too many lists in lists") from None
    if not isinstance(given, list):
        raise ValueError("not a list of events")
    return [
        event
        for each in given[:MOST_EVENTS]
        if isinstance(each, dict) and (event := _event(each)) is not None
    ]


def _is_recent(stamp: str) -> bool:
    if len(stamp) > _LONGEST_STAMP or not (stamp.isascii() and stamp.isdigit()):
        return False
    at = _moment(int(stamp))
    return at is not None and abs(clock.now() - at) <= _PATIENCE


def _event(given: dict[str, Any]) -> Event | None:
    name = _text(given.get("subscriptionType") or given.get("eventType"))
    of, _, what = name.partition(".")
    kind = _NAMES.get(of) or _KINDS.get(_text(given.get("objectTypeId")))
    merged = what == "merge"
    hubspot_id = _id(given.get("newObjectId")) if merged else ""
    # An association has two ends, and an event for each.
    hubspot_id = hubspot_id or _id(given.get("objectId")) or _id(given.get("fromObjectId"))
    at = _moment(given.get("occurredAt"))
    portal_id = given.get("portalId")
    if (
        kind is None
        or not (what.isascii() and what.isalpha())
        or not hubspot_id
        or at is None
        or type(portal_id) is not int
    ):
        return None
    ids = [given.get("primaryObjectId"), *_listed(given.get("mergedObjectIds"))] if merged else []
    identity = json.dumps([_text(given.get(part)) for part in _IDENTITY])
    return Event(
        hashlib.sha256(identity.encode()).hexdigest(),
        at,
        kind,
        what,
        hubspot_id,
        portal_id,
        tuple(dict.fromkeys(filter(None, map(_id, ids)))),
    )


def _listed(value: object) -> list[object]:
    return value[:MOST_IDS] if isinstance(value, list) else []


def _id(value: object) -> str:
    text = _text(value)
    return text if text.isascii() and text.isdigit() and len(text) <= 19 else ""


def _text(value: object) -> str:
    if type(value) is int:
        return str(value) if abs(value) < 10**30 else ""
    return value if isinstance(value, str) and len(value) <= _LONGEST_TEXT else ""


def _moment(milliseconds: object) -> datetime | None:
    if type(milliseconds) is not int or not 0 <= milliseconds < _LATEST:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
