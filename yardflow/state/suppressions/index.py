"""The list of suppressions, and the forms that add to it."""

import asyncio
from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

import reflex as rx

from yardflow.errors import Invalid, Unavailable, YardFlowError
from yardflow.models import SuppressionReason
from yardflow.services.records.lists.listing import Page
from yardflow.services.sequences.suppressions import imports, list_file, listing, service
from yardflow.services.sequences.suppressions.imports import ImportView
from yardflow.services.sequences.suppressions.listing import SuppressionQuery, SuppressionRow
from yardflow.services.sequences.suppressions.service import BY_RECIPIENT
from yardflow.state.labels import SUPPRESSION_KINDS, SUPPRESSION_REASONS, SUPPRESSION_SOURCES
from yardflow.state.list_fields import Filter, ListFields, Sort
from yardflow.state.list_state import Listed
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace

NEW = "new"
LOOK_AGAIN_S = 1.0
_OTHER_REFUSAL = "We couldn't import this file. Try again in a moment."


@dataclass
class SuppressionItem:
    """A suppression in the list; ``added_at`` is an ISO text."""

    id: int
    name: str
    kind: str
    reason: str
    reason_label: str
    source: str
    note: str
    added_by: str
    added_at: str
    removable: bool


@dataclass
class Problem:
    """A line that was not imported."""

    line: str
    text: str
    reason: str


@dataclass
class ImportResult:
    """What came of an import, in words; ``id`` is 0 while none is shown. ``busy``: its job is still
    at it.
    """

    id: int = 0
    label: str = ""
    text: str = ""
    error: str = ""
    busy: bool = False
    can_undo: bool = False
    problems: list[Problem] = field(default_factory=list)
    more: str = ""


class SuppressionsState(Listed, Workplace):
    """The suppressions as the address narrows and sorts them, the latest first by default."""

    fields: ClassVar[ListFields] = ListFields(
        "/suppressions/",
        sorts=(Sort("-addedAt", "Added"), Sort("value", "Address or domain")),
        filters=(
            Filter("reason", "Reason", SUPPRESSION_REASONS),
            Filter("kind", "Kind", SUPPRESSION_KINDS, several=False),
            Filter("source", "Source", SUPPRESSION_SOURCES),
        ),
        others={"file": ()},
    )
    rows: list[SuppressionItem] = []
    file_href: str = ""
    form_open: bool = False
    errors: dict[str, str] = {}
    upload_open: bool = False
    refusal: str = ""
    result: ImportResult = ImportResult()
    removing: int = 0
    removing_name: str = ""
    removing_warning: str = ""
    removal_error: str = ""
    _removing_reason: str = ""

    @rx.event
    async def load(self):
        """Reads the list, and opens the form or the result that the address names."""
        self.form_open, self.removing = False, 0
        await self._read_address()
        with self._errors_shown():
            return await self._open(self.query["file"])
        return None

    @rx.event
    async def show_form(self, open: bool):
        """Opens or closes the form that suppresses what is typed or pasted."""
        self.form_open, self.errors = open, {}

    @rx.event
    async def add(self, form: dict[str, Any]):
        """Suppresses what is in the form: one address or domain, or a list."""
        self.errors = {}
        text, note = str(form.get("values", "")), str(form.get("note", ""))
        with self._errors_shown():
            try:
                reason = _reason(form.get("reason"))
                if list_file.is_list(text):
                    view = await self._run(imports.start, text, reason, note)
                    return await self._show_import(view)
                added = await self._run(service.add, text, reason, note)
            except Invalid as problem:
                wrong = problem.fields
                self.errors = {**wrong, "values": wrong.get("value") or wrong.get("file") or ""}
                return None
            self.form_open = False
            undo = Undo("undo_suppression", (added.id,)) if added.new else None
            said = "suppressed" if added.new else "was suppressed already"
            self._say(f"{added.value} {said}", undo)
            self._show(await self._read_page())
        return None

    @rx.event
    async def show_upload(self, open: bool):
        """Opens or closes the form for a file; the address follows."""
        self.form_open = False
        return rx.redirect(self._address({"file": NEW if open else ""}))

    @rx.event
    async def close_result(self, open: bool):
        """Closes the result of an import."""
        if open:
            return None
        self.result = ImportResult()
        return rx.redirect(self._address({"file": ""}))

    @rx.event(background=True, supersedes=True)
    async def follow_import(self, import_id: int):
        """Shows how an import ends, if the person is still there. Ends with the page."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                is_here = self.router.url.path.startswith(self.fields.path.rstrip("/"))
                if not is_here or self.result.id != import_id:
                    return
                try:
                    view = await self._run(imports.get, int(import_id))
                except Unavailable:
                    continue
                except YardFlowError as error:
                    self._complain(error.message)
                    return
                if view.ended:
                    self.result = _result(view)
                    self._show(await self._read_page())
                    return

    @rx.event
    async def undo_import(self, import_id: int):
        """Removes what the import that is shown added."""
        with self._errors_shown():
            self._say(await self._run_long(imports.undo, int(import_id)))
            self.result = ImportResult()
            return rx.redirect(self._address({"file": ""}))
        return None

    @rx.event
    async def ask_remove(self, suppression_id: int):
        """Asks why a suppression is to be removed."""
        row = next((row for row in self.rows if row.id == suppression_id), None)
        self.removal_error, self.removing = "", row.id if row else 0
        if row:
            self.removing_name, self._removing_reason = row.name, row.reason
            self.removing_warning = _warning(row)

    @rx.event
    async def close_remove(self, open: bool):
        """Closes that question."""
        if not open:
            self.removing = 0

    @rx.event
    async def remove(self, form: dict[str, Any]):
        """Removes the suppression that was asked about."""
        if not self.removing:
            return
        seen = SuppressionReason(self._removing_reason)
        with self._errors_shown():
            try:
                why = str(form.get("why", ""))
                removed = await self._run(service.remove, self.removing, why, seen)
            except Invalid as problem:
                self.removal_error = problem.message
                return
            self.removing = 0
            undo = Undo("undo_suppression_removal", (removed,))
            self._say(f"{removed.value} may be emailed again", undo)
            self._show(await self._read_page())

    async def _read_page(self) -> Page[SuppressionRow]:
        query: dict[str, Any] = self._query()
        cursor = self.query.get("at", "")
        page = await self._run(listing.search, SuppressionQuery(**query, cursor=cursor))
        self.rows = [_item(row) for row in page.items]
        narrowing = {name: text for name, text in query.items() if text and name != "sort"}
        self.file_href = f"/api/suppressions/file?{urlencode(narrowing)}".rstrip("?")
        return page

    def _query(self) -> dict[str, str]:
        names = ("q", "kind", "reason", "source")
        sort = self.sort or self.fields.sorts[0].value
        return {**{name: self.query.get(name, "") for name in names}, "sort": sort}

    async def _open(self, file: str) -> Any:
        self.upload_open, self.refusal = file == NEW, ""
        if self.upload_open and (name := str(self.router.url.query_parameters.get("refused", ""))):
            self.refusal = list_file.REFUSALS.get(name, _OTHER_REFUSAL)
        if not (file.isascii() and file.isdigit()):
            self.result = ImportResult()
            return None
        return await self._show_import(await self._run(imports.get, int(file[:18])))

    async def _show_import(self, view: ImportView) -> Any:
        self.form_open, self.result = False, _result(view)
        if not view.ended:
            follow: Any = SuppressionsState.follow_import
            return follow(view.id)
        self._show(await self._read_page())
        return None


def _reason(value: Any) -> SuppressionReason:
    try:
        return SuppressionReason(str(value))
    except ValueError:
        raise list_file.refusal("no_reason") from None


def _warning(row: SuppressionItem) -> str:
    if row.reason not in BY_RECIPIENT:
        return ""
    did = "unsubscribed" if row.reason == SuppressionReason.UNSUBSCRIBED else "complained of spam"
    return (
        f"The recipient {did}. Emailing them again without their consent is against the law in "
        "most countries."
    )


def _result(view: ImportView) -> ImportResult:
    done = list_file.in_words(view.added, view.existing, view.duplicates, view.refused)
    more = view.refused - len(view.problems)
    return ImportResult(
        id=view.id,
        label=view.label,
        text=done if view.ended and not view.error else "",
        error=view.error or "",
        busy=not view.ended,
        can_undo=view.can_undo,
        problems=[Problem(**{**asdict(each), "line": f"{each.line:,}"}) for each in view.problems],
        more=f"and {more:,} more" if more else "",
    )


def _item(row: SuppressionRow) -> SuppressionItem:
    return SuppressionItem(
        id=row.id,
        name=row.value,
        kind=row.kind.value,
        reason=row.reason.value,
        reason_label=SUPPRESSION_REASONS[row.reason.value],
        source=SUPPRESSION_SOURCES[row.source.value],
        note=row.note,
        added_by=row.added_by,
        added_at=row.added_at.isoformat(),
        removable=row.removable,
    )
