"""What tests of the sync share."""

import pytest

from yardflow.integrations.hubspot import pace


@pytest.fixture
def unpaced(monkeypatch: pytest.MonkeyPatch) -> None:
    """HubSpot's limits are another matter: nothing waits for them."""
    monkeypatch.setattr(pace, "SEARCHES_PER_S", 10**6)
    monkeypatch.setattr(pace, "WINDOW_S", 0.001)
