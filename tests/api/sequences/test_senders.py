"""Senders over HTTP, as Alice and as Bob."""

import pytest

from tests.fixtures.programs import program

pytestmark = pytest.mark.usefixtures("database")
ANN = {"name": "Ann Lee", "address": "ann@acme.com", "timezone": "America/Chicago"}


@pytest.fixture
def as_alice(session, alice):
    """Alice's program."""
    return program(session, alice)


@pytest.fixture
def as_bob(session, bob):
    """Bob's program."""
    return program(session, bob)


def test_a_sender_from_adding_to_deleting(as_alice):
    made = as_alice.post("/api/senders", json=ANN | {"dailyCap": 50, "paceS": 30})
    assert made.status_code == 201
    ann = made.json()
    assert (ann["dailyCap"], ann["sentToday"], ann["capToday"]) == (50, 0, 50)
    path = f"/api/senders/{ann['id']}"
    changed = as_alice.patch(
        path,
        json={"version": ann["version"], "signatureHtml": "<b onclick=x>Ann</b>", "replyTo": None},
    )
    assert changed.json()["signatureHtml"] == "<b>Ann</b>"
    paused = as_alice.post(f"{path}/pause", json={"reason": "On leave"}).json()
    assert (paused["pauseReason"], paused["pausedByName"]) == ("On leave", "Alice")
    listed = as_alice.get("/api/senders", params={"status": "paused"}).json()
    assert [row["id"] for row in listed["items"]] == [ann["id"]] and listed["total"] == 1
    assert as_alice.post(f"{path}/resume").json()["pausedAt"] is None
    assert as_alice.delete(path, params={"version": 1}).status_code == 409
    assert as_alice.delete(path).status_code == 204
    assert as_alice.get(path).status_code == 404


def test_what_is_refused_says_why(as_alice, as_bob):
    ann = as_alice.post("/api/senders", json=ANN).json()
    path = f"/api/senders/{ann['id']}"
    for answer, status in (
        (as_alice.post("/api/senders", json=ANN), 409),
        (as_alice.post("/api/senders", json={**ANN, "timezone": "Mars/Olympus"}), 422),
        (as_alice.post("/api/senders", json={"name": "Ann"}), 422),
        (as_alice.post("/api/senders", json={**ANN, "verifiedAt": "2026-01-01"}), 422),
        (as_alice.patch(path, json={"warmupBegan": "2026-12-01"}), 409),
        (as_alice.patch(path, json={"dailyCap": 0}), 422),
        (as_alice.post(f"{path}/pause", json={"reason": " "}), 422),
        (as_bob.patch(path, json={"name": "Bob"}), 403),
        (as_bob.post("/api/senders", json={**ANN, "userId": ann["userId"]}), 403),
        (as_alice.post("/api/senders", json={**ANN, "userId": 987654}), 404),
        (as_alice.get("/api/senders/987654"), 404),
    ):
        assert answer.status_code == status, answer.text
        assert answer.json()["error"]["message"]
