"""POST /api/enrich."""

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.enrichment.conftest import work
from yardflow.api.app import make
from yardflow.services.access import Principal
from yardflow.services.people import tokens

pytestmark = pytest.mark.usefixtures("database")


def calls(session: Session, who: Principal, *scopes: str) -> TestClient:
    secret = tokens.create(session, who, "Test", list(scopes), None).secret
    session.commit()
    return TestClient(make(), headers={"Authorization": f"Bearer {secret}"})


def test_a_contact_is_enriched_and_its_job_can_be_followed(sandbox, session, bob, acme, works_at):
    api = calls(session, bob, "read", "write")
    contact_id = works_at(acme, "Zoe Quinn")
    answer = api.post("/api/enrich", json={"contactId": contact_id})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    job_id = answer.json()["jobId"]
    work(job_id)
    job = api.get(f"/api/jobs/{job_id}").json()
    assert job["status"] == "succeeded"
    assert 0 < job["result"]["confidence"] <= 1
    assert 0 < api.get(f"/api/contacts/{contact_id}").json()["enrichmentConfidence"] <= 1


def test_asking_twice_gives_the_same_job(session, bob, acme, works_at):
    api, body = calls(session, bob, "read", "write"), {"contactId": works_at(acme, "Zoe Quinn")}
    first, second = (api.post("/api/enrich", json=body).json()["jobId"] for _ in range(2))
    assert first == second


def test_who_is_not_signed_in_or_may_only_read_is_refused(session, bob, acme, works_at):
    body = {"contactId": works_at(acme, "Zoe Quinn")}
    assert TestClient(make()).post("/api/enrich", json=body).status_code == 401
    assert calls(session, bob, "read").post("/api/enrich", json=body).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [({"contactId": 4711}, 404), ({"contactId": "x"}, 422), ({}, 422), ({"contactId": 2**63}, 404)],
)
def test_what_is_no_contact_is_told_in_json(session, bob, body, status):
    answer = calls(session, bob, "read", "write").post("/api/enrich", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]
