"""A bulk as its pages show it: words, shares and figures."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from yardflow.models import BulkMode, BulkStatus, Trigger
from yardflow.services.enrichment.bulk.selection import REASONS
from yardflow.services.enrichment.bulk.views import BulkView
from yardflow.state.enrichment.budget_view import time_told, usd

TRIGGERS = {
    Trigger.MANUAL: "by hand",
    Trigger.CREATED: "contacts added",
    Trigger.IMPORTED: "after an import",
    Trigger.QUALIFIED: "account became Qualified",
    Trigger.BULK: "",
    Trigger.SCHEDULED: "by the schedule",
}
# USD; where most cost nothing, less than that says nothing about those that did.
WORTH_TELLING = Decimal("0.0001")
# What became of a contact: how it reads, and its colour in the bar.
OUTCOMES = {
    "enriched": ("Enriched", "green"),
    "nothing_new": ("Nothing new", "gray"),
    "failed": ("Failed", "red"),
    "cancelled": ("Cancelled", "gray"),
    "running": ("Under way", "blue"),
    "queued": ("Waiting", ""),
}


@dataclass
class BulkFacts:
    """A bulk in a list or on its page. ``percent`` is how much of it is done."""

    id: int = 0
    href: str = ""
    label: str = ""
    status: str = ""
    word: str = ""
    economy: bool = False
    told: str = ""
    note: str = ""
    done: str = "0"
    total: str = "0"
    percent: int = 0
    cost: str = ""
    each: str = ""
    left: str = ""
    asked_by: str = ""
    created_at: str = ""
    finished_at: str = ""
    ended: bool = False
    can_pause: bool = False
    can_resume: bool = False


@dataclass
class Part:
    """Contacts with the same outcome; ``share`` is what they take of the bar, in percent."""

    outcome: str
    label: str
    count: str
    share: float
    tone: str


@dataclass
class Skip:
    """Contacts that were left out, and why."""

    reason: str
    count: str


def facts_of(view: BulkView) -> BulkFacts:
    """A bulk in words. Contacts that were cancelled are not done."""
    running = view.status == BulkStatus.RUNNING
    done = view.done - view.counts.get("cancelled", 0)
    each = view.cost_usd / done if done else Decimal(0)
    return BulkFacts(
        id=view.id,
        href=f"/enrichment/{view.id}/",
        label=view.label or "Enrichment",
        status="waiting" if view.waiting else view.status.value,
        word=_word(view),
        economy=view.mode == BulkMode.ECONOMY,
        told=TRIGGERS[view.trigger],
        note=view.note,
        done=f"{done:,}",
        total=f"{view.total:,}",
        percent=100 if not view.total else 100 * done // view.total,
        cost=usd(view.cost_usd),
        each=f"{usd(each)} each" if each >= WORTH_TELLING else "",
        left=f"{time_told(view.seconds_left)} left" if view.seconds_left is not None else "",
        asked_by=view.asked_by,
        created_at=view.created_at.isoformat(),
        finished_at=view.finished_at.isoformat() if view.finished_at else "",
        ended=view.ended,
        can_pause=running,
        can_resume=view.status == BulkStatus.PAUSED or view.waiting,
    )


def parts_of(view: BulkView) -> list[Part]:
    """Its contacts by outcome, in the order of the bar; outcomes that nobody has are left out."""
    whole = max(view.total, sum(view.counts.values()), 1)
    return [
        Part(name, label, f"{count:,}", round(100 * count / whole, 2), tone)
        for name, (label, tone) in OUTCOMES.items()
        if (count := view.counts.get(name, 0))
    ]


def skips_of(view: BulkView) -> list[Skip]:
    """Who was left out, the most first."""
    rows = sorted(view.skipped.items(), key=lambda pair: -pair[1])
    return [Skip(REASONS.get(reason, reason), f"{count:,}") for reason, count in rows if count]


def pace_told(before: tuple[datetime, int] | None, now: datetime, done: int) -> str:
    """How fast it goes, from two looks at it; empty while that says nothing."""
    if before is None or done <= before[1]:
        return ""
    seconds = (now - before[0]).total_seconds()
    a_second = (done - before[1]) / max(seconds, 0.1)
    return f"{a_second:,.0f} a second" if a_second >= 1 else f"{a_second * 60:,.0f} a minute"


def _word(view: BulkView) -> str:
    if view.waiting:
        return "Waiting"
    return {
        BulkStatus.RUNNING: "Running",
        BulkStatus.PAUSED: "Paused",
        BulkStatus.CANCELLED: "Cancelled",
        BulkStatus.FINISHED: "Finished",
    }[view.status]
