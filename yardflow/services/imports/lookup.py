"""Finding an import, and saying where it stands.

The job's row is the truth about work under way: an import says ``running`` from the moment it was
asked for, and what became of that is read from its job, so that no crash can leave it saying
something else.
"""

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Import, ImportStatus, Job, JobStatus
from yardflow.services.access import Principal, require_own
from yardflow.services.records.fields import LARGEST_ID

_UNSETTLED = {ImportStatus.RUNNING: ImportStatus.DRAFT, ImportStatus.UNDOING: ImportStatus.DONE}


def own(session: Session, principal: Principal, import_id: int, *, lock: bool = False) -> Import:
    """An import of this person's, or anybody's for an ADMIN.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    found = None
    if 0 < import_id <= LARGEST_ID:
        found = session.get(Import, import_id, with_for_update=lock or None, populate_existing=lock)
    if found is None:
        raise NotFound.of("import")
    require_own(principal, found.made_by, "import")
    return found


def standing(record: Import, job: Job | None) -> ImportStatus:
    """Where an import stands, seen together with its job.

    Everything happens in one transaction, so a job that failed or was cancelled left things as
    they were before it: a draft, or (for an undo) a finished import. A file that nobody says to be
    reading any more was given up: what read it is gone.
    """
    if record.status == ImportStatus.READING:
        alive = record.read_until is not None and record.read_until > clock.now()
        return ImportStatus.READING if alive else ImportStatus.REFUSED
    if record.status not in _UNSETTLED or (job and job.status not in _ENDED_BADLY):
        return record.status
    if job and job.status == JobStatus.FAILED and record.status == ImportStatus.RUNNING:
        return ImportStatus.FAILED
    return _UNSETTLED[record.status]


def draft(session: Session, principal: Principal, import_id: int) -> Import:
    """An import that can still be changed or run, locked.

    Raises:
        NotFound: as in `own`.
        Conflict: it is under way or done.
    """
    record = own(session, principal, import_id, lock=True)
    stands = standing(record, job_of(session, record))
    if stands == ImportStatus.READING:
        raise Conflict("This list is still being read. Try again in a moment.")
    if stands == ImportStatus.REFUSED:
        raise Conflict("This list was refused, so there is nothing to import. Upload another.")
    if stands not in (ImportStatus.DRAFT, ImportStatus.FAILED):
        raise Conflict("This import has been started, so it can't be changed any more.")
    return record


def job_of(session: Session, record: Import) -> Job | None:
    """The job that runs or undoes it, if one was ever asked for."""
    return session.get(Job, record.job_id, populate_existing=True) if record.job_id else None


_ENDED_BADLY = (JobStatus.FAILED, JobStatus.CANCELLED)
