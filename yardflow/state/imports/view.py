"""What the page of an import shows, worked out from what the service says."""

from dataclasses import dataclass, field

from yardflow.models import ImportKind, ImportStatus
from yardflow.services import imports
from yardflow.services.imports import ImportView, RowView
from yardflow.state.imports.index import WORDS

# So many other sheets of a workbook are named.
NAMED = 3


@dataclass
class ImportFacts:
    """One import. ``percent`` and ``steps`` are its job's, ``undo`` what undoing it did."""

    id: int = 0
    filename: str = ""
    kind: str = ""
    event: str = ""
    enrich_href: str = ""
    status: str = ""
    word: str = ""
    read_as: str = ""
    encoding_guessed: bool = False
    remembered: bool = False
    rows: int = 0
    bad: int = 0
    good: int = 0
    left_out: int = 0
    run_label: str = ""
    all_label: str = ""
    bad_label: str = ""
    needs: str = ""
    can_run: bool = False
    is_draft: bool = False
    under_way: bool = False
    error: str = ""
    note: str = ""
    percent: int = 0
    steps: str = ""
    job_id: int = 0
    beside: str = ""
    undo: list[str] = field(default_factory=list)
    kept: int = 0
    made_by: str = ""
    created_at: str = ""
    finished_at: str = ""
    undone_at: str = ""
    undone_by: str = ""
    policy: str = ""


@dataclass
class ColumnItem:
    """A column of the list and what it goes to."""

    position: int
    header: str
    field: str
    sample: str


@dataclass
class Head:
    """A column of the preview: what it means, and what the list calls it."""

    label: str
    header: str


@dataclass
class CellItem:
    """A cell of the preview; ``problem`` says why it can't be taken."""

    key: str
    header: str
    text: str
    problem: str


@dataclass
class RowItem:
    """A row of the preview; ``problem`` is about the row as a whole."""

    number: int
    line: int
    outcome: str
    problem: str
    bad: bool
    cells: list[CellItem]
    mended: bool = False


@dataclass
class Tally:
    """A figure with its name."""

    label: str
    value: str
    note: str
    tone: str = ""


def facts_of(view: ImportView) -> ImportFacts:
    """The import as its page shows it."""
    counts = view.counts
    undo = counts.get("undo", {}) if view.status == ImportStatus.UNDONE else {}
    return ImportFacts(
        id=view.id,
        filename=view.filename,
        kind=view.kind.value,
        event=view.event_name,
        enrich_href=f"/enrichment/new/?event={view.event_id}&import={view.id}",
        status=view.status.value,
        word=WORDS[view.status],
        read_as=_read_as(view.source) if view.source else "",
        encoding_guessed=_is_guessed(view.source),
        remembered=bool(view.source.get("remembered")),
        rows=view.rows,
        bad=view.bad,
        good=view.rows - view.bad,
        left_out=sum(not column.field for column in view.columns),
        run_label=_run_label(view),
        all_label=f"All ({view.rows:,})",
        bad_label=f"{'Set aside' if view.finished_at else 'To mend'} ({view.bad:,})",
        needs=" ".join(view.needs),
        can_run=view.can_run,
        is_draft=view.status in (ImportStatus.DRAFT, ImportStatus.FAILED),
        under_way=view.under_way,
        error=view.error or "",
        note=view.note,
        percent=min(100, view.done * 100 // view.total) if view.total else 0,
        steps=_steps(view),
        job_id=view.job_id or 0,
        beside=_beside(view),
        undo=_undone(undo),
        kept=int(undo.get("kept", 0)),
        made_by=view.made_by,
        created_at=view.created_at.isoformat(),
        finished_at=view.finished_at.isoformat() if view.finished_at else "",
        undone_at=view.undone_at.isoformat() if view.undone_at else "",
        undone_by=view.undone_by,
        policy=view.policy,
    )


def columns_of(view: ImportView) -> list[ColumnItem]:
    """All columns of the list."""
    return [ColumnItem(one.position, one.header, one.field, one.sample) for one in view.columns]


def head_of(column: ColumnItem) -> Head:
    """A column as it stands above the rows."""
    return Head(imports.label_of(column.field), column.header)


def worst_first(shown: list[int], rows: list[RowView]) -> list[int]:
    """Columns with something to mend come first, so that a narrow screen shows them."""
    bad = {at for row in rows for at in row.problems}
    return sorted(shown, key=lambda at: str(at) not in bad)


def row_of(row: RowView, shown: list[int]) -> RowItem:
    """A row with the cells at the positions ``shown``."""
    cells = [
        CellItem(f"{row.number}:{at}", str(at), row.cells[at], row.problems.get(str(at), ""))
        for at in shown
        if at < len(row.cells)
    ]
    whole = row.problems.get("row", "")
    return RowItem(row.number, row.line, row.outcome, whole, bool(row.problems), cells)


def tallies_of(view: ImportView) -> list[Tally]:
    """The figures above the rows: of the list before the run, of the records after it."""
    if view.status in (ImportStatus.DONE, ImportStatus.UNDONE):
        return _results(view)
    good = view.rows - view.bad
    mend = "Mend them below, or they are set aside" if view.bad else "Every cell can be taken"
    return [
        Tally("Rows", f"{view.rows:,}", f"{len(view.columns)} columns"),
        Tally("Good", f"{good:,}", "These are imported", "green" if good else ""),
        Tally("To mend", f"{view.bad:,}", mend, "red" if view.bad else ""),
    ]


def _results(view: ImportView) -> list[Tally]:
    counts = {name: n for name, n in view.counts.items() if isinstance(n, int)}
    merged = counts.get("merged", 0)
    doubles = f"And {merged:,} doubles within the list" if merged else "There already, as they are"
    created, rejected = counts.get("created", 0), counts.get("rejected", 0)
    return [
        Tally("Created", f"{created:,}", f"New {view.kind.value}", "green" if created else ""),
        Tally("Filled in", f"{counts.get('updated', 0):,}", "There already, with gaps"),
        Tally("Unchanged", f"{counts.get('unchanged', 0):,}", doubles),
        Tally("Set aside", f"{rejected:,}", "With their reasons", "red" if rejected else ""),
    ]


def _steps(view: ImportView) -> str:
    if view.status == ImportStatus.READING:
        return f"{view.done}%" if view.done else ""
    return f"{view.done:,} of {view.total:,} rows" if view.total else ""


def _run_label(view: ImportView) -> str:
    good = view.rows - view.bad
    return f"Import {_counted(good, 'good row' if view.bad else 'row')}"


def _beside(view: ImportView) -> str:
    """What a list of contacts did to accounts."""
    if view.kind != ImportKind.CONTACTS or view.status != ImportStatus.DONE:
        return ""
    added, filled = (int(view.counts.get(f"accounts_{what}", 0)) for what in ("created", "updated"))
    told = [f"created {_counted(added, 'account')}"] if added else []
    told += [f"filled in {_counted(filled, 'account')}"] if filled else []
    return f"It also {' and '.join(told)}." if told else ""


def _undone(undo: dict) -> list[str]:
    told = []
    for what in ("contact", "account"):
        removed, restored = (int(undo.get(f"{what}s_{end}", 0)) for end in ("removed", "restored"))
        told += [f"{_counted(removed, what)} removed"] if removed else []
        told += [f"{_counted(restored, what)} put back as before"] if restored else []
    return told


def _read_as(source: dict) -> str:
    """How the file was understood, so that a person sees when it was not."""
    if source.get("format") == "xlsx":
        said = f"Excel workbook, sheet “{source.get('sheet', '')}”"
        others = [f"“{name}”" for name in source.get("sheets", []) if name != source.get("sheet")]
        more = f" and {len(others) - NAMED:,} more" if len(others) > NAMED else ""
        said += f" (there are also {', '.join(others[:NAMED])}{more})" if others else ""
    else:
        encoding = str(source.get("encoding", ""))
        delimiter = str(source.get("delimiter", ""))
        said = "CSV"
        if encoding:
            detected = " detected as" if source.get("encoding_detected") else ""
            said += f", encoding{detected} {_encoding(encoding)}"
        said += f", separated by {delimiter}s" if delimiter else ""
    return f"{said}, column names in row {source.get('header_row', 1)}"


def _is_guessed(source: dict) -> bool:
    """Whether the encoding may be another one: UTF is certain, and what was chosen is not ours."""
    encoding = str(source.get("encoding", "utf-8"))
    return bool(source.get("encoding_detected")) and not encoding.startswith("utf-")


def _encoding(name: str) -> str:
    return imports.ENCODINGS.get(name.removesuffix("-sig"), name.upper())


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"
