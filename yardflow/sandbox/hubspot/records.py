"""The records: one row each, with the values that it has and those that it had."""

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.portal import APP_ID
from yardflow.sandbox.hubspot.refusals import not_there

MOST_VERSIONS = 20
FIRST_ID = 1001
Values = dict[str, str]
Version = tuple[str, int, str, str]  # value, milliseconds since 1970, source's type and id

# ``history`` has the versions of what was changed since the record was made by ``source``, the
# newest first. A record that was merged leads to the one in ``merged_into``.
_TABLE = f"""
    CREATE TABLE IF NOT EXISTS record (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        kind TEXT NOT NULL,
        properties TEXT NOT NULL,
        history TEXT NOT NULL,
        source TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        archived_at INTEGER,
        merged_into INTEGER REFERENCES record
    );
    CREATE INDEX IF NOT EXISTS record_kind ON record (kind, id)
        WHERE archived_at IS NULL AND merged_into IS NULL;
    CREATE INDEX IF NOT EXISTS record_archived ON record (kind, id) WHERE archived_at IS NOT NULL;
    INSERT INTO sqlite_sequence SELECT 'record', {FIRST_ID - 1}
        WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'record');
"""  # noqa: S608 - a number of ours


class Source(NamedTuple):
    """Who changes something: ``type`` as HubSpot calls it."""

    type: str = "INTEGRATION"
    id: str = str(APP_ID)


UI = Source("CRM_UI", "userId:9586504")
AUTOMATIC = Source("COMPANIES", "AssociateContactToCompany")


class Record(NamedTuple):
    """A record as it is now."""

    id: int
    kind: str
    properties: Values
    history: dict[str, list[Version]]
    source: Source
    created_at: int
    updated_at: int
    archived_at: int | None
    merged_into: int | None

    def versions(self, name: str) -> list[Version]:
        """The values that a property has and had, the newest first."""
        if name in self.history or name not in self.properties:
            return self.history.get(name, [])
        return [(self.properties[name], self.created_at, *self.source)]


class Records:
    """Rows of records, without any of HubSpot's rules about them."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        database.executescript(_TABLE)

    def now(self) -> int:
        """Milliseconds since 1970, as far as the sandbox is concerned."""
        return self._clock.milliseconds()

    def add(self, kind: Kind, values: Values, source: Source) -> Record:
        """A new record with these values."""
        (record_id,) = self.lay(kind, [values], source)
        return self.get(kind, record_id)

    def lay(
        self, kind: Kind, many: Iterable[Values], source: Source, at: int | None = None
    ) -> list[int]:
        """Many new records at once, made ``at`` this time; their ids."""
        now = self.now() if at is None else at
        (last,) = self._database.execute(
            "SELECT seq FROM sqlite_sequence WHERE name = 'record'"
        ).fetchone()
        by = json.dumps(source)
        rows = [
            (last + place, kind.name, json.dumps(_without_blanks(values)), "{}", by, now, now)
            for place, values in enumerate(many, 1)
        ]
        self._database.executemany(
            "INSERT INTO record (id, kind, properties, history, source, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows,
        )
        return [row[0] for row in rows]

    def get(self, kind: Kind, record_id: int) -> Record:
        """The row with this id.

        Raises:
            Refusal: there is none.
        """
        row = self._database.execute(
            "SELECT * FROM record WHERE id = ? AND kind = ?", [record_id, kind.name]
        ).fetchone()
        if row is None:
            raise not_there()
        return _record(row)

    def current(self, kind: Kind, record_id: int, *, archived: bool = False) -> Record:
        """The record that an id leads to, an older one's too.

        Raises:
            Refusal: there is none, or none that is archived (or not), as was asked for.
        """
        record = self.get(kind, record_id)
        while record.merged_into is not None:
            record = self.get(kind, record.merged_into)
        if (record.archived_at is not None) != archived:
            raise not_there()
        return record

    def change(self, record: Record, values: Values, source: Source) -> Record:
        """The record with these values, which are noted in its history."""
        now = self.now()
        history = dict(record.history)
        for name, value in values.items():
            version = (value, now, *source)
            history[name] = [version, *record.versions(name)][:MOST_VERSIONS]
        kept = _without_blanks({**record.properties, **values})
        return self.save(record._replace(properties=kept, history=history, updated_at=now))

    def save(self, record: Record) -> Record:
        """Writes all of a record that can change."""
        texts = json.dumps(record.properties), json.dumps(record.history)
        self._database.execute(
            "UPDATE record SET properties = ?, history = ?, created_at = ?, updated_at = ?,"
            " archived_at = ?, merged_into = ? WHERE id = ?",
            [*texts, *record[5:], record.id],
        )
        return record

    def erase(self, record: Record) -> None:
        """Leaves nothing of a record, nor of those that were merged into it."""
        rows = self._database.execute("SELECT * FROM record WHERE merged_into = ?", [record.id])
        for row in rows.fetchall():
            self.erase(_record(row))
        self._database.execute("DELETE FROM record WHERE id = ?", [record.id])

    def page(
        self, kind: Kind, after: int, limit: int, *, archived: bool = False
    ) -> Sequence[Record]:
        """The records by their ids, from after one on."""
        state = "archived_at IS NOT NULL" if archived else "archived_at IS NULL"
        rows = self._database.execute(
            f"SELECT * FROM record WHERE kind = ? AND id > ? AND {state}"  # noqa: S608
            " AND merged_into IS NULL ORDER BY id LIMIT ?",
            [kind.name, after, limit],
        )
        return [_record(row) for row in rows]

    def all(self, kind: Kind, after: int, limit: int) -> list[Record]:
        """The records by their ids, with those that are archived or were merged."""
        rows = self._database.execute(
            "SELECT * FROM record WHERE kind = ? AND id > ? ORDER BY id LIMIT ?",
            [kind.name, after, limit],
        )
        return [_record(row) for row in rows]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many there are of each kind: live, archived, and merged into others."""
        rows = self._database.execute(
            "SELECT kind, sum(archived_at IS NULL AND merged_into IS NULL) AS live,"
            " sum(archived_at IS NOT NULL) AS archived, sum(merged_into IS NOT NULL) AS merged"
            " FROM record GROUP BY kind"
        )
        return {row["kind"]: {key: row[key] for key in row.keys()[1:]} for row in rows}

    def clear(self) -> None:
        """Forgets all records."""
        self._database.execute("DELETE FROM record")


def _record(row: sqlite3.Row) -> Record:
    record_id, kind, properties, history, source, *rest = row
    values = json.loads(properties), json.loads(history), Source(*json.loads(source))
    return Record(record_id, kind, *values, *rest)


def _without_blanks(values: Values) -> Values:
    return {name: value for name, value in values.items() if value != ""}
