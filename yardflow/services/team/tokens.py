"""API tokens: keys for programs, shown once, limited to reading or writing, revoked at any time.

They end with their owner's password, with "sign out everywhere" and with a change of role
(`revocation`), so none carries a role it was not made in.
"""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlmodel import Session, col, func, select

from yardflow import clock
from yardflow.errors import Invalid, NotFound
from yardflow.models import ApiToken, User
from yardflow.services import audit
from yardflow.services.access import READ, SCOPES, WRITE, Principal
from yardflow.services.records.lists.listing import same_id
from yardflow.services.records.values.fields import cleaned, line
from yardflow.services.team.sessions import TOUCH_EVERY, fingerprint

PREFIX = "yf_"
NAME = line(100, needed="Enter a name of up to 100 characters.")
LONGEST_LIFE_DAYS = 3650
USUAL_DAYS = 90
JUST_NOW = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as its owner sees it later: ``hint`` is its end, to tell several apart."""

    id: int
    name: str
    hint: str
    scopes: tuple[str, ...]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token just made. ``secret`` is shown now and never again."""

    secret: str
    row: TokenRow


def create(
    session: Session,
    principal: Principal,
    name: str,
    scopes: list[str],
    days: int | None = USUAL_DAYS,
) -> NewToken:
    """Makes a token that acts as this person. Writing includes reading; None days is no end.

    Raises:
        Invalid: no name, an unknown scope or none, or a life that isn't 1 to 3,650 days.
    """
    clean = cleaned({"name": name}, {"name": NAME})
    if not scopes or not set(scopes) <= set(SCOPES):
        raise _wrong("scopes", "Choose read, or read and write.")
    if days is not None and not 1 <= days <= LONGEST_LIFE_DAYS:
        raise _wrong("days", "Choose 1 to 3,650 days, or never.")
    secret = PREFIX + secrets.token_urlsafe(32)
    moment = clock.now()
    token = ApiToken(
        user_id=principal.user_id,
        name=str(clean["name"]),
        token_hash=fingerprint(secret),
        hint=f"…{secret[-4:]}",
        scopes=list(SCOPES) if WRITE in scopes else [READ],
        created_at=moment,
        expires_at=moment + timedelta(days=days) if days else None,
    )
    session.add(token)
    session.flush()
    audit.record(
        session,
        principal,
        "token.created",
        "token",
        token.id,
        after={"scopes": token.scopes, "days": days},
    )
    return NewToken(secret, _row(token))


def list_own(session: Session, principal: Principal) -> list[TokenRow]:
    """This person's tokens that still work, the newest first."""
    rows = session.exec(
        select(ApiToken)
        .where(ApiToken.user_id == principal.user_id, *_live(clock.now()))
        .order_by(col(ApiToken.id).desc())
    ).all()
    return [_row(token) for token in rows]


def revoke(session: Session, principal: Principal, token_id: int) -> None:
    """Revokes one of this person's own tokens.

    Raises:
        NotFound: they have no such token.
    """
    revoked = session.execute(
        update(ApiToken)
        .where(
            same_id(ApiToken.id, token_id),
            col(ApiToken.user_id) == principal.user_id,
            col(ApiToken.revoked_at).is_(None),
        )
        .values(revoked_at=clock.now())
        .returning(col(ApiToken.id))
    ).one_or_none()
    if revoked is None:
        raise NotFound("Token not found. It may have been revoked already.")
    audit.record(session, principal, "token.revoked", "token", token_id)


def count_own(session: Session, principal: Principal) -> int:
    """How many of this person's tokens still work."""
    return count_of(session, [principal.user_id]).get(principal.user_id, 0)


def count_of(session: Session, user_ids: Iterable[int]) -> dict[int, int]:
    """How many tokens of each of these people still work; who has none is missing."""
    rows = session.execute(
        select(ApiToken.user_id, func.count())
        .where(col(ApiToken.user_id).in_(user_ids), *_live(clock.now()))
        .group_by(col(ApiToken.user_id))
    )
    return {row[0]: row[1] for row in rows}


def revoke_all(session: Session, user_id: int) -> int:
    """Revokes every token of a person; returns how many still worked."""
    moment = clock.now()
    rows = session.execute(
        update(ApiToken)
        .where(col(ApiToken.user_id) == user_id, *_live(moment))
        .values(revoked_at=moment)
        .returning(col(ApiToken.id))
    ).all()
    return len(rows)


def just_made(session: Session, principal: Principal, secret: str) -> bool:
    """Whether this is the secret of a token that this person made in the last two minutes."""
    moment = clock.now()
    statement = select(ApiToken.id).where(
        ApiToken.token_hash == fingerprint(secret),
        ApiToken.user_id == principal.user_id,
        col(ApiToken.created_at) > moment - JUST_NOW,
        *_live(moment),
    )
    return session.exec(statement).one_or_none() is not None


def find(session: Session, secret: str, ip: str = "") -> Principal | None:
    """The person whom this token acts for, with what it may do; None for anything else."""
    moment = clock.now()
    row = session.execute(
        select(ApiToken, User)
        .join(User, col(User.id) == ApiToken.user_id)
        .where(
            ApiToken.token_hash == fingerprint(secret),
            col(User.removed_at).is_(None),
            *_live(moment),
        )
    ).one_or_none()
    if row is None:
        return None
    token, user = row
    if token.last_used_at is None or moment - token.last_used_at >= TOUCH_EVERY:
        token.last_used_at = moment
        session.add(token)
    return Principal(
        user_id=int(user.id or 0),
        role=user.role,
        name=user.name,
        email=user.email,
        scopes=frozenset(token.scopes),
        token_id=token.id,
        ip=ip,
    )


def _live(moment: datetime) -> tuple:
    return (
        col(ApiToken.revoked_at).is_(None),
        or_(col(ApiToken.expires_at).is_(None), col(ApiToken.expires_at) > moment),
    )


def _row(token: ApiToken) -> TokenRow:
    return TokenRow(
        id=int(token.id or 0),
        name=token.name,
        hint=token.hint,
        scopes=tuple(token.scopes),
        created_at=token.created_at,
        last_used_at=token.last_used_at,
        expires_at=token.expires_at,
    )


def _wrong(field: str, message: str) -> Invalid:
    return Invalid(message, {field: message})
