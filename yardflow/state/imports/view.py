"""An import as its page shows it: labels, figures, columns and rows."""

from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.models import ImportKind, ImportStatus
from yardflow.services import imports
from yardflow.services.imports import Forecast, ImportView, Namesake, RowView
from yardflow.state.imports.index import STATUS_LABELS
from yardflow.state.records.event_list import ALL

# How many other sheets of a workbook are named.
NAMED_SHEETS = 3


@dataclass
class ImportDetail:
    """One import. ``percent`` and ``steps`` are its job's; ``undo_results`` are the lines that say
    what undoing it did, ``kept`` counts the rows whose records it left.
    """

    id: int = 0
    filename: str = ""
    kind: str = ""
    event: str = ""
    enrich_href: str = ""
    status: str = ""
    status_label: str = ""
    file_details: str = ""
    encoding_guessed: bool = False
    remembered: bool = False
    rows: int = 0
    bad: int = 0
    duplicates: int = 0
    good: int = 0
    skipped_columns: int = 0
    run_label: str = ""
    all_label: str = ""
    bad_label: str = ""
    duplicates_label: str = ""
    no_rows_title: str = ""
    no_rows_text: str = ""
    needs: str = ""
    other_kind: str = ""
    can_run: bool = False
    is_draft: bool = False
    under_way: bool = False
    error: str = ""
    note: str = ""
    percent: int = 0
    steps: str = ""
    job_id: int = 0
    accounts_note: str = ""
    kept_note: str = ""
    undo_results: list[str] = field(default_factory=list)
    kept: int = 0
    made_by: str = ""
    created_at: str = ""
    finished_at: str = ""
    undone_at: str = ""
    undone_by: str = ""
    policy: str = ""


@dataclass
class ColumnItem:
    """A column of the file, and the field it is imported into; empty: none."""

    position: int
    header: str
    field: str
    samples: str


@dataclass
class Head:
    """A column of the preview: our name for it, and the file's."""

    label: str
    header: str


@dataclass
class NamesakeItem:
    """A name that several companies share: ``candidates`` are (key, label), ``rows`` words."""

    name_key: str
    name: str
    rows: str
    candidates: list[tuple[str, str]]
    choice: str


@dataclass
class CellItem:
    """A cell of the preview; ``problem`` says why its row can't be imported, ``remark`` why it is
    kept in the notes.
    """

    key: str
    header: str
    text: str
    problem: str
    remark: str


@dataclass
class RowItem:
    """A row of the preview; ``problem`` is about the row as a whole. After the run ``record`` is
    what it was imported into, at the address ``href``, and ``same_as`` says which row a duplicate
    is the same as, and why.
    """

    number: int
    line: int
    outcome: str
    problem: str
    bad: bool
    cells: list[CellItem]
    record: str = ""
    href: str = ""
    same_as: str = ""
    fixed: bool = False


@dataclass
class Tally:
    """A figure with its name."""

    label: str
    value: str
    note: str
    tone: str = ""


def detail_of(view: ImportView) -> ImportDetail:
    counts = view.counts
    undo = counts.get("undo", {}) if view.status == ImportStatus.UNDONE else {}
    bad_word = "Skipped" if view.finished_at else "Needs fixing"
    duplicates = int(counts.get("duplicate", 0)) if view.finished_at else 0
    return ImportDetail(
        id=view.id,
        filename=view.filename,
        kind=view.kind.value,
        event=view.event_name,
        enrich_href=f"/enrichment/new/?event={view.event_id or ALL}&import={view.id}",
        status=view.status.value,
        status_label=STATUS_LABELS[view.status],
        file_details=_file_details(view.source) if view.source else "",
        encoding_guessed=_is_guessed(view.source),
        remembered=bool(view.source.get("remembered")),
        rows=view.rows,
        bad=view.bad,
        duplicates=duplicates,
        good=view.rows - view.bad,
        skipped_columns=sum(not column.field for column in view.columns),
        run_label=f"Import {counted(view.rows - view.bad, 'row')}",
        all_label=f"All ({view.rows:,})",
        bad_label=f"{bad_word} ({view.bad:,})",
        duplicates_label=f"Duplicates ({duplicates:,})",
        no_rows_title="No skipped rows" if view.finished_at else "Nothing to fix",
        no_rows_text=f"Every row {'was imported' if view.finished_at else 'is ready'}.",
        needs=" ".join(view.needs),
        other_kind=view.other_kind or "",
        can_run=view.can_run,
        is_draft=view.is_draft,
        under_way=view.under_way,
        error=view.error or "",
        note=view.note,
        percent=min(100, view.done * 100 // view.total) if view.total else 0,
        steps=_steps(view),
        job_id=view.job_id or 0,
        accounts_note=_accounts_note(view),
        kept_note=_kept_note(view),
        undo_results=_undo_results(undo),
        kept=int(undo.get("kept", 0)),
        made_by=view.made_by,
        created_at=view.created_at.isoformat(),
        finished_at=view.finished_at.isoformat() if view.finished_at else "",
        undone_at=view.undone_at.isoformat() if view.undone_at else "",
        undone_by=view.undone_by,
        policy=view.policy,
    )


def columns_of(view: ImportView, last: list[int]) -> list[ColumnItem]:
    """The columns in the file's order, but those at the positions ``last`` behind the others."""
    columns = sorted(view.columns, key=lambda column: column.position in last)
    return [
        ColumnItem(column.position, column.header, column.field, " · ".join(column.samples))
        for column in columns
    ]


def namesake_of(namesake: Namesake) -> NamesakeItem:
    return NamesakeItem(
        name_key=namesake.name_key,
        name=namesake.name,
        rows=counted(namesake.rows, "row"),
        candidates=[(candidate.key, candidate.label) for candidate in namesake.candidates],
        choice=namesake.choice,
    )


def head_of(column: ColumnItem) -> Head:
    return Head(imports.label_of(column.field), column.header)


def worst_first(shown: list[int], rows: list[RowView]) -> list[int]:
    """Columns with something to fix come first, so that a narrow screen shows them."""
    bad = {at for row in rows for at in row.problems}
    return sorted(shown, key=lambda at: str(at) not in bad)


def row_of(row: RowView, shown: list[int]) -> RowItem:
    """A row with the cells at the positions ``shown``."""
    cells = [
        CellItem(
            f"{row.number}:{at}",
            str(at),
            row.cells[at],
            row.problems.get(str(at), ""),
            row.remarks.get(str(at), ""),
        )
        for at in shown
        if at < len(row.cells)
    ]
    whole = row.problems.get("row", "")
    item = RowItem(row.number, row.line, row.outcome, whole, bool(row.problems), cells)
    if row.record is not None:
        item.record, item.href = row.record.name, f"/{row.record.kind}s/{row.record.id}/"
        if row.record.same_as is not None:
            line = row.line - row.number + row.record.same_as
            item.same_as = f"As row {line}: {row.record.same_by}"
    return item


def tallies_of(view: ImportView, forecast: Forecast | None = None) -> list[Tally]:
    """The figures above the rows: of the list before the run, with what the run would do as soon
    as there is a ``forecast``; of the records after it.
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
        Tally("Updates", f"{forecast.updated:,}", "Empty fields filled"),
        Tally("Unchanged", f"{forecast.unchanged:,}", _unchanged(forecast.duplicates)),
    ]


def _unchanged(duplicates: int) -> str:
    return f"{counted(duplicates, 'duplicate')} in file" if duplicates else "Already complete"


def _results(view: ImportView) -> list[Tally]:
    counts = {name: count for name, count in view.counts.items() if isinstance(count, int)}
    created, skipped, duplicates = (
        counts.get(name, 0) for name in ("created", "skipped", "duplicate")
    )
    reasons = "Reasons below" if skipped else "None"
    return [
        Tally("Created", f"{created:,}", f"New {view.kind.value}", "green" if created else ""),
        Tally("Updated", f"{counts.get('updated', 0):,}", "Empty fields filled"),
        Tally("Unchanged", f"{counts.get('unchanged', 0):,}", _unchanged(duplicates)),
        Tally("Skipped", f"{skipped:,}", reasons, "red" if skipped else ""),
    ]


def _steps(view: ImportView) -> str:
    if view.status == ImportStatus.READING:
        return f"{view.done}%" if view.done else ""
    return f"{view.done:,} of {counted(view.total, 'row')}" if view.total else ""


def _accounts_note(view: ImportView) -> str:
    """What an import of contacts did to accounts, and to addresses that were known."""
    if view.kind != ImportKind.CONTACTS or view.status != ImportStatus.DONE:
        return ""
    created, updated = (
        int(view.counts.get(f"accounts_{outcome}", 0)) for outcome in ("created", "updated")
    )
    sentences = []
    if created:
        were = "was" if created == 1 else "were"
        sentences.append(f"{counted(created, 'new account')} {were} created.")
    if updated:
        were = "was" if updated == 1 else "were"
        sentences.append(f"{counted(updated, 'account')} {were} updated.")
    if shared := int(view.counts.get("addresses_shared", 0)):
        sentences.append(
            f"{counted(shared, 'known email address', 'known email addresses')} turned out to be "
            "shared by several people."
        )
    return " ".join(sentences)


def _kept_note(view: ImportView) -> str:
    """How many cells their fields can't take, and where they are."""
    if not view.kept_in_notes:
        return ""
    if view.kept_in_notes == 1:
        misfits, were = "doesn't fit its field and", "was"
    else:
        misfits, were = "don't fit their fields and", "were"
    cells = counted(view.kept_in_notes, "cell")
    return f"{cells} {misfits} {were if view.finished_at else 'will be'} kept in notes."


def _undo_results(undo: dict) -> list[str]:
    return [
        f"{counted(count, noun)} {outcome}"
        for noun in ("contact", "account")
        for outcome in ("removed", "restored")
        if (count := int(undo.get(f"{noun}s_{outcome}", 0)))
    ]


def _file_details(source: dict) -> str:
    """How the file was read, so that a person sees when that was wrong."""
    if source.get("format") == "xlsx":
        sheet, hidden = source.get("sheet", ""), source.get("hidden_sheets", [])
        named = {
            name: f"hidden “{name}”" if name in hidden else f"“{name}”"
            for name in (sheet, *source.get("sheets", []))
        }
        details = f"Excel workbook, sheet {named[sheet]}"
        others = [label for name, label in named.items() if name != sheet]
        more = f" and {len(others) - NAMED_SHEETS:,} more" if len(others) > NAMED_SHEETS else ""
        if others:
            noun = "sheet" if len(others) == 1 else "sheets"
            details += f" (other {noun}: {', '.join(others[:NAMED_SHEETS])}{more})"
    else:
        encoding = str(source.get("encoding", ""))
        delimiter = str(source.get("delimiter", ""))
        details = "CSV"
        if encoding:
            detected = " detected as" if source.get("encoding_detected") else ""
            details += f", encoding{detected} {_encoding(encoding)}"
        details += f", separated by {delimiter}s" if delimiter else ""
    return f"{details}, column names in row {source.get('header_row', 1)}{_hidden(source)}"


def _hidden(source: dict) -> str:
    """What the sheet doesn't show, and was read nevertheless."""
    rows, columns = (int(source.get(name, 0)) for name in ("hidden_rows", "hidden_columns"))
    parts = [counted(rows, "hidden row")] if rows else []
    parts += [counted(columns, "hidden column")] if columns else []
    were = "was" if rows + columns == 1 else "were"
    return f". {' and '.join(parts)} {were} read, too" if parts else ""


def _is_guessed(source: dict) -> bool:
    """Whether the encoding may be another one: UTF is certain, and what was chosen is not ours."""
    encoding = str(source.get("encoding", "utf-8"))
    return bool(source.get("encoding_detected")) and not encoding.startswith("utf-")


def _encoding(name: str) -> str:
    return imports.ENCODINGS.get(name.removesuffix("-sig"), name.upper())
