"""What follows from a meeting: who has one is emailed no more, as from an answer."""

from sqlmodel import Session

from yardflow.services.access import Principal
from yardflow.services.meetings.changes import MeetingBooked
from yardflow.services.sequences.conversations import colleagues, ending
from yardflow.services.sequences.conversations.ending import Answered

BOOKED = "Meeting booked"


def follow(session: Session, principal: Principal | None, booked: MeetingBooked) -> None:
    """Ends or pauses their enrollments, and those of colleagues, as their sequences say."""
    who = [Answered(booked.contact_id, meeting_id=booked.meeting_id)]
    ending.of_contacts(session, who, BOOKED)
    colleagues.after(session, who, "booked a meeting")
