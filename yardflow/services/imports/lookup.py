"""Loading an import, its status, and what reads its rows.

The job's row is the truth about work in progress: an import is ``running`` from the moment it was
started, and how that ended is read from its job, so that no crash can leave it with a wrong status.
"""

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Import, ImportStatus, Job, JobStatus
from yardflow.services.access import Principal, require_own
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.records.load import row_of

_BEFORE_JOB = {ImportStatus.RUNNING: ImportStatus.DRAFT, ImportStatus.UNDOING: ImportStatus.DONE}


def load_import(
    session: Session, principal: Principal, import_id: int, *, lock: bool = False
) -> Import:
    """An import of this person's, or anyone's for an ADMIN.

    Raises:
        NotFound: there is none, or it is someone else's.
    """
    record = row_of(session, Import, import_id, lock, anew=lock)
    if record is None:
        raise NotFound.of("import")
    require_own(principal, record.made_by, "import")
    return record


def status_of(record: Import, job: Job | None) -> ImportStatus:
    """An import's status, seen together with its job's.

    Everything happens in one transaction, so a job that failed or was cancelled left things as
    they were before it: a draft, or (for an undo) a finished import. A file whose lease has
    expired is no longer read: the process that read it is gone. Was it read again, its draft is
    there still.
    """
    if record.status == ImportStatus.READING:
        alive = record.read_until is not None and record.read_until > clock.now()
        ended = ImportStatus.DRAFT if record.headers else ImportStatus.REFUSED
        return ImportStatus.READING if alive else ended
    if record.status not in _BEFORE_JOB or (job and job.status not in _ENDED_BADLY):
        return record.status
    if job and job.status == JobStatus.FAILED and record.status == ImportStatus.RUNNING:
        return ImportStatus.FAILED
    return _BEFORE_JOB[record.status]


def load_draft(
    session: Session, principal: Principal, import_id: int, *, lock: bool = True
) -> Import:
    """An import that can still be changed or run, locked for who does.

    Raises:
        NotFound: as in `load_import`.
        Conflict: it is being read, running or done.
    """
    record = load_import(session, principal, import_id, lock=lock)
    status = status_of(record, job_of(session, record))
    if status == ImportStatus.READING:
        raise Conflict("We're still reading this file. Try again in a moment.")
    if status == ImportStatus.REFUSED:
        raise Conflict("This file couldn't be imported. Upload another one.")
    if status not in (ImportStatus.DRAFT, ImportStatus.FAILED):
        raise Conflict("This import was already started, so it can't be changed.")
    return record


def parser_of(record: Import) -> RowParser:
    """What reads the rows of an import under its mapping."""
    return RowParser(record.kind, record.headers, mappings.from_json(record.mapping))


def job_of(session: Session, record: Import) -> Job | None:
    """The job that runs or undoes it, if there ever was one."""
    return session.get(Job, record.job_id, populate_existing=True) if record.job_id else None


_ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)
