"""Records whose fields show the source of their value, and suggestions for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.services.enrichment.claims import revert, review
from yardflow.services.enrichment.claims.provenance import Provenance
from yardflow.services.enrichment.claims.suggestions import Suggestions
from yardflow.services.enrichment.providers.protocol import FIELDS
from yardflow.services.enrichment.providers.registry import label_of
from yardflow.state.editing import focus_id
from yardflow.state.enrichment.undo_actions import undo_revert, undo_review
from yardflow.state.refresh_hooks import refresh_handlers

_CHANGED = "Someone else just changed this. Showing the latest."


@dataclass
class SourceMark:
    """The source of a shown value. ``accepted_by`` is empty until a person accepts it."""

    claim_id: int
    label: str
    source: str
    percent: int
    how: str
    at: str
    accepted_by: str


@dataclass
class SuggestionItem:
    """A suggestion for a field."""

    claim_id: int
    value: str
    percent: int
    source: str
    how: str


class Sourced(rx.State, mixin=True):
    """A mixin beside `Editing`: ``class ContactState(Sourced, Editing, Workplace)``.

    The subclass calls `_show_sources` with what it reads of its record. Handlers only act on claims
    that the page shows.
    """

    sources: dict[str, SourceMark] = {}
    suggestions: dict[str, list[SuggestionItem]] = {}

    @rx.event
    async def revert_value(self, claim_id: int):
        """Removes a shown value; the notice offers to undo that."""
        field = next(
            (name for name, source in self.sources.items() if source.claim_id == claim_id), ""
        )
        if not field:
            return self._changed_since()
        mark = self.sources[field]
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(revert.revert_claim, claim_id)  # type: ignore[attr-defined]
            undo = undo_revert((claim_id,))
            self._say(f"Removed {mark.label.lower()} ({mark.source})", undo)  # type: ignore[attr-defined]
            return self._refreshed(field)
        return self._refreshed("")

    @rx.event
    async def accept(self, claim_id: int):
        """Fills a field with a suggestion."""
        field = self._suggested_for(claim_id)
        if not field:
            return self._changed_since()
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(review.accept, claim_id)  # type: ignore[attr-defined]
            self._say(f"{FIELDS[field]} accepted", undo_review((claim_id,)))  # type: ignore[attr-defined]
            return self._refreshed(field)
        return self._refreshed("")

    @rx.event
    async def reject(self, claim_id: int):
        """Rejects a suggestion; it is not suggested again."""
        field = self._suggested_for(claim_id)
        if not field:
            return self._changed_since()
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(review.reject, claim_id)  # type: ignore[attr-defined]
            self._say(f"{FIELDS[field]} rejected", undo_review((claim_id,)))  # type: ignore[attr-defined]
            return self._refreshed(field)
        return self._refreshed("")

    def _show_sources(self, sources: Mapping[str, Provenance], suggestions: Suggestions) -> None:
        self.sources = {name: _mark(name, source) for name, source in sources.items()}
        self.suggestions = {
            name: [
                SuggestionItem(each.claim_id, each.value, each.percent, each.source, each.how)
                for each in for_field
            ]
            for name, for_field in suggestions.items()
        }

    def _suggested_for(self, claim_id: int) -> str:
        return next(
            (
                field
                for field, suggestions in self.suggestions.items()
                if any(suggestion.claim_id == claim_id for suggestion in suggestions)
            ),
            "",
        )

    def _refreshed(self, field: str) -> list[Any]:
        """Reads the record again; the field's value gets the focus, because the mark is gone."""
        handlers = [handler() for handler in refresh_handlers(self.router.url.path)]
        return [*handlers, rx.set_focus(focus_id(field))] if field else handlers

    def _changed_since(self) -> list[Any]:
        self._complain(_CHANGED)  # type: ignore[attr-defined]
        return self._refreshed("")


def _mark(field: str, source: Provenance) -> SourceMark:
    return SourceMark(
        claim_id=source.claim_id,
        label=FIELDS.get(field, field),
        source=label_of(source.source),
        percent=source.percent,
        how=source.how,
        at=source.at.isoformat() if source.at else "",
        accepted_by=source.accepted_by or "",
    )
