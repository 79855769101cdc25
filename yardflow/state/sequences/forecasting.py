"""The forecast of a sequence: what is question, the job that makes it, and what it came to."""

import asyncio
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Invalid, NotFound, Unavailable, YardFlowError
from yardflow.services.operations import jobs
from yardflow.services.records import active_event
from yardflow.services.records.selection import Selection
from yardflow.services.sequences.forecast import job, people
from yardflow.services.sequences.forecast.job import Made
from yardflow.services.sequences.forecast.question import MOST_REPLIES, Question, Version
from yardflow.services.sequences.lifecycle import rows
from yardflow.services.sequences.lifecycle.drafts import MOST_NAMED
from yardflow.services.sequences.lifecycle.publishing import NotPublishable
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.sequences.audience import CHOSEN, audience_words, choice_of, of_event
from yardflow.state.sequences.forecast_outcome import Outcome, outcome_of, parts
from yardflow.state.sequences.load_chart import Chart, chart_of
from yardflow.state.sequences.named import PersonItem, more_words, person_items
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 0.7
NOW, CHANGED = "now", "changed"
_FIELDS = ("replies", "daily_cap", "more_senders", "opens", "closes", "starts_on", "version")


@dataclass
class QuestionForm:
    """The form as it opens."""

    persona: str = ""
    replies: int = 0
    daily_cap: str = ""
    more_senders: str = ""
    opens: str = ""
    closes: str = ""
    starts_on: str = ""
    version: str = ""


class ForecastingState(Loading, Workplace):
    """The forecast page of the sequence in the address. Without a ``made_at`` none was made yet.
    ``view`` is whether things are shown as they are or with the change. ``audience`` is who would
    be enrolled as well: the id of an event, `CHOSEN` for those whom ``chosen`` names, or empty.
    """

    sequence_id: int = 0
    versions: list[tuple[str, str]] = []
    events: list[tuple[str, str]] = []
    audience: str = ""
    chosen: str = ""
    form: QuestionForm = QuestionForm()
    replies: int = 0
    errors: dict[str, str] = {}
    running: bool = False
    percent: int = 0
    made_at: str = ""
    comparison: str = ""
    view: str = NOW
    has_change: bool = False
    chart: Chart = Chart()
    outcome: Outcome = Outcome()
    listing: str = ""
    listed: list[PersonItem] = []
    listed_more: str = ""
    _job_id: int = 0
    # Whom someone selected and for which event; and those who wait for the page of a sequence.
    _chosen: tuple[Selection, int | None] | None = None
    _offered: tuple[int, Selection, int | None] | None = None
    _groups: dict[str, tuple[int, list[int]]] = {}

    @rx.event
    async def load(self):
        """Reads the sequence and its last forecast."""
        sequence_id = record_id(self.router.url.path)
        if sequence_id != self.sequence_id:
            self.loaded, self.running, self._job_id = False, False, 0
        self.listing, self.errors = "", {}
        with self._loading():
            row = await self._run(rows.get, sequence_id)
            self.sequence_id = row.id
            named = (f"Version {row.version_number}", "Draft")
            self.versions = [*zip(Version, named, strict=True)] if row.version_number else []
            choices, _ = await self._run(active_event.choices)
            self.events = [(str(event.id), event.name) for event in choices]
            await self._read(NOW)
            if self._offered is not None and self._offered[0] == sequence_id:
                self._choose(*self._offered[1:])
            self._offered = None

    @rx.event
    async def assume_replies(self, replies: int):
        """Shows how many are assumed to reply while the slider moves."""
        self.replies = min(max(replies, 0), MOST_REPLIES)

    @rx.event
    async def choose_audience(self, audience: str):
        """Chooses who would be enrolled as well."""
        known = {"", CHOSEN if self.chosen else "", *(key for key, _ in self.events)}
        self.audience = audience if audience in known else ""

    @rx.event
    async def make(self, form: dict[str, Any]):
        """Has a job make a forecast of what was entered."""
        if self.running or str(form.get("sequence", "")) != str(self.sequence_id):
            return None
        values: dict[str, object] = {name: form.get(name, "") for name in _FIELDS}
        selection, values["event_id"] = self._selected(str(form.get("persona", "")))
        with self._errors_shown():
            try:
                made = await self._run(job.start, self.sequence_id, values, selection)
            except NotPublishable as refused:
                self.errors = {}
                self._complain(_not_ready(refused))
                return None
            except Invalid as problem:
                self.errors = problem.fields or {"form": problem.message}
                return None
            self.errors, self._job_id = {}, made.id or 0
            self.running, self.percent = True, 0
            return ForecastingState.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows how far the job is; ends with it, or with the page."""
        while True:
            async with self:
                if record_id(self.router.url.path) != self.sequence_id or not self._job_id:
                    return
                if await self._job_has_ended():
                    self._job_id, self.running = 0, False
                    return
            await asyncio.sleep(LOOK_AGAIN_S)

    @rx.event
    async def choose_view(self, view: str):
        """Shows things as they are, or with the change."""
        with self._errors_shown():
            await self._read(CHANGED if view == CHANGED else NOW)

    @rx.event
    async def list_group(self, key: str):
        """Opens the list of a group."""
        count, ids = self._groups.get(key, (0, []))
        labels = [*self.outcome.groups, *self.outcome.blocked, *self.outcome.skipped]
        label = next((group.label for group in labels if group.key == key), "")
        if not ids or not label:
            return
        with self._errors_shown():
            named = await self._run(people.named, ids)
            self.listed = person_items(named)
            self.listed_more = more_words(count, len(named))
            self.listing = f"{label} ({count:,})"

    @rx.event
    async def close_list(self, open: bool):
        """Closes that list."""
        if not open:
            self.listing = ""

    async def _job_has_ended(self) -> bool:
        try:
            view = await self._run(jobs.get, self._job_id)
        except Unavailable:
            return False
        except YardFlowError as error:
            self._complain(error.message)
            return True
        self.percent = 100 * view.done // (view.total or 100)
        if not view.ended:
            return False
        if view.error:
            self._complain(view.error)
        with self._errors_shown():
            await self._read(CHANGED)
        return True

    async def _read(self, view: str) -> None:
        try:
            made = await self._run(job.latest, self.sequence_id)
        except NotFound:
            self.made_at, self.form, self._chosen = "", QuestionForm(), None
            self.audience, self.chosen = "", ""
            return
        self._show(made, view)

    def _show(self, made: Made, view: str) -> None:
        self.made_at, self.comparison = made.made_at.isoformat(), made.comparison
        self.has_change = made.after is not None
        self.view = view if self.has_change else NOW
        shown = made.after if made.after and self.view == CHANGED else made.result
        self._show_question(made.question)
        self.chart, self.outcome = chart_of(shown), outcome_of(shown)
        self._groups = {key: (who.count, who.contact_ids) for key, _, who, _ in parts(shown)}

    def _show_question(self, question: Question) -> None:
        self.form, self.replies = _form(question), question.replies
        self.audience, self.chosen, self._chosen = choice_of(question.selection)[0], "", None
        if self.audience == CHOSEN and question.selection is not None:
            self._choose(question.selection, question.event_id)

    def _choose(self, selection: Selection, event_id: int | None) -> None:
        self._chosen, self.audience = (selection, event_id), CHOSEN
        self.chosen = audience_words(selection, dict(self.events))

    def _offer(self, sequence_id: int, selection: Selection, event_id: int | None) -> None:
        """Has the page of a sequence's forecast begin with a selection."""
        self._offered = sequence_id, selection, event_id

    def _selected(self, persona: str) -> tuple[Selection | None, int | None]:
        """Who would be enrolled as well, and for which event."""
        if self.audience == CHOSEN and self._chosen is not None:
            return self._chosen
        return of_event(self.audience, persona), record_id(self.audience) or None


def _not_ready(refused: NotPublishable) -> str:
    sentences = dict.fromkeys(problem.sentence for problem in refused.problems[:MOST_NAMED])
    return f"The draft isn't ready. {' '.join(sentences)}"


def _form(question: Question) -> QuestionForm:
    return QuestionForm(
        persona=choice_of(question.selection)[1],
        replies=question.replies,
        daily_cap=str(question.daily_cap or ""),
        more_senders=str(question.more_senders or ""),
        opens=f"{question.opens:%H:%M}" if question.opens else "",
        closes=f"{question.closes:%H:%M}" if question.closes else "",
        starts_on=question.starts_on.isoformat() if question.starts_on else "",
        version=question.version.value,
    )
