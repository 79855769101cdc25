"""Ending enrollments before their last step, also by hand."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.errors import Conflict, NotFound
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.values import fields
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.services.sequences.enrollments import progress

REASON = fields.line(200, needed="Enter why the sequence ends for them.")
_ENDED = "This enrollment has ended."
# It, and with it, if asked, whatever else its contact is in.
_ACTIVE = text("""
SELECT e.id, e.step FROM enrollment n
JOIN enrollment e ON e.id = n.id OR :everywhere AND e.contact_id = n.contact_id
WHERE n.id = :id AND e.status = 'active' ORDER BY e.id FOR NO KEY UPDATE OF e""")
_KNOWN = text("SELECT EXISTS (SELECT FROM enrollment WHERE id = :id)")
# What was decided and has not left yet.
_CANCEL = text("""
UPDATE message m SET status = 'cancelled', error = x.reason
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) x (id bigint, reason text)
WHERE m.enrollment_id = x.id AND m.status = 'queued'""")


def end_by_hand(
    session: Session,
    principal: Principal,
    enrollment_id: int,
    reason: str,
    *,
    everywhere: bool = False,
) -> int:
    """Ends an enrollment for good; ``everywhere`` ends all that its contact is in. What is queued
    is not sent. Says how many ended.

    Raises:
        NotFound: there is no such enrollment.
        Conflict: it has ended, and so has everything else that is asked for.
        Invalid: there is no reason.
    """
    clean = str(fields.cleaned({"reason": reason}, {"reason": REASON})["reason"])
    about = {"id": min(enrollment_id, LARGEST_ID), "everywhere": everywhere}
    rows = session.execute(_ACTIVE, about).all()
    if not rows:
        known = session.scalar(_KNOWN, {"id": about["id"]})
        raise Conflict(_ENDED) if known else NotFound.of("enrollment")
    end(session, [(row, clean) for row in rows], principal.user_id)
    for row in rows:
        audit.record(
            session, principal, "enrollment.ended", "enrollment", row.id, after={"reason": clean}
        )
    return len(rows)


def end(session: Session, ends: Sequence[tuple[Any, str]], by: int | None = None) -> None:
    """Ends enrollments, by their rows, each for its reason, with what is queued and the tasks that
    are open; ``by`` is the user who did.
    """
    if not ends:
        return
    now = clock.now()
    said = "Ended by hand: " if by is not None else ""
    early = [(row.id, reason) for row, reason in ends]
    progress.end(session, early, now)
    progress.close_tasks(session, early)
    progress.note(session, [(row.id, row.step, said + reason) for row, reason in ends], now, by)
    cancelled = [{"id": row.id, "reason": reason} for row, reason in ends]
    session.execute(_CANCEL, {"rows": json.dumps(cancelled)})
