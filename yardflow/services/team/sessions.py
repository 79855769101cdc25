"""Login sessions: opened at sign-in, looked up on every request and event, ended in one place.

A browser holds a random token; the database holds its SHA-256. A session ends 12 hours after it
was last used, 7 days after it was opened, or when it is revoked.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import DateTime, bindparam, delete, update
from sqlmodel import Session, col, select

from yardflow import clock, db
from yardflow.errors import NotFound, Unauthenticated
from yardflow.models import LoginSession, User
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.lists.listing import same_id

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=7)
TOUCH_EVERY = timedelta(minutes=1)
# Long enough to look into what happened; the audit log keeps the rest.
KEPT_AFTER_THE_END = timedelta(days=30)
_TOKEN_BYTES = 32
_endings = 0
_AGENT_LENGTH = 300


@dataclass(frozen=True, slots=True)
class SessionRow:
    """A browser that is signed in, as its owner sees it."""

    id: int
    browser: str
    ip: str
    signed_in_at: datetime
    last_seen_at: datetime
    current: bool


def open_session(
    session: Session, user_id: int, *, ip: str = "", user_agent: str = "", former: str | None = None
) -> str:
    """Signs a browser in and returns the token for its cookie, which is nowhere else.

    Whatever session the browser had before (``former``) ends: no token survives a sign-in.
    """
    if former:
        _revoke(session, "signed in again", LoginSession.token_hash == fingerprint(former))
    token, moment = secrets.token_urlsafe(_TOKEN_BYTES), clock.now()
    session.execute(
        delete(LoginSession).where(
            col(LoginSession.user_id) == user_id,
            col(LoginSession.expires_at) < moment - KEPT_AFTER_THE_END,
        )
    )
    login = LoginSession(
        user_id=user_id,
        token_hash=fingerprint(token),
        created_at=moment,
        last_seen_at=moment,
        expires_at=moment + ABSOLUTE,
        ip=ip,
        user_agent=user_agent[:_AGENT_LENGTH],
    )
    session.add(login)
    session.flush()
    user = session.get_one(User, user_id)
    audit.record(session, _principal(user, login, ip), "session.opened", "session", login.id)
    return token


def find(session: Session, token: str, ip: str = "") -> Principal | None:
    """The person whose live session this token opens; None for anything else."""
    moment = clock.now()
    row = session.execute(
        _BEHIND_TOKEN, {"token_hash": fingerprint(token), "moment": moment}
    ).one_or_none()
    if row is None:
        return None
    user_id, role, name, email, session_id, last_seen_at = row
    if moment - last_seen_at >= TOUCH_EVERY:
        session.execute(
            update(LoginSession)
            .where(col(LoginSession.id) == session_id)
            .values(last_seen_at=moment)
            .execution_options(synchronize_session=False)
        )
    return Principal(user_id, role, name, email, session_id, ip=ip)


def list_own(session: Session, principal: Principal) -> list[SessionRow]:
    """Where this person is signed in, the latest use first."""
    rows = session.exec(
        select(LoginSession)
        .where(LoginSession.user_id == principal.user_id, *_live(clock.now()))
        .order_by(col(LoginSession.last_seen_at).desc())
    ).all()
    return [
        SessionRow(
            id=int(login.id or 0),
            browser=browser_name(login.user_agent),
            ip=login.ip,
            signed_in_at=login.created_at,
            last_seen_at=login.last_seen_at,
            current=login.id == principal.session_id,
        )
        for login in rows
    ]


def revoke(session: Session, principal: Principal, session_id: int) -> None:
    """Signs one of this person's own browsers out.

    Raises:
        NotFound: they have no such session, or it has ended.
    """
    own = (LoginSession.user_id == principal.user_id, same_id(LoginSession.id, session_id))
    if not _revoke(session, "signed out by its owner", *own):
        raise NotFound("Session not found. It may have ended already.")
    audit.record(session, principal, "session.revoked", "session", session_id)


def sign_out(session: Session, principal: Principal) -> None:
    """Ends the session that this request came with."""
    _revoke(session, "signed out", LoginSession.id == principal.session_id)
    audit.record(session, principal, "session.closed", "session", principal.session_id)


def hold(session: Session, principal: Principal) -> None:
    """Keeps this login session from ending until the transaction does.

    Raises:
        Unauthenticated: it has ended already.
    """
    session.get_one(User, principal.user_id, with_for_update=True)
    live = select(LoginSession.id).where(
        LoginSession.id == principal.session_id, *_live(clock.now())
    )
    if session.exec(live).one_or_none() is None:
        raise Unauthenticated("Your session expired. Sign in again.")


def revoke_all(session: Session, user_id: int, reason: str) -> int:
    """Ends every session of a person; the caller writes the audit entry of its cause."""
    return _revoke(session, reason, LoginSession.user_id == user_id)


def fingerprint(token: str) -> str:
    """What is stored of a token: enough to recognize it, useless to who reads it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def browser_name(user_agent: str) -> str:
    """``Firefox on Windows``, for people to recognize their own browser by."""
    browsers = (("Edg", "Edge"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
    systems = (
        *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android")),
        *(("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux")),
    )
    browser = next((label for sign, label in browsers if sign in user_agent), "A program")
    system = next((label for sign, label in systems if sign in user_agent), "")
    return f"{browser} on {system}" if system else browser


def endings() -> int:
    """Counts how often sessions have ended by this process: whoever was found before that is to be
    looked up again.
    """
    return _endings


def _live(moment: Any) -> tuple:
    return (
        col(LoginSession.revoked_at).is_(None),
        col(LoginSession.expires_at) > moment,
        col(LoginSession.last_seen_at) > moment - IDLE,
    )


_OF_A_PRINCIPAL: tuple[Any, ...] = (
    *(col(User.id), col(User.role), col(User.name), col(User.email)),
    *(col(LoginSession.id), col(LoginSession.last_seen_at)),
)
# This is asked for every event and request: columns, no entities, and put together once.
_BEHIND_TOKEN = (
    select(*_OF_A_PRINCIPAL)
    .join(User, col(User.id) == LoginSession.user_id)
    .where(
        LoginSession.token_hash == bindparam("token_hash"),
        col(User.removed_at).is_(None),
        *_live(bindparam("moment", type_=DateTime(timezone=True))),
    )
)


def _revoke(session: Session, reason: str, *which: Any) -> int:
    rows = session.execute(
        update(LoginSession)
        .where(*which, col(LoginSession.revoked_at).is_(None))
        .values(revoked_at=clock.now(), revoked_because=reason)
        .returning(col(LoginSession.id))
    ).all()
    if rows:
        db.after_commit(session, _note_ending)
    return len(rows)


def _note_ending() -> None:
    global _endings
    _endings += 1


def _principal(user: User, login: LoginSession, ip: str) -> Principal:
    return Principal(
        user_id=int(user.id or 0),
        role=user.role,
        name=user.name,
        email=user.email,
        session_id=login.id,
        ip=ip,
    )
