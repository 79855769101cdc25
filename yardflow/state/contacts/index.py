"""The list of contacts, as a table or as cards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.models import EmailStatus, Persona, Seniority, Stage
from yardflow.services.records import accounts, contacts, owners
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contact_rows import SORTS
from yardflow.services.records.contacts import ContactQuery, ContactRow
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.list_state import Listed, among, an_owner, sorted_by
from yardflow.state.workplace import Workplace, initials

CARDS, TABLE = "cards", "table"
SUGGESTIONS = 8
# More than these don't fit into an address; whoever wants more takes all that match.
MOST_SELECTED = 200
FILTERS = ("q", "persona", "seniority", "stage", "email", "enriched", "owner")


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
    # Which contacts are chosen, over several pages; ``every_match`` is all that the filters leave.
    selected: list[int] = []
    every_match: bool = False
    matching: str = ""
    _selected_among: str = ""
    # The event that is listed; what is computed here depends on no other state's vars.
    _listed_event: str = ""

    @rx.var
    def page_selected(self) -> bool:
        """Whether every contact of this page is chosen."""
        return self.every_match or (
            bool(self.rows) and {row.id for row in self.rows} <= set(self.selected)
        )

    @rx.var
    def enrich_every_match(self) -> str:
        """The screen before enriching all that the filters leave."""
        return self._to_enrich({name: self.asked.get(name, "") for name in FILTERS})

    @rx.var
    def enrich_selected(self) -> str:
        """The screen before enriching what is chosen."""
        if self.every_match:
            return self.enrich_every_match
        return self._to_enrich({"contacts": ",".join(str(one) for one in self.selected)})

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
            self._keep_selection(f"{page.total:,}{'+' if page.capped else ''}")
            people = await self._run(owners.choices)
            self.owner_choices = [(str(one.id), one.name) for one in people]
        return EnrichNow.watch([row.id for row in self.rows])

    @rx.event
    async def select(self, contact_id: int, chosen: bool):
        """Chooses one contact, or takes it out of the choice."""
        self._narrow_to_page()
        rest = [one for one in self.selected if one != contact_id]
        self._choose([*rest, contact_id] if chosen else rest)

    @rx.event
    async def select_page(self, chosen: bool):
        """Chooses every contact of this page, or none of it."""
        shown = [row.id for row in self.rows]
        self.every_match = False
        rest = [one for one in self.selected if one not in set(shown)]
        self._choose([*rest, *shown] if chosen else rest)

    @rx.event
    async def select_matching(self):
        """Chooses all that the filters leave, on every page."""
        self.every_match, self.selected = True, []

    @rx.event
    async def select_none(self):
        """Chooses nobody."""
        self.every_match, self.selected = False, []

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

    def _choose(self, contact_ids: list[int]) -> None:
        if len(contact_ids) > MOST_SELECTED:
            self._complain(
                f"At most {MOST_SELECTED} contacts can be chosen one by one. Narrow the list and "
                "select all that match."
            )
        self.selected = contact_ids[:MOST_SELECTED]

    def _narrow_to_page(self) -> None:
        """Taking one contact out of all that match leaves those that are in sight."""
        if self.every_match:
            self.every_match, self.selected = False, [row.id for row in self.rows]

    def _keep_selection(self, matching: str) -> None:
        """The choice stays while pages are turned; with other filters it begins anew."""
        self.matching, self._listed_event = matching, self.active_event_id
        among_ = urlencode({"event": self.active_event_id, **{n: self.asked[n] for n in FILTERS}})
        if among_ != self._selected_among:
            self._selected_among = among_
            self.every_match, self.selected = False, []

    def _to_enrich(self, wanted: Mapping[str, str]) -> str:
        told = {name: text for name, text in wanted.items() if text}
        return "/enrichment/new/?" + urlencode({"event": self._listed_event, **told}, safe=",")

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
