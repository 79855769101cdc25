"""The runs of the sync, one run with its decisions, and undoing them."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.models import SyncAction
from yardflow.services.hubspot.journal import runs, undo, undo_job
from yardflow.services.hubspot.journal.runs import DecisionView, RunView
from yardflow.services.hubspot.syncing import wording
from yardflow.services.operations import jobs
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.state.editing import record_id
from yardflow.state.hubspot import words
from yardflow.state.hubspot.values import Companies, ValueItem, companies, value_item
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 1.0
STATUSES = {
    "queued": "Queued",
    "running": "Running",
    "waiting": "Waiting",
    "succeeded": "Done",
    "failed": "Failed",
    "cancelled": "Canceled",
}
_ACTIONS = {
    SyncAction.WRITE_HERE: "Changed here",
    SyncAction.WRITE_THERE: "Changed in HubSpot",
    SyncAction.KEEP: "Left as it is",
    SyncAction.REFUSE: "Refused",
    SyncAction.ASK: "Conflict",
    SyncAction.RULE: "Decided",
}


@dataclass
class RunItem:
    """A run in the list. ``status`` is empty of one that no one asked for."""

    id: int = 0
    title: str = ""
    started_at: str = ""
    asked_by: str = ""
    status: str = ""
    status_label: str = ""
    did: str = ""
    note: str = ""
    wrote: int = 0
    is_open: bool = False


@dataclass
class DecisionItem:
    """A decision; ``before`` and ``after`` are those of the ``side`` that changed, or ours and
    HubSpot's where none did. Moments are ISO texts.
    """

    id: int
    name: str
    href: str
    field: str
    action: str
    label: str
    side: str
    before: ValueItem
    after: ValueItem
    why: str
    ours_at: str
    ours_by: str
    theirs_at: str
    undone: bool
    kept: str
    can_undo: bool


class HubspotRunsState(Loading, Workplace):
    """The list, the latest first, from where the address says."""

    rows: list[RunItem] = []
    next_href: str = ""
    is_first: bool = True

    @rx.event
    async def load(self):
        """Reads the part of the list that the address names."""
        before = at_of(self.router.url.query_parameters)
        with self._loading():
            views = await self._run(runs.search, before=before or LARGEST_ID)
            titles = await self._run(wording.titles, [view.payload for view in views])
            self.rows = [_item(view, title) for view, title in zip(views, titles, strict=True)]
        more = len(self.rows) == runs.PAGE
        self.next_href = f"/hubspot/runs/?at={self.rows[-1].id}" if more else ""
        self.is_first = not before


class HubspotRunState(Loading, Workplace):
    """The run in the address, and a part of its decisions."""

    run: RunItem = RunItem()
    rows: list[DecisionItem] = []
    next_href: str = ""
    is_first: bool = True
    asking_undo: bool = False
    undoing: bool = False
    undo_progress: str = ""
    _undo_job: int = 0

    @rx.event
    async def load(self):
        """Reads the run."""
        run_id = record_id(self.router.url.path)
        if run_id != self.run.id:
            self.loaded, self.rows = False, []
            self.undoing, self._undo_job, self.undo_progress = False, 0, ""
        self.asking_undo = False
        with self._loading():
            await self._read(run_id)

    @rx.event
    async def undo_one(self, decision_id: int):
        """Undoes one decision."""
        with self._errors_shown():
            undone = await self._run(undo.undo, decision_id)
            if undone.kept:
                self._complain(undone.kept)
            else:
                self._say("Undone. HubSpot follows shortly." if undone.in_hubspot else "Undone")
            await self._read(self.run.id)

    @rx.event
    async def ask_undo(self, open: bool):
        """Asks before the whole run is undone."""
        self.asking_undo = bool(open)

    @rx.event
    async def undo_run(self):
        """Has a job undo the run."""
        self.asking_undo = False
        with self._errors_shown():
            job = await self._run(undo_job.start, self.run.id)
            self._undo_job, self.undoing = int(job.id or 0), True
            return HubspotRunState.follow_undo
        return None

    @rx.event(background=True, supersedes=True)
    async def follow_undo(self):
        """Waits until the run is undone; ends with the page, too."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                if record_id(self.router.url.path) != self.run.id or not self._undo_job:
                    return
                with self._errors_shown():
                    await self._read_undo()
                if not self.undoing:
                    return

    async def _read_undo(self) -> None:
        job = await self._run(jobs.get, self._undo_job)
        self.undo_progress = f"{job.done:,} of {job.total or 0:,}"
        if not job.ended:
            return
        self._undo_job, self.undoing = 0, False
        if job.result:
            self._say(_came_to(job.result["undone"], job.result["kept"]))
        else:
            self._complain(job.error or "The undo was canceled. What is undone stays undone.")
        await self._read(self.run.id)

    async def _read(self, run_id: int) -> None:
        view = await self._run(runs.get, run_id)
        (title,) = await self._run(wording.titles, [view.payload])
        self.run = _item(view, title)
        after = at_of(self.router.url.query_parameters)
        listed = await self._run(runs.decisions, run_id, after=after)
        known = await companies(self, map(_values, listed))
        self.rows = [_decision_item(each, known) for each in listed]
        more = len(listed) == runs.PAGE
        self.next_href = f"/hubspot/runs/{run_id}/?at={listed[-1].id}" if more else ""
        self.is_first = not after


def _decision_item(each: DecisionView, known: Companies) -> DecisionItem:
    side, before, after = "", each.ours, each.theirs
    if each.action == SyncAction.WRITE_HERE:
        side, before, after = "Here", each.ours, each.written
    elif each.action == SyncAction.WRITE_THERE:
        side, before, after = "HubSpot", each.theirs, each.written
    return DecisionItem(
        id=each.id,
        name=each.name or "Deleted record",
        href=each.href,
        field=each.field,
        action=each.action.value,
        label=_ACTIONS[each.action],
        side=side,
        before=value_item(each.property_name, before, known),
        after=value_item(each.property_name, after, known),
        why=each.why,
        ours_at=words.iso(each.ours_at),
        ours_by=words.by(each.ours_by),
        theirs_at=words.iso(each.theirs_at),
        undone=each.undone,
        kept=each.kept,
        can_undo=each.can_undo,
    )


def _values(each: DecisionView) -> tuple[str, tuple[str, ...]]:
    return each.property_name, (each.ours, each.theirs, each.written)


def _came_to(undone: int, kept: int) -> str:
    stays = f" {counted(kept, 'value')} can’t be: see why below." if kept else ""
    return f"{counted(undone, 'value')} undone.{stays}"


def _item(view: RunView, title: str) -> RunItem:
    counts = {name: getattr(view, name) for name in runs.COUNTS}
    status = view.status.value if view.status else ""
    return RunItem(
        id=view.id,
        title=title if view.job_id else "Changes on either side",
        started_at=words.iso(view.started_at),
        asked_by=view.asked_by,
        status="paused" if view.paused and view.is_open else status,
        status_label="Paused" if view.paused and view.is_open else STATUSES.get(status, ""),
        did=words.did(counts),
        note=view.note,
        wrote=view.changed_here + view.changed_there,
        is_open=view.is_open,
    )


def at_of(query: object) -> int:
    """Behind which row the address says that a list goes on; 0 where it says nothing."""
    at = str(query.get("at", ""))  # type: ignore[attr-defined]
    return int(at) if at.isascii() and at.isdigit() and len(at) < 19 else 0
