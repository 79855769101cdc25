"""The contacts and accounts that a slice of runs is about: locked, changed, written as sets."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import TextClause, select, text
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

from yardflow.models import Account, ChangedBy, Contact, EmailStatus, Origin, Seniority
from yardflow.services.enrichment.providers.protocol import OF_ACCOUNT
from yardflow.services.records.changed_by import note_source
from yardflow.services.records.values.personas import personas_of
from yardflow.services.records.values.seniority import seniority_of

_contact: Any = Contact.__table__  # type: ignore[attr-defined]
_account: Any = Account.__table__  # type: ignore[attr-defined]
_FILLED = {
    "contact": (
        *("email", "email_status", "email_shared"),
        *("title", "personas", "seniority", "seniority_origin"),
    ),
    "account": tuple(sorted(OF_ACCOUNT)),
}
_ALSO_READ = {"contact": ("account_id", "personas_origin"), "account": ()}
_TABLES = {"contact": _contact, "account": _account}
# How sure the last run of a contact was makes nobody's open form stale.
_ENRICHED = """, enriched_at = :now,
    enrichment_confidence = coalesce(new.confidence, contact.enrichment_confidence)"""
_ALSO_WRITTEN = {"contact": _ENRICHED, "account": ""}


@dataclass(slots=True, eq=False)
class Record:
    """A contact or an account (``kind``), locked by this transaction, as it will be.

    Its columns read like attributes; ``filled`` are the fields that show something new.
    """

    kind: str
    id: int
    values: dict[str, Any]
    filled: set[str] = field(default_factory=set)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.values[name]
        except KeyError:
            raise AttributeError(name) from None

    def shown(self, name: str) -> str:
        """The value as text."""
        return str(self.values[name] or "")

    def change(self, name: str, changes: dict[str, Any]) -> None:
        """Takes over what filling the field ``name`` brings with it."""
        if any(self.values[key] != new for key, new in changes.items()):
            self.values |= changes
            self.filled.add(name)


def lock(session: Session, kind: str, ids: Iterable[int]) -> dict[int, Record]:
    """Those that are still there, locked until the end of the transaction, in the order of ids."""
    table = _TABLES[kind]
    columns = [table.c[name] for name in (*_FILLED[kind], *_ALSO_READ[kind])]
    rows = session.execute(
        select(table.c.id, *columns)
        .where(table.c.id.in_(sorted(set(ids))))
        .order_by(table.c.id)
        .with_for_update(key_share=True)
    )
    values = [dict(row._mapping) for row in rows]
    return {row["id"]: Record(kind, row.pop("id"), row) for row in values}


def owners_of(session: Session, addresses: Iterable[str]) -> dict[str, int]:
    """Which contact has an address, by address; of a shared one any that has it."""
    sought = sorted(set(addresses))
    if not sought:
        return {}
    rows = session.execute(
        select(_contact.c.email, _contact.c.id).where(_contact.c.email.in_(sought))
    )
    return {row.email: row.id for row in rows}


def write(
    session: Session,
    records: Sequence[Record],
    confidences: Mapping[int, Decimal | None],
    now: datetime,
) -> None:
    """Writes what was filled in, which an open form on such a record notices, and by contact how
    sure its run was; one statement for the contacts and one for the accounts, because each makes
    what follows its records be looked at.
    """
    note_source(session, ChangedBy.ENRICHMENT)
    for kind in _TABLES:
        rows = [
            {name: record.values[name] for name in _FILLED[kind]}
            | {"id": record.id, "changed": bool(record.filled)}
            | {"confidence": confidences.get(record.id)}
            for record in records
            if record.kind == kind and (record.filled or kind == "contact")
        ]
        if rows:
            content = json.dumps(rows, default=str)
            session.execute(_writing(kind), {"rows": content, "now": now})
    _forget_loaded(session, records)


@cache
def _writing(kind: str) -> TextClause:
    columns = _TABLES[kind].c
    types = {name: columns[name].type.compile(postgresql.dialect()) for name in _FILLED[kind]}
    return text(f"""
        UPDATE {kind} SET {", ".join(f"{name} = new.{name}" for name in types)},
            version = {kind}.version + CASE WHEN new.changed THEN 1 ELSE 0 END,
            updated_at = CASE WHEN new.changed THEN :now ELSE {kind}.updated_at END
            {_ALSO_WRITTEN[kind]}
        FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS new (id bigint, changed boolean,
            confidence numeric, {", ".join(f"{name} {type_}" for name, type_ in types.items())})
        WHERE {kind}.id = new.id
    """)  # noqa: S608 - of names of ours


def _forget_loaded(session: Session, records: Iterable[Record]) -> None:
    """What the session has loaded of them is read again when it is next needed."""
    ids = {(record.kind, record.id) for record in records}
    for loaded in list(session.identity_map.values()):
        if isinstance(loaded, Contact | Account):
            kind = "contact" if isinstance(loaded, Contact) else "account"
            if (kind, loaded.id) in ids:
                session.expire(loaded)


def changes_of(
    record: Any,
    field: str,
    value: str,
    *,
    seniority_claimed: bool,
    refused: Collection[str] = (),
) -> dict[str, Any]:
    """What changes on a contact or an account when a claim fills ``field``, or (empty) leaves it.

    Personas and seniority follow a title where nobody chose them; the seniority stays while a
    claim of its own explains it (``seniority_claimed``), and never becomes one that is ``refused``.
    """
    if field == "email":
        status = EmailStatus.GUESSED if value else EmailStatus.NONE
        return {"email": value or None, "email_status": status, "email_shared": False}
    if field == "seniority":
        chosen = Seniority(value) if value else seniority_of(record.title)
        return {"seniority": chosen, "seniority_origin": Origin.INFERRED}
    changes: dict[str, Any] = {field: value}
    if field == "title":
        if record.personas_origin == Origin.INFERRED:
            changes["personas"] = [persona.value for persona in personas_of(value)]
        if record.seniority_origin == Origin.INFERRED and not seniority_claimed:
            rank = seniority_of(value)
            changes["seniority"] = None if rank in refused else rank
    return changes
