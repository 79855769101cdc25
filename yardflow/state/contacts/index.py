"""The list of contacts, as a table or as cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

import reflex as rx

from yardflow.models import Persona, SyncedRecord
from yardflow.services.enrichment import state_of
from yardflow.services.hubspot.records import standing
from yardflow.services.records import accounts, contacts, event_names, owners, possible_duplicates
from yardflow.services.records.accounts import AccountQuery
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.contacts import ContactQuery, ContactRow
from yardflow.services.records.lists.listing import Page
from yardflow.state.adding import Adding
from yardflow.state.enrichment.enrich_now import EnrichNow
from yardflow.state.hubspot.standings import WithStandings
from yardflow.state.labels import (
    ATTENDEE_STATUSES,
    EMAIL_STATUSES,
    ENRICHMENT,
    OWNERS,
    SENIORITIES,
    STAGES,
)
from yardflow.state.list_fields import Filter, ListFields, Sort, text_filters
from yardflow.state.list_state import ListItem
from yardflow.state.records.changing import Changing
from yardflow.state.records.copying import Copying
from yardflow.state.records.deleting import Deleting
from yardflow.state.records.event_list import ALL, EventListed
from yardflow.state.records.exporting import Exporting
from yardflow.state.records.memberships import ATTENDEES, Memberships
from yardflow.state.workplace import NoticeLink, Workplace

CARDS, TABLE = "cards", "table"
SUGGESTIONS = 8
NEW_FIELDS = ("first_name", "last_name", "title", "email", "phone")
# What a card marks when a run has changed it.
MARKED = ("title", "personas", "email")


@dataclass
class ContactItem(ListItem):
    """A contact in the list. ``status`` and ``stage``, its account's, are empty in a list of all
    contacts; ``events`` counts those that it is at, ``event_names`` names them in a list of all.
    ``added`` is when it came on the list that is shown; ``texts`` are its plain texts by the name
    of their field. ``call_href`` dials, ``email_href`` begins an email; both are empty where there
    is nothing to dial or to write to.
    """

    title: str
    account: str
    account_href: str
    personas: list[str]
    seniority: str
    email: str
    email_status: str
    email_shared: bool
    email_href: str
    status: str
    stage: str
    events: int
    event_names: str
    texts: dict[str, str]
    call_href: str
    owner: str
    unassigned: str
    added: str


class ContactsState(
    Adding, Deleting, Changing, Exporting, Copying, WithStandings, EventListed, Workplace
):
    """The attendees of the active event or all contacts, as the address has it. ``fresh`` are the
    fields that changed while the list was open, such as ``12-email``.
    """

    fields: ClassVar[ListFields] = ListFields(
        "/contacts/",
        sorts=(Sort("name", "Name"), Sort("account", "Account"), Sort("-createdAt", "Added")),
        filters=(
            Filter("persona", "Persona", {persona.value: persona.value for persona in Persona}),
            Filter("seniority", "Seniority", SENIORITIES),
            Filter("stage", "Account stage", STAGES, of_event=True),
            Filter("status", "Status", ATTENDEE_STATUSES, of_event=True),
            Filter("email", "Email", EMAIL_STATUSES),
            Filter("enrichment", "Enrichment", ENRICHMENT),
            Filter("owner", "Owner", OWNERS, of_owner=True),
            *text_filters(CONTACT),
        ),
        others={"view": (TABLE, CARDS)},
        scoped=True,
    )
    synced: ClassVar[SyncedRecord] = SyncedRecord.CONTACT
    rows: list[ContactItem] = []
    fresh: list[str] = []
    companies: list[str] = []

    @rx.var
    def enrich_all(self) -> str:
        """The form of a bulk run over all that the filters leave."""
        query = self.query.copy()
        filters = {name: query.get(name, "") for name in self.fields.narrowing()}
        return self._to_enrich({**filters, "similar": "true" if self.similar else ""})

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

    @staticmethod
    def _kind() -> Memberships:
        return ATTENDEES

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the form for a new contact."""
        self.adding, self.errors, self.companies = bool(open), {}, []

    @rx.event
    async def suggest(self, typed: str):
        """Offers the accounts whose name begins with what is typed."""
        if not typed.strip():
            self.companies = []
            return
        query = AccountQuery(q=typed, sort="name", limit=SUGGESTIONS)
        with self._errors_shown():
            page = await self._run(accounts.search, query)
            self.companies = [row.name for row in page.items]

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        """Adds a contact, and its account if there is none of that name; to the event's list if
        that is the one in sight.
        """
        values = {name: form.get(name, "") for name in NEW_FIELDS}
        event_id = int(self.listed_event) if self.listed_event else None
        company = str(form.get("account", ""))
        row = await self._run(contacts.create_at, event_id, company, values)
        return row.id, "Contact added"

    async def _duplicate_of(self, number: int) -> NoticeLink | None:
        for other in await self._run(possible_duplicates.of_contact, number):
            return NoticeLink("There is also", other.name, f"/contacts/{other.id}/")
        row = await self._run(contacts.get, number)
        for company in await self._run(possible_duplicates.of_account, row.account_id):
            href = f"/accounts/{company.id}/"
            return NoticeLink("There is also the account", company.name, href)
        return None

    async def _read_page(self) -> Page[ContactRow]:
        page, names, states, standings = await self._read_list(
            contacts.search, event_names.of_contacts, state_of, standing.of_contacts
        )
        before = {row.id: row for row in self.rows.copy()}
        rows = [contact_item(row, names.get(row.id, "")) for row in page.items]
        self.fresh = [
            f"{row.id}-{name}"
            for row in rows
            for name in MARKED
            if row.id in before and getattr(row, name) != getattr(before[row.id], name)
        ]
        self.rows = rows
        self._show_standings(standings)
        enrichment = await self.get_state(EnrichNow)
        await enrichment._show([row.id for row in rows], states, self.query["view"] == CARDS)
        return page

    async def _afterwards(self) -> Any:
        followed = (await self.get_state(EnrichNow))._followed()
        return [*self._standings_followed(), *([followed] if followed else [])]

    def _to_enrich(self, parameters: Mapping[str, str]) -> str:
        given = {name: text for name, text in parameters.items() if text}
        event = self.listed_event or ALL
        return "/enrichment/new/?" + urlencode({"event": event, **given}, safe=",")

    def _query(self) -> ContactQuery:
        query = self.query.copy()
        return ContactQuery(
            event_id=int(self.listed_event) if self.listed_event else None,
            persona=query["persona"],
            seniority=query["seniority"],
            stage=query["stage"],
            status=query["status"],
            email_status=query["email"],
            enrichment=query["enrichment"],
            owner=query["owner"],
            texts=self._texts(),
            **self._asked(),
        )


def contact_item(row: ContactRow, names: str = "") -> ContactItem:
    """A contact as lists and cards show it."""
    return ContactItem(
        id=row.id,
        href=f"/contacts/{row.id}/",
        name=row.name,
        title=row.title,
        account=row.account_name,
        account_href=f"/accounts/{row.account_id}/",
        personas=row.personas,
        seniority=row.seniority.value if row.seniority else "",
        email=row.email or "",
        email_status=row.email_status.value,
        email_shared=row.email_shared,
        email_href=f"mailto:{quote(row.email, safe='@')}" if row.email else "",
        status=row.status.value if row.status else "",
        stage=row.stage.value if row.stage else "",
        events=row.events,
        event_names=names,
        texts=CONTACT.texts_of(row),
        call_href=row.mobile_uri or row.phone_uri,
        owner=row.owner_name,
        unassigned=owners.unassigned_label(row.former_owner),
        added=(row.added_at or row.created_at).isoformat(),
    )
