"""What is on an event's list: targets, which are accounts, and attendees, who are contacts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlmodel import col

from yardflow.models import (
    Attendee,
    AttendeeSource,
    AttendeeStatus,
    RecordKind,
    Stage,
    Target,
)
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.resource import Resource
from yardflow.services.records.values import fields


@dataclass(frozen=True, slots=True)
class TargetRow:
    """An account at an event. ``added_by`` is a name, empty where that person is gone."""

    event_id: int
    event_name: str
    account_id: int
    stage: Stage
    added_at: datetime
    added_by: str
    version: int


@dataclass(frozen=True, slots=True)
class AttendeeRow:
    """A contact at an event. ``added_by`` is a name, empty where that person is gone."""

    event_id: int
    event_name: str
    contact_id: int
    status: AttendeeStatus
    source: AttendeeSource
    added_at: datetime
    added_by: str
    version: int


Row = TypeVar("Row", TargetRow, AttendeeRow)


@dataclass(frozen=True, slots=True, eq=False, kw_only=True)
class Membership(Resource, Generic[Row]):
    """How records ``of`` a kind are on events' lists. The one of its ``fields`` says how far a
    record has come there. ``own`` are the columns that say how it is there: what else a row has
    repeats the record's. ``row`` is how it is shown.
    """

    of: Resource
    own: tuple[str, ...]
    row: type[Row]

    @property
    def state(self) -> str:
        """The field that says how far a record has come."""
        return next(iter(self.fields))

    @property
    def key(self) -> Any:
        """The column with the record's id."""
        return col(getattr(self.model, self.key_name))

    @property
    def key_name(self) -> str:
        """What that column is called."""
        return f"{self.of.noun}_id"

    def shown(self, membership: Any, event_name: str, added_by: str) -> Row:
        """A membership as it is shown, with the names of its event and of who added it."""
        beside: dict[str, Any] = {"event_name": event_name, "added_by": added_by}
        own = {name: getattr(membership, name) for name in self.row.__slots__ if name not in beside}
        return self.row(**own, **beside)


TARGET: Membership[TargetRow] = Membership(
    Target,
    {"stage": fields.one_of(Stage)},
    of=ACCOUNT,
    own=("stage", "added_by", "import_id", "added_at", "version"),
    row=TargetRow,
)
ATTENDEE: Membership[AttendeeRow] = Membership(
    Attendee,
    {"status": fields.one_of(AttendeeStatus)},
    of=CONTACT,
    own=("status", "source", "added_by", "import_id", "added_at", "version"),
    row=AttendeeRow,
)
MEMBERSHIPS: Mapping[RecordKind, Membership] = {
    RecordKind.ACCOUNT: TARGET,
    RecordKind.CONTACT: ATTENDEE,
}
