"""GET /api/enrichment/ledger and ledger.csv."""

from decimal import Decimal

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.fixtures import spending
from tests.fixtures.programs import program
from tests.fixtures.spending import NOON, reserved, settle
from yardflow import clock
from yardflow.models import EnrichmentRun
from yardflow.services.access import Principal

DAY = {"since": "2026-11-20", "until": "2026-11-20"}


@pytest.fixture
def run(session, acme, works_at) -> EnrichmentRun:
    """A run that asked at noon and cost a cent."""
    (run,) = spending.runs_at(session, acme, works_at, 1)
    with clock.at(NOON):
        settle(reserved(run, "0.05"), "0.01")
    return run


@pytest.fixture
def api(session: Session, bob: Principal) -> TestClient:
    """Bob's token, which may only read."""
    return program(session, bob, "read")


def test_everybody_signed_in_reads_the_ledger(api, run, techexpo):
    body = api.get("/api/enrichment/ledger", params=DAY).json()
    assert set(body) == {"since", "until", "lines", "days", "events", "totals"}
    (line,) = body["lines"]
    assert (line["provider"], line["model"], line["field"]) == ("openai", "gpt-6-luna", "")
    assert Decimal(line["costUsd"]) == Decimal("0.01") and line["costPerAccepted"] is None
    assert [day["day"] for day in body["days"]] == ["2026-11-20"]
    assert [event["eventId"] for event in body["events"]] == [techexpo.id]
    assert body["totals"]["unconfirmed"] == 0


def test_one_event_alone(api, run, techexpo):
    mine = api.get("/api/enrichment/ledger", params=DAY | {"eventId": techexpo.id}).json()
    assert Decimal(mine["totals"]["costUsd"]) == Decimal("0.01")
    other = api.get("/api/enrichment/ledger", params=DAY | {"eventId": 10**6}).json()
    assert other["lines"] == []


def test_without_days_it_is_the_last_thirty(api, run):
    with clock.at(NOON):
        body = api.get("/api/enrichment/ledger").json()
    assert (body["since"], body["until"], len(body["days"])) == ("2026-10-22", "2026-11-20", 30)


@pytest.mark.parametrize(
    ("query", "refusal"),
    [
        ({"since": "yesterday"}, (422, "invalid")),
        ({"since": "2026-11-21", "until": "2026-11-20"}, (409, "conflict")),
        ({"since": "2020-01-01", "until": "2026-11-20"}, (409, "conflict")),
        ({"until": "9999-12-31"}, (422, "invalid")),
        ({"since": "0001-01-01", "until": "0001-01-01"}, (422, "invalid")),
        ({"eventId": str(2**63)}, (422, "invalid")),
    ],
)
def test_what_makes_no_sense_is_refused(api, run, query, refusal):
    for path in ("/api/enrichment/ledger", "/api/enrichment/ledger.csv"):
        answer = api.get(path, params=query)
        assert (answer.status_code, answer.json()["error"]["code"]) == refusal


def test_the_file_has_a_name_and_a_type(api, run):
    answer = api.get("/api/enrichment/ledger.csv", params=DAY)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        'filename="enrichment-2026-11-20-2026-11-20.csv"' in answer.headers["content-disposition"]
    )
    assert answer.content.startswith(b'\xef\xbb\xbf"part"')
