"""The list of contacts, as a table or as cards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid
from yardflow.models import EmailStatus, Persona, Seniority, Stage
from yardflow.services.records import accounts, contacts, owners
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contact_rows import SORTS
from yardflow.services.records.contacts import ContactQuery, ContactRow
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.list_state import Listed, among, is_owner, sorted_by
from yardflow.state.workplace import Workplace, initials

CARDS, TABLE = "cards", "table"
SUGGESTIONS = 8
# More than these don't fit into an address; "Select all" goes by the filters instead.
MOST_SELECTED = 200
FILTERS = ("q", "persona", "seniority", "stage", "email", "enriched", "owner")


@dataclass
class ContactItem:
    """A contact in the list. ``confidence`` is in percent, -1 before the first enrichment."""

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
    """The contacts of the active event, as the address filters and sorts them."""

    rows: list[ContactItem] = []
    owner_choices: list[tuple[str, str]] = []
    adding: bool = False
    errors: dict[str, str] = {}
    companies: list[str] = []
    # Over several pages; ``all_selected`` stands for every contact that the filters leave.
    selected: list[int] = []
    all_selected: bool = False
    # How many there are, as the page shows it.
    total: str = ""
    _selected_among: str = ""
    # The event that is listed; what is computed here depends on no other state's vars.
    _listed_event: str = ""

    @rx.var
    def page_selected(self) -> bool:
        """Whether every contact of this page is selected."""
        return self.all_selected or (
            bool(self.rows) and {row.id for row in self.rows} <= set(self.selected)
        )

    @rx.var
    def enrich_all(self) -> str:
        """The form of a bulk run over all that the filters leave."""
        return self._to_enrich({name: self.query.get(name, "") for name in FILTERS})

    @rx.var
    def enrich_all_label(self) -> str:
        """The button that leads there."""
        return "Enrich 1 contact" if self.total == "1" else f"Enrich all {self.total}"

    @rx.var
    def enrich_selected(self) -> str:
        """The form of a bulk run over what is selected."""
        if self.all_selected:
            return self.enrich_all
        return self._to_enrich(
            {"contacts": ",".join(str(contact_id) for contact_id in self.selected)}
        )

    @rx.var
    def enrich_selected_label(self) -> str:
        """The button that leads there."""
        if self.all_selected:
            return self.enrich_all_label
        return f"Enrich {counted(len(self.selected), 'contact')}"

    @rx.var
    def can_select_all(self) -> bool:
        """Whether the filters leave more than is selected."""
        return not self.all_selected and self.total != str(len(self.selected))

    @staticmethod
    def _path() -> str:
        return "/contacts/"

    @staticmethod
    def _known() -> Mapping[str, str]:
        return {**dict.fromkeys(FILTERS, ""), "sort": "name", "view": TABLE}

    @staticmethod
    def _choices() -> Mapping[str, Callable[[str], bool]]:
        return {
            "persona": among(Persona),
            "seniority": among(Seniority),
            "stage": among(Stage),
            "email": among(EmailStatus),
            "enriched": among(("yes", "no")),
            "owner": is_owner,
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
            self.rows = [contact_item(row) for row in page.items]
            self._show(page)
            self._keep_selection(f"{page.total:,}{'+' if page.capped else ''}")
            team = await self._run(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]
        return EnrichNow.watch([row.id for row in self.rows])

    @rx.event
    async def select(self, contact_id: int, selected: bool):
        """Selects one contact, or clears it."""
        self._narrow_to_page()
        rest = [key for key in self.selected if key != contact_id]
        self._select([*rest, contact_id] if selected else rest)

    @rx.event
    async def select_page(self, selected: bool):
        """Selects every contact of this page, or clears them."""
        shown = [row.id for row in self.rows]
        self.all_selected = False
        rest = [key for key in self.selected if key not in set(shown)]
        self._select([*rest, *shown] if selected else rest)

    @rx.event
    async def select_matching(self):
        """Selects all that the filters leave, on every page."""
        self.all_selected, self.selected = True, []

    @rx.event
    async def select_none(self):
        """Clears the selection."""
        self.all_selected, self.selected = False, []

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new contact."""
        self.adding, self.errors, self.companies = bool(open), {}, []

    @rx.event
    async def suggest(self, typed: str):
        """Offers the accounts whose name begins with what is typed."""
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
        """Adds a contact, and its account if there is none of that name."""
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
            self._say("Contact added", on=f"/contacts/{row.id}/")
            return rx.redirect(f"/contacts/{row.id}/")
        return None

    def _select(self, contact_ids: list[int]) -> None:
        if len(contact_ids) > MOST_SELECTED:
            self._complain(
                f"You can select up to {MOST_SELECTED} contacts one by one. To enrich more, filter "
                "the list and select all."
            )
        self.selected = contact_ids[:MOST_SELECTED]

    def _narrow_to_page(self) -> None:
        """Clearing one contact of "all" keeps the others of this page."""
        if self.all_selected:
            self.all_selected, self.selected = False, [row.id for row in self.rows]

    def _keep_selection(self, total: str) -> None:
        """Keeps the selection from page to page, and clears it when event or filters change."""
        self.total, self._listed_event = total, self.active_event_id
        filters = {name: self.query[name] for name in FILTERS}
        selected_among = urlencode({"event": self.active_event_id, **filters})
        if selected_among != self._selected_among:
            self._selected_among = selected_among
            self.all_selected, self.selected = False, []

    def _to_enrich(self, parameters: Mapping[str, str]) -> str:
        given = {name: text for name, text in parameters.items() if text}
        return "/enrichment/new/?" + urlencode({"event": self._listed_event, **given}, safe=",")

    def _query(self) -> ContactQuery:
        query = self.query
        return ContactQuery(
            event_id=int(self.active_event_id),
            q=query["q"],
            persona=query["persona"],
            seniority=query["seniority"],
            stage=query["stage"],
            email_status=query["email"],
            enriched=query["enriched"],
            owner=query["owner"],
            sort=query["sort"],
            cursor=query["at"],
        )


def contact_item(row: ContactRow) -> ContactItem:
    """A contact as lists and cards show it."""
    confidence = row.enrichment_confidence
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
        confidence=round(confidence * 100) if confidence is not None else -1,
    )
