"""Files of contacts to enroll: read for a sequence, looked at, and enrolled as any selection is."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import EnrollmentList
from yardflow.services.access import Principal, require_own
from yardflow.services.imports.refusals import REASONS
from yardflow.services.records.load import row_of
from yardflow.services.records.values.fields import printable
from yardflow.services.sequences.enrollments import list_file
from yardflow.services.sequences.enrollments.candidates import TOO_MANY
from yardflow.services.sequences.enrollments.list_file import Problem
from yardflow.services.sequences.enrollments.service import open_sequence

MOST_BYTES = 5_000_000
TOO_LARGE = "This file is larger than 5 MB. Split it and enroll the parts."
KEPT = timedelta(days=1)
WORK = "yardflow.services.sequences.enrollments.lists:read"
_LONGEST_NAME = 120
_REFUSALS = {**REASONS, "too_large": TOO_LARGE, "too_many": TOO_MANY}
_OTHER = "This file can't be read. Save it as CSV and try again."
_GONE = "List not found. Lists are kept for a day; upload the file again."


@dataclass(frozen=True, slots=True)
class ListView:
    """A file that was read. ``contacts`` is how many contacts its ``rows`` name, ``counts`` how
    many rows name none, by `list_file.PROBLEMS`; ``problems`` are the first of these.
    """

    id: int
    sequence_id: int
    filename: str
    rows: int
    contacts: int
    counts: dict[str, int]
    problems: list[Problem]


def refusal(name: str) -> str:
    """Why a file was refused, by the name that stands in an address, where anyone could put another
    sentence.
    """
    return _REFUSALS.get(name, _OTHER)


def name_of(message: str) -> str:
    """The name of a refusal."""
    return next((name for name, text in _REFUSALS.items() if text == message), "other")


def begin(session: Session, principal: Principal, sequence_id: int, filename: str) -> int:
    """Makes the row that a file is read into; its id.

    Raises:
        NotFound, Conflict: the sequence takes no one.
    """
    open_sequence(session, sequence_id)
    row = EnrollmentList(
        sequence_id=sequence_id,
        filename=printable(filename)[:_LONGEST_NAME].strip() or "file",
        made_by=principal.user_id,
    )
    session.add(row)
    session.flush()
    return row.id or 0


def read(
    session: Session, list_id: int, path: Path, sheet: str, encoding: str, show: object
) -> None:
    """Reads the file; the process of imports calls it.

    Raises:
        NotFound: the list is gone.
        YardFlowError: as in `list_file.read`.
    """
    row = session.get(EnrollmentList, list_id)
    if row is None or row.read_at is not None:
        raise NotFound(_GONE)
    result = list_file.read(session, path, sheet, encoding)
    row.rows, row.contact_ids, row.counts = result.rows, result.contact_ids, result.counts
    row.problems = {"rows": [asdict(problem) for problem in result.problems]}
    row.read_at = clock.now()
    session.add(row)


def forget(session: Session, list_id: int) -> None:
    """Deletes a list whose file could not be read."""
    session.execute(delete(EnrollmentList).where(col(EnrollmentList.id) == list_id))


def get(session: Session, principal: Principal, list_id: int) -> ListView:
    """A list of this person's.

    Raises:
        NotFound: there is none, or it is older than a day.
    """
    row = _own(session, principal, list_id)
    return ListView(
        id=row.id or 0,
        sequence_id=row.sequence_id,
        filename=row.filename,
        rows=row.rows,
        contacts=len(row.contact_ids),
        counts={name: row.counts[name] for name in list_file.PROBLEMS if name in row.counts},
        problems=[Problem(**problem) for problem in row.problems.get("rows", [])],
    )


def contact_ids(session: Session, principal: Principal, list_id: int) -> tuple[int, ...]:
    """The contacts that a list names.

    Raises:
        NotFound: as in `get`.
    """
    return tuple(_own(session, principal, list_id).contact_ids)


def purge(session: Session) -> None:
    """Forgets the lists of the day before."""
    old = col(EnrollmentList.made_at) <= clock.now() - KEPT
    session.execute(delete(EnrollmentList).where(old).execution_options(synchronize_session=False))


def _own(session: Session, principal: Principal, list_id: int) -> EnrollmentList:
    row = row_of(session, EnrollmentList, list_id)
    if row is None or row.read_at is None or row.made_at <= clock.now() - KEPT:
        raise NotFound(_GONE)
    require_own(principal, row.made_by, "list")
    return row
