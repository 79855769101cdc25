"""``make rotate-keys``: seals everything again with the newest key of ``ENCRYPTION_KEYS``.

Afterward the former keys open nothing anymore, and can be removed from the setting.
"""

import sys
from typing import Any

from sqlalchemy import Column, select, tuple_, update
from sqlmodel import Session, SQLModel

from yardflow import db, encryption, log
from yardflow.config import SettingsError
from yardflow.counts import counted
from yardflow.errors import YardFlowError
from yardflow.models.base import SEALED


def rotate(session: Session) -> int:
    """Seals every sealed text again; how many there are. What changed meanwhile is sealed with the
    newest key anyway, and stays.

    Raises:
        NoEncryptionKey: there is no key, or one is missing that sealed something.
    """
    return sum(_rotate(session, column) for column in sealed_columns())


def sealed_columns() -> list[Column[Any]]:
    """Every column made by `models.base.sealed`."""
    return [
        column
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if column.info.get(SEALED)
    ]


def _rotate(session: Session, column: Column[Any]) -> int:
    key = tuple_(*column.table.primary_key.columns)
    rows = session.execute(select(column, *column.table.primary_key).where(column.is_not(None)))
    listed = rows.all()
    for sealed, *of_row in listed:
        session.execute(
            update(column.table)
            .where(key == tuple_(*of_row), column == sealed)
            .values({column.name: encryption.seal_again(sealed)})
        )
    return len(listed)


if __name__ == "__main__":
    log.configure()
    try:
        with db.session() as session:
            done = rotate(session)
    except (SettingsError, YardFlowError) as error:
        sys.exit(str(error))
    print(f"Sealed again with the newest key: {counted(done, 'text')}.")
