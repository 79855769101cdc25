"""Who is on an older version of a sequence, and moving them after a look before."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Unavailable, YardFlowError
from yardflow.services.operations import jobs
from yardflow.services.sequences import moving
from yardflow.services.sequences.moving import Group, Person, Preview
from yardflow.state.editing import record_id
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 1.0
_LEFT = ". {:,} took a step since you looked: look again to move the rest."
# So many people of a group are listed; the API lists all.
LISTED = 50


@dataclass
class MovePerson:
    """Someone in a group. ``before`` and ``after`` are ISO texts, empty where that takes a change;
    where both are the same, ``after`` is empty, too.
    """

    name: str
    href: str
    account: str
    before: str
    after: str


@dataclass
class MoveGroup:
    """People with the same outcome: how many, at which step, what happens, and who they are."""

    count: str
    step: str
    what: list[str]
    people: list[MovePerson]
    more: str


class MovingState(Workplace):
    """The notice on a sequence's page, and the dialog before the move. ``waiting`` says who is on
    older versions, empty if no one is; ``under_way``: a job moves them.
    """

    waiting: str = ""
    under_way: bool = False
    is_open: bool = False
    title: str = ""
    action: str = ""
    note: str = ""
    groups: list[MoveGroup] = []
    _sequence_id: int = 0
    _number: int = 0
    _signs: frozenset[str] = frozenset()
    _job_id: int = 0

    @rx.event
    async def load(self):
        """Reads who is on older versions of the sequence in the address."""
        sequence_id = record_id(self.router.url.path)
        if sequence_id != self._sequence_id:
            self.waiting, self._job_id, self.under_way = "", 0, False
        self.is_open, self._sequence_id = False, sequence_id
        await self._read()

    @rx.event
    async def look(self):
        """Opens the dialog with what would happen to each."""
        with self._errors_shown():
            self._show(await self._run_long(moving.preview, self._sequence_id))
            self.is_open = bool(self.groups)
            await self._read()

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog; no one was moved."""
        if not open:
            self.is_open = False

    @rx.event
    async def move(self):
        """Moves those who were looked at."""
        if not self.is_open:
            return None
        self.is_open = False
        with self._errors_shown():
            moved = await self._run_long(moving.move, self._sequence_id, self._number, self._signs)
            if moved.job_id is not None:
                self._job_id, self.under_way = moved.job_id, True
                return MovingState.follow
            said = f"{counted(moved.moved, 'contact')} moved to version {self._number}"
            self._say(f"{said}{_LEFT.format(moved.left) if moved.left else ''}")
        await self._read()
        return EnrollmentList.read_again

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows how many are left while a job moves them; ends with the job or the page."""
        while True:
            async with self:
                if record_id(self.router.url.path) != self._sequence_id or not self._job_id:
                    return None
                if await self._job_has_ended():
                    self._job_id, self.under_way = 0, False
                    return EnrollmentList.read_again
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _job_has_ended(self) -> bool:
        try:
            job = await self._run(jobs.get, self._job_id)
        except Unavailable:
            return False
        except YardFlowError as error:
            self._complain(error.message)
            return True
        await self._read()
        if job.error:
            self._complain(job.error)
        return job.ended

    async def _read(self) -> None:
        with self._errors_shown():
            rows = await self._run(moving.waiting, self._sequence_id)
            total = sum(row.people for row in rows)
            numbers = " and ".join(f"{row.number}" for row in rows)
            versions = "an older version" if len(rows) > 2 else f"version {numbers}"
            verb = "is" if total == 1 else "are"
            self.waiting = (
                f"{counted(total, 'contact')} {verb} still in {versions}" if total else ""
            )

    def _show(self, preview: Preview) -> None:
        who = counted(preview.total, "contact")
        self._number, self._signs = preview.number, preview.signs
        self.title = f"Move {who} to version {preview.number}?"
        self.action = f"Move {who}"
        self.groups = [group_of(group) for group in preview.groups]
        self.note = " ".join(notes_of(preview))


def notes_of(preview: Preview) -> Iterator[str]:
    """What is to be known beside the groups."""
    if preview.looked_at < preview.total:
        yield f"Times are those of {counted(preview.looked_at, 'contact')}."
    if preview.ended:
        stay = "stays as it is" if preview.ended == 1 else "stay as they are"
        yield f"{counted(preview.ended, 'enrollment')} that ended {stay}."


def group_of(group: Group) -> MoveGroup:
    """A group as dialogs show it."""
    outcome = group.outcome
    what = [outcome.what]
    if outcome.another_time:
        what.append("Its time changes.")
    if outcome.late:
        what.append("The email there can't go out in time anymore, so it is skipped.")
    if outcome.passes:
        what.append(f"Not repeated, because it is done: {', '.join(outcome.passes)}.")
    more = group.count - len(group.people[:LISTED])
    return MoveGroup(
        count=counted(group.count, "contact"),
        step=f"{outcome.step} · version {outcome.number}",
        what=what,
        people=[_person(person) for person in group.people[:LISTED]],
        more=f"{more:,} more" if more > 0 else "",
    )


def _person(person: Person) -> MovePerson:
    same = person.planned_at == person.planned_after
    return MovePerson(
        name=person.contact_name,
        href=f"/contacts/{person.contact_id}/",
        account=person.account_name,
        before=_iso(person.planned_at),
        after="" if same else _iso(person.planned_after),
    )


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
