"""The steps of a draft, edited in a form."""

from dataclasses import replace
from typing import Any

import reflex as rx

from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import edits, reading
from yardflow.services.sequences.definitions.comparable import FIELDS
from yardflow.services.sequences.definitions.reading import MOST_TESTS, MOST_WAYS
from yardflow.services.sequences.definitions.steps import Definition, Email
from yardflow.state.sequences.canvas import OnCanvas, check_room, place_in
from yardflow.state.sequences.sent_step import step_json
from yardflow.state.sequences.step_form import (
    DURATION,
    EVENT,
    MOMENT,
    TIME,
    StepForm,
    TestForm,
    WayForm,
    field_test,
    form_of,
    new_form,
)
from yardflow.state.sequences.view import (
    END,
    KINDS,
    place_text,
    titles_of,
)

_SHAPES = {"until": (DURATION, TIME, EVENT), "not_after": ("", MOMENT, EVENT)}


class EditingSteps(OnCanvas, mixin=True):
    """A mixin, as `OnCanvas` is. ``form`` is the step that is edited, ``targets`` where its
    branches may lead, ``emails`` whose result a condition may ask for.
    """

    form: StepForm = StepForm()
    step_open: bool = False
    step_errors: list[str] = []
    targets: list[tuple[str, str]] = []
    templates: list[tuple[str, str]] = []
    emails: list[tuple[str, str]] = []
    _offered: dict[int, str] = {}

    @rx.event
    async def add_step(self, kind: str, place: str):
        """Opens the form of a new step for a place."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            spot = place_in(definition, place)
            if kind not in KINDS.values() or spot is None:
                return
            check_room(definition, 1)
            following = edits.target_of(definition, spot)
            self._open(new_form(kind, place_text(spot), following or ""), definition)

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
    async def choose_field(self, number: int, name: str):
        """Chooses what a test is about, which its values belong to."""
        if name in FIELDS:
            tests = [
                field_test(number, name) if test.number == number else test
                for test in self.form.tests
            ]
            self.form = replace(self.form, tests=tests)

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
            edited = definition
            if not opened.key:
                place = place_in(definition, opened.place)
                if place is None:
                    raise Conflict("Someone else just changed this sequence. Add the step again.")
                edited = edits.insert(definition, step, place)
            await self._edit(definition, edits.put(edited, step), "Saved.")
            self._close_step()

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
