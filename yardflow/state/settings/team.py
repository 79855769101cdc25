"""Who works here, and who is invited: for the ADMIN."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.errors import Conflict, Invalid
from yardflow.services.team import invitations, users
from yardflow.state.loading import Loading
from yardflow.state.settings.endings import also_ends
from yardflow.state.workplace import Workplace, initials

ROLES = {"MEMBER": "a member", "ADMIN": "an administrator"}


@dataclass
class MemberRow:
    """Somebody in the team; moments are ISO texts, empty for never."""

    id: int
    name: str
    initials: str
    email: str
    role: str
    last_seen_at: str
    is_me: bool
    tokens: int


@dataclass
class InvitationRow:
    """An invitation that can still be used."""

    id: int
    email: str
    role: str
    expires_at: str


class TeamState(Loading, Workplace):
    """The tab with the team. The service refuses everybody but an ADMIN."""

    members: list[MemberRow] = []
    invitations: list[InvitationRow] = []
    inviting: bool = False
    invite_error: str = ""
    # The link of an invitation just made: shown this once.
    fresh_link: str = ""
    # The change of role that is asked about: of whom, to which, and what the question says.
    changing: int = 0
    changing_to: str = ""
    change_title: str = ""
    change_text: str = ""
    removing: int = 0
    removing_name: str = ""

    @rx.event
    async def load(self):
        """Reads the team and the open invitations."""
        with self._loading():
            self.members = [_member(one) for one in await self._run(users.team)]
            self.invitations = [
                InvitationRow(one.id, one.email, one.role.value, one.expires_at.isoformat())
                for one in await self._run(invitations.list_open)
            ]

    @rx.event
    async def ask_invite(self, open: bool):
        """Opens or closes the dialog; closing it forgets the link."""
        self.inviting, self.fresh_link, self.invite_error = bool(open), "", ""

    @rx.event
    async def invite(self, form: dict[str, Any]):
        """Makes a link for somebody and shows it this once."""
        email, role = str(form.get("email", "")), str(form.get("role", ""))
        with self._errors_shown():
            try:
                made = await self._run(invitations.invite, email, role)
            except (Invalid, Conflict) as problem:
                self.invite_error = problem.message
                return None
            self.fresh_link, self.invite_error = made.link, ""
        return TeamState.load

    @rx.event
    async def withdraw(self, invitation_id: int):
        """Makes an invitation useless."""
        with self._errors_shown():
            await self._run(invitations.withdraw, int(invitation_id))
            self._say("The invitation no longer works.")
        return TeamState.load

    @rx.event
    async def ask_role(self, user_id: int, role: str):
        """Asks before a role is changed."""
        row = next((one for one in self.members if one.id == user_id), None)
        if row is None or role not in ROLES or role == row.role:
            return
        self.changing, self.changing_to = row.id, role
        self.change_title = f"Make {'yourself' if row.is_me else row.name} {ROLES[role]}?"
        whose = "your" if row.is_me else "their"
        ended = "You are" if row.is_me else "They are"
        self.change_text = (
            f"{ended} signed out everywhere and must sign in again. {also_ends(row.tokens, whose)}"
        ).strip()

    @rx.event
    async def close_role(self, open: bool):
        """The question was answered or left."""
        if not open:
            self.changing = 0

    @rx.event
    async def change_role(self, user_id: int, role: str):
        """Makes somebody an administrator or a member."""
        with self._errors_shown():
            await self._run(users.change_role, int(user_id), role)
            self._say("The role is changed. They sign in again to go on.")
        self.changing = 0
        return TeamState.load

    @rx.event
    async def ask_remove(self, user_id: int, name: str):
        """Asks before somebody is taken out."""
        self.removing, self.removing_name = int(user_id), name

    @rx.event
    async def close_remove(self, open: bool):
        """The question was answered or left."""
        if not open:
            self.removing = 0

    @rx.event
    async def remove(self):
        """Takes somebody out of the team."""
        with self._errors_shown():
            await self._run(users.remove, self.removing)
            self._say(f"{self.removing_name} is out of the team and signed out everywhere.")
        self.removing = 0
        return TeamState.load


def _member(one: users.Member) -> MemberRow:
    return MemberRow(
        one.id,
        one.name,
        initials(one.name),
        one.email,
        one.role.value,
        one.last_seen_at.isoformat() if one.last_seen_at else "",
        one.is_me,
        one.tokens,
    )
