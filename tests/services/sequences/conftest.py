"""Published sequences, and who sends them."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from tests.fixtures.sequences import FOLLOW_UP, current
from tests.services.sequences.senders.cast import sender_of
from yardflow.services.access import Principal
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.services.sequences.lifecycle import drafts, publishing


@pytest.fixture
def publish(session: Session, alice: Principal) -> Callable[..., int]:
    """Publishes a sequence of these entry rules; its id."""

    def published(name: str = "Follow-up", definition: Definition = FOLLOW_UP) -> int:
        row = drafts.create(session, alice, {"name": name, "draft": reading.write(definition)})
        publishing.publish(session, alice, row.id, pin=current)
        session.commit()
        return row.id

    return published


@pytest.fixture
def sender(session: Session) -> int:
    return sender_of(session)
