"""Acme at TechExpo with three people, as far as the pages about many need it."""

from collections.abc import Callable

import pytest
from sqlmodel import Session

from yardflow.models import Account, Event
from yardflow.services.access import Principal
from yardflow.services.records import active_event


@pytest.fixture
def people(
    session: Session,
    bob: Principal,
    techexpo: Event,
    acme: Account,
    work_at: Callable[..., list[int]],
) -> list[int]:
    """Three contacts at Acme, of Bob's active event, with nothing but their names."""
    active_event.switch(session, bob, techexpo.id)
    session.commit()
    return work_at(acme, ["Ann Lee", "Joe Smith", "Eve Moss"])
