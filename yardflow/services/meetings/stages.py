"""What a meeting says of its contact and their account at its event: forward, and never back."""

from sqlalchemy import select
from sqlmodel import Session, col

from yardflow.models import (
    Attendee,
    AttendeeStatus,
    Contact,
    Meeting,
    MeetingOutcome,
    Stage,
    Target,
)
from yardflow.services.access import Principal
from yardflow.services.records import attendees, targets

_IN_ORDER = tuple(Stage)
_MET_FROM = (AttendeeStatus.LISTED, AttendeeStatus.INVITED, AttendeeStatus.REGISTERED)


def follow(session: Session, principal: Principal | None, meeting: Meeting) -> None:
    """A meeting that is booked makes a target Booked; one that took place makes it Checked In, and
    its attendee Met. Who is not on the event's list stays off it.
    """
    if meeting.event_id is None:
        return
    took_place = meeting.outcome == MeetingOutcome.COMPLETED
    if took_place:
        _met(session, principal, meeting.event_id, meeting.contact_id)
    stage = Stage.CHECKED_IN if took_place else Stage.BOOKED
    _advance(session, principal, meeting.event_id, meeting.contact_id, stage)


def _met(session: Session, principal: Principal | None, event_id: int, contact_id: int) -> None:
    status = session.scalar(
        select(col(Attendee.status)).where(
            col(Attendee.event_id) == event_id, col(Attendee.contact_id) == contact_id
        )
    )
    if status in _MET_FROM:
        attendees.set_status(
            session, principal, event_id, contact_id, None, AttendeeStatus.MET.value
        )


def _advance(
    session: Session, principal: Principal | None, event_id: int, contact_id: int, stage: Stage
) -> None:
    target = session.execute(
        select(col(Target.account_id), col(Target.stage))
        .join(Contact, col(Contact.account_id) == col(Target.account_id))
        .where(col(Target.event_id) == event_id, col(Contact.id) == contact_id)
    ).one_or_none()
    if target is not None and _IN_ORDER.index(target.stage) < _IN_ORDER.index(stage):
        targets.set_stage(session, principal, event_id, target.account_id, None, stage.value)
