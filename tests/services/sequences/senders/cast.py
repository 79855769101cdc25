"""Senders for tests."""

from itertools import count
from typing import Any

from sqlmodel import Session

from yardflow.models import Sender

_numbers = count(1)


def sender_of(session: Session, **values: Any) -> int:
    """A sender in New York who may send 100 a day, unless ``values`` say otherwise; its id."""
    number = next(_numbers)
    usual = {
        "name": "Ann Lee",
        "address": f"s{number}@yardflow.example",
        "timezone": "America/New_York",
        "daily_cap": 100,
    }
    sender = Sender(**{**usual, **values})
    session.add(sender)
    session.commit()
    assert sender.id is not None
    return sender.id
