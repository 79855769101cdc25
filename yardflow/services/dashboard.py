"""The first page: where the active event stands, background jobs, and next steps."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.counts import counted
from yardflow.models import Attendee, EmailStatus, Stage, Target
from yardflow.models.user import User
from yardflow.services.access import Principal
from yardflow.services.enrichment import overview as enrichment_overview
from yardflow.services.enrichment.bulk.selection import MOST, ReadyCount
from yardflow.services.enrichment.overview import DashboardFigures
from yardflow.services.hubspot.connection import views as hubspot
from yardflow.services.operations import jobs
from yardflow.services.operations.job_views import JobView
from yardflow.services.records import events
from yardflow.services.records.enrichment_filter import EnrichmentFilter, came_to
from yardflow.services.records.events import EventRow
from yardflow.services.records.owners import unassigned

JOBS_SHOWN = 5
FITS = 60
# On the way to Won, then the ways out of it.
FUNNEL = (
    Stage.LEAD,
    Stage.QUALIFIED,
    Stage.BOOKED,
    Stage.CHECKED_IN,
    Stage.WON,
    Stage.NO_SHOW,
    Stage.LOST,
)
_OPEN_STAGES = (Stage.LEAD, Stage.QUALIFIED)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is on an event's lists. ``average_score`` is None while there are no accounts."""

    accounts: int = 0
    contacts: int = 0
    without_email: int = 0
    enriched: int = 0
    unowned: int = 0
    unbooked: int = 0
    average_score: int | None = None


@dataclass(frozen=True, slots=True)
class NextStep:
    """Something worth doing now, and the page to do it on."""

    kind: str
    title: str
    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the page shows. Without an active event there are only jobs and next steps.

    ``days_left`` counts to the first day at the venue; negative once it has begun.
    """

    event: EventRow | None
    days_left: int | None
    counts: Counts
    funnel: list[tuple[Stage, int]]
    jobs: list[JobView]
    jobs_open: int
    jobs_failed: int
    next: list[NextStep]
    enrichment: DashboardFigures | None = None


def overview(session: Session, principal: Principal) -> Dashboard:
    """The dashboard of the event that this person works on."""
    active = session.get_one(User, principal.user_id).active_event_id
    event = events.get(session, principal, active) if active is not None else None
    counts = _counts(session, event.id) if event else Counts()
    page = jobs.search(session, principal, "open", limit=JOBS_SHOWN)
    failed = page.counts["failed"]
    figures = enrichment_overview.dashboard_figures(session, principal, event.id) if event else None
    return Dashboard(
        event=event,
        days_left=_days_left(event),
        counts=counts,
        funnel=_funnel(session, event.id) if event else [],
        jobs=page.items,
        jobs_open=page.counts["open"],
        jobs_failed=failed,
        next=_to_reconnect(session, principal) + _next_steps(event, counts, failed, figures),
        enrichment=figures,
    )


def _to_reconnect(session: Session, principal: Principal) -> list[NextStep]:
    if not principal.is_admin or not hubspot.is_lost(session):
        return []
    text = "It no longer accepts the connection, so nothing is synced."
    return [NextStep("reconnect", "Reconnect HubSpot", text, "/settings/?tab=hubspot")]


def _counts(session: Session, event_id: int) -> Counts:
    account_counts = session.execute(
        select(
            func.count().label("accounts"),
            func.count().filter(unassigned(Target.owner_id)).label("unowned"),
            func.count()
            .filter(col(Target.stage).in_(_OPEN_STAGES), col(Target.icp_score) >= FITS)
            .label("unbooked"),
            func.round(func.avg(Target.icp_score)).label("average"),
        ).where(col(Target.event_id) == event_id)
    ).one()
    contact_counts = session.execute(
        select(
            func.count().label("contacts"),
            func.count()
            .filter(col(Attendee.email_status) == EmailStatus.NONE)
            .label("without_email"),
            func.count()
            .filter(
                came_to(Attendee, [EnrichmentFilter.FILLED_IN]),
            )
            .label("enriched"),
        ).where(col(Attendee.event_id) == event_id)
    ).one()
    return Counts(
        accounts=account_counts.accounts,
        contacts=contact_counts.contacts,
        without_email=contact_counts.without_email,
        enriched=contact_counts.enriched,
        unowned=account_counts.unowned,
        unbooked=account_counts.unbooked,
        average_score=int(account_counts.average) if account_counts.average is not None else None,
    )


def _funnel(session: Session, event_id: int) -> list[tuple[Stage, int]]:
    rows = session.execute(
        select(Target.stage, func.count().label("accounts"))  # type: ignore[call-overload]
        .where(col(Target.event_id) == event_id)
        .group_by(Target.stage)
    )
    counts = {row.stage: row.accounts for row in rows}
    return [(stage, counts.get(stage, 0)) for stage in FUNNEL]


def _days_left(event: EventRow | None) -> int | None:
    if event is None or event.starts_on is None:
        return None
    return (event.starts_on - today_at(event)).days


def today_at(event: EventRow) -> date:
    """The day it is at the venue."""
    return clock.now().astimezone(ZoneInfo(event.timezone)).date()


def _next_steps(
    event: EventRow | None, counts: Counts, failed: int, figures: DashboardFigures | None
) -> list[NextStep]:
    """In the order of what holds up the rest."""
    steps: list[NextStep] = []
    if failed:
        steps.append(
            NextStep(
                "failed",
                counted(failed, "job failed", "jobs failed"),
                "See what went wrong and retry.",
                "/jobs/?show=failed",
            )
        )
    if event is None:
        text = "Each event has its own lists, imports and figures."
        steps.append(NextStep("event", "Choose an event", text, "/events/"))
        return steps
    if not counts.contacts:
        text = "Any CSV or Excel file from the organizer works. Columns are matched for you."
        steps.append(NextStep("import", "Import attendees", text, "/import/"))
        return steps
    ready, waiting = (figures.ready, figures.waiting) if figures else (ReadyCount(), 0)
    if ready.count:
        title = f"Enrich {counted(ready.count, 'contact')}"
        if ready.capped:
            title = f"Enrich {ready.count:,}+ contacts"
        text = "Fill in missing emails, job titles and company details. You'll see the cost first."
        # More than one bulk run takes are narrowed in their list.
        whole = counts.contacts <= MOST
        href = f"/enrichment/new/?event={event.id}" if whole else "/contacts/?enrichment=never"
        steps.append(NextStep("enrich", title, text, href))
    for count, kind, singular, plural, text, href in (
        (
            waiting,
            "review",
            "suggestion to review",
            "suggestions to review",
            "Confidence was too low to fill these in automatically.",
            "/enrichment/review/",
        ),
        (
            counts.unbooked,
            "meet",
            "strong account has no meeting",
            "strong accounts have no meeting",
            f"Score {FITS}+, still Lead or Qualified.",
            f"/accounts/?score={FITS}",
        ),
        (
            counts.unowned,
            "owner",
            "account has no owner",
            "accounts have no owner",
            "Assign someone to follow up.",
            "/accounts/?owner=none",
        ),
    ):
        if count:
            steps.append(NextStep(kind, counted(count, singular, plural), text, href))
    return steps
