"""A dry run: what a sync would do, in figures and record by record, and starting it."""

import asyncio
from dataclasses import dataclass
from urllib.parse import urlencode

import reflex as rx

from yardflow.errors import NotFound
from yardflow.models import Direction
from yardflow.services.hubspot.syncing import asked, dry_runs, status, switch, wording
from yardflow.services.hubspot.syncing.dry_runs import DryRecordView, DryRunView
from yardflow.services.operations import jobs
from yardflow.state.editing import record_id
from yardflow.state.hubspot import words
from yardflow.state.hubspot.values import FieldItem, field_items
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 1.0
_SUBJECTS = ("contact", "account", "event", "owner")


@dataclass
class DryItem:
    """What would happen to a record."""

    id: int
    name: str
    href: str
    kind: str
    what: str
    label: str
    note: str
    fields: list[FieldItem]


@dataclass
class Figure:
    """How many records or fields an outcome has; ``shown``: those alone are listed."""

    outcome: str
    label: str
    number: str
    shown: bool
    href: str


class HubspotDryRunState(Loading, Workplace):
    """The dry run in the address; ``show`` narrows its records to an outcome."""

    job_id: int = 0
    title: str = ""
    ended: bool = False
    failed: str = ""
    note: str = ""
    progress: str = ""
    percent: int = 0
    effort: str = ""
    unchanged: str = ""
    figures: list[Figure] = []
    rows: list[DryItem] = []
    next_href: str = ""
    is_first: bool = True
    started: bool = False
    is_one: bool = False
    _payload: dict = {}

    @rx.event
    async def load(self):
        """Reads the dry run; follows it until it ends."""
        job_id = record_id(self.router.url.path)
        if job_id != self.job_id:
            self.loaded, self.rows, self.job_id = False, [], job_id
        with self._loading():
            await self._read()
            if not self.ended:
                return HubspotDryRunState.follow
        return None

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Reads how far it is until it ends or the person moves on."""
        while True:
            await asyncio.sleep(LOOK_AGAIN_S)
            async with self:
                if record_id(self.router.url.path) != self.job_id:
                    return
                with self._loading():
                    await self._read()
                if self.ended or (self.problem and not self._away):
                    return

    @rx.event
    async def cancel(self):
        """Ends the dry run; what it found out stays."""
        with self._errors_shown():
            await self._run(jobs.cancel, self.job_id)

    @rx.event
    async def sync(self):
        """Starts the sync where it isn't yet, and has a job sync these records."""
        if not self.ended or not self._payload:
            return None
        payload = self._payload
        with self._errors_shown():
            if not self.started:
                await self._run(switch.start)
            await self._run(
                asked.start,
                subjects={noun: payload.get(noun) for noun in _SUBJECTS},
                direction=Direction(payload["direction"]),
                dry_run=False,
                everything=bool(payload.get("everything")),
                linked_only=bool(payload.get("linked_only")),
            )
            self._say("Syncing has started.", on="/hubspot/")
            return rx.redirect("/hubspot/")
        return None

    async def _read(self) -> None:
        job = await self._run(jobs.get, self.job_id)
        if job.kind != asked.DRY_KIND:
            raise NotFound.of("dry run")
        self.ended, self.failed, self.note = job.ended, job.error or "", job.note or ""
        self.progress = f"{job.done:,} of {job.total or 0:,}"
        self.percent = min(100, round(100 * job.done / job.total)) if job.total else 0
        self.started = (await self._run(status.get)).started_at is not None
        try:
            view = await self._run(dry_runs.get, self.job_id)
        except NotFound:
            if job.ended and not job.error:
                raise
            return
        self._payload = view.payload
        self.is_one = bool(view.payload.get("contact") or view.payload.get("account"))
        (self.title,) = await self._run(wording.titles, [view.payload])
        await self._show(view)

    async def _show(self, view: DryRunView) -> None:
        query = self.router.url.query_parameters
        show = str(query.get("show", ""))
        show = show if show in dry_runs.OUTCOMES else ""
        at = str(query.get("at", ""))
        after = int(at) if at.isascii() and at.isdigit() and len(at) < 19 else 0
        self.figures = [self._figure(each, view, show) for each in dry_runs.OUTCOMES]
        self.unchanged = f"{view.counts.get('unchanged', 0):,}"
        self.effort = f"{view.calls:,} calls to HubSpot, {words.duration(view.seconds)}"
        rows = await self._run(dry_runs.records, self.job_id, outcome=show, after=after)
        new = [(each, row.what == "created") for row in rows for each in row.fields]
        fields = iter(await field_items(self, new))
        items = [_item(row, [next(fields) for _ in row.fields]) for row in rows]
        if items != self.rows:
            self.rows = items
        more = len(rows) == dry_runs.PAGE
        self.next_href = self._address(show, rows[-1].id) if more else ""
        self.is_first = not after

    def _figure(self, outcome: str, view: DryRunView, show: str) -> Figure:
        number = view.counts.get(outcome, 0)
        href = self._address("" if outcome == show else outcome)
        return Figure(outcome, words.OUTCOMES[outcome], f"{number:,}", outcome == show, href)

    def _address(self, show: str, at: int = 0) -> str:
        query = {name: text for name, text in (("show", show), ("at", str(at or ""))) if text}
        address = f"/hubspot/dry-run/{self.job_id}/"
        return f"{address}?{urlencode(query)}" if query else address


def _item(row: DryRecordView, fields: list[FieldItem]) -> DryItem:
    labels = {"created": "Created in HubSpot", "linked": "Linked", "not_synced": "Not synced"}
    return DryItem(
        id=row.id,
        name=row.name or "Deleted record",
        href=row.href,
        kind=words.KINDS[row.record][0].capitalize(),
        what=row.what,
        label=labels.get(row.what, "Changed"),
        note=row.note,
        fields=fields,
    )
