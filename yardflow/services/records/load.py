"""Opening a record to change it: it must be there, and as the person saw it."""

from typing import TypeVar

from sqlmodel import Session

from yardflow.errors import Conflict, NotFound
from yardflow.models.base import Versioned
from yardflow.services.records.fields import LARGEST_ID

Record = TypeVar("Record", bound=Versioned)


def opened(
    session: Session, kind: type[Record], record_id: int, version: int | None = None
) -> Record:
    """The record with this id. ``version`` is the one the person saw; None skips that check.

    Raises:
        NotFound: there is none with this id.
        Conflict: somebody changed it since.
    """
    noun = kind.__name__.lower()
    record = session.get(kind, record_id) if 0 < record_id <= LARGEST_ID else None
    if record is None:
        raise NotFound(f"There is no such {noun}. It may have been deleted.")
    if version is not None and record.version != version:
        raise Conflict(
            f"Somebody changed this {noun} while you had it open. Nothing of yours was saved; "
            "reload it and try again."
        )
    return record
