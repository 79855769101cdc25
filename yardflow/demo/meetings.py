"""The demo's meetings, and the booking link of each sender."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import text
from sqlmodel import Session, select

from yardflow import clock
from yardflow.models import MeetingKind, MeetingOutcome, Sender
from yardflow.services.access import Principal
from yardflow.services.meetings import service
from yardflow.services.sequences.booking import hours

_ZONE = "America/Chicago"
_HOURS = {
    "weekdays": [0, 1, 2, 3, 4],
    "opens": "09:00",
    "closes": "16:00",
    "minutes": 30,
    "kind": MeetingKind.VIDEO,
    "location": "meet.yardflow.example",
}
# Days from today and the hour there, how, the outcome, and what comes next.
_MEETINGS = (
    (-1, 14, MeetingKind.CALL, MeetingOutcome.COMPLETED, "Send the gate report by Friday"),
    (-1, 16, MeetingKind.VIDEO, MeetingOutcome.NO_SHOW, ""),
    (0, 15, MeetingKind.VIDEO, MeetingOutcome.SCHEDULED, "Show the dashboard of one yard"),
    (1, 10, MeetingKind.CALL, MeetingOutcome.SCHEDULED, ""),
    (3, 11, MeetingKind.OTHER, MeetingOutcome.SCHEDULED, "Bring the price list"),
)
# The sequences of the others go on as they are.
_CONTACTS = text("""
SELECT c.id FROM contact c WHERE c.last_name <> '' AND NOT EXISTS (
    SELECT FROM enrollment e JOIN contact o ON o.id = e.contact_id
    WHERE o.account_id = c.account_id AND e.status = 'active')
ORDER BY c.id LIMIT :most""")


def add(session: Session, team: list[Principal]) -> None:
    """Gives each sender meeting hours, and adds a few meetings from yesterday on."""
    for sender_id in session.exec(select(Sender.id)):
        hours.put(session, team[0], sender_id or 0, _HOURS)
    contacts = session.scalars(_CONTACTS, {"most": len(_MEETINGS)}).all()
    today = clock.now().astimezone(ZoneInfo(_ZONE)).date()
    for contact_id, (days, hour, kind, outcome, next_step) in zip(
        contacts, _MEETINGS, strict=False
    ):
        day = today + timedelta(days=days)
        values = {
            "starts_at": datetime.combine(day, time(hour), ZoneInfo(_ZONE)),
            "timezone": _ZONE,
            "kind": kind,
            "outcome": outcome,
            "next_step": next_step,
        }
        service.create(session, team[days % len(team)], contact_id, values)
