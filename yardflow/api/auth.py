"""Signing in and out, joining, passwords: everything that sets a cookie or takes a password.

Our own pages post plain forms here and are led on (303); programs post JSON and get JSON.
"""

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from yardflow import db
from yardflow.api.deps import InBrowser, SignedIn
from yardflow.api.forms import Form, browser_of, described, go_to, read
from yardflow.api.records import Key
from yardflow.api.schema import Api
from yardflow.auth import cookies, signing_in
from yardflow.auth.current import principal_of_cookie
from yardflow.auth.way_back import asked_at_login, own_path
from yardflow.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated, YardFlowError
from yardflow.models import Role
from yardflow.services.people import sessions

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
    """Opens a session. Ten failed tries in five minutes, by person or address, give 429."""
    given, by_form = await read(request, SignIn)
    way = given.next or (asked_at_login(request.headers.get("referer", "")) if by_form else "")
    try:
        token = await signing_in.sign_in(given.email, given.password, browser_of(request))
    except (Unauthenticated, TooMany) as error:
        if not by_form:
            raise
        problem = "slow" if isinstance(error, TooMany) else "wrong"
        return go_to(LOGIN, error=problem, next=_kept(way))
    return await _signed_in(token, by_form, own_path(way))


@router.post("/signout")
async def sign_out(request: Request) -> Response:
    """Ends this session; fine when there is none."""
    principal = await principal_of_cookie(request.headers.get("cookie", ""))
    if principal is not None:
        await db.run_access(sessions.sign_out, principal)
    return _left(request)


@router.post("/signout-everywhere")
async def sign_out_everywhere(request: Request, principal: InBrowser) -> Response:
    """Ends all of one's sessions, this one too."""
    await db.run_access(sessions.sign_out_everywhere, principal)
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
    """Sets a new password. Every session ends; this browser gets a new one."""
    given, by_form = await read(request, PasswordChange)
    try:
        token = await signing_in.change_password(
            principal, given.current, given.new, given.repeat, browser_of(request)
        )
    except (Invalid, TooMany) as error:
        if not by_form:
            raise
        word = _word(error)
        return go_to(PROFILE, error="weak" if word == "password" else word)
    if by_form:
        return go_to(PROFILE, cookies.issue(token), done="password")
    return JSONResponse({}, headers={"Set-Cookie": cookies.issue(token)})


@router.post("/join", response_model=Me, openapi_extra=described(Joining))
async def join(request: Request) -> Response:
    """Accepts an invitation: name, password, and one is in."""
    given, by_form = await read(request, Joining)
    try:
        token = await signing_in.join(
            given.token, given.name, given.password, given.repeat, browser_of(request)
        )
    except YardFlowError as error:
        if not by_form:
            raise
        return go_to(INVITATION, token=given.token, error=_word(error))
    return await _signed_in(token, by_form, "/")


async def _signed_in(token: str, by_form: bool, path: str) -> Response:
    cookie = cookies.issue(token)
    if by_form:
        return go_to(path, cookie)
    principal = await db.run_access(sessions.find, token)
    assert principal is not None
    body = (await me(principal)).model_dump(by_alias=True)
    return JSONResponse(body, headers={"Set-Cookie": cookie, "Cache-Control": "no-store"})


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
    fields = getattr(error, "fields", {})
    return "wrong" if "current" in fields else "name" if "name" in fields else "password"
