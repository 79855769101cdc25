"""SendGrid's dynamic templates and their versions, of which one is active."""

import json
import re
import sqlite3
import uuid
from datetime import UTC, datetime
from typing import Any

from yardflow.sandbox.clock import Clock

VERSION_FIELDS: dict[str, Any] = {
    "name": "",
    "subject": "",
    "html_content": "",
    "plain_content": "",
    "generate_plain_content": True,
    "editor": "code",
    "test_data": "",
}
_TABLES = """
    CREATE TABLE IF NOT EXISTS template (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, updated_at TEXT NOT NULL
    );
    CREATE TABLE IF NOT EXISTS version (
        id TEXT PRIMARY KEY, template_id TEXT NOT NULL, active INTEGER NOT NULL DEFAULT 0,
        updated_at TEXT NOT NULL, given TEXT NOT NULL
    );
"""
_VALUE = re.compile(r"\{\{\{?\s*([A-Za-z_][\w.]{0,99})\s*\}?\}\}")


class Templates:
    """The templates, the one that changed last first."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        database.executescript(_TABLES)

    def add(self, name: str) -> dict[str, Any]:
        """A new one without versions."""
        template_id = f"d-{uuid.uuid4().hex}"
        self._do("INSERT INTO template VALUES (?, ?, ?)", template_id, name, self._now())
        return self.get(template_id) or {}

    def listed(self, limit: int, offset: int) -> list[dict[str, Any]]:
        """A page of them, with their versions."""
        rows = self._database.execute(
            "SELECT id FROM template ORDER BY updated_at DESC, id LIMIT ? OFFSET ?", [limit, offset]
        ).fetchall()
        return [self.get(row["id"]) or {} for row in rows]

    def get(self, template_id: str) -> dict[str, Any] | None:
        """One with its versions; None where there is none."""
        row = self._database.execute(
            "SELECT id, name, updated_at FROM template WHERE id = ?", [template_id]
        ).fetchone()
        if row is None:
            return None
        versions = self._database.execute(
            "SELECT * FROM version WHERE template_id = ? ORDER BY updated_at DESC, id",
            [template_id],
        )
        shown = {"generation": "dynamic", "versions": [_version(each) for each in versions]}
        return {**dict(row), **shown}

    def rename(self, template_id: str, name: str) -> None:
        """Gives one another name."""
        self._do(
            "UPDATE template SET name = ?, updated_at = ? WHERE id = ?",
            *(name, self._now(), template_id),
        )

    def remove(self, template_id: str) -> None:
        """Takes one away with its versions."""
        self._do("DELETE FROM version WHERE template_id = ?", template_id)
        self._do("DELETE FROM template WHERE id = ?", template_id)

    def add_version(self, template_id: str, given: dict[str, Any]) -> dict[str, Any]:
        """A new version, which is active where that is asked for or it is the first."""
        version_id, kept = str(uuid.uuid4()), VERSION_FIELDS | _known(given)
        first = not (self.get(template_id) or {}).get("versions")
        self._do(
            "INSERT INTO version VALUES (?, ?, 0, ?, ?)",
            *(version_id, template_id, self._now(), json.dumps(kept)),
        )
        if first or given.get("active"):
            self.activate(template_id, version_id)
        self._touch(template_id)
        return self.version(template_id, version_id) or {}

    def version(self, template_id: str, version_id: str) -> dict[str, Any] | None:
        """One version; None where there is none."""
        versions = (self.get(template_id) or {}).get("versions", [])
        return next((each for each in versions if each["id"] == version_id), None)

    def change_version(self, template_id: str, version_id: str, given: dict[str, Any]) -> None:
        """Changes what is given of a version."""
        before = self.version(template_id, version_id) or {}
        kept = {name: before[name] for name in VERSION_FIELDS} | _known(given)
        self._do(
            "UPDATE version SET given = ?, updated_at = ? WHERE id = ?",
            *(json.dumps(kept), self._now(), version_id),
        )
        if given.get("active"):
            self.activate(template_id, version_id)
        self._touch(template_id)

    def activate(self, template_id: str, version_id: str) -> None:
        """Makes a version the one that is sent."""
        self._do(
            "UPDATE version SET active = (id = ?) WHERE template_id = ?", version_id, template_id
        )

    def remove_version(self, template_id: str, version_id: str) -> None:
        """Takes a version away."""
        self._do("DELETE FROM version WHERE id = ?", version_id)
        self._touch(template_id)

    def active(self, template_id: object) -> dict[str, Any] | None:
        """The version that is sent; None where there is none."""
        versions = (self.get(str(template_id)) or {}).get("versions", [])
        return next((each for each in versions if each["active"]), None)

    def clear(self) -> None:
        """Takes all away."""
        self._do("DELETE FROM version")
        self._do("DELETE FROM template")

    def _touch(self, template_id: str) -> None:
        self._do("UPDATE template SET updated_at = ? WHERE id = ?", self._now(), template_id)

    def _now(self) -> str:
        return f"{datetime.fromtimestamp(self._clock.now(), UTC):%Y-%m-%d %H:%M:%S}"

    def _do(self, statement: str, *values: str) -> None:
        with self._database:
            self._database.execute(statement, values)


def filled(text: str, data: dict[str, Any]) -> str:
    """A text with the plain values of its data in place; blocks and helpers stay as they are."""

    def value(match: re.Match[str]) -> str:
        found: Any = data
        for name in match[1].split("."):
            found = found.get(name) if isinstance(found, dict) else None
        return "" if found is None else str(found)

    return _VALUE.sub(value, text)


def _known(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in VERSION_FIELDS if name in given}


def _version(row: sqlite3.Row) -> dict[str, Any]:
    place = {name: row[name] for name in ("id", "template_id", "active", "updated_at")}
    return place | json.loads(row["given"]) | {"thumbnail_url": ""}
