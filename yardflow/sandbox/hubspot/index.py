"""What search knows: the live records as they were a moment ago."""

import sqlite3
from zlib import crc32

from yardflow.sandbox.clock import Clock

LAG_MS = 5_000
_TABLES = """
    CREATE TABLE IF NOT EXISTS indexed (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        properties TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    );
    CREATE INDEX IF NOT EXISTS indexed_updated ON indexed (kind, updated_at, id);
    CREATE INDEX IF NOT EXISTS indexed_created ON indexed (kind, created_at, id);
    CREATE INDEX IF NOT EXISTS indexed_kind ON indexed (kind, id);
    CREATE TABLE IF NOT EXISTS unindexed (record_id INTEGER PRIMARY KEY, since INTEGER NOT NULL);
    CREATE INDEX IF NOT EXISTS unindexed_since ON unindexed (since);
"""
_DUE = "SELECT record_id FROM unindexed WHERE since <= :until"
_COPIED = "SELECT id, kind, properties, created_at, updated_at FROM record"
_LIVE = "archived_at IS NULL AND merged_into IS NULL"


class Index:
    """A copy of the records that lags ``lag_ms`` behind them."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        self.lag_ms = LAG_MS
        database.executescript(_TABLES)
        for name in ("email", "domain"):
            self.keep_by(name, f"lower(json_extract(properties, '$.{name}'))")

    def keep_by(self, name: str, sql: str) -> None:
        """Searches by equal values of a property are quick from now on: of a million records each
        would be read for every search.
        """
        self._database.execute(
            f"CREATE INDEX IF NOT EXISTS indexed_by_{name}_{crc32(sql.encode()):x}"
            f" ON indexed (kind, {sql})"
        )

    def note(self, record_id: int) -> None:
        """A record changed; search sees it when its time has come."""
        self._database.execute(
            "INSERT OR REPLACE INTO unindexed VALUES (?, ?)",
            [record_id, self._clock.milliseconds()],
        )

    def lay(self, first: int, last: int) -> None:
        """Records that search sees at once, by their ids."""
        self._database.execute(
            f"INSERT INTO indexed {_COPIED} WHERE id BETWEEN ? AND ?", [first, last]
        )

    def catch_up(self) -> None:
        """Takes over what changed long enough ago. It goes before each write too, so that a
        record that is written again is seen as it was in between.
        """
        values = {"until": self._clock.milliseconds() - self.lag_ms}
        due = self._database.execute(f"{_DUE} LIMIT 1", values).fetchone()
        if due is None:
            return
        for statement in (
            f"DELETE FROM indexed WHERE id IN ({_DUE})",  # noqa: S608
            f"INSERT INTO indexed {_COPIED} WHERE id IN ({_DUE}) AND {_LIVE}",
            "DELETE FROM unindexed WHERE since <= :until",
        ):
            self._database.execute(statement, values)

    def clear(self) -> None:
        """Forgets all."""
        for table in ("indexed", "unindexed"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
