"""Values that only one live record can have: addresses of contacts, and unique properties."""

import sqlite3
from collections.abc import Iterable

from yardflow.sandbox.hubspot.kinds import Kind
from yardflow.sandbox.hubspot.records import Values
from yardflow.sandbox.hubspot.values import emails_in

# A contact's second addresses are under the name of the first, as they count like it. What is in
# ``blocked`` was erased before it was there.
_TABLES = """
    CREATE TABLE IF NOT EXISTS identity (
        kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL, record_id INTEGER NOT NULL,
        PRIMARY KEY (kind, name, value)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS identity_record ON identity (record_id);
    CREATE TABLE IF NOT EXISTS company_domain (
        domain TEXT NOT NULL, record_id INTEGER NOT NULL, PRIMARY KEY (domain, record_id)
    ) WITHOUT ROWID;
    CREATE INDEX IF NOT EXISTS company_domain_record ON company_domain (record_id);
    CREATE TABLE IF NOT EXISTS blocked (email TEXT PRIMARY KEY);
"""
ADDITIONAL, DOMAIN = "hs_additional_emails", "domain"
_OF_RECORD = ("identity", "company_domain")


class Identities:
    """Who has which value, kept beside the records."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        database.executescript(_TABLES)

    def owner(self, kind: Kind, name: str, value: str) -> int | None:
        """The record that has this value."""
        row = self._database.execute(
            "SELECT record_id FROM identity WHERE kind = ? AND name = ? AND value = ?",
            [kind.name, name, value.lower()],
        ).fetchone()
        return None if row is None else int(row["record_id"])

    def taken(self, kind: Kind, values: Values, unique: set[str], own_id: int = 0) -> int | None:
        """A record other than ``own_id`` that has one of the values already."""
        owners = (self.owner(kind, *pair) for pair in _pairs(values, unique))
        return next((each for each in owners if each not in (None, own_id)), None)

    def keep(self, kind: Kind, many: Iterable[tuple[int, Values]], unique: set[str]) -> None:
        """Has each record, by its id, stand for its values; who had one first keeps it."""
        rows, domains = [], []
        for record_id, values in many:
            pairs = _pairs(values, unique)
            rows += [(kind.name, name, value.lower(), record_id) for name, value in pairs]
            if kind.name == "companies" and (domain := values.get(DOMAIN)):
                domains.append((domain, record_id))
        self._database.executemany("INSERT OR IGNORE INTO identity VALUES (?, ?, ?, ?)", rows)
        self._database.executemany("INSERT OR IGNORE INTO company_domain VALUES (?, ?)", domains)

    def refresh(
        self, kind: Kind, record_id: int, values: Values, unique: set[str], changed: Iterable[str]
    ) -> None:
        """Has a record stand for its values, if what changed are such."""
        if {*unique, ADDITIONAL, DOMAIN} & {*changed}:
            self.drop(record_id)
            self.keep(kind, [(record_id, values)], unique)

    def drop(self, record_id: int) -> None:
        """A record stands for nothing from now on."""
        for table in _OF_RECORD:
            self._database.execute(f"DELETE FROM {table} WHERE record_id = ?", [record_id])  # noqa: S608

    def company_of(self, domain: str) -> int | None:
        """The oldest live company with this domain."""
        row = self._database.execute(
            "SELECT min(record_id) AS id FROM company_domain WHERE domain = ?", [domain]
        ).fetchone()
        return None if row["id"] is None else int(row["id"])

    def block(self, email: str) -> None:
        """No contact gets this address."""
        self._database.execute("INSERT OR IGNORE INTO blocked VALUES (?)", [email.lower()])

    def is_blocked(self, email: str) -> bool:
        """Whether no contact gets this address."""
        row = self._database.execute("SELECT 1 FROM blocked WHERE email = ?", [email.lower()])
        return row.fetchone() is not None

    def clear(self) -> None:
        """Forgets all."""
        for table in (*_OF_RECORD, "blocked"):
            self._database.execute(f"DELETE FROM {table}")  # noqa: S608 - names of ours


def _pairs(values: Values, unique: set[str]) -> list[tuple[str, str]]:
    pairs = [(name, values[name]) for name in unique if values.get(name)]
    if "email" in unique:
        pairs += [("email", each) for each in emails_in(values.get(ADDITIONAL, ""))]
    return pairs
