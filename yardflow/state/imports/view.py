"""An import as its page shows it: labels, and its columns."""

from dataclasses import dataclass, field

from yardflow.counts import counted
from yardflow.models import ImportKind, ImportStatus
from yardflow.services.imports import ImportView, Namesake
from yardflow.state.imports.file_view import file_details
from yardflow.state.imports.index import STATUS_LABELS
from yardflow.state.records.event_list import ALL


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
    encoding: str = ""
    can_read_again: bool = False
    reading_again: str = ""
    read_again: bool = False
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
    kept_rows: int = 0
    kept_rows_label: str = ""
    can_overwrite: bool = False
    overwrites_all: bool = False
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
    overwrote: str = ""


@dataclass
class ColumnItem:
    """A column of the file, and the field it is imported into; empty: none. ``overwrites``: in
    that field it replaces what records have, if it can.
    """

    position: int
    header: str
    field: str
    samples: str
    can_overwrite: bool = False
    overwrites: bool = False


@dataclass
class NamesakeItem:
    """A name that several companies share: ``candidates`` are (key, label), ``rows`` words."""

    name_key: str
    name: str
    rows: str
    candidates: list[tuple[str, str]]
    choice: str


def detail_of(view: ImportView) -> ImportDetail:
    counts = view.counts
    undo = counts.get("undo", {}) if view.status == ImportStatus.UNDONE else {}
    bad_word = "Skipped" if view.finished_at else "Needs fixing"
    duplicates = int(counts.get("duplicate", 0)) if view.finished_at else 0
    overwriting = [column.overwrites for column in view.columns if column.overwrites is not None]
    return ImportDetail(
        id=view.id,
        filename=view.filename,
        kind=view.kind.value,
        event=view.event_name,
        enrich_href=f"/enrichment/new/?event={view.event_id or ALL}&import={view.id}",
        status=view.status.value,
        status_label=STATUS_LABELS[view.status],
        file_details=file_details(view.source) if view.source else "",
        encoding=str(view.source.get("encoding", "")).removesuffix("-sig"),
        can_read_again=view.can_read_again,
        reading_again=_reading_again(counts),
        read_again=view.status == ImportStatus.READING and bool(view.columns),
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
        kept_rows=view.kept_rows,
        kept_rows_label=f"Kept in notes ({view.kept_rows:,})",
        can_overwrite=bool(overwriting),
        overwrites_all=bool(overwriting) and all(overwriting),
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
        overwrote=view.policy if view.overwrites else "",
    )


def columns_of(view: ImportView, last: list[int]) -> list[ColumnItem]:
    """The columns in the file's order, but those at the positions ``last`` behind the others."""
    columns = sorted(view.columns, key=lambda column: column.position in last)
    return [
        ColumnItem(
            column.position,
            column.header,
            column.field,
            " · ".join(column.samples),
            column.overwrites is not None,
            bool(column.overwrites),
        )
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


def _reading_again(counts: dict) -> str:
    """What reading the file again would undo."""
    fixes = int(counts.get("fixed_cells", 0))
    fixed = counted(fixes, "fixed cell")
    return f"Reading again discards {fixed}." if fixes else ""


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
