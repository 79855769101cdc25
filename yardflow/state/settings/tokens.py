"""API tokens: created, shown once, revoked."""

from dataclasses import dataclass

import reflex as rx

from yardflow.auth import new_token
from yardflow.auth.sign_in import WRONG_OWN
from yardflow.services.team import tokens
from yardflow.services.team.attempt_limits import TOO_MANY
from yardflow.state.loading import Loading
from yardflow.state.workplace import Workplace

NOTHING_TYPED = {"name": "", "scopes": "read", "days": str(tokens.USUAL_DAYS)}
NO_ERRORS = {"name": "", "password": ""}
PROBLEMS = {
    "name": ("name", "Enter a name of up to 100 characters."),
    "wrong": ("password", WRONG_OWN),
    "slow": ("password", TOO_MANY),
}


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
    """The tab with the person's API tokens. Creating one takes the password: an HTTP POST."""

    rows: list[TokenRow] = []
    making: bool = False
    # The values of the last attempt, for the next one.
    typed: dict[str, str] = NOTHING_TYPED
    errors: dict[str, str] = NO_ERRORS
    # The secret of a token just created: in this tab until it is put away, and nowhere else.
    fresh_secret: str = ""
    revoking: int = 0

    @rx.event
    async def load(self):
        """Reads the tokens that still work."""
        with self._loading():
            self.rows = [_row(token) for token in await self._run(tokens.list_own)]

    @rx.event
    async def arrive(self):
        """Reads the outcome of the form from the address: a secret to show, or an error."""
        query = self.router.url.query_parameters
        self._begin()
        with self._errors_shown():
            if query.get("done") == "token":
                cookies = self.router.headers.cookie
                self.fresh_secret = await new_token.secret_of(cookies, await self._principal())
            field, problem = PROBLEMS.get(str(query.get("error", "")), ("", ""))
            if problem:
                self.errors = {**NO_ERRORS, field: problem}
                self.typed = {name: str(query.get(name, "")) for name in NOTHING_TYPED}
            self.making = bool(self.fresh_secret or problem)

    @rx.event
    async def ask_new(self, open: bool):
        """Opens or closes the dialog; closing it forgets the secret, here and in the address."""
        new_token.dismiss(self.fresh_secret)
        self._begin()
        self.making = bool(open)
        query = self.router.url.query_parameters
        if not open and ("done" in query or "error" in query):
            return rx.redirect("/settings/?tab=tokens", replace=True)
        return None

    @rx.event
    async def ask_revoke(self, token_id: int):
        """Asks before a token is revoked."""
        self.revoking = int(token_id)

    @rx.event
    async def close_revoke(self, open: bool):
        """Closes the confirmation."""
        if not open:
            self.revoking = 0

    @rx.event
    async def revoke(self):
        """Revokes the token."""
        with self._errors_shown():
            await self._run(tokens.revoke, self.revoking)
            self._say("Token revoked")
        self.revoking = 0
        return TokensState.load

    def _begin(self) -> None:
        self.fresh_secret = ""
        self.typed, self.errors = dict(NOTHING_TYPED), dict(NO_ERRORS)


def _row(token: tokens.TokenRow) -> TokenRow:
    return TokenRow(
        token.id,
        token.name,
        token.hint,
        "write" in token.scopes,
        token.created_at.isoformat(),
        token.last_used_at.isoformat() if token.last_used_at else "",
        token.expires_at.isoformat() if token.expires_at else "",
    )
