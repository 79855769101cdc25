"""Money of which nobody knows whether it was spent: listed for a person, who can look it up.

The answer of a batch, and that of a worker that was only slow, settle a charge in doubt without a
person. Nothing else tells of a single question: see `charges`.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select, text, update
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Charge, ChargeStatus, EnrichmentRun
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.enrichment.budget.charges import give_back
from yardflow.services.enrichment.providers.registry import label_of

MOST_SHOWN = 200

_charge: Any = Charge.__table__  # type: ignore[attr-defined]
_run: Any = EnrichmentRun.__table__  # type: ignore[attr-defined]

_LIST = text("""
    SELECT charge.id AS charge_id, charge.run_id, charge.contact_id,
        coalesce(contact.name, '') AS contact,
        coalesce(event.name, '') AS event, charge.provider, charge.model,
        charge.likely_usd AS usd, charge.reserved_usd AS most_usd,
        coalesce(charge.note, '') AS note, charge.reserved_at
    FROM charge
    LEFT JOIN contact ON contact.id = charge.contact_id
    LEFT JOIN event ON event.id = charge.event_id
    WHERE charge.status = 'unconfirmed' ORDER BY charge.id LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class UnconfirmedCharge:
    """A charge in doubt: likely ``usd`` and at most ``most_usd``, for the question asked at
    ``reserved_at``; ``note`` says why nobody knows.
    """

    charge_id: int
    run_id: int | None
    contact_id: int | None
    contact: str
    event: str
    provider: str
    model: str
    usd: Decimal
    most_usd: Decimal
    note: str
    reserved_at: datetime

    @property
    def provider_label(self) -> str:
        """As people call it."""
        return label_of(self.provider)


def unconfirmed(session: Session, principal: Principal) -> list[UnconfirmedCharge]:
    """The charges in doubt, the oldest first, `MOST_SHOWN` at most; everybody may see them."""
    rows = session.execute(_LIST, {"most": MOST_SHOWN})
    return [UnconfirmedCharge(**row) for row in rows.mappings()]


def resolve(session: Session, principal: Principal, charge_id: int, charged: bool) -> None:
    """A person looked at the provider's bill: it was charged, what is likely as far as anybody
    knows, or it was not, and goes back to the day of the charge.

    Raises:
        Forbidden: the person is no ADMIN.
        NotFound: there is no such charge.
        Conflict: it is not in doubt any more.
    """
    require_admin(principal)
    charge = session.execute(
        select(_charge).where(_charge.c.id == charge_id).with_for_update()
    ).one_or_none()
    if charge is None:
        raise NotFound("Charge not found.")
    if charge.status != ChargeStatus.UNCONFIRMED:
        raise Conflict("This charge is already settled. Reload the page to see how.")
    status = ChargeStatus.SETTLED if charged else ChargeStatus.RELEASED
    spent = charge.likely_usd if charged else Decimal(0)
    session.execute(
        update(_charge)
        .where(_charge.c.id == charge_id)
        .values(
            status=status,
            spent_usd=spent,
            settled_at=clock.now(),
            settled_by=principal.user_id,
        )
    )
    audit.record(
        session,
        principal,
        "enrichment.charge_resolved",
        "charge",
        charge_id,
        before={"status": ChargeStatus.UNCONFIRMED.value, "usd": str(charge.likely_usd)},
        after={"status": status.value, "usd": str(spent)},
    )
    if charged:
        values = {"cost_usd": _run.c.cost_usd + spent, "model": charge.model}
        session.execute(update(_run).where(_run.c.id == charge.run_id).values(values))
    give_back(session, [(charge.day, charge.likely_usd - spent)])
