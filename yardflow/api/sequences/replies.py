"""Replies over HTTP: what came in, whose it is, and answering."""

from datetime import date, datetime
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Response

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery, listed
from yardflow.api.schema import Api, Id, Listed, Sent, Takes, with_fields_of
from yardflow.models import ReplyKind
from yardflow.services.sequences.conversations import (
    absences,
    answering,
    doubts,
    history,
    inbox,
    placing,
    successors,
)
from yardflow.services.sequences.conversations.inbox import ReplyQuery, Shown

router = APIRouter(prefix="/api", tags=["sequences"])


@with_fields_of(inbox.ReplyView, "held_until", "successor_id")
class ReplyOut(Api):
    """An email that came in. `text` is what its writer wrote, `quoted` the rest; `unsure` means
    that they may ask for no more emails. `outcome` says what followed, and `placedBy` how it is
    known whose reply it is, null while that isn't.
    """


@with_fields_of(placing.Candidate)
class CandidateOut(Api):
    """A conversation that a reply may belong to, with the latest email in it."""


class CandidatesOut(Api):
    """The likeliest conversation comes first."""

    items: list[CandidateOut]


class PlaceIn(Sent):
    """Which of our messages a reply answers."""

    message_id: Id


@with_fields_of(history.Entry)
class EntryOut(Api):
    """Something that was written: a `message` of a sequence, a `reply`, or an `answer`."""


class ConversationOut(Api):
    """What passed between a contact and us, the oldest first."""

    items: list[EntryOut]


class AnswerIn(Sent):
    """What to answer, as plain text."""

    text: Annotated[str, Takes(answering.TEXT)]


class AnswerOut(Api):
    """An answer that is being sent."""

    id: int
    address: str


class SuccessorOut(Api):
    """The contact to write to instead, as a reply says. `isNew` is true if this added it."""

    contact_id: int
    name: str
    is_new: bool


class AwayIn(Sent):
    """The day on which the contact is back, where they are."""

    back_on: date


class AwayOut(Api):
    """From when on the contact is emailed again."""

    until: datetime


class CountOut(Api):
    """How many replies there are of a kind."""

    kind: ReplyKind
    count: int


class CountsOut(Api):
    """The replies that a sequence got, by their kind."""

    items: list[CountOut]


class RepliesQuery(ListQuery):
    """Which replies: those that are `new`, `to_place`, of who is `away`, `stops`, or `all`."""

    show: Shown = Shown.ALL
    sequence_id: Id | None = None
    contact_id: Id | None = None


@router.get("/replies")
async def list_replies(
    principal: SignedIn, query: Annotated[RepliesQuery, Query()]
) -> Listed[ReplyOut]:
    """Lists replies, the latest first."""
    page = await db.run(inbox.search, principal, ReplyQuery(**query.parameters()))
    return listed(page, ReplyOut.model_validate)


@router.get("/replies/{reply_id:int}")
async def get_reply(reply_id: Key, principal: SignedIn) -> ReplyOut:
    """Returns a reply."""
    return ReplyOut.model_validate(await db.run(inbox.get, principal, reply_id))


@router.post("/replies/{reply_id:int}/done")
async def finish_reply(reply_id: Key, principal: SignedIn) -> ReplyOut:
    """Says that a reply is dealt with."""
    return ReplyOut.model_validate(await db.run(inbox.done, principal, reply_id))


@router.post("/replies/{reply_id:int}/suppress")
async def suppress_reply(reply_id: Key, principal: SignedIn) -> ReplyOut:
    """Says that a reply that is `unsure` asks for no more emails. The contact is suppressed, and
    the reply and its task are done."""
    await db.run(doubts.suppress, principal, reply_id)
    return ReplyOut.model_validate(await db.run(inbox.get, principal, reply_id))


@router.get("/replies/{reply_id:int}/candidates")
async def list_reply_candidates(reply_id: Key, principal: SignedIn) -> CandidatesOut:
    """Lists the conversations that a reply may belong to."""
    rows = await db.run(placing.candidates, principal, reply_id)
    return CandidatesOut(items=[CandidateOut.model_validate(row) for row in rows])


@router.post("/replies/{reply_id:int}/place")
async def place_reply(reply_id: Key, body: PlaceIn, principal: SignedIn) -> ReplyOut:
    """Says which message a reply answers; what follows from it is done."""
    placed = await db.run(inbox.place, principal, reply_id, body.message_id)
    return ReplyOut.model_validate(placed)


@router.post("/replies/{reply_id:int}/successor")
async def add_reply_successor(reply_id: Key, principal: SignedIn) -> SuccessorOut:
    """Adds the person that a reply says to write to instead as a contact of the account, with the
    same owner. If a contact has the address already, returns that one."""
    return SuccessorOut.model_validate(await db.run(successors.add, principal, reply_id))


@router.put("/replies/{reply_id:int}/hold")
async def change_reply_hold(reply_id: Key, body: AwayIn, principal: SignedIn) -> AwayOut:
    """Says on which day a contact who is away is back. They are emailed again from that day on."""
    return AwayOut(until=await db.run(absences.change, principal, reply_id, body.back_on))


@router.delete("/replies/{reply_id:int}/hold", status_code=204)
async def release_reply_hold(reply_id: Key, principal: SignedIn) -> None:
    """Ends the hold of an absence. The contact is emailed again."""
    await db.run(absences.release, principal, reply_id)


@router.get("/replies/{reply_id:int}/files/{place:int}", response_class=Response)
async def get_reply_file(reply_id: Key, place: Key, principal: SignedIn) -> Response:
    """Returns a file that came with a reply."""
    name, content = await db.run(inbox.file, principal, reply_id, place)
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}",
            "Cache-Control": "private, no-store",
        },
    )


@router.get("/conversations/{contact_id:int}")
async def get_conversation(contact_id: Key, principal: SignedIn) -> ConversationOut:
    """Returns the conversation with a contact."""
    entries = await db.run(history.of_contact, principal, contact_id)
    return ConversationOut(items=[EntryOut.model_validate(entry) for entry in entries])


@router.post("/conversations/{contact_id:int}/answers", status_code=202)
async def answer_contact(contact_id: Key, body: AnswerIn, principal: SignedIn) -> AnswerOut:
    """Answers the latest reply of a contact in its conversation, from its sender."""
    written = await db.run(answering.write, principal, contact_id, body.text)
    return AnswerOut.model_validate(written)


@router.get("/sequences/{sequence_id:int}/replies")
async def count_sequence_replies(sequence_id: Key, principal: SignedIn) -> CountsOut:
    """Counts the replies that a sequence got, by their kind."""
    counts = await db.run(inbox.by_kind, principal, sequence_id)
    return CountsOut(items=[CountOut(kind=kind, count=count) for kind, count in counts.items()])
