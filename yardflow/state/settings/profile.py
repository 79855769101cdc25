"""The person's name; and the outcome of the password form, an HTTP POST."""

from typing import Any

import reflex as rx

from yardflow.auth.passwords import REASONS
from yardflow.errors import Invalid
from yardflow.services.team import tokens, users
from yardflow.services.team.attempt_limits import TOO_MANY
from yardflow.state.loading import Loading
from yardflow.state.settings.revoked_tokens import also_revokes
from yardflow.state.workplace import Workplace

PASSWORD_NOTES = {
    **REASONS,
    "password": "Password changed. You're signed out everywhere else.",
    "wrong": "Your current password is wrong. Try again.",
    "slow": TOO_MANY,
}


class ProfileState(Loading, Workplace):
    """The tab with the person's name and password."""

    name_error: str = ""
    password_note: str = ""
    password_changed: bool = False
    also_revokes: str = ""

    @rx.event
    async def load(self):
        """Reads from the address how the change of password went, and which tokens one revokes."""
        query = self.router.url.query_parameters
        outcome = str(query.get("done") or query.get("error") or "")
        self.password_note = PASSWORD_NOTES.get(outcome, "")
        self.password_changed = outcome == "password"
        with self._loading():
            self.also_revokes = also_revokes(await self._run(tokens.count_own))

    @rx.event
    async def rename(self, form: dict[str, Any]):
        """Changes the person's name."""
        self.name_error = ""
        with self._errors_shown():
            try:
                await self._run(users.rename, str(form.get("name", "")))
            except Invalid as problem:
                self.name_error = problem.message
                return None
            self._say("Name updated")
        return Workplace.enter
