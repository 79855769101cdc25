"""Who is behind an event of the interface."""

import time
from contextvars import ContextVar
from typing import Any, NamedTuple

from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import Unauthenticated
from yardflow.services.access import Principal
from yardflow.services.team import sessions

# What an event does so soon, and what it leads to, is done by the person whom the gate let in with
# it. Who is behind work in the background, or work that takes long, is looked up again.
ADMITTED_FOR_S = 1.0


class _Admission(NamedTuple):
    cookie: str
    principal: Principal | None
    at: float
    endings: int


class _Current:
    """An event and who was found behind it last, by any of the tasks that do its work."""

    def __init__(self, event: str = "") -> None:
        self.event = event
        self.admission: _Admission | None = None


_current: ContextVar[_Current | None] = ContextVar("current", default=None)
# Who was found, by the event's id, for the events that its handler leads to; about oldest first.
_of_events: dict[str, _Admission] = {}


async def find_behind_event(
    cookie: str, ip: str, event: str, cause: str | None
) -> Principal | None:
    """The person whom this cookie names, for the event that begins: read from the login session,
    unless it is a handler's answer to the event ``cause``, whose finding still holds.

    Both are the server's own ids. What a client sends is never a handler's answer.
    """
    _current.set(_Current(event))
    if cause and (admission := _of_events.get(cause)):
        _keep(admission)
        if person := admitted(cookie, ADMITTED_FOR_S):
            return person
    return await look_up_behind_event(cookie, ip)


async def look_up_behind_event(cookie: str, ip: str) -> Principal | None:
    """The same, read in any case: from now on it holds for the event."""
    endings = sessions.endings()
    person = await principal_of_cookie(cookie, ip)
    admit(cookie, person, endings)
    return person


def admit(cookie: str, principal: Principal | None, endings: int) -> None:
    """Tells who has just been found behind the current event. ``endings`` is how many sessions had
    ended when the search began.
    """
    _keep(_Admission(cookie, principal, time.monotonic(), endings))


def admitted(cookie: str, within_s: float) -> Principal | None:
    """Who was found behind this cookie at most so long ago, for the current event; None once any
    session has ended since, as far as this process knows.
    """
    current = _current.get()
    if current is None or (admission := current.admission) is None:
        return None
    of, principal, at, endings = admission
    fresh = time.monotonic() - at <= within_s and endings == sessions.endings()
    return principal if fresh and of == cookie else None


def forget_admissions() -> None:
    """Has who is behind the events to come looked up, whatever they are answers to."""
    _of_events.clear()


def _keep(admission: _Admission) -> None:
    if (current := _current.get()) is None:
        _current.set(current := _Current())
    current.admission = admission
    oldest = time.monotonic() - ADMITTED_FOR_S
    while _of_events and next(iter(_of_events.values())).at < oldest:
        del _of_events[next(iter(_of_events))]
    if current.event:
        _of_events[current.event] = admission


async def principal_of(router: Any) -> Principal:
    """The person whose login session the cookie of this tab's socket names.

    Raises:
        Unauthenticated: there is none, or it has ended.
    """
    cookie = router.headers.cookie
    principal = admitted(cookie, ADMITTED_FOR_S)
    if principal is None:
        principal = await principal_of_cookie(cookie, router.session.client_ip)
    if principal is None:
        raise Unauthenticated("You are not signed in. Sign in to pick up where you left off.")
    return principal
