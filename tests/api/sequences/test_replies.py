"""Replies over HTTP: listed by what is to be done, placed, and answered in the thread."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import Session, col

from tests.fixtures.sandbox import call
from tests.services.sequences.conversations.conftest import *  # noqa: F403 - the same answers
from tests.services.sequences.engine.conftest import EMAIL
from yardflow import clock, jobs
from yardflow.models import Answer, Job
from yardflow.services.sequences.conversations import answering
from yardflow.services.sequences.definitions.steps import EntryRules

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


def shown(api, show: str) -> list[dict]:
    return api.get("/api/replies", params={"show": show}).json()["items"]


def perform(session: Session) -> None:
    """Does the latest job."""
    session.expire_all()
    job = session.scalars(select(Job).order_by(col(Job.id).desc()).limit(1)).one()
    jobs.perform(job.id, answering.run)


def test_replies_are_listed_by_what_is_to_be_done_and_counted_by_kind(
    publish, people, start, sent, answer, reply_host, calls, alice
):
    number = publish(EMAIL)
    start(number, people(4))
    human, away, stop, unsure = sent()
    answer(human, text="Let's talk.\n\nAnn")
    answer(away, kind="out_of_office")
    answer(stop, kind="stop")
    answer(unsure, kind="unsure")
    answer(human, kind="list")
    api = calls(alice)
    assert {each["kind"] for each in shown(api, "new")} == {"human"}
    assert len(shown(api, "new")) == 2
    assert [each["kind"] for each in shown(api, "away")] == ["out_of_office"]
    assert {(each["kind"], each["unsure"]) for each in shown(api, "stops")} == {
        ("stop", False),
        ("human", True),
    }
    assert len(shown(api, "all")) == 4
    first = next(each for each in shown(api, "new") if not each["unsure"])
    assert first["text"] == "Let's talk.\n\nAnn" and "wrote:" in first["quoted"]
    assert api.post(f"/api/replies/{first['id']}/done").json()["decidedAt"]
    assert len(shown(api, "new")) == 1
    counts = api.get(f"/api/sequences/{number}/replies").json()["items"]
    assert {each["kind"]: each["count"] for each in counts} == {
        "human": 2,
        "out_of_office": 1,
        "stop": 1,
    }


def test_a_reply_without_a_place_is_placed_with_one_of_its_candidates(
    publish, people, start, sent, answer, reply_host, calls, alice
):
    contacts = people(1)
    for _ in range(2):
        start(publish(EMAIL, entry=EntryRules(beside_others=True)), contacts)
    message, _ = sent()
    answer(message, elsewhere=True, unthreaded=True)
    api = calls(alice)
    (reply,) = shown(api, "to_place")
    assert shown(api, "new") == [reply], "someone waits for an answer"
    here = f"/api/replies/{reply['id']}"
    chosen = api.get(f"{here}/candidates").json()["items"]
    assert len(chosen) == 2
    body = {"messageId": chosen[0]["messageId"]}
    placed = api.post(f"{here}/place", json=body).json()
    assert (placed["contactId"], placed["placedBy"]) == (contacts[0], "person")
    assert api.post(f"{here}/place", json=body).status_code == 409
    assert shown(api, "to_place") == []


def test_an_answer_goes_out_once_in_the_same_thread_and_its_reply_comes_back_to_it(
    publish, people, start, sent, answer, reply_host, calls, alice, session, sandbox
):
    contacts = people(1)
    start(publish(EMAIL), contacts)
    (message,) = sent()
    api = calls(alice)
    here = f"/api/conversations/{contacts[0]}"
    reply = answer(message, text="How much is it?")
    answer(message, kind="acknowledgement", sender="robot@acme.com")
    written = api.post(f"{here}/answers", json={"text": "Nothing, come by.\n\nKim"})
    assert (written.status_code, written.json()["address"]) == (202, "person0@acme.com")
    perform(session)
    perform(session)
    latest, first = call("GET", f"{sandbox.url}/messages").json()["items"]
    mail = call("GET", f"{sandbox.url}/messages/{latest['id']}").json()
    assert first["id"] == message["id"]
    assert mail["headers"]["In-Reply-To"] == reply.mail_id
    assert mail["headers"]["References"].split()[0] == message["headers"]["Message-ID"]
    assert (mail["subject"], mail["reply_to"]) == (f"Re: {message['subject']}", message["reply_to"])
    assert "List-Unsubscribe" not in mail["headers"]
    assert answer(mail, text="Great, see you.").contact_id == contacts[0]
    items = api.get(here).json()["items"]
    # It is the same moment for all of them.
    assert sorted(each["type"] for each in items) == ["answer", "message", *["reply"] * 3]
    assert {each["status"] for each in items if each["type"] == "answer"} == {"sent"}


def test_an_answer_goes_to_the_conversation_of_the_reply_not_to_the_latest(
    publish, people, start, sent, answer, reply_host, calls, alice, session, sandbox
):
    contacts = people(1)
    entry = EntryRules(beside_others=True)
    kim = start(publish(EMAIL, entry=entry), contacts)
    (first,) = sent()
    with clock.at(clock.now() + timedelta(days=1)):
        start(publish(EMAIL, entry=entry), contacts)
        sent()
    with clock.at(clock.now() + timedelta(days=2)):
        reply = answer(first, subject="Re: Booth 2210")
        path = f"/api/conversations/{contacts[0]}/answers"
        assert calls(alice).post(path, json={"text": "Gladly."}).status_code == 202
        perform(session)
    (written,) = session.scalars(select(Answer))
    assert (written.sender_id, written.message_id) == (kim, reply.message_id)
    mail = call("GET", f"{sandbox.url}/messages").json()["items"][0]
    mail = call("GET", f"{sandbox.url}/messages/{mail['id']}").json()
    assert (mail["sender"], mail["reply_to"]) == (first["sender"], first["reply_to"])
    assert mail["headers"]["References"].split() == [first["headers"]["Message-ID"], reply.mail_id]
    assert mail["subject"] == "Re: Booth 2210"


def test_who_is_suppressed_or_was_never_written_to_gets_no_answer(
    publish, people, start, sent, answer, reply_host, calls, alice, session
):
    contacts = people(2)
    start(publish(EMAIL), contacts[:1])
    (message,) = sent()
    answer(message, kind="stop")
    api = calls(alice)
    for contact, status in ((contacts[0], 409), (contacts[1], 409), (10**9, 404)):
        path = f"/api/conversations/{contact}/answers"
        assert api.post(path, json={"text": "Hi"}).status_code == status
    path = f"/api/conversations/{contacts[0]}/answers"
    assert api.post(path, json={"text": " "}).status_code == 422
    assert session.scalars(select(Answer)).all() == []


def test_an_answer_that_may_have_gone_out_is_not_sent_again(
    publish, people, start, sent, answer, reply_host, calls, alice, session, sandbox
):
    contacts = people(1)
    start(publish(EMAIL), contacts)
    sent()
    calls(alice).post(f"/api/conversations/{contacts[0]}/answers", json={"text": "Hi"})
    sandbox.fail("lost", "sendgrid")
    perform(session)
    perform(session)
    session.expire_all()
    (written,) = session.scalars(select(Answer))
    assert written.status.value == "unknown"
    assert call("GET", f"{sandbox.url}/messages").json()["total"] == 2
