"""Changes to many accounts or contacts over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import ConfigDict, Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.accounts import AccountFilter
from yardflow.api.records.contacts import ContactFilter
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Flag, Id, Many, Sent
from yardflow.errors import Contradictory
from yardflow.models import AttendeeStatus, ChangeKind, Persona, RecordKind, Stage
from yardflow.services.records import bulk_changes
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.accounts import ACCOUNT
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.contacts import CONTACT
from yardflow.services.records.selection import Selection

router = APIRouter(prefix="/api", tags=["bulk changes"])
MOST_IDS = 1_000


class OwnerChange(Sent):
    """Sets the owner; null for unassigned."""

    field: Literal["owner"]
    owner_id: Id | None

    def change(self) -> bulk_changes.Change:
        """As the service reads it."""
        return bulk_changes.SetOwner(self.owner_id)


class StageChange(Sent):
    """Sets the stage of the target accounts at an event; of contacts, that of their accounts. With
    `enrich`, attendees from those that become Qualified are enriched as on our pages, if an admin
    allows that. It may cost money."""

    field: Literal["stage"]
    event_id: Id
    stage: Stage
    enrich: Flag = False

    def change(self) -> bulk_changes.Change:
        """As the service reads it."""
        return bulk_changes.SetStage(self.event_id, self.stage.value, self.enrich)


class StatusChange(Sent):
    """Sets the status of the attendees at an event."""

    field: Literal["status"]
    event_id: Id
    status: AttendeeStatus

    def change(self) -> bulk_changes.Change:
        """As the service reads it."""
        return bulk_changes.SetStatus(self.event_id, self.status.value)


class PersonasChange(Sent):
    """Adds and removes personas; with `replace`, those in `add` become the only ones."""

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [
                {"required": ["add"], "properties": {"add": {"minItems": 1}}},
                {"required": ["remove"], "properties": {"remove": {"minItems": 1}}},
                {"required": ["replace"], "properties": {"replace": {"const": True}}},
            ]
        }
    )

    field: Literal["personas"]
    add: Many[Persona] = []
    remove: Many[Persona] = []
    replace: Flag = False

    def change(self) -> bulk_changes.Change:
        """As the service reads it."""
        added, removed = (tuple(each.value for each in some) for some in (self.add, self.remove))
        return bulk_changes.ChangePersonas(added, removed, self.replace)


class EventListChange(Sent):
    """Adds the records to an event's list, or removes them from it."""

    field: Literal["add_to_event", "remove_from_event"]
    event_id: Id

    def change(self) -> bulk_changes.Change:
        """As the service reads it."""
        if self.field == "add_to_event":
            return bulk_changes.AddToEvent(self.event_id)
        return bulk_changes.RemoveFromEvent(self.event_id)


class ContactsChangeIn(Sent):
    """Which contacts, by `ids` (at most 1,000) or by `filter`, and what to change."""

    ids: Annotated[Many[Id], Field(min_length=1, max_length=MOST_IDS)] | None = None
    filter: ContactFilter | None = None
    change: Annotated[
        OwnerChange | StatusChange | StageChange | PersonasChange | EventListChange,
        Field(discriminator="field"),
    ]


class AccountsChangeIn(Sent):
    """Which accounts, by `ids` (at most 1,000) or by `filter`, and what to change."""

    ids: Annotated[Many[Id], Field(min_length=1, max_length=MOST_IDS)] | None = None
    filter: AccountFilter | None = None
    change: Annotated[OwnerChange | StageChange | EventListChange, Field(discriminator="field")]


class BulkChangeOut(Api):
    """A bulk change. `pending` to `kept` count the selected records: `unchanged` were so already,
    `missing` were deleted or aren't on the event's list, `kept` were changed since, so undoing left
    them. `jobId` is null where it was made at once; else poll until `ended`."""

    id: int
    record: RecordKind
    field: ChangeKind
    label: str
    total: int
    pending: int
    changed: int
    unchanged: int
    missing: int
    undone: int
    kept: int
    job_id: int | None
    ended: bool
    can_undo: bool
    created_at: datetime


@router.post("/contacts/changes", status_code=202)
async def change_contacts(body: ContactsChangeIn, principal: SignedIn) -> BulkChangeOut:
    """Changes many contacts: up to 500 at once, more of them by a job."""
    query = None
    if body.filter is not None:
        query = ContactQuery(**body.filter.parameters(CONTACT.texts))
    return await _start(principal, RecordKind.CONTACT, body, query)


@router.post("/accounts/changes", status_code=202)
async def change_accounts(body: AccountsChangeIn, principal: SignedIn) -> BulkChangeOut:
    """Changes many accounts: up to 500 at once, more of them by a job."""
    query = None
    if body.filter is not None:
        query = AccountQuery(**body.filter.parameters(ACCOUNT.texts))
    return await _start(principal, RecordKind.ACCOUNT, body, query)


@router.get("/changes/{change_id:int}")
async def get_bulk_change(change_id: Key, principal: SignedIn) -> BulkChangeOut:
    """Returns one of your bulk changes, for a day after it was made."""
    return _shown(await db.run(bulk_changes.get, principal, change_id))


@router.post("/changes/{change_id:int}/undo")
async def undo_bulk_change(change_id: Key, principal: SignedIn) -> BulkChangeOut:
    """Undoes a bulk change on the records that no one has changed since, by a job where they are
    more than 500. A change can be undone for a day."""
    return _shown(await db.run_long(bulk_changes.undo, principal, change_id))


async def _start(
    principal: Any,
    kind: RecordKind,
    body: ContactsChangeIn | AccountsChangeIn,
    query: ContactQuery | AccountQuery | None,
) -> BulkChangeOut:
    if (body.ids is None) == (query is None):
        raise Contradictory("Say which records: one of ids or filter.")
    selection = Selection(kind, tuple(body.ids or ()), query)
    change = body.change.change()
    return _shown(await db.run_long(bulk_changes.start, principal, selection, change))


def _shown(view: bulk_changes.BulkChangeView) -> BulkChangeOut:
    values = {name: getattr(view, name) for name in BulkChangeOut.model_fields if name != "field"}
    return BulkChangeOut(field=view.kind, **values)
