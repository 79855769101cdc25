"""One account, its contacts and its score."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.enrichment.claims import provenance, suggestions
from yardflow.services.records import accounts, contacts, owners, scores
from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.accounts import AccountRow
from yardflow.services.records.contacts import ContactQuery
from yardflow.services.records.lists.listing import Page
from yardflow.state.accounts.index import AccountsState
from yardflow.state.assigning import owner_notice, owner_of
from yardflow.state.contacts.index import ContactItem, contact_item
from yardflow.state.editing import Editing, record_id
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.enrichment.provenance import Sourced
from yardflow.state.records.copying import Copying
from yardflow.state.records.deleting import warning
from yardflow.state.records.event_list import EventListed
from yardflow.state.records.memberships import TARGETS, AtEvents, Memberships
from yardflow.state.records.neighbors import Neighbors
from yardflow.state.records.notes import Noted
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace, initials

CONTACTS_SHOWN = 50
NEW_CONTACT = ("first_name", "last_name", "title", "email", "phone")
_FACTORS = {
    "personas": "Personas",
    "executives": "Executives",
    "contacts": "Contacts",
    "completeness": "Completeness",
}


@dataclass
class AccountView:
    """What the page shows of an account. ``texts`` are its plain texts, by name."""

    id: int = 0
    name: str = ""
    initials: str = ""
    domain: str = ""
    texts: dict[str, str] = field(default_factory=dict)
    owner_id: str = ""
    unassigned: str = owners.UNASSIGNED
    score: int = 0
    calculated: int = 0
    overridden: bool = False
    reason: str = ""
    contacts: int = 0
    created_at: str = ""
    updated_at: str = ""


@dataclass
class ScoreFactor:
    """One factor of the score; ``percent`` is its share of ``maximum``."""

    name: str
    points: int
    maximum: int
    percent: int
    explanation: str


@dataclass
class ScoreStep:
    """One change in the history of the score."""

    number: int
    old: int
    new: int
    reason: str
    author: str
    at: str


class AccountState(AtEvents, Noted, Sourced, Neighbors, Copying, Editing, Workplace):
    """The account that the address names."""

    account: AccountView = AccountView()
    factors: list[ScoreFactor] = []
    history: list[ScoreStep] = []
    contacts: list[ContactItem] = []
    more_contacts: str = ""
    delete_warning: str = ""
    owner_choices: list[tuple[str, str]] = []
    overriding: bool = False
    adding: bool = False
    errors: dict[str, str] = {}

    @rx.var
    def enrich_href(self) -> str:
        """The form of a bulk run over the contacts that the page shows."""
        ids = ",".join(str(contact.id) for contact in self.contacts)
        return f"/enrichment/new/?event=all&contacts={ids}" if ids else ""

    @staticmethod
    def _groups() -> Mapping[str, tuple[str, ...]]:
        return {name: (name,) for name in ("name", "domain", *ACCOUNT.text_names)}

    @staticmethod
    def _kind() -> Memberships:
        return TARGETS

    @staticmethod
    def _list() -> tuple[type[EventListed], Callable[..., Page[Any]], str]:
        return AccountsState, accounts.search, "/accounts/{}/"

    def _record(self) -> tuple[int, str]:
        return self.account.id, self.account.name

    def _view(self) -> AccountView:
        return self.account

    async def _latest(self) -> tuple[int, AccountView]:
        row = await self._fetch(accounts.get, self.account.id)
        return row.version, _view(row)

    def _subject(self) -> Mapping[str, int]:
        return {"account_id": self.account.id}

    @rx.event
    async def load(self):
        """Reads the account, its contacts and the history of its score."""
        self._close_notes()
        self._close_forms()
        self.overriding = self.adding = False
        account_id = record_id(self.router.url.path)
        if account_id != self.account.id:
            self.account, self.contacts, self.loaded = AccountView(), [], False
            self.sources, self.suggestions = {}, {}
        with self._loading():
            await self._read_neighbors(account_id)
            await self._read(account_id)
            await self._read_notes()
            team = await self._fetch(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]
            return EnrichNow.watch([contact.id for contact in self.contacts])
        return None

    @rx.event
    async def read_again(self):
        """Reads the account again, after something else changed it, and marks what that is."""
        before = self._shown_values()
        with self._errors_shown():
            await self._read(self.account.id)
            self._mark_changed(before)

    @rx.event
    async def assign(self, account_id: int, owner_id: str):
        """Sets the owner, or leaves the account without."""
        with self._errors_shown():
            self._check_shown(account_id)
            owner = owner_of(owner_id)

            async def store() -> None:
                row = await self._run(accounts.assign, account_id, self._version, owner)
                self._show_account(row)
                self._say(owner_notice(row.owner_name))

            await self._over_others(("owner_id",), store)

    @rx.event
    async def ask_override(self, open: bool):
        """Opens or closes the form that overrides the score."""
        self.overriding, self.errors = bool(open), {}

    @rx.event
    async def override(self, form: dict[str, Any]):
        """Overrides the score of the account that the form was opened on."""
        if not self.overriding:
            return
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
    async def release(self, account_id: int):
        """Lets the calculated score count again."""
        with self._errors_shown():
            self._check_shown(account_id)
            await self._run(scores.release, account_id, self._version)
            await self._read(account_id)

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new contact here."""
        self.adding, self.errors = bool(open), {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds a contact to the account that the form was opened on, and to the active event's list
        if the account is on it.
        """
        if not self.adding:
            return None
        with self._errors_shown():
            try:
                values = {name: form.get(name, "") for name in NEW_CONTACT}
                values["account_id"] = self.account.id
                event_id = record_id(self.current_event.id) if self.at_current else None
                await self._run(contacts.create, values, event_id=event_id)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.adding, self.errors = False, {}
            self._say("Contact added")
            await self._read(self.account.id)
            return EnrichNow.watch([contact.id for contact in self.contacts])
        return None

    @rx.event
    async def delete(self):
        """Deletes the account that the confirmation is about, and goes back to the list."""
        if not self.confirming_delete:
            return None
        with self._errors_shown():
            deletion_id = await self._run_long(accounts.delete, self.account.id, self._version)
            undo = Undo("undo_deletion", (deletion_id,))
            self._say("Account deleted", undo, on="/accounts/")
            self.account, self.confirming_delete = AccountView(), False
            return rx.redirect(await self._way_back())
        self.confirming_delete = False
        return None

    async def _store(self, values: dict[str, object]) -> None:
        self._show_account(await self._run(accounts.update, self.account.id, self._version, values))
        await self._read_sources()
        await self._read_history()

    async def _read(self, account_id: int) -> None:
        self._show_account(await self._fetch(accounts.get, account_id))
        await self._read_events()
        query = ContactQuery(account_id=account_id, limit=CONTACTS_SHOWN)
        page = await self._fetch(contacts.search, query)
        self.contacts = [contact_item(row) for row in page.items]
        rest = page.total - len(page.items)
        self.more_contacts = f"{rest:,} more" if rest > 0 else ""
        await self._read_sources()
        await self._read_history()

    async def _read_sources(self) -> None:
        sources = await self._fetch(provenance.of_account, self.account.id)
        self._show_sources(sources, await self._fetch(suggestions.on_account, self.account.id))

    async def _read_history(self) -> None:
        steps = await self._fetch(scores.history, self.account.id, 20)
        self.history = [
            ScoreStep(number, step.old, step.new, step.why, step.who, step.at.isoformat())
            for number, step in enumerate(steps)
        ]

    def _show_account(self, row: AccountRow) -> None:
        self._version = row.version
        self.account = _view(row)
        self.delete_warning = warning(row.contacts)
        self.factors = [_factor(part) for part in scores.parts(row.icp_parts)]


def _view(row: AccountRow) -> AccountView:
    return AccountView(
        id=row.id,
        name=row.name,
        initials=initials(row.name),
        domain=row.domain or "",
        texts=ACCOUNT.texts_of(row),
        owner_id=str(row.owner_id or ""),
        unassigned=owners.unassigned_label(row.former_owner),
        score=row.icp_score,
        calculated=scores.calculated_score(row.icp_parts),
        overridden=row.icp_override is not None,
        reason=row.icp_override_reason or "",
        contacts=row.contacts,
        created_at=row.created_at.isoformat(),
        updated_at=row.updated_at.isoformat(),
    )


def _factor(part: scores.Part) -> ScoreFactor:
    percent = 100 * part.points // part.most
    return ScoreFactor(_FACTORS[part.name], part.points, part.most, percent, part.explanation)
