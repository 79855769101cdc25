"""One account, its people and its score."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.enrichment.claims import provenance
from yardflow.services.enrichment.claims import suggestions as waiting
from yardflow.services.records import accounts, contacts, owners, scores
from yardflow.services.records.accounts import AccountRow
from yardflow.services.records.contacts import ContactQuery
from yardflow.state.contacts.index import ContactItem, item
from yardflow.state.editing import Editing, record_id
from yardflow.state.enrichment.enrich_now import EnrichNow, after_enrichment
from yardflow.state.enrichment.provenance import Sourced
from yardflow.state.workplace import Workplace, initials

PEOPLE_SHOWN = 50
NEW_CONTACT = ("first_name", "last_name", "title", "email", "phone")
_PARTS = {
    "personas": "Personas",
    "executives": "Executives",
    "contacts": "Contacts",
    "completeness": "Completeness",
}


@dataclass
class AccountFacts:
    """What the page shows of an account."""

    id: int = 0
    name: str = ""
    initials: str = ""
    domain: str = ""
    website: str = ""
    industry: str = ""
    size: str = ""
    headquarters: str = ""
    notes: str = ""
    stage: str = ""
    owner_id: str = ""
    score: int = 0
    calculated: int = 0
    by_hand: bool = False
    reason: str = ""
    people: int = 0
    created_at: str = ""
    updated_at: str = ""


@dataclass
class PartRow:
    """One part of the score; ``percent`` is how much of its most it has."""

    name: str
    points: int
    most: int
    percent: int
    told: str


@dataclass
class ScoreStep:
    """One change in the history of the score."""

    number: int
    old: int
    new: int
    why: str
    who: str
    at: str


class AccountState(Sourced, Editing, Workplace):
    """The account that the address names."""

    account: AccountFacts = AccountFacts()
    parts: list[PartRow] = []
    history: list[ScoreStep] = []
    people: list[ContactItem] = []
    more_people: str = ""
    owner_choices: list[tuple[str, str]] = []
    overriding: bool = False
    adding: bool = False
    errors: dict[str, str] = {}
    _version: int = 0

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        names = ("name", "domain", "website", "industry", "size", "headquarters", "notes")
        return {name: (name,) for name in names}

    @rx.event
    async def load(self):
        """Reads the account, its people and the history of its score."""
        self.editing, self.edit_error, self.asking_delete = "", "", False
        self.overriding = self.adding = False
        wanted = record_id(self.router.url.path)
        if wanted != self.account.id:
            self.account, self.people, self.loaded = AccountFacts(), [], False
            self.sources, self.suggested = {}, {}
        with self._loading():
            await self._read(wanted)
            team = await self._run(owners.choices)
            self.owner_choices = [(str(one.id), one.name) for one in team]
            return EnrichNow.watch([one.id for one in self.people])
        return None

    @rx.event
    async def read_again(self):
        """Reads the account again, after something else changed it."""
        with self._errors_shown():
            await self._read(self.account.id)

    @rx.event
    async def change_stage(self, stage: str):
        """Moves the account to another stage."""
        with self._errors_shown():
            await self._store({"stage": stage})
            self._say(f"{self.account.name} is {self.account.stage} now.")

    @rx.event
    async def assign(self, owner_id: str):
        """Makes somebody the owner, or nobody."""
        with self._errors_shown():
            chosen = int(owner_id[:19]) if owner_id.isascii() and owner_id.isdigit() else None
            row = await self._run(accounts.assign, self.account.id, self._version, chosen)
            self._take(row)
            self._say(f"{row.owner_name or 'Nobody'} is the owner now.")

    @rx.event
    async def ask_override(self, open: bool):
        """Opens or closes the form that sets the score by hand."""
        self.overriding, self.errors = bool(open), {}

    @rx.event
    async def override(self, form: dict[str, Any]):
        """Sets the score by hand."""
        score, reason = str(form.get("score", "")), str(form.get("reason", ""))
        with self._errors_shown():
            try:
                number = int(score[:19]) if score.isascii() and score.isdigit() else -1
                args = (self.account.id, self._version, min(number, 1000), reason)
                await self._run(scores.override, *args)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return
            self.overriding, self.errors = False, {}
            await self._read(self.account.id)

    @rx.event
    async def release(self):
        """Lets the calculated score count again."""
        with self._errors_shown():
            await self._run(scores.release, self.account.id, self._version)
            await self._read(self.account.id)

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new contact here."""
        self.adding, self.errors = bool(open), {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds a contact to this account."""
        with self._errors_shown():
            try:
                values = {name: form.get(name, "") for name in NEW_CONTACT}
                values["account_id"] = self.account.id
                row = await self._run(contacts.create, values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.adding, self.errors = False, {}
            self._say(f"{row.name} is added.")
            await self._read(self.account.id)
            return EnrichNow.watch([one.id for one in self.people])
        return None

    @rx.event
    async def delete(self):
        """Removes the account with its people and goes back to the list."""
        with self._errors_shown():
            await self._run(accounts.delete, self.account.id, self._version)
            self._say(f"{self.account.name} is deleted.")
            self.account, self.asking_delete = AccountFacts(), False
            return rx.redirect("/accounts/")
        self.asking_delete = False
        return None

    async def _store(self, values: dict[str, object]) -> None:
        self._take(await self._run(accounts.update, self.account.id, self._version, values))
        await self._read_sources()
        await self._read_history()

    async def _read(self, wanted: int) -> None:
        self._take(await self._run(accounts.get, wanted))
        query = ContactQuery(account_id=wanted, limit=PEOPLE_SHOWN)
        page = await self._run(contacts.search, query)
        self.people = [item(row) for row in page.items]
        left = page.total - len(page.items)
        self.more_people = f"{left:,} more" if left > 0 else ""
        await self._read_sources()
        await self._read_history()

    async def _read_sources(self) -> None:
        sources = await self._run(provenance.of_account, self.account.id)
        self._show_sources(sources, await self._run(waiting.on_account, self.account.id))

    async def _read_history(self) -> None:
        steps = await self._run(scores.history, self.account.id, 20)
        self.history = [
            ScoreStep(number, step.old, step.new, step.why, step.who, step.at.isoformat())
            for number, step in enumerate(steps)
        ]

    def _take(self, row: AccountRow) -> None:
        self._version = row.version
        self.account = _facts_of(row)
        self.parts = [
            PartRow(_PARTS[one.name], one.points, one.most, 100 * one.points // one.most, one.told)
            for one in scores.parts(row.icp_parts)
        ]


after_enrichment("/accounts/*", AccountState.read_again)


def _facts_of(row: AccountRow) -> AccountFacts:
    return AccountFacts(
        id=row.id,
        name=row.name,
        initials=initials(row.name),
        domain=row.domain or "",
        website=row.website,
        industry=row.industry,
        size=row.size,
        headquarters=row.headquarters,
        notes=row.notes,
        stage=row.stage.value,
        owner_id=str(row.owner_id or ""),
        score=row.icp_score,
        calculated=scores.calculated_score(row.icp_parts),
        by_hand=row.icp_override is not None,
        reason=row.icp_override_reason or "",
        people=row.contacts,
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )
