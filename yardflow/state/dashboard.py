"""The first page."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.services.enrichment.overview import Figures
from yardflow.services.operations import jobs
from yardflow.services.operations.jobs import JobView
from yardflow.services.records import dashboard
from yardflow.services.records.dashboard import Dashboard
from yardflow.state.enrichment.budget_view import usd
from yardflow.state.events import days
from yardflow.state.jobs import WHILE_OPEN_S, WHILE_QUIET_S, title
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

ICONS = {
    "failed": "circle-alert",
    "event": "calendar-days",
    "import": "upload",
    "email": "mail",
    "meet": "handshake",
    "owner": "user-check",
    "review": "inbox",
}


@dataclass
class EventGist:
    """The active event, as much as the page shows."""

    name: str = ""
    href: str = ""
    status: str = ""
    place: str = ""
    days: str = ""
    booth: str = ""
    countdown: str = ""


@dataclass
class StageRow:
    """One step of the funnel; ``percent`` is its length beside the longest."""

    stage: str
    href: str
    count: int
    percent: int
    share: str


@dataclass
class JobGist:
    """A job under way. ``percent`` is -1 while nobody knows how much there is to do."""

    id: int
    title: str
    status: str
    percent: int
    detail: str


@dataclass
class NextRow:
    """Something worth doing now."""

    kind: str
    title: str
    told: str
    href: str


class DashboardState(Loading, Workplace):
    """Where the active event stands."""

    event: EventGist = EventGist()
    accounts: str = ""
    contacts: str = ""
    with_email: str = ""
    enriched_count: str = ""
    enriched: str = ""
    waiting: str = ""
    spent: str = ""
    budget: str = ""
    resting: list[str] = []
    mean_score: str = ""
    unowned: str = ""
    funnel: list[StageRow] = []
    jobs: list[JobGist] = []
    jobs_open: int = 0
    jobs_note: str = ""
    suggestions: list[NextRow] = []

    @rx.event
    async def load(self):
        """Reads all of it, then follows the jobs."""
        with self._loading():
            self._show(await self._run(dashboard.overview))
        return DashboardState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Follows the jobs; ends with the tab, when the person moves on, or when it can't read."""
        while not self.problem:
            await asyncio.sleep(WHILE_OPEN_S if self.jobs_open else WHILE_QUIET_S)
            async with self:
                if self.router.url.path.strip("/"):
                    return
                await self._read_jobs()

    async def _read_jobs(self) -> None:
        """The jobs alone, a cheap look; all of the page once one of them has ended."""
        with self._loading():
            before = {one.id for one in self.jobs}
            page = await self._run(jobs.search, "open", limit=dashboard.JOBS_SHOWN)
            ended = page.counts["open"] < self.jobs_open or before - {one.id for one in page.items}
            if ended:
                self._show(await self._run(dashboard.overview))
            else:
                self._show_jobs(page.items, page.counts["open"])

    def _show(self, board: Dashboard) -> None:
        counts = board.counts
        self.event = _gist(board)
        self.accounts, self.contacts = f"{counts.accounts:,}", f"{counts.contacts:,}"
        with_email = counts.contacts - counts.without_email
        self.with_email = _share(with_email, counts.contacts, "have an email")
        self.enriched_count = (
            _as_share(counts.enriched, counts.contacts) if counts.contacts else "–"
        )
        self.enriched = f"{counts.enriched:,} of {counts.contacts:,} contacts"
        self._show_enrichment(board.enrichment)
        self.mean_score = "–" if counts.mean_score is None else str(counts.mean_score)
        self.unowned = f"{counts.unowned:,} without an owner"
        self.funnel = _funnel(board)
        self._show_jobs(board.jobs, board.jobs_open)
        self.suggestions = [NextRow(one.kind, one.title, one.told, one.href) for one in board.next]

    def _show_enrichment(self, figures: Figures | None) -> None:
        if figures is None:
            self.waiting, self.spent, self.budget, self.resting = "", "", "", []
            return
        today = figures.standing
        self.waiting = f"{figures.waiting:,}"
        self.spent, self.budget = usd(today.spent_usd), f"of {usd(today.budget_usd)} today"
        self.resting = [one.told for one in figures.troubles]

    def _show_jobs(self, views: list[JobView], how_many: int) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        rows = [_job(one) for one in views]
        if rows != self.jobs:
            self.jobs = rows
        self.jobs_open = how_many
        more = how_many - len(rows)
        self.jobs_note = f"and {more:,} more" if more > 0 else ""


def _gist(board: Dashboard) -> EventGist:
    event = board.event
    if event is None:
        return EventGist()
    return EventGist(
        name=event.name,
        href=f"/events/?edit={event.id}",
        status=event.status.value,
        place=", ".join(part for part in (event.venue, event.location) if part),
        days=days(event.starts_on, event.ends_on),
        booth=event.booth,
        countdown=_countdown(board),
    )


def _countdown(board: Dashboard) -> str:
    event, left = board.event, board.days_left
    if event is None or left is None:
        return ""
    if left > 0:
        return "Starts tomorrow" if left == 1 else f"Starts in {left:,} days"
    length = ((event.ends_on or event.starts_on) - event.starts_on).days if event.starts_on else 0
    return f"Day {1 - left} of {length + 1}" if -left <= length else "Over"


def _funnel(board: Dashboard) -> list[StageRow]:
    longest = max((count for _, count in board.funnel), default=0) or 1
    total = board.counts.accounts or 1
    return [
        StageRow(
            stage=stage.value,
            href=f"/accounts/?stage={stage.value.replace(' ', '+')}",
            count=count,
            percent=_percent(count, longest),
            share=_as_share(count, total),
        )
        for stage, count in board.funnel
    ]


def _percent(part: int, whole: int) -> int:
    """Whole percents; what is there at all is at least 1, so that its bar can be seen."""
    return max(round(100 * part / whole), 1) if part else 0


def _as_share(part: int, whole: int) -> str:
    """Rounded, but only all are 100 % and only none 0 %."""
    if 0 < 200 * part < whole:
        return "<1 %"
    return ">99 %" if whole * 199 <= part * 200 < whole * 200 else f"{round(100 * part / whole)} %"


def _job(job: JobView) -> JobGist:
    return JobGist(
        id=job.id,
        title=title(job),
        status=job.status.value,
        percent=min(100, 100 * job.done // job.total) if job.total else -1,
        detail=f"{job.done:,} of {job.total:,}" if job.total else job.note or "",
    )


def _share(part: int, whole: int, told: str) -> str:
    return f"{_as_share(part, whole)} {told}" if whole else "None yet"
