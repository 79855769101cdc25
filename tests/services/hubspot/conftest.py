"""HubSpot is mapped, and Ann is a CTO at Acme."""

import pytest
from sqlmodel import Session

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
