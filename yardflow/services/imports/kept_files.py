"""The files of drafts whose encoding may be another one, kept to be read again.

They are in the database, because web processes share no disk; until the draft is run or discarded,
or a day has passed.
"""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import delete, exists, insert, or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Import, ImportFile, ImportStatus
from yardflow.services.imports.limits import MEGABYTE

KEPT_FOR = timedelta(days=1)


def is_sure(source: dict) -> bool:
    """Whether the encoding can be no other: UTF that was detected, or a workbook."""
    encoding = str(source.get("encoding", ""))
    return not encoding or (encoding.startswith("utf-") and bool(source.get("encoding_detected")))


def keep(session: Session, import_id: int, path: Path) -> None:
    """Keeps a file with its draft, in place of one that is kept already."""
    discard(session, import_id)
    with path.open("rb") as file:
        number = 0
        while content := file.read(MEGABYTE):
            values = {"import_id": import_id, "number": number, "content": content}
            session.execute(insert(ImportFile).values(values))
            number += 1


def write(session: Session, import_id: int, path: Path) -> None:
    """Writes the file as it was uploaded to ``path``, piece by piece."""
    numbers = select(col(ImportFile.number)).where(col(ImportFile.import_id) == import_id)
    with path.open("wb") as file:
        for number in session.scalars(numbers.order_by(col(ImportFile.number))).all():
            file.write(session.get_one(ImportFile, (import_id, number)).content)
            session.expunge_all()


def has(session: Session, import_id: int) -> bool:
    """Whether the file of an import is kept."""
    return bool(session.scalar(select(exists().where(col(ImportFile.import_id) == import_id))))


def discard(session: Session, import_id: int) -> None:
    """Deletes the file of an import."""
    session.execute(delete(ImportFile).where(col(ImportFile.import_id) == import_id))


def purge(session: Session) -> None:
    """Deletes the files of drafts that are older than a day."""
    old = select(col(Import.id)).where(
        or_(
            col(Import.created_at) <= clock.now() - KEPT_FOR,
            col(Import.status).in_([ImportStatus.DONE, ImportStatus.UNDONE]),
        )
    )
    session.execute(delete(ImportFile).where(col(ImportFile.import_id).in_(old)))
