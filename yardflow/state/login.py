"""The login page: what the address says about the try before, and where to go after."""

import reflex as rx

from yardflow.auth.request_principal import principal_of_cookie
from yardflow.auth.safe_redirect import safe_path

PROBLEMS = {
    "wrong": "Email or password is wrong. Check both and try again.",
    "slow": "Too many tries. Wait five minutes and try again.",
    "ended": "Your session has ended. Sign in to go on where you were.",
    "left": "You are signed out.",
    "origin": "The form came from another site and was refused. Sign in here.",
}


class LoginState(rx.State):
    """Open to everybody; it knows nothing but the address."""

    # Empty until the address is read; a form sent before that is led back by its referrer.
    next: str = ""
    problem: str = ""

    @rx.event
    async def read_address(self):
        """Takes the error code and the way back from the address; the server checks the way.

        Who is signed in already goes on to where the form would have led.
        """
        query = self.router.url.query_parameters
        self.problem = PROBLEMS.get(str(query.get("error", "")), "")
        self.next = safe_path(str(query["next"])) if "next" in query else ""
        router = self.router
        if await principal_of_cookie(router.headers.cookie, router.session.client_ip):
            return rx.redirect(self.next or "/", replace=True)
        return None
