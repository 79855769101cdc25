"""The steps of a draft, edited in a form and moved by buttons."""

from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import reflex as rx

from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import edits, graph, reading
from yardflow.services.sequences.definitions.reading import MOST_STEPS, MOST_TESTS, MOST_WAYS
from yardflow.services.sequences.definitions.steps import Definition, Email
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.templates.problems import Problem
from yardflow.state.loading import Loading
from yardflow.state.sequences.sent_step import step_json
from yardflow.state.sequences.step_form import (
    DURATION,
    EVENT,
    MOMENT,
    TIME,
    StepForm,
    TestForm,
    WayForm,
    form_of,
    new_form,
)
from yardflow.state.sequences.view import END, KINDS, StepItem, steps_of, titles_of

_SHAPES = {"until": (DURATION, TIME, EVENT), "not_after": ("", MOMENT, EVENT)}


class EditingSteps(Loading, mixin=True):
    """A mixin: ``class SequenceState(EditingSteps, Workplace)``.

    A subclass says which sequence it shows in which version (`_sequence`), and reads it (`_read`).
    ``form`` is the step that is edited, ``targets`` where its branches may lead, ``emails`` whose
    result a condition may ask for.
    """

    steps: list[StepItem] = []
    form: StepForm = StepForm()
    step_open: bool = False
    step_errors: list[str] = []
    targets: list[tuple[str, str]] = []
    templates: list[tuple[str, str]] = []
    emails: list[tuple[str, str]] = []
    _names: dict[int, str] = {}
    _offered: dict[int, str] = {}
    _remarks: dict[int, list[Problem]] = {}

    def _sequence(self) -> tuple[int, int]:
        raise NotImplementedError

    def _read(self, sequence_id: int) -> Awaitable[None]:
        raise NotImplementedError

    @rx.event
    async def add_step(self, kind: str, after: str):
        """Opens the form of a new step behind another one, or at the start."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            if kind not in KINDS.values():
                return
            if len(definition.steps) >= MOST_STEPS:
                raise Conflict(f"A sequence has at most {MOST_STEPS} steps. Delete one first.")
            grown = definition.steps.get(after)
            following = definition.start if grown is None else (*graph.ways(grown), None)[0]
            known = after if grown is not None else ""
            self._open(new_form(kind, known, following or ""), definition)

    @rx.event
    async def edit_step(self, key: str):
        """Opens the form of a step."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            if key in definition.steps:
                self._open(form_of(definition.steps[key]), definition)

    @rx.event
    async def close_step(self, open: bool):
        """Closes the form without saving."""
        if not open:
            self._close_step()

    @rx.event
    async def shape_form(self, name: str, value: str):
        """Chooses what a wait or a time limit goes by, which other fields belong to."""
        if value in _SHAPES.get(name, ()):
            changed: dict[str, Any] = {name: value}
            self.form = replace(self.form, **changed)

    @rx.event
    async def add_test(self, of_email: bool):
        """Adds a test to the form of a condition."""
        tests = self.form.tests
        if len(tests) < MOST_TESTS:
            number = max((test.number for test in tests), default=-1) + 1
            self.form = replace(self.form, tests=[*tests, TestForm(number, bool(of_email))])

    @rx.event
    async def remove_test(self, number: int):
        """Removes a test from the form."""
        rest = [test for test in self.form.tests if test.number != number]
        self.form = replace(self.form, tests=rest)

    @rx.event
    async def add_way(self):
        """Adds a branch to the form of a split."""
        ways = self.form.ways
        if len(ways) < MOST_WAYS:
            number = max((way.number for way in ways), default=-1) + 1
            self.form = replace(self.form, ways=[*ways, WayForm(number)])

    @rx.event
    async def remove_way(self, number: int):
        """Removes a branch from the form."""
        rest = [way for way in self.form.ways if way.number != number]
        self.form = replace(self.form, ways=rest)

    @rx.event
    async def save_step(self, form: dict[str, Any]):
        """Stores the step of the open form."""
        if not self.step_open:
            return
        opened = self.form
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            key = opened.key or edits.new_key(definition, opened.kind)
            try:
                step = reading.read_step(step_json(opened, key, form))
            except reading.Unreadable as unreadable:
                self.step_errors = list(
                    dict.fromkeys(problem.sentence for problem in unreadable.problems)
                )
                return
            if not opened.key:
                definition = edits.insert(definition, step, opened.after)
            await self._save(edits.put(definition, step))
            self._close_step()

    @rx.event
    async def move_up(self, key: str):
        """Lets a step change places with the one before it."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            if edits.can_move_up(definition, key):
                await self._save(edits.move_up(definition, key))

    @rx.event
    async def move_down(self, key: str):
        """Lets a step change places with the one that comes next."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            step = definition.steps.get(key)
            following = (*graph.ways(step), None)[0] if step else None
            if following is not None and edits.can_move_up(definition, following):
                await self._save(edits.move_up(definition, following))

    @rx.event
    async def delete_step(self, key: str):
        """Deletes a step; what led to it leads to the next."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            if key in definition.steps:
                await self._save(edits.remove(definition, key))

    async def _definition(self) -> Definition:
        draft: Draft = await self._run(drafts.draft, self._sequence()[0])  # type: ignore[attr-defined]
        return draft.definition

    async def _save(self, definition: Definition) -> None:
        """Stores the draft.

        Raises:
            Conflict: someone changed it since it was shown.
        """
        sequence_id, version = self._sequence()
        await self._run(drafts.save, sequence_id, version, definition)  # type: ignore[attr-defined]
        await self._read(sequence_id)

    def _open(self, form: StepForm, definition: Definition) -> None:
        titles = titles_of(definition, self._names)
        self.form, self.step_open, self.step_errors = form, True, []
        names = {str(number): name for number, name in self._offered.items()}
        if form.template and form.template not in names:
            archived = self._names.get(int(form.template), f"Template {form.template}")
            names[form.template] = f"{archived} (archived)"
        self.templates = [("", "Choose a template"), *names.items()]
        self.targets = [("", END), *titles.items()]
        self.emails = [
            (key, title)
            for key, title in titles.items()
            if isinstance(definition.steps[key], Email)
        ]

    def _close_step(self) -> None:
        self.step_open, self.form, self.step_errors = False, StepForm(), []

    def _show_steps(self, draft: Draft) -> None:
        self.steps = steps_of(draft, self._names, self._remarks)
