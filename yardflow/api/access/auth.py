"""Signing in and out, joining, passwords: everything that sets a cookie or takes a password.

Our own pages post plain forms here and are redirected (303); programs post JSON and get JSON.
"""

from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from yardflow import db, email_address
from yardflow.api.deps import InBrowser, SignedIn
from yardflow.api.forms import (
    browser_of,
    described,
    described_text,
    go_to,
    read,
    with_cookies,
)
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api
from yardflow.auth import cookies, passwords, safe_redirect
from yardflow.auth import sign_in as sign_ins
from yardflow.auth.address import client_ip
from yardflow.auth.passwords import WeakPassword
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.auth.safe_redirect import HOME, next_of_referer, safe_path
from yardflow.auth.sign_in import OpenedSession
from yardflow.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, YardFlowError
from yardflow.models import Role
from yardflow.services.records.values.fields import shape
from yardflow.services.team import revocation, sessions, users

router = APIRouter(prefix="/api/auth", tags=["sign-in"])

NewPassword = Annotated[str, described_text(passwords.LONGEST, minLength=passwords.SHORTEST)]
Password = Annotated[str, described_text(passwords.LONGEST)]

LOGIN, INVITATION = "/login", "/invitation"
PROFILE, SESSIONS = "/settings/?tab=profile", "/settings/?tab=sessions"


class SignIn(Api):
    """Email and password; `next` is the page to go to afterward."""

    email: Annotated[str, described_text(email_address.LONGEST)]
    password: Password
    next: Annotated[str, described_text(safe_redirect.LONGEST)] = ""


class PasswordChange(Api):
    """The current password and the new one; `repeat` is the new one again, if sent."""

    current: Password
    new: NewPassword
    repeat: Password | None = None


class Joining(Api):
    """What an invited person fills in; `token` comes from the invitation link."""

    token: Annotated[str, described_text(100)]
    name: Annotated[str, described_text(**shape(users.NAME))]
    password: NewPassword
    repeat: Password | None = None


class Me(Api):
    """The person who is signed in."""

    id: int
    name: str
    email: str
    role: Role


@router.get("/me")
async def get_me(principal: SignedIn) -> Me:
    """Returns the person that the session cookie or the token belongs to."""
    role = principal.role
    return Me(id=principal.user_id, name=principal.name, email=principal.email, role=role)


@router.post("/signin", response_model=Me, openapi_extra=described(SignIn))
async def sign_in(request: Request) -> Response:
    """Opens a session and sets its cookie.

    After ten failed attempts in five minutes, for a person or from an address, the answer is 429.
    A browser that the person has signed in with before is counted separately.
    """
    body, by_form = await read(request, SignIn)
    path = body.next or (next_of_referer(request.headers.get("referer", "")) if by_form else "")
    try:
        opened = await sign_ins.sign_in(body.email, body.password, browser_of(request))
    except (Unauthenticated, TooMany) as error:
        if not by_form:
            raise
        problem = "slow" if isinstance(error, TooMany) else "wrong"
        return go_to(LOGIN, error=problem, next=_next(path))
    return await _signed_in(opened, by_form, safe_path(path))


@router.post("/signout")
async def sign_out(request: Request) -> Response:
    """Ends this session; succeeds when there is none."""
    cookie = request.headers.get("cookie", "")
    principal = await principal_of_cookie(cookie, client_ip(request.scope))
    if principal is not None:
        await db.run_access(sessions.sign_out, principal)
    return _signed_out(request)


@router.post("/signout-everywhere")
async def sign_out_everywhere(request: Request, principal: InBrowser) -> Response:
    """Ends all of your sessions, including this one, and revokes all of your API tokens."""
    await db.run_access(revocation.sign_out_everywhere, principal)
    return _signed_out(request)


@router.post("/sessions/{session_id:int}/revoke")
async def revoke_session(session_id: Key, request: Request, principal: InBrowser) -> Response:
    """Signs out one of your browsers."""
    await db.run_access(sessions.revoke, principal, session_id)
    if session_id == principal.session_id:
        return _signed_out(request)
    return go_to(SESSIONS, done="session") if _from_page(request) else JSONResponse({})


@router.post("/password", openapi_extra=described(PasswordChange))
async def change_password(request: Request, principal: InBrowser) -> Response:
    """Sets a new password. Ends every session and API token; this browser gets a new session."""
    body, by_form = await read(request, PasswordChange)
    try:
        opened = await sign_ins.change_password(
            principal, body.current, body.new, body.repeat, browser_of(request)
        )
    except (Invalid, TooMany) as error:
        if not by_form:
            raise
        return go_to(PROFILE, error=_word(error))
    if by_form:
        return go_to(PROFILE, *_cookies_of(opened), done="password")
    return with_cookies(JSONResponse({}), *_cookies_of(opened))


@router.post("/join", response_model=Me, openapi_extra=described(Joining))
async def join(request: Request) -> Response:
    """Accepts an invitation: sets name and password, and signs the person in."""
    body, by_form = await read(request, Joining)
    try:
        opened = await sign_ins.join(
            body.token, body.name, body.password, body.repeat, browser_of(request)
        )
    except (Conflict, Invalid, NotFound, TooMany) as error:
        if not by_form:
            raise
        return go_to(INVITATION, token=body.token, error=_word(error))
    return await _signed_in(opened, by_form, "/")


async def _signed_in(opened: OpenedSession, by_form: bool, path: str) -> Response:
    if by_form:
        return go_to(path, *_cookies_of(opened))
    principal = await db.run_access(sessions.find, opened.token)
    assert principal is not None
    body = (await get_me(principal)).model_dump(by_alias=True)
    answer = JSONResponse(body, headers={"Cache-Control": "no-store"})
    return with_cookies(answer, *_cookies_of(opened))


def _cookies_of(opened: OpenedSession) -> tuple[str, str]:
    return cookies.issue(opened.token), opened.browser_cookie


def _signed_out(request: Request) -> Response:
    if _from_page(request):
        return go_to(LOGIN, cookies.clear(), error="left")
    return JSONResponse({}, headers={"Set-Cookie": cookies.clear()})


def _from_page(request: Request) -> bool:
    """Whether a browser navigates here: those ask for pages, programs for anything."""
    return "text/html" in request.headers.get("accept", "")


def _next(path: str) -> str:
    path = safe_path(path)
    return "" if path == HOME else path


def _word(error: YardFlowError) -> str:
    """What the page explains: one word in its address."""
    if isinstance(error, TooMany):
        return "slow"
    if isinstance(error, NotFound):
        return "gone"
    if isinstance(error, Conflict):
        return "taken"
    if isinstance(error, WeakPassword):
        return error.reason
    return "wrong" if "current" in getattr(error, "fields", {}) else "name"
