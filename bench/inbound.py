"""How many emails that come in are taken, read, judged, placed and followed in a second, beside a
bare endpoint that checks the same signature and keeps the same bytes and a row for each.
"""

import asyncio
import base64
import os
import time
from collections.abc import Callable, Sequence

import httpx
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import text
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from bench import sequence_people
from bench.figures import Figure
from bench.sequence_people import NOW, Workplace, enroll
from yardflow import config, db
from yardflow.api.app import make
from yardflow.integrations.sendgrid import webhook
from yardflow.sandbox.sendgrid.inbound import Answering, Kind, fields_of, form_of
from yardflow.services.sequences.conversations import reading, threads

EMAILS, ROUNDS = 400, 3
PATH, HOST = "/api/webhooks/sendgrid/inbound", "reply.yardflow.example"
# Of ten that come in.
KINDS: tuple[Kind, ...] = (
    *("human", "human", "human", "human", "human", "out_of_office", "out_of_office"),
    *("stop", "acknowledgement", "bounce"),
)
_FORM = "multipart/form-data; boundary=0123456789abcdef0123"
_KEY = ec.generate_private_key(ec.SECP256R1())
_EMPTY = text("""
TRUNCATE inbound_post, reply, hold, suppression, sequence_task, message_event CASCADE""")
_SENT = text("""
INSERT INTO message (key, enrollment_id, sequence_id, step, visit, contact_id, account_id,
    sender_id, address, subject, status, error, provider_id, attempts, first_touch, due_at,
    sending_at, sent_at)
SELECT md5(c.id::text), e.id, e.sequence_id, 'before', 1, c.id, c.account_id, e.sender_id, c.email,
    'Booth 2210', 'accepted', '', '', 1, true, :now, :now, :now
FROM enrollment e JOIN contact c ON c.id = e.contact_id ORDER BY e.id LIMIT :most
RETURNING id, reply_token, address""")
_KEEP = text("""
INSERT INTO inbound_post (hash, content_type, content, received_at, error)
VALUES (:hash, '', :content, now(), '')""")
_ROW = text("""
WITH post AS (UPDATE inbound_post SET read_at = now(), content = NULL WHERE id = (
    SELECT min(id) FROM inbound_post WHERE read_at IS NULL) RETURNING hash)
INSERT INTO reply (fingerprint, kind, sender, sender_name, subject, mail_id, successor_address,
    successor_name, outcome, received_at, text)
SELECT hash, 'human', '', '', '', '', '', '', '', now(), :text FROM post""")


def measure() -> list[Figure]:
    shown = _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    os.environ["SENDGRID_INBOUND_PUBLIC_KEY"] = base64.b64encode(shown).decode()
    config.settings.cache_clear()
    with sequence_people.opened() as workplace:
        bare_app = Starlette(routes=[Route(PATH, _keep, methods=["POST"])])
        product = make()
        bare = read = 0.0
        # In turn, so that what else the machine does is shared by both.
        for _ in range(ROUNDS):
            bare = max(bare, asyncio.run(_rate(bare_app, _bodies(workplace), _write_row)))
            read = max(read, asyncio.run(_rate(product, _bodies(workplace), _read)))
    return [Figure("inbound emails taken and read", read, "/s", bare, "value >= 200")]


def _bodies(workplace: Workplace) -> list[bytes]:
    """What Inbound Parse posts of answers by as many people."""
    with db.session() as session:
        session.execute(_EMPTY)
    enroll(workplace)
    with db.session() as session:
        sent = session.execute(_SENT, {"now": NOW, "most": EMAILS}).all()
        session.execute(text("ANALYZE message"))
    bodies = []
    for number, row in enumerate(sent):
        message = {
            "recipient": row.address,
            "sender": "ann@yardflow.example",
            "subject": "Booth 2210",
            "text": "Hello Ann, thank you for the visit at our booth.\n" * 15,
            "reply_to": threads.address(row.reply_token, HOST),
            "headers": {"Message-ID": threads.mail_id(row.id, row.reply_token, "ann@y.example")},
        }
        fields = fields_of(message, Answering(message=1, kind=KINDS[number % len(KINDS)]))
        bodies.append(form_of(fields, _FORM.partition("=")[2]))
    return bodies


async def _rate(app: ASGIApp, bodies: Sequence[bytes], read: Callable[[], int]) -> float:
    """Emails a second, from the first that is posted to the last that is read."""
    signed = [(body, _headers(body)) for body in bodies]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=config.settings().url) as client:
        began = time.perf_counter()
        for body, headers in signed:
            (await client.post(PATH, content=body, headers=headers)).raise_for_status()
    while read():
        pass
    spent = time.perf_counter() - began
    with db.session() as session:
        assert session.scalar(text("SELECT count(*) FROM reply")) == len(bodies)
    return len(bodies) / spent


def _read() -> int:
    with db.session() as session:
        return reading.read(session)


def _write_row() -> int:
    with db.session() as session:
        return int(session.execute(_ROW, {"text": "x" * 800}).rowcount)  # type: ignore[attr-defined]


def _headers(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = _KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        webhook.SIGNATURE: base64.b64encode(signature).decode(),
        webhook.TIMESTAMP: stamp,
        "content-type": _FORM,
    }


async def _keep(request: Request) -> Response:
    await asyncio.to_thread(_keep_row, await request.body(), dict(request.headers))
    return Response(status_code=204)


def _keep_row(body: bytes, headers: dict[str, str]) -> None:
    message = webhook.SignedMessage(headers)
    message.add(body)
    assert message.is_signed()
    with db.session() as session:
        signature = headers[webhook.SIGNATURE]
        session.execute(_KEEP, {"hash": signature, "content": body})
