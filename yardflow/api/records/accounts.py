"""Accounts over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Changed, Key, ListQuery, OwnerIn, RecordIn, Version
from yardflow.api.schema import Api, Listed, Sent
from yardflow.errors import Invalid
from yardflow.models import Stage
from yardflow.services.access import Principal
from yardflow.services.records import accounts, active_event, scores
from yardflow.services.records.accounts import AccountQuery, AccountRow

router = APIRouter(prefix="/api/accounts", tags=["accounts"])


class ScorePart(Api):
    """One part of an ICP score, and why it has its points."""

    name: str
    points: int
    most: int
    reason: str


class AccountOut(Api):
    """An account. `icpScore` is the override if there is one, else the calculated score."""

    id: int
    version: int
    event_id: int
    name: str
    domain: str | None
    website: str
    industry: str
    size: str
    headquarters: str
    notes: str
    stage: Stage
    owner_id: int | None
    owner_name: str
    icp_score: int
    icp_calculated: int
    icp_parts: list[ScorePart]
    icp_override: int | None
    icp_override_reason: str | None
    contacts: int
    created_at: datetime
    updated_at: datetime


class AccountFields(RecordIn):
    """The fields of an account that can be changed."""

    name: str = ""
    domain: str | None = None
    website: str | None = None
    industry: str | None = None
    size: str | None = None
    headquarters: str | None = None
    notes: str | None = None
    stage: Stage = Stage.LEAD


class AccountIn(AccountFields):
    """A new account. If `eventId` is omitted, it is added to your active event."""

    name: str
    event_id: int | None = None


class AccountChange(AccountFields, Changed):
    """A change to an account. Omitted fields stay as they are."""


class AccountsQuery(ListQuery):
    """Which accounts; `owner` is an id, `me` or `none`.

    `sort` is `name`, `icpScore`, `stage` or `createdAt`; put `-` in front for descending order.
    """

    event_id: int | None = None
    q: str = ""
    stage: str = ""
    owner: str = ""
    score_from: int = 0
    sort: str = "-icpScore"


class OverrideIn(Sent):
    """A score set by hand, and the reason for it."""

    score: int
    reason: str
    version: int | None = None


@router.get("")
async def list_accounts(
    principal: SignedIn, query: Annotated[AccountsQuery, Query()]
) -> Listed[AccountOut]:
    """Lists accounts, best fit first."""
    page = await db.run(accounts.search, principal, AccountQuery(**query.parameters(), exact=True))
    return Listed(
        items=[_shown(account) for account in page.items], total=page.total, next=page.next
    )


@router.post("", status_code=201)
async def add_account(body: AccountIn, principal: SignedIn) -> AccountOut:
    """Adds an account to an event."""
    event_id = body.event_id if body.event_id is not None else await _active_event(principal)
    return _shown(await db.run(accounts.create, principal, event_id, body.sent()))


@router.get("/{account_id}")
async def get_account(account_id: Key, principal: SignedIn) -> AccountOut:
    """Returns an account."""
    return _shown(await db.run(accounts.get, principal, account_id))


@router.patch("/{account_id}")
async def update_account(account_id: Key, body: AccountChange, principal: SignedIn) -> AccountOut:
    """Updates the fields in the body."""
    sent = body.sent()
    return _shown(await db.run(accounts.update, principal, account_id, body.version, sent))


@router.delete("/{account_id}", status_code=204)
async def delete_account(account_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes an account and its contacts."""
    await db.run(accounts.delete, principal, account_id, version)


@router.put("/{account_id}/owner")
async def assign_account(account_id: Key, body: OwnerIn, principal: SignedIn) -> AccountOut:
    """Sets the owner, or makes the account unassigned."""
    row = await db.run(accounts.assign, principal, account_id, body.version, body.owner_id)
    return _shown(row)


@router.put("/{account_id}/icp-override")
async def set_override(account_id: Key, body: OverrideIn, principal: SignedIn) -> AccountOut:
    """Overrides the calculated score."""
    await db.run(scores.override, principal, account_id, body.version, body.score, body.reason)
    return _shown(await db.run(accounts.get, principal, account_id))


@router.delete("/{account_id}/icp-override")
async def remove_override(
    account_id: Key, principal: SignedIn, version: Version = None
) -> AccountOut:
    """Removes the override, so that the calculated score counts again."""
    await db.run(scores.release, principal, account_id, version)
    return _shown(await db.run(accounts.get, principal, account_id))


async def _active_event(principal: Principal) -> int:
    _, active = await db.run(active_event.choices, principal)
    if active is None:
        message = "Choose the account's event."
        raise Invalid(message, {"event_id": message})
    return active


def _shown(account: AccountRow) -> AccountOut:
    derived = {"icp_calculated", "icp_parts"}
    stored = {n: getattr(account, n) for n in AccountOut.model_fields if n not in derived}
    return AccountOut(
        **stored,
        icp_calculated=scores.calculated_score(account.icp_parts),
        icp_parts=[
            ScorePart(name=part.name, points=part.points, most=part.most, reason=part.explanation)
            for part in scores.parts(account.icp_parts)
        ],
    )
