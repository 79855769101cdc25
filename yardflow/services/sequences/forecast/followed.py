"""The enrollments whose limits are shared, followed together with a moving clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.services.sequences.engine.reading import Entering, ahead
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.senders import email_settings

DAYS = 14
A_DAY = timedelta(days=1)
# So many enrollments a question goes over, with those of other sequences of the same senders.
MOST = 5_000

# Others who are counted for the same limits: of the sender, the account, the person.
_BESIDE = text("""
SELECT id, sender_id, contact_id FROM (
    SELECT id, due_at, rank, sender_id, contact_id FROM enrollment
    WHERE sender_id = ANY(:senders) AND status = 'active' AND due_at < :until
    UNION
    SELECT e.id, e.due_at, e.rank, e.sender_id, e.contact_id
    FROM enrollment e JOIN contact c ON c.id = e.contact_id
    WHERE c.account_id IN (SELECT account_id FROM contact WHERE id = ANY(:contacts))
        AND e.status = 'active' AND e.due_at < :until) beside
WHERE id <> ALL(:ids)
ORDER BY due_at, rank, id LIMIT :most""")


def others(
    session: Session, own: Sequence[Any], now: datetime, most: int, days: int = DAYS
) -> tuple[list[int], bool]:
    """The enrollments that share limits with these, with those, and so on, within so many days: at
    most so many, and whether these are all.
    """
    beside: list[Any] = []
    last, senders, contacts = [*own], set[int](), set[int]()
    while last and len(beside) <= most:
        new_senders = {row.sender_id for row in last if row.sender_id} - senders
        new_contacts = {row.contact_id for row in last} - contacts
        about = {
            "senders": [*new_senders],
            "contacts": [*new_contacts],
            "ids": [row.id for row in (*own, *beside)],
            "until": now + days * A_DAY,
            "most": most - len(beside) + 1,
        }
        senders |= new_senders
        contacts |= new_contacts
        last = [*session.execute(_BESIDE, about)]
        beside += last
    return [row.id for row in beside[:most]], len(beside) <= most


def simulated(
    session: Session, ids: list[int], now: datetime, entering: Entering | None = None
) -> Simulation:
    situation = ahead(session, ids, now, entering=entering)
    simulation = Simulation(
        situation,
        email_settings.read(session).policy,
        now + DAYS * A_DAY,
    )
    simulation.run()
    return simulation
