"""A bulk run as its pages show it: labels, shares and figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yardflow.counts import counted
from yardflow.models import BulkMode, BulkStatus, Trigger
from yardflow.services.enrichment.bulk.selection import REASONS
from yardflow.services.enrichment.bulk.views import BulkView
from yardflow.state.enrichment.budget_view import duration, usd

STATUS_LABELS = {
    BulkStatus.RUNNING: "Running",
    BulkStatus.PAUSED: "Paused",
    BulkStatus.CANCELLED: "Canceled",
    BulkStatus.FINISHED: "Done",
}
TRIGGERS = {
    Trigger.MANUAL: "",
    Trigger.CREATED: "contacts added",
    Trigger.IMPORTED: "after an import",
    Trigger.QUALIFIED: "account became Qualified",
    Trigger.BULK: "",
    Trigger.SCHEDULED: "scheduled",
}
# USD; where most contacts cost nothing, a smaller average says nothing about those that did.
SMALLEST_AVERAGE = Decimal("0.0001")
# What happened to a contact: its label, and its color in the bar.
OUTCOMES = {
    "filled_in": ("Filled in", "green"),
    "needs_review": ("Needs review", "orange"),
    "nothing_found": ("Nothing found", "gray"),
    "failed": ("Failed", "red"),
    "cancelled": ("Canceled", "gray"),
    "running": ("Running", "blue"),
    "queued": ("Queued", ""),
}


@dataclass
class BulkItem:
    """A bulk run in the list or on its page. ``percent`` is how much of it is done."""

    id: int = 0
    href: str = ""
    label: str = ""
    status: str = ""
    status_label: str = ""
    economy: bool = False
    trigger: str = ""
    note: str = ""
    done: str = "0"
    total: str = "0"
    contacts: str = "0 contacts"
    percent: int = 0
    cost: str = ""
    average_cost: str = ""
    time_left: str = ""
    started_by: str = ""
    created_at: str = ""
    finished_at: str = ""
    review: str = ""
    ended: bool = False
    can_pause: bool = False
    can_resume: bool = False


@dataclass
class Part:
    """Contacts with the same outcome; ``share`` is their width of the bar, in percent."""

    outcome: str
    label: str
    count: str
    share: float
    tone: str


@dataclass
class Skip:
    """Contacts that get no run, and why."""

    reason: str
    count: str


def item_of(view: BulkView) -> BulkItem:
    """Canceled contacts do not count as done."""
    done = view.done - view.counts.get("cancelled", 0)
    average = view.cost_usd / done if done else Decimal(0)
    return BulkItem(
        id=view.id,
        href=f"/enrichment/{view.id}/",
        label=view.label or "Enrichment",
        status="waiting" if view.waiting else view.status.value,
        status_label="Waiting" if view.waiting else STATUS_LABELS[view.status],
        economy=view.mode == BulkMode.ECONOMY,
        trigger=TRIGGERS[view.trigger],
        note=view.note,
        done=f"{done:,}",
        total=f"{view.total:,}",
        contacts=counted(view.total, "contact"),
        percent=100 if not view.total else 100 * done // view.total,
        cost=usd(view.cost_usd),
        average_cost=f"{usd(average)} per contact" if average >= SMALLEST_AVERAGE else "",
        time_left=f"{duration(view.seconds_left)} left" if view.seconds_left is not None else "",
        started_by=view.asked_by,
        created_at=view.created_at.isoformat(),
        finished_at=view.finished_at.isoformat() if view.finished_at else "",
        review=_review(view.review),
        ended=view.ended,
        can_pause=view.status == BulkStatus.RUNNING,
        can_resume=view.status == BulkStatus.PAUSED or view.waiting,
    )


def _review(count: int) -> str:
    if not count:
        return ""
    return f"{counted(count, 'suggestion')} {'needs' if count == 1 else 'need'} review"


def parts_of(view: BulkView) -> list[Part]:
    """Its contacts by outcome, in the order of the bar, without empty outcomes."""
    total = max(view.total, sum(view.counts.values()), 1)
    return [
        Part(name, label, f"{count:,}", round(100 * count / total, 2), tone)
        for name, (label, tone) in OUTCOMES.items()
        if (count := view.counts.get(name, 0))
    ]


def skips_of(skipped: Mapping[str, int]) -> list[Skip]:
    """Counts by reason, the largest first."""
    rows = sorted(skipped.items(), key=lambda pair: -pair[1])
    return [Skip(_in_a_list(REASONS.get(key, key)), f"{count:,}") for key, count in rows if count]


def _in_a_list(reason: str) -> str:
    """The reason after its count: ``22 already complete``."""
    return reason[:1].lower() + reason[1:]


def pace_of(before: tuple[datetime, int] | None, now: datetime, done: int) -> str:
    """``3 per second``, from two readings; empty while they say nothing."""
    if before is None or done <= before[1]:
        return ""
    seconds = (now - before[0]).total_seconds()
    per_second = (done - before[1]) / max(seconds, 0.1)
    if per_second >= 1:
        return f"{per_second:,.0f} per second"
    return f"{per_second * 60:,.0f} per minute"
