"""The yield ledger: what was spent on enrichment, and what came of it.

What a charge cost is divided equally among the claims that its provider made in its run (what does
not divide goes to the first), and stands on a line without a field where there are none. So the
lines add up to exactly what was spent. What nobody knows yet (`unsettled`) is told beside them.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, select

from yardflow.errors import Invalid
from yardflow.models import Event
from yardflow.services.access import Principal
from yardflow.services.enrichment.claims import FIELDS, SOURCES
from yardflow.services.enrichment.ledger_csv import as_csv
from yardflow.services.enrichment.unsettled import UnsettledView, resolve, unsettled

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
    "read",
    "resolve",
    "unsettled",
]

LONGEST = timedelta(days=366)
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
    """One event; without an id those that were deleted."""

    event_id: int | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals(Counted):
    """Everything. ``unsettled`` charges hold ``unsettled_usd``, which is not in ``cost_usd``."""

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


_COUNTS = """
    sum(claims) AS claims, sum(accepted) AS accepted, sum(rejected) AS rejected,
    sum(corrected) AS corrected, sum(waiting) AS waiting, sum(micro) AS micro
"""
# Money is counted in millionths here, so that nothing is lost where it is divided.
_READ = text(f"""
    WITH paid AS (
        SELECT run_id, provider, model, day, event_id, (spent_usd * 1000000)::bigint AS micro
        FROM charge WHERE status = 'settled' AND day BETWEEN :since AND :until
            AND (CAST(:event AS bigint) IS NULL OR event_id = :event)
    ), shared AS (
        SELECT run_id, source, count(*) AS parts, min(id) AS first FROM claim
        WHERE run_id IN (SELECT run_id FROM paid) GROUP BY run_id, source
    ), asked AS (
        SELECT run_id, provider, max(model) AS model FROM charge
        WHERE status = 'settled' AND day BETWEEN :charged_since AND :until
        GROUP BY run_id, provider
    ), fact AS (
        SELECT paid.provider, paid.model, coalesce(claim.field, '') AS field, paid.day,
            paid.event_id, 0 AS claims, 0 AS accepted, 0 AS rejected, 0 AS corrected, 0 AS waiting,
            CASE WHEN claim.id IS NULL THEN micro WHEN claim.id = shared.first
                THEN micro / parts + micro % parts ELSE micro / parts END AS micro
        FROM paid
        LEFT JOIN shared ON shared.run_id = paid.run_id AND shared.source = paid.provider
        LEFT JOIN claim ON claim.run_id = shared.run_id AND claim.source = shared.source
        UNION ALL
        SELECT claim.source, coalesce(asked.model, ''), claim.field,
            (claim.created_at AT TIME ZONE 'UTC')::date, run.event_id, 1,
            (claim.applied_at IS NOT NULL AND claim.status IN ('applied', 'replaced'))::int,
            (claim.status = 'rejected')::int, (claim.status = 'corrected')::int,
            (claim.status = 'review')::int, 0
        FROM claim
        JOIN enrichment_run run ON run.id = claim.run_id
        LEFT JOIN asked ON asked.run_id = run.id AND asked.provider = claim.source
        WHERE claim.created_at >= :start AND claim.created_at < :end
            AND (CAST(:event AS bigint) IS NULL OR run.event_id = :event)
    )
    SELECT provider, model, field, day, event_id,
        grouping(provider, day, event_id) AS left_out, {_COUNTS}
    FROM fact GROUP BY GROUPING SETS ((provider, model, field), (day), (event_id), ())
""")  # noqa: S608 - made of constants
_UNSETTLED = text("""
    SELECT count(*) AS unsettled, coalesce(sum(reserved_usd), 0) AS unsettled_usd FROM charge
    WHERE status = 'unsettled' AND day BETWEEN :since AND :until
        AND (CAST(:event AS bigint) IS NULL OR event_id = :event)
""")
# What `grouping` says: a bit for each of provider, day and event that a row is not grouped by.
_BY_LINE, _BY_DAY, _BY_EVENT, _ALL = 0b011, 0b101, 0b110, 0b111
# A claim of an early day may come from a question of some days before: a batch takes a day, and
# its money may have been settled late.
_CHARGED_BEFORE = timedelta(days=7)


def read(session: Session, principal: Principal, query: LedgerQuery) -> Ledger:
    """The ledger of some days; everybody signed in may read it.

    Raises:
        Invalid: the days are the wrong way round, or more than a year.
    """
    _check(query)
    values = {
        "since": query.since,
        "until": query.until,
        "charged_since": query.since - _CHARGED_BEFORE,
        "start": datetime.combine(query.since, time(), UTC),
        "end": datetime.combine(query.until + timedelta(days=1), time(), UTC),
        "event": query.event_id,
    }
    rows = session.execute(_READ, values).all()
    doubtful = session.execute(_UNSETTLED, values).one()
    total = next((_counts(row) for row in rows if row.left_out == _ALL), {})
    return Ledger(
        query,
        _lines([row for row in rows if row.left_out == _BY_LINE]),
        _days(query, [row for row in rows if row.left_out == _BY_DAY]),
        _events(session, [row for row in rows if row.left_out == _BY_EVENT]),
        Totals(**total, unsettled=doubtful.unsettled, unsettled_usd=doubtful.unsettled_usd),
    )


def _check(query: LedgerQuery) -> None:
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
            name=names.get(row.event_id, "Deleted events"),
            **_counts(row),
        )
        for row in rows
    ]
    return tuple(sorted(events, key=lambda one: (-one.cost_usd, one.name)))
