"""The yield ledger: what was spent on enrichment, and what came of it.

What a charge cost is divided equally among the claims that its provider made in its run (what does
not divide goes to the first), and stands on a line without a field where there are none. So the
lines add up to exactly what was spent. What nobody knows yet (`unsettled`) is told beside them.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sqlmodel import Session, col, select

from yardflow.errors import Invalid
from yardflow.models import Event
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget.cost_sums import ALL, BY_DAY, BY_EVENT, BY_LINE, facts
from yardflow.services.enrichment.budget.costs_csv import as_csv
from yardflow.services.enrichment.budget.reconciliation import UnsettledView, resolve, unsettled
from yardflow.services.enrichment.providers.protocol import FIELDS, SOURCES

__all__ = [
    "Counted",
    "Ledger",
    "LedgerDay",
    "LedgerEvent",
    "LedgerLine",
    "LedgerQuery",
    "Totals",
    "UnsettledView",
    "as_csv",
    "download",
    "read",
    "resolve",
    "unsettled",
]

LONGEST = timedelta(days=366)
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
_MILLION = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """UTC days, both included; ``event_id`` None means all events."""

    since: date
    until: date
    event_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Claims and money in USD. ``accepted`` fill a field or did until a better one came;
    ``rejected`` were refused or taken back, ``corrected`` written over, ``waiting`` are in review.
    """

    claims: int = 0
    accepted: int = 0
    rejected: int = 0
    corrected: int = 0
    waiting: int = 0
    cost_usd: Decimal = Decimal(0)

    @property
    def cost_per_accepted(self) -> Decimal | None:
        """USD for each field that was filled; None where none was."""
        return self.cost_usd / self.accepted if self.accepted else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerLine(Counted):
    """One field from one model of one provider. ``model`` is empty for what is free, ``field``
    where money was spent and no claim came of it.
    """

    provider: str
    model: str
    field: str

    @property
    def provider_label(self) -> str:
        """As people call it."""
        return SOURCES.get(self.provider, self.provider)

    @property
    def field_label(self) -> str:
        """As people call it."""
        return FIELDS.get(self.field, self.field) if self.field else "No claim"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerDay(Counted):
    """One UTC day."""

    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEvent(Counted):
    """One event; without an id those that were deleted, and checks, which are about none."""

    event_id: int | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Counted):
    """Everything. ``unsettled`` charges likely cost ``unsettled_usd``, not part of ``cost_usd``."""

    unsettled: int = 0
    unsettled_usd: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Ledger:
    """``lines`` by provider, model and field, every one of ``days``, and ``events`` by cost."""

    query: LedgerQuery
    lines: tuple[LedgerLine, ...]
    days: tuple[LedgerDay, ...]
    events: tuple[LedgerEvent, ...]
    totals: Totals


def download(session: Session, principal: Principal, query: LedgerQuery) -> bytes:
    """`read` as a CSV file; the audit log says who took it away."""
    content = as_csv(read(session, principal, query))
    days = {"since": query.since.isoformat(), "until": query.until.isoformat()}
    audit.record_often(
        session,
        principal,
        "ledger.downloaded",
        "event" if query.event_id else "",
        query.event_id,
        key=f"user:{principal.user_id}",
        after=days,
    )
    return content


def read(session: Session, principal: Principal, query: LedgerQuery) -> Ledger:
    """The ledger of some days; everybody signed in may read it.

    Raises:
        Invalid: the days are the wrong way round, more than a year, or of another age.
    """
    _check(query)
    rows, doubtful = facts(session, query.since, query.until, query.event_id)
    total = next((_counts(row) for row in rows if row.left_out == ALL), {})
    return Ledger(
        query,
        _lines([row for row in rows if row.left_out == BY_LINE]),
        _days(query, [row for row in rows if row.left_out == BY_DAY]),
        _events(session, [row for row in rows if row.left_out == BY_EVENT]),
        Totals(**total, unsettled=doubtful.unsettled, unsettled_usd=doubtful.unsettled_usd),
    )


def _check(query: LedgerQuery) -> None:
    if query.since < FIRST or query.until > LAST:
        raise Invalid("Nothing can be shown.", {"since": "There is no ledger of such days."})
    if query.since > query.until:
        raise Invalid("Nothing can be shown.", {"until": "The last day is before the first."})
    if query.until - query.since >= LONGEST:
        raise Invalid("Nothing can be shown.", {"since": "More than a year. Choose fewer days."})


def _counts(row: Any) -> dict[str, Any]:
    names = ("claims", "accepted", "rejected", "corrected", "waiting")
    counts: dict[str, Any] = {name: int(getattr(row, name) or 0) for name in names}
    return counts | {"cost_usd": Decimal(row.micro or 0) / _MILLION}


def _lines(rows: list[Any]) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine(provider=row.provider, model=row.model, field=row.field, **_counts(row))
        for row in rows
    ]
    fields = [*FIELDS, ""]
    place = {name: number for number, name in enumerate(fields)}
    return tuple(
        sorted(lines, key=lambda one: (one.provider, one.model, place.get(one.field, len(place))))
    )


def _days(query: LedgerQuery, rows: list[Any]) -> tuple[LedgerDay, ...]:
    by_day = {row.day: _counts(row) for row in rows}
    count = (query.until - query.since).days + 1
    every = (query.since + timedelta(days=number) for number in range(count))
    return tuple(LedgerDay(day=day, **by_day.get(day, {})) for day in every)


def _events(session: Session, rows: list[Any]) -> tuple[LedgerEvent, ...]:
    ids = [row.event_id for row in rows if row.event_id is not None]
    found = session.exec(select(Event).where(col(Event.id).in_(ids)))
    names = {event.id: event.name for event in found}
    events = [
        LedgerEvent(
            event_id=row.event_id,
            name=names.get(row.event_id, "Connection checks and deleted events"),
            **_counts(row),
        )
        for row in rows
    ]
    return tuple(sorted(events, key=lambda one: (-one.cost_usd, one.name)))
