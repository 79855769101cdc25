"""Costs: what enrichment cost, and the fields it filled."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import reflex as rx

from yardflow import clock
from yardflow.counts import counted
from yardflow.errors import Invalid
from yardflow.services.enrichment.budget import costs
from yardflow.services.enrichment.budget.costs import Counted, Ledger, LedgerDay, LedgerQuery
from yardflow.services.enrichment.budget.reconciliation import UnconfirmedCharge
from yardflow.state.enrichment.budget_view import usd
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH = "/enrichment/costs/"
PERIODS = (7, 30, 90)
DEFAULT_DAYS = 30
# How many days have a date below them, and up to how many days the date is centered below its bar.
TICKS, CENTERED = 6, 14


@dataclass
class CostRow:
    """Claims and costs as texts. ``rate`` is the share of claims that was accepted, ``per_field``
    the cost of one accepted field.
    """

    key: str = ""
    name: str = ""
    provider: str = ""
    href: str = ""
    claims: str = "0"
    accepted: str = "0"
    rejected: str = "0"
    corrected: str = "0"
    waiting: str = "0"
    rate: str = ""
    cost: str = "$0.00"
    per_field: str = "–"


@dataclass
class DayBar:
    """A day of the chart; the shares are the heights of its bars, in percent of the highest."""

    day: str
    caption: str
    tick: str
    late: bool
    cost: str
    accepted: str
    cost_share: float
    accepted_share: float


@dataclass
class ChargeRow:
    """A charge that OpenAI may or may not have made: likely ``usd``, at most ``most``."""

    id: int
    subject: str
    href: str
    provider: str
    usd: str
    most: str
    note: str
    at: str


class CostsState(Loading, Workplace):
    """What the address asks for: ``days``, or ``since`` and ``until``; and ``event``."""

    days: str = ""
    since: str = ""
    until: str = ""
    event_id: str = ""
    dates_error: str = ""
    csv: str = ""
    totals: CostRow = CostRow()
    lines: list[CostRow] = []
    events: list[CostRow] = []
    bars: list[DayBar] = []
    centered: bool = False
    most_spent: str = ""
    most_accepted: str = ""
    active: bool = False
    unconfirmed: list[ChargeRow] = []
    unconfirmed_usd: str = ""

    @rx.event
    async def load(self):
        """Reads the costs of the days and the event that the address names."""
        query = self._read_address()
        with self._loading():
            try:
                ledger = await self._run(costs.read, query)
            except Invalid as problem:
                self.dates_error = " ".join(problem.fields.values()) or problem.message
                query = _last(DEFAULT_DAYS, query.event_id)
                ledger = await self._run(costs.read, query)
            self._show(ledger)
            self._show_unconfirmed(await self._run(costs.unconfirmed))

    @rx.event
    async def narrow(self, event_id: str):
        """Shows one event; empty for all."""
        return rx.redirect(self._address({"event": event_id}))

    @rx.event
    async def show_dates(self, form: dict[str, Any]):
        dates = {name: str(form.get(name, ""))[:10] for name in ("since", "until")}
        return rx.redirect(self._address({"days": "", **dates}))

    @rx.event
    async def resolve(self, charge_id: int, charged: bool):
        """An ADMIN checked the bill: it was charged, or it was not."""
        with self._errors_shown():
            await self._run(costs.resolve, charge_id, charged)
            self._say("Counted as spent" if charged else "Returned to that day's budget")
        return CostsState.load

    def _read_address(self) -> LedgerQuery:
        parameters: Mapping[str, Any] = self.router.url.query_parameters
        event = str(parameters.get("event", ""))
        self.event_id = event if event.isascii() and event.isdigit() and len(event) < 19 else ""
        event_id = int(self.event_id) if self.event_id else None
        since, until = _day(parameters.get("since")), _day(parameters.get("until"))
        self.dates_error = ""
        if since and until:
            self.days, query = "", LedgerQuery(since, until, event_id)
        else:
            text = str(parameters.get("days", ""))
            days = int(text) if text in {str(period) for period in PERIODS} else DEFAULT_DAYS
            self.days, query = str(days), _last(days, event_id)
        self.since, self.until = query.since.isoformat(), query.until.isoformat()
        return query

    def _show(self, ledger: Ledger) -> None:
        self.totals = _row(ledger.totals, "all")
        self.lines = [
            _row(
                line,
                f"{line.provider}/{line.model}/{line.field}",
                line.field_label,
                " · ".join(filter(None, (line.provider_label, line.model))),
            )
            for line in ledger.lines
        ]
        self.events = [
            _row(
                event,
                str(event.event_id),
                event.name,
                href=self._address({"event": str(event.event_id)}) if event.event_id else "",
            )
            for event in ledger.events
        ]
        self.bars, self.centered = _bars(ledger.days), len(ledger.days) <= CENTERED
        self.most_spent = usd(max(day.cost_usd for day in ledger.days))
        self.most_accepted = f"{max(day.accepted for day in ledger.days):,}"
        self.active = bool(ledger.totals.claims or ledger.totals.cost_usd)
        query = ledger.query
        parameters = {"since": query.since.isoformat(), "until": query.until.isoformat()}
        if query.event_id:
            parameters["eventId"] = str(query.event_id)
        self.csv = f"/api/enrichment/ledger.csv?{urlencode(parameters)}"

    def _show_unconfirmed(self, views: list[UnconfirmedCharge]) -> None:
        self.unconfirmed = [_unconfirmed(view) for view in views]
        self.unconfirmed_usd = usd(sum((view.usd for view in views), Decimal(0)))

    def _address(self, changes: Mapping[str, str]) -> str:
        dates = {"since": self.since, "until": self.until} if not self.days else {}
        days = self.days if self.days != str(DEFAULT_DAYS) else ""
        parameters = {"days": days, **dates, "event": self.event_id, **changes}
        query = urlencode({name: text for name, text in parameters.items() if text})
        return f"{PATH}?{query}" if query else PATH


def _last(days: int, event_id: int | None) -> LedgerQuery:
    today = clock.now().date()
    return LedgerQuery(today - timedelta(days=days - 1), today, event_id)


def _day(text: object) -> date | None:
    try:
        return date.fromisoformat(str(text or "")[:10])
    except ValueError:
        return None


def _row(counts: Counted, key: str, name: str = "", provider: str = "", href: str = "") -> CostRow:
    per_field = counts.cost_per_accepted
    free = counts.claims and not counts.cost_usd
    rate = f"{round(100 * counts.accepted / counts.claims)}%" if counts.claims else ""
    return CostRow(
        key=key,
        name=name,
        provider=provider,
        href=href,
        claims=f"{counts.claims:,}",
        accepted=f"{counts.accepted:,}",
        rejected=f"{counts.rejected:,}",
        corrected=f"{counts.corrected:,}",
        waiting=f"{counts.waiting:,}",
        rate=f"{rate} of {counted(counts.claims, 'suggestion')}" if rate else "",
        cost="Free" if free else usd(counts.cost_usd),
        per_field=usd(per_field) if per_field else "–",
    )


def _bars(days: tuple[LedgerDay, ...]) -> list[DayBar]:
    most_spent = max((day.cost_usd for day in days), default=Decimal(0)) or Decimal(1)
    most_accepted = max((day.accepted for day in days), default=0) or 1
    step = -(-len(days) // TICKS)
    return [
        DayBar(
            day=day.day.isoformat(),
            caption=f"{day.day:%b} {day.day.day}: {usd(day.cost_usd)}, {day.accepted:,} accepted",
            tick=f"{day.day:%b} {day.day.day}" if (len(days) - 1 - index) % step == 0 else "",
            late=2 * index > len(days),
            cost=usd(day.cost_usd),
            accepted=f"{day.accepted:,}",
            cost_share=float(round(100 * day.cost_usd / most_spent, 2)),
            accepted_share=round(100 * day.accepted / most_accepted, 2),
        )
        for index, day in enumerate(days)
    ]


def _unconfirmed(view: UnconfirmedCharge) -> ChargeRow:
    # A run outlives its contact; a test of the connection has no run.
    without_contact = "Deleted contact" if view.run_id else "Connection test"
    return ChargeRow(
        id=view.charge_id,
        subject=view.contact or without_contact,
        href=f"/contacts/{view.contact_id}/" if view.contact_id else "",
        provider=" · ".join(filter(None, (view.provider_label, view.model, view.event))),
        usd=usd(view.usd),
        most=usd(view.most_usd) if view.most_usd > view.usd else "",
        note=view.note,
        at=view.reserved_at.isoformat(),
    )
