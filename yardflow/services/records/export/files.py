"""Exports as the people see them who made them: asked for, read, and gone after a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlmodel import Session, col

from yardflow import clock, jobs
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    Event,
    Export,
    ExportFormat,
    ExportPart,
    Job,
    JobStatus,
    RecordKind,
    User,
)
from yardflow.models.job import OPEN
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.export.selection import ExportSelection, Query
from yardflow.services.records.values.fields import LARGEST_ID

KEPT_FOR = timedelta(days=1)
# Of one person: both bound what can be asked for at will.
MOST_OPEN, MOST_KEPT = 3, 20
GONE = "This file is no longer there: exports are deleted after a day. Export again."
_NOT_READY = "This file isn't ready yet. Try again in a moment."
_TOO_MANY = f"You have {MOST_OPEN} exports that aren't ready yet. Try again when they are."
_LONGEST_EVENT = 60


@dataclass(frozen=True, slots=True)
class ExportView:
    """An export and its job. ``rows`` and ``size`` (in bytes) are 0 until it is ready."""

    id: int
    kind: RecordKind
    format: ExportFormat
    filename: str
    rows: int
    size: int
    job_id: int
    status: JobStatus
    error: str | None
    created_at: datetime
    ready_at: datetime | None
    expires_at: datetime


def start(
    session: Session,
    principal: Principal,
    query: Query,
    file_format: ExportFormat,
    ids: list[int] | None = None,
) -> ExportView:
    """Asks for a file of all records that a list's query describes, or of those with these ids.

    Raises:
        NotFound: the query is about an event that does not exist.
        Invalid: a filter or sort that means nothing, or no or too many ids.
        Conflict: this person waits for too many exports already.
    """
    selection = ExportSelection(query, None if ids is None else tuple(dict.fromkeys(ids)))
    event = selection.event(session)
    selection.places(session, principal)
    _make_room(session, principal)
    export = Export(
        kind=selection.kind,
        format=file_format,
        filename=_filename(selection.kind, file_format, event),
        selection=selection.as_json(),
        made_by=principal.user_id,
        expires_at=clock.now() + KEPT_FOR,
    )
    session.add(export)
    session.flush()
    job = jobs.enqueue(
        session,
        "make_export",
        subject=f"export:{export.id}",
        payload={"export_id": export.id},
        unique_key=f"export:{export.id}",
        asked_by=principal.user_id,
    )
    export.job_id = job.id
    about = {"kind": export.kind, "format": export.format, "event": query.event_id}
    audit.record(session, principal, "export.started", "export", export.id, after=about)
    session.flush()
    return _view(export, job)


def get(session: Session, principal: Principal, export_id: int) -> ExportView:
    """One of this person's own exports.

    Raises:
        NotFound: there is none, or it has expired.
    """
    return _view(*_own(session, principal, export_id))


def open_file(session: Session, principal: Principal, export_id: int) -> ExportView:
    """An export whose file this person now downloads, by `piece`.

    Raises:
        NotFound: they have none with this id, or it has expired.
        Conflict: it isn't ready.
    """
    view = get(session, principal, export_id)
    if view.ready_at is None:
        raise Conflict(_NOT_READY)
    audit.record_often(
        session,
        principal,
        "export.downloaded",
        "export",
        export_id,
        key=f"user:{principal.user_id} export:{export_id}",
        after={"rows": view.rows},
    )
    return view


def piece(session: Session, export_id: int, number: int) -> bytes | None:
    """The piece of a file with this number from 0; None behind the last one."""
    which = (col(ExportPart.export_id) == export_id, col(ExportPart.number) == number)
    return session.execute(select(ExportPart.content).where(*which)).scalar_one_or_none()  # type: ignore[call-overload]


def discard_expired(session: Session) -> None:
    """Deletes the files whose time is over."""
    _discard(session, col(Export.expires_at) <= clock.now())


def _make_room(session: Session, principal: Principal) -> None:
    # One at a time for a person, or several at the same moment would all still have room.
    session.get_one(User, principal.user_id, with_for_update={"key_share": True})
    mine = col(Export.made_by) == principal.user_id
    waiting = (
        select(func.count())
        .join_from(Export, Job, col(Job.id) == Export.job_id)
        .where(mine, col(Job.status).in_(OPEN))
    )
    if session.execute(waiting).scalar_one() >= MOST_OPEN:
        raise Conflict(_TOO_MANY)
    newest = select(col(Export.id)).where(mine).order_by(col(Export.id).desc())
    _discard(session, mine, col(Export.id).not_in(newest.limit(MOST_KEPT - 1)))


def _discard(session: Session, *which: Any) -> None:
    """A worker that writes a file holds its row; it is deleted the next time."""
    free = select(col(Export.id)).where(*which).with_for_update(skip_locked=True)
    session.execute(
        delete(Export).where(col(Export.id).in_(free)).execution_options(synchronize_session=False)
    )


def _own(session: Session, principal: Principal, export_id: int) -> tuple[Export, Job]:
    """Another person's export does not exist, for an ADMIN either: they can export themselves."""
    row = None
    if 0 < export_id <= LARGEST_ID:
        # Both by one statement: its job may end at any moment, and the file is there with its end.
        statement = select(Export, Job).join(Job, col(Job.id) == Export.job_id)
        row = session.execute(statement.where(col(Export.id) == export_id)).one_or_none()
    if row is None or row[0].made_by != principal.user_id or row[0].expires_at <= clock.now():
        raise NotFound(GONE)
    return row[0], row[1]


def _view(export: Export, job: Job) -> ExportView:
    return ExportView(
        id=export.id or 0,
        kind=export.kind,
        format=export.format,
        filename=export.filename,
        rows=export.rows,
        size=export.size,
        job_id=job.id or 0,
        status=job.status,
        error=job.error,
        created_at=export.created_at,
        ready_at=export.ready_at,
        expires_at=export.expires_at,
    )


def _filename(kind: RecordKind, file_format: ExportFormat, event: Event | None) -> str:
    """``MODEX 2027 contacts 2026-11-27.csv``: no sign in it that a file's name can't have."""
    name = "".join(sign if sign.isalnum() else " " for sign in event.name) if event else ""
    words = [*name[:_LONGEST_EVENT].split(), f"{kind.value}s", f"{clock.now():%Y-%m-%d}"]
    stem = " ".join(words)
    return f"{stem[0].upper()}{stem[1:]}.{file_format.value}"
