"""The list of sequences."""

from dataclasses import dataclass
from typing import Any, ClassVar

import reflex as rx

from yardflow.services.records import owners
from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences.lifecycle import drafts, rows
from yardflow.services.sequences.lifecycle.rows import SequenceQuery, SequenceRow
from yardflow.services.sequences.starters import service as starters
from yardflow.state.adding import Adding
from yardflow.state.editing import record_id
from yardflow.state.labels import OWNERS, SEQUENCE_STATUSES
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed, ListItem
from yardflow.state.workplace import Workplace

# A number, and a sentence with the name of an event.
_LONGEST_UPLOADED = 400


@dataclass
class SequenceItem(ListItem):
    """A sequence in the list; ``published`` is the version that is, as people read it."""

    status: str
    steps: int
    published: str
    event: str
    owner: str
    updated_at: str


class SequencesState(Adding, Listed, Workplace):
    """The sequences as the address filters and sorts them."""

    fields: ClassVar[ListFields] = ListFields(
        "/sequences/",
        sorts=(Sort("-updatedAt", "Updated"), Sort("name", "Name"), Sort("-createdAt", "Added")),
        filters=(
            Filter("status", "Status", SEQUENCE_STATUSES, several=False),
            Filter("owner", "Owner", OWNERS, of_owner=True),
        ),
    )
    rows: list[SequenceItem] = []
    importing: bool = False

    @rx.event
    async def ask_import(self, open: bool):
        """Opens or closes the form for a file."""
        self.importing, self.errors = bool(open), {}

    @rx.event
    async def open_imported(self, uploaded: str):
        """Opens the sequence of a file that was just uploaded: its number, and behind a space what
        of the file isn't here.
        """
        number, _, missing = uploaded[:_LONGEST_UPLOADED].partition(" ")
        with self._errors_shown():
            row = await self._run(rows.get, record_id(number))
            self.importing = False
            said = f"Imported as {row.name}. {missing}" if missing else f"Imported as {row.name}"
            self._say(said, on=f"/sequences/{row.id}/")
            return rx.redirect(f"/sequences/{row.id}/")
        return None

    async def _create(self, form: dict[str, Any]) -> tuple[int, str]:
        name, starter = str(form.get("name", "")), str(form.get("starter", ""))[:40]
        if starter:
            row = await self._run(starters.create, starter, name)
        else:
            row = await self._run(drafts.create, {"name": name})
        return row.id, "Sequence added"

    async def _read_page(self) -> Page[SequenceRow]:
        query = self.query
        page = await self._run(
            rows.search,
            SequenceQuery(status=query["status"], owner=query["owner"], **self._asked()),
        )
        self.rows = [_item(row) for row in page.items]
        team = await self._run(owners.choices)
        self.owner_choices = [(str(owner.id), owner.name) for owner in team]
        return page


def _item(row: SequenceRow) -> SequenceItem:
    return SequenceItem(
        id=row.id,
        href=f"/sequences/{row.id}/",
        name=row.name,
        status=row.status.value,
        steps=row.steps,
        published=f"Version {row.version_number}" if row.version_number else "",
        event=row.event_name,
        owner=row.owner_name,
        updated_at=row.updated_at.isoformat(),
    )
