"""The page that shows work under way, and lets a person stop it or try it again."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.services.operations import jobs
from yardflow.services.operations.jobs import GROUPS, JobView
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

WHILE_OPEN_S, WHILE_QUIET_S = 1.0, 4.0
# What a job is called with the name of its record, and without one.
TITLES = {
    "run_import": ("Import {}", "Import a list"),
    "undo_import": ("Undo the import of {}", "Undo an import"),
    "enrich_contact": ("Enrich {}", "Enrich a contact"),
    "enrich_bulk": ("Enrich {}", "Enrich many contacts"),
    "enrich_bulk_worker": ("Help to enrich {}", "Help to enrich many contacts"),
}
PAGES_OF_SUBJECTS = {
    "contact": "/contacts/{}/",
    "account": "/accounts/{}/",
    "import": "/import/{}/",
    "bulk": "/enrichment/{}/",
}


@dataclass
class JobRow:
    """A job in the list. ``percent`` is -1 while nobody knows how much there is to do."""

    id: int
    title: str
    href: str
    status: str
    percent: int
    steps: str
    detail: str
    asked_by: str
    created_at: str
    can_cancel: bool
    can_run_again: bool


class JobsState(Loading, Workplace):
    """The list follows the jobs by itself for as long as the page is open."""

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
        wanted = str(self.router.url.query_parameters.get("show", ""))
        self.group = wanted if wanted in GROUPS else ""
        self._limit = jobs.PAGE
        await self._read()
        return JobsState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads the list again and again; ends with the tab or when the person moves on."""
        while True:
            await asyncio.sleep(WHILE_OPEN_S if self.open_count else WHILE_QUIET_S)
            async with self:
                if not self.router.url.path.startswith("/jobs"):
                    return
                await self._read()

    @rx.event
    async def show_more(self):
        """Makes the list longer by one page."""
        self._limit = min(self._limit + jobs.PAGE, 500)
        await self._read()

    @rx.event
    async def cancel(self, job_id: int):
        """Stops a job."""
        with self._errors_shown():
            stopped = await self._run(jobs.cancel, int(job_id))
            self._say("It stops after its current step." if stopped.stopping else "Cancelled.")
        await self._read()

    @rx.event
    async def run_again(self, job_id: int):
        """Puts a job that did not succeed back in the queue."""
        with self._errors_shown():
            await self._run(jobs.run_again, int(job_id))
            self._say("It is in the queue again.")
        await self._read()

    async def _read(self) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        with self._loading():
            page = await self._run(jobs.search, self.group, None, self._limit)
            rows = [_row(one) for one in page.items]
            if rows != self.rows:
                self.rows = rows
            self.open_count = page.counts["open"]
            self.failed_count = page.counts["failed"]
            self.done_count = page.counts["done"]
            self.has_more = page.next is not None


def _row(job: JobView) -> JobRow:
    return JobRow(
        id=job.id,
        title=title(job),
        href=_href(job.subject),
        status=job.status.value,
        percent=_percent(job),
        steps=_steps(job),
        detail="Stopping after the current step" if job.stopping else job.error or job.note or "",
        asked_by=job.asked_by,
        created_at=job.created_at.isoformat(),
        can_cancel=not job.ended and not job.stopping,
        can_run_again=job.status.value in ("failed", "cancelled"),
    )


def title(job: JobView) -> str:
    """What the job does, in words: ``Enrich Ann Lee``."""
    named, plain = TITLES.get(job.kind, ("", job.kind.replace("_", " ").capitalize()))
    return named.format(job.about) if named and job.about else plain


def _steps(job: JobView) -> str:
    if job.finished_at and job.started_at:
        return f"in {_duration((job.finished_at - job.started_at).total_seconds())}"
    return f"{job.done:,} of {job.total:,}" if job.total else ""


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{max(seconds, 0.1):.1f} s"
    return f"{seconds // 60:.0f} min {seconds % 60:.0f} s"


def _percent(job: JobView) -> int:
    if job.status.value == "succeeded":
        return 100
    return min(100, job.done * 100 // job.total) if job.total else -1


def _href(subject: str) -> str:
    kind, _, key = subject.partition(":")
    pattern = PAGES_OF_SUBJECTS.get(kind)
    return pattern.format(key) if pattern and key.isdigit() else ""
