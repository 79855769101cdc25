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
    """One part of an ICP score, and where its points come from."""

    name: str
    points: int
    most: int
    told: str


class AccountOut(Api):
    """An account. ``icpScore`` is what counts: the override where there is one."""

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
    """What can be written of an account."""

    name: str = ""
    domain: str | None = None
    website: str | None = None
    industry: str | None = None
    size: str | None = None
    headquarters: str | None = None
    notes: str | None = None
    stage: Stage = Stage.LEAD


class AccountIn(AccountFields):
    """A new account. ``eventId`` left out: the event that the caller works on."""

    name: str
    event_id: int | None = None


class AccountChange(AccountFields, Changed):
    """A change of an account; fields left out stay."""


class AccountsQuery(ListQuery):
    """Which accounts; ``owner`` is an id, ``me`` or ``none``.

    ``sort``: ``name``, ``icpScore``, ``stage``, ``createdAt``; with ``-`` in front falling.
    """

    event_id: int | None = None
    q: str = ""
    stage: str = ""
    owner: str = ""
    score_from: int = 0
    sort: str = "-icpScore"


class OverrideIn(Sent):
    """A score set by hand, and why."""

    score: int
    reason: str
    version: int | None = None


@router.get("")
async def list_accounts(
    principal: SignedIn, query: Annotated[AccountsQuery, Query()]
) -> Listed[AccountOut]:
    """Accounts, the best fitting first."""
    page = await db.run(accounts.search, principal, AccountQuery(**query.asked(), exact=True))
    return Listed(items=[_shown(one) for one in page.items], total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_account(body: AccountIn, principal: SignedIn) -> AccountOut:
    """Adds an account to an event."""
    event_id = body.event_id if body.event_id is not None else await _active_event(principal)
    return _shown(await db.run(accounts.create, principal, event_id, body.sent()))


@router.get("/{account_id}")
async def get_account(account_id: Key, principal: SignedIn) -> AccountOut:
    """One account."""
    return _shown(await db.run(accounts.get, principal, account_id))


@router.patch("/{account_id}")
async def change_account(account_id: Key, body: AccountChange, principal: SignedIn) -> AccountOut:
    """Changes the fields sent."""
    sent = body.sent()
    return _shown(await db.run(accounts.update, principal, account_id, body.version, sent))


@router.delete("/{account_id}", status_code=204)
async def delete_account(account_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Removes an account with its contacts."""
    await db.run(accounts.delete, principal, account_id, version)


@router.put("/{account_id}/owner")
async def assign_account(account_id: Key, body: OwnerIn, principal: SignedIn) -> AccountOut:
    """Makes somebody the owner, or nobody."""
    row = await db.run(accounts.assign, principal, account_id, body.version, body.owner_id)
    return _shown(row)


@router.put("/{account_id}/icp-override")
async def override_score(account_id: Key, body: OverrideIn, principal: SignedIn) -> AccountOut:
    """Sets the score by hand."""
    await db.run(scores.override, principal, account_id, body.version, body.score, body.reason)
    return _shown(await db.run(accounts.get, principal, account_id))


@router.delete("/{account_id}/icp-override")
async def release_score(
    account_id: Key, principal: SignedIn, version: Version = None
) -> AccountOut:
    """Takes the override back, so that the calculated score counts again."""
    await db.run(scores.release, principal, account_id, version)
    return _shown(await db.run(accounts.get, principal, account_id))


async def _active_event(principal: Principal) -> int:
    _, active = await db.run(active_event.choices, principal)
    if active is None:
        message = "Say which event the account is at."
        raise Invalid(message, {"event_id": message})
    return active


def _shown(account: AccountRow) -> AccountOut:
    told = {"icp_calculated", "icp_parts"}
    facts = {name: getattr(account, name) for name in AccountOut.model_fields if name not in told}
    return AccountOut(
        **facts,
        icp_calculated=scores.calculated_score(account.icp_parts),
        icp_parts=[ScorePart.model_validate(part) for part in scores.parts(account.icp_parts)],
    )
