"""Enrolling contacts: those selected in their list, or the one whose record is open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import reflex as rx

from yardflow.counts import counted
from yardflow.models import RecordKind, SequenceStatus
from yardflow.services.records.lists.listing import LARGEST_PAGE
from yardflow.services.records.selection import Selection
from yardflow.services.sequences import enrollments, forecast
from yardflow.services.sequences.enrollments import Enrolling, EnrollmentCounts, lists
from yardflow.services.sequences.enrollments.candidates import REASONS
from yardflow.services.sequences.forecast import FirstEmails
from yardflow.services.sequences.lifecycle import rows
from yardflow.services.sequences.lifecycle.rows import SequenceQuery
from yardflow.services.sequences.senders import views as senders
from yardflow.services.sequences.senders.views import SenderQuery, SenderRow
from yardflow.state.contacts.index import ContactsState
from yardflow.state.editing import record_id
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.sequences.forecasting import ForecastingState
from yardflow.state.workplace import Workplace

_SEQUENCES = SequenceQuery(sort="name", limit=LARGEST_PAGE)
ALL_SENDERS = SenderQuery(limit=LARGEST_PAGE)


@dataclass
class SenderChoice:
    """A sender to choose; ``note`` says what is unusual about it."""

    id: int
    name: str
    address: str
    note: str
    chosen: bool


@dataclass
class Skipped:
    """How many are skipped for one reason."""

    reason: str
    count: str


class EnrollState(Workplace):
    """The dialog that enrolls. ``ready`` is how many can be enrolled, -1 before that is known.
    ``first_at`` and ``last_at`` are ISO texts: when the first emails would go out.
    """

    is_open: bool = False
    title: str = ""
    sequences: list[tuple[str, str]] = []
    sequence_id: str = ""
    senders: list[SenderChoice] = []
    by_owner: bool = True
    ready: int = -1
    ready_text: str = ""
    first_at: str = ""
    last_at: str = ""
    first_note: str = ""
    skipped: list[Skipped] = []
    _selection: Selection | None = None
    _list_id: int = 0
    _event_id: int | None = None

    @rx.event
    async def ask_selected(self):
        """Opens the dialog for what is selected in the list of contacts."""
        listed = await self.get_state(ContactsState)
        with self._errors_shown():
            count = listed.total if listed.all_selected else f"{len(listed.selected):,}"
            noun = "contact" if count == "1" else "contacts"
            await self._open(listed._selection(), listed.listed_event, f"Enroll {count} {noun}")

    @rx.event
    async def ask_contact(self, contact_id: int, name: str):
        """Opens the dialog for one contact."""
        with self._errors_shown():
            selection = Selection(RecordKind.CONTACT, (contact_id,))
            await self._open(selection, self.active_event_id, f"Enroll {name[:200]}")

    @rx.event
    async def ask_list(self, sequence_id: int, list_id: int):
        """Opens the dialog for a file that was read for a sequence."""
        with self._errors_shown():
            count = (await self._run(lists.get, int(list_id))).contacts
            self._list_id = int(list_id)
            title = f"Enroll {counted(count, 'contact')}"
            await self._open(None, self.active_event_id, title, str(sequence_id))

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog; nothing was written."""
        if not open:
            self._close()

    @rx.event
    async def choose_sequence(self, sequence_id: str):
        """Chooses the sequence, and counts who can enter it."""
        self.sequence_id = sequence_id
        await self._count()

    @rx.event
    async def choose_sender(self, sender_id: int, on: bool):
        """Adds or removes a sender, and counts again."""
        self.senders = [
            replace(each, chosen=bool(on)) if each.id == sender_id else each
            for each in self.senders
        ]
        await self._count()

    @rx.event
    async def turn_by_owner(self, on: bool):
        """Whether a contact's owner emails them."""
        self.by_owner = bool(on)
        await self._count()

    @rx.event
    async def enroll(self):
        """Enrolls those who were counted."""
        sequence_id = record_id(self.sequence_id)
        with self._errors_shown():
            enrolling = await self._enrolling()
            if enrolling is None or self.ready < 1:
                return None
            counts = await self._run_long(enrollments.enroll, sequence_id, enrolling, self.ready)
            name = dict(self.sequences).get(self.sequence_id, "")
            self._say(f"{counted(counts.ready, 'contact')} enrolled in {name}")
            self._close()
            return [ContactsState.select_none, EnrollmentList.read_again]
        await self._count()
        return None

    @rx.event
    async def look_ahead(self):
        """Opens the forecast of the sequence, with those who would be enrolled in it."""
        sequence_id = record_id(self.sequence_id)
        with self._errors_shown():
            selection = await self._selected()
            if selection is None or not sequence_id:
                return None
            page = await self.get_state(ForecastingState)
            page._offer(sequence_id, selection, self._event_id)
            self._close()
            return rx.redirect(f"/sequences/forecast/{sequence_id}/")
        return None

    def _close(self) -> None:
        self.is_open, self._selection, self._list_id = False, None, 0

    async def _open(
        self, selection: Selection | None, event_id: str, title: str, sequence_id: str = ""
    ) -> None:
        """``selection`` None: the contacts of the list that was chosen before."""
        listed = await self._run(rows.search, _SEQUENCES)
        able = (SequenceStatus.ACTIVE, SequenceStatus.PAUSED)
        self.sequences = [(str(row.id), row.name) for row in listed.items if row.status in able]
        mailboxes = (await self._run(senders.search, ALL_SENDERS)).items
        self.senders = sender_choices(mailboxes, (await self._principal()).user_id)
        only = self.sequences[0][0] if len(self.sequences) == 1 else ""
        self.sequence_id = sequence_id if sequence_id in dict(self.sequences) else only
        self._list_id = 0 if selection else self._list_id
        self._selection, self._event_id = selection, record_id(event_id) or None
        self.title, self.by_owner, self.is_open = title, True, True
        await self._count()

    async def _count(self) -> None:
        """What enrolling would do; a refusal stands in the dialog."""
        self.ready, self.ready_text, self.skipped = -1, "", []
        with self._errors_shown():
            enrolling = await self._enrolling()
            if enrolling is None:
                return
            sequence_id = record_id(self.sequence_id)
            self._show(*await self._run_long(forecast.enrolling, sequence_id, enrolling))

    async def _enrolling(self) -> Enrolling | None:
        chosen = tuple(each.id for each in self.senders if each.chosen)
        if not self.sequence_id or not chosen:
            return None
        selection = await self._selected()
        if selection is None:
            return None
        return Enrolling(selection, chosen, self._event_id, self.by_owner)

    async def _selected(self) -> Selection | None:
        if self._selection is None and self._list_id:
            listed = await self._run(lists.contact_ids, self._list_id)
            return Selection(RecordKind.CONTACT, listed)
        return self._selection

    def _show(self, counts: EnrollmentCounts, first: FirstEmails) -> None:
        self.ready = counts.ready
        self.first_at = first.first_at.isoformat() if first.first_at else ""
        last = first.last_at if first.last_at != first.first_at else None
        self.last_at = last.isoformat() if last else ""
        who = counted(first.later, "contact") if first.first_at else "No first email"
        within = f"within {forecast.DAYS} days"
        self.first_note = f"{who} {'not ' if first.first_at else ''}{within}" if first.later else ""
        self.ready_text = f"{counted(counts.ready, 'contact')} will be enrolled"
        self.skipped = [
            Skipped(REASONS[reason], f"{count:,}") for reason, count in counts.skipped.items()
        ]


def sender_choices(mailboxes: Sequence[SenderRow], user_id: int) -> list[SenderChoice]:
    """All senders; those of this person are chosen at first, and so is the only one."""
    usual = {row.id for row in mailboxes if row.user_id == user_id or len(mailboxes) == 1}
    return [_choice(row, row.id in usual) for row in mailboxes]


def _choice(row: SenderRow, chosen: bool) -> SenderChoice:
    note = "Paused" if row.paused_at else "" if row.verified_at else "Not verified"
    return SenderChoice(row.id, row.name, row.address, note, chosen)
