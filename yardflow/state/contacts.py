"""The list of contacts, as a table or as cards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import EmailStatus, Persona, Seniority, Stage
from yardflow.services.records import accounts, contacts, owners
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contact_rows import SORTS
from yardflow.services.records.contacts import ContactQuery, ContactRow
from yardflow.state.enrichment import EnrichNow, after_enrichment
from yardflow.state.listed import Listed, among, an_owner, sorted_by
from yardflow.state.workplace import Workplace, initials

CARDS, TABLE = "cards", "table"
SUGGESTIONS = 8


@dataclass
class ContactItem:
    """A contact in the list. ``confidence`` is in percent, -1 while nobody enriched them."""

    id: int
    href: str
    name: str
    initials: str
    title: str
    account: str
    account_href: str
    personas: list[str]
    seniority: str
    email: str
    email_status: str
    phone: str
    owner: str
    owner_initials: str
    confidence: int


class ContactsState(Listed, Workplace):
    """What the address asks for, of the active event."""

    rows: list[ContactItem] = []
    owner_choices: list[tuple[str, str]] = []
    adding: bool = False
    errors: dict[str, str] = {}
    companies: list[str] = []

    @staticmethod
    def _path() -> str:
        return "/contacts/"

    @staticmethod
    def _known() -> Mapping[str, str]:
        filters = ("q", "persona", "seniority", "stage", "email", "enriched", "owner")
        return {**dict.fromkeys(filters, ""), "sort": "name", "view": TABLE}

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        return {
            "persona": among(Persona),
            "seniority": among(Seniority),
            "stage": among(Stage),
            "email": among(EmailStatus),
            "enriched": among(("yes", "no")),
            "owner": an_owner,
            "sort": sorted_by(SORTS),
            "view": among((CARDS, TABLE)),
        }

    @rx.event
    async def load(self):
        """Reads the page of the list that the address names."""
        self._read_address()
        with self._loading():
            if not self.active_event_id:
                self.rows = []
                return None
            page = await self._run(contacts.search, self._query())
            self.rows = [item(row) for row in page.items]
            self._show(page)
            people = await self._run(owners.choices)
            self.owner_choices = [(str(one.id), one.name) for one in people]
        return EnrichNow.watch([row.id for row in self.rows])

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new contact."""
        self.adding, self.errors, self.companies = bool(open), {}, []

    @rx.event
    async def suggest(self, typed: str):
        """Offers the accounts whose name begins like what is typed."""
        if not self.active_event_id or not typed.strip():
            self.companies = []
            return
        query = AccountQuery(
            event_id=int(self.active_event_id), q=typed, sort="name", limit=SUGGESTIONS
        )
        with self._errors_shown():
            page = await self._run(accounts.search, query)
            self.companies = [row.name for row in page.items]

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Adds a contact, and its account where there is none of that name yet."""
        with self._errors_shown():
            try:
                values = {name: form.get(name, "") for name in ("title", "email", "phone")}
                values |= {name: form.get(name, "") for name in ("first_name", "last_name")}
                event_id = int(self.active_event_id or 0)
                company = str(form.get("account", ""))
                row = await self._run(contacts.create_at, event_id, company, values)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return None
            self.adding, self.errors = False, {}
            self._say(f"{row.name} is added.")
            return rx.redirect(f"/contacts/{row.id}/")
        return None

    def _query(self) -> ContactQuery:
        asked = self.asked
        return ContactQuery(
            event_id=int(self.active_event_id),
            q=asked["q"],
            persona=asked["persona"],
            seniority=asked["seniority"],
            stage=asked["stage"],
            email_status=asked["email"],
            enriched=asked["enriched"],
            owner=asked["owner"],
            sort=asked["sort"],
            cursor=asked["at"],
        )


after_enrichment("/contacts", ContactsState.load)


def item(row: ContactRow) -> ContactItem:
    """A contact as lists and cards show it."""
    sure = row.enrichment_confidence
    return ContactItem(
        id=row.id,
        href=f"/contacts/{row.id}/",
        name=row.name,
        initials=initials(row.name),
        title=row.title,
        account=row.account_name,
        account_href=f"/accounts/{row.account_id}/",
        personas=row.personas,
        seniority=row.seniority.value if row.seniority else "",
        email=row.email or "",
        email_status=row.email_status.value,
        phone=row.phone,
        owner=row.owner_name,
        owner_initials=initials(row.owner_name),
        confidence=round(sure * 100) if sure is not None else -1,
    )
