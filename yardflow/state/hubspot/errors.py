"""What was refused, and trying it again: values, and what was to be logged."""

from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.models import TimelineKind
from yardflow.services.hubspot.journal import refused
from yardflow.services.hubspot.journal.refused import RefusalView
from yardflow.services.hubspot.timeline import refused as unlogged
from yardflow.services.hubspot.timeline.refused import UnloggedView
from yardflow.services.records.values.fields import LARGEST_ID
from yardflow.state.hubspot import words
from yardflow.state.hubspot.runs import at_of
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

_LOGGED = {
    TimelineKind.EMAIL: "Email",
    TimelineKind.REPLY: "Reply",
    TimelineKind.MEETING: "Meeting",
}


@dataclass
class ErrorItem:
    """What was refused of a record, for one reason; ``at`` is an ISO text."""

    id: int
    name: str
    href: str
    kind: str
    fields: str
    value: str
    why: str
    at: str
    retrying: bool


@dataclass
class UnloggedItem:
    """An email, reply or meeting that isn't logged in HubSpot's timeline; moments are ISO texts."""

    id: int
    name: str
    href: str
    kind: str
    why: str
    happened_at: str
    at: str


class HubspotErrorsState(Loading, Workplace):
    """The errors there are now, the latest first, from where the address says."""

    rows: list[ErrorItem] = []
    unlogged: list[UnloggedItem] = []
    next_href: str = ""
    is_first: bool = True

    @rx.event
    async def load(self):
        """Reads the list."""
        with self._loading():
            await self._read()

    @rx.event
    async def retry(self, decision_id: int):
        """Has a record synced again."""
        with self._errors_shown():
            await self._run(refused.retry, decision_id)
            await self._read()

    @rx.event
    async def log_again(self, entry_id: int):
        """Has an email, reply or meeting logged again."""
        with self._errors_shown():
            await self._run(unlogged.retry, entry_id)
            await self._read()

    @rx.event
    async def log_all_again(self):
        """Has all of them logged again."""
        with self._errors_shown():
            number = await self._run(unlogged.retry_all)
            self._say(f"Logging {counted(number, 'entry', 'entries')} again")
            await self._read()

    @rx.event
    async def retry_all(self):
        """Has all of them synced again."""
        with self._errors_shown():
            number = await self._run(refused.retry_all)
            self._say(f"Retrying {counted(number, 'record')}")
            await self._read()

    async def _read(self) -> None:
        before = at_of(self.router.url.query_parameters)
        views = await self._run(refused.search, before=before or LARGEST_ID)
        self.rows = [_item(view) for view in views]
        more = len(views) == refused.PAGE
        self.next_href = f"/hubspot/errors/?at={views[-1].id}" if more else ""
        self.is_first = not before
        listed = await self._run(unlogged.search)
        self.unlogged = [_unlogged_item(view) for view in listed]


def _item(view: RefusalView) -> ErrorItem:
    return ErrorItem(
        id=view.id,
        name=view.name or "Deleted record",
        href=view.href,
        kind=words.KINDS[view.record][0].capitalize(),
        fields=", ".join(view.fields),
        value=", ".join(words.value(each) or "empty" for each in view.values),
        why=words.said(view.why, by_hubspot=view.by_hubspot),
        at=words.iso(view.at),
        retrying=view.retrying,
    )


def _unlogged_item(view: UnloggedView) -> UnloggedItem:
    return UnloggedItem(
        id=view.id,
        name=view.name or "Deleted contact",
        href=f"/contacts/{view.contact_id}/" if view.contact_id else "",
        kind=_LOGGED[view.kind],
        why=words.said(view.why, by_hubspot=True),
        happened_at=words.iso(view.happened_at),
        at=words.iso(view.at),
    )
