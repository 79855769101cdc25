"""Why someone has not been mailed: what the engine would decide now, without acting on it."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import Enrollment
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.sequences.decisions import (
    Exit,
    Reason,
    Skip,
    Wait,
    decide,
    outcome_words,
    reason_words,
)
from yardflow.services.sequences.engine.reading import of_any
from yardflow.services.sequences.senders import email_settings


@dataclass(frozen=True, slots=True)
class ClosedGate:
    """One thing that stands in the way, in words; ``opens_at`` None: until something changes."""

    gate: str
    words: str
    opens_at: datetime | None


@dataclass(frozen=True, slots=True)
class Why:
    """What happens next, at ``next_at`` if that is known, and all that it waits for."""

    enrollment_id: int
    next: str
    next_at: datetime | None
    gates: tuple[ClosedGate, ...] = ()


def why(session: Session, principal: Principal, enrollment_id: int) -> Why:
    """What stands between an enrollment and its next step.

    Raises:
        NotFound: there is none.
    """
    enrollment = row_of(session, Enrollment, enrollment_id)
    if enrollment is None:
        raise NotFound.of("enrollment")
    now = clock.now()
    situation = of_any(session, [enrollment_id], now)
    row = situation.rows.get(enrollment_id)
    if row is None:
        return Why(enrollment_id, enrollment.exit_reason or "Finished", None)
    decision = decide(
        situation.enrollment(row),
        situation.definitions[row.version_id],
        situation.facts(row),
        email_settings.read(session).policy,
        now,
    )
    match decision:
        case Wait(until, reasons):
            return Why(enrollment_id, "Waits", until, tuple(map(_gate, reasons)))
        case Skip(reasons=reasons):
            skips = f"Skips this email. {outcome_words(decision)}"
            return Why(enrollment_id, skips, now, tuple(map(_gate, reasons)))
        case Exit():
            return Why(enrollment_id, f"Ends. {outcome_words(decision)}", now)
        case _:
            return Why(enrollment_id, "Continues now", now)


def _gate(reason: Reason) -> ClosedGate:
    return ClosedGate(reason.gate.value, reason_words(reason), reason.opens_at)
