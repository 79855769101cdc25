"""The active event of a person: the default of pages, imports and counts."""

from dataclasses import dataclass

from sqlalchemy import bindparam, true
from sqlmodel import Session, col, select

from yardflow.errors import NotFound
from yardflow.models import Event, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.load import row_of

# Read with each page, and put together once.
_CHOICES = (
    select(User.active_event_id, Event.id, Event.name)
    .outerjoin(Event, true())
    .where(col(User.id) == bindparam("user_id"))
    .order_by(col(Event.starts_on).desc(), col(Event.id))
)


@dataclass(frozen=True, slots=True)
class EventChoice:
    """An event by its name."""

    id: int
    name: str


def choices(session: Session, principal: Principal) -> tuple[list[EventChoice], int | None]:
    """All events, the latest first, and the id of the one this person works on."""
    rows = session.execute(_CHOICES, {"user_id": principal.user_id}).all()
    return [EventChoice(key, name) for _, key, name in rows if key], rows[0][0]


def switch(session: Session, principal: Principal, event_id: int | None) -> None:
    """Makes an event the one this person works on; None for no event.

    Raises:
        NotFound: there is no such event.
    """
    if event_id is not None and row_of(session, Event, event_id) is None:
        raise NotFound("Event not found. It may have been deleted.")
    user = session.get_one(User, principal.user_id)
    if user.active_event_id == event_id:
        return
    before, user.active_event_id = user.active_event_id, event_id
    session.add(user)
    audit.record(
        session,
        principal,
        "user.active_event_changed",
        "user",
        user.id,
        before={"event_id": before},
        after={"event_id": event_id},
    )
