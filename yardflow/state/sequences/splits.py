"""What the branches of a sequence's A/B splits came to, and choosing one for everyone."""

from dataclasses import dataclass, replace

import reflex as rx

from yardflow.counts import counted
from yardflow.services.sequences import split_results
from yardflow.services.sequences.decisions.comparison import USUAL, Leader
from yardflow.services.sequences.definitions.steps import Winning
from yardflow.services.sequences.split_results import SplitResult, WayResult
from yardflow.state.editing import record_id
from yardflow.state.sequences.view import END
from yardflow.state.workplace import Workplace

# With less a branch is ahead by hardly more than chance.
_CLEAR = 0.6


@dataclass
class WayItem:
    """A branch: ``opening`` is what its first step does, ``words`` are what it came to."""

    way: int
    name: str
    opening: str
    words: str
    chosen: bool


@dataclass
class SplitItem:
    """A split with its branches; ``notes`` say which is ahead. ``name`` is empty where there is no
    other one.
    """

    step: str
    name: str
    ways: list[WayItem]
    notes: list[str]
    has_winner: bool


class SplitsState(Workplace):
    """The splits of the published version of the sequence in the address."""

    splits: list[SplitItem] = []
    _sequence_id: int = 0

    @rx.event
    async def load(self):
        """Reads them."""
        self.splits, self._sequence_id = [], record_id(self.router.url.path)
        with self._errors_shown():
            if self._sequence_id:
                await self._read()

    @rx.event
    async def choose(self, step: str, way: int):
        """Sends everyone a branch from now on; a negative one leaves it to chance again."""
        with self._errors_shown():
            chosen = int(way) if int(way) >= 0 else None
            await self._run(split_results.choose, self._sequence_id, str(step)[:40], chosen)
            self._say(
                "Contacts are split by weight again"
                if chosen is None
                else f"Everyone goes to branch {_letter(chosen)} from now on"
            )
            await self._read()

    async def _read(self) -> None:
        listed = await self._run_long(split_results.of_sequence, self._sequence_id)
        items = [_item(each) for each in listed]
        self.splits = [replace(items[0], name="")] if len(items) == 1 else items


def _item(split: SplitResult) -> SplitItem:
    led = (
        ("replies", split.by_replies, [way.replies for way in split.ways]),
        ("meetings", split.by_meetings, [way.meetings for way in split.ways]),
    )
    notes = [
        _note(what, leader) if leader else f"By {what}, no branch is ahead."
        for what, leader, counts in led
        if leader or (any(counts) and all(way.people for way in split.ways))
    ]
    if split.reason:
        notes = [f"Chosen automatically: {split.reason}"]
    elif split.automatic is not None:
        notes.append(_terms(split.automatic))
    return SplitItem(
        step=split.step,
        name=f"Step {split.number}",
        ways=[
            WayItem(
                way.way,
                f"Branch {_letter(way.way)}",
                way.opening or END,
                _words(way),
                way.way == split.winner,
            )
            for way in split.ways
        ],
        notes=notes,
        has_winner=split.winner is not None,
    )


def _words(way: WayResult) -> str:
    """``120 contacts · 12 replies (10%) · 4 meetings (3%)``."""
    shares = [
        f"{said} ({round(100 * count / way.people)}%)"
        for count, said in (
            (way.replies, counted(way.replies, "reply", "replies")),
            (way.meetings, counted(way.meetings, "meeting")),
        )
        if way.people
    ]
    return " · ".join([counted(way.people, "contact"), *shares])


def _note(what: str, leader: Leader) -> str:
    if leader.enough and leader.chance < _CLEAR:
        return f"By {what}, no branch is clearly ahead."
    chance = f"{min(max(round(100 * leader.chance), 1), 99)}%"
    said = f"By {what}, branch {_letter(leader.way)} is better with a chance of {chance}."
    return said if leader.enough else f"{said} Wait until each branch has {USUAL} contacts."


def _terms(terms: Winning) -> str:
    return (
        f"Once each branch has {counted(terms.least, 'contact')}, one that is better by"
        f" {terms.metric} with a chance of {terms.chance}% wins automatically."
    )


def _letter(way: int) -> str:
    return chr(ord("A") + way) if way < 26 else str(way + 1)
