"""Signing in and out, joining, passwords: everything that sets a cookie or takes a password.

Our own pages post plain forms here and are led on (303); programs post JSON and get JSON.
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from yardflow import db
from yardflow.api.deps import InBrowser, SignedIn
from yardflow.api.forms import Form, browser_of, described, go_to, read, with_cookies
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api
from yardflow.auth import cookies
from yardflow.auth import sign_in as signing_in
from yardflow.auth.address import client_ip
from yardflow.auth.passwords import WeakPassword
from yardflow.auth.request_principal import principal_of_cookie
from yardflow.auth.safe_redirect import asked_at_login, own_path
from yardflow.auth.sign_in import Opened
from yardflow.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, YardFlowError
from yardflow.models import Role
from yardflow.services.team import revocation, sessions

router = APIRouter(prefix="/api/auth", tags=["sign-in"])

LOGIN, INVITATION = "/login", "/invitation"
PROFILE, SESSIONS = "/settings/?tab=profile", "/settings/?tab=sessions"


class SignIn(Form):
    """Who signs in; ``next`` is where on our pages to go then."""

    email: str
    password: str
    next: str = ""


class PasswordChange(Form):
    """The password now, and the one from now on, once or twice."""

    current: str
    new: str
    repeat: str | None = None


class Joining(Form):
    """What somebody invited fills in; ``token`` comes from the link."""

    token: str
    name: str
    password: str
    repeat: str | None = None


class Me(Api):
    """Who is signed in."""

    id: int
    name: str
    email: str
    role: Role


@router.get("/me")
async def me(principal: SignedIn) -> Me:
    """Who the session cookie or the token belongs to."""
    role = principal.role
    return Me(id=principal.user_id, name=principal.name, email=principal.email, role=role)


@router.post("/signin", response_model=Me, openapi_extra=described(SignIn))
async def sign_in(request: Request) -> Response:
    """Opens a session. Ten failed tries in five minutes, by person or address, give 429; those of a
    browser in which the person signed in before are counted by themselves."""
    given, by_form = await read(request, SignIn)
    way = given.next or (asked_at_login(request.headers.get("referer", "")) if by_form else "")
    try:
        opened = await signing_in.sign_in(given.email, given.password, browser_of(request))
    except (Unauthenticated, TooMany) as error:
        if not by_form:
            raise
        problem = "slow" if isinstance(error, TooMany) else "wrong"
        return go_to(LOGIN, error=problem, next=_kept(way))
    return await _signed_in(opened, by_form, own_path(way))


@router.post("/signout")
async def sign_out(request: Request) -> Response:
    """Ends this session; fine when there is none."""
    sent = request.headers.get("cookie", "")
    principal = await principal_of_cookie(sent, client_ip(request.scope))
    if principal is not None:
        await db.run_access(sessions.sign_out, principal)
    return _left(request)


@router.post("/signout-everywhere")
async def sign_out_everywhere(request: Request, principal: InBrowser) -> Response:
    """Ends all of one's sessions, this one too, and all of one's API tokens."""
    await db.run_access(revocation.sign_out_everywhere, principal)
    return _left(request)


@router.post("/sessions/{session_id}/revoke")
async def revoke_session(session_id: Key, request: Request, principal: InBrowser) -> Response:
    """Signs one of one's own browsers out."""
    await db.run_access(sessions.revoke, principal, session_id)
    if session_id == principal.session_id:
        return _left(request)
    return go_to(SESSIONS, done="session") if _from_page(request) else JSONResponse({})


@router.post("/password", openapi_extra=described(PasswordChange))
async def change_password(request: Request, principal: InBrowser) -> Response:
    """Sets a new password. Every session and API token ends; this browser gets a new session."""
    given, by_form = await read(request, PasswordChange)
    try:
        opened = await signing_in.change_password(
            principal, given.current, given.new, given.repeat, browser_of(request)
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
    """Accepts an invitation: name, password, and one is in."""
    given, by_form = await read(request, Joining)
    try:
        opened = await signing_in.join(
            given.token, given.name, given.password, given.repeat, browser_of(request)
        )
    except YardFlowError as error:
        if not by_form:
            raise
        return go_to(INVITATION, token=given.token, error=_word(error))
    return await _signed_in(opened, by_form, "/")


async def _signed_in(opened: Opened, by_form: bool, path: str) -> Response:
    if by_form:
        return go_to(path, *_cookies_of(opened))
    principal = await db.run_access(sessions.find, opened.token)
    assert principal is not None
    body = (await me(principal)).model_dump(by_alias=True)
    answer = JSONResponse(body, headers={"Cache-Control": "no-store"})
    return with_cookies(answer, *_cookies_of(opened))


def _cookies_of(opened: Opened) -> tuple[str, str]:
    return cookies.issue(opened.token), opened.known


def _left(request: Request) -> Response:
    if _from_page(request):
        return go_to(LOGIN, cookies.clear(), error="left")
    return JSONResponse({}, headers={"Set-Cookie": cookies.clear()})


def _from_page(request: Request) -> bool:
    """Whether a browser navigates here: those ask for pages, programs for anything."""
    return "text/html" in request.headers.get("accept", "")


def _kept(path: str) -> str:
    way = own_path(path)
    return "" if way == "/" else way


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
