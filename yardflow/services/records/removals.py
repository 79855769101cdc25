"""Removing records from an event's list in a way that can be undone."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Attendee, Target
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records import attendees, targets
from yardflow.services.records.memberships import among, lock_event, lock_records

# A membership's own columns, its record first; the rest of the row repeats the record's.
_OF_TARGET = ("account_id", "stage", "added_by", "import_id", "added_at", "version")
_OF_ATTENDEE = ("contact_id", "status", "source", "added_by", "import_id", "added_at", "version")


@dataclass(frozen=True, slots=True)
class Removal:
    """What was removed from an event's list, each row as it was."""

    event_id: int
    rows: tuple[tuple[Any, ...], ...]


def remove_targets(
    session: Session, principal: Principal, event_id: int, account_ids: Sequence[int]
) -> Removal:
    """`targets.remove`, and what it removed."""
    removal = Removal(event_id, _rows(session, Target, _OF_TARGET, event_id, account_ids))
    targets.remove(session, principal, event_id, account_ids)
    return removal


def remove_attendees(
    session: Session, principal: Principal, event_id: int, contact_ids: Sequence[int]
) -> Removal:
    """`attendees.remove`, and what it removed."""
    removal = Removal(event_id, _rows(session, Attendee, _OF_ATTENDEE, event_id, contact_ids))
    attendees.remove(session, principal, event_id, contact_ids)
    return removal


def restore_targets(session: Session, principal: Principal, removal: Removal) -> int:
    """Puts accounts back on the list, each with its stage there; how many.

    An account that was deleted or added again since stays as it is.

    Raises:
        NotFound: the event was deleted.
    """
    return _restore(session, principal, Target, _OF_TARGET, removal)


def restore_attendees(session: Session, principal: Principal, removal: Removal) -> int:
    """`restore_targets`, of contacts with their status."""
    return _restore(session, principal, Attendee, _OF_ATTENDEE, removal)


def _rows(
    session: Session, kind: Any, names: Sequence[str], event_id: int, record_ids: Sequence[int]
) -> tuple[tuple[Any, ...], ...]:
    columns = [getattr(kind, name) for name in names]
    rows = session.execute(
        select(*columns).where(col(kind.event_id) == event_id, among(columns[0], record_ids))
    )
    return tuple(tuple(row) for row in rows)


def _restore(
    session: Session,
    principal: Principal,
    kind: Any,
    names: Sequence[str],
    removal: Removal,
) -> int:
    event = lock_event(session, removal.event_id)
    record_ids = [row[0] for row in removal.rows]
    if kind is Target:
        targets.lock_attendees(session, removal.event_id, record_ids)
    existing = set(lock_records(session, kind, record_ids))
    shared = {"event_id": event.id, "updated_at": clock.now()}
    values = [
        shared | dict(zip(names, row, strict=True)) for row in removal.rows if row[0] in existing
    ]
    if not values:
        return 0
    # Into the table: through the mapping each would begin with version 1 again.
    table = kind.__table__
    statement = insert(table).on_conflict_do_nothing().returning(table.c.id)
    count = len(session.execute(statement, values).all())
    noun = kind.__name__.lower()
    audit.record(
        session, principal, f"{noun}s.restored", "event", event.id, after={f"{noun}s": count}
    )
    return count
