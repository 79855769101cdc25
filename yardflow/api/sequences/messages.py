"""Messages over HTTP: what went out, what did not, and what a person can say of those in doubt."""

from typing import Annotated

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Key, ListQuery, listed
from yardflow.api.schema import Api, Id, Listed, with_fields_of
from yardflow.models import MessageStatus
from yardflow.services.sequences import outbox
from yardflow.services.sequences.outbox import MessageQuery

router = APIRouter(prefix="/api/messages", tags=["sequences"])


@with_fields_of(outbox.MessageView)
class MessageOut(Api):
    """An email of a sequence. `error` says why it has not gone out, or why that is unknown.

    `openedAt` and `clickedAt` are a person's, as far as that can be inferred.
    """


class MessagesQuery(ListQuery):
    """Which messages."""

    sequence_id: Id | None = None
    sender_id: Id | None = None
    contact_id: Id | None = None
    status: MessageStatus | None = None


@router.get("")
async def list_messages(
    principal: SignedIn, query: Annotated[MessagesQuery, Query()]
) -> Listed[MessageOut]:
    """Lists messages, the latest first."""
    page = await db.run(outbox.search, principal, MessageQuery(**query.parameters()))
    return listed(page, MessageOut.model_validate)


@router.get("/{message_id:int}")
async def get_message(message_id: Key, principal: SignedIn) -> MessageOut:
    """Returns a message."""
    return MessageOut.model_validate(await db.run(outbox.get, principal, message_id))


@router.post("/{message_id:int}/mark-sent")
async def mark_message_sent(message_id: Key, principal: SignedIn) -> MessageOut:
    """Says that a message whose outcome is unknown was sent; its sequence continues."""
    return MessageOut.model_validate(await db.run(outbox.mark_sent, principal, message_id))


@router.post("/{message_id:int}/send-again")
async def send_message_again(message_id: Key, principal: SignedIn) -> MessageOut:
    """Sends a message again that failed, or whose outcome is unknown and that didn't arrive."""
    return MessageOut.model_validate(await db.run(outbox.send_again, principal, message_id))
