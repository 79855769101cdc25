"""Money and durations as pages show them."""

from decimal import Decimal

from tests.fixtures.rows import each_row
from yardflow.state.enrichment.budget_view import cents, duration, usd


@each_row(
    ("amount", "text"),
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
def test_small_amounts_have_more_places(amount: str, text: str):
    assert usd(Decimal(amount)) == text


@each_row(
    ("amount", "text"),
    [
        ("0", "$0.00"),
        ("0.0004", "<$0.01"),
        ("0.005", "<$0.01"),
        ("0.037", "$0.04"),
        ("1234.5", "$1,234.50"),
    ],
)
def test_an_amount_at_a_glance_is_in_cents(amount: str, text: str):
    assert cents(Decimal(amount)) == text


@each_row(
    ("seconds", "text"),
    [(5, "< 1 min"), (130, "about 2 min"), (9000, "about 2.5 h")],
)
def test_a_duration_is_rounded(seconds: float, text: str):
    assert duration(seconds) == text
