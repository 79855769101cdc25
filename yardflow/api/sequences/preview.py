"""What one contact would go through in a sequence, over HTTP."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Id, OneOf, Sent
from yardflow.services.sequences import preview
from yardflow.services.sequences.forecast.assumptions import Assumed

router = APIRouter(prefix="/api/sequences", tags=["sequences"])

_KEYS = Field(max_length=100)
Steps = Annotated[list[Annotated[str, Field(max_length=60)]], _KEYS]


class ShownOut(Api):
    """An email as the contact would get it. `broken` says why it can't be shown."""

    subject: str
    preheader: str
    html: str
    text: str
    broken: str


class ClosedOut(Api):
    """What keeps a step from happening until `opensAt`; null: until something changes."""

    words: str
    opens_at: datetime | None


class StopOut(Api):
    """A step that the contact comes to at `arrivesAt`. Its `outcome` happens at `at`, null if that
    takes a change; `branch` is the one that they take. `known` is what a condition goes by, and
    `assumed` what the contact is taken to do about the email.
    """

    key: str
    kind: str
    summary: str
    arrives_at: datetime
    at: datetime | None
    reasons: list[ClosedOut]
    outcome: str
    branch: str
    known: list[str]
    can_react: bool
    assumed: list[Assumed]
    email: ShownOut | None


class SequencePreviewOut(Api):
    """A contact's way through version `number` of a sequence, or through its draft if that is null.
    `zone` is the contact's time zone, empty while it isn't known. `toTheEnd`: the way ends, and not
    only at a step that waits for a change.
    """

    contact_id: int
    contact_name: str
    account_name: str
    zone: str
    sender: str
    event: str
    number: int | None
    stops: list[StopOut]
    to_the_end: bool


class PreviewQuery(Sent):
    """Which contact, or without `contactId` someone at random from the event; and what to assume:
    keys of steps to whose emails the contact reacts.
    """

    contact_id: Id | None = None
    draft: Annotated[str, OneOf(("true", "false"))] = "false"
    opened: Steps = []
    clicked: Steps = []
    replied: Steps = []
    out_of_office: Steps = []


@router.get("/{sequence_id:int}/preview")
async def preview_sequence(
    sequence_id: Key, principal: SignedIn, query: Annotated[PreviewQuery, Query()]
) -> SequencePreviewOut:
    """Says what a contact would go through if they were enrolled now: each step, when and why, and
    each email. Writes nothing."""
    assumed: dict[str, list[Assumed]] = {}
    for what in Assumed:
        for key in getattr(query, what.value):
            assumed.setdefault(key, []).append(what)
    contact_id = query.contact_id
    if contact_id is None:
        contact_id = await db.run(preview.anyone, principal, sequence_id)
    said = await db.run_long(
        preview.preview,
        principal,
        sequence_id,
        contact_id,
        draft=query.draft == "true",
        assumed=assumed,
    )
    return SequencePreviewOut.model_validate(said)
