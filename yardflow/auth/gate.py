"""The gate: what every event of the interface passes before its handler is called.

Anybody who can open the socket can ask for any handler with any arguments, without ever loading a
page. So, for each event that comes from there, the login session is read from the database by the
socket's cookie, and the event goes no further unless a domain declares that this person may call
this handler, and its arguments are valid. What a handler leads to passes the same way, and is
looked up again unless it follows at once (``event_principal.py``).

State belongs to the login session it was made for. Whoever brings a tab's token with another
session, or with none, is at another tab (``tabs.py``); when a session ends with its tab open, the
state starts afresh, and what the former owner still had running is stopped.
"""

import asyncio
import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import reflex as rx
from reflex.state import BaseState, Delta, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from yardflow import db, disk
from yardflow.auth import handlers
from yardflow.auth.cookies import token_of
from yardflow.auth.event_principal import find_behind_event
from yardflow.auth.event_validation import BrokenText, InvalidArgument, payload_size, validate
from yardflow.auth.handlers import Access
from yardflow.auth.refusal_log import Refusals
from yardflow.auth.tabs import (
    NO_SESSION,
    SessionBinding,
    admitted_session,
    end_work,
    sessions_of_tasks,
)
from yardflow.errors import YardFlowError
from yardflow.services import audit
from yardflow.services.access import Principal

log = logging.getLogger(__name__)

MAX_PAYLOAD = 200_000
MAX_ANONYMOUS_PAYLOAD = 20_000
NO_DATABASE = "We can't reach the database right now. Reload the page in a moment."
BROKEN_TEXT = "The text has a broken character, such as half of an emoji. Remove it and try again."


class Gate(rx.Middleware):
    """Decides on each event. An answer from here ends it; None lets it through.

    ``complaint`` turns a sentence into what a page shows it by; no state is read or changed.
    """

    def __init__(self, complaint: Callable[[str], Delta]) -> None:
        self.refusals = Refusals(logging.getLogger(__name__))
        self._complaint = complaint
        handlers.table()  # a handler that is declared twice is seen at the start

    async def preprocess(self, app: Any, state: BaseState, event: Event) -> StateUpdate | None:
        """Refuses what may not pass. Never logs an event's arguments."""
        admitted_session.set(NO_SESSION)
        root = state._get_root_state()
        cookie, ip = root.router.headers.cookie, root.router.session.client_ip
        registered = RegistrationContext.get().event_handlers[event.name]
        name = handlers.path_of(event.name, registered)
        try:
            own = EventContext.get()
            person = await find_behind_event(cookie, ip, own.txid, own.parent_txid)
        except YardFlowError:
            self.refusals.note("%s was dropped: the database does not answer", name)
            return StateUpdate(delta=self._complaint(disk.explained(NO_DATABASE)))
        await _bind(app, root, person)
        needed = handlers.access_of(event.name, registered) or Access.NEVER
        if handlers.writes_stored_vars(name, event.payload):
            needed = Access.NEVER
        if needed != Access.EVERYBODY and person is None:
            return _to_login(root, had_session=token_of(cookie) is not None)
        if not _allowed(needed, person):
            self.refusals.note("%s was refused: it takes %s", name, needed)
            await _audit_denial(name, person)
            return StateUpdate()
        return self._refuse_invalid(name, registered.handler, event, person)

    def _refuse_invalid(
        self, name: str, handler: Any, event: Event, person: Principal | None
    ) -> StateUpdate | None:
        limit = MAX_PAYLOAD if person else MAX_ANONYMOUS_PAYLOAD
        if payload_size(event.payload, limit) > limit:
            self.refusals.note("%s was refused: over %d bytes", name, limit)
            return StateUpdate()
        try:
            validate(handler, event.payload)
        except InvalidArgument as error:
            self.refusals.note("%s was refused: %s", name, error)
            broken = person is not None and isinstance(error, BrokenText)
            return StateUpdate(delta=self._complaint(BROKEN_TEXT) if broken else {})
        return None


def _allowed(needed: Access, person: Principal | None) -> bool:
    if needed == Access.EVERYBODY:
        return True
    if needed == Access.NEVER or person is None:
        return False
    return needed == Access.MEMBER or person.is_admin


async def _audit_denial(name: str, person: Principal | None) -> None:
    if person is not None:
        key, after = f"user:{person.user_id} {name}", {"handler": name}
        await db.run_access(
            audit.record_often, person, "access.denied", "handler", key=key, after=after
        )


def _to_login(root: BaseState, had_session: bool) -> StateUpdate:
    """Leads to the login and back; the server checks ``next`` once more. A second event that comes
    when the tab is there already doesn't take the way back from the address.
    """
    query = {"error": "ended"} if had_session else {}
    path = root.router.url.path
    if path.rstrip("/") == "/login":
        return StateUpdate()
    if path not in ("", "/"):
        rest = root.router.url.query
        query["next"] = f"{path}?{rest}" if rest else path
    address = f"/login?{urlencode(query)}" if query else "/login"
    return StateUpdate(events=Event.from_event_type(rx.redirect(address, replace=True)))


async def _bind(app: Any, root: BaseState, person: Principal | None) -> None:
    owner = person.session_id if person else NO_SESSION
    admitted_session.set(owner)
    current = asyncio.current_task()
    if current is not None:
        sessions_of_tasks[current] = owner
    binding = await root.get_state(SessionBinding)
    if binding._session_id == owner:
        return
    if binding._session_id is not None:
        # What it does next would be sent to the new owner.
        end_work(app, EventContext.get().token, binding._session_id)
        for substate in _below(type(root)):
            await root.get_state(substate)  # with Redis a state is only loaded when asked for
        root.reset()
    binding._session_id = owner


def _below(state: type[BaseState]) -> list[type[BaseState]]:
    substates: list[type[BaseState]] = []
    for substate in state.get_substates():
        substates += [substate, *_below(substate)]
    return substates
