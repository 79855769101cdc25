"""The sync page: how the sync stands, starting and pausing it, and syncing chosen records."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.models import Direction
from yardflow.services.hubspot.journal import runs
from yardflow.services.hubspot.journal.runs import RunView
from yardflow.services.hubspot.syncing import asked, backfill, status, switch, wording
from yardflow.services.hubspot.timeline import refused
from yardflow.services.operations import jobs
from yardflow.services.records import owners
from yardflow.state.hubspot import words
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

PATH = "/hubspot/"
LOOK_AGAIN_S = 2.0
_LIMITS = {"event": 20, "owner": 20, "direction": 20}


@dataclass
class StatusRow:
    """How the sync stands, see `status.SyncStatus`; moments are ISO texts."""

    status: str = ""
    problem: str = ""
    account: str = ""
    started_at: str = ""
    started_by: str = ""
    looked_at: str = ""
    waiting: int = 0
    waiting_kinds: str = ""
    errors: int = 0
    conflicts: int = 0
    waits_until: str = ""
    waits_because: str = ""


@dataclass
class OpenRun:
    """A run that goes on; ``percent`` is how far it is."""

    id: int
    job_id: int
    title: str
    progress: str
    percent: int
    note: str
    paused: bool
    mine: bool


class HubspotSyncState(Loading, Workplace):
    """The page, read again every few seconds while it is open. ``chosen_*`` are the filter of the
    records to be synced.
    """

    row: StatusRow = StatusRow()
    open_runs: list[OpenRun] = []
    teammates: list[tuple[str, str]] = []
    chosen_event: str = ""
    chosen_owner: str = ""
    chosen_direction: str = Direction.BOTH.value
    linked_only: bool = False
    asking_start: bool = False

    @rx.event
    async def load(self):
        """Reads the page, then follows it."""
        self.asking_start = False
        with self._loading():
            team = await self._run(owners.choices)
            self.teammates = [(str(each.id), each.name) for each in team]
            await self._read()
        return HubspotSyncState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads it again; ends with the tab, or when the person leaves the page."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                if self.router.url.path.rstrip("/") != PATH.rstrip("/"):
                    return
                with self._loading():
                    await self._read()
                if self.problem and not self._away:
                    return

    @rx.event
    async def ask_start(self, open: bool):
        """Asks before the sync is started."""
        self.asking_start = bool(open)

    @rx.event
    async def start(self):
        """Starts the sync: from now on changes are synced."""
        self.asking_start = False
        with self._errors_shown():
            await self._run(switch.start)
            self._say("Syncing has started.")
            await self._read()

    @rx.event
    async def pause(self):
        """Pauses the sync."""
        with self._errors_shown():
            await self._run(switch.pause)
            self._say("Paused. Changes wait until you resume.")
            await self._read()

    @rx.event
    async def resume(self):
        """Resumes the sync."""
        with self._errors_shown():
            await self._run(switch.resume)
            self._say("Resumed")
            await self._read()

    @rx.event
    async def choose(self, name: str, value: str):
        """Narrows what is to be synced."""
        if name in _LIMITS:
            setattr(self, f"chosen_{name}", value[: _LIMITS[name]])

    @rx.event
    async def turn_linked_only(self, on: bool):
        """Whether records that aren't linked yet are left."""
        self.linked_only = bool(on)

    @rx.event
    async def dry_run(self):
        """Has a job find out what syncing the chosen records would do, and leads there."""
        with self._errors_shown():
            job_id = await self._ask(dry_run=True)
            return rx.redirect(f"/hubspot/dry-run/{job_id}/")
        return None

    @rx.event
    async def sync(self):
        """Has a job sync the chosen records."""
        with self._errors_shown():
            await self._ask(dry_run=False)
            await self._read()

    @rx.event
    async def pause_run(self, run_id: int):
        """Pauses a run after its current batch."""
        with self._errors_shown():
            await self._run(backfill.pause, run_id)
            await self._read()

    @rx.event
    async def resume_run(self, run_id: int):
        """Resumes a run."""
        with self._errors_shown():
            await self._run(backfill.resume, run_id)
            await self._read()

    @rx.event
    async def cancel_run(self, job_id: int):
        """Cancels a run; what is synced stays."""
        with self._errors_shown():
            await self._run(jobs.cancel, job_id)
            self._say("Canceled. What is synced stays.")
            await self._read()

    async def _ask(self, *, dry_run: bool) -> int:
        subjects = {"event": _number(self.chosen_event), "owner": _number(self.chosen_owner)}
        directions = {each.value: each for each in Direction}
        job = await self._run(
            asked.start,
            subjects=subjects,
            direction=directions.get(self.chosen_direction, Direction.BOTH),
            dry_run=dry_run,
            everything=not any(subjects.values()),
            linked_only=self.linked_only,
        )
        return int(job.id or 0)

    async def _read(self) -> None:
        row = _row(await self._run(status.get), await self._run(refused.number))
        if row != self.row:
            self.row = row
        views = await self._run(runs.still_open)
        titles = await self._run(wording.titles, [view.payload for view in views])
        principal = await self._principal()
        listed = [
            _open(view, title, principal.is_admin or view.asked_by_id == principal.user_id)
            for view, title in zip(views, titles, strict=True)
        ]
        if listed != self.open_runs:
            self.open_runs = listed


def _row(now: status.SyncStatus, unlogged: int) -> StatusRow:
    return StatusRow(
        status=now.status,
        problem=now.problem,
        account=now.account,
        started_at=words.iso(now.started_at),
        started_by=now.started_by,
        looked_at=words.iso(now.looked_at),
        waiting=sum(now.waiting.values()),
        waiting_kinds=words.waiting(now.waiting),
        errors=now.errors + unlogged,
        conflicts=now.conflicts,
        waits_until=words.iso(now.limits.waits_until),
        waits_because=now.limits.waits_because,
    )


def _open(view: RunView, title: str, mine: bool) -> OpenRun:
    return OpenRun(
        id=view.id,
        job_id=view.job_id or 0,
        title=title,
        progress=f"{view.done:,} of {view.total:,}",
        percent=min(100, round(100 * view.done / view.total)) if view.total else 0,
        note="" if view.paused else view.note,
        paused=view.paused,
        mine=mine,
    )


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
