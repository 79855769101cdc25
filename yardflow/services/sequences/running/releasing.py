"""Opening a gate that a person closed, or can open, for people who are stuck at it."""

from collections.abc import Iterable

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.errors import Contradictory
from yardflow.services.access import Principal
from yardflow.services.sequences import tasks
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.enrollments import customers, holds

_HELD = (Gate.ENROLLMENT_HELD, Gate.CONTACT_HELD, Gate.ACCOUNT_HELD)
_TASKS = text("""
SELECT t.id FROM sequence_task t
JOIN enrollment e ON e.id = t.enrollment_id AND e.step = t.step AND e.visit = t.visit
WHERE e.id = ANY(CAST(:ids AS bigint[])) AND e.status = 'active' AND t.done_at IS NULL
ORDER BY t.id""")


def release(session: Session, principal: Principal, ids: Iterable[int], gate: Gate) -> None:
    """Ends the holds of these enrollments, has them continue although their account is a customer,
    or says that their task is done, by the gate.

    Raises:
        NotFound, Conflict: as in `customers.resume`.
        Contradictory: another gate.
    """
    if gate in _HELD:
        for number in ids:
            for hold in holds.on_enrollment(session, principal, number):
                holds.release(session, principal, hold.id)
    elif gate is Gate.EXCLUDED:
        for number in ids:
            customers.resume(session, principal, number)
    elif gate is Gate.TASK:
        for task_id in session.scalars(_TASKS, {"ids": db.ids_of(ids)}).all():
            tasks.done(session, principal, task_id)
    else:
        raise Contradictory("Only holds, tasks and customers are released.")
