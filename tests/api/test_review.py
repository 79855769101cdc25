"""Deciding about claims over HTTP."""

import pytest

from tests.fixtures.claims import claim, claims, says, settled
from tests.fixtures.programs import program
from tests.fixtures.records import contact

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoë Quinn")


def test_the_queue_is_read_page_by_page(session, bob, acme, techexpo, zoe):
    api = program(session, bob, "read")
    settled(zoe, says("title", "COO", "0.5"), says("size", "11-50", "0.5"))
    first = api.get("/api/enrichment/review", params={"eventId": techexpo.id, "limit": 1}).json()
    assert first["total"] == 2 and first["next"]
    assert first["groups"][0]["accountName"] == "Acme"
    assert first["groups"][0]["items"][0]["label"] == "Company size"
    rest = api.get("/api/enrichment/review", params={"cursor": first["next"]}).json()
    assert rest["groups"][0]["items"][0]["value"] == "COO" and rest["next"] is None


def test_a_claim_is_accepted_once(session, bob, zoe):
    api = program(session, bob, "read", "write")
    settled(zoe, says("title", "COO", "0.5"))
    path = f"/api/enrichment/review/{claim(zoe).id}"
    answer = api.post(f"{path}/accept")
    assert (answer.status_code, answer.json()["contactId"]) == (200, zoe)
    assert contact(zoe).title == "COO"
    assert api.post(f"{path}/reject").status_code == 409


def test_a_claim_is_refused_and_another_taken_back(session, bob, zoe):
    api = program(session, bob, "read", "write")
    settled(zoe, says("title", "COO", "0.5"), says("seniority", "VP"))
    waiting, shown = sorted(claims(zoe), key=lambda row: row.field != "title")
    assert api.post(f"/api/enrichment/review/{waiting.id}/reject").status_code == 200
    assert api.post(f"/api/enrichment/claims/{shown.id}/revert").json()["field"] == "seniority"
    assert contact(zoe).seniority is None
    assert api.post("/api/enrichment/claims/4711/revert").status_code == 404


def test_a_run_is_taken_back(session, bob, zoe):
    api = program(session, bob, "read", "write")
    settled(zoe, says("title", "COO"), says("email", "zoe@acme.com"))
    path = f"/api/enrichment/runs/{claims(zoe)[0].run_id}/revert"
    assert api.post(path).json() == {"fields": 2}
    assert api.post(path).status_code == 409


def test_who_may_only_read_decides_nothing(session, bob, zoe):
    settled(zoe, says("title", "COO", "0.5"))
    api = program(session, bob, "read")
    assert api.post(f"/api/enrichment/review/{claim(zoe).id}/accept").status_code == 403
    api.headers.pop("Authorization")
    assert api.get("/api/enrichment/review").status_code == 401
