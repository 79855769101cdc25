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
    """A contact. ``enrichmentConfidence`` is 0 to 1, of the last enrichment."""

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
    """What can be written of a contact.

    ``personas`` and ``seniority`` are told from the title unless they are sent; null hands them
    back to that.
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
    """A change of a contact; fields left out stay. The account must be of the same event."""

    account_id: int = 0


class EmailStatusIn(Sent):
    """What a person knows of an address; ``version`` is the one you saw, left out: whichever."""

    status: Literal["verified", "bounced", "given"]
    version: int | None = None


class ContactsQuery(ListQuery):
    """Which contacts; ``owner`` is an id, ``me`` or ``none``, ``enriched`` is ``yes`` or ``no``.

    ``sort``: ``name``, ``account``, ``createdAt``; with ``-`` in front falling.
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
    """Contacts by name; a word in ``q`` is looked for in name, title, address and account."""
    page = await db.run(contacts.search, principal, ContactQuery(**query.asked(), exact=True))
    rows = [ContactOut.model_validate(one) for one in page.items]
    return Listed(items=rows, total=page.total, next=page.next)


@router.post("", status_code=201)
async def add_contact(body: ContactIn, principal: SignedIn) -> ContactOut:
    """Adds a contact to an account."""
    return ContactOut.model_validate(await db.run(contacts.create, principal, body.sent()))


@router.get("/{contact_id}")
async def get_contact(contact_id: Key, principal: SignedIn) -> ContactOut:
    """One contact."""
    return ContactOut.model_validate(await db.run(contacts.get, principal, contact_id))


@router.patch("/{contact_id}")
async def change_contact(contact_id: Key, body: ContactChange, principal: SignedIn) -> ContactOut:
    """Changes the fields sent, which are a person's own from then on."""
    row = await db.run(contacts.update, principal, contact_id, body.version, body.sent())
    return ContactOut.model_validate(row)


@router.delete("/{contact_id}", status_code=204)
async def delete_contact(contact_id: Key, principal: SignedIn, version: Version = None) -> None:
    """Removes a contact with everything that was found out about them."""
    await db.run(contacts.delete, principal, contact_id, version)


@router.put("/{contact_id}/owner")
async def assign_contact(contact_id: Key, body: OwnerIn, principal: SignedIn) -> ContactOut:
    """Makes somebody the owner, or nobody."""
    row = await db.run(contacts.assign, principal, contact_id, body.version, body.owner_id)
    return ContactOut.model_validate(row)


@router.post("/{contact_id}/email-status")
async def mark_email(contact_id: Key, body: EmailStatusIn, principal: SignedIn) -> ContactOut:
    """Notes what became of the contact's address: it works, it bounced, or somebody gave it."""
    row = await db.run(email_status.mark, principal, contact_id, body.version, body.status)
    return ContactOut.model_validate(row)
