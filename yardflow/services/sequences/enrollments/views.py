"""Enrollments as people see them: who, where in the sequence, and what each waits for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import (
    Account,
    Contact,
    Enrollment,
    EnrollmentChange,
    EnrollmentStatus,
    Sender,
    SequenceTask,
)
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page, same_id
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences import definitions
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.definitions.wording import Names
from yardflow.services.sequences.templates.rows import names as names_of_templates

_BY_ID = {"enrolled": SortKey(col(Enrollment.id), int)}
_CHANGES = 200
_OVERDUE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class EnrollmentView:
    """A contact in a sequence. ``waits_for`` are the gates that were closed when the engine looked
    last; ``due_at`` is when it looks again. With ``needs_change`` it will find one closed then
    unless something has changed. ``step`` is the key of its step, ``step_summary`` that step in
    words.
    """

    id: int
    sequence_id: int
    sequence_name: str
    contact_id: int
    contact_name: str
    account_id: int
    account_name: str
    sender_name: str
    status: EnrollmentStatus
    exit_reason: str
    step: str
    step_summary: str
    due_at: datetime | None
    waits_for: tuple[str, ...]
    needs_change: bool
    enrolled_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """Something that happened to an enrollment."""

    at: datetime
    step: str
    what: str


@dataclass(frozen=True, slots=True)
class EnrollmentQuery:
    """Narrows enrollments to those of a sequence, of a contact or an account's, of a status, and
    to those who are ``stuck`` at a gate.
    """

    sequence_id: int | None = None
    contact_id: int | None = None
    account_id: int | None = None
    status: EnrollmentStatus | None = None
    stuck: Gate | None = None
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: EnrollmentQuery) -> Page[EnrollmentView]:
    """Enrollments, the latest first.

    Raises:
        Invalid: a cursor that is none.
    """
    statement = select(col(Enrollment.id))
    if query.sequence_id is not None:
        statement = statement.where(
            col(Enrollment.sequence_id) == min(query.sequence_id, LARGEST_ID)
        )
    if query.contact_id is not None:
        statement = statement.where(col(Enrollment.contact_id) == min(query.contact_id, LARGEST_ID))
    if query.account_id is not None:
        of_account = select(col(Contact.id)).where(same_id(Contact.account_id, query.account_id))
        statement = statement.where(col(Enrollment.contact_id).in_(of_account))
    if query.status is not None:
        statement = statement.where(col(Enrollment.status) == query.status)

    if query.stuck is not None:
        statement = statement.where(col(Enrollment.stuck) == query.stuck.value, is_stuck())

    def load(ids: list[int]) -> Iterable[EnrollmentView]:
        names = names_of_templates(session, principal)
        rows = session.execute(_SHOWN.where(col(Enrollment.id).in_(ids)))
        return [_view(session, row, names) for row in rows]

    return read_page(
        session,
        statement,
        _BY_ID,
        "-enrolled",
        col(Enrollment.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


def get(session: Session, principal: Principal, enrollment_id: int) -> EnrollmentView:
    """One enrollment.

    Raises:
        NotFound: there is none.
    """
    statement = _SHOWN.where(col(Enrollment.id) == min(enrollment_id, LARGEST_ID))
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound.of("enrollment")
    return _view(session, row, names_of_templates(session, principal))


def counts(session: Session, principal: Principal, sequence_id: int) -> dict[EnrollmentStatus, int]:
    """How many enrollments of a sequence have each status."""
    status = col(Enrollment.status)
    rows = session.execute(
        select(status, func.count())
        .where(col(Enrollment.sequence_id) == min(sequence_id, LARGEST_ID))
        .group_by(status)
    )
    by_status = {EnrollmentStatus(value): count for value, count in rows}
    return {status: by_status.get(status, 0) for status in EnrollmentStatus}


def changes(session: Session, principal: Principal, enrollment_id: int) -> list[ChangeView]:
    """What happened to it, the latest first."""
    rows = session.execute(
        select(col(EnrollmentChange.at), col(EnrollmentChange.step), col(EnrollmentChange.what))
        .where(col(EnrollmentChange.enrollment_id) == min(enrollment_id, LARGEST_ID))
        .order_by(col(EnrollmentChange.at).desc(), col(EnrollmentChange.id).desc())
        .limit(_CHANGES)
    )
    return [ChangeView(*row) for row in rows]


_SHOWN: Select = (
    select(
        Enrollment,
        col(SequenceRow.name).label("sequence_name"),
        col(Contact.name).label("contact_name"),
        col(Contact.account_id),
        col(Account.name).label("account_name"),
        col(Sender.name).label("sender_name"),
    )
    .join(SequenceRow, col(SequenceRow.id) == col(Enrollment.sequence_id))
    .join(Contact, col(Contact.id) == col(Enrollment.contact_id))
    .join(Account, col(Account.id) == col(Contact.account_id))
    .outerjoin(Sender, col(Sender.id) == col(Enrollment.sender_id))
)


def is_stuck() -> ColumnElement[bool]:
    """Whether someone waits for what only a change brings. Whoever waits for a task is stuck a
    day after it was due, because many are due at once.
    """
    is_overdue = exists().where(
        col(SequenceTask.enrollment_id) == col(Enrollment.id),
        col(SequenceTask.step) == col(Enrollment.step),
        col(SequenceTask.visit) == col(Enrollment.visit),
        col(SequenceTask.done_at).is_(None),
        col(SequenceTask.due_at) <= clock.now() - _OVERDUE,
    )
    return and_(
        col(Enrollment.status) == EnrollmentStatus.ACTIVE,
        col(Enrollment.stuck) != "",
        or_(col(Enrollment.stuck) != Gate.TASK.value, is_overdue),
    )


def _view(session: Session, row: Any, names: Names) -> EnrollmentView:
    enrollment: Enrollment = row.Enrollment
    return EnrollmentView(
        id=enrollment.id or 0,
        sequence_id=enrollment.sequence_id,
        sequence_name=row.sequence_name,
        contact_id=enrollment.contact_id,
        contact_name=row.contact_name,
        account_id=row.account_id,
        account_name=row.account_name,
        sender_name=row.sender_name or "",
        status=enrollment.status,
        exit_reason=enrollment.exit_reason,
        step=enrollment.step,
        step_summary=_summary(session, enrollment, names),
        due_at=enrollment.due_at,
        waits_for=tuple(reason["words"] for reason in enrollment.reasons),
        needs_change=any(reason["opens_at"] is None for reason in enrollment.reasons),
        enrolled_at=enrollment.enrolled_at,
        ended_at=enrollment.ended_at,
    )


def _summary(session: Session, enrollment: Enrollment, names: Names) -> str:
    """The step in words; as its key where its version has no such step."""
    steps = definitions.version(session, enrollment.version_id).steps
    step = steps.get(enrollment.step)
    return wording.summary(step, names, steps) if step else enrollment.step
