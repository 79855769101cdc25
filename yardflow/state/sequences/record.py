"""One sequence: its draft, its rules and its versions."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, TypedDict

import reflex as rx

from yardflow.errors import Conflict, Contradictory, Invalid, YardFlowError
from yardflow.services.records import owners
from yardflow.services.sequences.definitions import reading
from yardflow.services.sequences.definitions.changes import Change
from yardflow.services.sequences.forecast import open_draft
from yardflow.services.sequences.forecast.open_draft import OpenDraft
from yardflow.services.sequences.lifecycle import copies, drafts, editors, publishing, status
from yardflow.services.sequences.templates import rows
from yardflow.state.assigning import owner_of
from yardflow.state.editing import record_id
from yardflow.state.sequences.canvas import Edit
from yardflow.state.sequences.domains import DomainsState
from yardflow.state.sequences.lacking import LackingState
from yardflow.state.sequences.moving import MovingState
from yardflow.state.sequences.steps import EditingSteps
from yardflow.state.sequences.view import (
    EditorItem,
    SequenceView,
    VersionItem,
    versions_of,
    view_of,
)
from yardflow.state.workplace import Workplace

LOOK_AGAIN_S = 4.0
_FIELDS = ("name", "description", "event_id", "on_reply", "on_colleague")


class _Events(TypedDict):
    """The event that dates are for, and the one that they are usually for."""

    event_id: int
    usual_event_id: int


class SequenceState(EditingSteps, Workplace):
    """The sequence that the address names."""

    sequence: SequenceView = SequenceView()
    problems: list[str] = []
    changes: list[str] = []
    versions: list[VersionItem] = []
    owner_choices: list[tuple[str, str]] = []
    settings_open: bool = False
    pausing: bool = False
    confirming_delete: bool = False
    errors: dict[str, str] = {}
    others: list[EditorItem] = []
    dates_note: str = ""
    _version: int = 0

    @rx.event
    async def load(self):
        """Reads the sequence, its draft and its versions, and goes on to follow the draft."""
        sequence_id = record_id(self.router.url.path)
        self.settings_open = self.pausing = self.confirming_delete = False
        self._close_step()
        self.dates_event = ""
        if sequence_id != self.sequence.id:
            self.sequence, self.steps, self.loaded = SequenceView(), [], False
            self.others = []
            self._forget_edits()
        with self._loading():
            await self._read(sequence_id)
            team = await self._run(owners.choices)
            self.owner_choices = [(str(owner.id), owner.name) for owner in team]
        return [SequenceState.follow, LackingState.count(self.dates_event)]

    @rx.event(background=True, supersedes=True)
    async def follow(self):
        """Shows who else has the draft open, and what they change of it; ends with the page."""
        async with self:
            followed = self.router.url.path
        while True:
            async with self:
                if self.router.url.path != followed:
                    return
                # It begins beside `enter` and `load`, which may still be reading.
                if self._is_drafting():
                    with suppress(YardFlowError):
                        await self._look_at_others()
            await asyncio.sleep(LOOK_AGAIN_S)

    @rx.event
    async def read_templates(self):
        """Reads what templates are called and lack, after one was saved."""
        with self._errors_shown():
            await self._read(self.sequence.id)
        return LackingState.count(self.dates_event)

    @rx.event
    async def show_dates_for(self, event_id: str):
        """Chooses the event that the dates of steps are for."""
        if event_id in {event.id for event in self.event_choices}:
            self.dates_event = event_id
            with self._errors_shown():
                await self._read_draft(self.sequence.id)
            return LackingState.count(event_id)
        return None

    @rx.event
    async def publish(self):
        """Makes the draft the next version; what is in the way shows beside its step."""
        with self._errors_shown():
            try:
                published = await self._run(
                    publishing.publish, self.sequence.id, self._version or None
                )
            except Contradictory as problem:
                self._complain(problem.message)
                return None
            self._say(f"Version {published.number} published")
            await self._read(self.sequence.id)
            return [MovingState.load, DomainsState.look_up]
        return None

    @rx.event
    async def restore_version(self, number: int):
        """Makes the draft what a version says; the canvas can take that back."""
        with self._errors_shown():
            version = await self._run(publishing.published, self.sequence.id, int(number))
            if await self._edit(version, f"Version {number} restored."):
                self._say(f"The draft is version {number} again, with its rules")

    @rx.event
    async def ask_pause(self, open: bool):
        """Opens or closes the question why it is paused."""
        self.pausing, self.errors = bool(open), {}

    @rx.event
    async def pause(self, form: dict[str, Any]):
        """Pauses it."""
        with self._errors_shown():
            try:
                reason = str(form.get("reason", ""))
                await self._run(status.pause, self.sequence.id, reason)
            except Invalid as problem:
                self.errors = problem.fields
                return
            self.pausing = False
            self._say("Paused. No one is emailed until you resume it.")
            await self._read(self.sequence.id)

    @rx.event
    async def resume(self):
        """Resumes it."""
        await self._changed(lambda: self._run(status.resume, self.sequence.id), "Resumed")

    @rx.event
    async def archive(self):
        """Archives it."""
        await self._changed(lambda: self._run(status.archive, self.sequence.id), "Archived")

    @rx.event
    async def restore(self):
        """Restores it."""
        await self._changed(lambda: self._run(status.restore, self.sequence.id), "Restored")

    @rx.event
    async def clone(self):
        """Adds a copy of it, and opens that."""
        with self._errors_shown():
            row = await self._run(copies.clone, self.sequence.id)
            self._say(f"Cloned as {row.name}", on=f"/sequences/{row.id}/")
            return rx.redirect(f"/sequences/{row.id}/")
        return None

    @rx.event
    async def ask_delete(self, open: bool):
        """Opens or closes the confirmation before it is deleted."""
        self.confirming_delete = bool(open)

    @rx.event
    async def delete(self):
        """Deletes it, if it was never published, and goes back to the list."""
        if not self.confirming_delete:
            return None
        self.confirming_delete = False
        with self._errors_shown():
            await self._run(drafts.delete, self.sequence.id, self._version)
            self._say("Sequence deleted", on="/sequences/")
            self.sequence = SequenceView()
            return rx.redirect("/sequences/")
        return None

    @rx.event
    async def ask_settings(self, open: bool):
        """Opens or closes the form of its name, event, owner and rules."""
        self.settings_open, self.errors = bool(open), {}

    @rx.event
    async def save_settings(self, form: dict[str, Any]):
        """Stores that form, if it is this sequence's: the tab may have gone on to another."""
        if not self.settings_open or str(form.get("sequence", "")) != str(self.sequence.id):
            return
        with self._errors_shown():
            try:
                await self._store_settings(form)
            except (Invalid, Conflict) as problem:
                self.errors = getattr(problem, "fields", {}) or {"form": problem.message}
                return
            self.settings_open = False
            self._say("Saved")
            await self._read(self.sequence.id)

    async def _store_settings(self, form: dict[str, Any]) -> None:
        document = reading.write(self._drawn[0])
        limit = str(form.get("account_limit", "")).strip()[:10]
        document["schedule"] = {
            "weekdays": [day for day in range(7) if form.get(f"day-{day}")],
            "opens": str(form.get("opens", "")),
            "closes": str(form.get("closes", "")),
            "skipHolidays": bool(form.get("skip_holidays")),
        }
        document["entry"] = {
            "besideOthers": bool(form.get("beside_others")),
            "accountLimit": int(limit) if limit.isascii() and limit.isdigit() else limit or None,
        }
        values = {
            **{name: form.get(name, "") for name in _FIELDS},
            "skip_open_deals": bool(form.get("skip_open_deals")),
            "owner_id": owner_of(str(form.get("owner_id", ""))),
            "draft": document,
        }
        await self._run(drafts.update, self.sequence.id, self._version, values)

    async def _changed(self, change: Callable[[], Awaitable[None]], notice: str) -> None:
        with self._errors_shown():
            await change()
            self._say(notice)
            await self._read(self.sequence.id)

    def _is_drafting(self) -> bool:
        """Whether the page of the draft is open to someone who can change it."""
        here = self.router.url.path.rstrip("/")
        return self.me.is_admin and here == f"/sequences/{self.sequence.id}"

    async def _look_at_others(self) -> None:
        seen = await self._run(editors.look, self.sequence.id)
        others = [EditorItem(each.name, each.since.isoformat()) for each in seen.others]
        if others != self.others:
            self.others = others
        if seen.version != self._version:
            before = self._drawn[0]
            await self._read_draft(self.sequence.id)
            await self._note_others(before)

    def _sequence_id(self) -> int:
        return self.sequence.id

    async def _read(self, sequence_id: int) -> None:
        self._names = await self._run(rows.names)
        self._offered = await self._run(rows.offered)
        published = await self._run(publishing.versions, sequence_id, self._names)
        self.versions = versions_of(published)
        await self._read_draft(sequence_id)

    async def _read_draft(self, sequence_id: int) -> None:
        read = open_draft.read
        self._show(await self._fetch(read, sequence_id, self._names, **self._events()))

    async def _edit_draft(self, sequence_id: int, change: Edit) -> Change:
        edit = open_draft.edit
        done, read = await self._run(edit, sequence_id, change, self._names, **self._events())
        self._show(read)
        return done

    def _events(self) -> _Events:
        return _Events(
            event_id=record_id(self.dates_event), usual_event_id=record_id(self.active_event_id)
        )

    def _show(self, read: OpenDraft) -> None:
        self._outlook = (read.outlook,)
        self.dates_event, self.dates_note = str(read.event_id or ""), read.outlook.note
        draft = read.draft
        self.sequence, self._version = view_of(draft), draft.row.version
        of_all = [problem.sentence for problem in draft.problems if not problem.step]
        self.problems = [*of_all, *filter(None, [read.shortage])]
        self.changes = draft.changes
        self._show_steps(read)
