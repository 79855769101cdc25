"""Keys for programs: made, shown once, revoked."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Invalid
from yardflow.services.people import tokens
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace


@dataclass
class TokenRow:
    """A token without its secret; moments are ISO texts, empty for never."""

    id: int
    name: str
    hint: str
    writes: bool
    created_at: str
    last_used_at: str
    expires_at: str


class TokensState(Loading, Workplace):
    """The tab with one's API tokens."""

    rows: list[TokenRow] = []
    making: bool = False
    name_error: str = ""
    # The secret of a token just made: in this tab until it is put away, and nowhere else.
    fresh_secret: str = ""
    revoking: int = 0

    @rx.event
    async def load(self):
        """Reads the tokens that still open something."""
        with self._loading():
            self.rows = [_row(one) for one in await self._run(tokens.list_own)]

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the dialog; closing it forgets the secret."""
        self.making, self.fresh_secret, self.name_error = bool(open), "", ""

    @rx.event
    async def make(self, form: dict[str, Any]):
        """Makes a token and shows its secret this once."""
        scopes = ["read", "write"] if form.get("scope") == "write" else ["read"]
        typed = str(form.get("days", ""))[:19]
        days = int(typed) if typed.isascii() and typed.isdigit() else None
        with self._errors_shown():
            try:
                made = await self._run(tokens.create, str(form.get("name", "")), scopes, days)
            except Invalid as problem:
                self.name_error = problem.message
                return None
            self.fresh_secret, self.name_error = made.secret, ""
        return TokensState.load

    @rx.event
    async def ask_revoke(self, token_id: int):
        """Asks before a token stops working; 0 takes the question back."""
        self.revoking = int(token_id)

    @rx.event
    async def close_revoke(self, open: bool):
        """The question was answered or left."""
        if not open:
            self.revoking = 0

    @rx.event
    async def revoke(self):
        """Makes the token useless at once."""
        with self._errors_shown():
            await self._run(tokens.revoke, self.revoking)
            self._say("The token no longer opens anything.")
        self.revoking = 0
        return TokensState.load


def _row(one: tokens.TokenRow) -> TokenRow:
    return TokenRow(
        one.id,
        one.name,
        one.hint,
        "write" in one.scopes,
        one.created_at.isoformat(),
        one.last_used_at.isoformat() if one.last_used_at else "",
        one.expires_at.isoformat() if one.expires_at else "",
    )
