"""Having someone continue though their account is a customer or has an open deal."""

from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.models import Enrollment, EnrollmentStatus
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of
from yardflow.services.sequences.enrollments import progress

_ENDED = "This enrollment has ended."
_RESUMED = "Continues, although the account is a customer or has an open deal."


def resume(session: Session, principal: Principal, enrollment_id: int) -> None:
    """From now on it doesn't matter to this enrollment whether its account is a customer or has an
    open deal; done twice, it is the same.

    Raises:
        NotFound: there is no such enrollment.
        Conflict: it has ended.
    """
    row = row_of(session, Enrollment, enrollment_id, lock=True)
    if row is None:
        raise NotFound.of("enrollment")
    if row.status != EnrollmentStatus.ACTIVE:
        raise Conflict(_ENDED)
    if row.resumed_at is not None:
        return
    now = clock.now()
    row.resumed_at = now
    session.add(row)
    session.flush()
    progress.note(session, [(enrollment_id, row.step, _RESUMED)], now, principal.user_id)
    progress.wake(session, [enrollment_id], now)
    audit.record(session, principal, "enrollment.resumed", "enrollment", enrollment_id)
