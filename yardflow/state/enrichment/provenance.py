"""Records whose fields tell where their value came from, and what else was suggested for them."""

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
from yardflow.state.enrichment.undo_actions import take_again, wait_again
from yardflow.state.refresh_hooks import to_call

_GONE = "This was changed meanwhile. The page shows it as it is now."


@dataclass
class SourceMark:
    """Where a shown value came from. ``accepted_by`` is empty while no person confirmed it."""

    claim_id: int
    label: str
    source: str
    percent: int
    how: str
    at: str
    accepted_by: str


@dataclass
class SuggestedValue:
    """A value that waits for a person's word."""

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
    suggested: dict[str, list[SuggestedValue]] = {}

    @rx.event
    async def take_back(self, claim_id: int):
        """Takes a shown value back; the notice offers to undo that."""
        field = next((name for name, one in self.sources.items() if one.claim_id == claim_id), "")
        if not field:
            return self._meanwhile()
        mark = self.sources[field]
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(revert.revert_claim, claim_id)  # type: ignore[attr-defined]
            undo = take_again((claim_id,))
            self._say(f"{mark.label} from {mark.source} is taken back.", undo)  # type: ignore[attr-defined]
            return self._looked_again(field)
        return self._looked_again("")

    @rx.event
    async def accept(self, claim_id: int):
        """Fills a field with what was suggested for it."""
        field = self._suggested_for(claim_id)
        if not field:
            return self._meanwhile()
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(review.accept, claim_id)  # type: ignore[attr-defined]
            self._say(f"{FIELDS[field]} is accepted.", wait_again((claim_id,)))  # type: ignore[attr-defined]
            return self._looked_again(field)
        return self._looked_again("")

    @rx.event
    async def reject(self, claim_id: int):
        """Refuses what was suggested for a field; it is not suggested again."""
        field = self._suggested_for(claim_id)
        if not field:
            return self._meanwhile()
        with self._errors_shown():  # type: ignore[attr-defined]
            await self._run(review.reject, claim_id)  # type: ignore[attr-defined]
            self._say(f"{FIELDS[field]} is rejected.", wait_again((claim_id,)))  # type: ignore[attr-defined]
            return self._looked_again(field)
        return self._looked_again("")

    def _show_sources(self, sources: Mapping[str, Provenance], waiting: Suggestions) -> None:
        self.sources = {name: _mark(name, one) for name, one in sources.items()}
        self.suggested = {
            name: [
                SuggestedValue(one.claim_id, one.value, one.percent, one.source, one.how)
                for one in found
            ]
            for name, found in waiting.items()
        }

    def _suggested_for(self, claim_id: int) -> str:
        found = self.suggested.items()
        return next((f for f, values in found if any(v.claim_id == claim_id for v in values)), "")

    def _looked_again(self, field: str) -> list[Any]:
        """Reads what changed; the keyboard is at the field's value, for the mark is gone."""
        handlers = [handler() for handler in to_call(self.router.url.path)]
        return [*handlers, rx.set_focus(focus_id(field))] if field else handlers

    def _meanwhile(self) -> list[Any]:
        self._complain(_GONE)  # type: ignore[attr-defined]
        return self._looked_again("")


def _mark(field: str, one: Provenance) -> SourceMark:
    return SourceMark(
        claim_id=one.claim_id,
        label=FIELDS.get(field, field),
        source=label_of(one.source),
        percent=one.percent,
        how=one.how,
        at=one.at.isoformat() if one.at else "",
        accepted_by=one.accepted_by or "",
    )
