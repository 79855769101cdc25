"""What came of some questions, written down as money."""

from collections.abc import Mapping

from sqlmodel import Session

from yardflow.integrations.errors import PermanentError, ProviderError
from yardflow.prices import Usage
from yardflow.services.enrichment.budget import reservations


def book(session: Session, used: Mapping[int, Usage], unpaid: Mapping[int, ProviderError]) -> None:
    """By charge: what an answer used, or why there is no bill. Call it last in a transaction."""
    by_reason: dict[tuple[str, bool, bool], list[int]] = {}
    for charge_id, fault in unpaid.items():
        key = fault.message, fault.in_doubt, isinstance(fault, PermanentError)
        by_reason.setdefault(key, []).append(charge_id)
    if by_reason:
        reservations.hold(session, [*used, *unpaid])
    reservations.settle(session, used)
    for (reason, in_doubt, answered), charge_ids in by_reason.items():
        if in_doubt:  # an answer that came and can't be right may have cost anything
            reservations.doubt(session, charge_ids, reason, in_full=answered)
        else:
            reservations.release(session, charge_ids, reason, in_doubt=True)
