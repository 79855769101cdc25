"""POST /api/enrich."""

import pytest
from sqlmodel import select

from tests.fixtures.enrichment import enriched, work
from tests.fixtures.programs import caller, program
from yardflow.models import EnrichmentRun
from yardflow.services.enrichment import settings as enrichment_settings

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.slow
def test_a_contact_is_enriched_and_its_job_can_be_followed(sandbox, session, bob, acme, works_at):
    api = program(session, bob, "read", "write")
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
    api, body = program(session, bob, "read", "write"), {"contactId": works_at(acme, "Zoe Quinn")}
    first, second = (api.post("/api/enrich", json=body).json()["jobId"] for _ in range(2))
    assert first == second


def test_who_is_not_signed_in_or_may_only_read_is_refused(session, bob, acme, works_at):
    body = {"contactId": works_at(acme, "Zoe Quinn")}
    assert caller().post("/api/enrich", json=body).status_code == 401
    assert program(session, bob, "read").post("/api/enrich", json=body).status_code == 403


@pytest.mark.parametrize(
    ("body", "status"),
    [({"contactId": 4711}, 404), ({"contactId": "x"}, 422), ({}, 422), ({"contactId": 2**63}, 422)],
)
def test_what_is_no_contact_is_told_in_json(session, bob, body, status):
    answer = program(session, bob, "read", "write").post("/api/enrich", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


@pytest.fixture
def people(acme, work_at) -> list[int]:
    """Three people at Acme of whom only the name is known."""
    return work_at(acme, ["Ann Lee", "Ben Roe", "Cy Poe"])


def test_many_are_enriched_by_event_by_filter_or_by_their_ids(session, bob, techexpo, people):
    api = program(session, bob, "read", "write")
    chosen = api.post("/api/enrich/bulk", json={"contactIds": people[:1]})
    assert (chosen.status_code, chosen.json()["total"]) == (202, 1)
    named = api.post("/api/enrich/bulk", json={"filter": {"eventId": techexpo.id, "q": "roe"}})
    assert (named.json()["total"], named.json()["status"]) == (1, "running")
    for similar in (False, True):
        misspelled = {"filter": {"q": "acne", "similar": similar}}
        assert api.post("/api/enrich/bulk/preview", json=misspelled).json()["matching"] == (
            3 * similar
        )
    rest = api.post("/api/enrich/bulk", json={"eventId": techexpo.id}).json()
    assert (rest["total"], rest["skipped"]) == (1, {"underWay": 2})
    bulk = api.get(f"/api/enrich/bulk/{rest['id']}").json()
    assert bulk["counts"] == {"queued": 1}
    listed = api.get(f"/api/enrich/bulk/{rest['id']}/contacts").json()
    assert [item["name"] for item in listed["items"]] == ["Cy Poe"]


def test_who_is_known_from_another_event_is_counted_by_event(
    sandbox, session, bob, techexpo, people
):
    enriched(bob, people[0])
    run = session.exec(select(EnrichmentRun)).one()
    run.event_id = techexpo.id
    session.add(run)
    session.commit()
    api = program(session, bob, "read", "write")
    seen = api.post("/api/enrich/bulk/preview", json={"filter": {"status": "Listed"}}).json()
    assert (seen["matching"], seen["ready"], seen["known"]) == (3, 2, 1)
    known = {"eventId": techexpo.id, "eventName": "TechExpo 2026", "contacts": 1}
    assert seen["knownFrom"] == [known]


def test_a_bulk_is_looked_at_before_and_steered_after(sandbox, session, bob, people):
    api = program(session, bob, "read", "write")
    seen = api.post("/api/enrich/bulk/preview", json={"contactIds": people, "mode": "economy"})
    assert seen.json()["ready"] == 3
    assert 0 < seen.json()["likelyUsd"] < seen.json()["mostUsd"]
    assert (seen.json()["known"], seen.json()["knownFrom"]) == (0, [])
    bulk = api.post("/api/enrich/bulk", json={"contactIds": people}).json()
    for step, status in (("pause", "paused"), ("resume", "running"), ("cancel", "cancelled")):
        answer = api.post(f"/api/enrich/bulk/{bulk['id']}/{step}")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert api.post(f"/api/enrich/bulk/{bulk['id']}/pause").status_code == 409


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 409),
        ({"eventId": 1, "contactIds": [1]}, 409),
        ({"filter": {"shoeSize": "44"}}, 422),
        ({"contactIds": []}, 409),
        ({"accountIds": []}, 409),
        ({"accountIds": [1], "contactIds": [1]}, 409),
        ({"contactIds": ["x"]}, 422),
        ({"eventId": 1, "mode": "free"}, 422),
    ],
)
def test_a_bulk_that_names_nobody_is_refused_in_words(session, bob, body, status):
    answer = program(session, bob, "read", "write").post("/api/enrich/bulk", json=body)
    assert answer.status_code == status
    assert answer.json()["error"]["message"]


def cron(secret: str | None) -> int:
    headers = {"Authorization": f"Bearer {secret}"} if secret is not None else {}
    return caller(headers).post("/api/cron/re-enrich").status_code


def test_a_clock_outside_needs_the_secret_that_the_deployer_set(session, set_up):
    set_up(CRON_SECRET="s3cret of the clock, thirty-two long")
    assert cron("s3cret of the clock, thirty-two long") == 202
    assert [
        cron(secret) for secret in (None, "", "other", "s3cret of the clock, thirty-two long, too")
    ] == [401] * 4


def test_a_secret_in_any_letters_is_the_same_bytes(session, set_up):
    set_up(CRON_SECRET="Schlüssel der Uhr im alten Rathaus")
    sent = [
        f"Bearer {secret}".encode()
        for secret in ("Schlüssel der Uhr im alten Rathaus", "Schlussel der Uhr im alten Rathaus")
    ]
    clients = [caller({"Authorization": secret}) for secret in sent]
    assert [client.post("/api/cron/re-enrich").status_code for client in clients] == [202, 401]


def test_without_such_a_secret_nothing_opens_the_clock(session, set_up):
    set_up(CRON_SECRET=None)
    assert [cron(secret) for secret in (None, "", "None")] == [401] * 3


def test_a_clock_outside_starts_the_schedule(session, alice, people, set_up):
    set_up(CRON_SECRET="s3cret of the clock, thirty-two long")
    api = caller({"Authorization": "Bearer s3cret of the clock, thirty-two long"})
    off = api.post("/api/cron/re-enrich").json()
    assert off["bulkId"] is None and "turned off" in off["reason"]
    enrichment_settings.save(session, alice, None, {"triggers": ["scheduled"]})
    session.commit()
    assert api.post("/api/cron/re-enrich").json()["contacts"] == 3


@pytest.mark.parametrize("number", [0, -1, 2**63, 10**30])
@pytest.mark.parametrize("chosen", ["event", "list", "account"])
def test_a_number_that_names_nothing_selects_no_one_and_never_everyone(
    session, bob, people, chosen, number
):
    api = program(session, bob, "read", "write")
    body = {
        "event": {"eventId": number},
        "list": {"filter": {"eventId": number}},
        "account": {"filter": {"accountId": number}},
    }[chosen]
    for path in ("/api/enrich/bulk/preview", "/api/enrich/bulk"):
        assert api.post(path, json=body).status_code == 422
