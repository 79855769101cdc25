"""Meetings at the same time as one that a person is about to save: a warning, and no rule.

By a link no one books a time that is taken; a person may have a reason to.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from yardflow.models import Meeting, MeetingOutcome, Sender
from yardflow.services.access import Principal
from yardflow.services.meetings import views
from yardflow.services.meetings.meeting_fields import MEETING
from yardflow.services.meetings.views import MeetingRow
from yardflow.services.records import fields
from yardflow.services.records.load import load_record

MOST = 3


def of(
    session: Session, principal: Principal, values: Mapping[str, object], meeting_id: int = 0
) -> list[MeetingRow]:
    """The first scheduled meetings, at most `MOST`, that whoever is to come to this one has at the
    same time, or that were booked with a sender of theirs. ``values`` are all of a meeting's;
    ``meeting_id`` is 0 for a new one. What stays where it was collides with nothing anew.

    Raises:
        NotFound: there is no such meeting.
        Invalid: a field's value is not valid.
    """
    clean: dict[str, Any] = fields.cleaned(values, MEETING.cleaners)
    meeting = load_record(session, Meeting, meeting_id) if meeting_id else None
    starts_at: datetime = clean["starts_at"]
    ends_at = starts_at + timedelta(minutes=clean["minutes"])
    takes = (clean["owner_id"], starts_at, ends_at, clean["outcome"])
    if clean["outcome"] != MeetingOutcome.SCHEDULED or (
        meeting and takes == (meeting.owner_id, meeting.starts_at, meeting.ends_at, meeting.outcome)
    ):
        return []
    whose = []
    if clean["owner_id"] is not None:
        senders = select(col(Sender.id)).where(col(Sender.user_id) == clean["owner_id"])
        whose += [col(Meeting.owner_id) == clean["owner_id"], col(Meeting.sender_id).in_(senders)]
    if meeting and meeting.sender_id is not None:
        whose.append(col(Meeting.sender_id) == meeting.sender_id)
    if not whose:
        return []
    ids = session.scalars(
        select(col(Meeting.id))
        .where(
            or_(*whose),
            col(Meeting.outcome) == MeetingOutcome.SCHEDULED,
            # None is longer than a day.
            col(Meeting.starts_at) > starts_at - timedelta(days=1),
            col(Meeting.starts_at) < ends_at,
            col(Meeting.ends_at) > starts_at,
            col(Meeting.id) != meeting_id,
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(MOST)
    )
    return [views.get(session, principal, each or 0) for each in ids]
