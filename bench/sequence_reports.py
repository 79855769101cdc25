"""How many reports of SendGrid come in signed, are kept once and applied in a second, beside a bare
endpoint that checks the same signature and writes the same rows.
"""

import asyncio
import base64
import json
import os
import time
from collections.abc import Sequence

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
from bench.sequence_people import NOW, PEOPLE, Workplace, enroll
from yardflow import clock, config, db
from yardflow.api.app import make
from yardflow.integrations.sendgrid import webhook
from yardflow.services.sequences import events

A_POST, KINDS = 500, ("delivered", "open", "click")
ROUNDS = 3
PATH = "/api/webhooks/sendgrid"
_KEY = ec.generate_private_key(ec.SECP256R1())
_SENT = text("""
INSERT INTO message (key, sequence_id, step, visit, contact_id, account_id, sender_id, address,
    subject, status, error, provider_id, attempts, first_touch, due_at, sending_at, sent_at)
SELECT md5(c.id::text), :sequence, 'intro', 1, c.id, c.account_id, :sender, c.email, '', 'accepted',
    '', '', 1, true, :now, :now, :now FROM contact c""")
_BARE = (
    text("""
INSERT INTO message_event (event_id, message_id, kind, at, received_at, details)
SELECT r.sg_event_id, m.id, r.event, to_timestamp(r.timestamp), now(), '{}'
FROM jsonb_to_recordset(CAST(:rows AS jsonb))
    r (sg_event_id text, message_key text, event text, timestamp bigint)
LEFT JOIN message m ON m.key = r.message_key ON CONFLICT DO NOTHING"""),
    text("""
UPDATE message m SET status = 'delivered', delivered_at = to_timestamp(r.timestamp)
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (message_key text, timestamp bigint)
WHERE m.key = r.message_key"""),
    text("""
UPDATE message_event v SET applied_at = now(), by_machine = false
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) r (sg_event_id text)
WHERE v.event_id = r.sg_event_id"""),
)


def measure() -> list[Figure]:
    shown = _KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    os.environ["SENDGRID_WEBHOOK_PUBLIC_KEY"] = base64.b64encode(shown).decode()
    config.settings.cache_clear()
    with sequence_people.opened() as workplace:
        bare_app = Starlette(routes=[Route(PATH, _write, methods=["POST"])])
        product = make()
        bare = applied = 0.0
        # In turn, so that what else the machine does is shared by both.
        for _ in range(ROUNDS):
            bare = max(bare, asyncio.run(_taken(bare_app, _bodies(workplace))))
            applied = max(applied, asyncio.run(_taken(product, _bodies(workplace))))
    return [Figure("reports taken and applied", applied, "/s", bare, "ratio >= 0.6")]


def _bodies(workplace: Workplace) -> list[bytes]:
    """What SendGrid posts of emails that went to everyone."""
    enroll(workplace)
    known = {"sequence": workplace.sequence_id, "sender": workplace.sender_id, "now": NOW}
    with db.session() as session:
        session.execute(_SENT, known)
        session.execute(text("ANALYZE message"))
        keys = session.scalars(text("SELECT key FROM message ORDER BY id")).all()
    reports = [
        {
            "sg_event_id": f"{kind}-{key}",
            "event": kind,
            "timestamp": int(NOW.timestamp()) + after,
            "message_key": key,
            "email": "ann@acme.example",
            "url": "https://yardflow.example/",
            "useragent": "Mozilla/5.0",
        }
        for after, kind in enumerate(KINDS)
        for key in keys
    ]
    return [
        json.dumps(reports[start : start + A_POST]).encode()
        for start in range(0, len(reports), A_POST)
    ]


async def _taken(app: ASGIApp, bodies: Sequence[bytes]) -> float:
    """Reports a second, from the first that is posted to the last that is applied."""
    signed = [(body, _headers(body)) for body in bodies]
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=config.settings().url) as client:
        began = time.perf_counter()
        for body, headers in signed:
            (await client.post(PATH, content=body, headers=headers)).raise_for_status()
    while _applied():
        pass
    spent = time.perf_counter() - began
    with db.session() as session:
        applied = text("SELECT count(*) FROM message_event WHERE applied_at IS NOT NULL")
        assert session.scalar(applied) == PEOPLE * len(KINDS)
    return PEOPLE * len(KINDS) / spent


def _applied() -> int:
    with db.session() as session, clock.at(clock.now() + events.HELD_BACK):
        return events.apply(session)


def _headers(body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    signature = _KEY.sign(stamp.encode() + body, ec.ECDSA(hashes.SHA256()))
    return {
        webhook.SIGNATURE: base64.b64encode(signature).decode(),
        webhook.TIMESTAMP: stamp,
        "content-type": "application/json",
    }


async def _write(request: Request) -> Response:
    await asyncio.to_thread(_write_rows, await request.body(), dict(request.headers))
    return Response(status_code=204)


def _write_rows(body: bytes, headers: dict[str, str]) -> None:
    assert webhook.is_signed(body, headers)
    rows = body.decode()
    with db.session() as session:
        for statement in _BARE:
            session.execute(statement, {"rows": rows})
