"""Invitations: an administrator creates a link and hands it over; the person who opens it joins.

A link works once and is shown only when it is created; the database holds its token's SHA-256.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from yardflow import clock, email_address
from yardflow.config import settings
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Invitation, Role, User
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records.lists.listing import same_id
from yardflow.services.records.values.fields import printable
from yardflow.services.team import users
from yardflow.services.team.sessions import fingerprint

VALID_FOR = timedelta(days=7)
GONE = (
    "This invitation was used, withdrawn, or has expired. Ask an administrator of your team for a "
    "new one."
)


@dataclass(frozen=True, slots=True)
class NewInvitation:
    """An invitation just created; ``link`` is for the administrator to hand over."""

    id: int
    email: str
    link: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that was not used yet."""

    id: int
    email: str
    role: Role
    created_at: datetime
    expires_at: datetime


def invite(session: Session, principal: Principal, email: str, role: str) -> NewInvitation:
    """Creates a one-time link; an older one for the same address stops working.

    Raises:
        Forbidden: not an ADMIN.
        Invalid: no address, or no such role.
        Conflict: they are in the team already.
    """
    require_admin(principal)
    invited_role, email = users.role_named(role), _address(email)
    if users.credentials(session, email):
        raise Conflict("This person is already on the team.")
    _withdraw(session, Invitation.email == email)
    token, moment = secrets.token_urlsafe(32), clock.now()
    invitation = Invitation(
        email=email,
        role=invited_role,
        token_hash=fingerprint(token),
        invited_by=principal.user_id,
        created_at=moment,
        expires_at=moment + VALID_FOR,
    )
    session.add(invitation)
    session.flush()
    after = {"role": invited_role.value}
    audit.record(session, principal, "user.invited", "invitation", invitation.id, after=after)
    link = f"{settings().url}/invitation?token={token}"
    return NewInvitation(int(invitation.id or 0), email, link, invitation.expires_at)


def list_open(session: Session, principal: Principal) -> list[OpenInvitation]:
    """The invitations that can still be used, the newest first.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    rows = session.exec(select(Invitation).where(*_usable()).order_by(col(Invitation.id).desc()))
    return [_open(invitation) for invitation in rows.all()]


def withdraw(session: Session, principal: Principal, invitation_id: int) -> None:
    """Withdraws an invitation: its link stops working.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no open invitation with this id.
    """
    require_admin(principal)
    if not _withdraw(session, same_id(Invitation.id, invitation_id)):
        raise NotFound("Invitation not found. It may have been used already.")
    audit.record(session, principal, "invitation.withdrawn", "invitation", invitation_id)


def look_up(session: Session, token: str) -> OpenInvitation:
    """What an invitation says, for the page that accepts it.

    Raises:
        NotFound: it was used, withdrawn or is too old, or there never was one.
    """
    invitation = session.exec(
        select(Invitation).where(Invitation.token_hash == fingerprint(token), *_usable())
    ).one_or_none()
    if invitation is None:
        raise NotFound(GONE)
    return _open(invitation)


def accept(session: Session, token: str, name: str, password_hash: str, ip: str = "") -> int:
    """Joins the team; returns the new person's id.

    Raises:
        NotFound: the invitation was used, withdrawn or has expired.
        Invalid: the name is empty or too long.
        Conflict: a person with this address has joined since.
    """
    name = users.person_name(name)
    invitation = session.exec(
        select(Invitation)
        .where(Invitation.token_hash == fingerprint(token), *_usable())
        .with_for_update()
    ).one_or_none()
    if invitation is None:
        raise NotFound(GONE)
    if users.credentials(session, invitation.email):
        raise Conflict("You are already on the team. Sign in with your password.")
    user = User(
        email=invitation.email, name=name, password_hash=password_hash, role=invitation.role
    )
    session.add(user)
    invitation.accepted_at = clock.now()
    session.add(invitation)
    session.flush()
    assert user.id is not None
    joined = Principal(user.id, user.role, user.name, user.email, ip=ip)
    audit.record(session, joined, "user.joined", "user", user.id, after={"role": user.role.value})
    return user.id


def _address(text: str) -> str:
    message = "Enter a valid email address."
    address = email_address.normalized(printable(text).strip())
    if address is None:
        raise Invalid(message, {"email": message})
    return address


def _open(invitation: Invitation) -> OpenInvitation:
    return OpenInvitation(
        int(invitation.id or 0),
        invitation.email,
        invitation.role,
        invitation.created_at,
        invitation.expires_at,
    )


def _usable() -> tuple:
    return (
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        col(Invitation.expires_at) > clock.now(),
    )


def _withdraw(session: Session, which: object) -> bool:
    rows = session.execute(
        update(Invitation)
        .where(
            which,  # type: ignore[arg-type]
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=clock.now())
        .returning(col(Invitation.id))
    ).all()
    return bool(rows)
