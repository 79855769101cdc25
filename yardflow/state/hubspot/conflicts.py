"""Conflicts: fields with two values, of which a person says which counts."""

from dataclasses import dataclass

import reflex as rx

from yardflow.errors import Contradictory, NotFound
from yardflow.models import Side
from yardflow.services.hubspot.journal import conflicts, runs
from yardflow.services.hubspot.journal.runs import DecisionView
from yardflow.state.hubspot import words
from yardflow.state.hubspot.runs import at_of
from yardflow.state.hubspot.values import Companies, ValueItem, companies, value_item
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

_REMEMBERED = 100
SIDES = {"here": Side.HERE, "there": Side.THERE}


@dataclass
class ConflictItem:
    """A conflict; moments are ISO texts, empty where no one knows them."""

    id: int
    name: str
    href: str
    field: str
    ours: ValueItem
    ours_at: str
    ours_by: str
    theirs: ValueItem
    theirs_at: str


class HubspotConflictsState(Loading, Workplace):
    """The conflicts that wait, the longest waiting first. What was decided during this visit can be
    undone, the last first.
    """

    rows: list[ConflictItem] = []
    next_href: str = ""
    is_first: bool = True
    announcement: str = ""
    can_undo: bool = False
    _decisions: list[int] = []

    @rx.event
    async def load(self):
        """Reads the list."""
        with self._loading():
            await self._read()

    @rx.event
    async def decide(self, decision_id: int, side: str):
        """Says whose value counts."""
        row = next((row for row in self.rows if row.id == decision_id), None)
        if row is None or side not in SIDES:
            return
        with self._errors_shown():
            try:
                await self._run(conflicts.rule, decision_id, SIDES[side])
            except (Contradictory, NotFound):
                await self._read()
                raise
            self._decisions = [*self._decisions, decision_id][-_REMEMBERED:]
            kept = "our value" if side == "here" else "HubSpot’s value"
            self.announcement = f"{row.field} of {row.name}: {kept} counts."
            await self._read()

    @rx.event
    async def undo_last(self):
        """Undoes the last decision."""
        if not self._decisions:
            return
        *rest, last = self._decisions
        with self._errors_shown():
            self._decisions = rest
            waits = await self._run(conflicts.undo_rule, last)
            self.announcement = "Undone" if waits else "Undone. The next sync asks again."
            self._say(self.announcement)
        await self._read()

    async def _read(self) -> None:
        after = at_of(self.router.url.query_parameters)
        views = await self._run(runs.waiting, after=after)
        known = await companies(
            self, ((each.property_name, (each.ours, each.theirs)) for each in views)
        )
        self.rows = [_item(view, known) for view in views]
        more = len(views) == runs.PAGE
        self.next_href = f"/hubspot/conflicts/?at={views[-1].id}" if more else ""
        self.is_first, self.can_undo = not after, bool(self._decisions)


def _item(view: DecisionView, known: Companies) -> ConflictItem:
    return ConflictItem(
        id=view.id,
        name=view.name or "Deleted record",
        href=view.href,
        field=view.field,
        ours=value_item(view.property_name, view.ours, known),
        ours_at=words.iso(view.ours_at),
        ours_by=words.by(view.ours_by),
        theirs=value_item(view.property_name, view.theirs, known),
        theirs_at=words.iso(view.theirs_at),
    )
