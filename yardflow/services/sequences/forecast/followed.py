"""The enrollments whose limits are shared, followed together with a moving clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlmodel import Session

from yardflow.services.sequences.engine.reading import Entering, ahead
from yardflow.services.sequences.forecast.simulation import Simulation
from yardflow.services.sequences.senders import capacity, email_settings

DAYS = 14
A_DAY = timedelta(days=1)
# So many enrollments a question goes over, with those of other sequences of the same senders.
MOST = 5_000

# Others who are counted for the same limits: of the sender, the account, the person.
_BESIDE = text("""
SELECT id, sender_id, contact_id FROM (
    SELECT id, due_at, sender_id, contact_id FROM enrollment
    WHERE sender_id = ANY(:senders) AND status = 'active' AND due_at < :until
    UNION
    SELECT e.id, e.due_at, e.sender_id, e.contact_id
    FROM enrollment e JOIN contact c ON c.id = e.contact_id
    WHERE c.account_id IN (SELECT account_id FROM contact WHERE id = ANY(:contacts))
        AND e.status = 'active' AND e.due_at < :until) beside
WHERE id <> ALL(:ids)
ORDER BY due_at, id LIMIT :most""")


def others(
    session: Session, own: Sequence[Any], now: datetime, most: int
) -> tuple[list[int], bool]:
    """The enrollments that share limits with these, and with those again; and whether there are no
    more.
    """
    rows, until = [*own], now + DAYS * A_DAY
    for _ in range(2):
        about = {
            "senders": [*{row.sender_id for row in rows if row.sender_id}],
            "contacts": [*{row.contact_id for row in rows}],
            "ids": [row.id for row in rows],
        }
        left = most - len(rows) + len(own)
        rows += session.execute(_BESIDE, {**about, "until": until, "most": left + 1})
        if len(rows) - len(own) > most:
            break
    ids = [row.id for row in rows[len(own) :]]
    return ids[:most], len(ids) <= most


def simulated(
    session: Session, ids: list[int], now: datetime, entering: Entering | None = None
) -> Simulation:
    situation = ahead(session, ids, now, entering=entering)
    simulation = Simulation(
        situation,
        email_settings.read(session).policy,
        capacity.paces(session, [*situation.senders]),
        now + DAYS * A_DAY,
    )
    simulation.run()
    return simulation
