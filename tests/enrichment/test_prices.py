"""What an answer costs."""

from decimal import Decimal

import pytest

from yardflow import config
from yardflow.prices import PRICES, Usage


def test_each_kind_of_token_has_its_price():
    usage = Usage("gpt-6-luna", 1_000_000, 400_000, 100_000, 200_000)
    assert usage.cost == Decimal("0.05") + Decimal("0.004") + Decimal("0.0125") + Decimal("0.1")


def test_the_smallest_answer_costs_something():
    assert Usage("gpt-6-luna", input_tokens=1).cost == Decimal("0.000001")


def test_a_model_without_a_price_stops_the_start_by_name(set_up):
    set_up(OPENAI_MODEL="gpt-99")
    with pytest.raises(config.SettingsError, match=r"OPENAI_MODEL.*gpt-99"):
        config.load()


@pytest.mark.parametrize("model", PRICES)
def test_cached_input_is_never_dearer_than_fresh(model):
    price = PRICES[model]
    assert 0 < price.cached <= price.input <= price.written < price.output


def test_an_answer_of_a_batch_costs_half_rounded_up():
    usage = Usage("gpt-6-luna", input_tokens=30)
    assert (usage.charged(False), usage.charged(True)) == (Decimal("0.000003"), Decimal("0.000002"))
