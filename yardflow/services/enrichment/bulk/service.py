"""Enriching many contacts as one piece of work: looked at before, started, steered."""

from collections.abc import Mapping

from sqlmodel import Session

from yardflow.counts import counted
from yardflow.errors import Conflict, Contradictory, NotFound
from yardflow.models import (
    BulkStatus,
    EnrichmentBulk,
    Event,
    Import,
    Trigger,
)
from yardflow.services import audit
from yardflow.services.access import Principal, require_own
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk import selection as bulk_selection
from yardflow.services.enrichment.bulk.outcomes import OutcomeRow, outcomes
from yardflow.services.enrichment.bulk.preview import KnownFrom, Preview, counts_of, preview
from yardflow.services.enrichment.bulk.selection import READY, BulkSelection
from yardflow.services.enrichment.bulk.views import OUTCOMES, BulkView, get, search, view_of
from yardflow.services.records.load import row_of

__all__ = [
    "OUTCOMES",
    "BulkSelection",
    "BulkView",
    "KnownFrom",
    "OutcomeRow",
    "Preview",
    "cancel",
    "get",
    "outcomes",
    "pause",
    "preview",
    "resume",
    "search",
    "start",
]

ALL_TAKEN = "Nothing was started: someone else just started enriching these contacts."


def start(session: Session, principal: Principal, selection: BulkSelection) -> BulkView:
    """Starts a bulk with one run for each contact that is ready.

    Raises:
        Invalid: as in `preview`, or there is nothing to do.
    """
    contacts = bulk_selection.selected(session, principal, selection)
    counts = counts_of(session, contacts)
    if not counts.get(READY):
        raise Contradictory(_nothing(counts))
    label = _label(session, selection)
    bulk = bulk_lifecycle.create(
        session,
        contacts,
        Trigger.BULK,
        label,
        asked_by=principal.user_id,
        event_id=selection.listed_event_id,
        mode=selection.mode,
        forced=selection.forced,
        skipped={reason: count for reason, count in counts.items() if reason != READY},
    )
    if not bulk.total:
        raise Contradictory(ALL_TAKEN)
    circuit_breaker.retry_now(session)  # who presses expects a try now
    audit.record(
        session,
        principal,
        "enrichment.bulk_started",
        "enrichment_bulk",
        bulk.id,
        after={"contacts": bulk.total, "mode": bulk.mode.value, "forced": bulk.forced},
    )
    return view_of(session, bulk)


def pause(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Lets a bulk rest; what is being asked comes to its end.

    Raises:
        NotFound: there is none, or it is somebody else's and this person no ADMIN.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.pause(session, bulk_id), "paused")


def resume(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Goes on with a bulk, also at once with one that waits.

    Raises:
        NotFound: as in `pause`.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.resume(session, bulk_id), "resumed")


def cancel(session: Session, principal: Principal, bulk_id: int) -> BulkView:
    """Ends a bulk; what was found out so far stays.

    Raises:
        NotFound: as in `pause`.
        Conflict: it has ended already.
    """
    _to_steer(session, principal, bulk_id)
    return _steered(session, principal, bulk_lifecycle.cancel(session, bulk_id), "cancelled")


def _steered(session: Session, principal: Principal, bulk: EnrichmentBulk, did: str) -> BulkView:
    audit.record(session, principal, f"enrichment.bulk_{did}", "enrichment_bulk", bulk.id)
    session.flush()
    return view_of(session, bulk)


def _to_steer(session: Session, principal: Principal, bulk_id: int) -> None:
    bulk = row_of(session, EnrichmentBulk, bulk_id)
    if bulk is None:
        raise NotFound.of("bulk run")
    require_own(principal, bulk.asked_by, "bulk run")
    if bulk.status in (BulkStatus.FINISHED, BulkStatus.CANCELLED):
        raise Conflict("This bulk run has already ended.")


def _nothing(counts: Mapping[str, int]) -> str:
    if not counts:
        return "Nothing was started: no contacts match."
    reasons = ", ".join(
        f"{count:,} × {bulk_selection.REASONS[name]}" for name, count in counts.items()
    )
    return f"Nothing was started: there is nothing to do ({reasons})."


def _label(session: Session, selection: BulkSelection) -> str:
    filters = selection.filter or {}
    imported = session.get(Import, filters["import_id"]) if filters.get("import_id") else None
    if imported is not None:
        return f"Imported from {imported.filename}"
    event_id = selection.listed_event_id
    event = session.get(Event, event_id) if event_id else None
    if selection.contact_ids:
        count = len(selection.contact_ids)
        return f"{count:,} chosen {'contact' if count == 1 else 'contacts'}"
    if selection.account_ids:
        return f"Contacts of {counted(len(selection.account_ids), 'account')}"
    if set(filters) - {"event_id"}:
        return f"{event.name}, filtered" if event else "Filtered contacts"
    return event.name if event else "All contacts"
