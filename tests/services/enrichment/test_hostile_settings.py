"""What nobody may decide about enrichment: sums that are none, and anything as a MEMBER."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlmodel import select

from tests.fixtures.product_in_process import cookie_of
from tests.fixtures.socket_tab import full_name
from yardflow import db
from yardflow.errors import Conflict, Invalid
from yardflow.models import AuditEntry, Setting
from yardflow.services.access import Principal
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.settings import EnrichmentSettings

pytestmark = pytest.mark.usefixtures("database")
MONEY = ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "-0.01", "1e308", "1e-9", "1e999999999", "x"]


def stored() -> tuple[EnrichmentSettings, int]:
    with db.session() as session:
        return enrichment_settings.stored(session)


@pytest.mark.parametrize("value", [*MONEY, "", "1,000,000", "0.0000001", "٣٣٣٣٣٣٣٣", "0x10", "5 5"])
async def test_a_sum_that_is_none_is_refused_at_its_field(tab, alice, value):
    browser = await tab(cookie_of(alice))
    await browser.call(full_name("EnrichmentSettings", "load"))
    form = {"daily_budget_usd": value}
    answers = await browser.call(full_name("EnrichmentSettings", "save"), form=form)
    assert stored() == (EnrichmentSettings(), 0)
    assert "Enter a" in str(answers) or "six decimal places" in str(answers)


@pytest.mark.parametrize("value", [*MONEY, "101", "1e3", "69.5"])
async def test_a_threshold_that_is_no_share_is_refused(tab, alice, value):
    browser = await tab(cookie_of(alice))
    await browser.call(full_name("EnrichmentSettings", "load"))
    await browser.call(full_name("EnrichmentSettings", "save"), form={"threshold_title": value})
    assert stored() == (EnrichmentSettings(), 0)


@pytest.mark.parametrize(
    "values",
    [
        *(
            {"daily_budget_usd": value}
            for value in [*MONEY, float("nan"), float("inf"), -1, 10**400]
        ),
        *({"thresholds": {"title": value}} for value in ["NaN", "1.01", -1, float("inf"), "0.701"]),
        *(
            {"requests_per_minute": value}
            for value in [0, -1, 10**30, 1.5, "x", None, float("nan")]
        ),
        *({"model": value} for value in ["gpt-99", "", "gpt-5.4-mini\x00", 7, ["gpt-5.4-mini"]]),
        *({"order": value} for value in [None, 7, [["openai"]], {"openai": 1}]),
        *({"triggers": value} for value in [["everything"], [None], "scheduled", 7]),
        *({name: 1} for name in ["version", "key", "updated_by", "__class__"]),
    ],
)
def test_whatever_is_decided_fits_or_is_refused(alice, values):
    with pytest.raises(Invalid), db.session() as session:
        enrichment_settings.save(session, alice, None, values)
    assert stored() == (EnrichmentSettings(), 0)


def test_an_order_names_each_provider_once_whatever_is_sent(alice):
    with db.session() as session:
        sent = {"order": ["openai", "openai", "evil", "website"], "off": ["evil"] * 9}
        settings = enrichment_settings.save(session, alice, None, sent)
    assert settings.order == ("openai", "website", "email_pattern")


async def test_a_member_sees_and_changes_no_setting(tab, bob):
    browser = await tab(cookie_of(bob))
    await browser.open_page("/settings/?tab=enrichment")
    for handler in ("load", "discard", "save"):
        given = {"form": {"daily_budget_usd": "1"}} if handler == "save" else {}
        await browser.call(full_name("EnrichmentSettings", handler), **given)
    assert "contact_ceiling_usd" not in browser.text and "tokens_per_minute" not in browser.text
    assert stored() == (EnrichmentSettings(), 0)
    with db.session() as session:
        denied = session.exec(select(AuditEntry).where(AuditEntry.action == "access.denied")).all()
    assert len(denied) >= 3


@pytest.mark.parametrize("decided_before", [False, True])
def test_of_many_who_save_at_once_one_wins_and_the_others_are_told(alice, decided_before):
    if decided_before:
        save(alice, None, 7)
    version = stored()[1]
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda n: save(alice, version, 10 + n), range(8)))
    assert sorted(outcomes) == ["conflict"] * 7 + ["saved"]
    with db.session() as session:
        assert len(session.exec(select(Setting)).all()) == 1


def save(who: Principal, version: int | None, budget: int) -> str:
    try:
        with db.session() as session:
            enrichment_settings.save(session, who, version, {"daily_budget_usd": budget})
    except Conflict:
        return "conflict"
    return "saved"
