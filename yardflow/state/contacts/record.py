"""One contact."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from yardflow.models import Origin, Persona
from yardflow.services.enrichment.claims import provenance
from yardflow.services.enrichment.claims import suggestions as waiting
from yardflow.services.records import accounts, contacts, email_status, owners
from yardflow.services.records.accounts import AccountRow
from yardflow.services.records.contacts import ContactRow
from yardflow.state.editing import Editing, record_id
from yardflow.state.enrichment.enrich_now import EnrichNow, after_enrichment
from yardflow.state.enrichment.history import EnrichmentHistory
from yardflow.state.enrichment.provenance import Sourced
from yardflow.state.workplace import Workplace, initials

AUTOMATIC = "auto"


@dataclass
class ContactFacts:
    """What the page shows of a contact. ``confidence`` is in percent, -1 before any enrichment."""

    id: int = 0
    name: str = ""
    initials: str = ""
    first_name: str = ""
    last_name: str = ""
    title: str = ""
    personas: list[str] = field(default_factory=list)
    personas_own: bool = False
    seniority: str = ""
    seniority_own: bool = False
    email: str = ""
    email_status: str = ""
    phone: str = ""
    linkedin_url: str = ""
    country: str = ""
    notes: str = ""
    owner_id: str = ""
    confidence: int = -1
    enriched_at: str = ""
    created_at: str = ""
    updated_at: str = ""


@dataclass
class AccountGist:
    """The account of a contact, as much as its page shows."""

    name: str = ""
    href: str = ""
    stage: str = ""
    score: int = 0
    industry: str = ""
    people: int = 0


class ContactState(Sourced, Editing, Workplace):
    """The contact that the address names."""

    contact: ContactFacts = ContactFacts()
    account: AccountGist = AccountGist()
    owner_choices: list[tuple[str, str]] = []
    _version: int = 0

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        return {
            "name": ("first_name", "last_name"),
            **{
                name: (name,)
                for name in (
                    "title",
                    "personas",
                    "seniority",
                    "email",
                    "phone",
                    "linkedin_url",
                    "country",
                    "notes",
                )
            },
        }

    @rx.event
    async def load(self):
        """Reads the contact and their account."""
        self.editing, self.edit_error, self.asking_delete = "", "", False
        wanted = record_id(self.router.url.path)
        if wanted != self.contact.id:
            self.contact, self.account, self.loaded = ContactFacts(), AccountGist(), False
            self.sources, self.suggestions = {}, {}
        with self._loading():
            await self._read(wanted)
            people = await self._run(owners.choices)
            self.owner_choices = [(str(one.id), one.name) for one in people]
            return [EnrichNow.watch([wanted]), EnrichmentHistory.load(wanted)]
        return None

    @rx.event
    async def read_again(self):
        """Reads the contact again after an enrichment; an open form keeps what is typed in it."""
        with self._errors_shown():
            await self._read(self.contact.id)

    @rx.event
    async def assign(self, owner_id: str):
        """Makes somebody the owner, or nobody."""
        with self._errors_shown():
            chosen = int(owner_id[:19]) if owner_id.isascii() and owner_id.isdigit() else None
            row = await self._run(contacts.assign, self.contact.id, self._version, chosen)
            self._take(row)
            self._say(f"{row.owner_name or 'Nobody'} is the owner now.")

    @rx.event
    async def mark_email(self, status: str):
        """Says what a person knows of the address: that it works, or that it bounced."""
        with self._errors_shown():
            await self._run(email_status.mark, self.contact.id, self._version, status)
            await self._read(self.contact.id)
            self._say(f"The address is marked as {self.contact.email_status}.")

    @rx.event
    async def delete(self):
        """Removes the contact and goes back to the list."""
        with self._errors_shown():
            await self._run(contacts.delete, self.contact.id, self._version)
            self._say(f"{self.contact.name} is deleted.")
            self.contact, self.asking_delete = ContactFacts(), False
            return rx.redirect("/contacts/")
        self.asking_delete = False
        return None

    def _then(self) -> list[Any]:
        return [EnrichmentHistory.read_again]

    def _values(self, group: str, form: Mapping[str, Any]) -> dict[str, object]:
        if group == "personas":
            chosen = [persona.value for persona in Persona if form.get(persona.value)]
            return {"personas": None if form.get(AUTOMATIC) else chosen}
        return super()._values(group, form)

    async def _store(self, values: dict[str, object]) -> None:
        row = await self._run(contacts.update, self.contact.id, self._version, values)
        await self._show(row)

    async def _read(self, wanted: int) -> None:
        await self._show(await self._run(contacts.get, wanted))

    async def _show(self, row: ContactRow) -> None:
        self._take(row)
        self.account = _gist(await self._run(accounts.get, row.account_id))
        sources = await self._run(provenance.of_contact, row.id)
        self._show_sources(sources, await self._run(waiting.on_contact, row.id))

    def _take(self, row: ContactRow) -> None:
        self._version = row.version
        self.contact = facts_of(row)


after_enrichment("/contacts/*", ContactState.read_again)


def facts_of(row: ContactRow) -> ContactFacts:
    """A contact as its page shows it."""
    sure = row.enrichment_confidence
    return ContactFacts(
        id=row.id,
        name=row.name,
        initials=initials(row.name),
        first_name=row.first_name,
        last_name=row.last_name,
        title=row.title,
        personas=row.personas,
        personas_own=row.personas_origin == Origin.PERSON,
        seniority=row.seniority.value if row.seniority else "",
        seniority_own=row.seniority_origin == Origin.PERSON,
        email=row.email or "",
        email_status=row.email_status.value,
        phone=row.phone,
        linkedin_url=row.linkedin_url,
        country=row.country,
        notes=row.notes,
        owner_id=str(row.owner_id or ""),
        confidence=round(sure * 100) if sure is not None else -1,
        enriched_at=row.enriched_at.isoformat() if row.enriched_at else "",
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )


def _gist(account: AccountRow) -> AccountGist:
    return AccountGist(
        name=account.name,
        href=f"/accounts/{account.id}/",
        stage=account.stage.value,
        score=account.icp_score,
        industry=account.industry,
        people=account.contacts,
    )
