"""What the settings show of the outside services."""

import pytest
from sqlmodel import Session

from yardflow import config
from yardflow.errors import Forbidden, NotFound, Unavailable
from yardflow.services.access import Principal
from yardflow.services.operations import providers, sandbox_log


@pytest.fixture
def settings(monkeypatch: pytest.MonkeyPatch):
    def give(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        config.settings.cache_clear()

    yield give
    config.settings.cache_clear()


def test_each_provider_is_live_sandboxed_or_missing(
    session: Session, alice: Principal, settings
) -> None:
    settings(
        OPENAI_API_KEY="sandbox",
        OPENAI_BASE_URL="http://127.0.0.1:9/openai/v1",
        SENDGRID_API_KEY="a real one",
    )
    states = {provider.name: provider.state for provider in providers.states(session, alice)}
    assert states == {"OpenAI": "sandbox", "HubSpot": "not_configured", "SendGrid": "live"}
    assert providers.any_sandboxed()


def test_hubspot_is_what_is_connected_in_the_settings(session: Session, admin, connect) -> None:
    def hubspot() -> providers.ProviderView:
        return next(each for each in providers.states(session, admin) if each.name == "HubSpot")

    assert (hubspot().state, hubspot().needs) == ("not_configured", "")
    with pytest.raises(NotFound):
        providers.check_connection(session, admin, "HubSpot")
    connect()
    assert hubspot().state == "sandbox"
    assert providers.check_connection(session, admin, "HubSpot").ok


def test_only_an_admin_sees_what_is_connected(session: Session, bob: Principal) -> None:
    with pytest.raises(Forbidden):
        providers.states(session, bob)
    with pytest.raises(Forbidden):
        sandbox_log.received(session, bob)


def test_without_a_sandbox_its_page_says_so(session: Session, alice: Principal, settings) -> None:
    settings(OPENAI_API_KEY="a real one")
    with pytest.raises(Unavailable, match="sandbox"):
        sandbox_log.received(session, alice)
    assert sandbox_log.inbox(session, alice) == ""


def test_the_inbox_is_the_sandbox_s_where_that_plays_sendgrid(
    session: Session, alice: Principal, bob: Principal, settings
) -> None:
    settings(SENDGRID_API_KEY="sandbox", SENDGRID_BASE_URL="http://127.0.0.1:9/sendgrid")
    assert sandbox_log.inbox(session, alice) == "http://127.0.0.1:9/inbox"
    with pytest.raises(Forbidden):
        sandbox_log.inbox(session, bob)
