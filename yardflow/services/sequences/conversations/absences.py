"""The holds that replies led to: which last, and a person who says until when."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from yardflow import clock
from yardflow.errors import Conflict
from yardflow.models import Hold, Reply, ReplyKind
from yardflow.services.access import Principal
from yardflow.services.sequences.conversations import following, placing
from yardflow.services.sequences.decisions.absences import back_from
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn

_NOT_HELD = "This reply doesn't hold anyone."


def until(session: Session, reply_ids: Collection[int]) -> dict[int, datetime]:
    """Until when replies hold the person who is away, by the reply; without those that no longer
    do.
    """
    rows = session.execute(
        select(col(Hold.reply_id), col(Hold.until))
        .where(
            col(Hold.reply_id).in_(list(reply_ids)),
            col(Hold.contact_id).is_not(None),
            col(Hold.until) > clock.now(),
        )
        .order_by(col(Hold.id))
    )
    return dict(rows.tuples().all())


def back_on(session: Session, principal: Principal, reply_id: int) -> date:
    """The day on which the hold of a reply ends, where the person is.

    Raises:
        NotFound: there is no such reply.
        Conflict: it holds no one.
    """
    reply = _away(session, reply_id)
    ends = until(session, [reply_id]).get(reply_id)
    if ends is None:
        raise Conflict(_NOT_HELD)
    zone, _ = following.where(session, reply.contact_id or 0)
    return ends.astimezone(zone).date()


def change(session: Session, principal: Principal, reply_id: int, day: date) -> datetime:
    """Someone knows better when a person is back: they are emailed again from that day on, which is
    the person's own. No later reply ends it sooner.

    Raises:
        NotFound: there is no such reply.
        Conflict: it isn't of someone who is away.
        Contradictory: the day has begun already.
    """
    reply = _away(session, reply_id)
    zone, _ = following.where(session, reply.contact_id or 0)
    ends = back_from(day, zone)
    reason = f"Out of the office until {day:%B} {day.day}"
    # First the one that is new: a day that has begun leaves all as it was.
    holds.hold(session, principal, HoldOn(contact_id=reply.contact_id), reason, ends, reply.id)
    _end(session, principal, reply, but=ends)
    return ends


def release(session: Session, principal: Principal, reply_id: int) -> None:
    """They are back: emails go to them again.

    Raises:
        NotFound: there is no such reply.
        Conflict: it isn't of someone who is away.
    """
    _end(session, principal, _away(session, reply_id))


def _away(session: Session, reply_id: int) -> Reply:
    reply = placing.load(session, reply_id)
    if reply.kind != ReplyKind.OUT_OF_OFFICE or reply.contact_id is None:
        raise Conflict(_NOT_HELD)
    return reply


def _end(session: Session, principal: Principal, reply: Reply, but: datetime | None = None) -> None:
    lasts = or_(col(Hold.until).is_(None), col(Hold.until) > clock.now())
    statement = select(Hold).where(col(Hold.reply_id) == reply.id, lasts).with_for_update()
    for hold in session.scalars(statement):
        if hold.until != but:
            holds.end(session, principal, hold)
