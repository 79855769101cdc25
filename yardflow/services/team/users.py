"""People: who is in the workplace, what they are called, and how they sign in.

Passwords arrive here hashed already (`yardflow.auth.passwords`): this layer never sees one.
"""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from yardflow import clock
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import LoginSession, RecordKind, Role, User
from yardflow.services import audit
from yardflow.services.access import Principal, require_admin
from yardflow.services.records import bulk_changes, owners
from yardflow.services.records.account_rows import AccountQuery
from yardflow.services.records.bulk_changes import SetOwner
from yardflow.services.records.contact_query import ContactQuery
from yardflow.services.records.load import row_of
from yardflow.services.records.owners import Owned
from yardflow.services.records.selection import Selection
from yardflow.services.records.values.fields import cleaned, line
from yardflow.services.team import revocation, tokens

NAME = line(100, needed="Enter a name of up to 100 characters.")
LAST_ADMIN = "This is the only administrator. Make a teammate an administrator first."


@dataclass(frozen=True, slots=True)
class Credentials:
    """What a sign-in compares with."""

    user_id: int
    password_hash: str


@dataclass(frozen=True, slots=True)
class Member:
    """A person on the team, as administrators see them; ``tokens`` counts those that work."""

    id: int
    name: str
    email: str
    role: Role
    joined_at: datetime
    last_seen_at: datetime | None
    is_me: bool
    tokens: int


def credentials(session: Session, email: str) -> Credentials | None:
    """How the person with this address signs in; None when there is no such person now."""
    user = session.exec(
        select(User).where(User.email == email.strip().lower(), col(User.removed_at).is_(None))
    ).one_or_none()
    return Credentials(int(user.id or 0), user.password_hash) if user else None


def credentials_of(session: Session, principal: Principal) -> Credentials:
    """How this person signs in."""
    user = session.get_one(User, principal.user_id)
    return Credentials(principal.user_id, user.password_hash)


def is_current(session: Session, credentials: Credentials) -> bool:
    """Whether this is still their password; it stays so until the transaction ends."""
    user = session.get(User, credentials.user_id, with_for_update=True)
    return (
        user is not None
        and user.removed_at is None
        and user.password_hash == credentials.password_hash
    )


def rename(session: Session, principal: Principal, name: str) -> None:
    """Changes this person's name.

    Raises:
        Invalid: empty, or longer than 100 characters.
    """
    user = session.get_one(User, principal.user_id)
    before, user.name = user.name, person_name(name)
    session.add(user)
    audit.record(
        session,
        principal,
        "user.renamed",
        "user",
        user.id,
        before={"name": before},
        after={"name": user.name},
    )


def set_password(session: Session, principal: Principal, password_hash: str) -> None:
    """Gives this person a new password and ends their sessions, here too, and API tokens."""
    user = session.get_one(User, principal.user_id)
    user.password_hash = password_hash
    session.add(user)
    ended = revocation.end_all(session, principal.user_id, "the password was changed")
    audit.record(session, principal, "user.password_changed", "user", user.id, after=ended)


def team(session: Session, principal: Principal) -> list[Member]:
    """All people on the team, by name.

    Raises:
        Forbidden: not an ADMIN.
    """
    require_admin(principal)
    seen = (
        select(LoginSession.user_id, func.max(LoginSession.last_seen_at).label("at"))
        .group_by(col(LoginSession.user_id))
        .subquery()
    )
    rows = session.execute(
        select(User, seen.c.at)
        .outerjoin(seen, seen.c.user_id == User.id)
        .where(col(User.removed_at).is_(None))
        .order_by(func.lower(User.name), col(User.id))
    ).all()
    counts = tokens.count_of(session, [int(user.id or 0) for user, _ in rows])
    return [
        Member(
            id=int(user.id or 0),
            name=user.name,
            email=user.email,
            role=user.role,
            joined_at=user.created_at,
            last_seen_at=at,
            is_me=user.id == principal.user_id,
            tokens=counts.get(int(user.id or 0), 0),
        )
        for user, at in rows
    ]


def change_role(session: Session, principal: Principal, user_id: int, role: str) -> None:
    """Makes a person ADMIN or MEMBER; they have to sign in again, and their API tokens end.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such person.
        Conflict: it would leave the workplace without an ADMIN.
        Invalid: there is no such role.
    """
    require_admin(principal)
    new_role = role_named(role)
    admins = _admins(session)
    user = _person(session, user_id)
    if user.role == new_role:
        return
    if new_role != Role.ADMIN and admins == {user_id}:
        raise Conflict(LAST_ADMIN)
    before, user.role = user.role, new_role
    session.add(user)
    ended = revocation.end_all(session, user_id, "the role was changed")
    audit.record(
        session,
        principal,
        "user.role_changed",
        "user",
        user_id,
        before={"role": before},
        after={"role": new_role, **ended},
    )


def remove(
    session: Session, principal: Principal, user_id: int, new_owner_id: int | None = None
) -> None:
    """Removes a person: signed out, tokens revoked; what they did keeps their name.

    What they own gets the new owner, by bulk changes; without one it is unassigned.

    Raises:
        Forbidden: not an ADMIN.
        NotFound: there is no such person.
        Conflict: it would leave the workplace without an ADMIN.
        Invalid: the new owner is not on the team, or the person who is removed.
    """
    require_admin(principal)
    admins = _admins(session)
    user = _person(session, user_id)
    if admins == {user_id}:
        raise Conflict(LAST_ADMIN)
    owned = owners.owned(session, principal, user_id)
    if new_owner_id is not None:
        _hand_on(session, principal, user_id, owned, new_owner_id)
    user.removed_at, user.removed_by = clock.now(), principal.user_id
    session.add(user)
    ended = revocation.end_all(session, user_id, "the person was removed")
    after = {**ended, **asdict(owned), "new_owner_id": new_owner_id}
    audit.record(session, principal, "user.removed", "user", user_id, after=after)


def person_name(text: str) -> str:
    """A person's name on one line.

    Raises:
        Invalid: empty, or longer than 100 characters.
    """
    return str(cleaned({"name": text}, {"name": NAME})["name"])


def role_named(text: str) -> Role:
    """The role of that name.

    Raises:
        Invalid: there is none.
    """
    message = "Choose ADMIN or MEMBER."
    try:
        return Role(text)
    except ValueError:
        raise Invalid(message, {"role": message}) from None


def _hand_on(
    session: Session, principal: Principal, user_id: int, owned: Owned, new_owner_id: int
) -> None:
    if new_owner_id == user_id:
        message = "Choose someone who stays on the team."
        raise Invalid(message, {"new_owner_id": message})
    change, owner = SetOwner(new_owner_id), str(user_id)
    change.check(session)
    # Contacts before accounts, as all who change several lock them.
    if owned.contacts:
        contacts = Selection(RecordKind.CONTACT, query=ContactQuery(owner=owner))
        bulk_changes.start(session, principal, contacts, change)
    if owned.accounts:
        accounts = Selection(RecordKind.ACCOUNT, query=AccountQuery(owner=owner))
        bulk_changes.start(session, principal, accounts, change)


def _person(session: Session, user_id: int) -> User:
    user = row_of(session, User, user_id, lock=True)
    if user is None or user.removed_at is not None:
        raise NotFound("Teammate not found. They may have been removed.")
    return user


def _admins(session: Session) -> set[int]:
    """All administrators, locked before all other people and always in the same order.

    Two who remove each other at once take turns here, and the second fails.
    """
    rows = session.exec(
        select(User.id)
        .where(User.role == Role.ADMIN, col(User.removed_at).is_(None))
        .order_by(col(User.id))
        .with_for_update()
    ).all()
    return {int(row or 0) for row in rows}
