"""Signing in, joining, and what else needs a password, and so happens over HTTP.

A wrong address and a wrong password get the same answer after the same time, and both count
against the same limits. A password is compared when it is its turn, and what it is compared with is
read then, so an attempt that waited long sees a password that has changed since.
"""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec

from yardflow import db, email_address
from yardflow.auth import known_browsers, passwords
from yardflow.db import Session
from yardflow.errors import Invalid, Unauthenticated
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.records.values.fields import printable
from yardflow.services.team import attempt_limits, invitations, sessions, tokens, users
from yardflow.services.team.attempt_limits import Throttled
from yardflow.services.team.tokens import NewToken
from yardflow.services.team.users import Credentials

Params = ParamSpec("Params")

WRONG = "Wrong email or password. Try again."
WRONG_CURRENT = "Your current password is wrong. Try again."
WRONG_OWN = "Wrong password. Try again."
# An attempt waits this long for running ones that may yet use up what is left.
PATIENCE_SECONDS, LOOK_EVERY_SECONDS = 30.0, 0.1


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from; ``former`` is the session cookie that was there before."""

    ip: str = ""
    user_agent: str = ""
    former: str | None = None
    cookies: str = ""


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A session just opened: the token for its cookie, and the cookie that marks the browser as
    known."""

    token: str
    browser_cookie: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whose password is tried, None for an unknown address; ``ids`` are of its rows, None while
    other attempts have to end first."""

    person: Credentials | None
    ids: list[int] | None


async def sign_in(email: str, password: str, browser: Browser) -> OpenedSession:
    """Opens a session.

    Raises:
        Unauthenticated: the two don't belong together.
        TooMany: ten attempts have failed in five minutes; see `attempt_limits` for whose.
    """
    email = email_address.normalized(printable(email).strip()) or printable(email)
    try:
        person = await _verified(password, _attempt_sign_in, email, browser)
    except Throttled as error:
        await db.run_access(_note_throttled, email, browser.ip, error.subject)
        raise
    if person is None:
        await db.run_access(_note_refused, email, browser.ip)
        raise Unauthenticated(WRONG)
    return await db.run_access(_open_session, person, browser)


async def change_password(
    principal: Principal, current: str, new: str, repeated: str | None, browser: Browser
) -> OpenedSession:
    """Sets a new password, ends every session and API token, and opens a session for this browser.

    Raises:
        Invalid: the current password is wrong, or the new one can't be taken.
        TooMany: the current password was wrong too often.
    """
    passwords.accept_new(new, repeated, own=(principal.name, principal.email))
    if not await _confirmed(principal, current, "a new password"):
        raise Invalid(WRONG_CURRENT, {"current": WRONG_CURRENT})
    passwords.accept_instead(new, current)
    return await db.run_access(_renew, principal, await passwords.hashed(new), browser)


async def make_token(
    principal: Principal, password: str, name: str, scopes: list[str], days: int | None
) -> NewToken:
    """Makes an API token; `tokens.create` says what the rest means.

    Raises:
        Invalid: the password is wrong, or name, scopes or days can't be taken.
        TooMany: the password was wrong too often.
    """
    if not await _confirmed(principal, password, "an API token"):
        raise Invalid(WRONG_OWN, {"password": WRONG_OWN})
    return await db.run_access(_make_token, principal, name, scopes, days)


async def join(
    token: str, name: str, password: str, repeated: str | None, browser: Browser
) -> OpenedSession:
    """Accepts an invitation and signs its new owner in.

    Raises:
        NotFound: the invitation was used, withdrawn or has expired.
        Invalid: the name or the password can't be taken.
        Conflict: they are in the team already.
    """
    invited = await db.run_access(invitations.look_up, token)
    users.person_name(name)
    passwords.accept_new(password, repeated, own=(name, invited.email))
    password_hash = await passwords.hashed(password)
    user_id = await db.run_access(invitations.accept, token, name, password_hash, browser.ip)
    return await db.run_access(_open_session, Credentials(user_id, password_hash), browser)


async def _confirmed(principal: Principal, password: str, purpose: str) -> bool:
    try:
        person = await _verified(password, _attempt_confirmation, principal)
    except Throttled:
        await db.run_access(_note_confirmation, principal, "password.throttled", purpose)
        raise
    if person is None:
        await db.run_access(_note_confirmation, principal, "password.refused", purpose)
    return person is not None


async def _verified(
    password: str,
    begin: Callable[Concatenate[Session, Params], Attempt],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Credentials | None:
    """The person whose password it is; None for a wrong one, which counts from now on."""
    last = time.monotonic() + PATIENCE_SECONDS
    while True:
        async with passwords.turn():
            attempt = await db.run_access(begin, *args, **kwargs)
            if attempt.ids is not None:
                person = attempt.person
                right = await passwords.matches(password, person.password_hash if person else None)
                await db.run_access(attempt_limits.finish, attempt.ids, right)
                return person if right else None
        if time.monotonic() > last:
            raise Throttled("", int(PATIENCE_SECONDS))
        await asyncio.sleep(LOOK_EVERY_SECONDS)


def _attempt_sign_in(session: Session, email: str, browser: Browser) -> Attempt:
    person = users.credentials(session, email)
    known = known_browsers.browser_of(browser.cookies, person)
    subjects = (
        attempt_limits.of_browser(known) if known else attempt_limits.of_stranger(email, browser.ip)
    )
    return Attempt(person, attempt_limits.begin(session, subjects))


def _attempt_confirmation(session: Session, principal: Principal) -> Attempt:
    ids = attempt_limits.begin(session, attempt_limits.of_session(principal.session_id))
    return Attempt(users.credentials_of(session, principal), ids)


def _open_session(session: Session, person: Credentials, browser: Browser) -> OpenedSession:
    if not users.is_current(session, person):
        raise Unauthenticated(WRONG)
    token = sessions.open_session(
        session,
        person.user_id,
        ip=browser.ip,
        user_agent=browser.user_agent,
        former=browser.former,
    )
    return OpenedSession(token, known_browsers.issue(person))


def _renew(
    session: Session, principal: Principal, password_hash: str, browser: Browser
) -> OpenedSession:
    sessions.hold(session, principal)
    users.set_password(session, principal, password_hash)
    return _open_session(session, Credentials(principal.user_id, password_hash), browser)


def _make_token(
    session: Session, principal: Principal, name: str, scopes: list[str], days: int | None
) -> NewToken:
    sessions.hold(session, principal)
    return tokens.create(session, principal, name, scopes, days)


def _note_refused(session: Session, email: str, ip: str) -> None:
    person = users.credentials(session, email)
    user_id = person.user_id if person else None
    audit.record(session, None, "session.refused", "user", user_id, ip=ip)


def _note_throttled(session: Session, email: str, ip: str, subject: str) -> None:
    person = users.credentials(session, email)
    user_id = person.user_id if person else None
    audit.record_often(session, None, "session.throttled", "user", user_id, key=subject, ip=ip)


def _note_confirmation(session: Session, principal: Principal, action: str, purpose: str) -> None:
    audit.record_often(
        session,
        principal,
        action,
        "user",
        principal.user_id,
        key=f"session:{principal.session_id}",
        after={"for": purpose},
    )
