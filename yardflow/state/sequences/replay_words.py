"""A replay in words and as a chart."""

from collections.abc import Iterator
from dataclasses import dataclass

from yardflow.counts import counted
from yardflow.services.sequences.replay import Day, Replay
from yardflow.services.sequences.replay.result import LISTED
from yardflow.state.sequences.load_chart import DAY, HEIGHT, Chart, ChartBar, ChartDay, Legend

RECORDED, REPLAYED = "Went out", "Would go out"
# Of a day: how wide each of its two bars is, and where the first begins.
_BAR, _GAP = 3.5, 1.5
_TICKS = 5
_NOTHING = "No emails went out, and none would"


@dataclass
class DayRow:
    """A day of the chart, for the table."""

    day: str
    recorded: str
    replayed: str


def headline(said: Replay) -> str:
    """The main thing."""
    emails = counted(said.replayed, "email")
    if said.entering:
        return f"{emails} would go out to {counted(said.entering, 'contact')}"
    if said.same == said.recorded == said.replayed:
        each = ", each" if said.same > 1 else ""
        return f"{emails} would go out{each} at the same minute" if said.same else _NOTHING
    return f"{emails} would go out; {said.same:,} of {said.recorded:,} at the same minute"


def note(said: Replay) -> str:
    """What is beside it."""
    return " ".join(_notes(said))


def _notes(said: Replay) -> Iterator[str]:
    yield f"{counted(said.recorded, 'email')} went out to {counted(said.people, 'contact')}."
    if said.entering:
        yield f"Assumes that {said.replies}% of emails are answered, as then."
    if not said.complete:
        yield "There is more than one replay can look at, so this is only the first part."


def differences_title(said: Replay) -> str:
    """Above the emails that go out at another minute."""
    listed = len(said.differences)
    return f"The first {listed} differences" if listed == LISTED else "Differences"


def chart_of(said: Replay) -> tuple[Chart, list[DayRow]]:
    """What went out on each day beside what would, from the first day to the last."""
    by_number = {day.number: day for day in said.days}
    if not by_number:
        return Chart(), []
    numbers = range(min(by_number), max(by_number) + 1)
    days = [by_number.get(number, Day(number, 0, 0)) for number in numbers]
    top = max(max(day.recorded, day.replayed) for day in days)
    every = -(-len(days) // _TICKS)
    chart = Chart(
        width=DAY * len(days),
        has_show=said.by_event and 0 in by_number,
        bars=[bar for place, day in enumerate(days) for bar in _bars(place, day, top, said)],
        days=[
            ChartDay(
                day=str(day.number),
                x=DAY * place,
                tick=_tick(day.number, said) if place % every == 0 else "",
                closed=False,
                is_show=said.by_event and day.number == 0,
            )
            for place, day in enumerate(days)
        ],
        legend=[Legend(RECORDED, "gray"), Legend(REPLAYED, "indigo")],
    )
    rows = [
        DayRow(day_words(day.number, said), f"{day.recorded:,}", f"{day.replayed:,}")
        for day in said.days
    ]
    return chart, rows


def _bars(place: int, day: Day, top: int, said: Replay) -> Iterator[ChartBar]:
    each = ((day.recorded, "gray", RECORDED), (day.replayed, "indigo", REPLAYED))
    for number, (count, tone, what) in enumerate(each):
        if count:
            height = HEIGHT * count / top
            x = DAY * place + _GAP + _BAR * number
            says = f"{day_words(day.number, said)}: {counted(count, 'email')}. {what}"
            key = f"{place}-{number}"
            yield ChartBar(key, x, _BAR, HEIGHT - height, height, tone, says)


def day_words(number: int, said: Replay) -> str:
    """``7 days before``, ``First day of the event``, or counted from the first email ``Day 1``."""
    if not said.by_event:
        return f"Day {number + 1}"
    if number == 0:
        return "First day of the event"
    return f"{counted(abs(number), 'day')} {'before' if number < 0 else 'after'}"


def _tick(number: int, said: Replay) -> str:
    if not said.by_event:
        return f"Day {number + 1}"
    return f"{number:+}".replace("-", "−") if number else "Event"
