"""Contacts over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import (
    AttendeeOut,
    Changed,
    EventKey,
    Key,
    ListQuery,
    NoteIn,
    NoteOut,
    OwnerIn,
    RecordIn,
    Version,
    listed,
    with_filters,
    with_texts,
)
from yardflow.api.schema import Api, Listed, Many, Sent
from yardflow.db import Session
from yardflow.models import AttendeeStatus, EmailStatus, Origin, Persona, Seniority, Stage
from yardflow.services.access import Principal
from yardflow.services.records import attendees, contacts, email_status, notes
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contacts import ContactQuery, ContactRow

router = APIRouter(prefix="/api/contacts", tags=["contacts"])


@with_texts(CONTACT.texts)
class ContactOut(Api):
    """A contact. `enrichmentConfidence` is 0 to 1, from the last enrichment run.

    `emailShared`: several people read that mailbox, so it identifies no one. `status`,
    `attendeeVersion`, `addedAt` and the account's `stage` are those of the event in the query, null
    where the contact is not on that event's list. `events`: on how many events' lists it is.
    """

    id: int
    version: int
    account_id: int
    account_name: str
    first_name: str
    last_name: str
    name: str
    title: str
    personas: list[Persona]
    personas_origin: Origin
    seniority: Seniority | None
    seniority_origin: Origin
    email: str | None
    email_status: EmailStatus
    email_shared: bool
    owner_id: int | None
    owner_name: str
    enriched_at: datetime | None
    enrichment_confidence: float | None
    status: AttendeeStatus | None
    attendee_version: int | None
    added_at: datetime | None
    stage: Stage | None
    events: int
    created_at: datetime
    updated_at: datetime


@with_texts(CONTACT.texts, str | None, None)
class ContactFields(RecordIn):
    """The fields of a contact that can be changed.

    `personas` and `seniority` are inferred from the job title unless you set them; null infers
    them again.
    """

    first_name: str | None = None
    last_name: str | None = None
    title: str | None = None
    personas: Many[Persona] | None = None
    seniority: Seniority | None = None
    email: str | None = None


class ContactIn(ContactFields):
    """A new contact, on an event's list if you send `eventId`, with a first note if you send
    `note`. With `enrich`, its enrichment starts as for contacts that are added on our pages, if an
    admin allows that. It may cost money."""

    account_id: int
    event_id: int | None = None
    note: str = ""
    enrich: bool = False


class ContactChange(ContactFields, Changed):
    """A change to a contact. Omitted fields stay as they are."""

    account_id: int = 0


class EmailStatusIn(Sent):
    """The status of an email address. Omit `version` to overwrite any version."""

    status: Literal["verified", "bounced", "given"]
    version: int | None = None


@with_filters(CONTACT.texts)
class ContactsQuery(ListQuery):
    """Which contacts; several values of `persona`, `seniority`, `stage`, `status`, `emailStatus`,
    `enrichment` or `owner` are separated by commas. An owner is an id, `me` or `none`; `enrichment`
    is `filled_in`, `needs_review`, `nothing_found`, `failed` or `never`. With `eventId` the
    event's attendees, without it all contacts.

    `sort` is `name`, `account` or `createdAt`; put `-` in front for descending order.
    """

    event_id: int | None = None
    account_id: int | None = None
    q: str = ""
    persona: str = ""
    seniority: str = ""
    stage: str = ""
    status: str = ""
    email_status: str = ""
    enrichment: str = ""
    owner: str = ""
    sort: str = "name"
    exact: bool = Field(False, description="Count past 10,000, which can take seconds")


class ContactFilter(ContactsQuery):
    """The filters of `GET /api/contacts`; an empty object selects every contact."""


@router.get("")
async def list_contacts(
    principal: SignedIn, query: Annotated[ContactsQuery, Query()]
) -> Listed[ContactOut]:
    """Lists contacts by name; `q` searches name, job title, email, phones and account."""
    page = await db.run(contacts.search, principal, ContactQuery(**query.parameters(CONTACT.texts)))
    return listed(page, ContactOut.model_validate)


@router.post("", status_code=201)
async def add_contact(body: ContactIn, principal: SignedIn) -> ContactOut:
    """Adds a contact to an account."""
    return ContactOut.model_validate(await db.run(_add, principal, body))


@router.get("/{contact_id}")
async def get_contact(
    contact_id: Key, principal: SignedIn, event_id: EventKey = None
) -> ContactOut:
    """Returns a contact, with `eventId` as it is at that event."""
    return ContactOut.model_validate(await db.run(contacts.get, principal, contact_id, event_id))


@router.patch("/{contact_id}")
async def update_contact(contact_id: Key, body: ContactChange, principal: SignedIn) -> ContactOut:
    """Updates the fields in the body. Enrichment doesn't overwrite them from then on."""
    row = await db.run(contacts.update, principal, contact_id, body.version, body.sent())
    return ContactOut.model_validate(row)


@router.delete("/{contact_id}", status_code=204)
async def delete_contact(contact_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a contact and all enrichment data. You can undo it for 24 hours, see deletions."""
    await db.run(contacts.delete, principal, contact_id, version)


@router.put("/{contact_id}/owner")
async def assign_contact(contact_id: Key, body: OwnerIn, principal: SignedIn) -> ContactOut:
    """Sets the owner, or makes the contact unassigned."""
    row = await db.run(contacts.assign, principal, contact_id, body.version, body.owner_id)
    return ContactOut.model_validate(row)


@router.post("/{contact_id}/email-status")
async def set_email_status(contact_id: Key, body: EmailStatusIn, principal: SignedIn) -> ContactOut:
    """Sets the status of the contact's email: verified, bounced, or given and not yet tried."""
    row = await db.run(email_status.mark, principal, contact_id, body.version, body.status)
    return ContactOut.model_validate(row)


@router.get("/{contact_id}/events")
async def list_contact_events(contact_id: Key, principal: SignedIn) -> list[AttendeeOut]:
    """Lists the events whose list the contact is on, latest first."""
    rows = await db.run(attendees.events_of, principal, contact_id)
    return [AttendeeOut.model_validate(row) for row in rows]


@router.get("/{contact_id}/notes")
async def list_contact_notes(contact_id: Key, principal: SignedIn) -> list[NoteOut]:
    """Lists the notes about a contact, newest first."""
    rows = await db.run(notes.of, principal, contact_id=contact_id)
    return [NoteOut.model_validate(row) for row in rows]


@router.post("/{contact_id}/notes", status_code=201)
async def add_contact_note(contact_id: Key, body: NoteIn, principal: SignedIn) -> NoteOut:
    """Adds a note to a contact."""
    given = {"contact_id": contact_id, "event_id": body.event_id}
    return NoteOut.model_validate(await db.run(notes.add, principal, body.text, **given))


def _add(session: Session, principal: Principal, body: ContactIn) -> ContactRow:
    row = contacts.create(
        session, principal, body.sent(), event_id=body.event_id, may_cost_money=body.enrich
    )
    if body.note:
        notes.add(session, principal, body.note, contact_id=row.id, event_id=body.event_id)
    return contacts.get(session, principal, row.id, body.event_id)
