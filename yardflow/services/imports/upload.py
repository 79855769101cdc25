"""An upload: an import from the moment its file is there until all its rows are.

The rows are written in one transaction with the import's becoming a draft. Until then whoever has
the file read renews a lease on the import: should that process die, the import counts as refused
(`lookup.status_of`), and is deleted when its person uploads the next file.
"""

import itertools
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import ColumnElement, case, cast, delete, func, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Event, Import, ImportKind, ImportRow, ImportStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.imports import kept_files
from yardflow.services.imports.columns import mapping as mappings
from yardflow.services.imports.columns import matching as column_matching
from yardflow.services.imports.columns import overwriting
from yardflow.services.imports.columns.header import is_of_badge_scans
from yardflow.services.imports.execution import staging
from yardflow.services.imports.files import reader
from yardflow.services.imports.files.encoding import ENCODINGS
from yardflow.services.imports.limits import SAMPLE_ROWS
from yardflow.services.imports.lookup import load_draft
from yardflow.services.imports.normalization import group_headings
from yardflow.services.imports.normalization.normalized_row import RowNormalizer
from yardflow.services.imports.normalization.parser import RowParser
from yardflow.services.imports.refusals import NotKept, Refused, StillReading
from yardflow.services.imports.views import ImportView, view
from yardflow.services.records.load import load_record
from yardflow.services.records.values.fields import printable

READING_LEASE = timedelta(seconds=30)
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
    _clear(session, principal)
    record = Import(
        event_id=event_id,
        kind=kind,
        filename=_base_name(filename),
        size=size,
        status=ImportStatus.READING,
        read_until=clock.now() + READING_LEASE,
        made_by=principal.user_id,
    )
    session.add(record)
    _flush_alone(session)
    audit.record(
        session,
        principal,
        "import.uploaded",
        "import",
        record.id,
        after={"kind": kind.value, "size": size, "event_id": event_id},
    )
    return record.id or 0


def begin_again(session: Session, principal: Principal, import_id: int, encoding: str) -> None:
    """Has the file of a draft read again in another encoding: it is being read from here on.

    Raises:
        NotFound: there is no such import.
        Conflict: it has been started, or its file is not kept any more.
        Refused: there is no such encoding.
        StillReading: another file of its person's is being read.
    """
    record = load_draft(session, principal, import_id)
    if encoding not in ENCODINGS:
        raise Refused("no_encoding")
    if not kept_files.has(session, import_id):
        raise NotKept
    _release(session, record.made_by)
    record.status, record.read_until = ImportStatus.READING, clock.now() + READING_LEASE
    record.error = None
    _flush_alone(session)
    after = {"encoding": encoding}
    audit.record(session, principal, "import.read_again", "import", import_id, after=after)


def _clear(session: Session, principal: Principal) -> None:
    """Deletes a person's refused imports."""
    _release(session, principal.user_id)
    of_person = col(Import.made_by) == principal.user_id
    refused = col(Import.status) == ImportStatus.REFUSED
    session.execute(delete(Import).where(of_person, refused))


def _release(session: Session, user_id: int | None) -> None:
    """Ends a person's readings that no one is at any more: of a draft, which is one still, or of a
    file that then counts as refused.
    """
    left = (
        col(Import.made_by) == user_id,
        col(Import.status) == ImportStatus.READING,
        col(Import.read_until).is_(None) | (col(Import.read_until) <= clock.now()),
    )
    has_rows = func.cardinality(col(Import.headers)) > 0
    ended = case((has_rows, ImportStatus.DRAFT.value), else_=ImportStatus.REFUSED.value)
    session.execute(update(Import).where(*left).values(status=ended, read_until=None))


def _flush_alone(session: Session) -> None:
    try:
        session.flush()
    except IntegrityError as error:
        if "uq_import_made_by_reading" in str(error.orig):
            raise StillReading from None
        raise


def renew_lease(session: Session, import_id: int, rows: int, percent: int) -> bool:
    """Renews the lease of an import whose file waits or is read, and saves how far reading is;
    False once the import was discarded.
    """
    session.execute(
        update(Import)
        .where(_reading(import_id))
        .values(
            read_until=clock.now() + READING_LEASE,
            counts=col(Import.counts).op("||")(
                cast({"rows_read": rows, "percent": percent}, JSONB)
            ),
        )
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
        if record.headers:
            mapping = _as_before(record, table.headers, mapping)
            session.execute(delete(ImportRow).where(col(ImportRow.import_id) == import_id))
        seen_kind = column_matching.kind_of(table.headers, cells)
        normalizer = RowNormalizer(kind, RowParser(kind, table.headers, mapping))
        rows = group_headings.with_companies(itertools.chain(sample, table.rows), sample, mapping)

        def show_rows(count: int) -> None:
            if show:
                show(count, table.share())

        counts = staging.stage(session, import_id, rows, normalizer, show_rows)
    # Nothing of the import's row is written before: whoever shows how far it is writes there, too.
    record.source = table.source | {
        "remembered": bool(remembered),
        "kind": seen_kind,
        "badge_scans": is_of_badge_scans(table.headers),
    }
    record.headers, record.headers_key = table.headers, mappings.headers_key(table.headers, kind)
    record.overwrites = overwriting.carried(record, mapping)
    record.mapping, record.counts = mappings.as_json(mapping), counts
    if not kept_files.is_sure(table.source):
        kept_files.keep(session, import_id, path)
    record.status, record.read_until = ImportStatus.DRAFT, None
    session.flush()


def _as_before(record: Import, headers: list[str], matched: mappings.Mapping) -> mappings.Mapping:
    """The mapping of a file that is read again: columns of the same name go where they went."""
    before = mappings.from_json(record.mapping)
    pairs = enumerate(zip(record.headers, headers, strict=False))
    same = {at for at, (old, new) in pairs if old == new}
    kept = {at: name for at, name in before.items() if at in same}
    other = {at: name for at, name in matched.items() if at not in same}
    taken = set(kept.values()) - {"notes"}
    return kept | {at: name for at, name in other.items() if name not in taken}


def refuse(session: Session, import_id: int, reason: str) -> None:
    """Ends an upload whose file can't be imported; its page says why. A draft stays one."""
    _restore(session, import_id, reason)
    values = {"status": ImportStatus.REFUSED, "error": reason, "finished_at": clock.now()}
    session.execute(update(Import).where(_reading(import_id)).values(**values, read_until=None))


def forget(session: Session, import_id: int) -> None:
    """Deletes an upload whose file can't be imported, where the API's answer says why. A draft
    stays one.
    """
    _restore(session, import_id, None)
    session.execute(delete(Import).where(_reading(import_id)))


def _restore(session: Session, import_id: int, reason: str | None) -> None:
    drafts = update(Import).where(_reading(import_id), func.cardinality(col(Import.headers)) > 0)
    session.execute(drafts.values(status=ImportStatus.DRAFT, error=reason, read_until=None))


def _reading(import_id: int) -> ColumnElement[bool]:
    return (col(Import.id) == import_id) & (col(Import.status) == ImportStatus.READING)


def _base_name(filename: str) -> str:
    """Without folders, however the browser sent it."""
    name = printable(filename.replace("\\", "/").rsplit("/", 1)[-1]).strip()
    return name[:160] or "import"
