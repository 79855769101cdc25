"""One's own name; and what the password form, an HTTP POST, led to."""

from typing import Any

import reflex as rx

from yardflow.auth.passwords import REASONS
from yardflow.errors import Invalid
from yardflow.services.team import tokens, users
from yardflow.state.loading import Loading
from yardflow.state.settings.endings import also_ends
from yardflow.state.workplace import Workplace

PASSWORD_NOTES = {
    **{reason: f"{told} Nothing was changed." for reason, told in REASONS.items()},
    "password": "Your password is changed. Your other browsers are signed out.",
    "wrong": "The current password is wrong. Nothing was changed.",
    "slow": "Too many tries. Wait five minutes and try again.",
}


class ProfileState(Loading, Workplace):
    """The tab with one's own things."""

    name_error: str = ""
    password_note: str = ""
    password_changed: bool = False
    also_ends: str = ""

    @rx.event
    async def load(self):
        """Reads from the address how the change of password went, and what another would end."""
        query = self.router.url.query_parameters
        outcome = str(query.get("done") or query.get("error") or "")
        self.password_note = PASSWORD_NOTES.get(outcome, "")
        self.password_changed = outcome == "password"
        with self._loading():
            self.also_ends = also_ends(await self._run(tokens.count_own))

    @rx.event
    async def rename(self, form: dict[str, Any]):
        """Changes the name that others see."""
        self.name_error = ""
        with self._errors_shown():
            try:
                await self._run(users.rename, str(form.get("name", "")))
            except Invalid as problem:
                self.name_error = problem.message
                return None
            self._say("Your name is changed.")
        return Workplace.enter
