"""Accounts over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import (
    Changed,
    EventKey,
    FirstNote,
    Key,
    ListQuery,
    NoteIn,
    NoteOut,
    OwnerIn,
    PossibleDuplicateOut,
    RecordIn,
    Similar,
    TargetOut,
    Version,
    searched,
    with_filters,
    with_text_fields,
    with_texts,
)
from yardflow.api.schema import WHOLE, Api, Flag, Id, OneOf, Searched, Sent, Takes
from yardflow.db import Session
from yardflow.models import Stage
from yardflow.services.access import Principal
from yardflow.services.records import accounts, memberships, notes, possible_duplicates, scores
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.account_rows import OF_ALL, OF_EVENT
from yardflow.services.records.accounts import AccountQuery, AccountRow
from yardflow.services.records.lists.conditions import LONGEST_SEARCH, OWNERS
from yardflow.services.records.lists.parts import sorts
from yardflow.services.records.membership_fields import TARGET
from yardflow.services.records.values import fields

router = APIRouter(prefix="/api/accounts", tags=["accounts"])

Name = Annotated[str, Takes(ACCOUNT.cleaners["name"])]


class ScorePart(Api):
    """One part of an ICP score, and why it has its points."""

    name: str
    points: int
    most: int
    reason: str


@with_texts(ACCOUNT.texts)
class AccountOut(Api):
    """An account. `icpScore` is the override if there is one, else the calculated score.

    `stage`, `targetVersion` and `addedAt` are those of the event in the query, null where the
    account is not on that event's list; `contacts` are its attendees there, without an event all
    its contacts. `events`: on how many events' lists it is. `formerOwner` is who owned it and has
    left the team since: it is unassigned.
    """

    id: int
    version: int
    name: str
    domain: str | None
    owner_id: int | None
    owner_name: str
    former_owner: str
    icp_score: int
    icp_calculated: int
    icp_parts: list[ScorePart]
    icp_override: int | None
    icp_override_reason: str | None
    stage: Stage | None
    target_version: int | None
    added_at: datetime | None
    contacts: int
    events: int
    created_at: datetime
    updated_at: datetime


class NewAccountOut(AccountOut):
    """An account that was added, and others that may be the same company."""

    possible_duplicates: list[PossibleDuplicateOut]


@with_text_fields(ACCOUNT.texts)
class AccountFields(RecordIn):
    """The fields of an account that can be changed."""

    name: Name = Field(default_factory=str)
    domain: Annotated[str, Takes(ACCOUNT.cleaners["domain"])] | None = None


class AccountIn(AccountFields):
    """A new account, on an event's list if you send `eventId`, with a first note if you send
    `note`."""

    name: Name
    event_id: Id | None = None
    note: FirstNote = ""


class AccountChange(AccountFields, Changed):
    """A change to an account. Omitted fields stay as they are."""


@with_filters(ACCOUNT.texts)
class AccountsQuery(ListQuery):
    """Which accounts; several values of `stage` or `owner` are separated by commas, an owner is an
    id, `me` or `none`. With `eventId` the event's target accounts, without it all accounts.

    `sort` is `name`, `icpScore`, `createdAt` or, with `eventId`, `stage`; put `-` in front for
    descending order.
    """

    event_id: Id | None = None
    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    stage: Annotated[str, Takes(fields.any_of(Stage))] = ""
    owner: Annotated[str, Takes(OWNERS)] = ""
    score_from: Annotated[int, Field(ge=0, le=100), WHOLE] = 0
    sort: Annotated[str, OneOf(sorts(OF_ALL, OF_EVENT))] = "-icpScore"
    exact: Flag = Field(False, description="Count past 10,000, which can take seconds")


class OverrideIn(Sent):
    """A score set by hand, and the reason for it."""

    score: Annotated[int, Field(ge=0, le=100), WHOLE]
    reason: Annotated[str, Takes(scores.REASON)]
    version: Id | None = None


class AccountFilter(AccountsQuery):
    """The filters of `GET /api/accounts`; an empty object selects every account."""

    similar: Similar = False


@router.get("")
async def list_accounts(
    principal: SignedIn, query: Annotated[AccountsQuery, Query()]
) -> Searched[AccountOut]:
    """Lists accounts, best fit first."""
    page = await db.run(accounts.search, principal, AccountQuery(**query.parameters(ACCOUNT.texts)))
    return searched(page, _shown)


@router.post("", status_code=201)
async def add_account(body: AccountIn, principal: SignedIn) -> NewAccountOut:
    """Adds an account. `possibleDuplicates` are up to 5 others whose name may be another spelling
    of this one."""
    return await db.run(_add, principal, body)


@router.get("/{account_id:int}")
async def get_account(
    account_id: Key, principal: SignedIn, event_id: EventKey = None
) -> AccountOut:
    """Returns an account, with `eventId` as it is at that event."""
    return _shown(await db.run(accounts.get, principal, account_id, event_id))


@router.patch("/{account_id:int}")
async def update_account(account_id: Key, body: AccountChange, principal: SignedIn) -> AccountOut:
    """Updates the fields in the body."""
    sent = body.sent()
    return _shown(await db.run(accounts.update, principal, account_id, body.version, sent))


@router.delete("/{account_id:int}", status_code=204)
async def delete_account(account_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes an account and its contacts. You can undo it for 24 hours, see deletions."""
    await db.run_long(accounts.delete, principal, account_id, version)


@router.put("/{account_id:int}/owner")
async def assign_account(account_id: Key, body: OwnerIn, principal: SignedIn) -> AccountOut:
    """Sets the owner, or makes the account unassigned."""
    row = await db.run(accounts.assign, principal, account_id, body.version, body.owner_id)
    return _shown(row)


@router.put("/{account_id:int}/icp-override")
async def set_override(account_id: Key, body: OverrideIn, principal: SignedIn) -> AccountOut:
    """Overrides the calculated score."""
    await db.run(scores.override, principal, account_id, body.version, body.score, body.reason)
    return _shown(await db.run(accounts.get, principal, account_id))


@router.delete("/{account_id:int}/icp-override")
async def remove_override(
    account_id: Key, principal: SignedIn, version: Version = None
) -> AccountOut:
    """Removes the override, so that the calculated score counts again."""
    await db.run(scores.release, principal, account_id, version)
    return _shown(await db.run(accounts.get, principal, account_id))


@router.get("/{account_id:int}/events")
async def list_account_events(account_id: Key, principal: SignedIn) -> list[TargetOut]:
    """Lists the events whose list the account is on, latest first."""
    rows = await db.run(memberships.events_of, principal, TARGET, account_id)
    return [TargetOut.model_validate(row) for row in rows]


@router.get("/{account_id:int}/notes")
async def list_account_notes(account_id: Key, principal: SignedIn) -> list[NoteOut]:
    """Lists the notes about an account, newest first."""
    rows = await db.run(notes.of, principal, account_id=account_id)
    return [NoteOut.model_validate(row) for row in rows]


@router.post("/{account_id:int}/notes", status_code=201)
async def add_account_note(account_id: Key, body: NoteIn, principal: SignedIn) -> NoteOut:
    """Adds a note to an account."""
    given = {"account_id": account_id, "event_id": body.event_id}
    return NoteOut.model_validate(await db.run(notes.add, principal, body.text, **given))


def _add(session: Session, principal: Principal, body: AccountIn) -> NewAccountOut:
    row = accounts.create(session, principal, body.sent(), event_id=body.event_id)
    if body.note:
        notes.add(session, principal, body.note, account_id=row.id, event_id=body.event_id)
    shown = _shown(accounts.get(session, principal, row.id, body.event_id))
    duplicates = possible_duplicates.of_account(session, principal, row.id)
    return NewAccountOut(**shown.model_dump(), possible_duplicates=duplicates)


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
