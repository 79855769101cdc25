"""The Import page: the way in for a list, and the lists that came before."""

from dataclasses import dataclass

import reflex as rx

from yardflow.models import ImportStatus
from yardflow.services import imports
from yardflow.services.imports import ImportView
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

WORDS = {
    ImportStatus.READING: "Reading",
    ImportStatus.REFUSED: "Refused",
    ImportStatus.DRAFT: "Not imported yet",
    ImportStatus.RUNNING: "Importing",
    ImportStatus.DONE: "Imported",
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
    word: str
    gist: str
    made_by: str
    created_at: str


class ImportsState(Loading, Workplace):
    """One's own imports, and everybody's for an ADMIN; and why the last file was refused."""

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
        """Makes the list longer."""
        self._limit = min(self._limit + 50, 500)
        await self._read()

    async def _read(self) -> None:
        with self._loading():
            page = await self._run(imports.search, self._limit)
            self.rows = [_item(one) for one in page.items]
            self.has_more = page.next is not None


def _item(view: ImportView) -> ImportItem:
    return ImportItem(
        id=view.id,
        href=f"/import/{view.id}/",
        filename=view.filename,
        about=f"{view.kind.value.capitalize()} of {view.event_name}",
        status=view.status.value,
        word=WORDS[view.status],
        gist=_gist(view),
        made_by=view.made_by,
        created_at=view.created_at.isoformat(),
    )


def _gist(view: ImportView) -> str:
    """What came of it, in one short line."""
    counts = view.counts
    if view.status == ImportStatus.DONE:
        told = [(counts.get("created", 0), "created"), (counts.get("updated", 0), "filled in")]
        told += [(counts.get("skipped", 0), "set aside")]
        return " · ".join(f"{n:,} {what}" for n, what in told if n) or "Nothing was new"
    if view.status == ImportStatus.UNDONE:
        kept = counts.get("undo", {}).get("kept", 0)
        return f"{kept:,} kept" if kept else "Nothing is left of it"
    if view.status == ImportStatus.REFUSED:
        return "Nothing was imported"
    if view.status == ImportStatus.READING:
        return view.note or "Waiting for its turn"
    rows = "1 row" if view.rows == 1 else f"{view.rows:,} rows"
    return f"{rows} · {view.bad:,} to mend" if view.bad else rows
