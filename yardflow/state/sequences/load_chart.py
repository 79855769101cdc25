"""A forecast as a chart: what each sender does on each day, beside what it may do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from yardflow.counts import counted
from yardflow.services.sequences.forecast.result import Result, SenderLoad

# Of the picture, which is drawn as wide as there is room: a day's width, its height, and how wide a
# bar in the middle of a day is.
DAY, HEIGHT = 10, 100
BAR, _GAP = 7, 1.5
TONES = ("indigo", "cyan", "orange", "green", "pink", "violet")
# So many times as high as the highest day a limit may be, to be in the picture.
_IN_SIGHT = 1.6
_TICKS = 5
_A_WEEK = 7


@dataclass
class ChartBar:
    """A part of a day that is one sender's, and what it says on hover."""

    key: str
    x: float
    width: float
    y: float
    height: float
    tone: str
    says: str


@dataclass
class ChartDay:
    """A day below the chart; its ``tick`` is empty where there is no room."""

    day: str
    x: float
    tick: str
    closed: bool
    is_show: bool


@dataclass
class Legend:
    """Which color a sender has, or whatever else the chart keeps apart."""

    name: str
    tone: str


@dataclass
class LoadRow:
    """What a sender does on a day, for the table."""

    key: str
    day: str
    sender: str
    emails: str
    limit: str


@dataclass
class Chart:
    """The picture: ``limit`` is the path of all daily limits together, empty where they are far
    above everything; ``note`` says then what they are.
    """

    width: int = 0
    has_show: bool = False
    has_closed: bool = False
    bars: list[ChartBar] = field(default_factory=list)
    days: list[ChartDay] = field(default_factory=list)
    limit: str = ""
    legend: list[Legend] = field(default_factory=list)
    rows: list[LoadRow] = field(default_factory=list)
    note: str = ""


def days_shown(counts: Sequence[int]) -> int:
    """How many of the days ahead are shown: up to the last on which emails go out, but a week."""
    last = max((place for place, count in enumerate(counts, 1) if count), default=0)
    return max(last, _A_WEEK) if last else 0


def chart_of(result: Result) -> Chart:
    """The chart of a forecast; empty where nothing goes out."""
    if not result.emails:
        return Chart()
    totals = _sums([load.counts for load in result.senders])
    limits = _sums([load.caps for load in result.senders])
    in_sight = max(limits) <= _IN_SIGHT * max(totals)
    top = max([*totals, *(limits if in_sight else [])])
    every = -(-len(result.days) // _TICKS)
    return Chart(
        width=DAY * len(result.days),
        has_show=result.show_on in result.days,
        has_closed=any(result.closed),
        bars=_bars(result, top),
        days=[
            ChartDay(
                day=day.isoformat(),
                x=DAY * place,
                tick=_short(day) if place % every == 0 else "",
                closed=closed,
                is_show=day == result.show_on,
            )
            for place, (day, closed) in enumerate(zip(result.days, result.closed, strict=True))
        ],
        limit=_path(limits, top) if in_sight else "",
        legend=[
            Legend(load.name, TONES[place % len(TONES)])
            for place, load in enumerate(result.senders)
        ],
        rows=_rows(result),
        note="" if in_sight else f"Daily limits are far above this: {max(limits):,} in all.",
    )


def _sums(counts: Sequence[Sequence[int]]) -> list[int]:
    return [sum(day) for day in zip(*counts, strict=True)]


def _bars(result: Result, top: int) -> list[ChartBar]:
    bars = []
    for place, day in enumerate(result.days):
        base = float(HEIGHT)
        for number, load in enumerate(result.senders):
            if count := load.counts[place]:
                height = HEIGHT * count / top
                base -= height
                tone, says = TONES[number % len(TONES)], _says(day, load, place)
                x = DAY * place + _GAP
                bars.append(ChartBar(f"{place}-{number}", x, BAR, base, height, tone, says))
    return bars


def _says(day: date, load: SenderLoad, place: int) -> str:
    emails = counted(load.counts[place], "email")
    return f"{_short(day)}, {load.name}: {emails} of at most {load.caps[place]:,}"


def _path(limits: Sequence[int], top: int) -> str:
    heights = [HEIGHT - HEIGHT * limit / top for limit in limits]
    steps = [f"V{y:.2f}H{DAY * place}" for place, y in enumerate(heights, 1)]
    return f"M0,{heights[0]:.2f}{''.join(steps)}"


def _rows(result: Result) -> list[LoadRow]:
    return [
        LoadRow(
            f"{day}-{load.sender_id}",
            f"{day:%a}, {_short(day)}",
            load.name,
            f"{load.counts[place]:,}",
            f"{load.caps[place]:,}",
        )
        for place, day in enumerate(result.days)
        for load in result.senders
        if load.counts[place]
    ]


def _short(day: date) -> str:
    return f"{day:%b} {day.day}"
