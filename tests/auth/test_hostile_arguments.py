"""Every handler, with arguments that no page of ours would send: none of them fails."""

import inspect
from typing import Any

import pytest

from tests.auth.test_handlers import by_state
from tests.fixtures.product_in_process import cookie_of

pytestmark = pytest.mark.heavy
HUGE = 10**30
VALUES: list[Any] = [
    *(None, 0, -1, 2**31, 2**63, HUGE, -HUGE, 1.5, True, "", "x", "9" * 400, "a\x00b", "²", "NaN"),
    *("1e400", "Infinity", "-1e-9", "2026-13-45", "0001-01-01", "' OR 1=1 --", "<img src=x>"),
    *([], [1] * 1_000, [HUGE, "a", None], {}, {"a": 1}, {"__proto__": {"role": "ADMIN"}}),
]
# What forms of the product call their fields.
FIELDS = (
    *(
        "value",
        "since",
        "until",
        "name",
        "email",
        "title",
        "daily_budget_usd",
        "contact_ceiling_usd",
    ),
    *("requests_per_minute", "tokens_per_minute", "threshold_title", "starts_on", "role", "id"),
)


@pytest.fixture(autouse=True)
def whole_product(address: str) -> None:
    """All pages are loaded, so all states are registered."""


@pytest.mark.parametrize(
    "state",
    [
        "BulksState",
        "BulkRecord",
        "NewBulk",
        "CostsState",
        "EnrichmentSettings",
        "EnrichNow",
        "EnrichmentHistory",
        "ReviewState",
        "ContactState",
        "AccountState",
        "ContactsState",
        "Workplace",
    ],
)
async def test_no_argument_makes_a_handler_fail(tab, alice, techexpo, caplog, state):
    for name, each in by_state()[state]:
        names = [
            parameter.name
            for parameter in list(inspect.signature(each.handler.fn).parameters.values())[1:]
        ]
        browser = await tab(cookie_of(alice))
        for value in VALUES if names else VALUES[:1]:
            await browser.send(name, **dict.fromkeys(names, value))
            await browser.send(name, **dict.fromkeys(names, dict.fromkeys(FIELDS, value)))
        await browser.settle()
        await browser.leave()
        assert "A handler failed" not in caplog.text, (name, caplog.text[-3000:])
