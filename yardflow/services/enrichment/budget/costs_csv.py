"""The ledger as a file for a spreadsheet: all four parts in one table, told apart by `part`."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from yardflow.services.formula_escape import escaped

if TYPE_CHECKING:
    from yardflow.services.enrichment.budget.costs import Counted, Ledger

_NAMES = ("part", "provider", "model", "field", "day", "event")
_COUNTS = ("claims", "accepted", "rejected", "corrected", "waiting")
_MONEY = ("cost_usd", "cost_per_accepted_usd", "unsettled_usd")
_MICRO = Decimal("0.000001")


def as_csv(ledger: "Ledger") -> bytes:
    """UTF-8 with the mark that spreadsheets need to see that; no cell is taken for a formula."""
    file = io.StringIO()
    writer = csv.writer(file, quoting=csv.QUOTE_ALL)
    writer.writerow([*_NAMES, *_COUNTS, *_MONEY])
    for names, counted, unsettled in _rows(ledger):
        told = [escaped(names.get(name, "")) for name in _NAMES]
        counts = [getattr(counted, name) for name in _COUNTS]
        money = [_usd(counted.cost_usd), _usd(counted.cost_per_accepted), _usd(unsettled)]
        writer.writerow([*told, *counts, *money])
    return file.getvalue().encode("utf-8-sig")


def _rows(ledger: "Ledger") -> Iterator[tuple[dict[str, str], "Counted", Decimal | None]]:
    for line in ledger.lines:
        names = {"provider": line.provider_label, "model": line.model, "field": line.field_label}
        yield {"part": "field"} | names, line, None
    for day in ledger.days:
        yield {"part": "day", "day": day.day.isoformat()}, day, None
    for event in ledger.events:
        yield {"part": "event", "event": event.name}, event, None
    yield {"part": "total"}, ledger.totals, ledger.totals.unsettled_usd


def _usd(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount.quantize(_MICRO):f}"
