"""What targets and attendees have in common: records put on an event's list, and taken off it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, any_, bindparam, cast, delete, func, literal, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Attendee, Contact, Event, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.records.membership_fields import Membership, Row
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID


@dataclass(frozen=True, slots=True)
class Put:
    """A record that was put on an event's list: its row there, and what an import's was before a
    person adopted it (``adopted``: import_id and added_by).
    """

    record_id: int
    id: int
    version: int
    adopted: tuple[int, int | None] | None = None


def add(
    session: Session,
    principal: Principal,
    kind: Membership,
    event_id: int,
    record_ids: Sequence[int],
    *,
    adopt: bool,
    **values: Any,
) -> int:
    """Puts records on an event's list; how many were not on it. Unknown ids are passed over.

    ``adopt``: what an import had put there is this person's from now on, so that undoing the import
    leaves it.

    Raises:
        NotFound: there is no such event.
    """
    event = lock_event(session, event_id)
    rows = put(session, principal, kind, event_id, record_ids, adopt=adopt, **values)
    count = sum(row.adopted is None for row in rows)
    if count:
        _note(session, principal, kind, "added", event, count)
    return count


def put(
    session: Session,
    principal: Principal,
    kind: Membership,
    event_id: int,
    record_ids: Sequence[int],
    *,
    adopt: bool,
    **values: Any,
) -> list[Put]:
    """`add` without its entry in the audit log: the rows that are new or were adopted."""
    record: Any = kind.of.model
    session.flush()
    lock_records(session, kind, record_ids)
    moment = clock.now()
    columns: dict[str, Any] = {
        "event_id": event_id,
        "added_by": principal.user_id,
        "added_at": moment,
        "updated_at": moment,
        **values,
    }
    table: Any = kind.model.__table__  # type: ignore[attr-defined]
    adopted = _adopt(session, principal, kind, event_id, record_ids) if adopt else []
    chosen = (
        select(
            record.id,
            *[literal(value, table.c[name].type).label(name) for name, value in columns.items()],
        )
        .where(among(record.id, record_ids))
        .order_by(record.id)
    )
    statement = (
        insert(table)
        .from_select([kind.key_name, *columns], chosen)
        .on_conflict_do_nothing(index_elements=["event_id", kind.key_name])
        .returning(table.c[kind.key_name], table.c.id, table.c.version)
    )
    return adopted + [Put(*row) for row in session.execute(statement)]


def _adopt(
    session: Session,
    principal: Principal,
    kind: Membership,
    event_id: int,
    record_ids: Sequence[int],
) -> list[Put]:
    """Read before they are written, as only a join would know afterwards what they were."""
    table: Any = kind.model.__table__  # type: ignore[attr-defined]
    of_imports = (
        select(table.c[kind.key_name], table.c.id, table.c.version, table.c.import_id)
        .add_columns(table.c.added_by)
        .where(table.c.event_id == event_id, among(kind.key, record_ids))
        .where(table.c.import_id.is_not(None))
        .order_by(table.c.id)
        .with_for_update(key_share=True)
    )
    rows = session.execute(of_imports).all()
    session.execute(
        update(table)
        .where(among(table.c.id, [row.id for row in rows]))
        .values(import_id=None, added_by=principal.user_id, version=table.c.version + 1)
    )
    session.expire_all()
    return [Put(row[0], row[1], row[2] + 1, adopted=(row[3], row[4])) for row in rows]


def remove(
    session: Session,
    principal: Principal,
    kind: Membership,
    event_id: int,
    record_ids: Sequence[int],
) -> int:
    """Takes records off an event's list; how many were on it. The records stay.

    Raises:
        NotFound: there is no such event.
    """
    event = lock_event(session, event_id)
    session.flush()
    lock_records(session, kind, record_ids)
    row: Any = kind.model
    statement = (
        delete(row)
        .where(row.event_id == event.id, among(kind.key, record_ids))
        .execution_options(synchronize_session=False)
    )
    count = int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
    session.expire_all()
    if count:
        _note(session, principal, kind, "removed", event, count)
    return count


def move(
    session: Session,
    principal: Principal | None,
    kind: Membership[Row],
    event_id: int,
    record_id: int,
    version: int | None,
    state: str,
) -> tuple[Row, bool]:
    """Says how far a record has come at an event; its row there, and whether it was elsewhere.

    Raises:
        NotFound: the record is not on that event's list.
        Invalid: there is no such stage or status.
        Conflict: someone changed it since ``version``.
    """
    membership = _load(session, kind, event_id, record_id, version)
    clean = fields.cleaned({kind.state: state}, kind.cleaners)[kind.state]
    before = getattr(membership, kind.state)
    if clean != before:
        setattr(membership, kind.state, clean)
        session.flush()
        audit.record(
            session,
            principal,
            f"{kind.noun}.{kind.state}_changed",
            kind.of.noun,
            record_id,
            before={"event_id": event_id, kind.state: before},
            after={"event_id": event_id, kind.state: clean},
        )
    person = session.get(User, membership.added_by) if membership.added_by else None
    event = load_record(session, Event, event_id)
    return kind.shown(membership, event.name, person.name if person else ""), clean != before


def events_of(
    session: Session, principal: Principal, kind: Membership[Row], record_id: int
) -> list[Row]:
    """The events whose lists a record is on, the latest first.

    Raises:
        NotFound: there is no such record.
    """
    load_record(session, kind.of.model, record_id)
    row: Any = kind.model
    rows = session.execute(
        select(row, col(Event.name), col(User.name))
        .join(Event, col(Event.id) == row.event_id)
        .outerjoin(User, col(User.id) == row.added_by)
        .where(among(kind.key, [record_id]))
        .order_by(col(Event.starts_on).desc().nulls_last(), col(Event.id).desc())
        .execution_options(populate_existing=True)
    )
    return [kind.shown(membership, name, person or "") for membership, name, person in rows]


def lock_event(session: Session, event_id: int) -> Event:
    """The event, which is not deleted before this work ends. It is locked before any record.

    Raises:
        NotFound: there is no such event.
    """
    load_record(session, Event, event_id)
    statement = select(Event).where(col(Event.id) == event_id)
    event = session.execute(
        statement.with_for_update(read=True, key_share=True).execution_options(
            populate_existing=True
        )
    ).scalar_one_or_none()
    if event is None:
        raise NotFound.of("event")
    return event


def lock_records(session: Session, kind: Membership, record_ids: Sequence[int]) -> list[int]:
    """Locks records against changes, in the order of their ids; those that exist. All who lock
    several tables begin with contacts; then come attendees, accounts and targets.
    """
    record: Any = kind.of.model
    statement = select(record.id).where(among(record.id, record_ids)).order_by(record.id)
    return list(session.execute(statement.with_for_update(read=True)).scalars())


def lock_contacts_of(session: Session, account_ids: Sequence[int]) -> None:
    """Locks the contacts of accounts and where they attend, before the accounts, whose change or
    end goes on to them: who changes a contact has those first, and then its account's score.
    """
    here = among(Contact.account_id, account_ids)
    people = select(col(Contact.id)).where(here).order_by(col(Contact.id))
    session.execute(people.with_for_update()).all()
    listed = select(col(Attendee.id)).join(Contact, col(Contact.id) == Attendee.contact_id)
    listed = listed.where(here).order_by(col(Attendee.id))
    session.execute(listed.with_for_update(of=Attendee)).all()


def among(column: Any, ids: Sequence[int]) -> Any:
    """Rows whose column is one of these ids, sent as one value: a statement takes 65,535."""
    return col(column) == any_(cast(possible(ids), ARRAY(BigInteger)))


def among_ids(column: Any) -> Any:
    """`among`, in a statement that is made once: it is sent with ``ids`` that are `possible`."""
    return col(column) == any_(bindparam("ids", type_=ARRAY(BigInteger)))


def count_of_events(kind: Membership) -> Any:
    """How many events a record is at, as a column beside it."""
    record: Any = kind.of.model
    return select(func.count()).where(kind.key == record.id).correlate(record).scalar_subquery()


def possible(ids: Iterable[int]) -> list[int]:
    """The numbers that can be ids."""
    return [number for number in ids if 0 < number <= LARGEST_ID]


def _load(
    session: Session, kind: Membership, event_id: int, record_id: int, version: int | None
) -> Any:
    row: Any = kind.model
    membership_id = None
    if 0 < event_id <= LARGEST_ID and 0 < record_id <= LARGEST_ID:
        membership_id = session.execute(
            select(row.id).where(row.event_id == event_id, kind.key == record_id)
        ).scalar_one_or_none()
    if membership_id is None:
        raise NotFound("This isn't on the event's list anymore. Add it again to change it.")
    session.expire_all()
    return load_record(session, row, membership_id, version)


def _note(
    session: Session, principal: Principal, kind: Membership, done: str, event: Event, count: int
) -> None:
    listed = f"{kind.noun}s"
    audit.record(session, principal, f"{listed}.{done}", "event", event.id, after={listed: count})
