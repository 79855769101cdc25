"""The sync with HubSpot over HTTP: dry runs, runs, what is refused, and conflicts."""

from pkgutil import resolve_name

import pytest
from sqlmodel import select

from tests.fixtures.hubspot_mapping import CONTACT, field_of
from tests.fixtures.hubspot_sync import later, sync
from yardflow import jobs, registry
from yardflow.models import HubSpotLink
from yardflow.services.hubspot.mapping import store
from yardflow.services.hubspot.merging.values import Value

HUBSPOT, SYNC = "/api/hubspot", "/api/sync/hubspot"


@pytest.fixture
def ann(session, acme, works_at) -> int:
    """Ann, a CTO, where HubSpot is mapped."""
    store.add_defaults(session)
    session.commit()
    return works_at(acme, "Ann Lee", email="ann@acme.com", title="CTO")


def do(job: dict) -> None:
    """Does a job that was asked for."""
    jobs.perform(job["id"], resolve_name(registry.job_kinds()[job["kind"]].work))


def test_the_sync_is_looked_at_started_and_paused(sign_in, alice, bob, portal, connect, ann):
    admin, member = sign_in(alice), sign_in(bob)
    assert member.get(f"{HUBSPOT}/sync").json()["status"] == "not_connected"
    connect()
    job = member.post(SYNC, json={"all": True, "dryRun": True}).json()
    do(job)
    made = member.get(f"{SYNC}/{job['id']}").json()
    assert made["counts"]["created"] == 2 and made["calls"] and made["seconds"]
    (record,) = [each for each in made["records"] if each["record"] == "contact"]
    assert (record["id"], record["what"], record["name"]) == (ann, "created", "Ann Lee")
    listed = member.get(f"{SYNC}/{job['id']}/records", params={"show": "conflicts"}).json()
    assert listed == {"items": [], "next": None}
    assert admin.get(f"{SYNC}/{job['id']}").status_code == 200, "administrators see all jobs"
    for step, status in (("start", "syncing"), ("pause", "paused"), ("resume", "syncing")):
        assert member.post(f"{HUBSPOT}/sync/{step}").status_code == 403
        assert admin.post(f"{HUBSPOT}/sync/{step}").json()["status"] == status
        assert admin.post(f"{HUBSPOT}/sync/{step}").status_code == 409


def test_many_records_are_synced_paused_and_undone(
    sign_in, alice, bob, session, rounds, portal, ann
):
    admin, member = sign_in(alice), sign_in(bob)
    assert member.post(SYNC, json={"all": True}).status_code == 403
    assert admin.post(SYNC, json={}).status_code == 422
    job = admin.post(SYNC, json={"ownerId": 1, "linkedOnly": True}).json()
    (run,) = member.get(f"{HUBSPOT}/runs").json()["items"]
    assert (run["jobId"], run["status"]) == (job["id"], "queued")
    path = f"{HUBSPOT}/runs/{run['id']}"
    assert member.post(f"{path}/pause").status_code == 404
    assert admin.post(f"{path}/pause").json()["paused"]
    assert admin.post(f"{path}/undo").status_code == 409
    assert not admin.post(f"{path}/resume").json()["paused"]
    do(job)
    job = admin.post(SYNC, json={"all": True}).json()
    do(job)
    runs = member.get(f"{HUBSPOT}/runs").json()["items"]
    assert runs[0]["created"] >= 1 and runs[0]["changedThere"] > 3
    path = f"{HUBSPOT}/runs/{runs[0]['id']}"
    decisions = member.get(f"{path}/decisions").json()["items"]
    assert {each["name"] for each in decisions} >= {"Ann Lee"}
    undone = member.post(f"{HUBSPOT}/decisions/{decisions[0]['id']}/undo")
    assert undone.json()["kept"] == ""
    assert member.post(f"{path}/undo").status_code == 403
    undo = admin.post(f"{path}/undo")
    assert undo.status_code == 202
    do(undo.json())
    left = admin.get(f"{path}/decisions").json()["items"]
    assert all(each["undone"] for each in left if each["action"].startswith("write"))
    assert session.exec(select(HubSpotLink)).all()


def test_a_conflict_is_decided_and_undone(sign_in, bob, session, ann):
    asking = field_of(CONTACT, "title", asks=True)
    sync(session, ann, {"jobtitle": Value("VP", later(-60))}, asking)
    member = sign_in(bob)
    (conflict,) = member.get(f"{HUBSPOT}/conflicts").json()["items"]
    assert (conflict["ours"], conflict["theirs"], conflict["field"]) == ("CTO", "VP", "Title")
    path = f"{HUBSPOT}/conflicts/{conflict['id']}/ruling"
    assert member.put(path, json={"winner": "both"}).status_code == 422
    assert member.put(path, json={"winner": "there"}).status_code == 204
    assert member.put(path, json={"winner": "there"}).status_code == 409
    assert member.get(f"{HUBSPOT}/conflicts").json()["items"] == []
    assert member.delete(path).status_code == 204
    assert len(member.get(f"{HUBSPOT}/conflicts").json()["items"]) == 1


def test_errors_are_listed_and_retried(
    sign_in, alice, bob, session, rounds, portal, acme, ann, works_at
):
    rounds()
    eve = works_at(acme, "Eve Orr", email="eve@acme.com")
    rounds()
    there = session.exec(select(HubSpotLink).filter_by(contact_id=eve)).one().hubspot_id
    portal.update(there, email="ann.lee@acme.com")
    admin, member = sign_in(alice), sign_in(bob)
    changed = admin.patch(f"/api/contacts/{ann}", json={"email": "ann.lee@acme.com"})
    assert changed.status_code == 200
    do(member.post(SYNC, json={"contactId": eve}).json())
    errors = member.get(f"{HUBSPOT}/errors").json()["items"]
    assert [each["fields"] for each in errors] == [["Email"]] and not errors[0]["byHubspot"]
    assert member.post(f"{HUBSPOT}/errors/{errors[0]['id']}/retry").json() == {"records": 1}
    assert member.post(f"{HUBSPOT}/errors/retry").status_code == 403
    assert admin.post(f"{HUBSPOT}/errors/retry").json() == {"records": 1}
    assert member.get(f"{HUBSPOT}/errors").json()["items"][0]["retrying"]
