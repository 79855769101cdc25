"""The jobs in the header of every page: how many run or have failed, and the latest ones."""

import asyncio
import contextlib
from dataclasses import dataclass

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.services.operations import jobs
from yardflow.services.operations.job_views import JobView
from yardflow.services.operations.jobs import JobsAtAGlance
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

WHILE_OPEN_S, WHILE_QUIET_S = 2.0, 6.0


@dataclass
class TrayJob:
    """A job in the tray. ``started_at`` is when it was queued, as an ISO moment; ``download`` the
    address of the file that it made, if it made one.
    """

    id: int
    title: str
    href: str
    status: str
    started_at: str
    download: str
    can_undo: bool


class JobsTray(Workplace):
    """Follows the jobs on every page behind the login."""

    latest: list[TrayJob] = []
    open_count: int = 0
    failed_count: int = 0

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads the jobs repeatedly; ends with the tab. A page says itself when reading fails."""
        while True:
            with contextlib.suppress(YardFlowError):
                glance = await self._fetch(jobs.at_a_glance)
                async with self:  # not while it is read: the page waits for its state
                    self._show(glance)
            await asyncio.sleep(WHILE_OPEN_S if self.open_count else WHILE_QUIET_S)

    @rx.event
    async def undo_job(self, job_id: int):
        """Undoes what a job did, and reads the page again, which may show it."""
        with self._errors_shown():
            self._say(await self._run_long(jobs.undo, int(job_id)))
        await self._read()
        return [handler() for handler in refresh_handlers(self.router.url.path)]

    async def _read(self) -> None:
        self._show(await self._fetch(jobs.at_a_glance))

    def _show(self, glance: JobsAtAGlance) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        latest = [_tray_job(job) for job in glance.latest]
        if latest != self.latest:
            self.latest = latest
        if (glance.open, glance.failed) != (self.open_count, self.failed_count):
            self.open_count, self.failed_count = glance.open, glance.failed


def _tray_job(job: JobView) -> TrayJob:
    started_at = job.created_at.isoformat()
    return TrayJob(
        job.id, job.title, job.href, job.status.value, started_at, job.download, job.can_undo
    )
