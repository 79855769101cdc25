"""The login page: what the address says about the last attempt, and where to go next."""

import reflex as rx

from yardflow.auth.request_principal import principal_of_cookie
from yardflow.auth.safe_redirect import safe_path
from yardflow.services.team.attempt_limits import TOO_MANY

PROBLEMS = {
    "wrong": "Wrong email or password. Try again.",
    "slow": TOO_MANY,
    "ended": "Your session expired. Sign in to pick up where you left off.",
    "left": "You're signed out.",
    "origin": "We blocked a sign-in that came from another site. Sign in here.",
}


class LoginState(rx.State):
    """Open to all; it knows nothing but the address."""

    # Empty until the address is read; a form sent before that returns by its referrer.
    next: str = ""
    problem: str = ""

    @rx.event
    async def read_address(self):
        """Reads the error code and the next page from the address; the server checks that page.

        A person who is signed in already goes there at once.
        """
        query = self.router.url.query_parameters
        self.problem = PROBLEMS.get(str(query.get("error", "")), "")
        self.next = safe_path(str(query["next"])) if "next" in query else ""
        router = self.router
        if await principal_of_cookie(router.headers.cookie, router.session.client_ip):
            return rx.redirect(self.next or "/", replace=True)
        return None
