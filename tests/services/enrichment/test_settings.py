"""What an ADMIN decided, also where a row of the settings is not what this version writes."""

from decimal import Decimal

import pytest

from yardflow.models import Setting, Trigger
from yardflow.services.enrichment import settings as enrichment_settings

pytestmark = pytest.mark.usefixtures("database")


def stored(session, alice, **values) -> enrichment_settings.EnrichmentSettings:
    session.add(Setting(key=enrichment_settings.KEY, value=values, updated_by=alice.user_id))
    session.flush()
    return enrichment_settings.read(session)


def test_a_decision_that_cant_be_read_leaves_the_others(session, alice):
    seen = stored(session, alice, triggers=["by_magic"], daily_budget_usd="7.50", order=3)
    assert seen.daily_budget_usd == Decimal("7.50")
    assert seen.triggers == {Trigger.CREATED, Trigger.QUALIFIED}
    assert seen.order == tuple(enrichment_settings.PROVIDERS)


def test_a_budget_that_cant_be_read_spends_nothing(session, alice):
    assert stored(session, alice, daily_budget_usd="lots").daily_budget_usd == 0


def test_such_a_row_is_fixed_by_the_next_decision(session, alice):
    stored(session, alice, daily_budget_usd="lots")
    enrichment_settings.save(session, alice, None, {"daily_budget_usd": "20"})
    assert enrichment_settings.read(session).daily_budget_usd == 20
