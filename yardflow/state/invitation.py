"""The page that an invitation's link opens."""

import reflex as rx

from yardflow import db
from yardflow.auth.passwords import REASONS
from yardflow.errors import YardFlowError
from yardflow.services.team import invitations

PROBLEMS = {
    **REASONS,
    "gone": invitations.GONE,
    "name": "Enter your name, up to 100 characters.",
    "taken": "You're already on the team. Sign in with your password.",
}


class InvitationState(rx.State):
    """Open to all: whoever has the link may read whom it is for."""

    token: str = ""
    email: str = ""
    problem: str = ""
    loaded: bool = False

    @rx.event
    async def read_address(self):
        """Reads whom the invitation is for."""
        query = self.router.url.query_parameters
        self.token, self.email = str(query.get("token", ""))[:200], ""
        try:
            self.email = (await db.run(invitations.look_up, self.token)).email
            self.problem = PROBLEMS.get(str(query.get("error", "")), "")
        except YardFlowError as error:
            self.problem = error.message
        self.loaded = True
