"""Why someone has not been mailed, what happened to their enrollment, holding and ending it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import reflex as rx

from yardflow.errors import Invalid
from yardflow.services.sequences import enrollments, forecast
from yardflow.services.sequences.engine import why
from yardflow.services.sequences.enrollments import customers, holds
from yardflow.services.sequences.enrollments.ending import end_by_hand
from yardflow.services.sequences.enrollments.holds import HoldOn, HoldView
from yardflow.state.sequences.account_holds import AccountHolds, end_of
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.workplace import Workplace

CONTACT, ENROLLMENT = "contact", "enrollment"
# Of the account, until someone says that it doesn't matter.
OF_ACCOUNT = ("excluded", "open_deal")


@dataclass
class Gate:
    """Something in the way; ``opens_at`` is an ISO text, empty where that takes a change.
    ``resumes``: someone may say that it doesn't matter.
    """

    words: str
    opens_at: str
    resumes: bool


@dataclass
class Change:
    """Something that happened; ``at`` is an ISO text."""

    at: str
    what: str


@dataclass
class ComingItem:
    """A step to come; ``at`` is an ISO text, empty where that takes a change."""

    step: str
    what: str
    at: str


@dataclass
class HoldItem:
    """A hold in the way; ``note`` says whom it speaks of and who put it on."""

    id: int
    reason: str
    note: str


class WhyState(Workplace):
    """The dialog about one enrollment. ``holding``: the form of a hold is open; ``ending``: the one
    that ends it is.
    """

    is_open: bool = False
    contact: str = ""
    sequence: str = ""
    next: str = ""
    next_at: str = ""
    gates: list[Gate] = []
    coming: list[ComingItem] = []
    changes: list[Change] = []
    holds: list[HoldItem] = []
    ended: bool = False
    holding: bool = False
    ending: bool = False
    errors: dict[str, str] = {}
    _enrollment_id: int = 0
    _contact_id: int = 0

    @rx.event
    async def show(self, enrollment_id: int):
        """Reads an enrollment, and opens the dialog."""
        with self._errors_shown():
            await self._read(enrollment_id)
            self.is_open, self.holding, self.ending = True, False, False

    @rx.event
    async def close(self, open: bool):
        """Closes the dialog."""
        if not open:
            self.is_open = False

    @rx.event
    async def ask_hold(self, open: bool):
        """Opens or closes the form of a hold."""
        self.holding, self.ending, self.errors = bool(open), False, {}

    @rx.event
    async def hold(self, form: dict[str, Any]):
        """Puts the contact, or this enrollment alone, on hold."""
        if not self.is_open:
            return None
        whom = HoldOn(contact_id=self._contact_id)
        if form.get("whom") == ENROLLMENT:
            whom = HoldOn(enrollment_id=self._enrollment_id)
        until = end_of(form.get("days"))
        with self._errors_shown():
            try:
                await self._run(holds.hold, whom, str(form.get("reason", "")), until)
            except Invalid as problem:
                self.errors = problem.fields or {"reason": problem.message}
                return None
            self.holding = False
            await self._read(self._enrollment_id)
            return [EnrollmentList.read_again, AccountHolds.read_again]
        return None

    @rx.event
    async def release(self, hold_id: int):
        """Ends a hold."""
        with self._errors_shown():
            await self._run(holds.release, hold_id)
            await self._read(self._enrollment_id)
            return [EnrollmentList.read_again, AccountHolds.read_again]
        return None

    @rx.event
    async def resume(self):
        """Has it continue whatever the account is."""
        if not self.is_open:
            return None
        with self._errors_shown():
            await self._run(customers.resume, self._enrollment_id)
            await self._read(self._enrollment_id)
            return EnrollmentList.read_again
        return None

    @rx.event
    async def ask_end(self, open: bool):
        """Opens or closes the form that ends it."""
        self.ending, self.holding, self.errors = bool(open), False, {}

    @rx.event
    async def end(self, form: dict[str, Any]):
        """Ends this enrollment for good, or all of the contact's."""
        if not self.is_open:
            return None
        everywhere = form.get("whom") == CONTACT
        reason = str(form.get("reason", ""))
        with self._errors_shown():
            try:
                await self._run(end_by_hand, self._enrollment_id, reason, everywhere=everywhere)
            except Invalid as problem:
                self.errors = problem.fields or {"reason": problem.message}
                return None
            self.ending = False
            await self._read(self._enrollment_id)
            return EnrollmentList.read_again
        return None

    async def _read(self, enrollment_id: int) -> None:
        row = await self._run(enrollments.get, enrollment_id)
        answer = await self._run(why, enrollment_id)
        happened = await self._run(enrollments.changes, enrollment_id)
        on_hold = await self._run(holds.on_enrollment, enrollment_id)
        ahead = await self._run_long(forecast.of_enrollment, enrollment_id)
        self._enrollment_id, self._contact_id = row.id, row.contact_id
        self.contact, self.sequence = row.contact_name, row.sequence_name
        self.ended = row.ended_at is not None
        self.next, self.next_at = answer.next, _iso(answer.next_at)
        self.gates = [
            Gate(gate.words, _iso(gate.opens_at), gate.gate in OF_ACCOUNT) for gate in answer.gates
        ]
        # What they wait for now stands among the gates already.
        coming = ahead if ahead and ahead[0].at else []
        self.coming = [ComingItem(each.step, each.what, _iso(each.at)) for each in coming]
        self.changes = [Change(change.at.isoformat(), change.what) for change in happened]
        self.holds = [_hold(each) for each in on_hold]


def _hold(view: HoldView) -> HoldItem:
    whom = "This sequence only" if view.enrollment_id else "Every sequence"
    if view.account_id:
        whom = "Everyone at the account"
    by = f" · {view.held_by_name}" if view.held_by_name else ""
    return HoldItem(view.id, view.reason, f"{whom}{by}")


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
