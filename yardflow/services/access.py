"""Who is calling, and what they may do: decided here, per object, denied by default.

It is one team's workplace: all people who are signed in work on all events, accounts and contacts;
an `owner` there is a responsibility, not a fence. Login sessions, tokens, imports and jobs belong
to who made them. What a person may not see answers like what does not exist.
"""

from dataclasses import dataclass

from sqlmodel import Session

from yardflow.errors import Forbidden, NotFound
from yardflow.models import Role, User

READ, WRITE = "read", "write"
SCOPES = (READ, WRITE)


@dataclass(frozen=True, slots=True)
class Principal:
    """The person behind a request, as the session row or the API token says it.

    ``scopes`` is empty for a browser session, which may do all that its role may, and
    ``token_id`` is None; ``ip`` is only for the audit log and rate limits.
    """

    user_id: int
    role: Role
    name: str
    email: str
    session_id: int | None = None
    scopes: frozenset[str] = frozenset()
    token_id: int | None = None
    ip: str = ""

    @property
    def is_admin(self) -> bool:
        """Whether this person also runs the workplace."""
        return self.role == Role.ADMIN


def require_admin(principal: Principal) -> None:
    """Raises `Forbidden` unless the person is an ADMIN."""
    if not principal.is_admin:
        raise Forbidden("Only administrators can do this. Ask an administrator of your team.")


def require_own(principal: Principal, owner_id: int | None, noun: str) -> None:
    """Raises `NotFound` unless the thing is this person's own, or they are an ADMIN."""
    if owner_id != principal.user_id and not principal.is_admin:
        raise NotFound.of(noun)


def acting_for(session: Session, user_id: int | None) -> Principal:
    """The person on whose behalf a job works, with the role they have now.

    Raises:
        Forbidden: they were removed since.
    """
    user = session.get(User, user_id) if user_id is not None else None
    if user is None or user.removed_at is not None or user.id is None:
        raise Forbidden("The person who started this is no longer on the team.")
    return Principal(user_id=user.id, role=user.role, name=user.name, email=user.email)
