"""SendGrid's reports over HTTP: who is believed, what is stored, and what becomes of it."""

import base64
import json
import time

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select

from yardflow.integrations.sendgrid import webhook
from yardflow.models import MessageEvent

pytestmark = pytest.mark.usefixtures("database")
KEY = ec.generate_private_key(ec.SECP256R1())
EVENT = {
    "sg_event_id": "e1",
    "event": "open",
    "timestamp": 1_800_000_000,
    "email": "ann@acme.com",
    "message_key": "no such message",
}


@pytest.fixture(autouse=True)
def key_is_set(set_up) -> None:
    shown = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    set_up(SENDGRID_WEBHOOK_PUBLIC_KEY=base64.b64encode(shown).decode())


def post(client, content: bytes, *, key=KEY, stamp: str | None = None, sent: bytes | None = None):
    stamp = stamp or str(int(time.time()))
    signature = key.sign(stamp.encode() + content, ec.ECDSA(hashes.SHA256()))
    headers = {
        webhook.SIGNATURE: base64.b64encode(signature).decode(),
        webhook.TIMESTAMP: stamp,
        "content-type": "application/json",
    }
    return client.post("/api/webhooks/sendgrid", content=sent or content, headers=headers)


def stored(session) -> int:
    return session.scalar(select(func.count()).select_from(MessageEvent))


def test_what_is_signed_is_stored_once_however_often_it_comes(client, session):
    body = json.dumps([EVENT, EVENT, {**EVENT, "sg_event_id": "e2"}]).encode()
    assert post(client, body).json() == {"stored": 2}
    assert post(client, body, stamp=str(int(time.time()) - 20 * 3600)).json() == {"stored": 0}
    assert stored(session) == 2


def test_what_is_not_signed_by_sendgrid_is_refused_and_not_stored(client, session):
    body = json.dumps([EVENT]).encode()
    other = ec.generate_private_key(ec.SECP256R1())
    altered = body.replace(b"open", b"spam")
    for answer in (
        client.post("/api/webhooks/sendgrid", content=body),
        post(client, body, key=other),
        post(client, body, sent=altered),
        client.post(
            "/api/webhooks/sendgrid",
            content=body,
            headers={webhook.SIGNATURE: "no base64!", webhook.TIMESTAMP: "1"},
        ),
        client.post(
            "/api/webhooks/sendgrid",
            content=body,
            headers={webhook.SIGNATURE: "x" * 10_000, webhook.TIMESTAMP: "1" * 10_000},
        ),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"]["code"] == "unauthenticated"
    assert stored(session) == 0


def test_a_signed_body_of_anything_else_is_answered_and_changes_nothing(client, session):
    odd = [
        b"",
        b"no json",
        b"{}",
        b"[" * 100_000,
        b'[1, null, "x", {}, []]',
        json.dumps([{**EVENT, "timestamp": 1e300}]).encode(),
        json.dumps([{**EVENT, "timestamp": "now"}]).encode(),
        json.dumps([{**EVENT, "sg_event_id": ["e1"]}]).encode(),
        b'[{"sg_event_id": NaN}]',
    ]
    for body in odd:
        assert post(client, body).json() == {"stored": 0}, body[:40]
    assert stored(session) == 0


def test_texts_without_end_or_with_signs_that_are_not_storable_are_cut(client, session):
    body = json.dumps(
        [
            {
                **EVENT,
                "event": "click",
                "url": "https://a.example/\x00" + "x" * 100_000,
                "useragent": "\ud800" + "y" * 100_000,
            }
        ]
    ).encode()
    assert post(client, body).json() == {"stored": 1}
    (details,) = session.scalars(select(MessageEvent.details)).all()
    assert len(json.dumps(details)) < 2_000


def test_a_batch_as_large_as_sendgrid_sends_is_taken_and_a_larger_body_is_not(client, session):
    events = [{**EVENT, "sg_event_id": f"e{n}", "pad": "x" * 300} for n in range(1_800)]
    body = json.dumps(events).encode()
    assert 700_000 < len(body) < 800_000
    assert post(client, body).json() == {"stored": 1_800}
    assert post(client, b" " * 2_100_000).status_code == 413
