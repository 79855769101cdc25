"""Changes to many records over HTTP."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from tests.fixtures.programs import program
from tests.fixtures.records import company
from yardflow.services.access import Principal
from yardflow.services.records import bulk_changes
from yardflow.services.records.bulk_changes import steps

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def bob_calls(session: Session, bob: Principal) -> Iterator[TestClient]:
    """Bob's program, with a token that reads and writes."""
    yield program(session, bob)


@pytest.fixture
def people(acme, works_at) -> list[int]:
    """Two attendees of TechExpo."""
    return [works_at(acme, "Ann Lee", country="Germany"), works_at(acme, "Ben Moss")]


@pytest.mark.slow
def test_contacts_get_an_owner_and_lose_it_again(bob_calls, bob, people):
    change = {"field": "owner", "ownerId": bob.user_id}
    answer = bob_calls.post("/api/contacts/changes", json={"ids": people, "change": change})
    made = answer.json()
    assert (answer.status_code, made["field"], made["changed"], made["jobId"], made["canUndo"]) == (
        202,
        "owner",
        2,
        None,
        True,
    )
    assert bob_calls.get("/api/contacts?owner=me").json()["total"] == 2
    undone = bob_calls.post(f"/api/changes/{made['id']}/undo").json()
    assert (undone["undone"], undone["canUndo"]) == (2, False)
    assert bob_calls.get("/api/contacts?owner=me").json()["total"] == 0
    assert bob_calls.get(f"/api/changes/{made['id']}").json() == undone
    assert bob_calls.post(f"/api/changes/{made['id']}/undo").status_code == 409


def test_a_filter_is_that_of_the_list(bob_calls, techexpo, people):
    body = {
        "filter": {"country": "Germany", "eventId": techexpo.id},
        "change": {"field": "personas", "add": ["Ops"]},
    }
    assert bob_calls.post("/api/contacts/changes", json=body).json()["changed"] == 1
    assert bob_calls.get("/api/contacts?persona=Ops").json()["items"][0]["id"] == people[0]


def test_similar_names_are_changed_only_if_the_request_says_so(bob_calls, bob, people):
    chosen: dict[str, object] = {"q": "mooss"}
    body = {"filter": chosen, "change": {"field": "owner", "ownerId": bob.user_id}}
    assert bob_calls.get("/api/contacts?q=mooss").json()["similar"]
    nothing = bob_calls.post("/api/contacts/changes", json=body).json()["error"]
    assert nothing["message"].startswith("Nothing is selected")
    chosen["similar"] = True
    assert bob_calls.post("/api/contacts/changes", json=body).json()["changed"] == 1
    chosen["q"] = "moss"
    assert bob_calls.post("/api/contacts/changes", json=body).status_code == 409


@pytest.mark.parametrize(
    "body",
    [
        {"filter": {"contry": "Germany"}},  # would be everyone if it were ignored
        {"filter": {"owner": "someone"}},
        {"ids": []},
        {"ids": [1] * 1_001},
        {"ids": [1], "change": {"field": "stage", "eventId": 1, "stage": "Met"}},
        {"ids": [1], "change": {"field": "name", "name": "Ann"}},
        {"ids": [1], "change": {"field": "owner"}},
        {"ids": [1], "change": {"field": "owner", "ownerId": 2**70}},
        {"ids": [1], "change": {"field": "personas", "add": ["Boss"]}},
        {"ids": [1], "change": {"field": "personas"}},
        {"ids": [1], "change": {"field": "add_to_event", "eventId": 0}},
    ],
)
def test_what_means_nothing_changes_nothing(bob_calls, people, body):
    body = {"change": {"field": "owner", "ownerId": None}, **body}
    answer = bob_calls.post("/api/contacts/changes", json=body)
    assert answer.status_code == 422, answer.text
    assert all(bob_calls.get(f"/api/contacts/{key}").json()["version"] == 1 for key in people)


@pytest.mark.parametrize(
    "body", [{}, {"ids": [1], "filter": {}}, {"filter": {"q": "nothing like it"}}]
)
def test_a_selection_that_contradicts_itself_or_is_empty_is_a_conflict(bob_calls, people, body):
    body = {"change": {"field": "owner", "ownerId": None}, **body}
    assert bob_calls.post("/api/contacts/changes", json=body).status_code == 409


def test_an_empty_filter_is_everyone_because_it_says_so(bob_calls, bob, people):
    body = {"filter": {}, "change": {"field": "owner", "ownerId": bob.user_id}}
    assert bob_calls.post("/api/contacts/changes", json=body).json()["changed"] == 2


def test_accounts_move_on_and_off_an_event_s_list(bob_calls, session, acme, techexpo):
    cedar = company(session, None, "Cedar")
    ids = [acme.id, cedar.id]

    def changed(**change) -> dict[str, int]:
        body = {"ids": ids, "change": {"eventId": techexpo.id, **change}}
        made = bob_calls.post("/api/accounts/changes", json=body).json()
        return {name: made[name] for name in ("changed", "unchanged", "missing") if made[name]}

    assert changed(field="stage", stage="Booked") == {"changed": 1, "missing": 1}
    assert changed(field="add_to_event") == {"changed": 1, "unchanged": 1}
    assert changed(field="stage", stage="Booked") == {"changed": 1, "unchanged": 1}
    assert changed(field="remove_from_event") == {"changed": 2}
    assert bob_calls.get(f"/api/accounts?eventId={techexpo.id}").json()["total"] == 0


@pytest.mark.slow
def test_a_large_change_is_a_job_and_the_job_can_be_undone(bob_calls, bob, people, monkeypatch):
    from yardflow import jobs
    from yardflow.services.records.bulk_changes import job

    for module in (steps, bulk_changes.service):
        monkeypatch.setattr(module, "SIZE", 1)
    body = {"ids": people, "change": {"field": "owner", "ownerId": bob.user_id}}
    made = bob_calls.post("/api/contacts/changes", json=body).json()
    assert (made["ended"], made["pending"], made["canUndo"]) == (False, 2, False)
    address = f"/api/jobs/{made['jobId']}"
    assert bob_calls.post(f"{address}/undo").status_code == 409
    jobs.perform(made["jobId"], job.change)
    assert bob_calls.get(address).json()["canUndo"] is True
    assert bob_calls.post(f"{address}/undo").status_code == 204
    undoing = bob_calls.get("/api/jobs").json()["items"][0]
    assert undoing["kind"] == "undo_change"
    jobs.perform(undoing["id"], job.undo)
    assert bob_calls.get(f"/api/changes/{made['id']}").json()["undone"] == 2
    assert bob_calls.post(f"/api/jobs/{undoing['id']}/undo").status_code == 409


def test_another_person_s_change_does_not_exist(bob_calls, session, bob, people):
    body = {"ids": people, "change": {"field": "owner", "ownerId": bob.user_id}}
    made = bob_calls.post("/api/contacts/changes", json=body).json()
    session.execute(
        bulk_changes.service.BulkChange.__table__.update().values(asked_by=None)  # type: ignore[attr-defined]
    )
    session.commit()
    for method, path in (("GET", ""), ("POST", "/undo")):
        answer = bob_calls.request(method, f"/api/changes/{made['id']}{path}")
        assert answer.status_code == 404
