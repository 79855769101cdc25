"""Who is behind a count of a step, in a drawer."""

from dataclasses import dataclass

import reflex as rx

from yardflow.models import TallyKind
from yardflow.services.sequences.definitions import graph
from yardflow.services.sequences.definitions.edits import Edge
from yardflow.services.sequences.running import acts, funnel, people
from yardflow.services.sequences.running.people import Counted, StepPerson
from yardflow.state.editing import record_id
from yardflow.state.sequences.acting import Acting
from yardflow.state.sequences.picture import place_of
from yardflow.state.workplace import Workplace

SHOWN = 20
TITLES = {
    TallyKind.WAITING: "Waiting",
    TallyKind.SENT: "Sent",
    TallyKind.REPLIED: "Replied",
    TallyKind.MISSED: "Missed: too late to send",
    TallyKind.FAILED: "Failed: refused or bounced",
    TallyKind.ENDED: "Ended here",
    TallyKind.WENT: "Continued",
}


@dataclass
class PersonItem:
    """Someone in the drawer; ``href`` is empty once the contact was deleted, ``at`` an ISO text.
    Who is ``stuck`` can't be emailed now.
    """

    id: int
    name: str
    href: str
    account: str
    note: str
    at: str
    stuck: bool


class StepPeople(Acting, Workplace):
    """The people of the count that was clicked. ``waiting``: they can be helped on from there."""

    is_open: bool = False
    title: str = ""
    step: str = ""
    waiting: bool = False
    rows: list[PersonItem] = []
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    _counted: Counted = Counted(0, "", TallyKind.WAITING)
    _cursor: str = ""
    _next: str = ""
    _previous: str = ""

    @rx.event
    async def show(self, step: str, kind: str):
        """Lists those behind a count of a step."""
        if kind in TITLES:
            await self._open(Counted(self._named(), step[:60], TallyKind(kind)))

    @rx.event
    async def show_step(self, step: str):
        """Lists those who wait at a step."""
        await self._open(Counted(self._named(), step[:60], TallyKind.WAITING))

    @rx.event
    async def show_edge(self, place: str):
        """Lists those who went along the line that starts at a place of the canvas."""
        with self._errors_shown():
            said = await self._run(funnel.of_sequence, self._named())
            spot = place_of(place)
            if isinstance(spot, Edge):
                steps = {each.step.key: each.step for each in said.steps}
                ways = graph.ways(steps[spot.source]) if spot.source in steps else ()
                for to in ways[spot.way : spot.way + 1]:
                    await self._open(Counted(self._named(), spot.source, TallyKind.WENT, to))

    @rx.event
    async def close(self, open: bool):
        """Closes the drawer."""
        if not open:
            self.is_open = False

    @rx.event
    async def next_page(self):
        """Shows the next page."""
        self._cursor = self._next
        await self._read()

    @rx.event
    async def previous_page(self):
        """Shows the previous page."""
        self._cursor = self._previous
        await self._read()

    @rx.event
    async def send_now(self, number: int):
        """Has the email of someone who waits go out now."""
        with self._errors_shown():
            await self._act(acts.send_now, [int(number)], "Email goes out now")
            await self._read()

    @rx.event
    async def skip(self, number: int):
        """Skips the step of someone who waits."""
        with self._errors_shown():
            await self._act(acts.skip, [int(number)], "Step skipped")
            await self._read()

    def _named(self) -> int:
        return record_id(self.router.url.path)

    async def _open(self, counted: Counted) -> None:
        self._counted, self._cursor = counted, ""
        self.waiting = counted.kind is TallyKind.WAITING
        self.title = TITLES[counted.kind]
        with self._errors_shown():
            said = await self._run(funnel.of_sequence, counted.sequence_id)
            titles = {each.step.key: each.summary for each in said.steps}
            self.step = titles.get(counted.step, "A step of an earlier version")
            await self._read()
            self.is_open = True

    async def _read(self) -> None:
        with self._errors_shown():
            page = await self._run(people.search, self._counted, limit=SHOWN, cursor=self._cursor)
            self.rows = [_item(each) for each in page.items]
            self._next, self._previous = page.next or "", page.previous or ""
            self.has_next, self.has_previous = bool(page.next), bool(page.previous)
            total = f"{page.total:,}{'+' if page.capped else ''}"
            last = page.start + len(page.items) - 1
            self.summary = f"{page.start:,}–{last:,} of {total}" if page.items else ""


def _item(each: StepPerson) -> PersonItem:
    return PersonItem(
        id=each.id,
        name=each.contact_name or "Deleted contact",
        href=f"/contacts/{each.contact_id}/" if each.contact_id else "",
        account=each.account_name,
        note=each.note,
        at=each.at.isoformat() if each.at else "",
        stuck=each.stuck,
    )
