"""Enrollments that end, or wait for a person, because someone answered or booked a meeting."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import text
from sqlmodel import Session

from yardflow import db
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.ending import end
from yardflow.services.sequences.enrollments.holds import HoldOn, Wish

_ACTIVE = text("""
SELECT e.id, e.step, e.contact_id, s.name, s.on_reply
FROM unnest(CAST(:contacts AS bigint[])) x (id)
JOIN enrollment e ON e.contact_id = x.id JOIN sequence s ON s.id = e.sequence_id
WHERE e.status = 'active' ORDER BY e.id FOR NO KEY UPDATE OF e""")


@dataclass(frozen=True, slots=True)
class Answered:
    """A contact who replied or booked a meeting, which is the cause that holds name."""

    contact_id: int
    reply_id: int | None = None
    meeting_id: int | None = None

    def hold(self, enrollment_id: int, reason: str) -> Wish:
        """That an enrollment waits for a person because of it."""
        whom = HoldOn(enrollment_id=enrollment_id)
        return Wish(whom, reason, reply_id=self.reply_id, meeting_id=self.meeting_id)


def of_contacts(
    session: Session, answered: Sequence[Answered], reason: str
) -> dict[int, list[str]]:
    """What their sequences do when they answer, in sentences, by the contact; each stands among
    them once.
    """
    causes = {each.contact_id: each for each in answered}
    outcomes: dict[int, list[str]] = {number: [] for number in causes}
    ended, wishes = [], []
    for row in session.execute(_ACTIVE, {"contacts": db.ids_of(causes)}):
        if row.on_reply == "end":
            ended.append((row, reason))
            outcomes[row.contact_id].append(f"“{row.name}” ended.")
        else:
            wishes.append(causes[row.contact_id].hold(row.id, reason))
            outcomes[row.contact_id].append(f"“{row.name}” is paused.")
    end(session, ended)
    holds.put(session, wishes)
    return outcomes


def all_of(session: Session, contact_ids: Iterable[int], reason: str) -> None:
    """Ends whatever these contacts are in."""
    rows = session.execute(_ACTIVE, {"contacts": db.ids_of(contact_ids)})
    end(session, [(row, reason) for row in rows])
