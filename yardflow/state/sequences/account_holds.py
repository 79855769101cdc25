"""The holds of everyone at an account, in the card of its record."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import reflex as rx

from yardflow import clock
from yardflow.errors import Invalid
from yardflow.services.sequences.enrollments import holds
from yardflow.services.sequences.enrollments.holds import HoldOn, HoldView
from yardflow.state.editing import record_id
from yardflow.state.sequences.enrollments import EnrollmentList
from yardflow.state.workplace import Workplace

# For how many days a hold lasts; empty until someone releases it.
LASTS = {"": "Until someone releases it", "7": "1 week", "14": "2 weeks", "30": "30 days"}


@dataclass
class AccountHold:
    """A hold; ``until`` is an ISO text, empty while only a release ends it."""

    id: int
    reason: str
    by: str
    until: str


class AccountHolds(Workplace):
    """Those of the account that the address names. ``holding``: the form of a new one is open."""

    rows: list[AccountHold] = []
    holding: bool = False
    errors: dict[str, str] = {}
    _account_id: int = 0

    @rx.event
    async def load(self):
        """Reads the holds of the account in the address."""
        self.rows, self.holding = [], False
        self._account_id = record_id(self.router.url.path)
        with self._errors_shown():
            await self._read()

    @rx.event
    async def read_again(self):
        """Reads them again, where an account is shown."""
        if self._account_id:
            with self._errors_shown():
                await self._read()

    @rx.event
    async def ask(self, open: bool):
        """Opens or closes the form of a hold."""
        self.holding, self.errors = bool(open), {}

    @rx.event
    async def hold(self, form: dict[str, Any]):
        """Puts everyone at the account on hold."""
        if not self.holding:
            return None
        with self._errors_shown():
            try:
                reason, until = str(form.get("reason", "")), end_of(form.get("days"))
                await self._run(holds.hold, HoldOn(account_id=self._account_id), reason, until)
            except Invalid as problem:
                self.errors = problem.fields or {"reason": problem.message}
                return None
            self.holding = False
            self._say("Everyone at this account is on hold")
            await self._read()
            return EnrollmentList.read_again
        return None

    @rx.event
    async def release(self, hold_id: int):
        """Ends a hold."""
        with self._errors_shown():
            await self._run(holds.release, hold_id)
            self._say("Released from hold")
        with self._errors_shown():
            await self._read()
        return EnrollmentList.read_again

    async def _read(self) -> None:
        self.rows = [_row(view) for view in await self._run(holds.on_account, self._account_id)]


def end_of(days: object) -> datetime | None:
    """When a hold of one of `LASTS` ends."""
    text = str(days or "")
    return clock.now() + timedelta(days=int(text)) if text and text in LASTS else None


def _row(view: HoldView) -> AccountHold:
    until = view.until.isoformat() if view.until else ""
    return AccountHold(view.id, view.reason, view.held_by_name, until)
