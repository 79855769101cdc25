"""An import as people see it: its status, its columns and its counts."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow.models import (
    Event,
    Import,
    ImportKind,
    ImportRow,
    ImportStatus,
    Job,
    User,
)
from yardflow.services.access import Principal
from yardflow.services.imports import kept_files
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.columns.fields import BY_NAME, fields_of
from yardflow.services.imports.columns.overwriting import OVERWRITABLE
from yardflow.services.imports.execution.differences import DifferenceCount
from yardflow.services.imports.execution.staging import KEPT, KEPT_ROWS
from yardflow.services.imports.limits import SAMPLE_ROWS
from yardflow.services.imports.lookup import job_of, load_import, status_of
from yardflow.services.imports.refusals import REASONS

_FILLS = "Only empty fields are filled. Existing values are never overwritten."
_OVERWRITES = (
    "Empty fields are filled. Existing values are overwritten in {}; all others stay as they are."
)
DELETED_EVENT = "Deleted event"
_SHOWN_SAMPLES = 3


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column of the file, and the field it goes to (empty: it is not imported).

    ``samples`` are some of its values, each another one. ``overwrites`` says whether it replaces
    what records have in the field; None where it can't.
    """

    position: int
    header: str
    field: str
    samples: tuple[str, ...] = ()
    overwrites: bool | None = None


@dataclass(frozen=True, slots=True)
class ImportView:
    """One import. ``event_id`` is None once its event was deleted. ``error`` says why it failed,
    was refused or could not be undone; ``needs`` are the columns still to be mapped; ``counts`` are
    rows by outcome, ``kept_in_notes`` cells that their fields can't take, in ``kept_rows`` of them.
    ``done`` of ``total`` is its job's progress; while the file is read it is percent.
    ``can_read_again``: its file is there to be read in another encoding."""

    id: int
    event_id: int | None
    event_name: str
    kind: ImportKind
    filename: str
    size: int
    status: ImportStatus
    source: dict
    columns: list[ColumnView]
    overwrites: list[str]
    needs: list[str]
    rows: int
    bad: int
    kept_in_notes: int
    kept_rows: int
    counts: dict
    error: str | None
    job_id: int | None
    job_status: str
    done: int
    total: int
    note: str
    made_by: str
    created_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None
    undone_by: str
    can_read_again: bool

    @property
    def differences(self) -> tuple[DifferenceCount, ...]:
        """In how many rows the file differed, by field, once it has run."""
        return tuple(DifferenceCount(**count) for count in self.counts.get("differences", ()))

    @property
    def policy(self) -> str:
        """What it does to values that records have."""
        if not self.overwrites:
            return _FILLS
        *labels, last = [f"“{label_of(name)}”" for name in self.overwrites]
        return _OVERWRITES.format(" and ".join(filter(None, [", ".join(labels), last])))

    @property
    def can_run(self) -> bool:
        """Whether it can be run."""
        return self.is_draft and not self.needs and self.bad < self.rows

    @property
    def other_kind(self) -> ImportKind | None:
        """What its rows look like, where that is not what they are imported as."""
        seen = self.source.get("kind") if self.is_draft else None
        return ImportKind(seen) if seen and seen != self.kind else None

    @property
    def is_draft(self) -> bool:
        """Whether it can still be changed."""
        return self.status in (ImportStatus.DRAFT, ImportStatus.FAILED)

    @property
    def under_way(self) -> bool:
        """Whether its file is being read, or its job is queued or running."""
        return self.status in (ImportStatus.READING, ImportStatus.RUNNING, ImportStatus.UNDOING)


@dataclass(frozen=True, slots=True)
class ImportPage:
    """Imports, the latest first."""

    items: list[ImportView]
    total: int
    next: int | None


def get(
    session: Session, principal: Principal, import_id: int, *, samples: bool = True
) -> ImportView:
    """One import; with ``samples`` of what is in its columns.

    Raises:
        NotFound: there is none, or it is someone else's.
    """
    return view(session, load_import(session, principal, import_id), samples=samples)


def search(
    session: Session, principal: Principal, limit: int = 50, before: int | None = None
) -> ImportPage:
    """A person's own imports, and all of them for an ADMIN."""
    mine = [] if principal.is_admin else [col(Import.made_by) == principal.user_id]
    older = [col(Import.id) < before] if before else []
    records = session.scalars(
        select(Import).where(*mine, *older).order_by(col(Import.id).desc()).limit(limit + 1)
    ).all()
    total = session.execute(select(func.count()).select_from(Import).where(*mine)).scalar_one()
    items = [view(session, record, samples=False) for record in records[:limit]]
    return ImportPage(items, total, items[-1].id if len(records) > limit else None)


def choices(kind: ImportKind) -> list[tuple[str, str]]:
    """The fields a column can go to: (name, label)."""
    return [(field.name, field.label) for field in fields_of(kind)]


def label_of(name: str) -> str:
    """The field's name in the interface."""
    return BY_NAME[name].label if name in BY_NAME else ""


def view(session: Session, record: Import, *, samples: bool = True) -> ImportView:
    """A record with what belongs to it, safe to use after the session.

    ``samples`` brings some filled cells along with every column.
    """
    job = job_of(session, record)
    event = session.get(Event, record.event_id) if record.event_id is not None else None
    mapping, status = mappings.from_json(record.mapping), status_of(record, job)
    done, total, note = _progress(record, job)
    return ImportView(
        id=record.id or 0,
        event_id=record.event_id,
        event_name=event.name if event else DELETED_EVENT,
        kind=record.kind,
        filename=record.filename,
        size=record.size,
        status=status,
        source=record.source,
        columns=_columns(session, record, mapping, samples),
        overwrites=record.overwrites,
        needs=mappings.problems_of(mapping, record.kind),
        rows=int(record.counts.get("rows", 0)),
        bad=int(record.counts.get("bad", 0)),
        kept_in_notes=int(record.counts.get(KEPT, 0)),
        kept_rows=int(record.counts.get(KEPT_ROWS, 0)),
        counts=record.counts,
        error=_error(record, status, job),
        job_id=record.job_id,
        job_status=job.status.value if job else "",
        done=done,
        total=total,
        note=note,
        made_by=_name(session, record.made_by),
        created_at=record.created_at,
        finished_at=record.finished_at,
        undone_at=record.undone_at,
        undone_by=_name(session, record.undone_by),
        can_read_again=samples and kept_files.has(session, record.id or 0),
    )


def _progress(record: Import, job: Job | None) -> tuple[int, int, str]:
    if record.status == ImportStatus.READING:
        rows = int(record.counts.get("rows_read", 0))
        note = f"Reading row {rows:,}" if rows else ""
        return int(record.counts.get("percent", 0)), 100, note
    return (job.progress_done, job.progress_total or 0, job.note or "") if job else (0, 0, "")


def _error(record: Import, status: ImportStatus, job: Job | None) -> str | None:
    if status == ImportStatus.REFUSED:
        return record.error or REASONS["stopped"]
    return record.error or (job.error if job else None)


def _columns(
    session: Session, record: Import, mapping: dict[int, str], with_samples: bool
) -> list[ColumnView]:
    samples = _samples(session, record) if with_samples else [()] * len(record.headers)
    return [
        ColumnView(at, header, mapping.get(at, ""), samples[at], _overwrites(record, mapping, at))
        for at, header in enumerate(record.headers)
    ]


def _overwrites(record: Import, mapping: dict[int, str], at: int) -> bool | None:
    name = mapping.get(at, "")
    return name in record.overwrites if name in OVERWRITABLE[record.kind] else None


def _samples(session: Session, record: Import) -> list[tuple[str, ...]]:
    first = session.scalars(
        select(col(ImportRow.cells))
        .where(col(ImportRow.import_id) == record.id)
        .order_by(col(ImportRow.number))
        .limit(SAMPLE_ROWS)
    ).all()
    columns = [[row[at] for row in first if at < len(row)] for at in range(len(record.headers))]
    return [
        tuple(dict.fromkeys(cell.strip()[:60] for cell in cells if cell.strip()))[:_SHOWN_SAMPLES]
        for cells in columns
    ]


def _name(session: Session, user_id: int | None) -> str:
    user = session.get(User, user_id) if user_id else None
    return user.name if user else ""
