"""HubSpot is mapped, and Ann is a CTO at Acme."""

import pytest
from sqlmodel import Session

from yardflow.integrations.hubspot import pace
from yardflow.models import Account
from yardflow.services.hubspot.mapping import store


@pytest.fixture
def mapped(session: Session) -> None:
    """HubSpot is mapped."""
    store.add_defaults(session)
    session.commit()


@pytest.fixture
def ann(mapped: None, acme: Account, works_at) -> int:
    """The id of Ann, a CTO."""
    return works_at(acme, "Ann Lee", title="CTO")


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """HubSpot's limits are another matter: nothing waits for them."""
    monkeypatch.setattr(pace, "SEARCHES_PER_S", 10**6)
    monkeypatch.setattr(pace, "WINDOW_S", 0.001)
