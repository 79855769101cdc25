"""The screen before many contacts are enriched: who, how, for how much, and the button."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from yardflow.models import BulkMode
from yardflow.services import imports
from yardflow.services.enrichment import overview as control
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk.selection import REASONS
from yardflow.services.enrichment.bulk.service import BulkSelection, Preview
from yardflow.services.records import accounts, events
from yardflow.state.contacts.index import FILTERS, MOST_SELECTED
from yardflow.state.enrichment.budget_view import Spend, spend_of, time_told, usd
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH = "/enrichment/new/"
# How a filter of the list reads in a sentence.
_TOLD = {
    "q": "found by “{}”",
    "persona": "persona {}",
    "seniority": "seniority {}",
    "stage": "account is {}",
    "email": "email: {}",
}
_OWNERS = {"me": "yours", "none": "without an owner"}
# Filters that name a record: as the address says it, and as the service does.
_RECORDS = {"account": "account_id", "import": "import_id"}
_ENRICHED = {"yes": "enriched before", "no": "never enriched"}


@dataclass
class LeftOut:
    """Contacts that get no run, and why."""

    reason: str
    count: str


@dataclass
class Outlook:
    """What the work would be. Texts as they are shown; ``ready`` counts."""

    found: str = ""
    ready: int = 0
    ready_told: str = ""
    skipped: str = ""
    likely: str = ""
    most: str = ""
    time: str = ""
    model: str = ""
    free: bool = False
    beyond: bool = False


class BulkWish(Loading, Workplace):
    """What the address names: ``event``, the filters of the contact list, or ``contacts``."""

    title: str = ""
    event_id: str = ""
    # "" for everybody at the event, "never" for who was never enriched, else "other".
    who: str = ""
    outlook: Outlook = Outlook()
    left_out: list[LeftOut] = []
    spend: Spend = Spend()
    openai: str = "live"
    resting: list[str] = []
    mode: str = BulkMode.NOW.value
    forced: bool = False
    starting: bool = False
    _contacts: tuple[int, ...] = ()
    _filters: dict[str, str] = {}

    @rx.event
    async def load(self):
        """Reads who is meant, and counts them."""
        self.starting, self.forced, self.mode = False, False, BulkMode.NOW.value
        self._read_address()
        with self._loading():
            if not self.event_id and not self._contacts:
                self.outlook = Outlook()
                return
            self.title = await self._named()
            await self._count()

    @rx.event
    async def choose_event(self, event_id: str):
        """Takes another event."""
        return rx.redirect(_address({"event": event_id, "enriched": self._never()}), replace=True)

    @rx.event
    async def choose_who(self, who: str):
        """Everybody at the event, or only who was never enriched."""
        never = "no" if who == "never" else ""
        return rx.redirect(_address({"event": self.event_id, "enriched": never}), replace=True)

    @rx.event
    async def choose_mode(self, mode: str):
        """At once, or at half the price within a day."""
        self.mode = mode if mode in set(BulkMode) else BulkMode.NOW.value
        with self._errors_shown():
            await self._count()

    @rx.event
    async def turn_forced(self, on: bool):
        """Also those that there is no reason to ask about again."""
        self.forced = on
        with self._errors_shown():
            await self._count()

    @rx.event
    async def start(self):
        """Starts the work and leads to its page."""
        self.starting = True
        yield
        with self._errors_shown():
            begun = await self._run_long(bulk_service.start, self._selection())
            yield rx.redirect(f"/enrichment/{begun.id}/", replace=True)
        self.starting = False

    async def _count(self) -> None:
        found = await self._run_long(bulk_service.preview, self._selection())
        self.outlook = _outlook(found)
        self.left_out = [
            LeftOut(REASONS.get(name, name), f"{count:,}")
            for name, count in found.skipped.items()
            if count
        ]
        overview = await self._run(control.overview)
        self.spend, self.openai = spend_of(overview.budget), overview.openai
        self.resting = overview.in_the_way

    def _selection(self) -> BulkSelection:
        event_id = _number(self.event_id)
        asked = {"email_status" if k == "email" else k: v for k, v in self._filters.items()}
        everybody = not self._contacts and not asked
        return BulkSelection(
            event_id=event_id if everybody else None,
            contact_ids=self._contacts,
            filter=None if everybody or self._contacts else {"event_id": event_id, **_ids(asked)},
            mode=BulkMode(self.mode),
            forced=self.forced,
        )

    def _read_address(self) -> None:
        query: Mapping[str, str] = self.router.url.query_parameters
        chosen = str(query.get("contacts", ""))[:4000].split(",")
        self._contacts = tuple(dict.fromkeys(filter(None, map(_number, chosen))))[:MOST_SELECTED]
        asked = {name: str(query.get(name, ""))[:200] for name in (*FILTERS, *_RECORDS)}
        self._filters = {_RECORDS.get(name, name): text for name, text in asked.items() if text}
        named = _number(str(query.get("event", "")))
        self.event_id = str(named or self.active_event_id)
        self.who = "other"
        if not self._contacts and set(self._filters) <= {"enriched"}:
            self.who = {"": "", "no": "never"}.get(self._filters.get("enriched", ""), "other")

    async def _named(self) -> str:
        if self._contacts:
            count = len(self._contacts)
            return "The contact you chose" if count == 1 else f"The {count:,} contacts you chose"
        event = await self._run(events.get, _number(self.event_id))
        parts = [_TOLD[name].format(self._filters[name]) for name in _TOLD if name in self._filters]
        if (owner := self._filters.get("owner")) is not None:
            parts.append(_OWNERS.get(owner, "of one owner"))
        if (enriched := self._filters.get("enriched")) is not None:
            parts.append(_ENRICHED.get(enriched, enriched))
        if (account := self._filters.get("account_id")) is not None:
            found = await self._run(accounts.get, _number(account))
            parts.insert(0, f"at {found.name}")
        if (import_id := self._filters.get("import_id")) is not None:
            brought = await self._run(imports.get, _number(import_id))
            parts.insert(0, f"from {brought.filename}")
        told = f": {', '.join(parts)}" if parts else ""
        return f"Contacts of {event.name}{told}"

    def _never(self) -> str:
        return "no" if self.who == "never" else ""


def _outlook(found: Preview) -> Outlook:
    left = found.left_today_usd
    skipped = found.found - found.ready
    return Outlook(
        found=f"{found.found:,}",
        ready=found.ready,
        ready_told=f"{found.ready:,}",
        skipped=f"{skipped:,}",
        likely=usd(found.likely_usd),
        most=usd(found.most_usd),
        time=_time(found),
        model=found.model,
        free=not found.asks_openai,
        beyond=found.likely_usd > left,
    )


def _time(found: Preview) -> str:
    if not found.ready:
        return "–"
    return "up to 24 h" if found.seconds is None else time_told(found.seconds)


def _ids(asked: Mapping[str, str]) -> dict[str, object]:
    ids = set(_RECORDS.values())
    return {name: _number(text) if name in ids else text for name, text in asked.items()}


def _number(text: str) -> int:
    """An id in an address; 0 for what is none."""
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _address(wanted: Mapping[str, str]) -> str:
    return f"{PATH}?{urlencode({name: text for name, text in wanted.items() if text})}"
