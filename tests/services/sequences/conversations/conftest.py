"""Answers to emails that went out through the sandbox, read as they come in."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlmodel import Session, col

from tests.fixtures.sandbox import call
from tests.services.sequences.engine.conftest import *  # noqa: F403 - the same sequences and people
from tests.services.sequences.engine.test_sending_once import drained
from yardflow.models import Reply
from yardflow.sandbox.sendgrid.inbound import Answering, fields_of, form_of
from yardflow.services.sequences.conversations import reading, storing

FORM = "multipart/form-data; boundary=xYzZYxYzZYxYzZY"


@pytest.fixture
def reply_host(session: Session) -> str:
    """Where answers go."""
    session.execute(
        text(
            "INSERT INTO setting (key, value, version, updated_at) VALUES ('email',"
            ' \'{"reply_host": "reply.yardflow.example", "first_touches_per_day": null,'
            ' "person_per_week": 50}\', 1, now())'
        )
    )
    session.commit()
    return "reply.yardflow.example"


@pytest.fixture
def sent(sandbox) -> Callable[[], list[dict[str, Any]]]:
    """All that is due goes out; what arrived, the oldest first, as its recipients have it."""

    def all_sent() -> list[dict[str, Any]]:
        drained()
        items = call("GET", f"{sandbox.url}/messages", params={"limit": 1000}).json()["items"]
        return [call("GET", f"{sandbox.url}/messages/{each['id']}").json() for each in items[::-1]]

    return all_sent


@pytest.fixture
def answer(session: Session) -> Callable[..., Reply]:
    """``answer(message, kind="stop")``: it comes in and is read."""

    def answered(found: dict[str, Any], **how: Any) -> Reply:
        fields = fields_of(found, Answering(message=found["id"], **how))
        storing.store(session, FORM, form_of(fields, "xYzZYxYzZYxYzZY"))
        assert reading.read(session) == 1
        session.commit()
        session.expire_all()
        return session.scalars(select(Reply).order_by(col(Reply.id).desc()).limit(1)).one()

    return answered
