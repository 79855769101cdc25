"""The first page."""

import asyncio
from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.services import dashboard
from yardflow.services.dashboard import Dashboard
from yardflow.services.enrichment.overview import DashboardFigures
from yardflow.services.operations import jobs
from yardflow.services.operations.job_views import JobView
from yardflow.state.enrichment.budget_view import cents
from yardflow.state.events import days
from yardflow.state.jobs import WHILE_OPEN_S, WHILE_QUIET_S
from yardflow.state.labels import STAGES
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

ICONS = {
    "failed": "circle-alert",
    "reconnect": "unplug",
    "event": "calendar-days",
    "import": "upload",
    "enrich": "sparkles",
    "meet": "handshake",
    "owner": "user-check",
    "review": "inbox",
}


@dataclass
class EventSummary:
    """The active event, as far as the page shows it."""

    name: str = ""
    href: str = ""
    status: str = ""
    place: str = ""
    days: str = ""
    booth: str = ""
    countdown: str = ""


@dataclass
class StageRow:
    """One stage of the funnel; ``percent`` is the bar's length, 100 for the longest."""

    stage: str
    label: str
    href: str
    count: int
    percent: int
    share: str


@dataclass
class JobSummary:
    """A running job. ``percent`` is -1 while the amount of work is unknown."""

    id: int
    title: str
    status: str
    percent: int
    detail: str


@dataclass
class NextStepRow:
    """Something worth doing now."""

    kind: str
    title: str
    text: str
    href: str


class DashboardState(Loading, Workplace):
    """Where the active event stands."""

    event: EventSummary = EventSummary()
    accounts: str = ""
    contacts: str = ""
    with_email: str = ""
    enriched_count: str = ""
    enriched: str = ""
    to_review: str = ""
    spent: str = ""
    budget: str = ""
    provider_problems: list[str] = []
    average_score: str = ""
    unassigned: str = ""
    funnel: list[StageRow] = []
    jobs: list[JobSummary] = []
    jobs_open: int = 0
    jobs_note: str = ""
    next_steps: list[NextStepRow] = []

    @rx.event
    async def load(self):
        """Reads all of it, then follows the jobs."""
        with self._loading():
            self._show(await self._run(dashboard.overview))
        return DashboardState.follow

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Follows the jobs; ends with the tab, when the person leaves, or when reading fails
        for good.
        """
        while not self.problem or self._away:
            await asyncio.sleep(WHILE_OPEN_S if self.jobs_open else WHILE_QUIET_S)
            async with self:
                if self.router.url.path.strip("/"):
                    return
                await self._read_jobs()

    async def _read_jobs(self) -> None:
        """The jobs alone, which is cheap; all of the page once one of them has ended."""
        with self._loading():
            before = {job.id for job in self.jobs}
            page = await self._run(jobs.search, "open", limit=dashboard.JOBS_SHOWN)
            ended = page.counts["open"] < self.jobs_open or before - {job.id for job in page.items}
            if ended or self.problem:
                self._show(await self._run(dashboard.overview))
            else:
                self._show_jobs(page.items, page.counts["open"])

    def _show(self, board: Dashboard) -> None:
        counts = board.counts
        self.event = _event_summary(board)
        self.accounts, self.contacts = f"{counts.accounts:,}", f"{counts.contacts:,}"
        with_email = counts.contacts - counts.without_email
        self.with_email = _share(with_email, counts.contacts, "have an email")
        self.enriched_count = (
            _as_share(counts.enriched, counts.contacts) if counts.contacts else "–"
        )
        self.enriched = f"{counts.enriched:,} of {counted(counts.contacts, 'contact')}"
        self._show_enrichment(board.enrichment)
        self.average_score = "–" if counts.average_score is None else str(counts.average_score)
        self.unassigned = f"{counts.unowned:,} unassigned"
        self.funnel = _funnel(board)
        self._show_jobs(board.jobs, board.jobs_open)
        self.next_steps = [
            NextStepRow(step.kind, step.title, step.text, step.href) for step in board.next
        ]

    def _show_enrichment(self, figures: DashboardFigures | None) -> None:
        if figures is None:
            self.to_review, self.spent, self.budget, self.provider_problems = "", "", "", []
            return
        today = figures.budget
        self.to_review = f"{figures.waiting:,}"
        self.spent, self.budget = cents(today.spent_usd), f"of {cents(today.budget_usd)} today"
        self.provider_problems = [trouble.message for trouble in figures.troubles]

    def _show_jobs(self, views: list[JobView], count: int) -> None:
        """Sends only what changed: an idle page costs nothing on the wire."""
        rows = [_job(view) for view in views]
        if rows != self.jobs:
            self.jobs = rows
        self.jobs_open = count
        more = count - len(rows)
        self.jobs_note = f"and {more:,} more" if more > 0 else ""


def _event_summary(board: Dashboard) -> EventSummary:
    event = board.event
    if event is None:
        return EventSummary()
    return EventSummary(
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
        return "Starts tomorrow" if left == 1 else f"Starts in {counted(left, 'day')}"
    length = ((event.ends_on or event.starts_on) - event.starts_on).days if event.starts_on else 0
    return f"Day {1 - left} of {length + 1}" if -left <= length else "Ended"


def _funnel(board: Dashboard) -> list[StageRow]:
    longest = max((count for _, count in board.funnel), default=0) or 1
    total = board.counts.accounts or 1
    return [
        StageRow(
            stage=stage.value,
            label=STAGES[stage.value],
            href=f"/accounts/?stage={stage.value.replace(' ', '+')}",
            count=count,
            percent=_percent(count, longest),
            share=_as_share(count, total),
        )
        for stage, count in board.funnel
    ]


def _percent(part: int, whole: int) -> int:
    """Whole percents, at least 1 where there is any, so that its bar can be seen."""
    return max(round(100 * part / whole), 1) if part else 0


def _as_share(part: int, whole: int) -> str:
    """Rounded; ``100%`` only for all and ``0%`` only for none."""
    if 0 < 200 * part < whole:
        return "<1%"
    return ">99%" if whole * 199 <= part * 200 < whole * 200 else f"{round(100 * part / whole)}%"


def _job(job: JobView) -> JobSummary:
    return JobSummary(
        id=job.id,
        title=job.title,
        status=job.status.value,
        percent=min(100, 100 * job.done // job.total) if job.total else -1,
        detail=f"{job.done:,} of {job.total:,}" if job.total else job.note or "",
    )


def _share(part: int, whole: int, verb: str) -> str:
    return f"{_as_share(part, whole)} {verb}" if whole else "None yet"
