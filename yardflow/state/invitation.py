"""The page that an invitation's link opens."""

import reflex as rx

from yardflow import db
from yardflow.auth.passwords import REASONS
from yardflow.errors import YardFlowError
from yardflow.services.team import invitations

PROBLEMS = {
    **REASONS,
    "gone": invitations.GONE,
    "name": "Give your name, up to 100 characters.",
    "taken": "You are in the team already. Sign in with your password.",
}


class InvitationState(rx.State):
    """Open to everybody: whoever has the link may read whom it is for."""

    token: str = ""
    email: str = ""
    problem: str = ""
    loaded: bool = False

    @rx.event
    async def read_address(self):
        """Looks the invitation up."""
        query = self.router.url.query_parameters
        self.token, self.email = str(query.get("token", ""))[:200], ""
        try:
            self.email = (await db.run(invitations.look_up, self.token)).email
            self.problem = PROBLEMS.get(str(query.get("error", "")), "")
        except YardFlowError as error:
            self.problem = error.message
        self.loaded = True
