"""Which record each row of an import that has run is about."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import Account, Contact, Import, ImportKind, ImportRow, RecordKind, RowOutcome
from yardflow.services.imports.lookup import parser_of
from yardflow.services.imports.normalization.normalized_row import COLUMNS
from yardflow.services.records.memberships import among

_IMPORTED = (RowOutcome.CREATED, RowOutcome.UPDATED, RowOutcome.UNCHANGED, RowOutcome.DUPLICATE)
_RECORD = {ImportKind.ACCOUNTS: RecordKind.ACCOUNT, ImportKind.CONTACTS: RecordKind.CONTACT}
# What tells a record from others, and what rows are the same by if they share it, or don't.
_SAME_BY = {
    ImportKind.ACCOUNTS: ("domain", "same website", "same name"),
    ImportKind.CONTACTS: ("email", "same email", "same name and company"),
}
# It has only more addresses or numbers of that row's person.
_CONTINUES = "continues it"


@dataclass(frozen=True, slots=True)
class RowRecord:
    """The account or contact that a row was imported into, if it is still there.

    Of a duplicate, ``same_as`` is the number of the row that stands for the record, and ``same_by``
    says what the two have in common.
    """

    kind: RecordKind
    id: int
    name: str
    same_as: int | None = None
    same_by: str = ""


def of(session: Session, record: Import, rows: Iterable[ImportRow]) -> dict[int, RowRecord]:
    """The records of some rows of an import that has run, by the rows' numbers."""
    imported = [row for row in rows if row.outcome in _IMPORTED]
    names = _names(session, record.kind, [_id(record.kind, row) for row in imported])
    imported = [row for row in imported if _id(record.kind, row) in names]
    duplicates = [row for row in imported if row.outcome == RowOutcome.DUPLICATE]
    first = _first_rows(session, record, duplicates)
    parser = parser_of(record)
    about = {row.number: _record(record.kind, row, names, first) for row in imported}
    return about | {
        row.number: replace(about[row.number], same_by=_CONTINUES)
        for row in duplicates
        if about[row.number].same_as and parser.continuations.is_one(row.cells)
    }


def _record(
    kind: ImportKind, row: ImportRow, names: dict[int, str], first: dict[int, ImportRow]
) -> RowRecord:
    record_id = _id(kind, row)
    about = RowRecord(_RECORD[kind], record_id, names[record_id])
    if row.outcome != RowOutcome.DUPLICATE or record_id not in first:
        return about
    key, same, else_same = _SAME_BY[kind]
    own, other = (_cleaned(kind, each, key) for each in (row, first[record_id]))
    same_by = same if own and own == other else else_same
    return RowRecord(about.kind, record_id, about.name, first[record_id].number, same_by)


def _id(kind: ImportKind, row: ImportRow) -> int:
    record_id = row.account_id if kind == ImportKind.ACCOUNTS else row.contact_id
    return record_id or 0


def _names(session: Session, kind: ImportKind, ids: Sequence[int]) -> dict[int, str]:
    if not ids:
        return {}
    if kind == ImportKind.ACCOUNTS:
        of_accounts = select(col(Account.id), col(Account.name)).where(among(Account.id, ids))
        return dict(session.execute(of_accounts).tuples().all())
    of_contacts = select(col(Contact.id), col(Contact.name)).where(among(Contact.id, ids))
    return dict(session.execute(of_contacts).tuples().all())


def _first_rows(
    session: Session, record: Import, duplicates: Sequence[ImportRow]
) -> dict[int, ImportRow]:
    """The rows that stand for the records of duplicates, by record."""
    if not duplicates:
        return {}
    of_accounts = record.kind == ImportKind.ACCOUNTS
    column = ImportRow.account_id if of_accounts else ImportRow.contact_id
    rows = session.scalars(
        select(ImportRow)
        .where(
            col(ImportRow.import_id) == record.id,
            among(column, [_id(record.kind, row) for row in duplicates]),
            col(ImportRow.outcome).in_(
                [each for each in _IMPORTED if each != RowOutcome.DUPLICATE]
            ),
        )
        .order_by(col(ImportRow.number).desc())
    )
    return {_id(record.kind, row): row for row in rows}


def _cleaned(kind: ImportKind, row: ImportRow, name: str) -> str:
    return row.cleaned[COLUMNS[kind].index(name)] if row.cleaned else ""
