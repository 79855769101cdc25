"""What a draft would do if it was run now: its rows are matched as the run matches them, and
nothing of that stays.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from psycopg import errors as postgres
from sqlmodel import Session

from yardflow.errors import Conflict
from yardflow.models import Import, ImportKind
from yardflow.services.access import Principal
from yardflow.services.imports.columns.mapping import check_complete, from_json
from yardflow.services.imports.execution import (
    account_upsert,
    contact_upsert,
    differences,
    matching,
    set_statements,
)
from yardflow.services.imports.execution.differences import DifferenceCount
from yardflow.services.imports.lookup import load_draft

_BUSY = "Another import is changing the same records. Try again when it's done."
# Addresses that turn out to be shared are marked for the moment, which an import may be at, too.
_PATIENCE = "SET LOCAL lock_timeout = '2s'"
# As `event_lists` adds notes: a text that the record has already says nothing new.
_CHANGED = """
    SELECT count(*) FILTER (WHERE f.fields <> '{{}}' OR (i.notes <> '' AND n.text IS NULL)),
        count(*)
    FROM {record}_filled f JOIN {incoming} LEFT JOIN (
        SELECT DISTINCT {record}_id, text FROM note
        WHERE {record}_id IN (SELECT id FROM {record}_filled)
    ) n ON n.{record}_id = f.id AND n.text = i.notes
"""
_CONTACTS = """
    SELECT (SELECT count(*) FROM person WHERE is_new), (SELECT count(*) FROM duplicate),
        (SELECT count(*) FROM incoming_account WHERE is_new)
"""
_ACCOUNTS = """
    SELECT count(*) FILTER (WHERE is_new), (SELECT count(*) FROM company) - count(*),
        count(*) FILTER (WHERE is_new)
    FROM incoming_account
"""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The rows of a draft by the outcome they would have, how many accounts it would add, and in
    how many rows it differs from the records or from an earlier row.
    """

    created: int
    updated: int
    unchanged: int
    duplicates: int
    accounts_created: int
    differences: tuple[DifferenceCount, ...] = ()


def of(session: Session, principal: Principal, import_id: int) -> Forecast:
    """What a draft would do now. It takes as long as matching does: some seconds for 100,000 rows.

    Raises:
        NotFound: there is no such import.
        Invalid: a needed column is not mapped.
        Conflict: it has been started, or another import is at the same records.
    """
    record = load_draft(session, principal, import_id, lock=False)
    with tried(session, record) as cursor:
        return counted(cursor, record.kind)


@contextmanager
def tried(session: Session, record: Import) -> Iterator[Any]:
    """What a draft would do, in the temporary tables of a savepoint that is given up.

    Raises:
        Invalid: a needed column is not mapped.
        Conflict: another import is at the same records.
    """
    check_complete(from_json(record.mapping), record.kind)
    trial = session.begin_nested()
    try:
        with set_statements.by_hashing(session) as cursor:
            cursor.execute(_PATIENCE)
            matching.match(session, cursor, record)
            if record.kind == ImportKind.CONTACTS:
                account_upsert.forget_unneeded(cursor)
                contact_upsert.find_filled(cursor, record.overwrites)
            account_upsert.find_filled(cursor, record.overwrites)
            differences.find(cursor, record)
            yield cursor
    except postgres.LockNotAvailable:
        raise Conflict(_BUSY) from None
    finally:
        trial.rollback()


def counted(cursor: Any, kind: ImportKind) -> Forecast:
    """What was `tried`, in figures."""
    if kind == ImportKind.CONTACTS:
        changed = _CHANGED.format(record="contact", incoming="incoming i USING (number)")
        totals = _CONTACTS
    else:
        incoming = "incoming_account i ON i.account_id = f.id"
        changed, totals = _CHANGED.format(record="account", incoming=incoming), _ACCOUNTS
    updated, known = cursor.execute(changed).fetchone()
    created, duplicates, accounts_created = cursor.execute(totals).fetchone()
    differing = tuple(differences.counted(cursor))
    return Forecast(created, updated, known - updated, duplicates, accounts_created, differing)
