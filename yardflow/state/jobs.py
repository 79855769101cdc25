"""The page of background jobs, to follow, cancel and retry them."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import jobs
from yardflow.services.operations.job_views import JobView
from yardflow.services.operations.jobs import GROUPS
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

WHILE_OPEN_S, WHILE_QUIET_S = 1.0, 4.0


@dataclass
class JobRow:
    """A job in the list. ``percent`` is -1 while the amount of work is unknown; ``download`` is the
    address of the file that it made, if it made one.
    """

    id: int
    title: str
    href: str
    download: str
    status: str
    percent: int
    steps: str
    detail: str
    started_by: str
    created_at: str
    can_cancel: bool
    can_run_again: bool
    can_undo: bool


class JobsState(Loading, Workplace):
    """The list follows the jobs for as long as the page is open."""

    rows: list[JobRow] = []
    group: str = ""
    open_count: int = 0
    failed_count: int = 0
    done_count: int = 0
    has_more: bool = False
    _limit: int = jobs.PAGE

    @rx.event
    async def load(self):
        """Reads the list that the address names, then follows it."""
        group = str(self.router.url.query_parameters.get("show", ""))
        self.group = group if group in GROUPS else ""
        self._limit = jobs.PAGE
        await self._read()
        return JobsState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads the list repeatedly; ends with the tab, or when the person leaves the page."""
        while True:
            await asyncio.sleep(WHILE_OPEN_S if self.open_count else WHILE_QUIET_S)
            async with self:
                if not self.router.url.path.startswith("/jobs"):
                    return
                await self._read()

    @rx.event
    async def show_more(self):
        """Adds a page to the list."""
        self._limit = min(self._limit + jobs.PAGE, 500)
        await self._read()

    @rx.event
    async def cancel(self, job_id: int):
        """Cancels a job."""
        with self._errors_shown():
            job = await self._run(jobs.cancel, int(job_id))
            self._say("Stopping after the current step" if job.stopping else "Canceled")
        await self._read()

    @rx.event
    async def run_again(self, job_id: int):
        """Queues a failed or canceled job again."""
        with self._errors_shown():
            await self._run(jobs.run_again, int(job_id))
            self._say("Queued again")
        await self._read()

    @rx.event
    async def undo_job(self, job_id: int):
        """Undoes what a job did."""
        with self._errors_shown():
            self._say(await self._run_long(jobs.undo, int(job_id)))
        await self._read()

    async def _read(self) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        with self._loading():
            page = await self._run(jobs.search, self.group, None, self._limit)
            rows = [_row(job) for job in page.items]
            if rows != self.rows:
                self.rows = rows
            self.open_count = page.counts["open"]
            self.failed_count = page.counts["failed"]
            self.done_count = page.counts["done"]
            self.has_more = page.next is not None


def _row(job: JobView) -> JobRow:
    return JobRow(
        id=job.id,
        title=job.title,
        href=job.href,
        download=job.download,
        status=job.status.value,
        percent=_percent(job),
        steps=_steps(job),
        detail="Stopping after the current step" if job.stopping else job.error or job.note or "",
        started_by=job.asked_by,
        created_at=job.created_at.isoformat(),
        can_cancel=not job.ended and not job.stopping,
        can_run_again=job.status.value in ("failed", "cancelled"),
        can_undo=job.can_undo,
    )


def _steps(job: JobView) -> str:
    if job.finished_at and job.started_at:
        duration = _duration((job.finished_at - job.started_at).total_seconds())
        return f"in {duration}" if job.status.value == "succeeded" else f"after {duration}"
    return f"{job.done:,} of {job.total:,}" if job.total else ""


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{max(seconds, 0.1):.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def _percent(job: JobView) -> int:
    if job.status.value == "succeeded":
        return 100
    return min(100, job.done * 100 // job.total) if job.total else -1
