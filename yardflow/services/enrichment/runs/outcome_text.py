"""What runs found, in a few words each: for lists with a line for a contact."""

from collections.abc import Iterable

from sqlmodel import Session, col, select

from yardflow.models import Claim, ClaimStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.providers.protocol import FIELDS

_FILLED = {ClaimStatus.APPLIED, ClaimStatus.REPLACED, ClaimStatus.CORRECTED}


def found(session: Session, principal: Principal, run_ids: Iterable[int]) -> dict[int, str]:
    """``Filled Title, Industry; for review: Email``, by run; or why nothing of it was used.

    Runs without claims are left out. One statement for any number of runs.
    """
    rows = session.exec(
        select(Claim.run_id, Claim.field, Claim.status, Claim.applied_at)
        .where(col(Claim.run_id).in_(list(run_ids)))
        .order_by(col(Claim.id))
    ).all()
    filled: dict[int, dict[str, None]] = {}
    waiting: dict[int, dict[str, None]] = {}
    known: dict[int, dict[str, None]] = {}
    outdone: dict[int, dict[str, None]] = {}
    for run_id, field, status, applied_at in rows:
        label = FIELDS.get(field, field)
        if status in _FILLED and applied_at is not None:
            filled.setdefault(run_id, {})[label] = None
        elif status == ClaimStatus.REVIEW:
            waiting.setdefault(run_id, {})[label] = None
        elif status == ClaimStatus.UNUSED:
            known.setdefault(run_id, {})[label] = None
        elif status == ClaimStatus.REPLACED:
            outdone.setdefault(run_id, {})[label] = None
    kinds = (filled, waiting, known, outdone)
    return {
        run_id: _told(*(list(each.get(run_id, ())) for each in kinds))
        for run_id in {run_id for each in kinds for run_id in each}
    }


def _told(filled: list[str], waiting: list[str], known: list[str], outdone: list[str]) -> str:
    if not filled and not waiting:
        told = [f"Known already: {', '.join(known)}"] if known else []
        if outdone:
            told.append(f"{'another' if told else 'Another'} value preferred: {', '.join(outdone)}")
        return "; ".join(told)
    parts = [f"Filled {', '.join(filled)}"] if filled else []
    if waiting:
        parts.append(f"{'for' if parts else 'For'} review: {', '.join(waiting)}")
    return "; ".join(parts)
