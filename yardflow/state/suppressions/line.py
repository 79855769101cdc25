"""Why an address is suppressed, in a line."""

from dataclasses import dataclass
from urllib.parse import urlencode

from yardflow.db import Session
from yardflow.services.access import Principal
from yardflow.services.sequences.suppressions.matching import of_addresses
from yardflow.state.labels import SUPPRESSION_REASONS


@dataclass
class SuppressionLine:
    """``Asked us to stop · acme.com``, and where it leads; empty for an address without one."""

    text: str = ""
    href: str = ""


def of_address(session: Session, principal: Principal, address: str) -> SuppressionLine:
    """The line of an address, which may be empty."""
    view = of_addresses(session, [address]).get(address) if address else None
    if view is None:
        return SuppressionLine()
    reason = SUPPRESSION_REASONS[view.reason.value]
    text = reason if view.value == address else f"{reason} · all of {view.value}"
    return SuppressionLine(text, f"/suppressions/?{urlencode({'q': view.value})}")
