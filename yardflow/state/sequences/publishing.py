"""Publishing a draft: first it is said what changes, and what happens to those who are in it."""

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Contradictory
from yardflow.services.sequences import moving
from yardflow.services.sequences.moving import Preview
from yardflow.state.editing import record_id
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.moving import MoveGroup, MovingState, group_of, notes_of
from yardflow.state.sequences.record import SequenceState
from yardflow.state.workplace import Workplace

_FIRST = "Contacts can be enrolled once it is published. Until then nothing is emailed."
_EMPTY = "No one is in this sequence right now. Contacts enrolled from now on get this version."
_LEFT = " {:,} took a step since you looked and stay on their version."
_DELETED = "It still happens on their version; if you move them, they continue after it."


class PublishingState(Workplace):
    """The dialog before a draft is published; ``staying`` says what happens to those who are in the
    sequence, ``moving`` is the button that moves them, too.
    """

    is_open: bool = False
    title: str = ""
    staying: str = ""
    moving: str = ""
    note: str = ""
    groups: list[MoveGroup] = []
    _number: int = 0
    _signs: frozenset[str] = frozenset()

    @rx.event
    async def ask(self):
        """Opens the dialog; what is in the way of publishing is said instead."""
        with self._errors_shown():
            try:
                looked = await self._run_long(moving.before_publishing, self._named())
            except (Contradictory, Conflict):
                return SequenceState.publish
            self._show(looked)
        return None

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog; nothing is published."""
        if not open:
            self.is_open = False

    @rx.event
    async def publish(self, moves: bool):
        """Publishes the draft; with ``moves`` everyone is moved to it."""
        if not self.is_open:
            return None
        self.is_open = False
        return [SequenceState.publish, *([PublishingState.move] if moves else [])]

    @rx.event
    async def move(self):
        """Moves those who were looked at to the version that was just published."""
        if not self._signs:
            return None
        signs, self._signs = self._signs, frozenset()
        with self._errors_shown():
            moved = await self._run_long(moving.move, self._named(), self._number, signs)
            if moved.job_id is not None:
                page = await self.get_state(MovingState)
                page._job_id, page.under_way = moved.job_id, True
                return MovingState.follow
            said = f"{counted(moved.moved, 'contact')} moved to version {self._number}."
            self._say(said + (_LEFT.format(moved.left) if moved.left else ""))
        return [MovingState.load, EnrollmentList.read_again]

    def _named(self) -> int:
        return record_id(self.router.url.path)

    def _show(self, looked: Preview) -> None:
        self._number, self._signs = looked.number, looked.signs
        self.title = f"Publish version {looked.number}?"
        self.staying = _staying(looked)
        self.moving = f"Publish and move {counted(looked.total, 'contact')}"
        self.groups = [group_of(group) for group in looked.groups]
        self.note = " ".join(notes_of(looked))
        self.is_open = True


def _staying(looked: Preview) -> str:
    if not looked.total:
        return _FIRST if looked.number == 1 else _EMPTY
    stay = "is in this sequence and stays" if looked.total == 1 else "are in this sequence and stay"
    said = f"{counted(looked.total, 'contact')} {stay} on their version, unless you move them."
    if gone := looked.at_deleted_steps:
        wait = "waits at a step" if gone == 1 else "wait at steps"
        said += f" {gone:,} of them {wait} that you deleted. {_DELETED}"
    return said
