"""The canvas of a draft: its steps drawn, moved, copied and deleted, and every edit undone."""

from collections.abc import Awaitable, Callable, Collection

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, YardFlowError
from yardflow.services.sequences.definitions import blocks, changes, edits, graph
from yardflow.services.sequences.definitions.changes import Change
from yardflow.services.sequences.definitions.documents import MOST_STEPS
from yardflow.services.sequences.definitions.edits import Place
from yardflow.services.sequences.definitions.steps import Definition, Step
from yardflow.services.sequences.forecast.open_draft import OpenDraft
from yardflow.services.sequences.forecast.outlook import Outlook
from yardflow.services.sequences.lifecycle import drafts
from yardflow.services.sequences.lifecycle.drafts import NEW
from yardflow.services.sequences.running import tallies
from yardflow.state.editing import record_id
from yardflow.state.loading import Loading
from yardflow.state.sequences.drawing import drawing
from yardflow.state.sequences.picture import Picture, picture_of, place_of
from yardflow.state.sequences.view import StepItem, StepProblem, problems_of, steps_of

_MOST_UNDONE = 100
# The number of a sequence and the key of a step.
_LONGEST_COPIED = 60
Edit = Callable[[Definition], Definition]


class OnCanvas(Loading, mixin=True):
    """A mixin: ``class SequenceState(OnCanvas, Workplace)``.

    A subclass says which sequence it shows (`_sequence_id`), reads its draft (`_read_draft`), and
    makes a change of it that it shows (`_edit_draft`).
    An edit is made on what is drawn, and then on the draft as it is by now: what others changed
    elsewhere stays. ``announcement`` is what a screen reader says of the last edit.
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
    _outlook: tuple[Outlook] = (Outlook(),)
    # What is drawn, and the open step as its form says it. (Within a tuple Reflex leaves them be.)
    _drawn: tuple[Definition, Step | None] = (NEW, None)

    def _sequence_id(self) -> int:
        raise NotImplementedError

    def _read_draft(self, sequence_id: int) -> Awaitable[None]:
        raise NotImplementedError

    def _edit_draft(self, sequence_id: int, change: Edit) -> Awaitable[Change]:
        raise NotImplementedError

    @rx.event
    async def move_up(self, key: str):
        """Lets a step change places with the one before it."""
        definition = self._drawn[0]
        await self._edit(edits.move_up(definition, key), "Moved up.")

    @rx.event
    async def move_down(self, key: str):
        """Lets a step change places with the one that comes next."""
        definition = self._drawn[0]
        step = definition.steps.get(key)
        following = (*graph.ways(step), None)[0] if step else None
        if following is not None:
            await self._edit(edits.move_up(definition, following), "Moved down.")

    @rx.event
    async def move_step(self, key: str, place: str):
        """Puts a step, with what is on its branches, in another place."""
        definition = self._drawn[0]
        spot = place_in(definition, place)
        if key in definition.steps and spot is not None:
            await self._edit(blocks.move(definition, key, spot), "Moved.")

    @rx.event
    async def copy_step(self, key: str, place: str):
        """Puts a copy of a step, with what is on its branches, in a place."""
        spot = place_in(self._drawn[0], place)
        if spot is not None and key in self._drawn[0].steps:
            await self._make(lambda latest: _with_copy(latest, latest, key, spot), "Copied.")

    @rx.event
    async def paste_step(self, copied: str, place: str):
        """Puts a copy of a step of any sequence, with what is on its branches, in a place;
        ``copied`` is the number of that sequence and, behind a space, the key of the step.
        """
        number, _, key = str(copied)[:_LONGEST_COPIED].partition(" ")
        spot = place_in(self._drawn[0], place)
        if spot is not None:
            with self._errors_shown():  # type: ignore[attr-defined]
                source = await self._other(record_id(number))
                await self._make(
                    lambda latest: _with_copy(latest, source or latest, key, spot), "Pasted."
                )

    @rx.event
    async def delete_step(self, key: str):
        """Deletes a step with what is on its branches; what led to it leads to the next."""
        definition = self._drawn[0]
        if key in definition.steps:
            with self._errors_shown():  # type: ignore[attr-defined]
                notice = await self._deleted(blocks.block(definition, key).keys)
                after = blocks.remove(definition, key)
                if await self._edit(after, notice or "Deleted.") and notice:
                    self._say(notice)  # type: ignore[attr-defined]

    @rx.event
    async def undo_edit(self):
        """Takes the last edit of this tab back."""
        if self._done and await self._repeat(changes.reverse(self._done[-1]), "Undone."):
            self._undone = [*self._undone, self._done[-1]]
            self._show_undo(self._done[:-1])

    @rx.event
    async def redo_edit(self):
        """Makes the edit again that was taken back last."""
        if self._undone and await self._repeat(self._undone[-1], "Redone."):
            done, self._undone = [*self._done, self._undone[-1]], self._undone[:-1]
            self._show_undo(done)

    async def _other(self, sequence_id: int) -> Definition | None:
        """The draft of another sequence; None of this one."""
        if sequence_id == self._sequence_id():
            return None
        return await self._run(drafts.definition, sequence_id)  # type: ignore[attr-defined]

    async def _deleted(self, gone: Collection[str]) -> str:
        """What there is to know of steps that are deleted; nothing of a single one that no one
        waits at.
        """
        more = len(gone) - 1
        said = [f"Deleted with {counted(more, 'step')} on its branches"] if more else []
        sequence_id = self._sequence_id()
        counts = await self._run(tallies.of_sequence, sequence_id)  # type: ignore[attr-defined]
        waiting = sum(each.waiting for key, each in counts.steps.items() if key in gone)
        if waiting:
            waits = "contact waits" if waiting == 1 else "contacts wait"
            where = "at these steps" if more else "at this step"
            said.append(f"{waiting:,} {waits} {where} until you publish and move them")
        return ". ".join(said)

    async def _edit(self, after: Definition, announcement: str) -> bool:
        """Makes an edit of what is drawn, which can be undone; whether that could be done, and
        there was anything to do.
        """
        change = changes.between(self._drawn[0], after)
        if change.changes_nothing:
            return False
        done = await self._make(lambda latest: changes.apply(latest, change), announcement)
        return done is not None

    async def _make(self, edit: Edit, announcement: str) -> Change | None:
        """Makes an edit of the draft as it is by now, which can be undone; nothing if it can't be
        made.
        """
        before = self._drawn[0]
        with self._errors_shown():  # type: ignore[attr-defined]
            done = await self._change(edit)
            self._note_edit(done)
            left = len(graph.unreached(self._drawn[0])) - len(graph.unreached(before))
            behind = f" {counted(left, 'step')} can't be reached anymore." if left > 0 else ""
            self._announce(announcement + behind)
            self._refill()
            return done
        return None

    async def _repeat(self, change: Change, announcement: str) -> bool:
        with self._errors_shown():  # type: ignore[attr-defined]
            try:
                await self._change(lambda latest: changes.apply(latest, change))
            except Conflict:
                self._forget_edits()
                raise
            self._announce(announcement)
            self._refill()
            return True
        return False

    def _note_edit(self, change: Change) -> None:
        """Lets an edit be undone, if it is one."""
        if change.changes_nothing:
            return
        self._undone = []
        self._show_undo([*self._done, change][-_MOST_UNDONE:])

    async def _change(self, change: Edit) -> Change:
        """Stores a change of the draft, and shows that as it is by now.

        Raises:
            Conflict: someone else changed the same.
        """
        try:
            return await self._edit_draft(self._sequence_id(), change)
        except YardFlowError:
            await self._read_draft(self._sequence_id())
            raise

    def _announce(self, text: str) -> None:
        """The same text a second time differs by a space, or nothing would be read out."""
        self.announcement = text + "\u00a0" * (self.announcement == text)

    def _show_undo(self, done: list[Change]) -> None:
        self._done = done
        self.can_undo, self.can_redo = bool(done), bool(self._undone)

    def _forget_edits(self) -> None:
        self._undone, self.announcement = [], ""
        self._show_undo([])

    def _refill(self) -> None:
        """Shows what an edit made of the open step."""

    def _show_steps(self, read: OpenDraft) -> None:
        definition = read.draft.definition
        self._drawn = (definition, self._drawn[1])
        drawn = drawing(definition)
        # (Not read from the state again: Reflex wraps each part of what is.)
        steps = steps_of(read, self._names, drawn)
        self.steps, self.step_problems = steps, problems_of(steps)
        self.picture = picture_of(definition, drawn)


def _with_copy(latest: Definition, source: Definition, key: str, spot: Place) -> Definition:
    check_place(latest, spot)
    check_step(source, key)
    check_room(latest, len(blocks.block(source, key).keys))
    return blocks.paste(latest, source, key, spot)


def place_in(definition: Definition, text: str) -> Place | None:
    """The place that the browser means, if the draft has it."""
    place = place_of(str(text))
    return place if place is not None and edits.has_place(definition, place) else None


def check_place(definition: Definition, place: Place) -> None:
    """Raises:
    Conflict: the place isn't there any more.
    """
    if not edits.has_place(definition, place):
        raise Conflict("Someone else has just removed this place. Choose another.")


def check_step(definition: Definition, key: str) -> None:
    """Raises:
    Conflict: the step isn't there any more.
    """
    if key not in definition.steps:
        raise Conflict("Someone else has just deleted this step. Choose another.")


def check_room(definition: Definition, more: int) -> None:
    """Raises:
    Conflict: so many more steps are too many.
    """
    if len(definition.steps) + more > MOST_STEPS:
        raise Conflict(f"A sequence has at most {MOST_STEPS} steps. Delete some first.")
