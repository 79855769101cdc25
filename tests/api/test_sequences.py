"""Sequences over HTTP."""

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.fixtures.sequences import FOLLOW_UP
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, jobs
from yardflow.api.sequences import schema
from yardflow.models import Enrollment
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.forecast import job
from yardflow.services.sequences.replay import job as replay_job

pytestmark = pytest.mark.usefixtures("database")
SEQUENCES = "/api/sequences"
# Without emails, so that no template is needed.
CALL = {
    "format": 1,
    "start": "wait",
    "steps": [
        {
            "type": "wait",
            "key": "wait",
            "until": {"type": "duration", "amount": 3, "unit": "business_days"},
            "next": "call",
        },
        {"type": "task", "key": "call", "kind": "call", "title": "Ask about the demo"},
    ],
}


@pytest.fixture
def browser(sign_in, alice):
    return sign_in(alice)


def test_a_sequence_is_drafted_published_paused_and_archived(browser):
    made = browser.post(SEQUENCES, json={"name": "Calls", "draft": CALL})
    assert made.status_code == 201, made.text
    body = made.json()
    assert [step["summary"] for step in body["summaries"]] == [
        "Wait 3 business days",
        "Call: Ask about the demo",
    ]
    assert (body["problems"], body["status"], body["versionNumber"]) == ([], "draft", None)
    here = f"{SEQUENCES}/{body['id']}"
    steps = [("publish", "active"), ("pause", "paused"), ("resume", "active")]
    for action, status in [*steps, ("archive", "archived"), ("restore", "active")]:
        answer = browser.post(f"{here}/{action}", json={})
        assert (answer.status_code, answer.json().get("status")) == (200, status), answer.text
    assert [row["number"] for row in browser.get(f"{here}/versions").json()] == [1]
    assert browser.post(f"{here}/publish").status_code == 409
    assert browser.delete(here).status_code == 409
    assert browser.get(SEQUENCES, params={"q": "call", "owner": "me"}).json()["total"] == 1


def test_a_draft_is_refused_for_its_values_and_kept_with_problems(browser):
    made = browser.post(SEQUENCES, json={"name": "Calls"}).json()
    here = f"{SEQUENCES}/{made['id']}"
    wrong = {**CALL, "steps": [{**CALL["steps"][0], "until": "soon"}]}
    refused = browser.patch(here, json={"draft": wrong})
    assert refused.status_code == 422
    assert "steps.0.until" in refused.json()["error"]["fields"]["draft"]
    twice = {**CALL, "steps": CALL["steps"] * 2}
    assert browser.patch(here, json={"draft": twice}).status_code == 409
    lost = {**CALL, "start": "nowhere"}
    kept = browser.patch(here, json={"draft": lost, "version": made["version"]}).json()
    assert [problem["part"] for problem in kept["problems"]] == ["start"]
    assert browser.patch(here, json={"draft": CALL, "version": made["version"]}).status_code == 409
    refused = browser.post(f"{here}/publish").json()["error"]
    assert "Choose the step" in refused["message"]


def test_a_draft_with_emails_says_which_templates_it_lacks(browser):
    draft = reading.write(FOLLOW_UP)
    made = browser.post(SEQUENCES, json={"name": "Follow-up", "draft": draft}).json()
    refused = browser.post(f"{SEQUENCES}/{made['id']}/publish").json()["error"]
    assert refused["fields"] == {
        "intro": "Template 1 doesn't exist. Choose another.",
        "reminder": "Template 2 doesn't exist. Choose another.",
    }


def test_a_file_comes_in_as_it_went_out(browser):
    made = browser.post(
        SEQUENCES, json={"name": "Calls", "description": "a\nb", "draft": CALL}
    ).json()
    file = browser.get(f"{SEQUENCES}/{made['id']}/file").json()
    copy = browser.post(f"{SEQUENCES}/import", json=file)
    assert (copy.status_code, copy.json()["name"]) == (201, "Calls (2)")
    assert copy.json()["description"] == "a\nb"
    assert copy.json()["draft"] == made["draft"]
    for broken in ({}, [], {**file, "name": ""}, {**file, "format": 2}, {**file, "x": 1}):
        assert browser.post(f"{SEQUENCES}/import", json=broken).status_code == 422
    clone = browser.post(f"{SEQUENCES}/{made['id']}/clone").json()
    assert clone["name"] == "Calls (3)"


def test_what_the_description_says_of_a_draft_is_what_is_read():
    described = schema.SequenceIn.model_json_schema()["properties"]["draft"]
    kinds = {
        option["properties"]["type"]["const"]
        for option in described["properties"]["steps"]["items"]["oneOf"]
    }
    assert kinds == {"email", "wait", "condition", "split", "task", "exit"}


def test_contacts_are_moved_to_the_version_that_was_previewed(browser, session, works_at, acme):
    def published(draft: dict) -> None:
        assert browser.patch(here, json={"draft": draft}).status_code == 200
        assert browser.post(f"{here}/publish").status_code == 200

    here = f"{SEQUENCES}/{browser.post(SEQUENCES, json={'name': 'Calls'}).json()['id']}"
    assert browser.get(f"{here}/move/preview").status_code == 409
    published(CALL)
    chosen = {"contactIds": [works_at(acme, "Ann Lee", email="ann@acme.com")]}
    chosen["senderIds"] = [sender_of(session)]
    first = browser.post(f"{here}/enroll/preview", json=chosen).json()["firstEmails"]
    assert first == {"firstAt": None, "lastAt": None, "later": 1, "complete": True}
    assert browser.post(f"{here}/enroll", json=chosen).json()["ready"] == 1
    assert browser.get(f"{here}/move/preview").json() == {
        "number": 1, "total": 0, "atDeletedSteps": 0, "lookedAt": 0, "ended": 0, "groups": [],
        "signs": [],
    }  # fmt: skip
    published({**CALL, "start": "call", "steps": CALL["steps"][1:]})
    preview = browser.get(f"{here}/move/preview").json()
    (group,) = preview["groups"]
    assert (preview["number"], preview["total"], group["number"]) == (2, 1, 1)
    assert group["what"] == "Their step is gone. They continue at: Call: Ask about the demo."
    assert [person["contactName"] for person in group["people"]] == ["Ann Lee"]
    assert browser.post(f"{here}/move", json={"number": 1}).status_code == 409
    for left in (1, 0):
        moved = browser.post(f"{here}/move", json={"number": 2}).json()
        assert moved == {"moved": left, "left": 0, "jobId": None}
    assert browser.get(f"{here}/forecast").status_code == 404
    made = browser.post(f"{here}/forecast", json={"replies": 10})
    assert (made.status_code, made.json()["status"]) == (202, "queued")
    jobs.perform(made.json()["id"], job.run)
    said = browser.get(f"{here}/forecast").json()
    assert (said["question"]["replies"], said["after"], said["result"]["people"]) == (10, None, 1)
    assert browser.post(f"{here}/forecast", json={"replies": 31}).status_code == 422
    for twice in ({**chosen, "filter": {}}, {"filter": {"persona": "Boss"}}, {"contactIds": []}):
        sent = {name: twice[name] for name in twice if name != "senderIds"}
        assert browser.post(f"{here}/forecast", json=sent).status_code in (409, 422)
    filtered = {"filter": {"q": "Nobody", "country": "Peru"}, "forEventId": None}
    made = browser.post(f"{here}/forecast", json=filtered)
    jobs.perform(made.json()["id"], job.run)
    question = browser.get(f"{here}/forecast").json()["question"]
    assert question["filter"] == {"q": "Nobody", "country": "Peru"}
    assert browser.get(f"{here}/replay").status_code == 404
    replayed = browser.post(f"{here}/replay", json={})
    jobs.perform(replayed.json()["id"], replay_job.run)
    kept = browser.get(f"{here}/replay").json()
    assert (kept["result"]["people"], kept["result"]["days"]) == (1, [])
    assert kept["question"] == {"eventId": None, "startsOn": None, "attendees": False}
    for wrong in ({"attendees": True}, {"startsOn": "soon"}, {"eventId": 0}):
        assert browser.post(f"{here}/replay", json=wrong).status_code in (409, 422)
    contact = chosen["contactIds"][0]
    previewed = browser.get(f"{here}/preview", params={"contactId": contact}).json()
    assert [stop["key"] for stop in previewed["stops"]] == ["call"]
    assert browser.get(f"{here}/preview").json()["contactId"] == contact
    for wrong in ({"contactId": 0}, {"contactId": contact, "opened": "x" * 61}):
        assert browser.get(f"{here}/preview", params=wrong).status_code == 422
    assert browser.get(f"{here}/preview", params={"contactId": 999}).status_code == 404
    enrollment = browser.get("/api/enrollments").json()["items"][0]["id"]
    coming = browser.get(f"/api/enrollments/{enrollment}/forecast").json()
    assert coming[0]["step"] == "Call: Ask about the demo"
    for nowhere in (f"{SEQUENCES}/999/forecast", "/api/enrollments/999/forecast"):
        assert browser.get(nowhere).status_code == 404


def test_an_enrollment_is_ended_once_and_for_a_reason(browser, session, works_at, acme):
    here = (
        f"{SEQUENCES}/{browser.post(SEQUENCES, json={'name': 'Calls', 'draft': CALL}).json()['id']}"
    )
    browser.post(f"{here}/publish")
    chosen = {"contactIds": [works_at(acme, "Ann Lee", email="ann@acme.com")]}
    browser.post(f"{here}/enroll", json={**chosen, "senderIds": [sender_of(session)]})
    number = browser.get("/api/enrollments").json()["items"][0]["id"]
    end = f"/api/enrollments/{number}/end"
    refused = browser.post(end, json={"reason": " "})
    assert (refused.status_code, [*refused.json()["error"]["fields"]]) == (422, ["reason"])
    assert browser.post(end, json={"reason": "Met"}).json() == {"ended": 1}
    ended = browser.get(f"/api/enrollments/{number}").json()
    assert (ended["status"], ended["exitReason"], ended["dueAt"]) == ("exited", "Met", None)
    assert browser.post(end, json={"reason": "Met"}).status_code == 409
    nowhere = browser.post("/api/enrollments/999999/end", json={"reason": "Met"})
    assert nowhere.status_code == 404


@pytest.mark.parametrize("way", ["contactIds", "eventId", "filter"])
def test_without_senders_the_owner_s_writes_and_else_all_that_are_not_paused(
    browser, session, works_at, acme, techexpo, bob, alice, way
):
    here = f"{SEQUENCES}/{browser.post(SEQUENCES, json={'name': 'S', 'draft': CALL}).json()['id']}"
    assert browser.post(f"{here}/publish").status_code == 200
    owners = (alice.user_id, None, None, None, None)
    people = [
        works_at(acme, f"P{n} Lee", email=f"p{n}@acme.com", owner_id=owner)
        for n, owner in enumerate(owners)
    ]
    who = {"contactIds": people, "eventId": techexpo.id, "filter": {"accountId": acme.id}}
    assert browser.post(f"{here}/enroll", json={way: who[way]}).json() == {
        "ready": 0,
        "skipped": {"no_sender": 5},
    }
    of_bob, other = (sender_of(session, user_id=each.user_id) for each in (alice, bob))
    sender_of(session, paused_at=clock.now(), pause_reason="On leave")
    body = {way: who[way]}
    assert browser.post(f"{here}/enroll/preview", json=body).json()["ready"] == 5
    assert browser.post(f"{here}/enroll", json=body).json() == {"ready": 5, "skipped": {}}
    rows = session.execute(select(col(Enrollment.contact_id), col(Enrollment.sender_id)))
    senders = {row.contact_id: row.sender_id for row in rows}
    assert senders[people[0]] == of_bob
    assert sorted(senders.values()) == [of_bob, of_bob, of_bob, other, other]


def test_a_sequence_is_paused_without_a_body(browser, alice):
    here = f"{SEQUENCES}/{browser.post(SEQUENCES, json={'name': 'S', 'draft': CALL}).json()['id']}"
    browser.post(f"{here}/publish")
    answer = browser.post(f"{here}/pause")
    assert answer.status_code == 200, answer.text
    assert f"{alice.name} paused it." in answer.text
