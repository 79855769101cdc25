"""The contacts and accounts that a slice of runs is about: locked, changed, written as sets."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, select, text, update
from sqlmodel import Session

from yardflow.models import Account, Contact, EmailStatus, Origin, Seniority
from yardflow.services.enrichment.providers.protocol import OF_ACCOUNT
from yardflow.services.records import personas

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
_ENRICHED = text("""
UPDATE contact SET enriched_at = :now,
    enrichment_confidence = coalesce(run.confidence, contact.enrichment_confidence)
FROM unnest(CAST(:ids AS bigint[]), CAST(:confidences AS numeric[])) AS run (id, confidence)
WHERE contact.id = run.id
""")


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


def write(session: Session, records: Sequence[Record], now: datetime) -> None:
    """Writes what was filled in; an open form on such a record notices."""
    for kind, table in _TABLES.items():
        changed = [record for record in records if record.kind == kind and record.filled]
        if changed:
            names = _FILLED[kind]
            session.connection().execute(
                update(table)
                .where(table.c.id == bindparam("record"))
                .values(
                    {name: bindparam(f"new_{name}") for name in names}
                    | {"version": table.c.version + 1, "updated_at": bindparam("now")}
                ),
                [
                    {"record": record.id, "now": now}
                    | {f"new_{name}": record.values[name] for name in names}
                    for record in changed
                ],
            )
    _forget_loaded(session, records)


def mark(session: Session, sure: dict[int, Decimal | None], now: datetime) -> None:
    """Notes how sure the last run of each contact was; that makes nobody's open form stale."""
    if sure:
        values = {"ids": [*sure], "confidences": [*sure.values()], "now": now}
        session.execute(_ENRICHED, values)


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
        chosen = Seniority(value) if value else personas.seniority_of(record.title)
        return {"seniority": chosen, "seniority_origin": Origin.INFERRED}
    changes: dict[str, Any] = {field: value}
    if field == "title":
        if record.personas_origin == Origin.INFERRED:
            changes["personas"] = [persona.value for persona in personas.personas_of(value)]
        if record.seniority_origin == Origin.INFERRED and not seniority_claimed:
            rank = personas.seniority_of(value)
            changes["seniority"] = None if rank in refused else rank
    return changes
