"""The definitions of properties and their groups, for each kind of record."""

import json
import re
import sqlite3
from functools import lru_cache
from typing import Any

from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.bodies import objects_in, text_in
from yardflow.sandbox.hubspot.default_properties import READ_ONLY, default_properties
from yardflow.sandbox.hubspot.kinds import KINDS, Kind
from yardflow.sandbox.hubspot.moments import iso
from yardflow.sandbox.hubspot.refusals import Refusal, not_there

_TABLES = """
    CREATE TABLE IF NOT EXISTS definition (
        kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, archived_at INTEGER,
        PRIMARY KEY (kind, name)
    );
    CREATE TABLE IF NOT EXISTS definition_group (
        kind TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, name)
    );
"""
# Which editors go with which type of value.
_FIELD_TYPES = {
    "string": {"text", "textarea", "phonenumber", "html", "file", "calculation_equation"},
    "phone_number": {"phonenumber"},
    "number": {"number", "calculation_equation"},
    "date": {"date"},
    "datetime": {"date"},
    "bool": {"booleancheckbox", "calculation_equation"},
    "enumeration": {"select", "radio", "checkbox", "booleancheckbox", "calculation_equation"},
}
_NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
_CHANGED = ("label", "description", "groupName", "options", "fieldType", "type", "hidden")
_GIVEN = (*_CHANGED, "name", "displayOrder", "hasUniqueValue", "formField", "externalOptions")


class Definitions:
    """What is known by which name; archived ones are as if not there, but can be listed."""

    def __init__(self, database: sqlite3.Connection, clock: Clock) -> None:
        self._database, self._clock = database, clock
        database.executescript(_TABLES)
        with database:
            self._add_defaults()

    def clear(self) -> None:
        """Only the default ones from now on."""
        for table in ("definition", "definition_group"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours
        self._add_defaults()

    def now(self) -> int:
        """Milliseconds since 1970, as far as the sandbox is concerned."""
        return self._clock.milliseconds()

    def live(self, kind: Kind) -> dict[str, dict[str, Any]]:
        """The definitions by their names, which are not for changing."""
        return _parsed(self._text(kind))

    def unique(self, kind: Kind) -> set[str]:
        """The properties whose values no two records share."""
        return _unique(self._text(kind))

    def shown(self, kind: Kind, *, archived: bool = False) -> list[dict[str, Any]]:
        """The definitions as answers have them, or those that were archived."""
        rows = self._database.execute(
            "SELECT body, archived_at FROM definition WHERE kind = ?"
            " AND (archived_at IS NOT NULL) = ? ORDER BY name",
            [kind.name, archived],
        )
        return [_shown(row) for row in rows]

    def one(self, kind: Kind, name: str, *, archived: bool = False) -> dict[str, Any]:
        """One definition as answers have it."""
        return _shown(self._row(kind, name, archived))

    def create(self, kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
        """A new one; its name may be that of one that was archived."""
        name = text_in(body, "name")
        if not _NAME.fullmatch(name):
            raise Refusal(400, f"The property name {name!r} isn't valid.")
        body = {key: body[key] for key in _GIVEN if key in body}
        self._check(kind, body)
        if name in self.live(kind):
            message = f"A property named '{name}' already exists."
            raise Refusal(409, message, "OBJECT_ALREADY_EXISTS")
        moment = iso(self._clock.milliseconds())
        self._save(kind, body | {"createdAt": moment, "updatedAt": moment}, "OR REPLACE")
        return self.one(kind, name)

    def update(self, kind: Kind, name: str, change: dict[str, Any]) -> dict[str, Any]:
        """The definition with what the change says."""
        body = json.loads(self._row(kind, name)["body"])
        body |= {key: value for key, value in change.items() if key in _CHANGED}
        self._check(kind, body)
        self._save(kind, body | {"updatedAt": iso(self._clock.milliseconds())}, "OR REPLACE")
        return self.one(kind, name)

    def archive(self, kind: Kind, name: str) -> None:
        """Takes one away, with its values as far as anyone sees; a default one stays."""
        if json.loads(self._row(kind, name)["body"]).get("hubspotDefined"):
            raise Refusal(400, f"The property {name} is HubSpot's own and can't be archived.")
        self._database.execute(
            "UPDATE definition SET archived_at = ? WHERE kind = ? AND name = ?",
            [self._clock.milliseconds(), kind.name, name],
        )

    def groups(self, kind: Kind) -> list[dict[str, Any]]:
        """The groups as answers have them."""
        rows = self._database.execute(
            "SELECT body FROM definition_group WHERE kind = ? ORDER BY name", [kind.name]
        )
        return [json.loads(row["body"]) | {"archived": False} for row in rows]

    def add_group(self, kind: Kind, body: dict[str, Any]) -> dict[str, Any]:
        """A new group."""
        name, label = text_in(body, "name"), text_in(body, "label")
        if not _NAME.fullmatch(name) or not label:
            raise Refusal(400, "A property group needs a name and a label.")
        if name in {group["name"] for group in self.groups(kind)}:
            message = f"A property group named '{name}' already exists."
            raise Refusal(409, message, "OBJECT_ALREADY_EXISTS")
        group = {"name": name, "label": label, "displayOrder": body.get("displayOrder", -1)}
        self._save_group(kind, group, "")
        return group | {"archived": False}

    def _add_defaults(self) -> None:
        for kind in KINDS:
            for body in default_properties(kind.name):
                self._save(kind, body | {"hubspotDefined": True}, "OR IGNORE")
            group = f"{kind.singular}information"
            body = {"name": group, "label": f"{kind.singular.title()} information"}
            self._save_group(kind, body | {"displayOrder": 0}, "OR IGNORE")

    def _row(self, kind: Kind, name: str, archived: bool = False) -> sqlite3.Row:
        row: sqlite3.Row | None = self._database.execute(
            "SELECT body, archived_at FROM definition WHERE kind = ? AND name = ?"
            " AND (archived_at IS NOT NULL) = ?",
            [kind.name, name.lower(), archived],
        ).fetchone()
        if row is None:
            raise not_there()
        return row

    def _text(self, kind: Kind) -> str:
        (bodies,) = self._database.execute(
            "SELECT group_concat(body) FROM definition WHERE kind = ? AND archived_at IS NULL",
            [kind.name],
        ).fetchone()
        return f"[{bodies}]"

    def _check(self, kind: Kind, body: dict[str, Any]) -> None:
        type_, field_type = text_in(body, "type"), text_in(body, "fieldType")
        if field_type not in _FIELD_TYPES.get(type_, ()):
            raise Refusal(400, f"The type {type_} doesn't go with the field type {field_type}.")
        group = text_in(body, "groupName")
        if not text_in(body, "label") or group not in _names(self.groups(kind)):
            raise Refusal(400, "A property needs a label and the name of a group that exists.")
        values = [text_in(option, "value") for option in objects_in(body, "options")]
        if len(set(values)) != len(values) or "" in values:
            raise Refusal(400, "Property options need values that differ.")
        if type_ == "bool" and sorted(values) != ["false", "true"]:
            raise Refusal(400, "Boolean properties need two options, true and false.")

    def _save(self, kind: Kind, body: dict[str, Any], otherwise: str) -> None:
        self._database.execute(
            f"INSERT {otherwise} INTO definition VALUES (?, ?, ?, NULL)",  # noqa: S608 - words of ours
            [kind.name, body["name"], json.dumps(body)],
        )

    def _save_group(self, kind: Kind, body: dict[str, Any], otherwise: str) -> None:
        self._database.execute(
            f"INSERT {otherwise} INTO definition_group VALUES (?, ?, ?)",  # noqa: S608 - words of ours
            [kind.name, body["name"], json.dumps(body)],
        )


# They are needed with every value that is written, and hardly ever change.
@lru_cache(maxsize=16)
def _parsed(text: str) -> dict[str, dict[str, Any]]:
    return {body["name"]: body for body in json.loads(text)}


@lru_cache(maxsize=16)
def _unique(text: str) -> set[str]:
    return {name for name, body in _parsed(text).items() if body.get("hasUniqueValue")}


def _names(groups: list[dict[str, Any]]) -> set[str]:
    return {group["name"] for group in groups}


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    body = json.loads(row["body"])
    by_default = body.get("hubspotDefined", False)
    read_only = by_default and body["name"] in READ_ONLY
    archived = {"archivedAt": iso(row["archived_at"])} if row["archived_at"] else {}
    return {
        "description": "",
        "displayOrder": -1,
        "hidden": False,
        "formField": not read_only,
        "options": [],
        "externalOptions": False,
        "hasUniqueValue": False,
        "calculated": False,
        **body,
        "archived": bool(archived),
        **archived,
        "dataSensitivity": "non_sensitive",
        "modificationMetadata": {
            "archivable": not by_default,
            "readOnlyDefinition": by_default,
            "readOnlyOptions": by_default,
            "readOnlyValue": read_only,
        },
    }
