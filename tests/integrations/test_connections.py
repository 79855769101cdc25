"""Live, sandbox or not set up; and whether the key is good."""

import pytest

from tests.fixtures.state_tab import call, tab
from yardflow.errors import Forbidden, NotFound, Unavailable
from yardflow.integrations.connection_checks import Check, check
from yardflow.integrations.connections import PROVIDERS, Mode, connection
from yardflow.services.enrichment import connection_check
from yardflow.services.operations import providers, sandbox_log
from yardflow.state.settings.integrations import IntegrationsState

KEYS = {
    "openai": ("OPENAI_API_KEY", "OPENAI_BASE_URL"),
    "hubspot": ("HUBSPOT_ACCESS_TOKEN", "HUBSPOT_BASE_URL"),
    "sendgrid": ("SENDGRID_API_KEY", "SENDGRID_BASE_URL"),
}
NOWHERE = "http://127.0.0.1:9"


pytestmark = pytest.mark.usefixtures("database")


def checked(provider: str) -> Check:
    return connection_check.check_openai() if provider == "openai" else check(provider)


@pytest.fixture
def nothing_set(set_up):
    """No key and no address of any provider."""
    set_up(**{name: None for names in KEYS.values() for name in names})


@pytest.mark.parametrize("provider", PROVIDERS)
def test_without_key_and_address_it_is_not_set_up(provider, nothing_set):
    assert connection(provider).mode == Mode.NOT_CONFIGURED
    assert "is not set" in checked(provider).message


@pytest.mark.parametrize("provider", PROVIDERS)
def test_an_address_without_a_key_is_the_sandbox_in_development_only(provider, set_up, nothing_set):
    _, address = KEYS[provider]
    set_up(**{address: NOWHERE})
    assert connection(provider).mode == Mode.SANDBOX
    set_up(YARDFLOW_ENV="production")
    assert connection(provider).mode == Mode.NOT_CONFIGURED


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_key_is_live_at_the_real_address(provider, set_up, nothing_set):
    key, _ = KEYS[provider]
    set_up(**{key: "sk-real"})
    view = connection(provider)
    assert view.mode == Mode.LIVE
    assert view.base_url.startswith("https://api.")
    assert "sk-real" not in repr(view)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_good_key_is_recognised(provider, sandbox):
    assert checked(provider).ok


@pytest.mark.parametrize("provider", PROVIDERS)
def test_a_bad_key_is_named_by_its_setting(provider, sandbox, set_up):
    key, _ = KEYS[provider]
    set_up(**{key: "wrong"})
    view = checked(provider)
    assert not view.ok and key in view.message
    assert "wrong" not in view.message


@pytest.mark.parametrize("provider", PROVIDERS)
@pytest.mark.parametrize("fault", ["down", "malformed", "rate_limited", "drop"])
def test_a_provider_in_trouble_is_told_apart_from_a_bad_key(provider, fault, sandbox):
    sandbox.fail(fault, provider)
    view = checked(provider)
    assert not view.ok and "key" not in view.message


def test_only_an_administrator_tests_and_reads(session, alice, bob, sandbox):
    assert providers.check_connection(session, alice, "OpenAI").ok
    with pytest.raises(Forbidden):
        providers.check_connection(session, bob, "OpenAI")
    with pytest.raises(Forbidden):
        sandbox_log.received(session, bob)
    with pytest.raises(NotFound):
        providers.check_connection(session, alice, "Nobody")


def test_the_page_of_the_sandbox_shows_what_it_received_and_no_key(session, alice, sandbox):
    check("sendgrid")
    checked("openai")
    rows = sandbox_log.received(session, alice)
    assert [row.provider for row in rows] == ["openai", "openai", "sendgrid"]
    assert rows[1].call.startswith("GET /openai/v1/models/")
    assert "Bearer sandbox" not in str(sandbox.received())


def test_without_a_sandbox_the_page_says_so(session, alice, nothing_set):
    with pytest.raises(Unavailable):
        sandbox_log.received(session, alice)


async def test_the_settings_page_says_whether_a_key_is_good(session, alice, sandbox):
    page = tab(session, alice, IntegrationsState)
    await call(page, IntegrationsState.try_out, "OpenAI")
    sandbox.fail("down", "sendgrid")
    await call(page, IntegrationsState.try_out, "SendGrid")
    assert page.results["OpenAI"].ok
    assert "a problem" in page.results["SendGrid"].message


async def test_the_settings_page_shows_what_a_provider_s_support_asks_for(session, alice, sandbox):
    page = tab(session, alice, IntegrationsState)
    sandbox.fail("error", status=429, code="credit_balance_exhausted", path="/responses")
    await call(page, IntegrationsState.try_out, "OpenAI")
    result = page.results["OpenAI"]
    assert result.message == "The OpenAI account has no credit left. Add some."
    assert result.details.startswith("error 429, code credit_balance_exhausted, request req_")
