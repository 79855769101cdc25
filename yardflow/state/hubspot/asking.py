"""A sync that someone asks for, or a look at what it would do, followed until its job has ended."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Unavailable, YardFlowError
from yardflow.models import Direction, JobStatus
from yardflow.services.hubspot.syncing import asked, dry_runs
from yardflow.services.hubspot.syncing.dry_runs import DryRecordView
from yardflow.services.operations import jobs
from yardflow.services.operations.job_views import JobView
from yardflow.state.hubspot.values import FieldItem, field_items

LOOK_AGAIN_S = 0.5
# Fields of so many records are listed.
MOST_SHOWN = 200
SYNC, DRY_RUN = "sync", "dry_run"
_COUNTED = (
    ("created", "{} created in HubSpot", "record"),
    ("linked", "{} linked with HubSpot", "record"),
    ("changed_here", "{} changed here", "field"),
    ("changed_there", "{} changed in HubSpot", "field"),
    ("conflicts", "{} for a person to decide", "conflict"),
    ("kept", "{} left as different on both sides", "field"),
    ("unchanged", "{} without a change", "record"),
    ("not_synced", "{} not synced", "record"),
)


class AskingSync(rx.State, mixin=True):
    """A mixin: ``class HubspotRecord(AskingSync, Workplace)``. ``working`` is what is being done,
    `SYNC` or `DRY_RUN`, and ``progress`` how far that is; ``result`` says what came of it.
    """

    working: str = ""
    progress: str = ""
    result: str = ""
    failed: bool = False
    would: list[FieldItem] = []
    would_counts: list[str] = []
    dry_run_open: bool = False
    _job_id: int = 0

    async def _ask_for(self: Any, noun: str, key: int, what: str) -> Any:
        """Has a job sync it, or look at that."""
        with self._errors_shown():
            job = await self._run(
                asked.start,
                subjects={noun: key},
                direction=Direction.BOTH,
                dry_run=what == DRY_RUN,
            )
            self.working, self.progress, self.result, self._job_id = what, "", "", job.id
            return type(self).follow_job
        return None

    def _forget_asked(self) -> None:
        self.working = self.progress = self.result = ""
        self.failed, self.dry_run_open, self._job_id = False, False, 0

    async def _synced(self, job: JobView) -> list[Any]:
        """What came of a sync is shown; the handlers to call after that."""
        raise NotImplementedError

    @rx.event(background=True, supersedes=True)
    async def follow_job(self: Any):
        """Shows how far the job is, and what came of it. Ends with the tab, or with its record."""
        while True:
            async with self:
                job_id = self._job_id
            if not job_id:
                return
            with suppress(Unavailable):
                try:
                    job = await self._run(jobs.get, job_id)
                except YardFlowError:
                    return
                async with self:
                    if job_id != self._job_id:
                        return
                    then = await self._follow(job)
                for handler in then:
                    yield handler
                if job.ended:
                    return
            await asyncio.sleep(LOOK_AGAIN_S)

    async def _follow(self: Any, job: JobView) -> list[Any]:
        if not job.ended:
            self.progress = _progress(job)
            return []
        what, self.working, self._job_id = self.working, "", 0
        self.failed = job.status != JobStatus.SUCCEEDED
        if self.failed:
            self.result = job.error or job.note or "The sync was canceled."
            return []
        if what == DRY_RUN:
            made = await self._run(dry_runs.get, job.id)
            records = await self._run(dry_runs.records, job.id, most=MOST_SHOWN)
            await self._show_dry_run(made.counts, records)
            return []
        return await self._synced(job)

    async def _show_dry_run(
        self, counts: Mapping[str, int], records: Sequence[DryRecordView]
    ) -> None:
        self.would = await field_items(
            self, ((each, record.what == "created") for record in records for each in record.fields)
        )
        self.would_counts = [
            words.format(counted(counts[name], noun))
            for name, words, noun in _COUNTED
            if counts.get(name)
        ]
        self.dry_run_open = True

    @rx.event
    async def close_dry_run(self, open: bool):
        """Closes what a sync would do."""
        self.dry_run_open = bool(open) and self.dry_run_open


def _progress(job: JobView) -> str:
    if job.note:
        return job.note
    return f"{job.done:,} of {job.total:,}" if job.total and job.total > 1 else ""
