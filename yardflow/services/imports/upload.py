"""An upload: an import from the moment its file is there until all its rows are.

The rows are written in one transaction with the import's becoming a draft. Until then whoever has
the file read renews a lease on the import: should that process die, the import counts as refused
(`lookup.status_of`), and is deleted when its person uploads the next file.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Event, Import, ImportKind, ImportStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.execution import staging
from yardflow.services.imports.files import reader
from yardflow.services.imports.limits import SAMPLE_ROWS
from yardflow.services.imports.normalization.normalized_row import RowNormalizer
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.imports.refusals import Refused, StillReading
from yardflow.services.imports.views import ImportView, view
from yardflow.services.records.fields import printable
from yardflow.services.records.load import load_record

LEASE = timedelta(seconds=30)
_GONE = "This import was discarded while its file was read."

Show = Callable[[int, float], None]


def upload_file(
    session: Session,
    principal: Principal,
    path: Path,
    filename: str,
    kind: ImportKind,
    event_id: int,
    sheet: str = "",
    encoding: str = "",
) -> ImportView:
    """Reads a file into a draft, here and at once.

    Raises:
        NotFound: there is no such event.
        Refused: the file can't be imported.
        FileTooLarge: it is over the limit.
    """
    import_id = begin(session, principal, filename, path.stat().st_size, kind, event_id)
    read(session, import_id, path, sheet, encoding)
    return view(session, session.get_one(Import, import_id))


def begin(
    session: Session,
    principal: Principal,
    filename: str,
    size: int,
    kind: ImportKind,
    event_id: int,
) -> int:
    """Adds the import whose file is about to be read; the person's refused ones are deleted.

    Raises:
        NotFound: there is no such event.
        StillReading: another file of this person's is being read.
    """
    load_record(session, Event, event_id)
    expired = col(Import.read_until).is_(None) | (col(Import.read_until) <= clock.now())
    session.execute(
        delete(Import).where(
            col(Import.made_by) == principal.user_id,
            or_(
                col(Import.status) == ImportStatus.REFUSED,
                (col(Import.status) == ImportStatus.READING) & expired,
            ),
        )
    )
    record = Import(
        event_id=event_id,
        kind=kind,
        filename=_base_name(filename),
        size=size,
        status=ImportStatus.READING,
        read_until=clock.now() + LEASE,
        made_by=principal.user_id,
    )
    session.add(record)
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_import_made_by_reading" in str(error.orig):
            raise StillReading from None
        raise
    audit.record(
        session,
        principal,
        "import.uploaded",
        "import",
        record.id,
        after={"kind": kind.value, "size": size, "event_id": event_id},
    )
    return record.id or 0


def renew_lease(session: Session, import_id: int, rows: int, percent: int) -> bool:
    """Renews the lease of an import whose file waits or is read, and saves how far reading is;
    False once the import was discarded.
    """
    session.execute(
        update(Import)
        .where(_reading(import_id))
        .values(read_until=clock.now() + LEASE, counts={"rows": rows, "percent": percent})
    )
    return session.get(Import, import_id) is not None


def read(
    session: Session,
    import_id: int,
    path: Path,
    sheet: str = "",
    encoding: str = "",
    show: Show | None = None,
) -> None:
    """Reads the file into the draft, with the columns mapped and every cell checked.

    ``show`` is called with how many rows were read, and which share of the file, from 0 to 1.

    Raises:
        NotFound: the import was discarded.
        Refused: the file can't be imported.
        FileTooLarge: it is over the limit.
    """
    record = session.get(Import, import_id)
    if record is None or record.status != ImportStatus.READING:
        raise NotFound(_GONE)
    kind = record.kind
    with reader.opened(path, kind, sheet, encoding) as table:
        sample = list(itertools.islice(table.rows, SAMPLE_ROWS))
        if not sample:
            raise Refused("no_rows")
        remembered = mappings.remembered(session, table.headers, kind)
        cells = [cells for _, cells in sample]
        mapping = remembered or column_matching.automatic(table.headers, kind, cells)
        seen_kind = column_matching.kind_of(table.headers, cells)
        normalizer = RowNormalizer(kind, RowParser(kind, table.headers, mapping))
        rows = itertools.chain(sample, table.rows)

        def show_rows(count: int) -> None:
            if show:
                show(count, table.share())

        counts = staging.stage(session, import_id, rows, normalizer, show_rows)
    # Nothing of the import's row is written before: whoever shows how far it is writes there, too.
    record.source = table.source | {"remembered": bool(remembered), "kind": seen_kind}
    record.headers, record.headers_key = table.headers, mappings.headers_key(table.headers, kind)
    record.mapping, record.counts = mappings.as_json(mapping), counts
    record.status, record.read_until = ImportStatus.DRAFT, None
    session.flush()


def refuse(session: Session, import_id: int, reason: str) -> None:
    """Ends an upload whose file can't be imported; its page says why."""
    values = {"status": ImportStatus.REFUSED, "error": reason, "finished_at": clock.now()}
    session.execute(update(Import).where(_reading(import_id)).values(**values, read_until=None))


def forget(session: Session, import_id: int) -> None:
    """Deletes an upload whose file can't be imported, where the API's answer says why."""
    session.execute(delete(Import).where(_reading(import_id)))


def _reading(import_id: int) -> ColumnElement[bool]:
    return (col(Import.id) == import_id) & (col(Import.status) == ImportStatus.READING)


def _base_name(filename: str) -> str:
    """Without folders, however the browser sent it."""
    name = printable(filename.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return name[:160] or "import"
