"""Who is behind a count of a step: one page at a time, the latest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, exists, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from yardflow.models import (
    Account,
    Contact,
    Enrollment,
    EnrollmentChange,
    EnrollmentStatus,
    Message,
    MessageStatus,
    Reply,
    ReplyKind,
    TallyKind,
)
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.definitions.steps import StepKey

_OF_MESSAGES = {
    TallyKind.SENT: (
        MessageStatus.ACCEPTED,
        MessageStatus.DELIVERED,
        MessageStatus.BOUNCED,
        MessageStatus.DROPPED,
    ),
    TallyKind.FAILED: (MessageStatus.FAILED, MessageStatus.BOUNCED, MessageStatus.DROPPED),
    TallyKind.MISSED: (MessageStatus.MISSED,),
}


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted: of a step of a sequence, and with `TallyKind.WENT` to which other one, None
    being the end.
    """

    sequence_id: int
    step: StepKey
    kind: TallyKind
    to: StepKey | None = None


@dataclass(frozen=True, slots=True)
class StepPerson:
    """Someone behind a count; no ``contact_id`` once the contact was deleted. ``note`` says more in
    a sentence, ``at`` is when it happened, or will; None where that takes a change, by which
    someone ``stuck`` can go on.
    """

    id: int
    contact_id: int | None
    contact_name: str
    account_name: str
    note: str
    at: datetime | None
    stuck: bool = False


def search(
    session: Session,
    principal: Principal,
    counted: Counted,
    *,
    limit: int = PAGE_SIZE,
    cursor: str = "",
) -> Page[StepPerson]:
    """Those who were counted.

    Raises:
        Invalid: a cursor that is none.
    """
    ident, statement, shown = _of(counted)
    by_id = {"latest": SortKey(col(ident), int)}

    def load(ids: list[int]) -> Iterable[StepPerson]:
        rows = session.execute(shown.where(col(ident).in_(ids)))
        return [_person(row) for row in rows]

    return read_page(
        session, statement, by_id, "-latest", col(ident), load, limit=limit, cursor=cursor
    )


def _of(counted: Counted) -> tuple[Any, Select, Select]:
    sequence_id = min(counted.sequence_id, LARGEST_ID)
    if counted.kind in _OF_MESSAGES:
        statement = select(col(Message.id)).where(
            col(Message.sequence_id) == sequence_id,
            col(Message.step) == counted.step,
            col(Message.status).in_(_OF_MESSAGES[counted.kind]),
            col(Message.listed_as).in_(_OF_MESSAGES[counted.kind]),  # so indexes have it
        )
        return Message.id, statement, _MESSAGES
    if counted.kind is TallyKind.REPLIED:
        statement = select(col(Reply.id)).where(
            col(Reply.sequence_id) == sequence_id,
            col(Reply.step) == counted.step,
            col(Reply.kind) == ReplyKind.HUMAN,
        )
        return Reply.id, statement, _REPLIES
    of_sequence = col(Enrollment.sequence_id) == sequence_id
    statement = select(col(Enrollment.id)).where(of_sequence, _STANDING[counted.kind](counted))
    return Enrollment.id, statement, _ENROLLMENTS


def _at(status: EnrollmentStatus) -> Callable[[Counted], Any]:
    is_there = col(Enrollment.status) == status
    return lambda counted: and_(is_there, col(Enrollment.step) == counted.step)


def _went(counted: Counted) -> Any:
    """By their histories: what is kept first at a step follows what is kept at the one before."""
    if counted.to is None:
        return _at(EnrollmentStatus.FINISHED)(counted)
    came, before = aliased(EnrollmentChange), aliased(EnrollmentChange)
    step_before = (
        select(col(before.step))
        .where(
            col(before.enrollment_id) == col(came.enrollment_id),
            func.row(col(before.at), col(before.id)) < func.row(col(came.at), col(came.id)),
        )
        .order_by(col(before.at).desc(), col(before.id).desc())
        .limit(1)
        .correlate(came)
        .scalar_subquery()
    )
    return exists().where(
        col(came.enrollment_id) == col(Enrollment.id),
        col(came.step) == counted.to,
        step_before == counted.step,
    )


_STANDING: dict[TallyKind, Callable[[Counted], Any]] = {
    TallyKind.WAITING: _at(EnrollmentStatus.ACTIVE),
    TallyKind.ENDED: _at(EnrollmentStatus.EXITED),
    TallyKind.WENT: _went,
}
_WHO: tuple[Any, ...] = (
    col(Contact.id).label("contact_id"),
    col(Contact.name).label("contact_name"),
    col(Account.name).label("account_name"),
)
_FIRST_REASON = col(Enrollment.reasons)[0]["words"].astext
_ENROLLMENTS = (
    select(
        col(Enrollment.id),
        *_WHO,
        func.coalesce(func.nullif(col(Enrollment.exit_reason), ""), _FIRST_REASON, "").label(
            "note"
        ),
        func.coalesce(col(Enrollment.ended_at), col(Enrollment.due_at)).label("at"),
        and_(col(Enrollment.ended_at).is_(None), col(Enrollment.stuck) != "").label("stuck"),
    )
    .join(Contact, col(Contact.id) == col(Enrollment.contact_id))
    .join(Account, col(Account.id) == col(Contact.account_id))
)
_MESSAGES = (
    select(
        col(Message.id),
        *_WHO,
        func.coalesce(
            func.nullif(col(Message.error), ""), func.nullif(col(Message.subject), ""), ""
        ).label("note"),
        func.coalesce(col(Message.sent_at), col(Message.due_at)).label("at"),
    )
    .outerjoin(Contact, col(Contact.id) == col(Message.contact_id))
    .outerjoin(Account, col(Account.id) == col(Contact.account_id))
)
_REPLIES = (
    select(
        col(Reply.id),
        *_WHO,
        func.left(func.coalesce(func.nullif(col(Reply.text), ""), col(Reply.subject)), 200).label(
            "note"
        ),
        col(Reply.received_at).label("at"),
    )
    .outerjoin(Contact, col(Contact.id) == col(Reply.contact_id))
    .outerjoin(Account, col(Account.id) == col(Contact.account_id))
)


def _person(row: Any) -> StepPerson:
    stuck = bool(getattr(row, "stuck", False))
    at = None if stuck else row.at
    names = row.contact_name or "", row.account_name or ""
    return StepPerson(row.id, row.contact_id, *names, row.note, at, stuck)
