"""Entries that HubSpot did not take and that wait for someone to put that right."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, col, func, select, update

from yardflow import clock
from yardflow.errors import NotFound
from yardflow.models import HubSpotTimelineEntry, TimelineKind
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.values.fields import LARGEST_ID

PAGE, COUNTED = 50, 1_000
_REFUSED = col(HubSpotTimelineEntry.problem) != ""
_SEARCH = text("""
SELECT e.id, CASE WHEN e.meeting_id IS NOT NULL THEN 'meeting' WHEN e.reply_id IS NOT NULL
        THEN 'reply' ELSE 'email' END AS kind,
    coalesce(c.id, 0) AS contact_id,
    coalesce(c.name, '') AS name,
    e.problem AS why, coalesce(m.sent_at, a.sent_at, r.received_at, g.starts_at) AS happened_at,
    e.refused_at AS at
FROM hubspot_timeline_entry e
LEFT JOIN message m ON m.id = e.message_id LEFT JOIN answer a ON a.id = e.answer_id
LEFT JOIN reply r ON r.id = e.reply_id LEFT JOIN meeting g ON g.id = e.meeting_id
LEFT JOIN contact c ON c.id = coalesce(m.contact_id, a.contact_id, r.contact_id, g.contact_id)
WHERE e.problem <> '' AND e.id < :before ORDER BY e.id DESC LIMIT :most""")


@dataclass(frozen=True, slots=True)
class UnloggedView:
    """An email, reply or meeting with a contact, of ``happened_at``, that HubSpot did not take at
    ``at``, because of ``why``, in its own words. ``contact_id`` is 0 where the contact was deleted.
    """

    id: int
    kind: TimelineKind
    contact_id: int
    name: str
    why: str
    happened_at: datetime
    at: datetime


def search(
    session: Session, principal: Principal, *, before: int = LARGEST_ID, most: int = PAGE
) -> list[UnloggedView]:
    """What HubSpot did not take, the latest first, from behind the one with the id ``before``."""
    rows = session.execute(_SEARCH, {"before": before, "most": most})
    return [UnloggedView(row.id, TimelineKind(row.kind), *row[2:]) for row in rows]


def number(session: Session, principal: Principal) -> int:
    """How many those are, up to `COUNTED`."""
    some = select(HubSpotTimelineEntry.id).where(_REFUSED).limit(COUNTED).subquery()
    return session.exec(select(func.count()).select_from(some)).one()


def retry(session: Session, principal: Principal, entry_id: int) -> None:
    """Has an entry written again.

    Raises:
        NotFound: HubSpot refused no such entry.
    """
    known = 0 < entry_id <= LARGEST_ID
    if not known or not _retried(session, HubSpotTimelineEntry.id == entry_id):
        raise NotFound.of("error")


def retry_all(session: Session, principal: Principal) -> int:
    """Has all of them written again; how many those are.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    return _retried(session)


def _retried(session: Session, *conditions: Any) -> int:
    again = update(HubSpotTimelineEntry).where(_REFUSED, *conditions)
    values = {"since": clock.now(), "problem": "", "refused_at": None}
    done = session.execute(again.values(**values).returning(col(HubSpotTimelineEntry.id)))
    return len(done.all())
