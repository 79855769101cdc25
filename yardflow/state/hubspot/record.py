"""A contact or an account and HubSpot, on its record: how it stands, its history, syncing it."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import reflex as rx

from yardflow.errors import YardFlowError
from yardflow.models import Side, SyncAction, SyncedRecord
from yardflow.services.hubspot.journal import conflicts, undo
from yardflow.services.hubspot.records import outcome, view
from yardflow.services.hubspot.records.deals import DealView
from yardflow.services.hubspot.records.history import Entry
from yardflow.services.hubspot.records.view import RecordView
from yardflow.services.operations.job_views import JobView
from yardflow.state.editing import record_id
from yardflow.state.hubspot.asking import DRY_RUN, SYNC, AskingSync
from yardflow.state.hubspot.standings import StandingView, standing_view
from yardflow.state.hubspot.values import Companies, ValueItem, companies, value_item
from yardflow.state.loading import Loading
from yardflow.state.refresh_hooks import refresh_handlers
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 3.0
SHOWN = 3
_PLACES = {SyncedRecord.ACCOUNT: "/accounts/", SyncedRecord.CONTACT: "/contacts/"}
_BY = {
    "person": "by a person",
    "import": "by an import",
    "enrichment": "by enrichment",
    "hubspot": "from HubSpot",
}
_RULED = {Side.HERE: "the value here counts", Side.THERE: "HubSpot's value counts"}


@dataclass
class InHubspot:
    """The record; see `RecordView`."""

    standing: StandingView = field(default_factory=StandingView)
    off: str = ""
    href: str = ""
    connected: bool = False


@dataclass
class DealItem:
    """The deal of a target; see `DealView`."""

    event: str
    stage: str
    amount: str
    href: str


@dataclass
class EntryItem:
    """A decision. ``outcome`` is its action, ``winner`` the side whose value counted; moments are
    ISO texts. ``ended`` says what a person did about it, and when.
    """

    id: int
    label: str
    outcome: str
    winner: str
    ours: ValueItem
    ours_by: str
    ours_at: str
    theirs: ValueItem
    theirs_at: str
    why: str
    run: str
    at: str
    ended: str
    ended_at: str
    waits: bool
    can_undo: bool


class HubspotRecord(AskingSync, Loading, Workplace):
    """The card on a record. ``shown``: HubSpot was connected once. ``entries`` are the conflicts
    that wait, then the history; ``deals`` are those of an account.
    """

    shown: bool = False
    record: InHubspot = InHubspot()
    entries: list[EntryItem] = []
    deals: list[DealItem] = []
    has_older: bool = False
    _kind: str = ""
    _record_id: int = 0
    _most: int = SHOWN
    _mark: tuple[Any, ...] = ()

    @rx.event
    async def load_contact(self):
        """Reads it for the contact in the address."""
        return await self._open(SyncedRecord.CONTACT)

    @rx.event
    async def load_account(self):
        """Reads it for the account in the address."""
        return await self._open(SyncedRecord.ACCOUNT)

    @rx.event
    async def read_again(self):
        """Reads it again, as far as the history was unfolded."""
        if self._record_id:
            await self._read()

    @rx.event
    async def show_older(self):
        """Unfolds more of the history."""
        self._most = min(self._most + view.history.PAGE, 200)
        await self.read_again()

    @rx.event
    async def sync(self, key: int):
        """Syncs the record now."""
        return await self._ask(key, SYNC)

    @rx.event
    async def look(self, key: int):
        """Finds out what a sync of the record would do."""
        return await self._ask(key, DRY_RUN)

    @rx.event
    async def undo_decision(self, decision_id: int):
        """Undoes one decision; what changed since stays, which is said."""
        with self._errors_shown():
            undone = await self._run(undo.undo, decision_id)
            if undone.kept:
                self._complain(f"Nothing to undo: {undone.kept}")
                return None
            later = " HubSpot gets its earlier value with the next sync."
            self._say(f"Undone.{later if undone.in_hubspot else ''}")
            await self._read()
            return self._refreshed()
        return None

    @rx.event
    async def rule(self, decision_id: int, side: str):
        """Decides a conflict: the value ``here`` or ``there`` counts."""
        if side not in tuple(Side):
            return
        with self._errors_shown():
            await self._run(conflicts.rule, decision_id, Side(side))
            self._say("Decided. The next sync writes it to the other side.")
            await self._read()

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows what a sync does meanwhile: looks for a mark, and reads only where that is another
        one. Ends with the tab, or when the person leaves the record.
        """
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            with suppress(YardFlowError):
                async with self:
                    kind, key = self._kind, self._record_id
                    if not self._is_here():
                        return
                mark = await self._run(view.mark, SyncedRecord(kind), key)
                async with self:
                    if mark == self._mark or key != self._record_id:
                        continue
                    changed = mark[-1] != self._mark[-1]
                    await self._read()
                if changed:
                    for handler in self._refreshed():
                        yield handler

    async def _open(self, kind: SyncedRecord) -> Any:
        key = record_id(self.router.url.path)
        if (kind, key) != (self._kind, self._record_id):
            self.record, self.entries, self.deals = InHubspot(), [], []
            self.loaded = self.shown = False
            self._most = SHOWN
            self._forget_asked()
        self._kind, self._record_id = kind, key
        await self._read()
        return HubspotRecord.follow if self.shown else None

    async def _ask(self, key: int, what: str) -> Any:
        if key != self._record_id:
            return None
        return await self._ask_for(self._kind, key, what)

    async def _synced(self, job: JobView) -> list[Any]:
        self.result = await self._run(outcome.of_job, job.id)
        await self._read()
        return self._refreshed()

    def _refreshed(self) -> list[Any]:
        return [handler() for handler in refresh_handlers(self.router.url.path)]

    def _is_here(self) -> bool:
        path = self.router.url.path
        return path.startswith(_PLACES[SyncedRecord(self._kind)]) and bool(
            record_id(path) == self._record_id
        )

    async def _read(self) -> None:
        with self._loading():
            kind = SyncedRecord(self._kind)
            self._mark = await self._run(view.mark, kind, self._record_id)
            seen = await self._run(view.get, kind, self._record_id, None, self._most)
            self.shown, self.record = seen.sync.ever_connected, _in_hubspot(seen)
            others = [entry for entry in seen.history.items if not entry.waits]
            listed = [*seen.conflicts, *others]
            known = await companies(
                self, ((each.property, (each.ours, each.theirs)) for each in listed)
            )
            self.entries = [_item(entry, known) for entry in listed]
            self.has_older = seen.history.next is not None
            self.deals = [_deal(each) for each in seen.deals]


def _in_hubspot(seen: RecordView) -> InHubspot:
    status = seen.sync
    return InHubspot(standing_view(seen.standing), status.off, seen.href, status.connected)


def _item(entry: Entry, known: Companies) -> EntryItem:
    return EntryItem(
        id=entry.id,
        label=entry.label,
        outcome=entry.action,
        winner=entry.winner or "",
        ours=value_item(entry.property, entry.ours, known),
        ours_by=_BY[entry.ours_by] if entry.ours_by else "",
        ours_at=_iso(entry.ours_at),
        theirs=value_item(entry.property, entry.theirs, known),
        theirs_at=_iso(entry.theirs_at),
        why=entry.why,
        run=f"Run {entry.run_id}" if entry.run_id else "",
        at=_iso(entry.at),
        ended=_ended(entry),
        ended_at=_iso(entry.ended_at),
        waits=entry.waits,
        can_undo=entry.can_undo,
    )


def _deal(deal: DealView) -> DealItem:
    worth = "" if deal.amount is None else f"{deal.amount:,.2f}".removesuffix(".00")
    return DealItem(deal.event, deal.stage, f"{worth} {deal.currency}".strip(), deal.href)


def _ended(entry: Entry) -> str:
    who = entry.ended_by or "A former teammate"
    if entry.ended == SyncAction.UNDO:
        return f"Undone by {who}"
    if entry.ended == SyncAction.RULE and entry.ruled_for:
        return f"{who} decided that {_RULED[entry.ruled_for]}"
    return ""


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
