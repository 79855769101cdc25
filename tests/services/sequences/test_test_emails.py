"""A template is sent to oneself: as a contact would get it, and without a trace anywhere else."""

import pytest
from sqlalchemy import text

from tests.fixtures.sandbox import call
from tests.services.sequences.senders.cast import sender_of
from yardflow import clock, jobs
from yardflow.errors import Conflict, NotFound, TooMany
from yardflow.models import Job, Setting, SuppressionReason
from yardflow.services.sequences import test_emails
from yardflow.services.sequences.suppressions import service as suppressions
from yardflow.services.sequences.templates import attachments, library


@pytest.fixture
def template(session, bob) -> int:
    """A template that needs a first name; its id."""
    session.add(Setting(key="email", value={"postal_address": "1 Main Street"}))
    parts = {
        "subject": "Lunch, {{ contact.first_name }}?",
        "text": "Hi {{ contact.first_name }}, {{ sender.name }}\n{{ workplace.postal_address }} "
        "{{ unsubscribe_url }}",
    }
    row = library.create(session, bob, {"name": "Lunch", **parts})
    session.commit()
    return row.id


@pytest.fixture
def book(sandbox):
    call("DELETE", f"{sandbox.url}/messages")
    return lambda: [
        call("GET", f"{sandbox.url}/messages/{each['id']}").json()
        for each in call("GET", f"{sandbox.url}/messages").json()["items"]
    ]


def counts(session) -> list[int]:
    tables = ("message", "enrollment", "sender_day", "message_event", "suppression")
    return [session.execute(text(f"SELECT count(*) FROM {each}")).scalar_one() for each in tables]


def test_it_goes_to_who_asks_as_the_contact_would_get_it_and_counts_nowhere(
    session, bob, template, acme, works_at, sandbox, book, calls
):
    zoe = works_at(acme, "Zoë O'Neil", email="zoe@acme.com")
    # Their own address is suppressed, and the sender paused: both speak of what sequences send.
    suppressions.add(session, bob, bob.email, SuppressionReason.OBJECTED)
    sender = sender_of(session, name="Sam", reply_to="desk@yardflow.example", daily_cap=1)
    session.execute(text("UPDATE sender SET paused_at = now(), pause_reason = 'x'"))
    session.commit()
    file = attachments.upload(session, bob, "Menu.pdf", b"%PDF-1.7")
    named = [{"id": file.id, "name": file.name}]
    library.update(session, bob, template, None, {"attachments": named})
    session.commit()
    before = counts(session)
    body = {"senderId": sender, "contactId": zoe}
    asked = calls(bob).post(f"/api/templates/{template}/test", json=body)
    assert (asked.status_code, asked.json()["address"]) == (202, bob.email)
    jobs.perform(asked.json()["jobId"], test_emails.run)
    (email,) = book()
    assert (email["recipient"], email["subject"]) == (bob.email, "[Test] Lunch, Zoë?")
    assert email["reply_to"] == "desk@yardflow.example" and "Hi Zoë, Sam" in email["text"]
    assert (email["args"], email["opens_tracked"], email["clicks_tracked"]) == ({}, False, False)
    assert "zoe@acme.com" not in str(email)
    assert [each["filename"] for each in email["attachments"]] == ["Menu.pdf"]

    link = email["headers"]["List-Unsubscribe"].strip("<>")
    assert link in email["text"] and "1 Main Street" in email["text"]
    pressed = calls(bob).post(link.partition("/api/")[2].join(("/api/", "")))
    assert pressed.status_code == 200 and "This was a test email" in pressed.text
    assert counts(session) == before


def test_what_keeps_it_back_is_said_before_or_by_its_job(
    session, bob, template, acme, works_at, sandbox, book
):
    nameless = works_at(acme, "Lee", email="lee@acme.com")
    session.execute(text("UPDATE contact SET last_name = 'Lee', first_name = ''"))
    sender = sender_of(session)
    with pytest.raises(Conflict, match=r"Missing: first name\. Choose another contact"):
        test_emails.ask(session, bob, template, sender, nameless)
    for missing in ({"sender_id": 999}, {"template_id": 999}, {"contact_id": 999}):
        known = {"template_id": template, "sender_id": sender}
        with pytest.raises(NotFound):
            test_emails.ask(session, bob, **{**known, **missing})
    session.rollback()

    for fault, how, words in (
        ("error", {"status": 403, "param": "from"}, "Verify the address or its domain"),
        ("error", {"status": 401, "message": "Maximum credits exceeded"}, "no credit left"),
        ("lost", {}, "may have gone out"),
    ):
        sandbox.fail(fault, "sendgrid", **how)
        asked = test_emails.ask(session, bob, template, sender)
        session.commit()
        jobs.perform(asked.job_id, test_emails.run)
        job = session.get_one(Job, asked.job_id, populate_existing=True)
        assert (job.status, words in (job.error or "")) == ("failed", True), job.error


def test_there_are_five_a_minute_for_each_person(session, alice, bob, template, sandbox):
    sender, now = sender_of(session), clock.now()
    with clock.at(now):
        for _ in range(5):
            test_emails.ask(session, bob, template, sender)
        with pytest.raises(TooMany) as refused:
            test_emails.ask(session, bob, template, sender)
        assert 1 <= refused.value.retry_after <= 61
        test_emails.ask(session, alice, template, sender)
    with clock.at(now + jobs.frequency.MINUTE):
        test_emails.ask(session, bob, template, sender)
