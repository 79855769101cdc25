"""Who is stuck in a sequence, and helping them: one by one, or all for the same reason."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Invalid
from yardflow.models import LawfulBasis
from yardflow.services.sequences.decisions import Gate
from yardflow.services.sequences.running import acts, fixing, releasing, stuck
from yardflow.services.sequences.running.stuck import StuckPerson
from yardflow.services.sequences.senders import views as senders
from yardflow.services.sequences.senders.views import SenderQuery
from yardflow.state.editing import record_id
from yardflow.state.sequences.acting import MOST, Acting
from yardflow.state.undo import Undo
from yardflow.state.workplace import Workplace

SHOWN = 10
_RELEASED = {
    Gate.ENROLLMENT_HELD: "Released from hold",
    Gate.CONTACT_HELD: "Released from hold",
    Gate.ACCOUNT_HELD: "Released from hold",
    Gate.EXCLUDED: "Continues, although the account is a customer",
    Gate.TASK: "Task done",
}
BASES = [(basis.value, basis.value) for basis in LawfulBasis if basis is not LawfulBasis.NONE]


@dataclass
class NeedItem:
    """A field to fill in."""

    field: str
    label: str
    value: str


@dataclass
class StuckItem:
    """Someone who is stuck. ``href`` is where what is in the way is changed, if that is elsewhere;
    ``href_label`` is what its link says.
    """

    id: int
    contact: str
    contact_href: str
    account: str
    step: str
    why: str
    needs: list[NeedItem]
    href: str
    href_label: str


class StuckState(Acting, Workplace):
    """Those who are stuck at ``gate``, empty while no reason is chosen. ``errors`` are by
    enrollment; ``skipping`` is whether it is asked if the step of all is to be skipped.
    """

    gate: str = ""
    title: str = ""
    rows: list[StuckItem] = []
    total: str = ""
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    sender_choices: list[tuple[str, str]] = []
    errors: dict[str, str] = {}
    skipping: bool = False
    _cursor: str = ""
    _next: str = ""
    _previous: str = ""

    @rx.event
    async def load(self):
        """Closes the list, and reads the senders that can be given."""
        self._choose("")
        with self._errors_shown():
            page = await self._run(senders.search, SenderQuery(status="sending", limit=200))
            self.sender_choices = [(str(row.id), row.name) for row in page.items]

    @rx.event
    async def choose(self, gate: str):
        """Lists those who are stuck for a reason, or closes the list."""
        self._choose("" if gate == self.gate or gate not in list(Gate) else gate)
        await self.read_again()

    @rx.event
    async def next_page(self):
        """Shows the next page."""
        self._cursor = self._next
        await self.read_again()

    @rx.event
    async def previous_page(self):
        """Shows the previous page."""
        self._cursor = self._previous
        await self.read_again()

    @rx.event
    async def read_again(self):
        """Reads the page that is shown again."""
        if not self.gate:
            return
        with self._errors_shown():
            gate = Gate(self.gate)
            page = await self._run(
                stuck.people, self._named(), gate, limit=SHOWN, cursor=self._cursor
            )
            if not page.items and self._cursor:
                self._cursor = ""
                page = await self._run(stuck.people, self._named(), gate, limit=SHOWN)
            self.rows = [_item(each, gate, self._named()) for each in page.items]
            self._next, self._previous = page.next or "", page.previous or ""
            self.has_next, self.has_previous = bool(page.next), bool(page.previous)
            self.total = f"{page.total:,}{'+' if page.capped else ''}"
            last = page.start + len(page.items) - 1
            self.summary = f"{page.start:,}–{last:,} of {self.total}" if page.items else ""

    @rx.event
    async def fix(self, form: dict[str, Any]):
        """Fills in a field of the contact or the account."""
        number, field = _number(form.get("id")), str(form.get("field", ""))
        value = str(form.get("value", ""))[:200]
        with self._errors_shown():
            try:
                before = await self._run(fixing.fix, number, field, value)
            except Invalid as problem:
                first = next(iter(problem.fields.values()), problem.message)
                self.errors = {str(number): first}
                return
            self.errors = {}
            label = fixing.FIELDS[field]
            self._say(f"{label} saved", undo=Undo("undo_fix", ((number, field, before),)))
        await self.read_again()

    @rx.event
    async def give_sender(self, form: dict[str, Any]):
        """Gives a sender to one contact, or to all who are stuck for the reason."""
        ids = await self._ids(form.get("id"))
        sender_id = _number(form.get("sender"))
        await self._help(lambda: self._act(acts.give_sender, ids, "Sender changed", sender_id))

    @rx.event
    async def ask_skip(self, open: bool):
        """Asks before the step of everyone is skipped, or leaves it."""
        self.skipping = open and bool(self.gate)

    @rx.event
    async def skip(self, number: int):
        """Skips the step of one contact, or with 0 of all."""
        self.skipping = False
        ids = await self._ids(number)
        await self._help(lambda: self._act(acts.skip, ids, "Step skipped"))

    @rx.event
    async def send_again(self, number: int):
        """Sends the email that was refused once more, to one contact, or with 0 to all."""
        ids = await self._ids(number)
        await self._help(lambda: self._act(acts.send_now, ids, "Email is sent again"))

    @rx.event
    async def start_at(self, form: dict[str, Any]):
        """Has one contact start at another step."""
        ids, step = await self._ids(form.get("id")), str(form.get("step", ""))[:60]
        await self._help(lambda: self._act(acts.start_at, ids, "Started at another step", step))

    @rx.event
    async def release(self, number: int):
        """Opens the gate by which one contact is held up, or with 0 all."""
        ids = await self._ids(number)

        async def free() -> None:
            await self._run(releasing.release, ids[: acts.MOST], Gate(self.gate))
            self._say(_RELEASED[Gate(self.gate)])

        await self._help(free)

    async def _help(self, work: Callable[[], Awaitable[None]]) -> None:
        if self.gate:
            with self._errors_shown():
                await work()
            await self.read_again()

    async def _ids(self, number: object) -> list[int]:
        """The enrollment of this number; of none, of all who are stuck for the reason."""
        chosen = _number(number)
        if chosen or not self.gate:
            return [chosen]
        return await self._run(stuck.ids, self._named(), Gate(self.gate), MOST)

    def _named(self) -> int:
        return record_id(self.router.url.path)

    def _choose(self, gate: str) -> None:
        self.gate, self._cursor, self.rows, self.errors = gate, "", [], {}
        self.skipping = False
        self.title = stuck.TITLES.get(Gate(gate), "") if gate else ""


def _number(value: object) -> int:
    text = str(value or "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _item(each: StuckPerson, gate: Gate, sequence_id: int) -> StuckItem:
    href, label = _elsewhere(each, gate, sequence_id)
    return StuckItem(
        id=each.id,
        contact=each.contact_name,
        contact_href=f"/contacts/{each.contact_id}/",
        account=each.account_name,
        step=each.step_summary,
        why=each.why,
        needs=[NeedItem(need.field, need.label, need.value) for need in each.needs],
        href=href,
        href_label=label,
    )


def _elsewhere(each: StuckPerson, gate: Gate, sequence_id: int) -> tuple[str, str]:
    """Where it is changed what isn't changed here."""
    if gate is Gate.EMAIL_UNCONFIRMED:
        return f"/outbox/?sequence={sequence_id}&status=unknown", "Open outbox"
    if gate in (Gate.SENDER_PAUSED, Gate.SENDER_LIMIT) and each.sender_id:
        return f"/senders/{each.sender_id}/", "Open sender"
    of_event = gate is Gate.NO_EVENT_DATES or (gate is Gate.NO_VALUE and not each.needs)
    if each.event_id and of_event:
        return f"/events/{each.event_id}/", "Open event"
    return "", ""
