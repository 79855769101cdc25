"""The yield ledger: what was spent on enrichment, and what came of it.

What a charge cost is divided equally among the claims that its provider made in its run (what does
not divide goes to the first), and stands on a line without a field where there are none. So the
lines add up to exactly what was spent. What is unconfirmed stands beside them.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, select

from yardflow.errors import Contradictory, Invalid
from yardflow.models import Event
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget.cost_sums import (
    ALL,
    BY_DAY,
    BY_EVENT,
    BY_LINE,
    DELETED,
    TESTS,
    facts,
)
from yardflow.services.enrichment.budget.reconciliation import (
    UnconfirmedCharge,
    resolve,
    unconfirmed,
)
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.services.formula_escape import escaped

__all__ = [
    "Counted",
    "Ledger",
    "LedgerDay",
    "LedgerEvent",
    "LedgerLine",
    "LedgerQuery",
    "Totals",
    "UnconfirmedCharge",
    "as_csv",
    "download",
    "read",
    "resolve",
    "unconfirmed",
]

LONGEST = timedelta(days=366)
FIRST, LAST = date(2000, 1, 1), date(2999, 12, 31)
_MILLION = Decimal(1_000_000)
_NO_FIELDS = {"": "Nothing found", DELETED: "Deleted contacts", TESTS: "Connection tests"}


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """UTC days, both included; ``event_id`` None means all events."""

    since: date
    until: date
    event_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """Claims and money in USD. ``accepted`` fill a field or did until a better one came;
    ``rejected`` were refused or removed, ``corrected`` written over, ``waiting`` are in review.
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
    where money was spent and no claim came of it; `DELETED` and `TESTS` stand in place of one.
    """

    provider: str
    model: str
    field: str

    @property
    def provider_label(self) -> str:
        """As people call it."""
        return label_of(self.provider)

    @property
    def field_label(self) -> str:
        """As people call it."""
        return _NO_FIELDS.get(self.field) or FIELDS.get(self.field, self.field)


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
    """Everything. ``unconfirmed`` charges likely cost ``unconfirmed_usd``, which is no part of
    ``cost_usd``.
    """

    unconfirmed: int = 0
    unconfirmed_usd: Decimal = Decimal(0)


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
        Totals(**total, unconfirmed=doubtful.unconfirmed, unconfirmed_usd=doubtful.unconfirmed_usd),
    )


def _check(query: LedgerQuery) -> None:
    if query.since < FIRST or query.until > LAST:
        raise Invalid("These dates can't be shown.", {"since": "Choose dates from 2000 to 2999."})
    if query.since > query.until:
        raise Contradictory(
            "The end date can't be before the start date.",
            {"until": "Choose a date on or after the start date."},
        )
    if query.until - query.since >= LONGEST:
        raise Contradictory(
            "The range can't be longer than a year.", {"since": "Choose at most a year."}
        )


def _counts(row: Any) -> dict[str, Any]:
    names = ("claims", "accepted", "rejected", "corrected", "waiting")
    counts: dict[str, Any] = {name: int(getattr(row, name) or 0) for name in names}
    return counts | {"cost_usd": Decimal(row.micro or 0) / _MILLION}


def _lines(rows: list[Any]) -> tuple[LedgerLine, ...]:
    lines = [
        LedgerLine(provider=row.provider, model=row.model, field=row.field, **_counts(row))
        for row in rows
    ]
    fields = [*FIELDS, *_NO_FIELDS]
    place = {name: number for number, name in enumerate(fields)}
    return tuple(
        sorted(
            lines, key=lambda line: (line.provider, line.model, place.get(line.field, len(place)))
        )
    )


def _days(query: LedgerQuery, rows: list[Any]) -> tuple[LedgerDay, ...]:
    by_day = {row.day: _counts(row) for row in rows}
    count = (query.until - query.since).days + 1
    every = (query.since + timedelta(days=number) for number in range(count))
    return tuple(LedgerDay(day=day, **by_day.get(day, {})) for day in every)


def _events(session: Session, rows: list[Any]) -> tuple[LedgerEvent, ...]:
    ids = [row.event_id for row in rows if row.event_id is not None]
    events = session.exec(select(Event).where(col(Event.id).in_(ids)))
    names = {event.id: event.name for event in events}
    sums = [
        LedgerEvent(
            event_id=row.event_id,
            name=names.get(row.event_id, "No event, or a deleted one"),
            **_counts(row),
        )
        for row in rows
    ]
    return tuple(sorted(sums, key=lambda event: (-event.cost_usd, event.name)))


if TYPE_CHECKING:
    from yardflow.services.enrichment.budget.costs import Counted, Ledger

_NAMES = ("part", "provider", "model", "field", "day", "event")
_COUNTS = ("claims", "accepted", "rejected", "corrected", "waiting")
_MONEY = ("cost_usd", "cost_per_accepted_usd", "unconfirmed_usd")
_MICRO = Decimal("0.000001")


def as_csv(ledger: Ledger) -> bytes:
    """UTF-8 with the mark that spreadsheets need to see that; no cell is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([*_NAMES, *_COUNTS, *_MONEY])
    for names, counted, unconfirmed_usd in _rows(ledger):
        labels = [escaped(names.get(name, "")) for name in _NAMES]
        counts = [getattr(counted, name) for name in _COUNTS]
        money = [_usd(counted.cost_usd), _usd(counted.cost_per_accepted), _usd(unconfirmed_usd)]
        writer.writerow([*labels, *counts, *money])
    return file.getvalue().encode("utf-8-sig")


def _rows(ledger: Ledger) -> Iterator[tuple[dict[str, str], Counted, Decimal | None]]:
    for line in ledger.lines:
        names = {"provider": line.provider_label, "model": line.model, "field": line.field_label}
        yield {"part": "field"} | names, line, None
    for day in ledger.days:
        yield {"part": "day", "day": day.day.isoformat()}, day, None
    for event in ledger.events:
        yield {"part": "event", "event": event.name}, event, None
    yield {"part": "total"}, ledger.totals, ledger.totals.unconfirmed_usd


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.quantize(_MICRO):f}"
