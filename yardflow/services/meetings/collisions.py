"""Meetings at the same time as one that a person saves: a warning, and no rule.

By a link no one books a time that is taken; a person may have a reason to.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select, text
from sqlmodel import Session, col

from yardflow.errors import Conflict
from yardflow.models import Meeting, MeetingOutcome, Sender
from yardflow.services.access import Principal
from yardflow.services.meetings import views
from yardflow.services.meetings.views import MeetingRow

MOST = 3
_COLLIDES = "There is another meeting at this time."
# All senders of one person have one calendar. Whoever books by a link looks for a free time with
# these locked, too.
_LOCK = text("""
SELECT o.id FROM sender o
WHERE o.user_id = :owner OR o.id = :sender
    OR o.user_id = (SELECT user_id FROM sender WHERE id = :sender)
ORDER BY o.id FOR NO KEY UPDATE OF o""")


class Colliding(Conflict):
    """There are ``meetings`` at the same time that the person wasn't warned of."""

    def __init__(self, meetings: list[MeetingRow]) -> None:
        super().__init__(_COLLIDES)
        self.meetings = meetings


def lock(session: Session, owner_id: int | None, sender_id: int | None = None) -> None:
    """Until the transaction ends no one else books with this sender, or with one of this owner."""
    session.execute(_LOCK, {"owner": owner_id, "sender": sender_id}).all()


def check(
    session: Session,
    principal: Principal | None,
    columns: Mapping[str, Any],
    seen: Collection[int] | None,
    meeting: Meeting | None = None,
) -> None:
    """Locks whoever is to come to a meeting that gets these columns, and refuses it where it
    collides with others than the ``seen`` ones; with None it is not asked.

    Raises:
        Colliding: it does.
    """
    names = ("owner_id", "starts_at", "ends_at", "outcome")
    before = {name: getattr(meeting, name) for name in names} if meeting else None
    takes = {"outcome": MeetingOutcome.SCHEDULED, **(before or {})}
    takes |= {name: columns[name] for name in names if name in columns}
    sender_id = meeting.sender_id if meeting else columns.get("sender_id")
    lock(session, takes["owner_id"], sender_id)
    # What stays where it was collides with nothing anew.
    if seen is None or takes == before or takes["outcome"] != MeetingOutcome.SCHEDULED:
        return
    meeting_id = meeting.id or 0 if meeting else 0
    ids = _at(session, takes["owner_id"], sender_id, takes["starts_at"], takes["ends_at"])
    others = [each for each in ids if each != meeting_id][:MOST]
    if not {*others} <= {*seen}:
        raise Colliding([views.get(session, principal, each) for each in others])


def _at(
    session: Session,
    owner_id: int | None,
    sender_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
) -> list[int]:
    """The first scheduled meetings that these have at this time."""
    whose = []
    if owner_id is not None:
        senders = select(col(Sender.id)).where(col(Sender.user_id) == owner_id)
        whose += [col(Meeting.owner_id) == owner_id, col(Meeting.sender_id).in_(senders)]
    if sender_id is not None:
        whose.append(col(Meeting.sender_id) == sender_id)
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
        )
        .order_by(col(Meeting.starts_at), col(Meeting.id))
        .limit(MOST + 1)
    )
    return [each or 0 for each in ids]
