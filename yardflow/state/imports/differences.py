"""Where a file differs from the records, shown below its columns or its results."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.models import DifferenceResult, RecordKind
from yardflow.services import imports
from yardflow.services.imports import Difference, DifferenceCount, DifferencePage

DIFFERENCES = 10
_BEFORE = {
    DifferenceResult.OVERWRITTEN: "Overwrite",
    DifferenceResult.KEPT: "Keep",
    DifferenceResult.PROTECTED: "Keep",
    DifferenceResult.DUPLICATE: "Duplicate",
    DifferenceResult.POSSIBLE_DUPLICATE: "Possible duplicate",
}
_AFTER = {
    DifferenceResult.OVERWRITTEN: "Overwritten",
    DifferenceResult.KEPT: "Kept",
    DifferenceResult.PROTECTED: "Kept",
    DifferenceResult.DUPLICATE: "Duplicate",
    DifferenceResult.POSSIBLE_DUPLICATE: "Possible duplicate",
}
_WHY_PROTECTED = {
    "email": "A shared mailbox doesn't replace a person's own address.",
    "website": "This isn't the account's own website.",
}

_SAME = {RecordKind.CONTACT: "person", RecordKind.ACCOUNT: "company"}


@dataclass
class DifferenceItem:
    """A value of the file that the record has otherwise; ``why`` explains the result."""

    key: str
    line: int
    label: str
    record: str
    href: str
    had: str
    says: str
    result: str
    result_label: str
    why: str


@dataclass
class DifferenceFilter:
    """A field in which values differ, with how many."""

    field: str
    label: str


class Differing(rx.State, mixin=True):
    """A mixin of the import's page. ``differing`` is the field that is shown, empty for all."""

    differences: list[DifferenceItem] = []
    difference_filters: list[DifferenceFilter] = []
    differences_title: str = ""
    differences_summary: str = ""
    differing: str = ""
    has_more_differences: bool = False
    differences_skipped: int = 0
    _difference_counts: list[DifferenceCount] = []

    def _import(self) -> tuple[int, bool]:
        """The id of the import, and whether it is a draft."""
        raise NotImplementedError

    @rx.event
    async def show_differences(self, field: str):
        """All differences, or those in one field."""
        await self._read_differences(field, 0)

    @rx.event
    async def next_differences(self):
        if self.has_more_differences:
            await self._read_differences(self.differing, self.differences_skipped + DIFFERENCES)

    @rx.event
    async def previous_differences(self):
        await self._read_differences(self.differing, max(0, self.differences_skipped - DIFFERENCES))

    def _count_differences(self, counts: Sequence[DifferenceCount]) -> None:
        self._difference_counts = list(counts)
        totals = {count.field: _total(count) for count in counts}
        self.differences_title = f"Differences ({sum(totals.values()):,})" if totals else ""
        fields = [
            DifferenceFilter(field, f"{imports.label_of(field)} ({total:,})")
            for field, total in totals.items()
        ]
        self.difference_filters = [DifferenceFilter("", "All"), *fields] if totals else []

    async def _read_differences(self, field: str, skipped: int) -> None:
        import_id, _ = self._import()
        fields = {count.field for count in self._difference_counts}
        field = field if field in fields else ""
        with self._errors_shown():  # type: ignore[attr-defined]
            page = await self._run_long(  # type: ignore[attr-defined]
                _page, import_id, field, skipped
            )
            self.differing = field
            self._show_differences(page, skipped)

    def _show_differences(self, page: DifferencePage, skipped: int = 0) -> None:
        _, is_draft = self._import()
        words = _BEFORE if is_draft else _AFTER
        self.differences = [_item(difference, words) for difference in page.items]
        self.differences_skipped = skipped
        self.has_more_differences = page.next is not None
        last = skipped + len(page.items)
        self.differences_summary = (
            f"{skipped + 1:,}–{last:,} of {counted(page.total, 'difference')}"
        )


def _page(session: Any, principal: Any, import_id: int, field: str, skipped: int) -> DifferencePage:
    return imports.differences(
        session, principal, import_id, field=field, skipped=skipped, limit=DIFFERENCES
    )


def _total(count: DifferenceCount) -> int:
    results = (count.overwritten, count.kept, count.protected, count.duplicate)
    return sum(results) + count.possible_duplicate


def _item(difference: Difference, words: dict[DifferenceResult, str]) -> DifferenceItem:
    why = ""
    if difference.result == DifferenceResult.PROTECTED:
        why = _WHY_PROTECTED.get(difference.field, "")
    elif difference.result == DifferenceResult.DUPLICATE:
        why = f"Row {difference.used_line} is used."
    elif difference.result == DifferenceResult.POSSIBLE_DUPLICATE:
        why = f"Both are kept. If they are one {_SAME[difference.kind]}, delete one."
    has_page = difference.record_id is not None
    return DifferenceItem(
        key=f"{difference.row}:{difference.field}",
        line=difference.line,
        label=difference.label,
        record=difference.record or f"Row {difference.used_line or difference.line}",
        href=f"/{difference.kind.value}s/{difference.record_id}/" if has_page else "",
        had=difference.had,
        says=difference.says,
        result=difference.result.value,
        result_label=words[difference.result],
        why=why,
    )
