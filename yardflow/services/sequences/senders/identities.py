"""Senders as their emails show them."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db

# Stands for the booking link that each message has of its own.
OWN_LINK = "https://"
_SENDERS = text("""
SELECT id, name, address, reply_to, signature_html, booking_url,
    EXISTS (SELECT FROM meeting_hours h WHERE h.sender_id = s.id) AS books
FROM sender s WHERE id = ANY(CAST(:ids AS bigint[]))""")


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose name and address an email bears; ``values`` are what a template can say of them."""

    name: str
    address: str
    reply_to: str | None
    values: dict[str, str]


def identities(session: Session, sender_ids: Collection[int]) -> dict[int, Identity]:
    """The identities of these senders, by id, as far as they exist."""
    rows = db.rows(session, _SENDERS, {"ids": db.ids_of(sender_ids)})
    return {
        row.id: Identity(
            row.name,
            row.address,
            row.reply_to,
            {
                "sender.name": row.name,
                "sender.address": row.address,
                "sender.signature": row.signature_html,
                **_booking(row),
            },
        )
        for row in rows
    }


def _booking(row: Any) -> dict[str, str]:
    """Whether there is a link to book by is known before a message has its own."""
    url = row.booking_url or (OWN_LINK if row.books else "")
    return {"sender.booking_url": url} if url else {}
