"""The emails that people in a sequence are due for, day by day, beside what their senders may."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text
from sqlmodel import Session

from yardflow import clock
from yardflow.models import Sequence as SequenceRow
from yardflow.services.access import Principal
from yardflow.services.records.load import load_record
from yardflow.services.sequences import definitions
from yardflow.services.sequences.definitions.steps import Email, Wait
from yardflow.services.sequences.senders import capacity

DAYS = 14
_DUE = text("""
SELECT version_id, step, sender_id, date_trunc('hour', greatest(due_at, :now), 'UTC') AS at,
    count(*) AS people
FROM enrollment
WHERE sequence_id = :id AND status = 'active' AND stuck = '' AND sender_id IS NOT NULL
    AND due_at < :until
GROUP BY 1, 2, 3, 4""")


@dataclass(frozen=True, slots=True)
class PlannedDay:
    """So many are due for an email on a day of their sender's zone; ``cap`` is how many their
    senders may send then, less what they sent already.
    """

    day: date
    emails: int
    cap: int


def of_sequence(session: Session, principal: Principal, sequence_id: int) -> list[PlannedDay]:
    """The next `DAYS` days. Whoever stands at an email, or waits right before one, counts on the
    day on which they are due; who waits for a change doesn't.

    Raises:
        NotFound: there is no such sequence.
    """
    load_record(session, SequenceRow, sequence_id)
    now = clock.now()
    about = {"id": sequence_id, "now": now, "until": now + timedelta(days=DAYS)}
    rows = [
        row
        for row in session.execute(_DUE, about)
        if _leads_to_email(session, row.version_id, row.step)
    ]
    senders = capacity.facts(session, {row.sender_id for row in rows}, now)
    emails: Counter[date] = Counter()
    for row in rows:
        emails[row.at.astimezone(senders[row.sender_id].zone).date()] += row.people
    zones = [sender.zone for sender in senders.values()]
    today = min((now.astimezone(zone).date() for zone in zones), default=now.date())
    days = [today + timedelta(days=number) for number in range(DAYS)]
    caps = {
        day: sum(
            0 if each.paused else max(each.caps.on(day) - each.sent_on.get(day, 0), 0)
            for each in senders.values()
        )
        for day in days
    }
    return [PlannedDay(day, emails[day], caps[day]) for day in days]


def _leads_to_email(session: Session, version_id: int, key: str) -> bool:
    steps = definitions.version(session, version_id).steps
    step = steps.get(key)
    following = steps.get(step.next or "") if isinstance(step, Wait) else step
    return isinstance(following, Email)
