"""HubSpot's package, within our limits and with our errors."""

import time
from contextlib import suppress
from uuid import uuid4

import pytest
from hubspot.crm.contacts import PublicObjectSearchRequest, SimplePublicObjectInputForCreate
from pydantic import SecretStr

from yardflow.integrations.errors import PermanentError, TemporaryError
from yardflow.integrations.hubspot import client, pace
from yardflow.integrations.hubspot.app import Access
from yardflow.integrations.hubspot.limits import Limits
from yardflow.integrations.hubspot.refusals import AlreadyThere, LimitReached, TokenRefused

pytestmark = pytest.mark.usefixtures("database")
ACCESS = Access(SecretStr("sandbox"))


@pytest.fixture
def ann() -> SimplePublicObjectInputForCreate:
    """Someone whom the sandbox doesn't know yet."""
    address = f"ann-{uuid4().hex}@acme.com"
    return SimplePublicObjectInputForCreate(properties={"email": address}, associations=[])


def calls(sandbox) -> list[str]:
    return [each["method"] for each in sandbox.received("hubspot")]


def test_it_creates_and_reads(sandbox, ann):
    contacts = client.crm(ACCESS).crm.contacts.basic_api
    created = contacts.create(ann)
    assert contacts.get_by_id(created.id).properties["email"] == ann.properties["email"]


def test_what_is_refused_is_an_error_of_ours_without_the_record(sandbox, ann):
    contacts = client.crm(ACCESS).crm.contacts.basic_api
    first = contacts.create(ann)
    with pytest.raises(AlreadyThere, match="has this already") as refusal:
        contacts.create(ann)
    assert refusal.value.record_id == first.id and refusal.value.__context__ is None
    assert refusal.value.details.code == "CONFLICT" and refusal.value.details.request_id
    with pytest.raises(TokenRefused):
        client.crm(Access(SecretStr("wrong"))).crm.contacts.basic_api.get_page()


@pytest.mark.parametrize("fault", ["drop", "lost"])
def test_what_may_have_arrived_is_not_sent_again(sandbox, ann, fault):
    sandbox.fail(fault, "hubspot")
    with pytest.raises(TemporaryError) as refusal:
        client.crm(ACCESS).crm.contacts.basic_api.create(ann)
    assert refusal.value.in_doubt and calls(sandbox) == ["POST"]


def test_a_connection_that_is_not_there_ends_in_words(sandbox, set_up):
    set_up(HUBSPOT_BASE_URL="http://127.0.0.1:9")
    with pytest.raises(TemporaryError, match="can't be reached"):
        client.crm(ACCESS).crm.contacts.basic_api.get_page()


def test_a_limit_keeps_the_next_call_from_leaving(sandbox):
    contacts = client.crm(ACCESS).crm.contacts.basic_api
    sandbox.fail("rate_limited", "hubspot", retryAfter=60)
    with pytest.raises(LimitReached):
        contacts.get_page()
    with pytest.raises(TemporaryError, match="slow down"):
        contacts.get_page()
    assert calls(sandbox) == ["GET"]


def test_a_search_takes_its_turn_among_searches(sandbox):
    searching = client.crm(ACCESS).crm.contacts.search_api
    began = time.monotonic()
    for _ in range(3):
        with suppress(PermanentError):  # what it comes to is not what counts
            searching.do_search(PublicObjectSearchRequest(filter_groups=[]))
    assert time.monotonic() - began > 2 / pace.searches().per_second - 0.01


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (("10000", "190", "12", "625000", "1"), Limits(190, 12, 625_000, 1)),
        (("1000", "190", "12", None, None), Limits()),
        (("10000", "1e9", "-1", "x" * 1_000_000, "٣"), Limits()),
        ((None,) * 5, Limits()),
    ],
)
def test_limits_are_read_where_they_are_some(headers, expected):
    names = ("Interval-Milliseconds", "Max", "Remaining", "Daily", "Daily-Remaining")
    given = {
        f"X-HubSpot-RateLimit-{name}": value
        for name, value in zip(names, headers, strict=True)
        if value is not None
    }
    assert Limits.of(given) == expected
