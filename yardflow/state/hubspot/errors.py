"""What was refused, and trying it again."""

from dataclasses import dataclass

import reflex as rx

from yardflow.counts import counted
from yardflow.services.hubspot.journal import refused
from yardflow.services.hubspot.journal.refused import RefusalView
from yardflow.services.records.fields import LARGEST_ID
from yardflow.state.hubspot import words
from yardflow.state.hubspot.runs import at_of
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class ErrorItem:
    """What was refused of a record, for one reason; ``at`` is an ISO text."""

    id: int
    name: str
    href: str
    kind: str
    fields: str
    value: str
    who: str
    why: str
    at: str
    retrying: bool


class HubspotErrorsState(Loading, Workplace):
    """The errors there are now, the latest first, from where the address says."""

    rows: list[ErrorItem] = []
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


def _item(view: RefusalView) -> ErrorItem:
    return ErrorItem(
        id=view.id,
        name=view.name or "Deleted record",
        href=view.href,
        kind=words.KINDS[view.record][0].capitalize(),
        fields=", ".join(view.fields),
        value=", ".join(map(words.value, view.values)),
        who="HubSpot says" if view.by_hubspot else "YardFlow says",
        why=view.why,
        at=words.iso(view.at),
        retrying=view.retrying,
    )
