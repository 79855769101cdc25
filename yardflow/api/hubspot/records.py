"""How an account or a contact stands with HubSpot, what was decided about it, and undoing that."""

from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import LARGEST_KEY, Before
from yardflow.api.schema import Api, with_fields_of
from yardflow.errors import Invalid
from yardflow.models import SyncedRecord
from yardflow.services.hubspot.records import history, view
from yardflow.services.hubspot.records.deals import DealView
from yardflow.services.hubspot.records.standing import RecordStanding

router = APIRouter(prefix="/api/hubspot", tags=["hubspot"])

_ONE = "Name one record: a contactId or an accountId."


ContactKey = Annotated[int | None, Query(alias="contactId", ge=1, le=LARGEST_KEY)]
AccountKey = Annotated[int | None, Query(alias="accountId", ge=1, le=LARGEST_KEY)]


@with_fields_of(RecordStanding)
class StandingOut(Api):
    """How a record stands, with `why` in a sentence: `synced` at `syncedAt`, `pending`, in
    `conflict`, in `error` (HubSpot refused a value), `not_linked`, a `duplicate` of another one
    here, `archived` or `erased` in HubSpot. `hubspotId` is empty where it has no counterpart."""


@with_fields_of(history.Entry)
class EntryOut(Api):
    """One decision about a field: `ours` and `theirs` as they were then, each with its moment where
    that is known, and what was `written` where. `ended` says whether a person undid it (`undo`) or
    ruled on it (`rule`). `waits`: a person is to decide; `canUndo`: it can be undone."""


@with_fields_of(history.HistoryPage)
class HistoryOut(Api):
    """Part of a record's history, the latest first; pass `next` as `before` to continue."""

    items: list[EntryOut]


@with_fields_of(view.SyncStatus)
class SyncStatusOut(Api):
    """Whether records sync: `off` says why not, and is empty while they do."""


@with_fields_of(DealView)
class DealOut(Api):
    """The deal of an account at an event: `amount` is what HubSpot says that it is worth, null
    where it doesn't; `currency` is empty where the account in HubSpot has only one."""


@with_fields_of(view.RecordView)
class HubspotRecordOut(Api):
    """A record and HubSpot. `standing` is null while records don't sync with the connected account.
    `href` is its page in HubSpot, `conflicts` are those that wait for a person, `deals`
    those of an account."""

    sync: SyncStatusOut
    standing: StandingOut | None
    conflicts: list[EntryOut]
    history: HistoryOut
    deals: list[DealOut]


@router.get("/records")
async def get_record_in_hubspot(
    principal: SignedIn,
    contact_id: ContactKey = None,
    account_id: AccountKey = None,
    before: Before = None,
) -> HubspotRecordOut:
    """Returns how a contact or an account stands with HubSpot, and what was decided about it."""
    if (contact_id is None) == (account_id is None):
        raise Invalid(_ONE, {"contactId": _ONE})
    record = SyncedRecord.ACCOUNT if contact_id is None else SyncedRecord.CONTACT
    seen = await db.run(view.get, principal, record, contact_id or account_id or 0, before)
    return HubspotRecordOut.model_validate(seen)
