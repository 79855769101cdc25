"""Records that were deleted in the last day, to be restored."""

from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.services.records import deletion
from yardflow.services.records.deletion import DeletionView, not_restored
from yardflow.state.loading import Loading
from yardflow.state.records.undo_actions import restore_deleted
from yardflow.state.workplace import Workplace


@dataclass
class DeletedItem:
    """Records that were deleted together; moments are ISO texts. ``busy``: a job is at it."""

    id: int
    label: str
    contacts: str
    made_by: str
    made_at: str
    expires_at: str
    problem: str
    busy: bool


class DeletedState(Loading, Workplace):
    """The tab with what can still be restored: one's own deletions, all of them for an ADMIN."""

    rows: list[DeletedItem] = []

    @rx.event
    async def load(self):
        """Reads the deletions."""
        with self._loading():
            self.rows = [_item(row) for row in await self._run(deletion.search)]

    @rx.event
    async def restore(self, deletion_id: int):
        """Restores what was deleted together."""
        with self._errors_shown():
            self._say(await self._run_long(restore_deleted, (int(deletion_id),)))
        return DeletedState.load


def _item(row: DeletionView) -> DeletedItem:
    return DeletedItem(
        id=row.id,
        label=row.label,
        contacts=f"with {counted(row.contacts, 'contact')}"
        if row.accounts and row.contacts
        else "",
        made_by=row.made_by,
        made_at=row.made_at.isoformat(),
        expires_at=row.expires_at.isoformat(),
        problem=not_restored(row.not_restored, row.remaining) if row.not_restored else "",
        busy=row.job_id is not None,
    )
