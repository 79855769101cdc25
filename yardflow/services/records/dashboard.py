"""The first page: where the active event stands, what is under way, and what to do next."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Account, Contact, Stage
from yardflow.models.user import User
from yardflow.services.access import Principal
from yardflow.services.enrichment import overview as control
from yardflow.services.enrichment.overview import Figures
from yardflow.services.operations import jobs
from yardflow.services.operations.jobs import JobView
from yardflow.services.records import events
from yardflow.services.records.events import EventRow

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
    """How much there is at an event. ``mean_score`` is None while there are no accounts."""

    accounts: int = 0
    contacts: int = 0
    without_email: int = 0
    enriched: int = 0
    unowned: int = 0
    unbooked: int = 0
    mean_score: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something worth doing now, and the page where it is done."""

    kind: str
    title: str
    told: str
    href: str


@dataclass(frozen=True, slots=True)
class Dashboard:
    """All that the page shows. Without an active event there are only jobs and suggestions.

    ``days_left`` counts to the first day at the venue; negative when it has begun.
    """

    event: EventRow | None
    days_left: int | None
    counts: Counts
    funnel: list[tuple[Stage, int]]
    jobs: list[JobView]
    jobs_open: int
    jobs_failed: int
    next: list[Suggestion]
    enrichment: Figures | None = None


def overview(session: Session, principal: Principal) -> Dashboard:
    """The dashboard of the event that this person works on."""
    active = session.get_one(User, principal.user_id).active_event_id
    event = events.get(session, principal, active) if active is not None else None
    counts = _counts(session, event.id) if event else Counts()
    page = jobs.search(session, principal, "open", limit=JOBS_SHOWN)
    failed = page.counts["failed"]
    figures = control.figures(session, principal, event.id) if event else None
    return Dashboard(
        event=event,
        days_left=_days_left(event),
        counts=counts,
        funnel=_funnel(session, event.id) if event else [],
        jobs=page.items,
        jobs_open=page.counts["open"],
        jobs_failed=failed,
        next=_suggestions(event, counts, failed, figures.waiting if figures else 0),
        enrichment=figures,
    )


def _counts(session: Session, event_id: int) -> Counts:
    company = session.execute(
        select(
            func.count().label("accounts"),
            func.count().filter(col(Account.owner_id).is_(None)).label("unowned"),
            func.count()
            .filter(col(Account.stage).in_(_OPEN_STAGES), col(Account.icp_score) >= FITS)
            .label("unbooked"),
            func.round(func.avg(Account.icp_score)).label("mean"),
        ).where(col(Account.event_id) == event_id)
    ).one()
    person = session.execute(
        select(
            func.count().label("contacts"),
            func.count().filter(col(Contact.email).is_(None)).label("without_email"),
            func.count().filter(col(Contact.enriched_at).is_not(None)).label("enriched"),
        ).where(col(Contact.event_id) == event_id)
    ).one()
    return Counts(
        accounts=company.accounts,
        contacts=person.contacts,
        without_email=person.without_email,
        enriched=person.enriched,
        unowned=company.unowned,
        unbooked=company.unbooked,
        mean_score=int(company.mean) if company.mean is not None else None,
    )


def _funnel(session: Session, event_id: int) -> list[tuple[Stage, int]]:
    rows = session.execute(
        select(Account.stage, func.count().label("many"))  # type: ignore[call-overload]
        .where(col(Account.event_id) == event_id)
        .group_by(Account.stage)
    )
    found = {row.stage: row.many for row in rows}
    return [(stage, found.get(stage, 0)) for stage in FUNNEL]


def _days_left(event: EventRow | None) -> int | None:
    if event is None or event.starts_on is None:
        return None
    return (event.starts_on - today_at(event)).days


def today_at(event: EventRow) -> date:
    """The day it is at the venue."""
    return clock.now().astimezone(ZoneInfo(event.timezone)).date()


def _suggestions(
    event: EventRow | None, counts: Counts, failed: int, waiting: int
) -> list[Suggestion]:
    """In the order of what holds up the rest."""
    found: list[Suggestion] = []
    if failed:
        found.append(
            Suggestion(
                "failed",
                _counted(failed, "job failed", "jobs failed"),
                "See why, and run again what can be.",
                "/jobs/?show=failed",
            )
        )
    if event is None:
        told = "Everything else belongs to an event: accounts, contacts, imports."
        found.append(Suggestion("event", "Choose the event you work on", told, "/events/"))
        return found
    if not counts.contacts:
        told = "A CSV or Excel file of the organiser is enough; columns are found by themselves."
        found.append(Suggestion("import", "Import a list of attendees", told, "/import/"))
        return found
    for count, kind, one, many, told, href in (
        (
            counts.without_email,
            "email",
            "contact has no email address",
            "contacts have no email address",
            "Enrich them together: an address is guessed from known ones at its account.",
            "/contacts/?email=none",
        ),
        (
            waiting,
            "review",
            "claim waits for review",
            "claims wait for review",
            "Enrichment is not sure enough to fill these in by itself.",
            "/enrichment/review/",
        ),
        (
            counts.unbooked,
            "meet",
            "account fits well and has no meeting",
            "accounts fit well and have no meeting",
            f"They score {FITS} or more and are still Lead or Qualified.",
            f"/accounts/?score={FITS}",
        ),
        (
            counts.unowned,
            "owner",
            "account has no owner",
            "accounts have no owner",
            "Decide who follows up after the show.",
            "/accounts/?owner=none",
        ),
    ):
        if count:
            found.append(Suggestion(kind, _counted(count, one, many), told, href))
    return found


def _counted(count: int, one: str, many: str) -> str:
    return f"{count:,} {one if count == 1 else many}"
