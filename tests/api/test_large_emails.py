"""Emails as large as any that SendGrid takes, and larger, posted to the product on a real port."""

import base64
import hashlib
import socket
import time
from collections.abc import Iterator

import httpx
import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, utils
from sqlalchemy import select
from sqlmodel import Session

from tests.api.test_inbound import KEY, PATH, key_is_set  # noqa: F401 - the key of these posts
from yardflow.integrations.sendgrid import webhook
from yardflow.models import InboundPost, Reply, ReplyFile
from yardflow.services.sequences.conversations import reading

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
BOUNDARY = "xYzZYxYzZY"
PART = 64_000
FIELDS = {
    "headers": "Message-ID: <large@acme.com>\nFrom: Ann <ann@acme.com>\nSubject: The hall\n",
    "from": "Ann <ann@acme.com>",
    "subject": "The hall",
    "text": "Here is the hall.",
}


def parts_of(size: int) -> Iterator[bytes]:
    """A form with a file of this size, in parts that no one holds together."""
    head = "".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in FIELDS.items()
    )
    disposition = 'Content-Disposition: form-data; name="attachment1"; filename="hall.pdf"'
    kind = "Content-Type: application/pdf"
    yield f"{head}--{BOUNDARY}\r\n{disposition}\r\n{kind}\r\n\r\n".encode()
    for start in range(0, size, PART):
        yield b"%" * min(PART, size - start)
    yield f"\r\n--{BOUNDARY}--\r\n".encode()


def post(address: str, size: int) -> httpx.Response:
    """Posts it without saying how long it is."""
    stamp = str(int(time.time()))
    digest = hashlib.sha256(stamp.encode())
    for part in parts_of(size):
        digest.update(part)
    signed = KEY.sign(digest.digest(), ec.ECDSA(utils.Prehashed(hashes.SHA256())))
    headers = {
        webhook.SIGNATURE: base64.b64encode(signed).decode(),
        webhook.TIMESTAMP: stamp,
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    return httpx.post(address + PATH, content=parts_of(size), headers=headers, timeout=60)


def test_an_email_of_thirty_megabytes_is_read_with_its_file(address: str, session: Session):
    answer = post(address, 30_000_000)
    assert (answer.status_code, answer.json()) == (200, {"stored": 1})
    assert reading.read(session) == 1
    session.commit()
    (reply,) = session.scalars(select(Reply))
    (file,) = session.scalars(select(ReplyFile))
    assert (reply.text, file.name, len(file.content)) == (FIELDS["text"], "hall.pdf", 30_000_000)


def test_what_is_larger_is_noted_without_its_content(address: str, session: Session):
    answer = post(address, 33_000_000)
    assert (answer.status_code, answer.json()) == (200, {"stored": 1})
    (kept,) = session.scalars(select(InboundPost))
    assert (kept.content, kept.error) == (None, "It is larger than 32 MB.")


def test_what_is_said_to_be_far_larger_is_refused_before_it_is_sent(address: str, session: Session):
    url = httpx.URL(address)
    request = f"POST {PATH} HTTP/1.1\r\nHost: {url.netloc.decode()}\r\n"
    with socket.create_connection((url.host, url.port or 80), timeout=30) as wire:
        wire.sendall(f"{request}Content-Length: 110000000\r\n\r\n".encode())
        assert wire.recv(100).startswith(b"HTTP/1.1 413")
    assert session.scalars(select(InboundPost)).all() == []
