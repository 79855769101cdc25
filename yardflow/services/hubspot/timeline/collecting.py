"""Noting what is to be logged: what happened since the last look, with people whom HubSpot has."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlmodel import Session, select

from yardflow import clock
from yardflow.models import HubSpotTimeline, TimelineKind

# What was written in a long transaction is seen late, and what became of an email in doubt is
# known days later.
OVERLAP, FAR_BACK = timedelta(minutes=5), timedelta(days=3)
# Linked, or on the way to be.
_THERE = """
(EXISTS (SELECT FROM hubspot_link l WHERE l.contact_id = r.contact_id AND l.state = 'linked')
    OR EXISTS (SELECT FROM hubspot_change w WHERE w.record = 'contact'
        AND w.record_id = r.contact_id AND w.since IS NOT NULL))"""
_NOTE = """
INSERT INTO hubspot_timeline_entry ({0}_id, since)
SELECT r.id, :now FROM {0} r WHERE {1}
    AND NOT EXISTS (SELECT FROM hubspot_timeline_entry e WHERE e.{0}_id = r.id) AND {2}
ORDER BY {3}, r.id ON CONFLICT DO NOTHING"""
# A meeting is written again once it is another.
_CHANGED = text("""
UPDATE hubspot_timeline_entry e SET since = :now, problem = '', refused_at = NULL
FROM meeting r WHERE r.id = e.meeting_id AND r.updated_at >= :from AND r.version > e.version
    AND e.since IS NULL""")


def _note(table: str, at: str, condition: str) -> str:
    return _NOTE.format(table, condition, _THERE, at)


_NOTES = {
    TimelineKind.EMAIL: (
        text(_note("message", "r.sent_at", "r.sent_at >= :from")),
        text(_note("answer", "r.sent_at", "r.sent_at >= :from")),
    ),
    TimelineKind.REPLY: (
        text(
            _note(
                "reply",
                "r.received_at",
                "r.kind IN ('human', 'stop') AND r.placed_at >= :from AND r.received_at >= :since",
            )
        ),
    ),
    TimelineKind.MEETING: (
        text(_note("meeting", "r.id", "r.updated_at >= :from AND r.created_at >= :since")),
        _CHANGED,
    ),
}


def collect(session: Session, back: timedelta = OVERLAP) -> None:
    """Notes what is to be logged, as it happened since ``back`` before the last look."""
    now = clock.now()
    for row in session.exec(select(HubSpotTimeline).with_for_update()):
        values = {"now": now, "since": row.since, "from": _from(row, back)}
        for statement in _NOTES[row.kind]:
            session.execute(statement, values)
        row.looked_at = now


def _from(row: HubSpotTimeline, back: timedelta) -> datetime:
    return max(row.since, row.looked_at - back)
