"""The yield ledger: what enrichment cost, and what came of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow import clock
from yardflow.errors import Invalid
from yardflow.services.enrichment.budget import costs
from yardflow.services.enrichment.budget.costs import Counted, Ledger, LedgerDay, LedgerQuery
from yardflow.services.enrichment.budget.reconciliation import UnconfirmedCharge
from yardflow.state.enrichment.budget_view import usd
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH = "/enrichment/ledger/"
PERIODS = (7, 30, 90)
USUAL = 30
# So many days have a date below them; the bars of a fortnight are wide enough to stand over it.
TICKS, FEW = 6, 14


@dataclass
class Yield:
    """Claims and money in words. ``rate`` is the share of claims that was accepted."""

    key: str = ""
    name: str = ""
    told: str = ""
    href: str = ""
    claims: str = "0"
    accepted: str = "0"
    rejected: str = "0"
    corrected: str = "0"
    waiting: str = "0"
    rate: str = ""
    cost: str = "$0.00"
    each: str = "–"


@dataclass
class DayBar:
    """A day of the chart; the shares are the heights of its bars, in percent of the highest."""

    day: str
    told: str
    tick: str
    late: bool
    cost: str
    accepted: str
    cost_share: float
    accepted_share: float


@dataclass
class Doubt:
    """A charge of which nobody knows whether it was one: likely ``usd``, at most ``most``."""

    id: int
    who: str
    href: str
    told: str
    usd: str
    most: str
    note: str
    at: str


class LedgerState(Loading, Workplace):
    """What the address asks for: ``days``, or ``since`` and ``until``; and ``event``."""

    days: str = ""
    since: str = ""
    until: str = ""
    event_id: str = ""
    dates_error: str = ""
    csv: str = ""
    totals: Yield = Yield()
    lines: list[Yield] = []
    events: list[Yield] = []
    bars: list[DayBar] = []
    few: bool = False
    most_spent: str = ""
    most_accepted: str = ""
    anything: bool = False
    doubts: list[Doubt] = []
    doubts_usd: str = ""

    @rx.event
    async def load(self):
        """Reads the ledger that the address names."""
        query = self._read_address()
        with self._loading():
            try:
                found = await self._run(costs.read, query)
            except Invalid as problem:
                self.dates_error = " ".join(problem.fields.values()) or problem.message
                query = _last(USUAL, query.event_id)
                found = await self._run(costs.read, query)
            self._show(found)
            self._show_doubts(await self._run(costs.unconfirmed))

    @rx.event
    async def narrow(self, event_id: str):
        """Shows one event, or all of them."""
        return rx.redirect(self._address({"event": event_id}))

    @rx.event
    async def show_dates(self, form: dict[str, Any]):
        """Shows the days from one date to another."""
        wanted = {name: str(form.get(name, ""))[:10] for name in ("since", "until")}
        return rx.redirect(self._address({"days": "", **wanted}))

    @rx.event
    async def resolve(self, charge_id: int, charged: bool):
        """An ADMIN looked at the bill: it was charged, or it was not."""
        with self._errors_shown():
            await self._run(costs.resolve, charge_id, charged)
            told = "Counted as spent." if charged else "Given back to the budget of its day."
            self._say(told)
        return LedgerState.load

    def _read_address(self) -> LedgerQuery:
        asked: Mapping[str, Any] = self.router.url.query_parameters
        event = str(asked.get("event", ""))
        self.event_id = event if event.isascii() and event.isdigit() and len(event) < 19 else ""
        event_id = int(self.event_id) if self.event_id else None
        since, until = _day(asked.get("since")), _day(asked.get("until"))
        self.dates_error = ""
        if since and until:
            self.days, query = "", LedgerQuery(since, until, event_id)
        else:
            told = str(asked.get("days", ""))
            length = int(told) if told in {str(one) for one in PERIODS} else USUAL
            self.days, query = str(length), _last(length, event_id)
        self.since, self.until = query.since.isoformat(), query.until.isoformat()
        return query

    def _show(self, found: Ledger) -> None:
        self.totals = _counted(found.totals, "all")
        self.lines = [
            _counted(
                one,
                f"{one.provider}/{one.model}/{one.field}",
                one.field_label,
                f"{one.provider_label} · {one.model}" if one.model else one.provider_label,
            )
            for one in found.lines
        ]
        self.events = [
            _counted(
                one,
                str(one.event_id),
                one.name,
                href=self._address({"event": str(one.event_id)}) if one.event_id else "",
            )
            for one in found.events
        ]
        self.bars, self.few = _bars(found.days), len(found.days) <= FEW
        self.most_spent = usd(max(one.cost_usd for one in found.days))
        self.most_accepted = f"{max(one.accepted for one in found.days):,}"
        self.anything = bool(found.totals.claims or found.totals.cost_usd)
        told = {"since": found.query.since.isoformat(), "until": found.query.until.isoformat()}
        if found.query.event_id:
            told["eventId"] = str(found.query.event_id)
        self.csv = f"/api/enrichment/ledger.csv?{urlencode(told)}"

    def _show_doubts(self, views: list[UnconfirmedCharge]) -> None:
        self.doubts = [
            Doubt(
                id=one.charge_id,
                who=one.contact or _nobody(one.run_id),
                href=f"/contacts/{one.contact_id}/" if one.contact_id else "",
                told=" · ".join(filter(None, (one.provider_label, one.model, one.event))),
                usd=usd(one.usd),
                most=usd(one.most_usd) if one.most_usd > one.usd else "",
                note=one.note,
                at=one.reserved_at.isoformat(),
            )
            for one in views
        ]
        self.doubts_usd = usd(sum((one.usd for one in views), Decimal(0)))

    def _address(self, changes: Mapping[str, str]) -> str:
        dates = {"since": self.since, "until": self.until} if not self.days else {}
        length = self.days if self.days != str(USUAL) else ""
        told = {"days": length, **dates, "event": self.event_id, **changes}
        query = urlencode({name: text for name, text in told.items() if text})
        return f"{PATH}?{query}" if query else PATH


def _last(days: int, event_id: int | None) -> LedgerQuery:
    today = clock.now().date()
    return LedgerQuery(today - timedelta(days=days - 1), today, event_id)


def _day(told: object) -> date | None:
    try:
        return date.fromisoformat(str(told or "")[:10])
    except ValueError:
        return None


def _counted(one: Counted, key: str, name: str = "", told: str = "", href: str = "") -> Yield:
    each = one.cost_per_accepted
    return Yield(
        key=key,
        name=name,
        told=told,
        href=href,
        claims=f"{one.claims:,}",
        accepted=f"{one.accepted:,}",
        rejected=f"{one.rejected:,}",
        corrected=f"{one.corrected:,}",
        waiting=f"{one.waiting:,}",
        rate=f"{round(100 * one.accepted / one.claims)} % of claims" if one.claims else "",
        cost=usd(one.cost_usd) if one.cost_usd else "Free" if one.claims else usd(one.cost_usd),
        each="–" if not each else usd(each),
    )


def _bars(days: tuple[LedgerDay, ...]) -> list[DayBar]:
    dearest = max((one.cost_usd for one in days), default=Decimal(0)) or Decimal(1)
    most = max((one.accepted for one in days), default=0) or 1
    step = -(-len(days) // TICKS)
    return [
        DayBar(
            day=one.day.isoformat(),
            told=f"{one.day:%b} {one.day.day}: {usd(one.cost_usd)}, {one.accepted:,} accepted",
            tick=f"{one.day:%b} {one.day.day}" if (len(days) - 1 - at) % step == 0 else "",
            late=2 * at > len(days),
            cost=usd(one.cost_usd),
            accepted=f"{one.accepted:,}",
            cost_share=float(round(100 * one.cost_usd / dearest, 2)),
            accepted_share=round(100 * one.accepted / most, 2),
        )
        for at, one in enumerate(days)
    ]


def _nobody(run_id: int | None) -> str:
    """Who a charge without a contact was for: a run outlives its contact, a check has none."""
    return "A contact that was deleted" if run_id else "A check of the connection"
