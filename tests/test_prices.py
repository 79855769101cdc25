"""What an answer costs."""

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.fixtures.rows import each_row
from yardflow import config
from yardflow.integrations.openai.usage import usage_of
from yardflow.prices import AS_OF, FRESH_FOR, PRICES, Usage, are_old, margin_at
from yardflow.services.enrichment.providers.openai import form as openai_form


def test_each_kind_of_token_has_its_price():
    usage = Usage("gpt-6-luna", 1_000_000, 400_000, 100_000, 200_000)
    assert usage.cost == Decimal("0.05") + Decimal("0.004") + Decimal("0.0125") + Decimal("0.1")


def test_the_smallest_answer_costs_something():
    assert Usage("gpt-6-luna", input_tokens=1).cost == Decimal("0.000001")


def test_a_model_without_a_price_stops_the_start_by_name(set_up):
    set_up(OPENAI_MODEL="gpt-99")
    with pytest.raises(config.SettingsError, match=r"OPENAI_MODEL.*gpt-99"):
        config.load()


@each_row("model", PRICES)
def test_cached_input_is_never_dearer_than_fresh(model):
    price = PRICES[model]
    assert 0 < price.cached <= price.input <= price.written < price.output


def test_an_answer_of_a_batch_costs_half_rounded_up():
    usage = Usage("gpt-6-luna", input_tokens=30)
    assert (usage.charged(False), usage.charged(True)) == (Decimal("0.000003"), Decimal("0.000002"))


@pytest.mark.parametrize(
    ("host", "margin"),
    [
        ("https://eu.api.openai.com/v1", "1.1"),
        ("https://us.api.openai.com/v1", "1.1"),
        ("https://api.openai.com/v1", "1"),
        ("https://eu.api.openai.com.evil.example/v1", "1"),
        ("http://127.0.0.1:8090/openai/v1", "1"),
    ],
)
def test_a_regional_address_costs_a_tenth_more(set_up, host, margin):
    assert margin_at(host) == Decimal(margin)
    plain = openai_form.most_usd("gpt-6-luna")
    set_up(OPENAI_API_KEY="sk-real", OPENAI_BASE_URL=host)
    reported = {"input_tokens": 1_000, "output_tokens": 1_000, "total_tokens": 2_000}
    used = usage_of({"usage": reported}, "gpt-6-luna", 22_000, "OK", 1_500)
    assert used.cost == Decimal("0.0006") * Decimal(margin)
    assert abs(openai_form.most_usd("gpt-6-luna") - plain * Decimal(margin)) < Decimal("0.000002")


def test_prices_are_old_after_ninety_days():
    assert not are_old(AS_OF + FRESH_FOR)
    assert are_old(AS_OF + FRESH_FOR + timedelta(days=1))
