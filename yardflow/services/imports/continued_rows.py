"""Rows that only go on with the person above (`normalization.continuations`), read again: what they
say is in the rows before them, too.
"""

from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Import, ImportRow
from yardflow.services.imports.lookup import parser_of
from yardflow.services.imports.normalization.continuations import MOST
from yardflow.services.imports.normalization.normalized_row import RowNormalizer
from yardflow.services.records.memberships import among


def around(
    session: Session, import_id: int, numbers: Collection[int], *, behind: bool = True
) -> Sequence[ImportRow]:
    """These rows, those that they may go on with, and with ``behind`` those that may go on with
    them; in the file's order.
    """
    beyond = MOST + 1 if behind else 1
    near = {at for number in numbers for at in range(number - MOST, number + beyond)}
    return session.scalars(
        select(ImportRow)
        .where(col(ImportRow.import_id) == import_id, among(ImportRow.number, list(near)))
        .order_by(col(ImportRow.number))
    ).all()


def as_read(
    session: Session, record: Import, rows: Collection[ImportRow]
) -> Iterator[tuple[int, list[str]]]:
    """Those among some rows that go on with another, by number, each with its cells as they are
    read.
    """
    parser = parser_of(record)
    numbers = {
        row.number for row in rows if not row.problems and parser.continuations.is_one(row.cells)
    }
    if not numbers:
        return
    normalizer = RowNormalizer(record.kind, parser)
    for row in around(session, record.id or 0, numbers, behind=False):
        normalizer.next(row.number, row.cells)
        if row.number in numbers:
            yield row.number, normalizer.as_read
