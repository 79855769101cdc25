"""What sequences ask people to do: open tasks, and saying that one is done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Account,
    Contact,
    Enrollment,
    SequenceTask,
    User,
)
from yardflow.models import Sequence as SequenceRow
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.enrichment import linkedin_search
from yardflow.services.records import owners
from yardflow.services.records.lists.conditions import owned_by
from yardflow.services.records.lists.listing import PAGE_SIZE, Page, read_page
from yardflow.services.records.lists.parts import SortKey
from yardflow.services.records.load import row_of
from yardflow.services.records.values import fields
from yardflow.services.sequences.definitions.steps import TaskKind
from yardflow.services.sequences.enrollments import progress


class Due(StrEnum):
    """Until when tasks are due. Overdue ones always are among them."""

    OVERDUE = "overdue"
    DAY = "day"
    WEEK = "week"


WITHIN = {Due.OVERDUE: timedelta(), Due.DAY: timedelta(days=1), Due.WEEK: timedelta(days=7)}
SORTS = {"dueAt": SortKey(col(SequenceTask.due_at), read=datetime.fromisoformat)}
_DONE = "This task was done already."
_CLOSED = "This task is closed, because the sequence ended for them: {}"


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task, and whom it is about. ``kind`` is that of its step; ``done_at`` is None while it is
    open. ``linkedin`` is where one on LinkedIn begins: the contact's profile, or a search for it.
    """

    id: int
    kind: str
    title: str
    sequence_id: int
    sequence_name: str
    contact_id: int
    contact_name: str
    account_name: str
    linkedin: str
    owner_id: int | None
    owner_name: str
    due_at: datetime
    expires_at: datetime | None
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which open tasks. ``owner`` is who is to do it: several values are separated by commas,
    ``me``, ``none`` or an id. ``due`` is a `Due`. Empty narrows nothing.
    """

    owner: str = ""
    due: str = ""
    sort: str = "dueAt"
    limit: int = PAGE_SIZE
    cursor: str = ""


def search(session: Session, principal: Principal, query: TaskQuery) -> Page[TaskView]:
    """The open tasks, the first due first. One that has expired is left out; one of a sequence that
    has finished is not, because a sequence need not wait for its tasks.

    Raises:
        Invalid: an owner, time, sort or cursor that means nothing.
    """
    expires = col(SequenceTask.expires_at)
    statement = select(col(SequenceTask.id)).where(
        col(SequenceTask.done_at).is_(None),
        col(SequenceTask.closed_reason) == "",
        or_(expires.is_(None), expires > clock.now()),
    )
    if query.owner:
        whose = owned_by(col(SequenceTask.assignee_id), query.owner, principal)
        statement = statement.where(whose)

    due = fields.cleaned({"due": query.due}, {"due": fields.one_of(Due, or_none=True)})["due"]
    if due:
        statement = statement.where(col(SequenceTask.due_at) <= clock.now() + WITHIN[Due(str(due))])

    def load(ids: list[int]) -> Iterable[TaskView]:
        return map(_view, session.execute(_SHOWN.where(col(SequenceTask.id).in_(ids))))

    return read_page(
        session,
        statement,
        SORTS,
        query.sort,
        col(SequenceTask.id),
        load,
        limit=query.limit,
        cursor=query.cursor,
    )


def done(session: Session, principal: Principal, task_id: int) -> TaskView:
    """Someone did it: an enrollment that waited for that goes on.

    Raises:
        NotFound: there is no such task.
        Conflict: it was done already, or is closed.
    """
    task = row_of(session, SequenceTask, task_id, lock=True)
    if task is None:
        raise NotFound.of("task")
    if task.done_at is not None:
        raise Conflict(_DONE)
    if task.closed_reason:
        raise Conflict(_CLOSED.format(task.closed_reason))
    now = clock.now()
    task.done_at, task.done_by = now, principal.user_id
    session.add(task)
    session.flush()
    audit.record(session, principal, "task.done", "sequence_task", task.id)
    progress.note(session, [(task.enrollment_id, task.step, f"Task done: {task.title}")], now)
    progress.wake(session, [task.enrollment_id], now)
    return _view(session.execute(_SHOWN.where(col(SequenceTask.id) == task_id)).one())


_SHOWN: Select = (
    select(
        SequenceTask,
        col(Enrollment.sequence_id),
        col(SequenceRow.name).label("sequence_name"),
        col(Contact.id).label("contact_id"),
        col(Contact.name).label("contact_name"),
        col(Contact.linkedin_url),
        col(Account.name).label("account_name"),
        col(User.id).label("owner_id"),
        col(User.name).label("owner_name"),
    )
    .join(Enrollment, col(Enrollment.id) == col(SequenceTask.enrollment_id))
    .join(SequenceRow, col(SequenceRow.id) == col(Enrollment.sequence_id))
    .join(Contact, col(Contact.id) == col(Enrollment.contact_id))
    .join(Account, col(Account.id) == col(Contact.account_id))
    .outerjoin(User, owners.is_owner(col(SequenceTask.assignee_id)))
)


def _view(row: Any) -> TaskView:
    task: SequenceTask = row.SequenceTask
    linkedin = ""
    if task.kind == TaskKind.LINKEDIN:
        linkedin = row.linkedin_url or linkedin_search(row.contact_name, row.account_name)
    return TaskView(
        id=task.id or 0,
        kind=task.kind,
        title=task.title,
        sequence_id=row.sequence_id,
        sequence_name=row.sequence_name,
        contact_id=row.contact_id,
        contact_name=row.contact_name,
        account_name=row.account_name,
        linkedin=linkedin,
        owner_id=row.owner_id,
        owner_name=row.owner_name or "",
        due_at=task.due_at,
        expires_at=task.expires_at,
        done_at=task.done_at,
    )
