"""The enrollments of a sequence, a contact or an account, a page at a time."""

from dataclasses import dataclass, replace

import reflex as rx

from yardflow.models import EnrollmentStatus
from yardflow.services.sequences import enrollments
from yardflow.services.sequences.conversations import inbox
from yardflow.services.sequences.decisions import Gate, Reason, reason_words
from yardflow.services.sequences.enrollments import EnrollmentQuery, EnrollmentView
from yardflow.state.editing import record_id
from yardflow.state.labels import ENROLLMENT_STATUSES, REPLY_KINDS
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

SHOWN = 20
# The step says it, and until when.
_WAITS = reason_words(Reason(Gate.WAIT))


@dataclass
class EnrollmentItem:
    """An enrollment in a card. ``waits_for`` is the first gate in its way, ``more`` how many others
    there are as ``+2``; ``due_at`` is an ISO text, empty once it has ended and where only a change
    helps.
    """

    id: int
    contact: str
    contact_href: str
    account: str
    sequence: str
    sequence_href: str
    status: str
    exit_reason: str
    step: str
    waits_for: str
    more: str
    due_at: str
    ended_at: str


class EnrollmentList(Loading, Workplace):
    """Those of the sequence or the record that the address names, the latest first. ``any``: there
    are some, whatever ``status`` is chosen; ``tally`` says how many have each, ``replies`` how many
    of each kind came in.
    """

    rows: list[EnrollmentItem] = []
    any: bool = False
    status: str = ""
    tally: str = ""
    replies: str = ""
    summary: str = ""
    has_next: bool = False
    has_previous: bool = False
    _query: EnrollmentQuery = EnrollmentQuery()
    _next: str = ""
    _previous: str = ""

    @rx.event
    async def load_sequence(self):
        """Reads those of the sequence in the address."""
        await self._open(EnrollmentQuery(sequence_id=self._named(), limit=SHOWN))

    @rx.event
    async def load_contact(self):
        """Reads those of the contact in the address."""
        await self._open(EnrollmentQuery(contact_id=self._named(), limit=SHOWN))

    @rx.event
    async def load_account(self):
        """Reads those of everyone at the account in the address."""
        await self._open(EnrollmentQuery(account_id=self._named(), limit=SHOWN))

    @rx.event
    async def read_again(self):
        """Reads the page that is shown again."""
        if self._query.sequence_id or self._query.contact_id or self._query.account_id:
            await self._read()

    @rx.event
    async def choose_status(self, status: str):
        """Shows those of one status, or all."""
        chosen = EnrollmentStatus(status) if status in ENROLLMENT_STATUSES else None
        self.status = chosen or ""
        self._query = replace(self._query, status=chosen, cursor="")
        await self.read_again()

    @rx.event
    async def next_page(self):
        """Shows the next page."""
        self._query = replace(self._query, cursor=self._next)
        await self.read_again()

    @rx.event
    async def previous_page(self):
        """Shows the previous page."""
        self._query = replace(self._query, cursor=self._previous)
        await self.read_again()

    def _named(self) -> int:
        return record_id(self.router.url.path)

    async def _open(self, query: EnrollmentQuery) -> None:
        self.rows, self.any, self.status, self.loaded = [], False, "", False
        self._query = query
        await self._read()

    async def _read(self) -> None:
        with self._loading():
            page = await self._fetch(enrollments.search, self._query)
            self.rows = [_item(row) for row in page.items]
            self._next, self._previous = page.next or "", page.previous or ""
            self.has_next, self.has_previous = bool(page.next), bool(page.previous)
            total = f"{page.total:,}{'+' if page.capped else ''}"
            last = page.start + len(page.items) - 1
            self.summary = f"{page.start:,}–{last:,} of {total}" if page.items else ""
            self.any = bool(page.items) if not self.status else self.any
            if self._query.sequence_id:
                counts = await self._fetch(enrollments.counts, self._query.sequence_id)
                self.tally = " · ".join(
                    f"{count:,} {ENROLLMENT_STATUSES[status].lower()}"
                    for status, count in counts.items()
                )
                kinds = await self._fetch(inbox.by_kind, self._query.sequence_id)
                self.replies = " · ".join(
                    f"{REPLY_KINDS[kind]} {count:,}" for kind, count in kinds.items()
                )


def _item(row: EnrollmentView) -> EnrollmentItem:
    waits_for = [words for words in row.waits_for if words != _WAITS]
    others = len(waits_for) - 1
    return EnrollmentItem(
        id=row.id,
        contact=row.contact_name,
        contact_href=f"/contacts/{row.contact_id}/",
        account=row.account_name,
        sequence=row.sequence_name,
        sequence_href=f"/sequences/{row.sequence_id}/",
        status=row.status.value,
        exit_reason=row.exit_reason,
        step=row.step_summary,
        waits_for=waits_for[0] if waits_for else "",
        more=f"+{others}" if others > 0 else "",
        due_at=row.due_at.isoformat() if row.due_at and not row.needs_change else "",
        ended_at=row.ended_at.isoformat() if row.ended_at else "",
    )
