"""Money and time as pages tell them."""

from decimal import Decimal

import pytest

from yardflow.state.enrichment.budget_view import time_told, usd


@pytest.mark.parametrize(
    ("amount", "told"),
    [
        ("0", "$0.00"),
        ("0.000043", "$0.000043"),
        ("0.0004", "$0.0004"),
        ("0.005", "$0.005"),
        ("0.022", "$0.022"),
        ("0.05", "$0.05"),
        ("0.123", "$0.12"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_the_less_money_the_more_exactly_it_is_told(amount: str, told: str):
    assert usd(Decimal(amount)) == told


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(5, "< 1 min"), (130, "about 2 min"), (9000, "about 2.5 h")],
)
def test_a_length_of_time_is_rounded_as_people_say_it(seconds: float, told: str):
    assert time_told(seconds) == told
