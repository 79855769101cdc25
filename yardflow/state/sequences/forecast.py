"""How many emails of a sequence would go out on which day."""

from collections.abc import Iterator
from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.services.sequences import forecast
from yardflow.services.sequences.forecast import Forecast
from yardflow.state.editing import record_id
from yardflow.state.sequences.load_chart import days_shown
from yardflow.state.workplace import Workplace

ASSUMED = forecast.ASSUMED


@dataclass
class ForecastBar:
    """A day: its emails as a share of the day with most, in percent. ``tick`` is shown below it,
    on some days.
    """

    day: str
    caption: str
    tick: str
    share: int
    late: bool


@dataclass
class ForecastRow:
    """What a sender would send on a day."""

    day: str
    sender: str
    emails: str


class ForecastState(Workplace):
    """The forecast of the sequence in the address. Without a ``total`` there is none, because no
    one is in it; without ``bars`` nothing would go out.
    """

    bars: list[ForecastBar] = []
    rows: list[ForecastRow] = []
    total: str = ""
    note: str = ""

    @rx.event
    async def load(self):
        """Reads it."""
        self.bars, self.rows, self.total, self.note = [], [], "", ""
        with self._errors_shown():
            sequence_id = record_id(self.router.url.path)
            if sequence_id:
                self._show(await self._run_long(forecast.of_sequence, sequence_id))

    def _show(self, said: Forecast) -> None:
        counts = [sum(day) for day in zip(*(each.counts for each in said.senders), strict=True)]
        total = sum(counts)
        if not said.looked_at:
            return
        self.note = " ".join(_notes(said))
        emails = counted(total, "email") if total else "No emails"
        self.total = f"{emails} in {forecast.DAYS} days"
        if not total:
            return
        shown = days_shown(counts)
        self.bars = [
            ForecastBar(
                day=day.isoformat(),
                caption=f"{day:%b} {day.day}: {counted(count, 'email')}",
                tick=f"{day:%b} {day.day}" if number % 3 == 0 else "",
                share=count * 100 // max(counts),
                late=number > forecast.DAYS // 2,
            )
            for number, (day, count) in enumerate(
                zip(said.days[:shown], counts[:shown], strict=True)
            )
        ]
        self.rows = [
            ForecastRow(f"{day:%a}, {day:%b} {day.day}", each.name, f"{each.counts[number]:,}")
            for number, day in enumerate(said.days)
            for each in said.senders
            if each.counts[number]
        ]


def _notes(said: Forecast) -> Iterator[str]:
    yield ASSUMED
    if said.waiting:
        verb = "waits" if said.waiting == 1 else "wait"
        yield f"{counted(said.waiting, 'contact')} {verb} for a change."
    if not said.complete:
        yield "There are more emails than one forecast can look at, so more may go out."
