"""How many people stand at which step of a sequence, on its canvas and on its overview, live."""

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.models import TallyKind
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.kinds import kind_of
from yardflow.services.sequences.running import funnel, planned, stuck
from yardflow.services.sequences.running.funnel import Funnel, FunnelStep, Mark
from yardflow.services.sequences.running.planned import PlannedDay
from yardflow.services.sequences.running.tallies import StepCounts, Tallies
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.sequences.load_chart import days_shown
from yardflow.state.sequences.stuck import StuckState
from yardflow.state.workplace import Workplace

# While something changes, and while nothing does.
LOOK_AGAIN_S, QUIET_S = 2.0, 5.0
# The counts of a step that are shown, with what each is called.
COUNTS = {
    TallyKind.WAITING: "waiting",
    TallyKind.SENT: "sent",
    TallyKind.REPLIED: "replied",
    TallyKind.MISSED: "missed",
    TallyKind.FAILED: "failed",
    TallyKind.ENDED: "ended",
}


@dataclass
class CountItem:
    """A count that is not zero: ``12 waiting``."""

    kind: str
    text: str


@dataclass
class FunnelItem:
    """A step of the funnel: how many ``came`` to it, and that as a ``share`` of all who were
    enrolled, in percent.
    """

    key: str
    number: int
    kind: str
    summary: str
    came: str
    share: int
    counts: list[CountItem]


@dataclass
class StuckGroup:
    """How many are stuck for a reason."""

    gate: str
    title: str
    count: int


@dataclass
class DayBar:
    """A day of emails ahead, with its bar and how much of it is over the caps, in percent of the
    highest day; ``tick`` is shown below it, on some days.
    """

    day: str
    caption: str
    tick: str
    share: int
    over: int
    last: bool


class OverviewState(Loading, Workplace):
    """The counts of the sequence in the address. ``by_step`` are those of each step by its key, and
    ``edges`` how many went along the line that starts at a place of the canvas.
    """

    enrolled: int = 0
    active: int = 0
    sent: int = 0
    replied: int = 0
    replies: str = ""
    to_place: str = ""
    steps: list[FunnelItem] = []
    by_step: dict[str, list[CountItem]] = {}
    edges: dict[str, str] = {}
    stuck: list[StuckGroup] = []
    stuck_people: int = 0
    days: list[DayBar] = []
    ahead: str = ""
    _sequence_id: int = 0
    _mark: Mark = Mark()

    @rx.event
    async def load(self):
        """Reads them, and goes on to follow them."""
        here = record_id(self.router.url.path)
        if here != self._sequence_id:
            self._sequence_id, self.loaded, self.days, self.ahead = here, False, [], ""
            self._show(Funnel())
        with self._loading():
            self._show(await self._run(funnel.of_sequence, here))
        return OverviewState.follow

    @rx.event
    async def load_days(self):
        """Reads the emails ahead."""
        with self._errors_shown():
            days = await self._run_long(planned.of_sequence, record_id(self.router.url.path))
            self._show_days(days)

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what changes; ends with the tab, or when the person leaves the sequence."""
        pause = LOOK_AGAIN_S
        while True:
            await asyncio.sleep(pause)
            async with self:
                here, seen = record_id(self.router.url.path), self._mark
                if not self.router.url.path.startswith("/sequences/") or not here:
                    return
            with suppress(YardFlowError):
                pause = QUIET_S
                if await self._run(funnel.mark, here) == seen:
                    continue
                pause, said = LOOK_AGAIN_S, await self._run(funnel.of_sequence, here)
                async with self:
                    before = self.stuck
                    if here == self._sequence_id:
                        self._show(said)
                    changed = self.stuck != before
                if changed:
                    yield StuckState.read_again

    def _show(self, said: Funnel) -> None:
        counts, self._mark = said.tallies.steps.values(), said.mark
        shown = {
            "enrolled": said.tallies.enrolled,
            "active": sum(each.waiting for each in counts),
            "sent": sum(each.sent for each in counts),
            "replied": sum(each.replied for each in counts),
            "replies": _up_to_most(said.mark.replies),
            "to_place": _up_to_most(said.mark.to_place),
            "steps": [
                _funnel_item(number, each, said.tallies.enrolled)
                for number, each in enumerate(said.steps, 1)
            ],
            "by_step": {key: _counts(each) for key, each in said.tallies.steps.items()},
            "edges": dict(_edges(said)),
            "stuck": (groups := _groups(said.tallies)),
            "stuck_people": sum(group.count for group in groups),
        }
        for name, value in shown.items():
            if getattr(self, name) != value:
                setattr(self, name, value)

    def _show_days(self, days: list[PlannedDay]) -> None:
        most = max((day.emails for day in days), default=0)
        total = sum(day.emails for day in days)
        self.ahead = f"{total:,} in {planned.DAYS} days" if total else ""
        shown = days_shown([day.emails for day in days])
        self.days = [_bar(number, day, most) for number, day in enumerate(days[:shown])]


def _funnel_item(number: int, each: FunnelStep, enrolled: int) -> FunnelItem:
    return FunnelItem(
        key=each.step.key,
        number=number,
        kind=kind_of(each.step).name,
        summary=each.summary,
        came=f"{each.came:,}",
        share=min(round(100 * each.came / enrolled), 100) if enrolled else 0,
        counts=_counts(each.counts),
    )


def _up_to_most(replies: int) -> str:
    """A number, empty for none."""
    more = "+" if replies == funnel.MOST_REPLIES else ""
    return f"{replies:,}{more}" if replies else ""


def _counts(counts: StepCounts) -> list[CountItem]:
    return [
        CountItem(kind.value, f"{count:,} {word}")
        for kind, word in COUNTS.items()
        if (count := getattr(counts, kind))
    ]


def _edges(said: Funnel) -> Iterator[tuple[str, str]]:
    """By the place of a line: where two branches lead to the same step, on the first of them."""
    for each in said.steps:
        seen = set()
        for way, following in enumerate(graph.ways(each.step)):
            people = said.tallies.went.get((each.step.key, following), 0)
            if people and following not in seen:
                yield f"{each.step.key}/{way}", f"{people:,}"
            seen.add(following)


def _groups(said: Tallies) -> list[StuckGroup]:
    return [
        StuckGroup(gate.value, title, said.stuck[gate])
        for gate, title in stuck.TITLES.items()
        if gate in said.stuck
    ]


def _bar(number: int, day: PlannedDay, most: int) -> DayBar:
    over = max(day.emails - day.cap, 0)
    words = f"{day.emails:,} of {day.cap:,} that senders may send"
    return DayBar(
        day=day.day.isoformat(),
        caption=f"{day.day:%b} {day.day.day}: {words}",
        tick=f"{day.day:%b} {day.day.day}" if number % 3 == 0 else "",
        share=day.emails * 100 // most if most else 0,
        over=over * 100 // day.emails if day.emails else 0,
        last=number > planned.DAYS // 2,
    )
