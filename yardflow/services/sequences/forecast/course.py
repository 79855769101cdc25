"""The steps that one enrollment comes to, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.decisions import (
    Exit,
    Send,
    Skip,
    Wait,
    outcome_words,
    reason_words,
)
from yardflow.services.sequences.definitions import wording
from yardflow.services.sequences.forecast.followed import others, simulated
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.forecast.stops import Taken
from yardflow.services.sequences.templates.rows import names as names_of_templates

# So many others beside the one.
MOST_BESIDE = 300

_ONE = text("SELECT id, sender_id, contact_id, status FROM enrollment WHERE id = :id")


@dataclass(frozen=True, slots=True)
class Coming:
    """A step to come, in words. ``at`` is None where that takes a change: then ``what`` says which
    one.
    """

    step: str
    what: str
    at: datetime | None


def of_enrollment(session: Session, principal: Principal, enrollment_id: int) -> list[Coming]:
    """The steps to come, in their order, as far as they come in `DAYS`; empty where it has ended.

    Raises:
        NotFound: there is none.
    """
    now = clock.now()
    known = min(max(enrollment_id, 0), LARGEST_ID)
    row = session.execute(_ONE, {"id": known}).one_or_none()
    if row is None:
        raise NotFound.of("enrollment")
    if row.status != "active":
        return []
    beside, _ = others(session, [row], now, MOST_BESIDE)
    simulation = simulated(session, [row.id, *beside], now)
    names = names_of_templates(session, principal)
    return _course(simulation, row.id, names)


def _course(simulation: Simulation, number: int, names: Mapping[int, str]) -> list[Coming]:
    row = simulation.situation.rows[number]
    steps = simulation.situation.definitions[row.version_id].steps
    coming = [
        Coming(wording.summary(steps[taken.step], names, steps), _what(taken), taken.at)
        for taken in simulation.taken
        if taken.enrollment_id == number
    ]
    wait = simulation.waits.get(number)
    if wait is not None:
        reasons = [reason for reason in wait.reasons if wait.until or reason.opens_at is None]
        what = " ".join(map(reason_words, reasons))
        step = steps[simulation.step_of(number)]
        coming.append(Coming(wording.summary(step, names, steps), what, wait.until))
    return coming


def _what(taken: Taken) -> str:
    match taken.decision:
        case Send():
            return "Email goes out."
        case Skip():
            return f"Skipped. {outcome_words(taken.decision)}"
        case Exit():
            return f"Ends. {outcome_words(taken.decision)}"
        case decision:
            assert not isinstance(decision, Wait)
            return outcome_words(decision)
