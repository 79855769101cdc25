"""Who is stuck in a sequence: at which gate, and what opens it for each of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.models import Enrollment
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import Page
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.decisions import Gate, Reason, Wait, decide, reason_words
from yardflow.services.sequences.engine.reading import of_any
from yardflow.services.sequences.engine.situation import Situation
from yardflow.services.sequences.enrollments import (
    EnrollmentQuery,
    EnrollmentView,
    is_stuck,
    search,
)
from yardflow.services.sequences.running import fixing
from yardflow.services.sequences.running.fixing import Need
from yardflow.services.sequences.senders import email_settings

# What each gate is called where those who are stuck at it are counted. Those of the whole sequence
# are not among them: it says itself that it is paused.
TITLES = {
    Gate.NO_SENDER: "No sender",
    Gate.NO_ADDRESS: "No email address",
    Gate.NO_VALUE: "A value of the template is missing",
    Gate.NO_LAWFUL_BASIS: "Lawful basis doesn't allow emails",
    Gate.NO_TIME_ZONE: "Time zone isn't known",
    Gate.NO_EVENT_DATES: "The event has no dates",
    Gate.EMAIL_FAILED: "Email was refused",
    Gate.EMAIL_UNCONFIRMED: "Email is unconfirmed",
    Gate.SENDER_PAUSED: "Sender is paused",
    Gate.EXCLUDED: "Account is a customer",
    Gate.ENROLLMENT_HELD: "On hold in this sequence",
    Gate.CONTACT_HELD: "Contact is on hold",
    Gate.ACCOUNT_HELD: "Account is on hold",
    Gate.TASK: "Task is overdue",
    Gate.PERSON_LIMIT: "No emails allowed to a contact",
    Gate.ACCOUNT_LIMIT: "No emails allowed to new contacts",
    Gate.SENDER_LIMIT: "Sender may send nothing",
    Gate.DOMAIN_LIMIT: "No emails allowed to this company",
}


@dataclass(frozen=True, slots=True)
class StuckPerson:
    """Someone who is stuck: ``why`` in a sentence, as it is now; ``needs`` are the fields that
    would help, and ``event_id`` is the event that steps speak of. Empty ``why``: nothing is in the
    way any more.
    """

    id: int
    contact_id: int
    contact_name: str
    account_name: str
    step_summary: str
    why: str
    needs: tuple[Need, ...] = ()
    sender_id: int | None = None
    event_id: int | None = None


def people(
    session: Session,
    principal: Principal,
    sequence_id: int,
    gate: Gate,
    *,
    limit: int = 20,
    cursor: str = "",
) -> Page[StuckPerson]:
    """Those who are stuck at a gate, the latest enrolled first.

    Raises:
        Invalid: a cursor that is none.
    """
    query = EnrollmentQuery(sequence_id=sequence_id, stuck=gate, limit=limit, cursor=cursor)
    page = search(session, principal, query)
    return Page(
        _stuck(session, page.items), page.total, page.capped, page.start, page.next, page.previous
    )


def ids(
    session: Session, principal: Principal, sequence_id: int, gate: Gate, most: int
) -> list[int]:
    """The enrollments of those who are stuck at a gate, at most so many."""
    chosen = select(col(Enrollment.id)).where(
        col(Enrollment.sequence_id) == min(sequence_id, LARGEST_ID),
        col(Enrollment.stuck) == gate.value,
        is_stuck(),
    )
    return list(session.scalars(chosen.order_by(col(Enrollment.id)).limit(most)))


def _stuck(session: Session, views: Sequence[EnrollmentView]) -> list[StuckPerson]:
    numbers = [view.id for view in views]
    situation = of_any(session, numbers, clock.now())
    policy = email_settings.read(session).policy
    people = []
    for view in views:
        row = situation.rows.get(view.id)
        reasons = _reasons(situation, row, policy) if row is not None else ()
        people.append(
            StuckPerson(
                id=view.id,
                contact_id=view.contact_id,
                contact_name=view.contact_name,
                account_name=view.account_name,
                step_summary=view.step_summary,
                why=" ".join(reason_words(reason) for reason in reasons),
                needs=fixing.needs(row, reasons) if row is not None else (),
                sender_id=row.sender_id if row is not None else None,
                event_id=row.event_id if row is not None else None,
            )
        )
    return people


def _reasons(situation: Situation, row: Any, policy: Any) -> Iterable[Reason]:
    """What only a change opens, as it would be decided now."""
    decision = decide(
        situation.enrollment(row),
        situation.definitions[row.version_id],
        situation.facts(row),
        policy,
        situation.now,
    )
    reasons = decision.reasons if isinstance(decision, Wait) else ()
    return [reason for reason in reasons if reason.opens_at is None]
