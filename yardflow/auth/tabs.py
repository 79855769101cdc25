"""Tabs: which socket belongs to which tab, and what may be sent to it.

A browser calls its tab by a token, which travels in the socket's address and so through logs. The
token alone opens nothing. A tab is known here by a name made of the token *and* the login
session's cookie: the same token with another cookie, or with none, is at another
tab, and nothing that runs for the one ever reaches the other. Who is not signed in has nothing to
come back to, so their tab is gone with its socket.

What an event leads to is checked once more at the moment it is sent: only while the session it was
let in with goes on.
"""

import asyncio
import contextlib
import hashlib
import re
import uuid
from contextvars import ContextVar
from typing import Any
from urllib.parse import parse_qs
from weakref import WeakKeyDictionary

import reflex as rx
from reflex.app import EventNamespace
from reflex.istate.manager.memory import StateManagerMemory
from reflex.state import BaseState, StateUpdate
from reflex.utils.token_manager import RedisTokenManager
from reflex_base.config import get_config
from reflex_base.event.context import EventContext
from socketio.exceptions import ConnectionRefusedError as Refused

from yardflow.auth import socket_messages
from yardflow.auth.cookies import token_of
from yardflow.auth.event_principal import (
    admitted,
    forget_admissions,
    look_up_behind_event,
)
from yardflow.auth.rate_limit import RateLimiter
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import YardFlowError

NO_SESSION = 0
# The session that the current event was let in with; the gate says so, None outside of events.
admitted_session: ContextVar[int | None] = ContextVar("admitted_session", default=None)
# The same by the task that does the event's work; those that wait for the gate have none yet.
sessions_of_tasks: WeakKeyDictionary[asyncio.Task, int | None] = WeakKeyDictionary()
# What the gate saw so shortly before is as good as a look at the moment of sending: when the answer
# arrives, either is as old.
AS_IF_NOW_S = 0.1
# A network that was lost comes back within this; what still runs then runs for no one.
ABANDONED_AFTER_S = 120.0
# So long a stranger's tab is kept, whose events may still be running.
ANONYMOUS_KEPT_S = 5.0
_FROM_A_CLIENT = frozenset({"event", "ping", "client_error"})
_IN_A_TASKS_NAME = re.compile(r"\|([0-9a-f]{16}-[0-9a-f]{48})\|")


class SessionBinding(rx.State):
    """Which login session this state was made for; None before its first event."""

    _session_id: int | None = None


def guard(app: rx.App) -> None:
    """Puts our tabs in the place of Reflex's, which let any holder of a token see its work."""
    assert app.sio is not None
    app._event_namespace = Tabs(get_config().get_event_namespace(), app)
    app.sio.register_namespace(app._event_namespace)
    app.sio.eio.on("message", socket_messages.guarded(app.sio._handle_eio_message))


class Tabs(EventNamespace):
    """Reflex's end of all sockets, with names of tabs that cannot be guessed."""

    def __init__(self, namespace: str, app: rx.App) -> None:
        super().__init__(namespace, app)
        self.rate_limit = RateLimiter(rate=50, burst=500)
        self._waiting: set[asyncio.Task] = set()
        # Sockets whose cookie was a login session's; anyone can make up others.
        self._signed_in: set[str] = set()
        # Sockets of pages that had one before and lost it, while they connect.
        self._coming_back: set[str] = set()

    async def trigger_event(self, event: Any, *args: Any) -> Any:
        """Calls the method for a message. A client's may call itself "connect" too."""
        if event == "connect":
            allowed = args[1] is self.server.get_environ(args[0], self.namespace)
        elif event == "disconnect":
            allowed = not self.server.manager.is_connected(args[0], self.namespace)
        else:
            allowed = event in _FROM_A_CLIENT and len(args) <= 2
        if not allowed:
            raise socket_messages.Malformed("it is no message of ours")
        return await super().trigger_event(event, *args)

    async def on_connect(self, sid: str, environ: dict, auth: Any = None) -> None:
        """Lets a browser's socket in; what comes without a token or an origin is none."""
        query = parse_qs(environ.get("QUERY_STRING", ""))
        if not environ.get("HTTP_ORIGIN") or not query.get("token"):
            raise Refused("Open the page in a browser.")
        if await _is_signed_in(environ.get("HTTP_COOKIE", "")):
            self._signed_in.add(sid)
        if socket_messages.comes_back(auth):
            self._coming_back.add(sid)
        try:
            await super().on_connect(sid, environ, auth)
        except Exception as error:  # else the page waits for an answer that never comes
            self._static_router_data.pop(sid, None)
            self._signed_in.discard(sid)
            socket_messages.note(error)
            raise Refused("The message could not be read.") from None
        finally:
            self._coming_back.discard(sid)

    async def link_token_to_sid(self, sid: str, token: str, *, update_state: bool = True) -> None:
        """Finds the tab of a new socket. A copied tab gets a token of its own; a page that comes
        back goes on with its own, also where the socket that it lost was not missed here yet.
        """
        environ = self.server.get_environ(sid, self.namespace)
        cookie = self._remember(sid, environ)["headers"].get("cookie", "")
        tab = name_of(token, cookie, sid)
        lost = self.token_to_sid.get(tab)
        if lost is not None and sid in self._coming_back:
            await self._token_manager.disconnect_token(tab, lost)
            await self.disconnect(lost)
        if await self._token_manager.is_token_connected(tab):
            token = str(uuid.uuid4())
            await self.emit("new_token", token, to=sid)
            tab = name_of(token, cookie, sid)
        await self._end_others(tab)
        await super().link_token_to_sid(sid, tab, update_state=update_state)

    async def on_event(self, sid: str, data: Any) -> None:
        """Takes an event in. Who sends too fast is read more slowly: nothing is dropped."""
        await self._in_turn(sid)
        event = socket_messages.parse_event(data, self.app._registration_context.event_handlers)
        if sid in self.sid_to_token:
            await super().on_event(sid, event)

    async def emit_update(self, update: StateUpdate, token: str) -> None:
        """Sends what an event led to, unless the tab is gone or its session has ended.

        Also when the event is ended meanwhile, as by a page's next load: its state takes what it
        has handed over for sent, and what came after must not be sent before.
        """
        sending = asyncio.create_task(self._send(update, token))
        try:
            await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait([sending])
            raise

    async def _send(self, update: StateUpdate, token: str) -> None:
        client = self._client_at(token)
        if client is None:
            return
        if await _still_live(*client):
            await super().emit_update(update, token)
        elif (ended := admitted_session.get()) is not None:
            end_work(self.app, token, ended)

    def on_disconnect(self, sid: str) -> asyncio.Task | None:
        """Keeps the tab for a while, and ends its work when no socket comes back."""
        self._signed_in.discard(sid)
        tab = self.sid_to_token.get(sid)
        if tab is not None:
            asyncio.get_running_loop().call_later(ANONYMOUS_KEPT_S, self.forget_anonymous_tab, tab)
            waiting = asyncio.create_task(self._end_when_missed(tab))
            self._waiting.add(waiting)
            waiting.add_done_callback(self._waiting.discard)
        return super().on_disconnect(sid)

    def forget_anonymous_tab(self, tab: str) -> None:
        """Gives back what a tab held that belongs to no login session: Reflex keeps it an hour."""
        manager = self.app.state_manager
        if tab in self.token_to_sid or not isinstance(manager, StateManagerMemory):
            return
        root, expiry = manager.states.get(tab), manager._token_expires_at.get(tab)
        if root is None or expiry is None or _owner_of(root) not in (None, NO_SESSION):
            return
        end_work(self.app, tab)
        manager._purge_token(expiry[1])

    async def _end_when_missed(self, tab: str) -> None:
        await asyncio.sleep(ABANDONED_AFTER_S)
        await self.end_unless_back(tab)

    async def end_unless_back(self, tab: str) -> None:
        """Ends what runs for a tab that has no socket, here or at another process."""
        if not await self._token_manager.is_token_connected(tab):
            end_work(self.app, tab)

    async def _end_others(self, tab: str) -> None:
        """Ends what runs for the same browser's tab under another session, left by its owner."""
        same = tab.partition("-")[0]
        running = {_tab_of(task) for task in self.app.event_processor._tasks.values()}
        for other in running - {tab}:
            if other.partition("-")[0] == same:
                await self.end_unless_back(other)

    async def _in_turn(self, sid: str) -> None:
        data = self._static_router_data.get(sid)
        if data is None:
            return
        secret = token_of(data["headers"].get("cookie", "")) if sid in self._signed_in else None
        client = secret or f"ip {data['ip']}"
        delay = self.rate_limit.reserve(client)
        if delay:
            await asyncio.sleep(delay)

    def _remember(self, sid: str, environ: dict) -> dict[str, Any]:
        data = self._static_router_data[sid] = self._build_static_router_data(sid, environ)
        return data

    def _client_at(self, tab: str) -> tuple[str, str] | None:
        """Cookie and address of the socket that holds a tab; None where there is no such socket."""
        record = self._token_manager.token_to_socket.get(tab)
        data: dict[str, Any] | None = None
        if record is not None and record.instance_id == self._token_manager.instance_id:
            data = self._static_router_data.get(record.sid)
        elif isinstance(self._token_manager, RedisTokenManager):
            with contextlib.suppress(LookupError):  # its socket may be at another process
                data = EventContext.get().router_data
        return (data["headers"].get("cookie", ""), data["ip"]) if data else None


def end_work(app: Any, tab: str, of: int | None = None) -> None:
    """Ends all that runs for a tab, or what the gate let in with the session ``of`` alone: the next
    owner's goes on. What it leads to is looked up again.
    """
    forget_admissions()
    for task in list(app.event_processor._tasks.values()):
        if _tab_of(task) == tab and of in (None, sessions_of_tasks.get(task)):
            task.cancel()


def _owner_of(root: BaseState) -> int | None:
    binding = root.substates.get(SessionBinding.get_name())
    return binding._session_id if isinstance(binding, SessionBinding) else None


def _tab_of(task: asyncio.Task) -> str:
    match = _IN_A_TASKS_NAME.search(task.get_name())
    return match[1] if match else ""


def name_of(token: str, cookie: str, sid: str) -> str:
    """A tab's name: a part that says which tab of a browser, and one that only its owner has."""
    secret = token_of(cookie)
    owner = f"socket {sid}" if secret is None else f"session {secret}"
    return f"{_digest(token)[:16]}-{_digest(f'{owner} {token}')[:48]}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


async def _is_signed_in(cookie: str) -> bool:
    try:
        return await principal_of_cookie(cookie) is not None
    except YardFlowError:
        return True  # nobody is taken for a stranger because the database is away


async def _still_live(cookie: str, ip: str) -> bool:
    """Whether the session that the event was let in with goes on. Nobody has none to end."""
    session_id = admitted_session.get()
    if session_id == NO_SESSION:
        return True
    try:
        person = admitted(cookie, AS_IF_NOW_S) or await look_up_behind_event(cookie, ip)
    except YardFlowError:
        return True  # no session ends while the database is away, and people must see that it is
    return person is not None and session_id in (None, person.session_id)
