"""Contacts over HTTP."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query

from yardflow import db
from yardflow.api.deps import SignedIn
from yardflow.api.records.schema import Changed, Key, ListQuery, OwnerIn, RecordIn, Version
from yardflow.api.schema import Api, Listed, Many, Sent
from yardflow.models import EmailStatus, Origin, Persona, Seniority
from yardflow.services.records import contacts, email_status
from yardflow.services.records.contacts import ContactQuery

router = APIRouter(prefix="/api/contacts", tags=["contacts"])


class ContactOut(Api):
    """A contact. `enrichmentConfidence` is 0 to 1, from the last enrichment run."""

    id: int
    version: int
    event_id: int
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
    phone: str
    linkedin_url: str
    country: str
    notes: str
    owner_id: int | None
    owner_name: str
    enriched_at: datetime | None
    enrichment_confidence: float | None
    created_at: datetime
    updated_at: datetime


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
    phone: str | None = None
    linkedin_url: str | None = None
    country: str | None = None
    notes: str | None = None


class ContactIn(ContactFields):
    """A new contact."""

    account_id: int


class ContactChange(ContactFields, Changed):
    """A change to a contact. Omitted fields stay as they are. A new account must be at the same
    event."""

    account_id: int = 0


class EmailStatusIn(Sent):
    """The status of an email address. Omit `version` to overwrite any version."""

    status: Literal["verified", "bounced", "given"]
    version: int | None = None


class ContactsQuery(ListQuery):
    """Which contacts; `owner` is an id, `me` or `none`, `enriched` is `yes` or `no`.

    `sort` is `name`, `account` or `createdAt`; put `-` in front for descending order.
    """

    event_id: int | None = None
    account_id: int | None = None
    q: str = ""
    persona: str = ""
    seniority: str = ""
    stage: str = ""
    email_status: str = ""
    enriched: str = ""
    owner: str = ""
    sort: str = "name"


@router.get("")
async def list_contacts(
    principal: SignedIn, query: Annotated[ContactsQuery, Query()]
) -> Listed[ContactOut]:
    """Lists contacts by name; `q` searches name, job title, email and account."""
    page = await db.run(contacts.search, principal, ContactQuery(**query.parameters(), exact=True))
    rows = [ContactOut.model_validate(row) for row in page.items]
    return Listed(items=rows, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_contact(body: ContactIn, principal: SignedIn) -> ContactOut:
    """Adds a contact to an account."""
    return ContactOut.model_validate(await db.run(contacts.create, principal, body.sent()))


@router.get("/{contact_id}")
async def get_contact(contact_id: Key, principal: SignedIn) -> ContactOut:
    """Returns a contact."""
    return ContactOut.model_validate(await db.run(contacts.get, principal, contact_id))


@router.patch("/{contact_id}")
async def update_contact(contact_id: Key, body: ContactChange, principal: SignedIn) -> ContactOut:
    """Updates the fields in the body. Enrichment doesn't overwrite them from then on."""
    row = await db.run(contacts.update, principal, contact_id, body.version, body.sent())
    return ContactOut.model_validate(row)


@router.delete("/{contact_id}", status_code=204)
async def delete_contact(contact_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Deletes a contact and all enrichment data."""
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
