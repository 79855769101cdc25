"""The canvas of a draft: its steps drawn, moved, copied and deleted, and every edit undone."""

from collections.abc import Awaitable

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict
from yardflow.services.sequences.definitions import blocks, changes, edits, graph
from yardflow.services.sequences.definitions.changes import Change
from yardflow.services.sequences.definitions.edits import Place
from yardflow.services.sequences.definitions.reading import MOST_STEPS
from yardflow.services.sequences.definitions.steps import Definition
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import Draft
from yardflow.services.sequences.templates.problems import Problem
from yardflow.state.loading import Loading
from yardflow.state.sequences.drawing import drawing
from yardflow.state.sequences.view import (
    Picture,
    StepItem,
    StepProblem,
    picture_of,
    place_of,
    problems_of,
    steps_of,
)

_MOST_UNDONE = 100


class OnCanvas(Loading, mixin=True):
    """A mixin: ``class SequenceState(OnCanvas, Workplace)``.

    A subclass says which sequence it shows in which version (`_sequence`), and reads its draft
    (`_read_draft`).
    ``announcement`` is what a screen reader says of the last edit.
    """

    steps: list[StepItem] = []
    picture: Picture = Picture()
    step_problems: list[StepProblem] = []
    can_undo: bool = False
    can_redo: bool = False
    announcement: str = ""
    _done: list[Change] = []
    _undone: list[Change] = []
    _names: dict[int, str] = {}
    _remarks: dict[int, list[Problem]] = {}

    def _sequence(self) -> tuple[int, int]:
        raise NotImplementedError

    def _read_draft(self, sequence_id: int) -> Awaitable[None]:
        raise NotImplementedError

    @rx.event
    async def move_up(self, key: str):
        """Lets a step change places with the one before it."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            await self._edit(definition, edits.move_up(definition, key), "Moved up.")

    @rx.event
    async def move_down(self, key: str):
        """Lets a step change places with the one that comes next."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            step = definition.steps.get(key)
            following = (*graph.ways(step), None)[0] if step else None
            if following is not None:
                await self._edit(definition, edits.move_up(definition, following), "Moved down.")

    @rx.event
    async def move_step(self, key: str, place: str):
        """Puts a step, with what is on its branches, in another place."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            spot = place_in(definition, place)
            if key in definition.steps and spot is not None:
                await self._edit(definition, blocks.move(definition, key, spot), "Moved.")

    @rx.event
    async def copy_step(self, key: str, place: str):
        """Puts a copy of a step, with what is on its branches, in a place."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            spot = place_in(definition, place)
            if key in definition.steps and spot is not None:
                check_room(definition, len(blocks.block(definition, key).keys))
                await self._edit(definition, blocks.copy(definition, key, spot), "Copied.")

    @rx.event
    async def delete_step(self, key: str):
        """Deletes a step with what is on its branches; what led to it leads to the next."""
        with self._errors_shown():  # type: ignore[attr-defined]
            definition = await self._definition()
            if key in definition.steps:
                more = len(blocks.block(definition, key).keys) - 1
                notice = f"Deleted with {counted(more, 'step')} on its branches" if more else ""
                await self._edit(definition, blocks.remove(definition, key), notice or "Deleted.")
                if notice:
                    self._say(notice)  # type: ignore[attr-defined]

    @rx.event
    async def undo_edit(self):
        """Takes the last edit of this tab back."""
        if self._done:
            with self._errors_shown():  # type: ignore[attr-defined]
                await self._repeat(changes.reverse(self._done[-1]), "Undone.")
                self._undone = [*self._undone, self._done[-1]]
                self._show_undo(self._done[:-1])

    @rx.event
    async def redo_edit(self):
        """Makes the edit again that was taken back last."""
        if self._undone:
            with self._errors_shown():  # type: ignore[attr-defined]
                await self._repeat(self._undone[-1], "Redone.")
                done, self._undone = [*self._done, self._undone[-1]], self._undone[:-1]
                self._show_undo(done)

    async def _definition(self) -> Definition:
        draft: Draft = await self._run(drafts.draft, self._sequence()[0])  # type: ignore[attr-defined]
        return draft.definition

    async def _edit(self, before: Definition, after: Definition, announcement: str) -> bool:
        """Stores an edit of the draft, which can be undone; whether there was anything to store."""
        if before == after:
            return False
        await self._save(after)
        left = len(graph.unreached(after)) - len(graph.unreached(before))
        behind = f" {counted(left, 'step')} can't be reached anymore." if left > 0 else ""
        self._announce(announcement + behind)
        self._undone = []
        self._show_undo([*self._done, changes.between(before, after)][-_MOST_UNDONE:])
        return True

    async def _repeat(self, change: Change, announcement: str) -> None:
        try:
            await self._save(changes.apply(await self._definition(), change))
        except Conflict:
            self._forget_edits()
            raise
        self._announce(announcement)

    def _announce(self, text: str) -> None:
        """The same text a second time differs by a space, or nothing would be read out."""
        self.announcement = text + "\u00a0" * (self.announcement == text)

    def _show_undo(self, done: list[Change]) -> None:
        self._done = done
        self.can_undo, self.can_redo = bool(done), bool(self._undone)

    def _forget_edits(self) -> None:
        self._undone, self.announcement = [], ""
        self._show_undo([])

    async def _save(self, definition: Definition) -> None:
        """Stores the draft.

        Raises:
            Conflict: someone changed it since it was shown.
        """
        sequence_id, version = self._sequence()
        try:
            await self._run(drafts.save, sequence_id, version, definition)  # type: ignore[attr-defined]
        finally:
            await self._read_draft(sequence_id)

    def _show_steps(self, draft: Draft) -> None:
        drawn = drawing(draft.definition)
        self.steps = steps_of(draft, self._names, self._remarks, drawn)
        self.picture = picture_of(draft.definition, drawn)
        self.step_problems = problems_of(self.steps)


def place_in(definition: Definition, text: str) -> Place | None:
    """The place that the browser means, if the draft has it."""
    place = place_of(str(text))
    return place if place is not None and edits.has_place(definition, place) else None


def check_room(definition: Definition, more: int) -> None:
    """Raises:
    Conflict: so many more steps are too many.
    """
    if len(definition.steps) + more > MOST_STEPS:
        raise Conflict(f"A sequence has at most {MOST_STEPS} steps. Delete some first.")
