"""What SendGrid tells a webhook about messages: signed, in batches, and as untidily as it comes.

A test says what happened to which messages, and how it is told; by themselves only `Reports` are.
"""

import base64
import json
import sqlite3
import time
import uuid
from typing import Annotated, Any, Literal

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from yardflow.sandbox.sendgrid.book import MESSAGE_ID, Book, headers_of
from yardflow.sandbox.sendgrid.suppressions import BLOCKS, Suppressions

SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature"
TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp"
PATIENCE_S = 10
Name = Literal[
    "processed",
    "deferred",
    "delivered",
    "dropped",
    "bounce",
    "open",
    "click",
    "spamreport",
    "unsubscribe",
    "group_unsubscribe",
    "group_resubscribe",
]
# The list that an event puts its recipient on.
_SUPPRESSES = {"spamreport": "spam_reports", "unsubscribe": "unsubscribes"}
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/128.0"
_RESPONSES = {
    "bounce": {"status": "5.1.1", "reason": "550 5.1.1 The user does not exist"},
    "deferred": {"response": "452 4.2.2 The mailbox is full", "attempt": "1"},
    "delivered": {"response": "250 OK"},
    "dropped": {"reason": "Bounced Address"},
}


class Given(BaseModel):
    """What a control route is given."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class Happening(Given):
    """Something that happened to a message of the book. ``after`` is how many seconds after it was
    taken; ``more`` replaces or adds to what the event says (``type``, ``reason``, ``url``,
    ``useragent``). A ``machine`` opened it, not a person; an ``asynchronous`` bounce comes from a
    mail server's letter, which names no message.
    """

    message: int
    event: Name
    after: int = 0
    machine: bool = False
    asynchronous: bool = False
    more: dict[str, str | int] = Field(default_factory=dict, max_length=20)


class Telling(Given):
    """What is told to which address, in one request: ``twice`` with the same ids again, in the
    order given or ``backwards``; ``forged`` signs it with another key, ``aged`` with a time so many
    seconds ago.
    """

    url: Annotated[str, StringConstraints(pattern=r"^http://(127\.0\.0\.1|localhost):\d{1,5}/")]
    happenings: list[Happening] = Field(max_length=10_000)
    twice: bool = False
    backwards: bool = False
    forged: bool = False
    aged: int = 0


class Events:
    """Tells webhooks, and signs what it tells."""

    def __init__(
        self, database: sqlite3.Connection, book: Book, suppressions: Suppressions
    ) -> None:
        self._book, self._suppressions = book, suppressions
        self._key = kept_key(database)

    @property
    def public_key(self) -> str:
        """As SendGrid shows it: base64 of the key in DER."""
        return public_key_of(self._key)

    async def tell(self, telling: Telling) -> list[int]:
        """Sends it; the status of each answer.

        Raises:
            LookupError: a message is not in the book.
            httpx.HTTPError: nobody answered.
        """
        events = [self._event(each) for each in telling.happenings]
        key = ec.generate_private_key(ec.SECP256R1()) if telling.forged else self._key
        return await _post(
            telling.url,
            events[::-1] if telling.backwards else events,
            key,
            int(time.time()) - telling.aged,
            times=2 if telling.twice else 1,
        )

    async def report(self, url: str, happenings: list[Happening]) -> bool:
        """Sends what happened, once; whether it was taken.

        Raises:
            LookupError: a message is not in the book.
            httpx.HTTPError: nobody answered.
        """
        events = [self._event(each) for each in happenings]
        (status,) = await _post(url, events, self._key, int(time.time()))
        return 200 <= status < 300

    def _event(self, happening: Happening) -> dict[str, Any]:
        message = self._book.message(happening.message)
        if message is None:
            raise LookupError(f"There is no message {happening.message}.")
        name, recipient = happening.event, message["recipient"]
        event: dict[str, Any] = {
            **message["args"],
            "email": recipient,
            "timestamp": message["accepted_at"] + happening.after,
            "event": name,
            "sg_event_id": uuid.uuid4().hex[:22],
            "smtp-id": _mail_id(message),
            "category": message["body"].get("categories") or [],
            **_RESPONSES.get(name, {}),
        }
        if not happening.asynchronous:
            event["sg_message_id"] = f"{message['message_id']}.sandbox-{message['id']}"
        if name in ("open", "click"):
            event |= {"useragent": _BROWSER, "ip": "192.0.2.7"}
        if happening.machine:
            event["sg_machine_open"] = True
        event |= {"type": "bounce"} if name == "bounce" else {}
        event |= happening.more
        self._suppress(recipient, event)
        return event

    def _suppress(self, recipient: str, event: dict[str, Any]) -> None:
        if event["event"] == "bounce":
            kind = BLOCKS if event["type"] == "blocked" else "bounces"
            self._suppressions.add(kind, recipient, str(event["reason"]), str(event["status"]))
        elif kind := _SUPPRESSES.get(event["event"], ""):
            self._suppressions.add(kind, recipient)


def _mail_id(message: dict[str, Any]) -> str:
    """The Message-ID that its recipient sees."""
    made = f"<{message['message_id']}.{message['id']}@geopod-ismtpd-1.sandbox.example>"
    return headers_of(message).get(MESSAGE_ID, made)


def kept_key(
    database: sqlite3.Connection, table: str = "signing_key"
) -> ec.EllipticCurvePrivateKey:
    """A key of this database, made once: who asked for it before a restart still knows it."""
    fresh = ec.generate_private_key(ec.SECP256R1())
    with database:
        database.execute(
            f"CREATE TABLE IF NOT EXISTS {table} (only INTEGER PRIMARY KEY, number TEXT)"
        )
        number = str(fresh.private_numbers().private_value)
        database.execute(f"INSERT OR IGNORE INTO {table} VALUES (1, ?)", [number])  # noqa: S608
        (kept,) = database.execute(f"SELECT number FROM {table}").fetchone()  # noqa: S608
    return ec.derive_private_key(int(kept), ec.SECP256R1())


def public_key_of(key: ec.EllipticCurvePrivateKey) -> str:
    """Base64 of the public key in DER."""
    shown = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return base64.b64encode(shown).decode()


def signed(key: ec.EllipticCurvePrivateKey, stamp: str, body: bytes) -> str:
    """The signature over a time and a body, as it stands in a header."""
    signature = key.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return base64.b64encode(signature).decode()


async def _post(
    url: str,
    events: list[dict[str, Any]],
    key: ec.EllipticCurvePrivateKey,
    at: int,
    times: int = 1,
) -> list[int]:
    """Sends the events, signed with this key at this time; the status of each answer."""
    body, stamp = json.dumps(events).encode(), str(at)
    headers = {
        SIGNATURE: signed(key, stamp, body),
        TIMESTAMP: stamp,
        "Content-Type": "application/json",
    }
    async with httpx.AsyncClient(timeout=PATIENCE_S, verify=False) as client:  # noqa: S501 - plain HTTP
        told = [await client.post(url, content=body, headers=headers) for _ in range(times)]
    return [answer.status_code for answer in told]
