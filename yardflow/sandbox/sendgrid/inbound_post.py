"""Answers to messages are posted as Inbound Parse posts them: signed with a key of its own.

A test, or whoever reads a message in the inbox, says which answer comes, and how.
"""

import asyncio
import sqlite3
import time
import uuid
from typing import Annotated, Any

import httpx
from pydantic import StringConstraints

from yardflow.sandbox.sendgrid.events import (
    PATIENCE_S,
    SIGNATURE,
    TIMESTAMP,
    kept_key,
    public_key_of,
    signed,
)
from yardflow.sandbox.sendgrid.inbound import Answering, Posted, fields_of, form_of


class Replying(Answering):
    """The same, with where it is posted; empty for the sandbox's own webhook."""

    url: Annotated[
        str, StringConstraints(pattern=r"^(http://(127\.0\.0\.1|localhost):\d{1,5}/.*)?$")
    ] = ""


class Inbound:
    """Answers to ``webhook``, where there is one."""

    def __init__(self, database: sqlite3.Connection, webhook: str) -> None:
        self._key, self._webhook = kept_key(database, "inbound_key"), webhook
        self._late: set[asyncio.Task[Any]] = set()

    @property
    def public_key(self) -> str:
        """As SendGrid shows it: base64 of the key in DER."""
        return public_key_of(self._key)

    async def answer(self, found: dict[str, Any], answering: Answering, url: str = "") -> list[int]:
        """Posts the answer to a message; the status of each answer, none where it comes late.

        Raises:
            LookupError: there is no webhook.
            httpx.HTTPError: nobody answered.
        """
        url = url or self._webhook
        if not url:
            raise LookupError("Replies go nowhere: the sandbox has no webhook.")
        fields = fields_of(found, answering)
        if answering.late:
            task = asyncio.create_task(self._post_later(url, fields, answering))
            self._late.add(task)
            task.add_done_callback(self._late.discard)
            return []
        return await self._post(url, fields, answering)

    async def _post_later(self, url: str, fields: list[Posted], answering: Answering) -> None:
        await asyncio.sleep(answering.late)
        await self._post(url, fields, answering)

    async def _post(self, url: str, fields: list[Posted], answering: Answering) -> list[int]:
        statuses = []
        async with httpx.AsyncClient(timeout=PATIENCE_S, verify=False) as client:  # noqa: S501 - plain HTTP
            for _ in range(2 if answering.twice else 1):
                boundary = uuid.uuid4().hex
                body = form_of(fields, boundary)
                stamp = str(int(time.time()))
                signature = signed(self._key, stamp, body + b"?" if answering.forged else body)
                headers = {
                    SIGNATURE: signature,
                    TIMESTAMP: stamp,
                    "Content-Type": f"multipart/form-data; boundary={boundary}",
                }
                answer = await client.post(url, content=body, headers=headers)
                statuses.append(answer.status_code)
        return statuses
