"""Keys for programs: made, shown once, revoked."""

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
    "name": ("name", "Give the token a name of up to 100 characters."),
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
    """The tab with one's API tokens. Making one takes the password, and so is an HTTP POST."""

    rows: list[TokenRow] = []
    making: bool = False
    # What the form of the try before held, for the next one.
    typed: dict[str, str] = NOTHING_TYPED
    errors: dict[str, str] = NO_ERRORS
    # The secret of a token just made: in this tab until it is put away, and nowhere else.
    fresh_secret: str = ""
    revoking: int = 0

    @rx.event
    async def load(self):
        """Reads the tokens that still open something."""
        with self._loading():
            self.rows = [_row(one) for one in await self._run(tokens.list_own)]

    @rx.event
    async def arrive(self):
        """Reads from the address what the form led to: a secret to show, or what was wrong."""
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

    def _begin(self) -> None:
        self.fresh_secret = ""
        self.typed, self.errors = dict(NOTHING_TYPED), dict(NO_ERRORS)


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
