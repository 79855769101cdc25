"""The first page."""

from dataclasses import dataclass

import reflex as rx

from yardflow.services import dashboard
from yardflow.services.dashboard import Dashboard
from yardflow.services.jobs import JobView
from yardflow.state.events import days
from yardflow.state.jobs import title
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

ICONS = {
    "failed": "circle-alert",
    "event": "calendar-days",
    "import": "upload",
    "email": "mail",
    "meet": "handshake",
    "owner": "user-check",
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
    mean_score: str = ""
    unowned: str = ""
    funnel: list[StageRow] = []
    jobs: list[JobGist] = []
    jobs_note: str = ""
    suggestions: list[NextRow] = []

    @rx.event
    async def load(self):
        """Reads all of it."""
        with self._loading():
            self._show(await self._run(dashboard.overview))

    def _show(self, board: Dashboard) -> None:
        counts = board.counts
        self.event = _gist(board)
        self.accounts, self.contacts = f"{counts.accounts:,}", f"{counts.contacts:,}"
        with_email = counts.contacts - counts.without_email
        self.with_email = _share(with_email, counts.contacts, "have an email")
        self.enriched_count = f"{counts.enriched:,}"
        self.enriched = _share(counts.enriched, counts.contacts, "of all contacts")
        self.mean_score = "–" if counts.mean_score is None else str(counts.mean_score)
        self.unowned = f"{counts.unowned:,} without an owner"
        self.funnel = _funnel(board)
        self.jobs = [_job(one) for one in board.jobs]
        more = board.jobs_open - len(board.jobs)
        self.jobs_note = f"and {more:,} more" if more > 0 else ""
        self.suggestions = [NextRow(one.kind, one.title, one.told, one.href) for one in board.next]


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
            percent=round(100 * count / longest),
            share=f"{round(100 * count / total)} %",
        )
        for stage, count in board.funnel
    ]


def _job(job: JobView) -> JobGist:
    return JobGist(
        id=job.id,
        title=title(job),
        status=job.status.value,
        percent=min(100, 100 * job.done // job.total) if job.total else -1,
        detail=f"{job.done:,} of {job.total:,}" if job.total else job.note or "",
    )


def _share(part: int, whole: int, told: str) -> str:
    return f"{round(100 * part / whole)} % {told}" if whole else "None yet"
