"""The Import page: the form for a file, and past imports."""

from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.models import ImportStatus
from yardflow.services import imports
from yardflow.services.imports import ImportView
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

STATUS_LABELS = {
    ImportStatus.READING: "Reading",
    ImportStatus.REFUSED: "Failed",
    ImportStatus.DRAFT: "Draft",
    ImportStatus.RUNNING: "Running",
    ImportStatus.DONE: "Done",
    ImportStatus.FAILED: "Failed",
    ImportStatus.UNDOING: "Undoing",
    ImportStatus.UNDONE: "Undone",
}


@dataclass
class ImportItem:
    """A past import in the list."""

    id: int
    href: str
    filename: str
    about: str
    status: str
    status_label: str
    result: str
    made_by: str
    created_at: str


class ImportsState(Loading, Workplace):
    """The person's own imports, for an ADMIN all; and why the last file was refused."""

    rows: list[ImportItem] = []
    has_more: bool = False
    refusal: str = ""
    _limit: int = 20

    @rx.event
    async def load(self):
        """Reads the list, and from the address why a file was sent back."""
        reason = str(self.router.url.query_parameters.get("refused", ""))
        self.refusal = imports.REASONS.get(reason, "")
        self._limit = 20
        await self._read()

    @rx.event
    async def show_more(self):
        self._limit = min(self._limit + 50, 500)
        await self._read()

    async def _read(self) -> None:
        with self._loading():
            page = await self._run(imports.search, self._limit)
            self.rows = [_item(view) for view in page.items]
            self.has_more = page.next is not None


def _item(view: ImportView) -> ImportItem:
    return ImportItem(
        id=view.id,
        href=f"/import/{view.id}/",
        filename=view.filename,
        about=f"{view.kind.value.capitalize()} · {view.event_name}",
        status=view.status.value,
        status_label=STATUS_LABELS[view.status],
        result=_result(view),
        made_by=view.made_by,
        created_at=view.created_at.isoformat(),
    )


def _result(view: ImportView) -> str:
    """What the import did, or how far it is, in one short line."""
    counts = view.counts
    if view.status == ImportStatus.DONE:
        labels = {"created": "created", "updated": "updated", "skipped": "skipped"}
        parts = [f"{counts[name]:,} {label}" for name, label in labels.items() if counts.get(name)]
        return " · ".join(parts) or "No changes"
    if view.status == ImportStatus.UNDONE:
        kept = counts.get("undo", {}).get("kept", 0)
        return f"{counted(kept, 'record')} kept" if kept else "Everything was removed"
    if view.status == ImportStatus.REFUSED:
        return "Not imported"
    if view.status == ImportStatus.READING:
        return view.note or "Queued"
    rows = counted(view.rows, "row")
    return f"{rows} · {view.bad:,} to fix" if view.bad else rows
