"""The figures above the rows of an import."""

from dataclasses import dataclass

from yardflow.counts import counted
from yardflow.models import ImportKind, ImportStatus
from yardflow.services.imports import Forecast, ImportView

_UNCHANGED = "Already complete"


@dataclass
class Tally:
    """A figure with its name."""

    label: str
    value: str
    note: str
    tone: str = ""


def tallies_of(view: ImportView, forecast: Forecast | None = None) -> list[Tally]:
    """The figures above the rows: of the list before the run, with what the run would do as soon
    as there is a ``forecast``; of the records after it. Each row is counted in one of its outcomes.
    """
    if view.status in (ImportStatus.DONE, ImportStatus.UNDONE):
        return _results(view)
    note = "Fix below, or these rows are skipped" if view.bad else "None"
    return [
        Tally("Rows", f"{view.rows:,}", counted(len(view.columns), "column")),
        *(_ready(view) if forecast is None else _expected(view, forecast)),
        Tally("Needs fixing", f"{view.bad:,}", note, "red" if view.bad else ""),
    ]


def _ready(view: ImportView) -> list[Tally]:
    ready = view.rows - view.bad
    return [Tally("Ready", f"{ready:,}", "Will be imported", "green" if ready else "")]


def _expected(view: ImportView, forecast: Forecast) -> list[Tally]:
    created, accounts = forecast.created, forecast.accounts_created
    at_accounts = f"With {counted(accounts, 'new account')}" if accounts else "At known accounts"
    new_note = at_accounts if view.kind == ImportKind.CONTACTS else "Will be added"
    return [
        Tally("New", f"{created:,}", new_note if created else "None", "green" if created else ""),
        Tally("Updates", f"{forecast.updated:,}", _filled(view)),
        Tally("Unchanged", f"{forecast.unchanged:,}", _UNCHANGED),
        *_duplicates(forecast.duplicates),
    ]


def _duplicates(count: int) -> list[Tally]:
    return [Tally("Duplicates", f"{count:,}", "Same as an earlier row")] if count else []


def _results(view: ImportView) -> list[Tally]:
    counts = {name: count for name, count in view.counts.items() if isinstance(count, int)}
    created, skipped, duplicates = (
        counts.get(name, 0) for name in ("created", "skipped", "duplicate")
    )
    reasons = "Reasons below" if skipped else "None"
    return [
        Tally("Created", f"{created:,}", f"New {view.kind.value}", "green" if created else ""),
        Tally("Updated", f"{counts.get('updated', 0):,}", _filled(view)),
        Tally("Unchanged", f"{counts.get('unchanged', 0):,}", _UNCHANGED),
        *_duplicates(duplicates),
        Tally("Skipped", f"{skipped:,}", reasons, "red" if skipped else ""),
    ]


def _filled(view: ImportView) -> str:
    return "Fields filled or overwritten" if view.overwrites else "Empty fields filled"
