"""Answering in a conversation: one of us writes, and it goes out once, in the same thread.

It is a person's own email and no sequence's, so it bears no link to unsubscribe and takes none of a
sender's slots; who is suppressed gets none.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlmodel import Session, col

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.integrations.errors import TemporaryError
from yardflow.integrations.sendgrid import sending
from yardflow.integrations.sendgrid.refusals import Refusal
from yardflow.models import Answer, AnswerStatus, Contact, Message, Reply, ReplyKind, Sender
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.values import fields
from yardflow.services.sequences.conversations import threads
from yardflow.services.sequences.conversations.threads import Threaded
from yardflow.services.sequences.senders import email_settings
from yardflow.services.sequences.suppressions.matching import of_stored
from yardflow.services.sequences.templates import text_part

JOB = "send_answer"
PER_MINUTE = 20
LONGEST = 20_000
TEXT = fields.prose(LONGEST, needed="Write something first.")
_NOTHING = "There's no conversation with this contact yet."
_SUPPRESSED = "This address is suppressed, so no email goes to it."
_SENT = select(Message).where(
    col(Message.sent_at).is_not(None), col(Message.sender_id).is_not(None)
)
_LATEST = _SENT.order_by(col(Message.sent_at).desc(), col(Message.id).desc()).limit(1)
_TAKEN = text("""
UPDATE answer SET status = 'sending' WHERE id = :id AND status = 'queued' RETURNING id""")
# What may be a stop waits until a person has said whether it is one.
_ANSWERED = text("""
UPDATE reply SET decided_at = :now, decided_by = :by
WHERE contact_id = :contact AND kind = 'human' AND NOT unsure AND decided_at IS NULL
    AND received_at <= :written""")


@dataclass(frozen=True, slots=True)
class Written:
    """An answer that a job sends to ``address``."""

    id: int
    address: str


def write(session: Session, principal: Principal, contact_id: int, said: object) -> Written:
    """Answers the latest reply of a contact in its conversation, by the sender of that one; where
    they never replied, the latest email to them. A job sends it.

    Raises:
        NotFound: there is no such contact.
        Invalid: nothing is written, or far too much.
        Conflict: nothing was sent to them yet, or their address is suppressed.
        TooMany: the person answered twenty times within the last minute.
    """
    clean = str(fields.cleaned({"text": said}, {"text": TEXT})["text"])
    load_record(session, Contact, contact_id)
    jobs.limit(session, JOB, principal.user_id, PER_MINUTE)
    reply = _latest_reply(session, contact_id)
    message = _message_of(session, contact_id, reply)
    if message is None:
        raise Conflict(_NOTHING)
    address = reply.sender if reply is not None and reply.sender else message.address
    if of_stored(session, [address]):
        raise Conflict(_SUPPRESSED)
    answer = Answer(
        contact_id=contact_id,
        message_id=message.id,
        sender_id=message.sender_id,
        address=address,
        subject=threads.answer_to((reply.subject if reply else "") or message.subject),
        text=clean,
        mail_references=_references(session, message, reply),
        written_by=principal.user_id,
    )
    session.add(answer)
    session.flush()
    payload = {"answer_id": answer.id}
    subject = f"contact:{contact_id}"
    jobs.enqueue(session, JOB, subject=subject, payload=payload, asked_by=principal.user_id)
    audit.record(session, principal, "answer.written", "contact", contact_id)
    return Written(answer.id or 0, address)


def run(running: jobs.Running) -> None:
    """Performs a job of kind ``send_answer``: posts it once, whatever becomes of the worker. What
    the contact wrote before is dealt with once it is sent.

    Raises:
        YardFlowError: SendGrid did not take it.
    """
    answer_id = int(running.payload["answer_id"])
    with db.session() as session:
        if session.execute(_TAKEN, {"id": answer_id}).scalar_one_or_none() is None:
            _settle(session, answer_id)
            return
        body = _payload(session, session.get_one(Answer, answer_id))
    outcome = sending.send(body)
    with db.session() as session:
        answer = session.get_one(Answer, answer_id)
        match outcome:
            case sending.Accepted():
                answer.status, answer.sent_at = AnswerStatus.SENT, clock.now()
                _deal_with_answered(session, answer)
            case Refusal() as refusal:
                answer.status, answer.error = AnswerStatus.FAILED, refusal.message
            case sending.Unknown(message):
                answer.status, answer.error = AnswerStatus.UNKNOWN, message
        session.add(answer)
    if isinstance(outcome, Refusal):
        raise outcome.error()
    if isinstance(outcome, sending.Unknown):
        raise TemporaryError(outcome.message)


def _deal_with_answered(session: Session, answer: Answer) -> None:
    """Whoever answered has dealt with what the contact wrote before."""
    about = {"contact": answer.contact_id, "by": answer.written_by, "written": answer.written_at}
    session.execute(_ANSWERED, about | {"now": answer.sent_at})


def _settle(session: Session, answer_id: int) -> None:
    """A job that comes again sends nothing: what was on its way may have gone out."""
    answer = session.get(Answer, answer_id)
    if answer is not None and answer.status == AnswerStatus.SENDING:
        answer.status = AnswerStatus.UNKNOWN
        answer.error = "The worker that was sending it ended."
        session.add(answer)


def _latest_reply(session: Session, contact_id: int) -> Reply | None:
    return session.scalars(
        select(Reply)
        .where(
            col(Reply.contact_id) == contact_id,
            col(Reply.kind) == ReplyKind.HUMAN,
            col(Reply.mail_id) != "",
        )
        .order_by(col(Reply.received_at).desc(), col(Reply.id).desc())
        .limit(1)
    ).one_or_none()


def _message_of(session: Session, contact_id: int, reply: Reply | None) -> Message | None:
    """The email that the reply is to; the latest where there is none, or its sender was deleted."""
    there = _SENT.where(col(Message.id) == (reply.message_id if reply else None))
    latest = _LATEST.where(col(Message.contact_id) == contact_id)
    return session.scalars(there).one_or_none() or session.scalars(latest).one_or_none()


def _references(session: Session, message: Message, reply: Reply | None) -> list[str]:
    """The ids of the conversation, the one that is answered last."""
    standing = Threaded(
        message.id or 0, message.enrollment_id or 0, message.reply_token, message.threaded
    )
    thread = threads.of_messages(session, [standing])[message.id or 0]
    own = threads.mail_id(message.id or 0, thread.token, _sender_of(session, message))
    listed = [*thread.references, own, *filter(None, [message.mail_id])]
    if reply is not None:
        listed = [each for each in listed if each != reply.mail_id] + [reply.mail_id]
    return list(dict.fromkeys(listed))


def _sender_of(session: Session, message: Message) -> str:
    sender = session.get(Sender, message.sender_id) if message.sender_id else None
    return sender.address if sender else ""


def _payload(session: Session, answer: Answer) -> dict[str, Any]:
    """The body of ``POST /v3/mail/send``."""
    sender = session.get(Sender, answer.sender_id) if answer.sender_id else None
    if sender is None:
        raise NotFound.of("sender")
    message = session.get(Message, answer.message_id) if answer.message_id else None
    host = email_settings.read(session).reply_host
    references = tuple(answer.mail_references)
    token = message.reply_token if message else ""
    own = threads.mail_id(answer.id or 0, threads.of_answer(token), sender.address)
    body: dict[str, Any] = {
        "from": {"email": sender.address, "name": sender.name},
        "subject": answer.subject,
        "content": [
            {"type": "text/plain", "value": answer.text},
            {"type": "text/html", "value": text_part.letter_of(answer.text)},
        ],
        "personalizations": [
            {
                "to": [{"email": answer.address}],
                "headers": threads.headers(threads.Thread(token, references), own),
            }
        ],
        "tracking_settings": {
            name: {"enable": False}
            for name in ("click_tracking", "open_tracking", "subscription_tracking")
        },
    }
    if host and token:
        body["reply_to"] = {"email": threads.address(token, host), "name": sender.name}
    elif sender.reply_to:
        body["reply_to"] = {"email": sender.reply_to}
    return body
