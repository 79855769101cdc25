"""The ADMIN's decisions about enrichment, as the tab takes and shows them."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import Setting, Trigger
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.state.settings.enrichment import EnrichmentSettings
from yardflow.state.settings.tabs import SettingsState


async def opened(session: Session, who: Principal) -> EnrichmentSettings:
    page = tab(session, who, EnrichmentSettings, "/settings/?tab=enrichment")
    await call(page, EnrichmentSettings.load)
    return page


def stored_settings(session: Session) -> enrichment_settings.EnrichmentSettings:
    session.rollback()
    session.expire_all()
    return enrichment_settings.read(session)


async def test_the_tab_is_the_administrator_s(session: Session, alice: Principal, bob: Principal):
    page = tab(session, alice, SettingsState, "/settings/?tab=enrichment")
    page.me.is_admin = True
    assert await call(page, SettingsState.open_tab) == [EnrichmentSettings.load]
    members = await opened(session, bob)
    assert "administrator" in members.problem
    assert members.texts == {}


async def test_it_shows_what_holds_before_anybody_decided(session: Session, alice: Principal):
    page = await opened(session, alice)
    assert page.texts["daily_budget_usd"] == "50"
    assert page.texts["threshold_email"] == "70"
    assert [row.key for row in page.providers] == ["email_pattern", "website", "openai"]
    assert {row.key: row.on for row in page.triggers} == {
        "created": True,
        "imported": False,
        "qualified": True,
        "scheduled": False,
    }
    assert (page.spend.spent, page.spend.budget, page.changed) == ("$0.00", "$50.00", False)


async def test_what_is_typed_and_switched_is_saved_together(session: Session, alice: Principal):
    page = await opened(session, alice)
    await call(page, EnrichmentSettings.turn_trigger, "scheduled", True)
    await call(page, EnrichmentSettings.turn_provider, "website", False)
    await call(page, EnrichmentSettings.move_provider, "openai", -1)
    await call(page, EnrichmentSettings.choose_model, "gpt-6-luna")
    await call(page, EnrichmentSettings.turn_mail_hosts, True)
    form = {"daily_budget_usd": "12.50", "threshold_email": "85"}
    await call(page, EnrichmentSettings.save, form)
    settings = stored_settings(session)
    assert settings.daily_budget_usd == Decimal("12.5")
    assert settings.thresholds["email"] == Decimal("0.85")
    assert (settings.order, settings.off) == (("email_pattern", "openai", "website"), {"website"})
    assert (settings.model, settings.check_mail_hosts) == ("gpt-6-luna", True)
    assert Trigger.SCHEDULED in settings.triggers
    assert (page.changed, page.spend.budget) == (False, "$12.50")


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        ("daily_budget_usd", "a lot", "Enter a number from 0 to 100,000."),
        ("daily_budget_usd", "-1", "Enter a number from 0 to 100,000."),
        ("daily_budget_usd", "NaN", "Enter a number from 0 to 100,000."),
        ("contact_ceiling_usd", "0.0000001", "Use at most six decimal places."),
        ("threshold_email", "101", "Enter a whole number from 0 to 100."),
        ("threshold_size", "70.5", "Enter a whole number from 0 to 100."),
        ("requests_per_minute", "0", "Enter a whole number from 1 to 1,000,000."),
        ("tokens_per_minute", "", "Enter a whole number from 1,000 to 1,000,000,000."),
    ],
)
async def test_a_number_that_can_t_be_is_refused_at_its_field(
    session: Session, alice: Principal, name: str, typed: str, reason: str
):
    page = await opened(session, alice)
    await call(page, EnrichmentSettings.save, {name: typed})
    assert page.errors == {name: reason}
    assert stored_settings(session) == enrichment_settings.EnrichmentSettings()


async def test_a_change_is_felt_and_its_taking_back_too(session: Session, alice: Principal):
    page = await opened(session, alice)
    await call(page, EnrichmentSettings.type_in, "daily_budget_usd", "60")
    assert page.changed
    await call(page, EnrichmentSettings.type_in, "daily_budget_usd", "50.00")
    assert not page.changed


async def test_who_saved_first_wins_and_the_second_is_told(session: Session, alice: Principal):
    first, second = await opened(session, alice), await opened(session, alice)
    await call(first, EnrichmentSettings.save, {"daily_budget_usd": "20"})
    await call(second, EnrichmentSettings.save, {"daily_budget_usd": "30"})
    assert (second.conflict, second.notice.text) == (True, "")
    assert stored_settings(session).daily_budget_usd == 20


async def test_a_provider_that_rests_says_why(session: Session, alice: Principal):
    with clock.at(datetime(2026, 11, 22, 10, 2, tzinfo=UTC)):
        for _ in range(circuit_breaker.FAILURES):
            circuit_breaker.record_failure(session, "openai", "OpenAI did not answer in time.")
    session.commit()
    page = await opened(session, alice)
    rests = {row.key: row.trouble for row in page.providers}
    assert rests["openai"].startswith("OpenAI has not answered since 10:02 UTC.")
    assert rests["website"] == ""


async def test_each_model_says_what_a_thousand_contacts_cost(session: Session, alice: Principal):
    page = await opened(session, alice)
    labels = dict(page.models)
    assert labels["gpt-6-luna"] == "gpt-6-luna: about $0.20"
    assert labels[""] == "gpt-5.4-mini: about $1.66 (default)"
    await call(page, EnrichmentSettings.choose_model, "gpt-6-luna")
    assert page.price == "$0.10 in, $0.50 out"


async def test_a_model_without_a_price_is_named_until_another_one_is_chosen(
    session: Session, alice: Principal
):
    gone = {"model": "gpt-9-gone"}
    session.add(Setting(key=enrichment_settings.KEY, value=gone, updated_by=alice.user_id))
    session.commit()
    page = await opened(session, alice)
    assert page.model == "gpt-9-gone"
    assert "gpt-9-gone" in page.notices[0]
    await call(page, EnrichmentSettings.choose_model, "gpt-6-luna")
    await call(page, EnrichmentSettings.save, {})
    assert (page.notices, stored_settings(session).model) == ([], "gpt-6-luna")


async def test_old_prices_are_told(session: Session, alice: Principal, monkeypatch):
    assert (await opened(session, alice)).notices == []
    monkeypatch.setattr(clock, "now", lambda: datetime(2027, 3, 1, tzinfo=UTC))
    page = await opened(session, alice)
    assert "prices here are from Nov 6, 2026" in page.notices[0]
