"""Our side of records: each field as a text, with the moment of its last change and who made it."""

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, SQLModel

from yardflow import db
from yardflow.models import Account, Contact, SyncedRecord, Target
from yardflow.services.hubspot.changes import marks
from yardflow.services.hubspot.changes.marks import Mark
from yardflow.services.hubspot.mapping.fields import ACCOUNT_OF, FIELDS, PIPELINE
from yardflow.services.hubspot.mapping.kinds import BETWEEN
from yardflow.services.hubspot.merging.values import EVIDENCE, Evidence, Value

# Over all events a record is as far as it ever came; what was lost or missed counts least.
_FURTHEST = "array_position(CAST(ARRAY[{}] AS text[]), CAST({} AS text)) DESC"
_BY_STAGE = _FURTHEST.format(
    "'Lost', 'No Show', 'Lead', 'Qualified', 'Booked', 'Checked In', 'Won'", "stage"
)
_BY_STATUS = _FURTHEST.format("'Missed', 'Listed', 'Invited', 'Registered', 'Met'", "status")
_FIELDS = {record: tuple(name for of, name in FIELDS if of == record) for record in SyncedRecord}
_MODELS: dict[SyncedRecord, type[SQLModel]] = {
    SyncedRecord.ACCOUNT: Account,
    SyncedRecord.CONTACT: Contact,
    SyncedRecord.TARGET: Target,
}


def _columns(record: SyncedRecord) -> str:
    stored = {column.name for column in _MODELS[record].__table__.columns}  # type: ignore[attr-defined]
    return ", ".join(
        f"r.{name}" for name in ("id", "updated_at", *_FIELDS[record]) if name in stored
    )


_READ = {
    SyncedRecord.ACCOUNT: text(f"""
        SELECT {_columns(SyncedRecord.ACCOUNT)}, u.email AS owner, false AS met,
            (SELECT stage FROM target WHERE account_id = r.id ORDER BY {_BY_STAGE} LIMIT 1) AS stage
        FROM account r LEFT JOIN app_user u ON u.id = r.owner_id AND u.removed_at IS NULL
        WHERE r.id = ANY(CAST(:ids AS bigint[]))"""),  # noqa: S608 - of words of ours
    SyncedRecord.CONTACT: text(f"""
        SELECT {_columns(SyncedRecord.CONTACT)}, u.email AS owner, a.*, s.stage,
            l.hubspot_id AS company, (SELECT string_agg(e.name, ', ' ORDER BY e.starts_on, e.id)
                FROM attendee x JOIN event e ON e.id = x.event_id
                WHERE x.contact_id = r.id) AS events
        FROM contact r LEFT JOIN app_user u ON u.id = r.owner_id AND u.removed_at IS NULL
        LEFT JOIN hubspot_link l ON l.account_id = r.account_id
            AND l.state IN ('linked', 'duplicate')
        LEFT JOIN LATERAL (SELECT status, status = 'Met' AS met FROM attendee
            WHERE contact_id = r.id ORDER BY {_BY_STATUS} LIMIT 1) a ON true
        LEFT JOIN LATERAL (SELECT stage FROM attendee
            WHERE contact_id = r.id AND stage IS NOT NULL ORDER BY {_BY_STAGE} LIMIT 1) s ON true
        WHERE r.id = ANY(CAST(:ids AS bigint[]))"""),  # noqa: S608
    SyncedRecord.TARGET: text(f"""
        SELECT {_columns(SyncedRecord.TARGET)}, u.email AS owner, false AS met,
            e.name AS event, e.ends_on AS closes_on, a.name || ' – ' || e.name AS name
        FROM target r JOIN account a ON a.id = r.account_id JOIN event e ON e.id = r.event_id
        LEFT JOIN app_user u ON u.id = r.owner_id AND u.removed_at IS NULL
        WHERE r.id = ANY(CAST(:ids AS bigint[]))"""),  # noqa: S608
}
# No one enters what follows from events.
_DERIVED = {
    SyncedRecord.CONTACT: frozenset({"events"}),
    SyncedRecord.TARGET: frozenset({"name", "event", "closes_on", "pipeline"}),
}
# What follows from other records is not cleared where they say nothing.
_NEVER_CLEARED = {
    SyncedRecord.ACCOUNT: frozenset({"stage"}),
    SyncedRecord.CONTACT: frozenset({"stage", "status", ACCOUNT_OF}),
}
_SPECIAL: dict[str, Callable[[Any], object]] = {
    "owner_id": lambda row: row["owner"],
    ACCOUNT_OF: lambda row: row["company"],
    "pipeline": lambda _row: PIPELINE,
    "personas": lambda row: BETWEEN.join(row["personas"]),
}


def ours(
    session: Session, record: SyncedRecord, record_ids: Sequence[int]
) -> dict[int, dict[str, Value]]:
    """The values of each record that is there, by id and field."""
    known = marks.read(session, record, record_ids)
    rows = session.execute(_READ[record], {"ids": db.ids_of(record_ids)}).mappings()
    return {row["id"]: _values(record, row, known.get(row["id"], {})) for row in rows}


def _values(record: SyncedRecord, row: Any, known: dict[str, Mark]) -> dict[str, Value]:
    derived = _DERIVED.get(record, frozenset())
    values = {}
    for name in _FIELDS[record]:
        value = _SPECIAL[name](row) if name in _SPECIAL else row[name]
        shown = "" if value is None else str(value)
        if name in derived:
            values[name] = Value(shown, None, Evidence.IMPORT)
        elif not shown and name in _NEVER_CLEARED.get(record, ()):
            values[name] = Value("")
        else:
            came_with = known.get(marks.CAME_WITH) if shown else None
            values[name] = _value(shown, row, known.get(name, came_with))
    return values


def _value(shown: str, row: Any, mark: Mark | None) -> Value:
    """What no one is known to have entered came with an import, and not after the record's last
    change.
    """
    if mark is None:
        return Value(shown, None, Evidence.IMPORT, latest=row["updated_at"])
    at, by = mark
    evidence = EVIDENCE[by]
    return Value(
        shown, at, Evidence.MET if row["met"] and evidence == Evidence.PERSON else evidence
    )
