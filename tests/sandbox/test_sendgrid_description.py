"""What we ask of SendGrid, and what the sandbox answers, is as SendGrid publishes it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import httpx
import pytest
from pydantic import TypeAdapter, ValidationError

from tests.fixtures.sandbox import call
from tests.sandbox import sendgrid_description as published
from tests.sandbox.test_sendgrid import KEY, send, tell
from tests.services.sequences.engine.test_batches import (
    FOOTER,
    IDENTITY,
    PLAIN_FOOTER,
    composed,
    materials,
    outgoing,
)
from yardflow.integrations.sendgrid import identities, sending, templates
from yardflow.services.sequences.conversations.threads import Thread
from yardflow.services.sequences.engine.batches import Batch
from yardflow.services.sequences.engine.payload import payload
from yardflow.services.sequences.templates.rendering import Source

SOURCE = Source(
    subject="Hello {{ contact.first_name }}",
    html="Hello {{ contact.first_name }}" + FOOTER,
    text="Hello" + PLAIN_FOOTER,
)
ANN = "ann@acme.com"


class Exchange(NamedTuple):
    """A request, the status of its answer, and what the answer has to be."""

    method: str
    path: str
    shape: Any
    body: dict[str, Any] | None = None
    status: int = 200


@pytest.fixture(autouse=True)
def empty(sandbox) -> None:
    """No messages from the tests before."""
    call("DELETE", f"{sandbox.url}/messages")


def bodies() -> Iterator[dict[str, Any]]:
    """Those of one email and of many, with and without what not every email has."""
    several = [outgoing(number) for number in range(3)]
    for messages in (several[:1], several):
        made = composed(messages, SOURCE)
        for batch in made:
            yield payload(batch, materials(SOURCE))
            yield payload(batch, _with_replies(messages))
            yield payload(_with_file(batch), materials(SOURCE))


def _with_replies(messages: list[Any]) -> Any:
    threads = {each.id: Thread(f"secret{each.id}") for each in messages}
    return replace(materials(SOURCE), reply_host="reply.acme.com", threads=threads)


def _with_file(batch: Batch) -> Batch:
    file = {"content": "QQ==", "filename": "a.pdf", "type": "application/pdf"}
    sender = replace(IDENTITY, reply_to="desk@acme.com")
    return replace(batch, attachments=[file | {"disposition": "attachment"}], sender=sender)


def test_every_email_that_we_ask_for_is_as_published_and_taken(sandbox):
    for body in bodies():
        TypeAdapter(published.Mail).validate_json(json.dumps(body))
        assert isinstance(sending.send(body), sending.Accepted)


def test_the_shapes_refuse_what_the_service_would():
    good = next(bodies())
    for wrong in (
        {"categories": [f"c{number}" for number in range(11)]},
        {"categories": ["c" * 256]},
        {"subject": ""},
        {"personalizations": []},
        {"personalizations": [good["personalizations"][0] | {"reply_to": {"email": ANN}}]},
        {"content": [{"type": "text/plain", "value": ""}]},
        {"unknown": 1},
    ):
        with pytest.raises(ValidationError):
            TypeAdapter(published.Mail).validate_json(json.dumps(good | wrong))


def test_what_we_ask_about_templates_and_senders_is_as_published(sandbox):
    template_id = templates.create("Lunch")
    templates.add_version(template_id, "One", "Lunch?", "<p>Hi</p>", "Hi")
    assert templates.read(template_id) and templates.offers()
    identities.verified_senders()
    identities.is_authenticated("acme.com")
    asked = {each["path"]: each["body"] for each in sandbox.received("sendgrid") if each["body"]}
    shapes = {"templates": published.NewTemplate, "versions": published.NewVersion}
    for path, body in asked.items():
        TypeAdapter(shapes.pop(path.rpartition("/")[2])).validate_json(json.dumps(body))
    assert not shapes


def exchanges(template_id: str, version_id: str, batch_id: str) -> Iterator[Exchange]:
    place = f"templates/{template_id}"
    listed = {
        "blocks": published.WithStatus,
        "bounces": published.WithStatus,
        "invalid_emails": published.WithReason,
        "spam_reports": published.Complaint,
        "unsubscribes": published.Suppressed,
    }
    held, new = {"batch_id": batch_id, "status": "pause"}, {"name": "Lunch", "subject": "Lunch?"}
    yield from (Exchange("GET", f"suppression/{kind}", list[each]) for kind, each in listed.items())
    yield Exchange("POST", "mail/send", published.Errors, {}, 400)
    yield Exchange("GET", f"mail/batch/{batch_id}", published.Batch)
    yield Exchange("POST", "user/scheduled_sends", published.Scheduled, held, 201)
    yield Exchange("GET", "user/scheduled_sends", list[published.Scheduled])
    yield Exchange("GET", f"{place}", published.Template)
    yield Exchange("GET", f"{place}/versions/{version_id}", published.Version)
    yield Exchange("POST", f"{place}/versions", published.Version, new, 201)
    yield Exchange("POST", f"{place}/versions/{version_id}/activate", published.Version)
    yield Exchange("GET", "templates?generations=dynamic&page_size=10", published.Templates)
    yield Exchange("GET", "templates", published.Errors, None, 400)
    emails = {"recipient_emails": [ANN]}
    yield Exchange("POST", "asm/suppressions/global", published.Recipients, emails, 201)
    yield Exchange("GET", f"asm/suppressions/global/{ANN}", published.Recipient)
    sender = {"nickname": "Ann", "from_email": ANN, "reply_to": ANN}
    yield Exchange("POST", "verified_senders", published.VerifiedSender, sender, 201)
    yield Exchange("GET", "verified_senders", published.VerifiedSenders)
    yield Exchange("GET", "whitelabel/domains?domain=acme.example", list[published.Domain])
    yield Exchange("GET", "user/webhooks/event/settings/signed", published.SignedWebhook)
    yield Exchange("GET", "user/webhooks/security/policies", published.Policies)


def test_every_answer_of_the_sandbox_is_as_published(sandbox, webhook):
    def asked(method: str, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        return httpx.request(method, f"{sandbox.url}/sendgrid/v3/{path}", json=body, headers=KEY)

    template_id = templates.create("Lunch")
    version_id = templates.add_version(template_id, "One", "Lunch?", "<p>Hi</p>", "Hi").version_id
    batch = asked("POST", "mail/batch")
    assert batch.status_code == 201
    send(sandbox)
    for happening in (
        {"event": "bounce"},
        {"event": "bounce", "more": {"type": "blocked"}},
        {"event": "spamreport"},
        {"event": "unsubscribe"},
    ):
        tell(sandbox, webhook, happening)
    for each in exchanges(template_id, version_id, batch.json()["batch_id"]):
        answer = asked(each.method, each.path, each.body)
        assert answer.status_code == each.status, (each.path, answer.text)
        shown = TypeAdapter(each.shape).validate_json(answer.text)
        # Nothing of the sandbox puts anyone on that list.
        assert shown != [] or each.path.endswith("invalid_emails"), each.path
