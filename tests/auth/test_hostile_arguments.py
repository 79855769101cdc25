"""Every handler, with arguments that no page of ours would send: none of them fails."""

import inspect
from collections.abc import Iterator
from copy import deepcopy
from itertools import compress, islice
from operator import not_
from typing import Any

import pytest

from tests.auth.test_handlers import by_state
from tests.fixtures.product_in_process import cookie_of
from yardflow.auth.event_validation import InvalidArgument, validate

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
def whole_product(address: str, unhurried: None) -> None:
    """All pages are loaded, so all states are registered; no haste of ours holds us up."""


def hostile(handler: Any) -> Iterator[dict[str, Any]]:
    """Every value in place of each argument, and in each field of a form in its place.

    What the gate refuses reaches no handler: one such is sent, the others are refused here.
    """
    names = [each.name for each in list(inspect.signature(handler.fn).parameters.values())[1:]]
    if not names:
        yield {}
        return
    forms = [dict.fromkeys(FIELDS, value) for value in VALUES]
    payloads = [dict.fromkeys(names, value) for value in [*VALUES, *forms]]
    passing = [_passes(handler, payload) for payload in payloads]
    yield from compress(payloads, passing)
    yield from islice(compress(payloads, map(not_, passing)), 1)


def _passes(handler: Any, payload: dict[str, Any]) -> bool:
    try:
        validate(handler, deepcopy(payload))
    except InvalidArgument:
        return False
    return True


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
    cookie = cookie_of(alice)
    for name, each in by_state()[state]:
        browser = await tab(cookie)
        for arguments in hostile(each.handler):
            await browser.send(name, **arguments)
        await browser.settle()
        await browser.leave()
        assert "A handler failed" not in caplog.text, (name, caplog.text[-3000:])
