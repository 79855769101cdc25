"""Messages as people see them, and what only a person can say of those that are in doubt."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Contact,
    Dispatch,
    Enrollment,
    EnrollmentStatus,
    Message,
    MessageStatus,
    Sender,
)
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.enrollments import progress

MOST_CHOICES = 100
_BY_ID = {"written": SortKey(col(Message.id), int)}
_IN_DOUBT = "Only a message whose outcome is unknown can be settled."
_NOT_AGAIN = (
    "This message is on its way or has arrived, so it is not sent again. Only failed messages and "
    "those whose outcome is unknown can be."
)
_LEFT = "This contact has left the sequence, so nothing can be sent to them from it."
_MOVED_ON = "This contact has moved on to another step, so this message is not sent again."


@dataclass(frozen=True, slots=True)
class MessageView:
    """An email of a sequence; ``error`` says why it has not gone out, or why no one can tell."""

    id: int
    sequence_id: int
    sequence_name: str
    step: str
    contact_id: int | None
    contact_name: str
    address: str
    sender_name: str
    subject: str
    status: MessageStatus
    error: str
    attempts: int
    due_at: datetime
    sent_at: datetime | None
    delivered_at: datetime | None
    bounced_at: datetime | None
    opened_at: datetime | None
    clicked_at: datetime | None


@dataclass(frozen=True, slots=True)
class MessageQuery:
    """Narrows messages to those of a sequence, of a sender, of a contact, and of a status."""

    sequence_id: int | None = None
    sender_id: int | None = None
    contact_id: int | None = None
    status: MessageStatus | None = None
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: MessageQuery) -> Page[MessageView]:
    """Messages, the latest first.

    Raises:
        Invalid: a cursor that is none.
    """
    statement = select(col(Message.id))
    if query.sequence_id is not None:
        statement = statement.where(col(Message.sequence_id) == min(query.sequence_id, LARGEST_ID))
    if query.sender_id is not None:
        statement = statement.where(col(Message.sender_id) == min(query.sender_id, LARGEST_ID))
    if query.contact_id is not None:
        statement = statement.where(col(Message.contact_id) == min(query.contact_id, LARGEST_ID))
    if query.status is not None:
        statement = statement.where(*_is(query.status))

    def load(ids: list[int]) -> Iterable[MessageView]:
        return map(_view, session.execute(_SHOWN.where(col(Message.id).in_(ids))))

    return read_page(
        session,
        statement,
        _BY_ID,
        "-written",
        col(Message.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


def _is(status: MessageStatus) -> tuple[Any, ...]:
    """What is on its way is found by its request: in indexes it stands as accepted."""
    listed = col(Message.listed_as) == status
    match status:
        case MessageStatus.SENDING:
            begun = select(func.unnest(col(Dispatch.message_ids)))
            return col(Message.status) == status, col(Message.id).in_(begun)
        case MessageStatus.ACCEPTED:
            return listed, col(Message.status) == status
        case _:
            return (listed,)


@dataclass(frozen=True, slots=True)
class Choices:
    """What messages can be narrowed to: ids and names, by name."""

    sequences: list[tuple[int, str]]
    senders: list[tuple[int, str]]


def choices(session: Session, principal: Principal, query: MessageQuery) -> Choices:
    """Sequences and senders by name, at most `MOST_CHOICES` each; the query's are among them."""
    return Choices(
        _named(session, SequenceRow, query.sequence_id), _named(session, Sender, query.sender_id)
    )


def get(session: Session, principal: Principal, message_id: int) -> MessageView:
    """One message.

    Raises:
        NotFound: there is none.
    """
    statement = _SHOWN.where(col(Message.id) == min(message_id, LARGEST_ID))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound.of("message")
    return _view(row)


def mark_sent(session: Session, principal: Principal, message_id: int) -> MessageView:
    """A person knows that a message in doubt went out: its enrollment goes on.

    Raises:
        NotFound: there is none.
        Conflict: it is not in doubt.
    """
    message = _locked(session, message_id)
    if message.status != MessageStatus.UNKNOWN:
        raise Conflict(_IN_DOUBT)
    message.status, message.error = MessageStatus.ACCEPTED, ""
    message.sent_at = message.sending_at
    _settle(session, principal, message, "message.marked_sent")
    progress.pass_emails(session, [message_id], "Email sent, as a person says", clock.now())
    return get(session, principal, message_id)


def send_again(session: Session, principal: Principal, message_id: int) -> MessageView:
    """Sends a message that failed, or one in doubt that a person knows did not go out. It is as
    fresh as if it were decided now.

    Raises:
        NotFound: there is none.
        Conflict: it is on its way, or arrived; or its contact is at another step by now, or has
            left the sequence.
    """
    message = _locked(session, message_id)
    if message.status not in (MessageStatus.UNKNOWN, MessageStatus.FAILED):
        raise Conflict(_NOT_AGAIN)
    enrollment, now = _still_there(session, message), clock.now()
    message.status, message.error, message.due_at = MessageStatus.QUEUED, "", now
    _settle(session, principal, message, "message.sent_again")
    progress.wake(session, [enrollment.id or 0], now)
    return get(session, principal, message_id)


def _named(
    session: Session, kind: type[SequenceRow] | type[Sender], chosen: int | None
) -> list[tuple[int, str]]:
    statement = (
        select(col(kind.id), col(kind.name))
        .order_by((col(kind.id) == chosen).desc(), func.lower(kind.name), col(kind.id))
        .limit(MOST_CHOICES)
    )
    if kind is SequenceRow:
        statement = statement.where(col(SequenceRow.version_id).is_not(None))
    named = session.execute(statement).tuples().all()
    return sorted(named, key=lambda pair: (pair[1].lower(), pair[0]))


def _locked(session: Session, message_id: int) -> Message:
    message = row_of(session, Message, message_id, lock=True)
    if message is None:
        raise NotFound.of("message")
    return message


def _still_there(session: Session, message: Message) -> Enrollment:
    """The enrollment, at the step that the message is of: anywhere else no one would send it."""
    enrollment = None
    if message.enrollment_id is not None:
        enrollment = session.get(Enrollment, message.enrollment_id, populate_existing=True)
    if enrollment is None or enrollment.status != EnrollmentStatus.ACTIVE:
        raise Conflict(_LEFT)
    if (enrollment.step, enrollment.visit) != (message.step, message.visit):
        raise Conflict(_MOVED_ON)
    return enrollment


def _settle(session: Session, principal: Principal, message: Message, action: str) -> None:
    message.settled_by = principal.user_id
    session.add(message)
    session.flush()
    audit.record(session, principal, action, "message", message.id)


_SHOWN: Select = (
    select(
        Message,
        col(SequenceRow.name).label("sequence_name"),
        col(Contact.name).label("contact_name"),
        col(Sender.name).label("sender_name"),
    )
    .join(SequenceRow, col(SequenceRow.id) == col(Message.sequence_id))
    .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
    .outerjoin(Sender, col(Sender.id) == col(Message.sender_id))
)


def _view(row: Any) -> MessageView:
    message: Message = row.Message
    return MessageView(
        id=message.id or 0,
        sequence_id=message.sequence_id,
        sequence_name=row.sequence_name,
        step=message.step,
        contact_id=message.contact_id,
        contact_name=row.contact_name or "",
        address=message.address,
        sender_name=row.sender_name or "",
        subject=message.subject,
        status=message.status,
        error=message.error,
        attempts=message.attempts,
        due_at=message.due_at,
        sent_at=message.sent_at,
        delivered_at=message.delivered_at,
        bounced_at=message.bounced_at,
        opened_at=message.opened_at,
        clicked_at=message.clicked_at,
    )
