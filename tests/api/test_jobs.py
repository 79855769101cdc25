"""Jobs and tokens over HTTP: one's own, and for an administrator everybody's jobs."""

import pytest
from sqlmodel import Session

from yardflow import jobs
from yardflow.models import JobStatus

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def job(session: Session, bob) -> int:
    """A job that Bob asked for."""
    made = jobs.enqueue(session, "enrich_contact", subject="contact:7", asked_by=bob.user_id)
    session.commit()
    return made.id


def test_a_job_tells_how_far_it_is(sign_in, bob, job: int):
    body = sign_in(bob).get(f"/api/jobs/{job}").json()
    assert (body["status"], body["subject"], body["askedBy"]) == ("queued", "contact:7", "Bob")
    assert body["progress"] == {"done": 0, "total": None} and body["error"] is None


def test_what_a_job_found_out_is_told_in_camel_case(sign_in, bob, session, job: int):
    row = session.get_one(jobs.queue.Job, job)
    row.result = {"cost_usd": "0.01", "found": [{"contact_id": 7}], "Shoe size": 1}
    session.commit()
    result = {"costUsd": "0.01", "found": [{"contactId": 7}], "Shoe size": 1}
    assert sign_in(bob).get(f"/api/jobs/{job}").json()["result"] == result


def test_a_failed_job_says_why(sign_in, bob, session, job: int):
    row = session.get_one(jobs.queue.Job, job)
    row.status, row.error = JobStatus.FAILED, "The budget of today is used up."
    session.commit()
    body = sign_in(bob).get(f"/api/jobs/{job}").json()
    assert (body["status"], body["error"]) == ("failed", "The budget of today is used up.")


def test_somebody_else_s_job_is_as_if_not_there(sign_in, alice, session):
    made = jobs.enqueue(session, "run_import", asked_by=alice.user_id)
    session.commit()
    from tests.conftest import person
    from yardflow.models import Role

    carol = sign_in(person(session, "Carol", Role.MEMBER))
    assert carol.get(f"/api/jobs/{made.id}").status_code == 404
    assert carol.post(f"/api/jobs/{made.id}/cancel").status_code == 404
    assert carol.get("/api/jobs").json()["total"] == 0
    missing = carol.get("/api/jobs/999999").json()
    assert carol.get(f"/api/jobs/{made.id}").json() == missing


def test_an_administrator_sees_everybody_s(sign_in, alice, job: int):
    assert sign_in(alice).get(f"/api/jobs/{job}").status_code == 200


def test_a_job_is_cancelled_and_run_again(sign_in, bob, job: int):
    browser = sign_in(bob)
    assert browser.post(f"/api/jobs/{job}/cancel").json()["status"] == "cancelled"
    assert browser.post(f"/api/jobs/{job}/cancel").status_code == 409
    assert browser.post(f"/api/jobs/{job}/run").json()["status"] == "queued"
    assert browser.post(f"/api/jobs/{job}/run").status_code == 409


def test_the_list_is_paged_and_counted(sign_in, bob, session):
    for number in range(5):
        jobs.enqueue(session, "enrich_contact", subject=f"contact:{number}", asked_by=bob.user_id)
    session.commit()
    browser = sign_in(bob)
    first = browser.get("/api/jobs", params={"limit": 3}).json()
    rest = browser.get("/api/jobs", params={"limit": 3, "cursor": first["next"]}).json()
    assert (first["total"], len(first["items"]), len(rest["items"])) == (5, 3, 2)
    assert rest["next"] is None
    assert browser.get("/api/jobs", params={"status": "failed"}).json()["total"] == 0
    assert browser.get("/api/jobs", params={"status": "odd"}).status_code == 422


def test_the_queue_s_figures(sign_in, bob, job: int):
    body = sign_in(bob).get("/api/queue/stats").json()
    assert body["byStatus"]["queued"] == 1 and body["byQueue"]["default"] == 1
    assert body["oldestQueuedSeconds"] >= 0 and body["workers"] == 0 and body["redis"] is True


def test_a_token_is_made_listed_and_revoked(sign_in, client, bob, with_password):
    browser = sign_in(bob)
    body = {"name": "Export", "scopes": ["read"], "password": with_password}
    made = browser.post("/api/tokens", json=body)
    secret, number = made.json()["secret"], made.json()["token"]["id"]
    headers = {"Authorization": f"Bearer {secret}"}
    assert made.status_code == 201 and client.get("/api/jobs", headers=headers).status_code == 200
    listed = browser.get("/api/tokens")
    assert listed.json()["total"] == 1 and secret not in listed.text
    assert browser.delete(f"/api/tokens/{number}").status_code == 204
    assert client.get("/api/jobs", headers=headers).status_code == 401


def test_what_nobody_may_set_is_refused(sign_in, bob):
    body = {"name": "x", "password": "x", "scopes": ["read"], "userId": 1, "role": "ADMIN"}
    answer = sign_in(bob).post("/api/tokens", json=body)
    assert answer.status_code == 422
    assert set(answer.json()["error"]["fields"]) == {"userId", "role"}
