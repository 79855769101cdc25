"""Changes that put records on an event's list, or take them off it."""

from typing import Any

from sqlmodel import select

from yardflow.models import Contact, RecordKind
from yardflow.services.records import memberships, targets
from yardflow.services.records.bulk_changes.batches import (
    AS_LEFT,
    CHANGED,
    IN_BATCH,
    KEPT,
    OF_ROW,
    UNDONE,
    Batch,
)
from yardflow.services.records.membership_fields import ATTENDEE, MEMBERSHIPS
from yardflow.services.records.memberships import Put, among

_LOCK = """
SELECT FROM {table} WHERE event_id = :event_id AND {record}_id = ANY(CAST(:ids AS bigint[]))
ORDER BY id FOR UPDATE
"""
_REMOVE = """
WITH changed AS (
    DELETE FROM {table} t
    WHERE event_id = :event_id AND {record}_id = ANY(CAST(:ids AS bigint[]))
    RETURNING t.{record}_id AS record_id, t.version,
        jsonb_build_object('id', t.id, {own}) AS before
)
{changed}
"""
_LISTED = "{table} x WHERE x.event_id = :event_id AND x.{record}_id = r.record_id"
# Null where there is none anymore.
_IMPORT_UNDONE = """(SELECT m.status IN ('undone', 'undoing') FROM import m
        WHERE m.id = {import_id})"""
# The import may be gone, but not who adds: people stay. What an import had put there that was
# undone since stays off.
_RESTORE = """
WITH undone AS (
    INSERT INTO {table} (id, event_id, {record}_id, updated_at, {own})
    SELECT b.id, :event_id, r.record_id, :now, {restored}
    FROM bulk_change_record r, LATERAL jsonb_populate_record(CAST(NULL AS {table}), r.before) b
    WHERE {in_batch} AND {import_undone} IS NOT TRUE
        AND r.record_id = ANY(ARRAY(
            SELECT x.id FROM {record} x WHERE x.id = ANY(CAST(:ids AS bigint[]))))
    ORDER BY r.record_id
    ON CONFLICT DO NOTHING RETURNING {record}_id AS record_id
)
{undone}
"""
_TAKE_OFF = """
WITH {kept}, removed AS (
    DELETE FROM {table} t
    WHERE {as_left} AND CASE {of_row} ->> 'outcome'
        WHEN 'changed' THEN {removable} WHEN 'unchanged' THEN {alone} AND {import_undone} END
    RETURNING t.{record}_id AS record_id
), given_back AS (
    UPDATE {table} t SET version = t.version + 1,
        import_id = CAST({of_row} ->> 'import_id' AS bigint),
        added_by = CAST({of_row} ->> 'added_by' AS bigint)
    WHERE {as_left} AND {of_row} ->> 'outcome' = 'unchanged' AND NOT {import_undone}
    RETURNING t.{record}_id AS record_id
), undone AS (SELECT record_id FROM removed UNION ALL SELECT record_id FROM given_back)
{undone}
"""
# An account that came along with contacts goes with them, unless others of it are there.
_NO_ATTENDEES = """NOT EXISTS (
    SELECT FROM attendee a WHERE a.event_id = t.event_id AND a.account_id = t.account_id)"""


def add(batch: Batch, event_id: int) -> None:
    """Puts a batch on an event's list; contacts bring their accounts."""
    if batch.record == RecordKind.CONTACT:
        memberships.lock_records(batch.session, ATTENDEE, batch.ids)
        account_ids = _accounts_of(batch)
        came_along = _put(batch, RecordKind.ACCOUNT, event_id, account_ids, adopt=False)
        batch.note(RecordKind.ACCOUNT, map(_noted, came_along))
    rows = _put(batch, batch.record, event_id, batch.ids, adopt=True)
    batch.note(batch.record, map(_noted, rows))
    batch.note_unchanged(f"{batch.record.value} x WHERE x.id = r.record_id")


def undo_adding(batch: Batch, event_id: int, *, came_along: bool) -> None:
    """Takes off the list what is still as it was put there; what was an import's is so again, or
    goes if that was undone. ``came_along``: these are the accounts of the contacts that were added.
    """
    _lock(batch, event_id)
    _execute(
        batch,
        _TAKE_OFF,
        event_id,
        removable=_NO_ATTENDEES if came_along else "true",
        alone=_NO_ATTENDEES if batch.record == RecordKind.ACCOUNT else "true",
        import_undone=_IMPORT_UNDONE.format(
            import_id=f"CAST({OF_ROW} ->> 'import_id' AS bigint)",
        ),
        kept=KEPT,
        of_row=OF_ROW,
        as_left=AS_LEFT,
    )


def remove(batch: Batch, event_id: int) -> None:
    """Takes a batch off an event's list."""
    _lock(batch, event_id)
    own = ", ".join(f"'{name}', t.{name}" for name in MEMBERSHIPS[batch.record].own)
    _execute(batch, _REMOVE, event_id, own=own)
    batch.note_unchanged(_LISTED.format(**_names(batch)), event_id=event_id)


def undo_removing(batch: Batch, event_id: int) -> None:
    """Puts back each row as it was, but where the record was added again or deleted since."""
    if batch.record == RecordKind.ACCOUNT:
        targets.lock_attendees(batch.session, event_id, batch.ids)
    # What a row repeats of its record is looked up while it is inserted: nobody deletes that then.
    memberships.lock_records(batch.session, MEMBERSHIPS[batch.record], batch.ids)
    own = MEMBERSHIPS[batch.record].own
    restored = ", ".join(
        "(SELECT m.id FROM import m WHERE m.id = b.import_id)"
        if name == "import_id"
        else f"b.{name}"
        for name in own
    )
    import_undone = _IMPORT_UNDONE.format(import_id="b.import_id")
    parts = {"own": ", ".join(own), "restored": restored, "import_undone": import_undone}
    _execute(batch, _RESTORE, event_id, **parts)


def _execute(batch: Batch, statement: str, event_id: int, **parts: str) -> None:
    batch.execute(statement.format(**_names(batch), **parts), event_id=event_id)


def _names(batch: Batch) -> dict[str, str]:
    names = {"table": MEMBERSHIPS[batch.record].noun, "record": batch.record.value}
    return names | {"in_batch": IN_BATCH, "changed": CHANGED, "undone": UNDONE}


def _lock(batch: Batch, event_id: int) -> None:
    if batch.record == RecordKind.ACCOUNT:
        targets.lock_attendees(batch.session, event_id, batch.ids)
    _execute(batch, _LOCK, event_id)


def _accounts_of(batch: Batch) -> list[int]:
    rows = batch.session.exec(
        select(Contact.account_id).where(among(Contact.id, batch.ids)).distinct()
    )
    return sorted(rows)


def _put(
    batch: Batch, record: RecordKind, event_id: int, ids: list[int], *, adopt: bool
) -> list[Put]:
    if record == RecordKind.ACCOUNT:
        targets.lock_attendees(batch.session, event_id, ids)
    kind = MEMBERSHIPS[record]
    return memberships.put(batch.session, batch.principal, kind, event_id, ids, adopt=adopt)


def _noted(row: Put) -> dict[str, Any]:
    before: dict[str, Any] = {"id": row.id}
    if row.adopted is not None:
        before |= {"import_id": row.adopted[0], "added_by": row.adopted[1]}
    outcome = "changed" if row.adopted is None else "unchanged"
    return {
        "record_id": row.record_id,
        "outcome": outcome,
        "before": before,
        "version": row.version,
    }
