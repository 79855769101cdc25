"""The steps of a draft, each edited in a side panel that is stored field by field."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import reflex as rx

from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import changes, edits, graph, reading, wording
from yardflow.services.sequences.definitions.documents import MOST_TESTS, MOST_WAYS
from yardflow.services.sequences.definitions.edits import with_ways
from yardflow.services.sequences.definitions.kinds import BY_NAME, NEW_TEST
from yardflow.services.sequences.definitions.steps import (
    Condition,
    Definition,
    Email,
    EmailTest,
    Happened,
    Split,
    Step,
    StepKey,
)
from yardflow.services.sequences.forecast.open_draft import OpenDraft
from yardflow.services.sequences.forecast.outlook import StepDates
from yardflow.services.sequences.lifecycle import editors
from yardflow.state.sequences.canvas import OnCanvas, check_place, check_room, place_in
from yardflow.state.sequences.lacking import LackingState
from yardflow.state.sequences.sent_step import step_json
from yardflow.state.sequences.step_form import StepForm, form_of, part_field
from yardflow.state.sequences.view import END, MISSING, titles_of


@dataclass
class Rival:
    """What someone else made of the open step, beside what the form says; without ``mine`` nothing
    is entered that would be lost.
    """

    by: str = ""
    theirs: str = ""
    mine: str = ""


class EditingSteps(OnCanvas, mixin=True):
    """A mixin, as `OnCanvas` is. ``form`` is the open step as it was filled for the
    ``filled``-th time, ``open_summary`` what it does in words, ``targets`` where its branches may
    lead, ``emails`` whose result a condition may ask for; ``step_errors`` are by the field of the
    form. ``when`` and ``limit`` are the dates of the open step, for the ``dates_event``.
    """

    form: StepForm = StepForm()
    filled: int = 0
    open_summary: str = ""
    when: str = ""
    limit: str = ""
    step_errors: dict[str, str] = {}
    rival: Rival = Rival()
    dates_event: str = ""
    targets: list[tuple[str, str]] = []
    templates: list[tuple[str, str]] = []
    emails: list[tuple[str, str]] = []
    _offered: dict[int, str] = {}
    # What was entered where someone else changed the same; nothing where no one did.
    _mine: tuple[Step, ...] = ()

    @rx.event
    async def add_step(self, kind: str, place: str):
        """Adds a step to a place, and opens it."""
        spot = place_in(self._drawn[0], place)
        if kind not in BY_NAME or spot is None:
            return

        def added(latest: Definition) -> Definition:
            check_place(latest, spot)
            check_room(latest, 1)
            step = BY_NAME[kind].new(edits.new_key(latest, kind))
            return edits.insert(latest, step, spot)

        done = await self._make(added, "Added.")
        if done is not None:
            self._open(next(key for key, (before, _) in done.steps.items() if before is None))

    @rx.event
    async def edit_step(self, key: str):
        """Opens a step; one that is open stays as it is, with what is being entered."""
        if key in self._drawn[0].steps and key != self.form.key:
            self._open(key)

    @rx.event
    async def close_step(self):
        """Closes the panel; what was entered is stored already."""
        self._close_step()

    @rx.event
    async def add_test(self, of_email: bool):
        """Adds a test to a condition."""
        opened = self._drawn[1]
        if isinstance(opened, Condition) and len(opened.tests) < MOST_TESTS:
            emails = [key for key, _ in self.emails if _is_email(self._drawn[0], key)]
            if of_email and not emails:
                return
            test = EmailTest(emails[0], Happened.OPENED) if of_email else NEW_TEST
            await self._store(replace(opened, tests=(*opened.tests, test)), refill=True)

    @rx.event
    async def remove_test(self, number: int):
        """Removes a test from a condition, but not its last."""
        opened = self._drawn[1]
        if isinstance(opened, Condition) and len(opened.tests) > 1:
            rest = _without(opened.tests, number)
            await self._store(replace(opened, tests=rest), refill=True)

    @rx.event
    async def add_way(self):
        """Adds a branch to a split."""
        opened = self._drawn[1]
        if isinstance(opened, Split) and len(opened.ways) < MOST_WAYS:
            more = replace(opened, ways=(*opened.ways, None), weights=(*opened.weights, 1))
            await self._store(more, refill=True)

    @rx.event
    async def remove_way(self, number: int):
        """Removes a branch from a split of more than two."""
        opened = self._drawn[1]
        if isinstance(opened, Split) and len(opened.ways) > 2:
            ways, weights = _without(opened.ways, number), _without(opened.weights, number)
            await self._store(replace(opened, ways=ways, weights=weights), refill=True)

    @rx.event
    async def save_step(self, form: dict[str, Any]):
        """Stores what was entered, if it is the open step's: another may be open by now."""
        if not self.form.key or str(form.get("step", "")) != self.form.key:
            return None
        try:
            usual = self._outlook[0].usual_limit
            step = reading.read_step(step_json(self.form, form, usual))
        except reading.Unreadable as unreadable:
            wrong = {part_field(each.part): each.sentence for each in unreadable.problems}
            self.step_errors = {**self.step_errors, **wrong}
            return None
        await self._store(step)
        return LackingState.count(self.dates_event) if isinstance(step, Email) else None

    @rx.event
    async def keep_mine(self):
        """Stores what was entered over what someone else made of the same."""
        for step in self._mine:
            await self._store(step, over=True)

    @rx.event
    async def keep_theirs(self):
        """Shows what someone else made of the open step."""
        if self.rival.by and self.form.key in self._drawn[0].steps:
            self._open(self.form.key)

    async def _store(self, step: Step, *, refill: bool = False, over: bool = False) -> None:
        """Stores what the form says, by part: what others changed of other parts stays."""
        base = self._drawn[1]
        if base is None or step == base:
            self._show_errors()
            return
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                done = await self._change(lambda latest: _with(latest, base, step, over=over))
            except Conflict:
                latest = self._drawn[0].steps.get(base.key)
                if latest is None:
                    raise
                self._mine = (step,)
                self.rival = await self._rival(latest, step)
                return
            self._note_edit(done)
            if refill or over:
                self._open(base.key)
            else:
                self._show_form(step)

    async def _rival(self, latest: Step, mine: Step | None = None) -> Rival:
        by = await self._run(editors.last, self._sequence_id())  # type: ignore[attr-defined]
        said = [
            wording.summary(step, self._names, self._drawn[0].steps) if step else ""
            for step in (latest, mine)
        ]
        return Rival(by or "Someone else", *said)

    def _open(self, key: str) -> None:
        definition = self._drawn[0]
        step, titles = definition.steps[key], titles_of(definition, self._names)
        emails = {each: titles[each] for each in titles if _is_email(definition, each)}
        self.targets = [("", END), *_with_missing(titles, graph.ways(step))]
        self.emails = _with_missing(emails, _emails_asked_about(step))
        self.filled += 1
        self._show_form(step)

    def _show_form(self, step: Step) -> None:
        self._drawn, self.form = (self._drawn[0], step), form_of(step)
        self._mine, self.rival = (), Rival()
        self.templates = self._choices(self.form.template)
        self._show_errors()

    def _show_errors(self) -> None:
        key = self.form.key
        items = [item for item in self.steps if item.key == key] if key else []
        self.open_summary = " ".join(item.summary for item in items)
        dates = self._outlook[0].steps.get(key, StepDates())
        self.when, self.limit = dates.when, dates.late or dates.limit
        self.step_errors = {
            part_field(part): sentence for item in items for part, sentence in item.wrong
        }

    def _choices(self, chosen: str) -> list[tuple[str, str]]:
        names = {str(number): name for number, name in self._offered.items()}
        if chosen and chosen not in names:
            archived = self._names.get(int(chosen), f"Template {chosen}")
            names[chosen] = f"{archived} (archived)"
        return [("", "Choose a template"), *names.items()]

    def _refill(self) -> None:
        opened, latest = self._drawn[1], self._drawn[0].steps.get(self.form.key)
        if latest is not None and opened is not None and latest != opened:
            self._open(latest.key)

    def _show_steps(self, read: OpenDraft) -> None:
        super()._show_steps(read)
        if self.form.key and self.form.key not in read.draft.definition.steps:
            self._close_step()
        self._show_errors()

    async def _note_others(self, before: Definition) -> None:
        """After someone else changed the draft: says what they made of the open step."""
        key, opened = self.form.key, self._drawn[1]
        was, now = before.steps.get(key), self._drawn[0].steps.get(key)
        if opened is None or was is None or now is None or _alone(was) == _alone(now):
            return
        if not self._mine:
            self.rival = await self._rival(now)

    def _close_step(self) -> None:
        self.form, self.step_errors = StepForm(), {}
        self._mine, self.rival = (), Rival()
        self._drawn = (self._drawn[0], None)


def _with(latest: Definition, base: Step, mine: Step, *, over: bool) -> Definition:
    step = changes.merged(latest.steps.get(base.key), base, mine, over=over)
    return edits.put(latest, step)


def _is_email(definition: Definition, key: StepKey) -> bool:
    return isinstance(definition.steps.get(key), Email)


def _emails_asked_about(step: Step) -> list[StepKey]:
    tests = step.tests if isinstance(step, Condition) else ()
    return [test.step for test in tests if isinstance(test, EmailTest)]


def _with_missing(
    titles: Mapping[StepKey, str], named: Iterable[StepKey | None]
) -> list[tuple[str, str]]:
    """Choices with those that a step names and that are gone: without them its form would show the
    first of the others, and store it.
    """
    missing = [key for key in dict.fromkeys(named) if key is not None and key not in titles]
    return [*titles.items(), *((key, MISSING) for key in missing)]


def _alone(step: Step) -> Step:
    """Without where it leads."""
    return with_ways(step, lambda _: None)


def _without(parts: tuple[Any, ...], number: int) -> tuple[Any, ...]:
    return tuple(part for place, part in enumerate(parts) if place != number)
