"""Whom SendGrid sends for, as it says itself."""

import httpx
import pytest

from tests.fixtures.sandbox import call
from yardflow.integrations.errors import AccountError, ProviderError, TemporaryError
from yardflow.integrations.sendgrid import identities

KEY = {"Authorization": "Bearer sandbox"}


@pytest.fixture(autouse=True)
def empty(sandbox) -> None:
    """No addresses from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


def add(sandbox, address: str) -> str:
    """A new address; the link that verifies it."""
    body = {"nickname": address, "from_email": address, "reply_to": address}
    path = f"{sandbox.url}/sendgrid/v3/verified_senders"
    httpx.post(path, json=body, headers=KEY).raise_for_status()
    (entry,) = call("GET", f"{sandbox.url}/messages", params={"to": address}).json()["items"]
    text = call("GET", f"{sandbox.url}/messages/{entry['id']}").json()["text"]
    return text.split()[-1]


def test_an_address_counts_once_it_was_verified(sandbox):
    links = [add(sandbox, f"s{number}@acme.com") for number in range(3)]
    assert identities.verified_senders() == frozenset()
    call("GET", links[0])
    assert identities.verified_senders() == {"s0@acme.com"}


def test_more_than_a_page_of_addresses_is_read_to_its_end(sandbox, monkeypatch):
    for number in range(4):
        call("GET", add(sandbox, f"s{number}@acme.com"))
    monkeypatch.setattr(identities, "_A_PAGE", 3)
    assert len(identities.verified_senders()) == 4


def test_an_authenticated_domain_counts(sandbox):
    assert identities.is_authenticated("acme.example")
    assert not identities.is_authenticated("acme.com")


def test_what_it_does_not_say_is_an_error_and_no_no(sandbox):
    for fault, how, error in (
        ("down", {}, TemporaryError),
        ("malformed", {}, TemporaryError),
        ("drop", {}, TemporaryError),
        ("rate_limited", {}, TemporaryError),
        ("error", {"status": 403}, AccountError),
        ("error", {"status": 401}, AccountError),
        ("error", {"status": 400}, ProviderError),
    ):
        for ask in (identities.verified_senders, lambda: identities.is_authenticated("acme.com")):
            sandbox.fail(fault, "sendgrid", **how)
            with pytest.raises(error):
                ask()
