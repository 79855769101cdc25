"""Senders as their emails show them."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlmodel import Session, col

from yardflow.models import MeetingHours, Sender


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose name and address an email bears; ``values`` are what a template can say of them."""

    name: str
    address: str
    reply_to: str | None
    values: dict[str, str]


def identities(session: Session, sender_ids: Collection[int]) -> dict[int, Identity]:
    """The identities of these senders, by id, as far as they exist."""
    rows = session.execute(
        select(
            exists().where(col(MeetingHours.sender_id) == col(Sender.id)).label("books"),
            col(Sender.id),
            col(Sender.name),
            col(Sender.address),
            col(Sender.reply_to),
            col(Sender.signature_html),
        ).where(col(Sender.id).in_(sender_ids))
    )
    return {
        row.id: Identity(
            row.name,
            row.address,
            row.reply_to,
            {
                "sender.name": row.name,
                "sender.address": row.address,
                "sender.signature": row.signature_html,
                # Each message has its own; whether there is one is known before.
                **({"sender.booking_url": "https://"} if row.books else {}),
            },
        )
        for row in rows
    }
