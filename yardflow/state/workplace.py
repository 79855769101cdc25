"""What every page behind the login shares: the person, their active event, and notices."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Concatenate, ParamSpec, TypeVar

import reflex as rx
from reflex.state import Delta
from reflex_base.constants.state import FIELD_MARKER
from reflex_base.event import Event
from reflex_base.event.context import EventContext

from yardflow import db, disk, registry
from yardflow.auth.event_principal import principal_of
from yardflow.db import Session
from yardflow.errors import DISK_NEARLY_FULL, YardFlowError
from yardflow.services.access import Principal
from yardflow.services.operations.providers import any_sandboxed
from yardflow.services.records import active_event
from yardflow.state import undo as undoing
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.undo import Undo

Params = ParamSpec("Params")
Result = TypeVar("Result")


@dataclass
class Me:
    """The signed-in person, as far as the frame shows them."""

    name: str = ""
    email: str = ""
    initials: str = ""
    is_admin: bool = False


@dataclass
class EventChoice:
    """An event in the switcher."""

    id: str
    name: str


@dataclass
class NoticeLink:
    """Where a notice leads: ``before`` is what it says in front of the link."""

    before: str = ""
    text: str = ""
    href: str = ""


@dataclass
class Notice:
    """A short message in the corner of the page; ``number`` tells two equal ones apart.

    With ``undo`` it has a button that undoes what it is about, with ``download`` a link to the file
    at that address.
    """

    kind: str = "done"
    text: str = ""
    number: int = 0
    undo: bool = False
    download: str = ""
    link: NoticeLink = field(default_factory=NoticeLink)


class Workplace(rx.State):
    """The base of every page's state: subclass it, and the page shares these vars.

    A handler that works with data looks like this::

        @rx.event
        async def rename(self, form: dict[str, Any]):
            with self._errors_shown():
                await self._run(accounts.rename, self.account_id, str(form.get("name", "")))
                self._say("Renamed")
    """

    me: Me = Me()
    event_choices: list[EventChoice] = []
    active_event_id: str = ""
    sandboxed: bool = False
    # The addresses of those entries of the sidebar that aren't always there.
    shown_entries: list[str] = []
    notice: Notice = Notice()
    _undo: Undo | None = None
    # The page and the load of it that the notice belongs to.
    _notice_on: tuple[str, str] = ("", "")
    # The page and the load of it that the trays are followed from.
    _entered: tuple[str, str] = ("", "")
    # An address of this page that a handler leads to once it has read what is there.
    _ahead: str = ""

    @rx.event
    async def enter(self):
        """Reads what the frame shows, unless this address was only turned to; runs before a page's
        own `on_load`.
        """
        if self._notice_on != self._here():
            self._end_notice()
            self._notice_on = self._here()
        if ahead := self._ahead:
            self._ahead = ""
            if ahead == self._address_here():
                return None
        with self._errors_shown():
            principal = await self._principal()
            choices, current, entries = await db.read(_frame_of, principal)
            me = Me(
                name=principal.name,
                email=principal.email,
                initials=initials(principal.name),
                is_admin=principal.is_admin,
            )
            events = [EventChoice(str(event.id), event.name) for event in choices]
            frame = (me, events, str(current or ""), any_sandboxed())
            if frame != (self.me, self.event_choices, self.active_event_id, self.sandboxed):
                self.me, self.event_choices, self.active_event_id, self.sandboxed = frame
            if entries != self.shown_entries:
                self.shown_entries = entries
            if disk.is_full():
                self._complain(DISK_NEARLY_FULL)
        if self._entered == self._here():
            return None
        self._entered = self._here()
        return Workplace.follow_trays

    @rx.event
    async def follow_trays(self):
        """Follows what the header shows, from this page on.

        As work of its own: what a page's load leads to, Reflex ends when the next page of a list,
        or the same with another filter, is loaded.
        """
        trays = registry.resolved(tray for each in registry.domains() for tray in each.trays)
        with EventContext.get().fork() as apart:
            await apart.enqueue(*Event.from_event_type(trays))

    @rx.event
    async def switch_event(self, event_id: str):
        """Makes another event this person's active event, and reads the page again."""
        with self._errors_shown():
            number = int(event_id[:19]) if event_id.isascii() and event_id.isdigit() else None
            await self._run(active_event.switch, number)
            self.active_event_id = event_id
            return rx.redirect(self._address_here())
        return None

    @rx.event
    async def dismiss_notice(self, number: int):
        """Removes a notice that was closed or has faded; a later one stays. The gate's have no
        number.
        """
        if number in (0, self.notice.number):
            self._end_notice()

    @rx.event
    async def undo(self, number: int):
        """Takes back what the notice with this number tells of; once."""
        offer = self._undo if self.notice.undo and number == self.notice.number else None
        self._undo = None
        if offer is None:
            return None
        with self._errors_shown():
            self._say(await self._run(undoing.undo, offer))
        return [handler() for handler in refresh_handlers(self.router.url.path)]

    @rx.event
    async def apologise(self):
        """Says that a handler failed by a defect; the log has the traceback."""
        self._complain(
            "Something went wrong on our end. Your last change may not have been saved. Reload the "
            "page to check."
        )

    async def _principal(self) -> Principal:
        """The person behind this event, read from the login session on every call.

        Raises:
            Unauthenticated: the login session has ended.
        """
        return await principal_of(self.router)

    async def _run(
        self,
        work: Callable[Concatenate[Session, Principal, Params], Result],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Result:
        """Calls a service as this person, in one transaction of its own."""
        return await db.run(work, await self._principal(), *args, **kwargs)

    async def _fetch(
        self,
        work: Callable[Concatenate[Session, Principal, Params], Result],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Result:
        """`_run` for a service that writes nothing (`db.read`)."""
        return await db.read(work, await self._principal(), *args, **kwargs)

    async def _run_long(
        self,
        work: Callable[Concatenate[Session, Principal, Params], Result],
        *args: Params.args,
        **kwargs: Params.kwargs,
    ) -> Result:
        """`_run` for work over whole events, which may take many seconds."""
        return await db.run_long(work, await self._principal(), *args, **kwargs)

    def _say(
        self,
        text: str,
        undo: Undo | None = None,
        *,
        on: str = "",
        download: str = "",
        link: NoticeLink | None = None,
    ) -> None:
        """Shows a notice that fades after some seconds, with a button to undo what it is about, a
        link to the file at the address ``download``, or a ``link`` to a page.

        A notice ends with its page; ``on`` is the address of the page that the handler leads to, if
        the notice is to be read there.
        """
        self._undo = undo
        self._notice_on = self._here(on)
        number = self.notice.number + 1
        self.notice = Notice("done", text, number, undo is not None, download, link or NoticeLink())

    def _complain(self, text: str, undo: Undo | None = None) -> None:
        """Shows a notice that stays until it is closed, the next one comes or the page is left;
        with a button to undo what was done before it went wrong.
        """
        self._undo = undo
        self._notice_on = self._here()
        self.notice = Notice("error", text, self.notice.number + 1, undo is not None)

    def _end_notice(self) -> None:
        self._undo = None
        self.notice = Notice(number=self.notice.number)

    def _address_here(self) -> str:
        url = self.router.url
        return f"{url.path}?{url.query}" if url.query else url.path

    def _here(self, path: str = "") -> tuple[str, str]:
        """This page, or the one at ``path``, and the socket, which a reload replaces."""
        return (path or self.router.url.path).rstrip("/"), self.router.session.session_id

    @contextmanager
    def _errors_shown(self) -> Iterator[None]:
        """Turns the product's own errors into a notice, and ends the block there."""
        try:
            yield
        except YardFlowError as error:
            self._complain(error.message)


def _frame_of(
    session: Session, principal: Principal
) -> tuple[list[active_event.EventChoice], int | None, list[str]]:
    """The events to choose from, the one that is chosen, and the entries that are there now."""
    choices, current = active_event.choices(session, principal)
    sometimes = [entry for domain in registry.domains() for entry in domain.navigation]
    return choices, current, [e.href for e in sometimes if e.shown and e.shown(session)]


def complaint(text: str) -> Delta:
    """The notice of a page whose event the gate stopped; no state is read or changed."""
    return {Workplace.get_full_name(): {f"notice{FIELD_MARKER}": Notice("error", text)}}


def initials(name: str) -> str:
    """``Ann Lee`` as ``AL``, ``Cher`` and ``TechExpo 2026`` by one letter, nothing as ``?``."""
    every = name.split()
    words = [word for word in every if word[0].isalpha()] or every
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()
