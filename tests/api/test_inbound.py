"""Emails that come in over HTTP: who is believed, what is kept once, and what is read of it."""

import base64
import time
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import func, select
from sqlmodel import Session

from yardflow import clock
from yardflow.integrations.sendgrid import webhook
from yardflow.models import InboundPost, Reply, ReplyFile, ReplyKind
from yardflow.services.sequences.conversations import reading, storing

pytestmark = pytest.mark.usefixtures("database")
KEY = ec.generate_private_key(ec.SECP256R1())
PATH = "/api/webhooks/sendgrid/inbound"


@pytest.fixture(autouse=True)
def key_is_set(set_up) -> None:
    shown = KEY.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    set_up(SENDGRID_INBOUND_PUBLIC_KEY=base64.b64encode(shown).decode())


def form(
    boundary: str = "xYzZYxYzZY", mail_id: str = "<a@acme.com>", text: bytes = b"Yes"
) -> bytes:
    headers = f"Message-ID: {mail_id}\nFrom: Ann <ann@acme.com>\nSubject: Re: Hi\n".encode()
    parts = {
        b"headers": headers,
        b"from": b"Ann <ann@acme.com>",
        b"subject": b"Re: Hi",
        b"text": text,
    }
    listed = [
        b'--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (boundary.encode(), name, content)
        for name, content in parts.items()
    ]
    file = (
        b'--%s\r\nContent-Disposition: form-data; name="attachment1"; filename="a.html"\r\n'
        b"Content-Type: text/html\r\n\r\n<script>1</script>\r\n" % boundary.encode()
    )
    return b"".join(listed) + file + f"--{boundary}--\r\n".encode()


def post(client: Any, body: bytes, boundary: str = "xYzZYxYzZY", **how: Any) -> Any:
    stamp = str(int(time.time()))
    signed = how.get("signed", body)
    signature = how.get("key", KEY).sign(stamp.encode() + signed, ec.ECDSA(hashes.SHA256()))
    headers = {
        webhook.SIGNATURE: base64.b64encode(signature).decode(),
        webhook.TIMESTAMP: stamp,
        "content-type": how.get("kind", f"multipart/form-data; boundary={boundary}"),
    }
    return client.post(PATH, content=body, headers=headers)


def count(session: Session, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_what_is_posted_again_is_kept_once_though_its_parts_are_separated_otherwise(
    client, session
):
    assert post(client, form()).json() == {"stored": 1}
    assert post(client, form("another boundary-1"), "another boundary-1").json() == {"stored": 0}
    assert count(session, InboundPost) == 1
    assert reading.read(session) == 1
    session.commit()
    (reply,) = session.scalars(select(Reply))
    assert (reply.kind, reply.sender, reply.text) == (ReplyKind.HUMAN, "ann@acme.com", "Yes")
    (file,) = session.scalars(select(ReplyFile))
    assert (file.name, file.content) == ("a.html", b"<script>1</script>")
    (kept,) = session.scalars(select(InboundPost))
    assert kept.content is None, "it is read, and would be kept twice"
    assert post(client, form()).json() == {"stored": 0}
    assert reading.read(session) == 0


def test_the_same_message_to_two_addresses_is_one_reply(client, session):
    post(client, form())
    post(client, form(text=b"Yes \n"))
    assert reading.read(session) == 2
    assert count(session, Reply) == 1


def test_who_did_not_sign_is_refused(client, session):
    other = ec.generate_private_key(ec.SECP256R1())
    assert post(client, form(), key=other).status_code == 401
    assert post(client, form(), signed=b"other").status_code == 401
    assert client.post(PATH, content=form()).status_code == 401
    assert client.post(PATH, content=b"{}").status_code == 401
    assert post(client, bytes(32_000_001), key=other).status_code == 401
    large = client.post(PATH, headers={"content-length": "110000000"}, content=b"")
    assert large.status_code == 413
    assert count(session, InboundPost) == 0


def test_what_is_signed_and_can_be_no_email_is_noted_without_its_content(client, session):
    """SendGrid posts again whatever isn't answered with 2xx, and a bounce follows in the end."""
    for body, kind in ((b"{}", "application/json"), (bytes(32_000_001), "multipart/form-data")):
        answer = post(client, body, kind=kind)
        assert (answer.status_code, answer.json()) == (200, {"stored": 1})
    rows = session.scalars(select(InboundPost).order_by(InboundPost.id)).all()
    errors = ["It is not a form.", "It is larger than 32 MB."]
    assert [(row.content, row.error) for row in rows] == [(None, error) for error in errors]
    assert reading.read(session) == 0


def test_a_form_that_holds_no_message_is_kept_with_the_reason_and_holds_up_no_other(
    client, session
):
    assert post(client, b"no form at all").json() == {"stored": 1}
    assert post(client, form()).json() == {"stored": 1}
    assert reading.read(session) == 2
    session.commit()
    errors = session.scalars(select(InboundPost.error).order_by(InboundPost.id)).all()
    assert errors[0] and errors[1] == ""
    assert count(session, Reply) == 1


def test_posts_are_forgotten_once_they_are_not_posted_again(client, session):
    post(client, b"no form at all")
    post(client, form())
    reading.read(session)
    session.commit()
    for days, left in ((6, 2), (8, 1), (31, 0)):
        with clock.at(clock.now() + timedelta(days=days)):
            storing.purge(session)
        assert count(session, InboundPost) == left, days
    assert count(session, Reply) == 1
