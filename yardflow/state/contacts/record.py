"""One contact."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import reflex as rx

from yardflow.db import Session
from yardflow.models import Origin, Persona
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import provenance, suggestions
from yardflow.services.records import accounts, contacts, email_status, inferred, owners
from yardflow.services.records.accounts import AccountRow
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contacts import ContactRow
from yardflow.services.records.lists.listing import Page
from yardflow.services.records.values.personas import personas_of
from yardflow.state.assigning import owner_notice, owner_of
from yardflow.state.contacts.index import ContactsState
from yardflow.state.editing import Editing, focus_id, record_id
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.enrichment.history import EnrichmentHistory
from yardflow.state.enrichment.provenance import Sourced
from yardflow.state.records.copying import Copying
from yardflow.state.records.event_list import EventListed
from yardflow.state.records.memberships import ATTENDEES, AtEvents, Memberships
from yardflow.state.records.neighbors import Neighbors
from yardflow.state.records.notes import Noted
from yardflow.state.suppressions import line as suppressions
from yardflow.state.suppressions.line import SuppressionLine
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace, initials

AUTOMATIC = "auto"


@dataclass
class ContactView:
    """What the page shows of a contact. ``confidence`` is in percent, -1 before any enrichment.

    ``personas_own`` and ``seniority_own``: a person or a list gave them, and the title did not;
    ``inferred`` are the personas that the job title stands for; ``email_href`` begins an email,
    ``phone_href`` and ``mobile_href`` dial. ``texts`` are its plain texts, by name.
    """

    id: int = 0
    name: str = ""
    initials: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    personas: list[str] = field(default_factory=list)
    personas_own: bool = False
    inferred: list[str] = field(default_factory=list)
    seniority: str = ""
    seniority_own: bool = False
    email: str = ""
    email_status: str = ""
    email_shared: bool = False
    email_href: str = ""
    phone_href: str = ""
    mobile_href: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    owner_id: str = ""
    unassigned: str = owners.UNASSIGNED
    confidence: int = -1
    enriched_at: str = ""
    created_at: str = ""
    updated_at: str = ""


@dataclass
class AccountSummary:
    """The account of a contact, as much as its page shows; ``stage`` at the active event."""

    name: str = ""
    href: str = ""
    stage: str = ""
    score: int = 0
    industry: str = ""
    size: str = ""
    headquarters: str = ""


class ContactState(AtEvents, Noted, Sourced, Neighbors, Copying, Editing, Workplace):
    """The contact that the address names."""

    contact: ContactView = ContactView()
    account: AccountSummary = AccountSummary()
    suppression: SuppressionLine = SuppressionLine()
    owner_choices: list[tuple[str, str]] = []
    _account_id: int = 0

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        names = ("title", "personas", "seniority", "email", *CONTACT.text_names)
        return {"name": ("first_name", "last_name"), **{name: (name,) for name in names}}

    @staticmethod
    def _kind() -> Memberships:
        return ATTENDEES

    @staticmethod
    def _list() -> tuple[type[EventListed], Callable[..., Page[Any]], str]:
        return ContactsState, contacts.search, "/contacts/{}/"

    def _shown_values(self) -> dict[str, object]:
        facts = {"industry": self.account.industry, "size": self.account.size}
        return {**super()._shown_values(), **facts}

    def _record(self) -> tuple[int, str]:
        return self.contact.id, self.contact.name

    def _view(self) -> ContactView:
        return self.contact

    async def _latest(self) -> tuple[int, ContactView]:
        row = await self._fetch(contacts.get, self.contact.id)
        return row.version, _view(row)

    def _subject(self) -> Mapping[str, int]:
        return {"contact_id": self.contact.id}

    @rx.event
    async def load(self):
        """Reads the contact and its account."""
        self._close_notes()
        self._close_forms()
        contact_id = record_id(self.router.url.path)
        if contact_id != self.contact.id:
            self.contact, self.account, self.loaded = ContactView(), AccountSummary(), False
            self.sources, self.suggestions, self.suppression = {}, {}, SuppressionLine()
        with self._loading():
            await self._read_neighbors(contact_id)
            await self._read(contact_id)
            await self._read_notes()
            team = await self._fetch(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]
            return [EnrichNow.watch([contact_id], True), EnrichmentHistory.load(contact_id)]
        return None

    @rx.event
    async def read_again(self):
        """Reads the contact again after a run, and marks what that changed; an open form keeps what
        is typed in it.
        """
        before = self._shown_values()
        with self._errors_shown():
            await self._read(self.contact.id)
            self._mark_changed(before)

    @rx.event
    async def assign(self, contact_id: int, owner_id: str):
        """Sets the owner, or leaves the contact without."""
        with self._errors_shown():
            self._check_shown(contact_id)
            owner = owner_of(owner_id)

            async def store() -> None:
                row = await self._run(contacts.assign, contact_id, self._version, owner)
                self._show_contact(row)
                self._say(owner_notice(row.owner_name))

            await self._over_others(("owner_id",), store)

    @rx.event
    async def mark_email(self, contact_id: int, status: str):
        """Marks the email verified or bounced."""
        with self._errors_shown():
            self._check_shown(contact_id)
            await self._run(email_status.mark, contact_id, self._version, status)
            await self._read(contact_id)
            self._say(f"Email marked {self.contact.email_status}")

    @rx.event
    async def refuse_seniority(self, contact_id: int):
        """Empties a seniority that the title implies but that is not right."""
        with self._errors_shown():
            self._check_shown(contact_id)
            await self._run(inferred.refuse_seniority, contact_id, self._version)
            await self._read(contact_id)
            self._say("Removed seniority", Undo("undo_refused_seniority", (contact_id,)))
            return rx.set_focus(focus_id("seniority"))
        return None

    @rx.event
    async def delete(self):
        """Deletes the contact that the confirmation is about and goes back to the list."""
        if not self.confirming_delete:
            return None
        with self._errors_shown():
            deletion_id = await self._run(contacts.delete, self.contact.id, self._version)
            undo = Undo("undo_deletion", (deletion_id,))
            self._say("Contact deleted", undo, on="/contacts/")
            self.contact, self.confirming_delete = ContactView(), False
            return rx.redirect(await self._way_back())
        self.confirming_delete = False
        return None

    def _then(self) -> list[Any]:
        return [EnrichmentHistory.read_again]

    def _values(self, group: str, form: Mapping[str, Any]) -> dict[str, object]:
        if group == "personas":
            selected = [persona.value for persona in Persona if form.get(persona.value)]
            return {"personas": None if form.get(AUTOMATIC) else selected}
        return super()._values(group, form)

    async def _store(self, values: dict[str, object]) -> None:
        row = await self._run(contacts.update, self.contact.id, self._version, values)
        await self._show(row)

    async def _read(self, contact_id: int) -> None:
        await self._show(await self._fetch(contacts.get, contact_id))

    async def _show(self, row: ContactRow) -> None:
        self._show_contact(row)

        def beside(session: Session, principal: Principal) -> Any:
            return (
                suppressions.of_address(session, principal, row.email or ""),
                provenance.of_contact(session, principal, row.id),
                suggestions.on_contact(session, principal, row.id),
            )

        self.suppression, *sources = await self._fetch(beside)
        self._show_sources(*sources)
        await self._read_events()

    async def _read_events(self) -> None:
        """With the account, because a contact on an event's list makes it a target there."""
        await super()._read_events()
        event_id = record_id(self.current_event.id) or None
        self.account = _account_summary(await self._fetch(accounts.get, self._account_id, event_id))

    def _show_contact(self, row: ContactRow) -> None:
        self._version, self._account_id = row.version, row.account_id
        self.contact = _view(row)


def _view(row: ContactRow) -> ContactView:
    """A contact as its page shows it."""
    confidence = row.enrichment_confidence
    return ContactView(
        id=row.id,
        name=row.name,
        initials=initials(row.name),
        first_name=row.first_name,
        last_name=row.last_name,
        title=row.title,
        personas=row.personas,
        personas_own=row.personas_origin != Origin.INFERRED,
        inferred=[persona.value for persona in personas_of(row.title)],
        seniority=row.seniority.value if row.seniority else "",
        seniority_own=row.seniority_origin != Origin.INFERRED,
        email=row.email or "",
        email_status=row.email_status.value,
        email_shared=row.email_shared,
        email_href=f"mailto:{quote(row.email, safe='@')}" if row.email else "",
        phone_href=row.phone_uri,
        mobile_href=row.mobile_uri,
        texts=CONTACT.texts_of(row),
        owner_id=str(row.owner_id or ""),
        unassigned=owners.unassigned_label(row.former_owner),
        confidence=round(confidence * 100) if confidence is not None else -1,
        enriched_at=row.enriched_at.isoformat() if row.enriched_at else "",
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )


def _account_summary(account: AccountRow) -> AccountSummary:
    return AccountSummary(
        name=account.name,
        href=f"/accounts/{account.id}/",
        stage=account.stage.value if account.stage else "",
        score=account.icp_score,
        industry=account.industry,
        size=account.size,
        headquarters=account.headquarters,
    )
