"""Before a bulk run: which contacts, how fast, and at which cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow.counts import counted
from yardflow.models import BulkMode
from yardflow.services import imports
from yardflow.services.enrichment import overview as enrichment_overview
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.service import BulkSelection, Preview
from yardflow.services.records import accounts, events
from yardflow.state.contacts.filter_words import TEXTS, filter_words
from yardflow.state.contacts.index import ContactsState
from yardflow.state.enrichment.budget_view import Spend, duration, spend_of, usd
from yardflow.state.enrichment.bulk_view import Skip, skips_of
from yardflow.state.loading import Loading
from yardflow.state.records.event_list import ALL
from yardflow.state.selection import MOST_SELECTED
from yardflow.state.workplace import Workplace

PATH = "/enrichment/new/"
# So many events are named where contacts are known from others.
MOST_NAMED = 3
# Filters that name a record: as the address says it, and as the service does.
_RECORDS = {"account": "account_id", "import": "import_id"}


@dataclass
class Forecast:
    """What the bulk run would do and cost. Texts as they are shown; ``ready`` counts."""

    contacts: str = ""
    ready: int = 0
    ready_text: str = ""
    start_label: str = ""
    known: str = ""
    likely: str = ""
    most: str = ""
    time: str = ""
    model: str = ""
    free: bool = False
    over_budget: bool = False


class NewBulk(Loading, Workplace):
    """What the address names: ``event``, the filters of the contact list, ``contacts``, or
    ``accounts`` for all their contacts.
    """

    title: str = ""
    # `ALL` for the contacts of the whole workplace.
    event_id: str = ""
    # "" for all contacts, "never" for those never enriched, else "other".
    selection: str = ""
    forecast: Forecast = Forecast()
    skips: list[Skip] = []
    spend: Spend = Spend()
    openai: str = "live"
    provider_problems: list[str] = []
    mode: str = BulkMode.NOW.value
    forced: bool = False
    starting: bool = False
    _contacts: tuple[int, ...] = ()
    _accounts: tuple[int, ...] = ()
    _filters: dict[str, str] = {}
    # Whether the list showed similar names.
    _similar: bool = False

    @rx.event
    async def load(self):
        """Reads the selection, and counts it."""
        self.starting, self.forced, self.mode = False, False, BulkMode.NOW.value
        self._read_address()
        with self._loading():
            if not self.event_id and not self._named:
                self.forecast = Forecast()
                return
            self.title = await self._title()
            await self._count()

    @rx.event
    async def choose_event(self, event_id: str):
        return rx.redirect(_address({"event": event_id, "enrichment": self._never()}), replace=True)

    @rx.event
    async def choose_contacts(self, selection: str):
        """All contacts, or only those never enriched."""
        never = "never" if selection == "never" else ""
        return rx.redirect(_address({"event": self.event_id, "enrichment": never}), replace=True)

    @rx.event
    async def choose_mode(self, mode: str):
        """Now, or at half the price within a day."""
        self.mode = mode if mode in set(BulkMode) else BulkMode.NOW.value
        with self._errors_shown():
            await self._count()

    @rx.event
    async def turn_forced(self, on: bool):
        """Whether unchanged contacts are enriched again, too."""
        self.forced = on
        with self._errors_shown():
            await self._count()

    @rx.event
    async def start(self):
        """Starts the bulk run and opens its page."""
        self.starting = True
        yield
        with self._errors_shown():
            bulk = await self._run_long(bulk_service.start, self._request())
            yield rx.redirect(f"/enrichment/{bulk.id}/", replace=True)
        self.starting = False

    @property
    def _named(self) -> bool:
        """Whether records are chosen one by one."""
        return bool(self._contacts or self._accounts)

    async def _count(self) -> None:
        preview = await self._run_long(bulk_service.preview, self._request())
        self.forecast, self.skips = _forecast(preview), skips_of(preview.skipped)
        overview = await self._run(enrichment_overview.overview)
        self.spend, self.openai = spend_of(overview.budget), overview.openai
        self.provider_problems = overview.in_the_way

    def _request(self) -> BulkSelection:
        event_id = _id(self.event_id) or None
        filters: dict[str, Any] = {
            "email_status" if name == "email" else name: text
            for name, text in self._filters.items()
            if name not in TEXTS
        }
        if texts := {name: text for name, text in self._filters.items() if name in TEXTS}:
            filters["texts"] = texts
        if self._similar:
            filters["similar"] = True
        whole_event = event_id is not None and not self._named and not filters
        return BulkSelection(
            event_id=event_id if whole_event else None,
            contact_ids=self._contacts,
            account_ids=() if self._contacts else self._accounts,
            filter=None
            if whole_event or self._named
            else {"event_id": event_id, **_with_ids(filters)},
            mode=BulkMode(self.mode),
            forced=self.forced,
        )

    def _read_address(self) -> None:
        query: Mapping[str, str] = self.router.url.query_parameters
        self._contacts, self._accounts = (
            _ids(str(query.get(name, ""))) for name in ("contacts", "accounts")
        )
        texts = {
            name: str(query.get(name, ""))[:200]
            for name in (*ContactsState.fields.narrowing(), *_RECORDS)
        }
        self._filters = {_RECORDS.get(name, name): text for name, text in texts.items() if text}
        self._similar = query.get("similar") == "true" and "q" in self._filters
        event = str(query.get("event", ""))
        self.event_id = ALL if event == ALL else str(_id(event) or self.active_event_id)
        self.selection = "other"
        if not self._named and set(self._filters) <= {"enrichment"}:
            chosen = self._filters.get("enrichment", "")
            self.selection = chosen if chosen in ("", "never") else "other"

    async def _title(self) -> str:
        if self._contacts:
            return counted(len(self._contacts), "selected contact")
        if self._accounts:
            return f"Contacts of {counted(len(self._accounts), 'selected account')}"
        whose = "All contacts"
        if self.event_id != ALL:
            event = await self._run(events.get, _id(self.event_id))
            whose = f"Contacts at {event.name}"
        parts = filter_words(self._filters, similar=self._similar)
        if (account := self._filters.get("account_id")) is not None:
            parts.insert(0, (await self._run(accounts.get, _id(account))).name)
        if (import_id := self._filters.get("import_id")) is not None:
            view = await self._run(imports.get, _id(import_id))
            parts.insert(0, f"imported from {view.filename}")
        return f"{whose}: {', '.join(parts)}" if parts else whose

    def _never(self) -> str:
        return "never" if self.selection == "never" else ""


def _forecast(preview: Preview) -> Forecast:
    return Forecast(
        contacts=f"{preview.matching:,}",
        ready=preview.ready,
        ready_text=f"{preview.ready:,}",
        start_label=f"Enrich {counted(preview.ready, 'contact')}",
        known=_known(preview),
        likely=usd(preview.likely_usd),
        most=usd(preview.most_usd),
        time=_time(preview),
        model=preview.model,
        # For those to enrich, OpenAI may have nothing to add.
        free=not preview.most_usd if preview.ready else not preview.asks_openai,
        over_budget=preview.likely_usd > preview.left_today_usd,
    )


def _known(preview: Preview) -> str:
    """What was found out at other events; empty where nothing was."""
    if not preview.known_from:
        return ""
    parts = [f"{each.contacts:,} from {each.event_name}" for each in preview.known_from]
    if more := sum(each.contacts for each in preview.known_from[MOST_NAMED:]):
        parts = [*parts[:MOST_NAMED], f"{more:,} from other events"]
    return f"{preview.known:,} known already ({', '.join(parts)}). No charge."


def _time(preview: Preview) -> str:
    if not preview.ready:
        return "–"
    return "up to 24 h" if preview.seconds is None else duration(preview.seconds)


def _with_ids(filters: Mapping[str, Any]) -> dict[str, object]:
    ids = set(_RECORDS.values())
    return {name: _id(text) if name in ids else text for name, text in filters.items()}


def _ids(text: str) -> tuple[int, ...]:
    """As many ids of an address as can be selected, each once."""
    return tuple(dict.fromkeys(filter(None, map(_id, text[:4000].split(",")))))[:MOST_SELECTED]


def _id(text: str) -> int:
    """An id in an address; 0 for any other text."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _address(parameters: Mapping[str, str]) -> str:
    return f"{PATH}?{urlencode({name: text for name, text in parameters.items() if text})}"
