"""The replay of a past sequence: what is asked, the job that makes it, and what it came to."""

import asyncio
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Contradictory, Invalid, NotFound, Unavailable, YardFlowError
from yardflow.services.operations import jobs
from yardflow.services.records import active_event
from yardflow.services.sequences import replay
from yardflow.services.sequences.forecast import people
from yardflow.services.sequences.lifecycle import rows
from yardflow.services.sequences.replay import Difference, Made
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.sequences import replay_words
from yardflow.state.sequences.load_chart import Chart
from yardflow.state.sequences.replay_words import DayRow
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 0.7
SAME, ATTENDEES = "same", "attendees"


@dataclass
class ReplayForm:
    """The form as it opens."""

    event_id: str = ""
    starts_on: str = ""
    who: str = SAME


@dataclass
class DifferenceItem:
    """An email at another minute; times are ISO texts, empty where it does not go out."""

    key: str
    name: str
    href: str
    step: str
    recorded_at: str
    replayed_at: str


class ReplayState(Loading, Workplace):
    """The replay page of the sequence in the address. Without a ``made_at`` none was made yet."""

    sequence_id: int = 0
    sequence_name: str = ""
    events: list[tuple[str, str]] = []
    form: ReplayForm = ReplayForm()
    errors: dict[str, str] = {}
    running: bool = False
    made_at: str = ""
    headline: str = ""
    note: str = ""
    chart: Chart = Chart()
    days: list[DayRow] = []
    differences: list[DifferenceItem] = []
    differences_title: str = ""
    _job_id: int = 0

    @rx.event
    async def load(self):
        """Reads the sequence and its last replay."""
        sequence_id = record_id(self.router.url.path)
        if sequence_id != self.sequence_id:
            self.loaded, self.running, self._job_id = False, False, 0
        self.errors = {}
        with self._loading():
            row = await self._run(rows.get, sequence_id)
            self.sequence_id, self.sequence_name = row.id, row.name
            choices, _ = await self._run(active_event.choices)
            self.events = [(str(event.id), event.name) for event in choices]
            await self._read()

    @rx.event
    async def make(self, form: dict[str, Any]):
        """Has a job replay the sequence as was entered."""
        if self.running or str(form.get("sequence", "")) != str(self.sequence_id):
            return None
        values = {name: form.get(name, "") for name in ("event_id", "starts_on")}
        values["attendees"] = form.get("who") == ATTENDEES
        with self._errors_shown():
            try:
                made = await self._run(replay.start, self.sequence_id, values)
            except (Invalid, Contradictory) as problem:
                self.errors = problem.fields or {"form": problem.message}
                return None
            self.errors, self._job_id, self.running = {}, made.id or 0, True
            return ReplayState.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Waits for the job; ends with it, or with the page."""
        while True:
            async with self:
                if record_id(self.router.url.path) != self.sequence_id or not self._job_id:
                    return
                if await self._job_has_ended():
                    self._job_id, self.running = 0, False
                    return
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _job_has_ended(self) -> bool:
        try:
            view = await self._run(jobs.get, self._job_id)
        except Unavailable:
            return False
        except YardFlowError as error:
            self._complain(error.message)
            return True
        if view.ended and view.error:
            self.errors = {"form": view.error}
        elif view.ended:
            with self._errors_shown():
                await self._read()
        return view.ended

    async def _read(self) -> None:
        try:
            made = await self._run(replay.latest, self.sequence_id)
        except NotFound:
            self.made_at, self.form = "", ReplayForm()
            return
        await self._show(made)

    async def _show(self, made: Made) -> None:
        said, question = made.result, made.question
        self.made_at = made.made_at.isoformat()
        self.form = ReplayForm(
            str(question.event_id or ""),
            question.starts_on.isoformat() if question.starts_on else "",
            ATTENDEES if question.attendees else SAME,
        )
        self.headline, self.note = replay_words.headline(said), replay_words.note(said)
        self.chart, self.days = replay_words.chart_of(said)
        ids = [*dict.fromkeys(each.contact_id for each in said.differences)]
        named = await self._run(people.named, ids) if ids else []
        names = {each.contact_id: each.name for each in named}
        self.differences = [_item(each, names) for each in said.differences]
        self.differences_title = replay_words.differences_title(said)


def _item(each: Difference, names: dict[int, str]) -> DifferenceItem:
    return DifferenceItem(
        f"{each.contact_id}-{each.step}",
        names.get(each.contact_id, "Deleted contact"),
        f"/contacts/{each.contact_id}/",
        each.step,
        each.recorded_at.isoformat() if each.recorded_at else "",
        each.replayed_at.isoformat() if each.replayed_at else "",
    )
