"""The gate: what every event of the interface passes before its handler is called.

Anybody who can open the socket can ask for any handler with any arguments, without ever loading a
page. So, for each event, the login session is read from the database by the socket's cookie, and
the event goes no further unless ``handlers.toml`` lets this person call this handler, its arguments
fit, and it comes at a bearable pace.

State belongs to the login session it was made for. Whoever brings a tab's token with another
session, or with none, gets a fresh one, and what the former one still had running is stopped.
"""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import reflex as rx
from reflex.state import BaseState, Delta, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext
from sqlalchemy.exc import SQLAlchemyError

from yardflow import db
from yardflow.auth import handlers
from yardflow.auth.arguments import Unfit, fit, weight
from yardflow.auth.cookies import token_of
from yardflow.auth.current import principal_of_cookie
from yardflow.auth.handlers import Access
from yardflow.auth.pace import Pace
from yardflow.errors import YardFlowError
from yardflow.services import audit
from yardflow.services.access import Principal

log = logging.getLogger(__name__)

HEAVIEST = 200_000
HEAVIEST_OF_NOBODY = 20_000
_NO_SESSION = 0


class Belonging(rx.State):
    """Which login session this state was made for; None before its first event."""

    _session_id: int | None = None


class Gate(rx.Middleware):
    """Decides on each event. An answer from here ends it; None lets it through."""

    def __init__(
        self,
        by_session: Pace | None = None,
        by_address: Pace | None = None,
        without_the_database: Callable[[], Delta] = dict,
    ) -> None:
        self._by_session = by_session or Pace(rate=50, burst=500)
        self._by_address = by_address or Pace(rate=300, burst=3000)
        self._without_the_database = without_the_database

    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:
        """Refuses what may not pass. Never logs an event's arguments."""
        root = state._get_root_state()
        cookie, ip = root.router.headers.cookie, root.router.session.client_ip
        registered = RegistrationContext.get().event_handlers[event.name]
        name = handlers.path_of(event.name, registered)
        if not self._in_pace(cookie, ip) or _answered_by_another(app, root):
            return StateUpdate()
        try:
            person = await principal_of_cookie(cookie, ip)
        except (SQLAlchemyError, YardFlowError):
            log.warning("%s was dropped: the database does not answer", name)
            return StateUpdate(delta=self._without_the_database())
        await _belong(app, root, person)
        needed = handlers.access_of(event.name, registered) or Access.NEVER
        if needed != Access.EVERYBODY and person is None:
            return _to_the_login(root, had_session=token_of(cookie) is not None)
        if not _allowed(needed, person):
            await _deny(name, person, needed)
            return StateUpdate()
        return _refuse_unfit(name, registered.handler, event, person)

    def _in_pace(self, cookie: str, ip: str) -> bool:
        return self._by_address.take(ip) and self._by_session.take(token_of(cookie) or f"ip {ip}")


def _allowed(needed: Access, person: Principal | None) -> bool:
    if needed == Access.EVERYBODY:
        return True
    if needed == Access.NEVER or person is None:
        return False
    return needed == Access.MEMBER or person.is_admin


async def _deny(name: str, person: Principal | None, needed: Access) -> None:
    log.warning("%s was refused: it takes %s", name, needed)
    if person is not None:
        await db.run(audit.record, person, "access.denied", "handler", after={"handler": name})


def _refuse_unfit(
    name: str, handler: Any, event: Event, person: Principal | None
) -> StateUpdate | None:
    limit = HEAVIEST if person else HEAVIEST_OF_NOBODY
    if weight(event.payload, limit) > limit:
        log.warning("%s was refused: over %d bytes", name, limit)
        return StateUpdate()
    try:
        fit(handler, event.payload)
    except Unfit as unfit:
        log.warning("%s was refused: %s", name, unfit)
        return StateUpdate()
    return None


def _to_the_login(root: BaseState, had_session: bool) -> StateUpdate:
    """Leads to the login and back; the server checks the way back once more."""
    query = {"error": "ended"} if had_session else {}
    path = root.router.url.path
    if path not in ("", "/", "/login"):
        rest = root.router.url.query
        query["next"] = f"{path}?{rest}" if rest else path
    address = f"/login?{urlencode(query)}" if query else "/login"
    return StateUpdate(events=Event.from_event_type(rx.redirect(address, replace=True)))


async def _belong(app: Any, root: BaseState, person: Principal | None) -> None:
    owner = person.session_id if person else _NO_SESSION
    belonging = await root.get_state(Belonging)
    if belonging._session_id == owner:
        return
    if belonging._session_id is not None:
        _stop_the_former(app)
        for substate in _below(type(root)):
            await root.get_state(substate)  # with Redis a state is only loaded when asked for
        root.reset()
    belonging._session_id = owner


def _below(state: type[BaseState]) -> list[type[BaseState]]:
    found = []
    for substate in state.get_substates():
        found += [substate, *_below(substate)]
    return found


def _stop_the_former(app: Any) -> None:
    """Ends background work of this tab's former owner: its next word would go to the new one."""
    token, current = EventContext.get().token, asyncio.current_task()
    for task in list(app.event_processor._tasks.values()):
        if task is not current and f"|{token}|" in task.get_name():
            task.cancel()


def _answered_by_another(app: Any, root: BaseState) -> bool:
    """Whether the answer would go to a socket with another cookie than the event came with."""
    with contextlib.suppress(AttributeError, KeyError, LookupError):
        sockets = app.event_namespace
        sid = sockets.token_to_sid[EventContext.get().token]
        if sid == root.router.session.session_id:
            return False
        cookie = sockets._static_router_data[sid]["headers"].get("cookie", "")
        return token_of(cookie) != token_of(root.router.headers.cookie)
    return False
