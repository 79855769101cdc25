"""What a bulk change can do. Each kind checks what is asked, changes a batch, and undoes it."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Protocol

from sqlmodel import Session, select

from yardflow.counts import counted
from yardflow.errors import Invalid
from yardflow.models import ChangeKind, ChangeOutcome, Contact, Persona, RecordKind
from yardflow.services import hooks
from yardflow.services.records import icp, owners
from yardflow.services.records.bulk_changes import event_lists
from yardflow.services.records.bulk_changes.batches import Batch, require_event
from yardflow.services.records.bulk_changes.columns import Columns
from yardflow.services.records.bulk_changes.stages import SetStage
from yardflow.services.records.changes import FieldsEdited
from yardflow.services.records.membership_fields import ATTENDEE
from yardflow.services.records.memberships import among
from yardflow.services.records.values import fields

_BOTH = frozenset(RecordKind)
_CONTACTS = frozenset({RecordKind.CONTACT})


class Change(Protocol):
    """One kind of change with what it is to change to."""

    @property
    def kind(self) -> ChangeKind: ...

    @property
    def records(self) -> frozenset[RecordKind]:
        """What can be changed so."""

    def check(self, session: Session) -> None:
        """Before each batch: people leave and events are deleted while it goes on.

        Raises:
            Invalid: it can't be changed to that.
            NotFound: its event is gone.
        """

    def label(self, session: Session, records: str) -> str:
        """What it does, with ``records`` such as "3 contacts" in it."""

    def apply(self, batch: Batch) -> None:
        """Changes a batch."""

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        """Undoes what it changed, where no one has changed that since."""


@dataclass(frozen=True, slots=True)
class SetOwner:
    """Makes a colleague the owner; None for no one."""

    owner_id: int | None

    kind = ChangeKind.OWNER
    records = _BOTH

    def check(self, session: Session) -> None:
        owners.checked(session, self.owner_id)

    def label(self, session: Session, records: str) -> str:
        return f"Set owner of {records}" if self.owner_id else f"Remove owner of {records}"

    def apply(self, batch: Batch) -> None:
        self._columns(batch).apply(batch)

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        self._columns(batch).put_back(batch)

    def _columns(self, batch: Batch) -> Columns:
        expressions = {"owner_id": "CAST(:owner_id AS bigint)"}
        return Columns(batch.record.value, "id", expressions, values={"owner_id": self.owner_id})


@dataclass(frozen=True, slots=True)
class SetStatus:
    """Changes the status of the attendees among the contacts at an event."""

    event_id: int
    status: str

    kind = ChangeKind.STATUS
    records = _CONTACTS

    def check(self, session: Session) -> None:
        fields.cleaned({"status": self.status}, ATTENDEE.cleaners)
        require_event(session, self.event_id)

    def label(self, session: Session, records: str) -> str:
        return f"Change status of {records}"

    def apply(self, batch: Batch) -> None:
        self._columns().apply(batch)

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        require_event(batch.session, self.event_id)
        self._columns().put_back(batch)

    def _columns(self) -> Columns:
        return Columns.of_membership(ATTENDEE, self.event_id, self.status)


@dataclass(frozen=True, slots=True)
class ChangePersonas:
    """Adds and removes personas, or with ``replace`` puts ``add`` in the place of all. They are
    the person's choice from then on, also where they were inferred before; a removal chooses
    nothing for those who have none of these personas.
    """

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    replace: bool = False

    kind = ChangeKind.PERSONAS
    records = _CONTACTS

    def check(self, session: Session) -> None:
        known = fields.some_of(Persona)
        fields.cleaned(asdict(self), {"add": known, "remove": known})
        if not (self.add or self.remove or self.replace):
            raise Invalid("Choose a persona.", {"personas": "Choose a persona."})

    def label(self, session: Session, records: str) -> str:
        return f"Change personas of {records}"

    def apply(self, batch: Batch) -> None:
        self._columns().apply(batch)
        self._follow(batch, batch.with_outcome(ChangeOutcome.CHANGED))

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        changed = batch.with_outcome(ChangeOutcome.CHANGED)
        self._columns().put_back(batch)
        self._follow(batch, changed)

    def _columns(self) -> Columns:
        personas = """ARRAY(SELECT p.name FROM unnest(CAST(:personas AS text[])) WITH ORDINALITY
            AS p (name, place) WHERE (p.name = ANY(CAST(:add AS text[]))
                OR NOT :replace AND p.name = ANY(o.personas))
            AND p.name <> ALL(CAST(:remove AS text[])) ORDER BY p.place)"""
        origin = """CASE WHEN :replace OR cardinality(CAST(:add AS text[])) > 0
            OR o.personas && CAST(:remove AS text[]) THEN 'person' ELSE o.personas_origin END"""
        return Columns(
            "contact",
            "id",
            {"personas": personas, "personas_origin": origin},
            values={
                "personas": [persona.value for persona in Persona],
                "add": list(self.add),
                "remove": list(self.remove),
                "replace": self.replace,
            },
        )

    def _follow(self, batch: Batch, changed: list[int]) -> None:
        """What a single edit of personas brings with it."""
        session = batch.session
        session.expire_all()
        contacts = session.exec(select(Contact).where(among(Contact.id, changed))).all()
        for contact in contacts:
            hooks.call(session, batch.principal, FieldsEdited(contact, frozenset({"personas"})))
        account_ids = {contact.account_id for contact in contacts}
        icp.recalculate(session, account_ids, "Personas changed", batch.principal.user_id)


@dataclass(frozen=True, slots=True)
class AddToEvent:
    """Puts records on an event's list, as Lead or Listed; contacts bring their accounts."""

    event_id: int

    kind = ChangeKind.ADD_TO_EVENT
    records = _BOTH

    def check(self, session: Session) -> None:
        require_event(session, self.event_id)

    def label(self, session: Session, records: str) -> str:
        return f"Add {records} to {require_event(session, self.event_id)}"

    def apply(self, batch: Batch) -> None:
        event_lists.add(batch, self.event_id)

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        require_event(batch.session, self.event_id)
        event_lists.undo_adding(batch, self.event_id, came_along=came_along)


@dataclass(frozen=True, slots=True)
class RemoveFromEvent:
    """Takes records off an event's list. The records stay."""

    event_id: int

    kind = ChangeKind.REMOVE_FROM_EVENT
    records = _BOTH

    def check(self, session: Session) -> None:
        require_event(session, self.event_id)

    def label(self, session: Session, records: str) -> str:
        return f"Remove {records} from {require_event(session, self.event_id)}"

    def apply(self, batch: Batch) -> None:
        event_lists.remove(batch, self.event_id)

    def undo(self, batch: Batch, *, came_along: bool) -> None:
        require_event(batch.session, self.event_id)
        event_lists.undo_removing(batch, self.event_id)


_KINDS: Mapping[ChangeKind, Callable[..., Change]] = {
    kind.kind: kind
    for kind in (SetOwner, SetStage, SetStatus, ChangePersonas, AddToEvent, RemoveFromEvent)
}


def stored(change: Change) -> dict[str, Any]:
    """What a change is kept as."""
    return asdict(change)  # type: ignore[call-overload]


def read(kind: ChangeKind, value: Mapping[str, Any]) -> Change:
    """A change that was kept."""
    return _KINDS[kind](**value)


def records_of(count: int, record: RecordKind) -> str:
    """``3 contacts``."""
    return counted(count, record.value)
