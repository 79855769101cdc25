"""Signing in, joining and changing a password: what needs a password, and so happens over HTTP.

A wrong address and a wrong password get the same answer after the same time, and both count
against the same limits.
"""

from dataclasses import dataclass

from yardflow import db
from yardflow.auth import passwords
from yardflow.errors import Invalid, Unauthenticated
from yardflow.services import audit
from yardflow.services.access import Principal
from yardflow.services.people import invitations, sessions, throttle, users
from yardflow.services.records.fields import printable

WRONG = "Email or password is wrong. Check both and try again."
WRONG_CURRENT = "The current password is wrong. Nothing was changed."


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from; ``former`` is the session cookie that was there before."""

    ip: str = ""
    user_agent: str = ""
    former: str | None = None


async def sign_in(email: str, password: str, browser: Browser) -> str:
    """Opens a session and returns the token for its cookie.

    Raises:
        Unauthenticated: the two don't belong together.
        TooMany: ten tries have failed in five minutes, of this person or from this address.
    """
    email = printable(email)
    tries = await db.run_access(throttle.begin, email, browser.ip)
    found = await db.run_access(users.credentials, email)
    if not await passwords.matches(password, found.password_hash if found else None):
        user_id = found.user_id if found else None
        await db.run_access(audit.record, None, "session.refused", "user", user_id, ip=browser.ip)
        raise Unauthenticated(WRONG)
    assert found is not None
    await db.run_access(throttle.forgive, tries)
    return await _open(found.user_id, browser)


async def change_password(
    principal: Principal, current: str, new: str, repeated: str | None, browser: Browser
) -> str:
    """Sets a new password, ends every session, and returns the token of a new one for this browser.

    Raises:
        Invalid: the current password is wrong, or the new one can't be taken.
        TooMany: the current password was wrong too often.
    """
    passwords.accept_new(new, repeated)
    tries = await db.run_access(throttle.begin, principal.email, browser.ip)
    found = await db.run_access(users.credentials_of, principal)
    if not await passwords.matches(current, found.password_hash):
        raise Invalid(WRONG_CURRENT, {"current": WRONG_CURRENT})
    await db.run_access(throttle.forgive, tries)
    await db.run_access(users.set_password, principal, await passwords.hashed(new))
    return await _open(principal.user_id, browser)


async def join(token: str, name: str, password: str, repeated: str | None, browser: Browser) -> str:
    """Accepts an invitation and signs its new owner in.

    Raises:
        NotFound: the invitation is no longer good.
        Invalid: the name or the password can't be taken.
        Conflict: they are in the team already.
    """
    users.person_name(name)
    passwords.accept_new(password, repeated)
    await db.run_access(invitations.look_up, token)
    password_hash = await passwords.hashed(password)
    user_id = await db.run_access(invitations.accept, token, name, password_hash, browser.ip)
    return await _open(user_id, browser)


async def _open(user_id: int, browser: Browser) -> str:
    return await db.run_access(
        sessions.open_session,
        user_id,
        ip=browser.ip,
        user_agent=browser.user_agent,
        former=browser.former,
    )
