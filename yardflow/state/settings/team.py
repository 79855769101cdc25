"""The team and its invitations, for an ADMIN."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from yardflow.counts import counted
from yardflow.errors import Conflict, Invalid
from yardflow.services.records import owners
from yardflow.services.team import invitations, users
from yardflow.state.assigning import owner_of
from yardflow.state.loading import Loading
from yardflow.state.settings.revoked_tokens import also_revokes
from yardflow.state.workplace import Workplace, initials

ROLES = {"MEMBER": "a member", "ADMIN": "an administrator"}


@dataclass
class MemberRow:
    """A member of the team; moments are ISO texts, empty for never."""

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
    """The tab with the team. The services refuse all but an ADMIN."""

    members: list[MemberRow] = []
    invitations: list[InvitationRow] = []
    inviting: bool = False
    invite_error: str = ""
    # The link of an invitation just created: shown this once.
    fresh_link: str = ""
    # The change of role that is to be confirmed: of whom, to which, and the dialog's texts.
    changing: int = 0
    changing_to: str = ""
    change_title: str = ""
    change_text: str = ""
    # The person to be removed, what they own, and who is to own it then; empty for no one.
    removing: int = 0
    removing_name: str = ""
    removing_owns: str = ""
    new_owner: str = ""

    @rx.event
    async def load(self):
        """Reads the team and the pending invitations."""
        with self._loading():
            self.members = [_member(member) for member in await self._run(users.team)]
            self.invitations = [
                InvitationRow(
                    invitation.id,
                    invitation.email,
                    invitation.role.value,
                    invitation.expires_at.isoformat(),
                )
                for invitation in await self._run(invitations.list_open)
            ]

    @rx.event
    async def ask_invite(self, open: bool):
        """Opens or closes the dialog; closing it forgets the link."""
        self.inviting, self.fresh_link, self.invite_error = bool(open), "", ""

    @rx.event
    async def invite(self, form: dict[str, Any]):
        """Creates an invitation and shows its link this once."""
        email, role = str(form.get("email", "")), str(form.get("role", ""))
        with self._errors_shown():
            try:
                invitation = await self._run(invitations.invite, email, role)
            except (Invalid, Conflict) as problem:
                self.invite_error = problem.message
                return None
            self.fresh_link, self.invite_error = invitation.link, ""
        return TeamState.load

    @rx.event
    async def withdraw(self, invitation_id: int):
        """Revokes an invitation."""
        with self._errors_shown():
            await self._run(invitations.withdraw, int(invitation_id))
            self._say("Invitation revoked")
        return TeamState.load

    @rx.event
    async def ask_role(self, user_id: int, role: str):
        """Asks before a role is changed."""
        row = next((member for member in self.members if member.id == user_id), None)
        if row is None or role not in ROLES or role == row.role:
            return
        self.changing, self.changing_to = row.id, role
        self.change_title = f"Make {'yourself' if row.is_me else row.name} {ROLES[role]}?"
        whose = "your" if row.is_me else "their"
        who = "You'll" if row.is_me else "They'll"
        self.change_text = (
            f"{who} be signed out everywhere and must sign in again. "
            f"{also_revokes(row.tokens, whose)}"
        ).strip()

    @rx.event
    async def close_role(self, open: bool):
        """Closes the confirmation."""
        if not open:
            self.changing = 0

    @rx.event
    async def change_role(self, user_id: int, role: str):
        """Makes a person an ADMIN or a MEMBER."""
        with self._errors_shown():
            await self._run(users.change_role, int(user_id), role)
            self._say("Role changed")
        self.changing = 0
        return TeamState.load

    @rx.event
    async def ask_remove(self, user_id: int, name: str):
        """Asks before a person is removed, and who is to own what they own."""
        with self._errors_shown():
            owned = await self._run(owners.owned, int(user_id))
            self.removing, self.removing_name = int(user_id), name
            self.removing_owns, self.new_owner = _owns(owned), ""

    @rx.event
    async def choose_new_owner(self, user_id: str):
        """Chooses who is to own the person's records; empty for no one."""
        self.new_owner = user_id

    @rx.event
    async def close_remove(self, open: bool):
        """Closes the confirmation."""
        if not open:
            self.removing = 0

    @rx.event
    async def remove(self):
        """Removes a person from the team."""
        with self._errors_shown():
            await self._run_long(users.remove, self.removing, owner_of(self.new_owner))
            self._say(f"{self.removing_name} was removed")
        self.removing = 0
        return TeamState.load

    @rx.var
    def new_owners(self) -> list[tuple[str, str]]:
        """Who can own the records of the person to be removed."""
        stay = (member for member in self.members if member.id != self.removing)
        return [(str(member.id), member.name) for member in stay]


def _owns(owned: owners.Owned) -> str:
    """``3 accounts and 1 contact``; nothing for none."""
    counts = {"account": owned.accounts, "contact": owned.contacts}
    return " and ".join(counted(count, noun) for noun, count in counts.items() if count)


def _member(member: users.Member) -> MemberRow:
    return MemberRow(
        member.id,
        member.name,
        initials(member.name),
        member.email,
        member.role.value,
        member.last_seen_at.isoformat() if member.last_seen_at else "",
        member.is_me,
        member.tokens,
    )
