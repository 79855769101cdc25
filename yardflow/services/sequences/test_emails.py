"""Test emails: a template as a contact would get it, sent to who asks for it and to no one else.

They count nowhere: they are no messages, take none of a sender's slots, and what SendGrid reports
of them names no message of ours. Suppressions speak of what sequences send, so they hold none up.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from yardflow import db, jobs
from yardflow.config import settings
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.sendgrid import sending
from yardflow.integrations.sendgrid.refusals import Refusal
from yardflow.models import Contact, Template, User
from yardflow.services.access import Principal, acting_for
from yardflow.services.records.load import load_record
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.senders.identities import OWN_LINK, Identity, identities
from yardflow.services.sequences.templates import attachments, sources, wordings
from yardflow.services.sequences.templates.rendering import Refused, Rendered, Source, render
from yardflow.services.sequences.templates.values import values_for
from yardflow.services.sequences.templates.variables import (
    BOOKING,
    POSTAL_ADDRESS,
    SAMPLES,
    UNSUBSCRIBE,
    labeled,
)
from yardflow.services.sequences.unsubscribing import TEST_KEY

JOB = "send_test_email"
PER_MINUTE = 5
MARK = "[Test]"


@dataclass(frozen=True, slots=True)
class TestEmail:
    """One that a job sends to ``address``."""

    job_id: int
    address: str


@dataclass(frozen=True, slots=True)
class _Letter:
    rendered: Rendered
    sender: Identity
    address: str
    unsubscribe_url: str
    version_id: int


def ask(
    session: Session,
    principal: Principal,
    template_id: int,
    sender_id: int,
    contact_id: int | None = None,
) -> TestEmail:
    """Has a job send what was saved last of a template to the person's own address: as this contact
    would get it at the event that the person works on, or with sample values.

    Raises:
        NotFound: there is no such template, sender or contact.
        Conflict: the contact lacks something, so the real email would wait.
        Invalid: the template can't be rendered, with the line.
        TooMany: the person asked for five within the last minute.
    """
    jobs.limit(session, JOB, principal.user_id, PER_MINUTE)
    letter = _letter(session, principal, template_id, sender_id, contact_id)
    job = jobs.enqueue(
        session,
        JOB,
        subject=f"template:{template_id}",
        payload={"template_id": template_id, "sender_id": sender_id, "contact_id": contact_id},
        asked_by=principal.user_id,
    )
    return TestEmail(job.id or 0, letter.address)


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``send_test_email``.

    Raises:
        YardFlowError: it can't be made anymore, or SendGrid did not take it.
    """
    with db.session() as session:
        principal = acting_for(session, running.asked_by)
        letter = _letter(session, principal, **running.payload)
        files = attachments.encoded(session, [letter.version_id]).get(letter.version_id)
    body = _payload(letter) | ({"attachments": files} if files else {})
    match sending.send(body):
        case Refusal() as refusal:
            raise refusal.error()
        case sending.Unknown(message):
            raise TemporaryError(message)


def _letter(
    session: Session,
    principal: Principal,
    template_id: int,
    sender_id: int,
    contact_id: int | None,
) -> _Letter:
    template = load_record(session, Template, template_id)
    source = sources.load(session, template.version_id or 0)
    sender = identities(session, [sender_id]).get(sender_id)
    if sender is None:
        raise NotFound.of("sender")
    user = session.get_one(User, principal.user_id)
    unsubscribe_url = f"{settings().url}/api/unsubscribe/{TEST_KEY}"
    values = {
        **_person(session, user, contact_id),
        **sender.values,
        POSTAL_ADDRESS: email_settings.read(session).postal_address,
        UNSUBSCRIBE: unsubscribe_url,
        **_booking(sender),
    }
    try:
        rendered = render(source, values, wording=_wording(session, template, source, contact_id))
    except Refused as problem:
        raise Invalid(str(problem), {problem.part: str(problem)}) from None
    _refuse_incomplete(rendered)
    return _Letter(rendered, sender, user.email, unsubscribe_url, template.version_id or 0)


def _wording(session: Session, template: Template, source: Source, contact_id: int | None) -> int:
    if contact_id is None:
        return 0
    return wordings.of_contacts(session, template.id or 0, source, [contact_id])[contact_id]


def _booking(sender: Identity) -> Mapping[str, str]:
    ours = sender.values.get(BOOKING) == OWN_LINK
    return {BOOKING: f"{settings().url}/api/book/{TEST_KEY}"} if ours else {}


def _person(session: Session, user: User, contact_id: int | None) -> Mapping[str, str]:
    if contact_id is None:
        return SAMPLES
    load_record(session, Contact, contact_id)
    return values_for(session, [contact_id], user.active_event_id)[contact_id]


def _refuse_incomplete(rendered: Rendered) -> None:
    if rendered.missing:
        names = ", ".join(labeled(name) for name in rendered.missing)
        raise Conflict(f"This email would wait. Missing: {names}. Choose another contact.")
    if not rendered.subject or not rendered.text:
        raise Conflict("Write a subject and an email first, and save them.")


def _payload(letter: _Letter) -> dict[str, Any]:
    """The body of ``POST /v3/mail/send``; nothing tracks what its reader does."""
    rendered, sender = letter.rendered, letter.sender
    body: dict[str, Any] = {
        "from": {"email": sender.address, "name": sender.name},
        "subject": f"{MARK} {rendered.subject}",
        "content": [
            {"type": "text/plain", "value": rendered.text},
            {"type": "text/html", "value": rendered.html},
        ],
        "personalizations": [
            {
                "to": [{"email": letter.address}],
                "headers": {
                    "List-Unsubscribe": f"<{letter.unsubscribe_url}>",
                    "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                },
            }
        ],
        "tracking_settings": {
            name: {"enable": False}
            for name in ("click_tracking", "open_tracking", "subscription_tracking")
        },
    }
    if sender.reply_to:
        body["reply_to"] = {"email": sender.reply_to}
    return body
