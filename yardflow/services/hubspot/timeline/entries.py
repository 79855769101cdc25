"""Entries that wait to be written to HubSpot, taken by one worker at a time."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, text
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.models import HubSpotTimelineEntry
from yardflow.services.hubspot.links import tombstones

# Who took it is dead by then, and HubSpot's search knows what came of it.
LEASE = timedelta(minutes=2)
# A contact is in one account, so its company is that one's.
_CLAIM = text("""
WITH due AS MATERIALIZED (
    SELECT e.id, e.sending_at AS lost_at, e.happens_at, l.hubspot_id AS contact_there, c.email,
        coalesce(k.hubspot_id, '') AS company_there
    FROM hubspot_timeline_entry e
    LEFT JOIN message m ON m.id = e.message_id LEFT JOIN answer a ON a.id = e.answer_id
    LEFT JOIN reply r ON r.id = e.reply_id LEFT JOIN meeting g ON g.id = e.meeting_id
    JOIN contact c ON c.id = coalesce(m.contact_id, a.contact_id, r.contact_id, g.contact_id)
    JOIN hubspot_link l ON l.contact_id = c.id AND l.state = 'linked'
    LEFT JOIN hubspot_link k ON k.account_id = c.account_id AND k.state = 'linked'
    WHERE e.since IS NOT NULL AND (e.sending_at IS NULL OR e.sending_at <= :lost)
    ORDER BY e.since, e.id LIMIT :most FOR UPDATE OF e SKIP LOCKED)
UPDATE hubspot_timeline_entry e SET sending_at = :now FROM due WHERE e.id = due.id
RETURNING e.id, e.message_id, e.answer_id, e.reply_id, e.meeting_id, e.hubspot_id,
    due.lost_at, due.happens_at, due.contact_there, due.company_there, due.email""")
_IS_ANY_DUE = text("""
SELECT EXISTS (SELECT FROM hubspot_timeline_entry
    WHERE since IS NOT NULL AND (sending_at IS NULL OR sending_at <= :lost))""")
_RELEASE = text("""
UPDATE hubspot_timeline_entry e SET sending_at = before.lost_at
FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS before (id, lost_at)
WHERE e.id = before.id AND e.since IS NOT NULL""")
_NOTE_MOMENTS = text("""
UPDATE hubspot_timeline_entry e SET happens_at = sent.at
FROM unnest(CAST(:ids AS bigint[]), CAST(:moments AS timestamptz[])) AS sent (id, at)
WHERE e.id = sent.id RETURNING e.id""")
_WRITTEN = text("""
UPDATE hubspot_timeline_entry e SET since = NULL, sending_at = NULL, problem = '',
    refused_at = NULL, hubspot_id = done.hubspot_id, version = done.version
FROM unnest(CAST(:ids AS bigint[]), CAST(:theirs AS text[]), CAST(:versions AS integer[]))
    AS done (id, hubspot_id, version)
WHERE e.id = done.id""")
_REFUSED = text("""
UPDATE hubspot_timeline_entry SET since = NULL, sending_at = NULL, problem = :problem,
    refused_at = :now, version = :version WHERE id = :id""")


@dataclass(frozen=True, slots=True)
class Claimed:
    """An entry that a worker writes to HubSpot, where its contact and company have these ids.
    ``hubspot_id`` is empty as long as it isn't there. ``lost_at``: it was on its way then, and no
    answer came; ``happens_at`` is the moment that it had then, None where it never went out.
    """

    id: int
    message_id: int | None
    answer_id: int | None
    reply_id: int | None
    meeting_id: int | None
    hubspot_id: str
    lost_at: datetime | None
    happens_at: datetime | None
    contact_there: str
    company_there: str


def claim(session: Session, most: int) -> list[Claimed]:
    """Up to ``most`` entries, the longest waiting first, noted as on their way. What is about
    someone who was erased is forgotten.
    """
    now = clock.now()
    rows = session.execute(_CLAIM, {"now": now, "lost": now - LEASE, "most": most}).all()
    erased = tombstones.erased(session, {row.email for row in rows if row.email})
    gone = [row.id for row in rows if row.email in erased]
    session.execute(delete(HubSpotTimelineEntry).where(col(HubSpotTimelineEntry.id).in_(gone)))
    claimed = [Claimed(*row[:-1]) for row in rows if row.id not in gone]
    return sorted(claimed, key=lambda each: each.id)


def release(session: Session, claimed: Iterable[Claimed]) -> None:
    """HubSpot certainly got nothing of these: they are as they were before."""
    each = list(claimed)
    moments = [entry.lost_at for entry in each]
    session.execute(_RELEASE, {"ids": db.ids_of([e.id for e in each]), "moments": moments})


def note_moments(session: Session, moments: Mapping[int, datetime]) -> set[int]:
    """These are sent now as what happens at these moments; those of them that are there still."""
    ids = db.ids_of(moments)
    return set(session.scalars(_NOTE_MOMENTS, {"ids": ids, "moments": [*moments.values()]}))


def written(session: Session, ids: Mapping[int, str], versions: Mapping[int, int]) -> None:
    """HubSpot has these entries, by our id and its own."""
    listed = list(ids)
    session.execute(
        _WRITTEN,
        {
            "ids": db.ids_of(listed),
            "theirs": [ids[each] for each in listed],
            "versions": [versions[each] for each in listed],
        },
    )


def refused(session: Session, entry_id: int, problem: str, version: int) -> None:
    """HubSpot did not take an entry: it waits for someone to try it again."""
    values = {"id": entry_id, "problem": problem, "version": version, "now": clock.now()}
    session.execute(_REFUSED, values)


def known(session: Session, hubspot_ids: Collection[str]) -> set[str]:
    """Those of HubSpot's that are entries of ours."""
    column = col(HubSpotTimelineEntry.hubspot_id)
    return set(session.exec(select(column).where(column.in_(hubspot_ids))))


def note_id(session: Session, entry_id: int, hubspot_id: str) -> None:
    """HubSpot turned out to have an entry."""
    session.get_one(HubSpotTimelineEntry, entry_id).hubspot_id = hubspot_id


def is_any_due(session: Session) -> bool:
    """Whether anything waits to be written now."""
    lost = clock.now() - LEASE
    return bool(session.scalar(_IS_ANY_DUE, {"lost": lost}))
