"""Contacts over HTTP."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import ConfigDict, Field

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import (
    AttendeeOut,
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
    Version,
    searched,
    with_filters,
    with_text_fields,
    with_texts,
)
from yardflow.api.schema import Api, Flag, Id, Many, OneOf, Searched, Sent, Takes
from yardflow.db import Session
from yardflow.models import AttendeeStatus, EmailStatus, Origin, Persona, Seniority, Stage
from yardflow.services.access import Principal
from yardflow.services.records import (
    contacts,
    email_status,
    memberships,
    notes,
    possible_duplicates,
)
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contact_query import OF_ALL, OF_EVENT
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.enrichment_filter import EnrichmentFilter
from yardflow.services.records.lists.conditions import LONGEST_SEARCH, OWNERS
from yardflow.services.records.lists.parts import sorts
from yardflow.services.records.membership_fields import ATTENDEE
from yardflow.services.records.values import fields

router = APIRouter(prefix="/api/contacts", tags=["contacts"])


@with_texts(CONTACT.texts)
class ContactOut(Api):
    """A contact. `enrichmentConfidence` is 0 to 1, from the last enrichment run.

    `emailShared`: several people read that mailbox, so it identifies no one. `status`,
    `attendeeVersion`, `addedAt` and the account's `stage` are those of the event in the query, null
    where the contact is not on that event's list. `events`: on how many events' lists it is.
    `formerOwner` is who owned it and has left the team since: it is unassigned.
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
    former_owner: str
    enriched_at: datetime | None
    enrichment_confidence: float | None
    status: AttendeeStatus | None
    attendee_version: int | None
    added_at: datetime | None
    stage: Stage | None
    events: int
    created_at: datetime
    updated_at: datetime


class NewContactOut(ContactOut):
    """A contact that was added, and others of the account that may be the same person."""

    possible_duplicates: list[PossibleDuplicateOut]


@with_text_fields(CONTACT.texts)
class ContactFields(RecordIn):
    """The fields of a contact that can be changed.

    `personas` and `seniority` are inferred from the job title unless you set them; null infers
    them again.
    """

    first_name: Annotated[str, Takes(CONTACT.cleaners["first_name"])] | None = None
    last_name: Annotated[str, Takes(CONTACT.cleaners["last_name"])] | None = None
    title: Annotated[str, Takes(CONTACT.cleaners["title"])] | None = None
    personas: Many[Persona] | None = None
    seniority: Seniority | None = None
    email: Annotated[str, Takes(CONTACT.cleaners["email"])] | None = None


def _named(field: str) -> dict[str, Any]:
    """The JSON Schema of a body with this name."""
    return {
        "required": [field],
        "properties": {field: {"type": "string", "pattern": fields.LETTER_OR_DIGIT}},
    }


class ContactIn(ContactFields):
    """A new contact, on an event's list if you send `eventId`, with a first note if you send
    `note`. With `enrich`, its enrichment starts as for contacts that are added on our pages, if an
    administrator allows that. It may cost money."""

    model_config = ConfigDict(
        json_schema_extra={"anyOf": [_named("firstName"), _named("lastName")]}
    )

    account_id: Id
    event_id: Id | None = None
    note: FirstNote = ""
    enrich: Flag = False


class ContactChange(ContactFields, Changed):
    """A change to a contact. Omitted fields stay as they are."""

    account_id: Id = Field(default_factory=int)


class EmailStatusIn(Sent):
    """The status of an email address. Omit `version` to overwrite any version."""

    status: Literal["verified", "bounced", "given"]
    version: Id | None = None


class ContactFilters(Sent):
    """What narrows a list of contacts."""

    event_id: Id | None = None
    account_id: Id | None = None
    q: Annotated[str, Field(max_length=LONGEST_SEARCH)] = ""
    persona: Annotated[str, Takes(fields.any_of(Persona))] = ""
    seniority: Annotated[str, Takes(fields.any_of(Seniority))] = ""
    stage: Annotated[str, Takes(fields.any_of(Stage))] = ""
    status: Annotated[str, Takes(fields.any_of(AttendeeStatus))] = ""
    email_status: Annotated[str, Takes(fields.any_of(EmailStatus))] = ""
    enrichment: Annotated[str, Takes(fields.any_of(EnrichmentFilter))] = ""
    owner: Annotated[str, Takes(OWNERS)] = ""


@with_filters(CONTACT.texts)
class ContactsQuery(ListQuery, ContactFilters):
    """Which contacts; several values of `persona`, `seniority`, `stage`, `status`, `emailStatus`,
    `enrichment` or `owner` are separated by commas. An owner is an id, `me` or `none`; `enrichment`
    is `filled_in`, `needs_review`, `nothing_found`, `failed` or `never`. With `eventId` the
    event's attendees, without it all contacts.

    `sort` is `name`, `account` or `createdAt`; put `-` in front for descending order.
    """

    sort: Annotated[str, OneOf(sorts(OF_ALL, OF_EVENT))] = "name"
    exact: Flag = Field(False, description="Count past 10,000, which can take seconds")


class ContactFilter(ContactsQuery):
    """The filters of `GET /api/contacts`; an empty object selects every contact."""

    similar: Similar = False


@router.get("")
async def list_contacts(
    principal: SignedIn, query: Annotated[ContactsQuery, Query()]
) -> Searched[ContactOut]:
    """Lists contacts by name; `q` searches name, job title, email, phones and account, and where
    no contact matches, similar names."""
    page = await db.run(contacts.search, principal, ContactQuery(**query.parameters(CONTACT.texts)))
    return searched(page, ContactOut.model_validate)


@router.post("", status_code=201)
async def add_contact(body: ContactIn, principal: SignedIn) -> NewContactOut:
    """Adds a contact to an account. `possibleDuplicates` are up to 5 others of the account whose
    name may be another spelling of this one."""
    return await db.run(_add, principal, body)


@router.get("/{contact_id:int}")
async def get_contact(
    contact_id: Key, principal: SignedIn, event_id: EventKey = None
) -> ContactOut:
    """Returns a contact, with `eventId` as it is at that event."""
    return ContactOut.model_validate(await db.run(contacts.get, principal, contact_id, event_id))


@router.patch("/{contact_id:int}")
async def update_contact(contact_id: Key, body: ContactChange, principal: SignedIn) -> ContactOut:
    """Updates the fields in the body. Enrichment doesn't overwrite them from then on."""
    row = await db.run(contacts.update, principal, contact_id, body.version, body.sent())
    return ContactOut.model_validate(row)


@router.delete("/{contact_id:int}", status_code=204)
async def delete_contact(contact_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a contact and all enrichment data. You can undo it for 24 hours, see deletions."""
    await db.run(contacts.delete, principal, contact_id, version)


@router.put("/{contact_id:int}/owner")
async def assign_contact(contact_id: Key, body: OwnerIn, principal: SignedIn) -> ContactOut:
    """Sets the owner, or makes the contact unassigned."""
    row = await db.run(contacts.assign, principal, contact_id, body.version, body.owner_id)
    return ContactOut.model_validate(row)


@router.post("/{contact_id:int}/email-status")
async def set_email_status(contact_id: Key, body: EmailStatusIn, principal: SignedIn) -> ContactOut:
    """Sets the status of the contact's email: verified, bounced, or given and not yet tried."""
    row = await db.run(email_status.mark, principal, contact_id, body.version, body.status)
    return ContactOut.model_validate(row)


@router.get("/{contact_id:int}/events")
async def list_contact_events(contact_id: Key, principal: SignedIn) -> list[AttendeeOut]:
    """Lists the events whose list the contact is on, latest first."""
    rows = await db.run(memberships.events_of, principal, ATTENDEE, contact_id)
    return [AttendeeOut.model_validate(row) for row in rows]


@router.get("/{contact_id:int}/notes")
async def list_contact_notes(contact_id: Key, principal: SignedIn) -> list[NoteOut]:
    """Lists the notes about a contact, newest first."""
    rows = await db.run(notes.of, principal, contact_id=contact_id)
    return [NoteOut.model_validate(row) for row in rows]


@router.post("/{contact_id:int}/notes", status_code=201)
async def add_contact_note(contact_id: Key, body: NoteIn, principal: SignedIn) -> NoteOut:
    """Adds a note to a contact."""
    given = {"contact_id": contact_id, "event_id": body.event_id}
    return NoteOut.model_validate(await db.run(notes.add, principal, body.text, **given))


def _add(session: Session, principal: Principal, body: ContactIn) -> NewContactOut:
    row = contacts.create(
        session, principal, body.sent(), event_id=body.event_id, may_cost_money=body.enrich
    )
    if body.note:
        notes.add(session, principal, body.note, contact_id=row.id, event_id=body.event_id)
    shown = ContactOut.model_validate(contacts.get(session, principal, row.id, body.event_id))
    duplicates = possible_duplicates.of_contact(session, principal, row.id)
    return NewContactOut(**shown.model_dump(), possible_duplicates=duplicates)
