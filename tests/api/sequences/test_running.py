"""A sequence while it runs, over HTTP."""

import pytest

from tests.api.test_sequences import CALL, SEQUENCES
from tests.services.sequences.senders.cast import sender_of

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def browser(sign_in, bob):
    return sign_in(bob)


@pytest.fixture
def enrolled(browser, sign_in, alice, session, works_at, acme) -> tuple[str, str]:
    """The addresses of a sequence and of the only enrollment in it."""
    builder = sign_in(alice)
    made = builder.post(SEQUENCES, json={"name": "Calls", "draft": CALL}).json()
    here = f"{SEQUENCES}/{made['id']}"
    builder.post(f"{here}/publish")
    chosen = {"contactIds": [works_at(acme, "Ann Lee", email="ann@acme.com")]}
    browser.post(f"{here}/enroll", json={**chosen, "senderIds": [sender_of(session)]})
    number = browser.get("/api/enrollments").json()["items"][0]["id"]
    return here, f"/api/enrollments/{number}"


def counts(step: str, **more: int) -> dict[str, object]:
    none = dict.fromkeys(("waiting", "ended", "sent", "replied", "failed", "missed"), 0)
    return {"step": step, **none, **more}


def test_progress_says_who_stands_where_and_who_went_on(browser, enrolled):
    here, enrollment = enrolled
    said = browser.get(f"{here}/progress").json()
    waiting = [counts("wait", waiting=1)]
    assert said == {"enrolled": 1, "steps": waiting, "went": [], "stuck": []}
    assert browser.post(f"{enrollment}/skip").status_code == 204
    said = browser.get(f"{here}/progress").json()
    assert said["steps"] == [counts("call", waiting=1)]
    assert said["went"] == [{"step": "wait", "to": "call", "people": 1}]
    assert browser.get(f"{SEQUENCES}/999/progress").status_code == 404


def test_someone_starts_elsewhere_is_hurried_and_gets_another_sender(browser, session, enrolled):
    _, enrollment = enrolled
    assert browser.post(f"{enrollment}/start", json={"step": "call"}).status_code == 204
    assert browser.get(enrollment).json()["step"] == "call"
    assert browser.post(f"{enrollment}/start", json={"step": "gone"}).status_code == 409
    assert browser.post(f"{enrollment}/start", json={"step": ""}).status_code == 422
    # A task is no email.
    assert browser.post(f"{enrollment}/send").status_code == 409
    browser.post(f"{enrollment}/start", json={"step": "wait"})
    assert browser.post(f"{enrollment}/send").status_code == 204
    assert browser.get(enrollment).json()["step"] == "call"
    other = sender_of(session, name="Ole Ode")
    given = browser.post(f"{enrollment}/sender", json={"senderId": other})
    assert given.status_code == 204
    assert browser.get(enrollment).json()["senderName"] == "Ole Ode"


@pytest.mark.parametrize(
    ("act", "body"),
    [("skip", None), ("send", None), ("start", {"step": "call"}), ("sender", {"senderId": 1})],
)
def test_nothing_is_done_for_an_enrollment_that_is_not_there(browser, session, act, body):
    sender_of(session)
    assert browser.post(f"/api/enrollments/999/{act}", json=body).status_code == 404


def test_enrollments_are_narrowed_to_those_who_are_stuck(browser, enrolled):
    here, _ = enrolled
    number = int(here.rpartition("/")[2])
    listed = browser.get(f"/api/enrollments?sequenceId={number}&stuck=no_sender").json()
    assert listed["items"] == []
    assert browser.get("/api/enrollments?stuck=nothing").status_code == 422
