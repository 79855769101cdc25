"""HubSpot's OAuth of 2026-03: a page with one button, codes that serve once, tokens that end.

https://developers.hubspot.com/docs/api-reference/latest/authentication/manage-oauth-tokens. Whoever
comes with a token of this place passes as if with the sandbox's key, so that no other route needs
to know of tokens.
"""

import base64
import hashlib
import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from pydantic import BaseModel, ConfigDict, Field
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from yardflow.config import SANDBOX_KEY
from yardflow.sandbox import errors
from yardflow.sandbox.clock import Clock
from yardflow.sandbox.hubspot.portal import APP_ID, PORTAL_ID
from yardflow.sandbox.hubspot.scopes import ALL_SCOPES, needed

USER_ID, USER = 70_000_001, "sandbox@example.com"
CODE_S, TOKEN_S, REFRESH_S = 60, 1_800, 180 * 86_400
_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Connect to the sandbox's HubSpot</title>
<style>body{{font:16px/1.5 system-ui;max-width:32rem;margin:12vh auto;padding:0 1rem}}\
button{{font:inherit;padding:.5rem 1rem}}</style>
<h1>Connect to HubSpot</h1><p>This is the sandbox: it stands in for HubSpot, and nothing leaves this
machine. The app asks for:</p><ul>{scopes}</ul>
<form method="post"><button>Connect app</button></form>
<p><a href="{refused}">Cancel</a></p></html>"""


class Choices(BaseModel):
    """How HubSpot is to behave: how long access tokens last, whether refresh tokens serve once,
    the only scopes it grants (None: all that are asked for), and whether to revoke all tokens now.
    """

    model_config = ConfigDict(extra="forbid")

    lifetime: int = Field(TOKEN_S, ge=1, le=86_400)
    rotates: bool = True
    scopes: list[str] | None = None
    revoke: bool = False


@dataclass(frozen=True)
class Grant:
    """What a person allowed, and until when it stands."""

    scopes: tuple[str, ...]
    until: int = 0
    redirect_uri: str = ""
    challenge: str = ""


@dataclass
class OAuth:
    """Codes and tokens; one client, whose id and secret are the sandbox's key. Tokens outlast a
    restart where a folder is given.
    """

    clock: Clock
    folder: Path | None = None
    choices: Choices = field(default_factory=Choices)
    _codes: dict[str, Grant] = field(default_factory=dict)
    _access: dict[str, Grant] = field(default_factory=dict)
    _refresh: dict[str, Grant] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self._file and self._file.exists():
            access, refresh = json.loads(self._file.read_text())
            self._access = {token: Grant(**grant) for token, grant in access.items()}
            self._refresh = {token: Grant(**grant) for token, grant in refresh.items()}

    @property
    def _file(self) -> Path | None:
        return self.folder / "hubspot_tokens.json" if self.folder else None

    def _keep(self) -> None:
        if self._file:
            now, kept = self.clock.now(), (self._access, self._refresh)
            listed = [
                {token: asdict(grant) for token, grant in each.items() if grant.until > now}
                for each in kept
            ]
            self._file.write_text(json.dumps(listed))

    def choose(self, request: Request, choices: Choices) -> Response:
        """Behaves like this from now on: a control route."""
        self.choices = choices
        if choices.revoke:
            self._access.clear()
            self._refresh.clear()
            self._keep()
        return Response(status_code=204)

    def routes(self) -> list[Route]:
        """The routes under HubSpot's path."""
        return [
            Route("/oauth/authorize", self._authorize, methods=["GET", "POST"]),
            Route("/oauth/2026-03/token", self._token, methods=["POST"]),
            Route("/oauth/2026-03/token/introspect", self._introspect, methods=["POST"]),
            Route("/oauth/2026-03/token/revoke", self._revoke, methods=["POST"]),
            Route(
                "/oauth/v2/private-apps/get/access-token-info", self._private_app, methods=["POST"]
            ),
        ]

    def admitting(self, app: ASGIApp) -> ASGIApp:
        """Middleware: a token that stands is as good as the key, as far as its scopes go; an
        expired one is named so.
        """

        async def admit(scope: Scope, receive: Receive, send: Send) -> None:
            answer = self._admitted(scope) if scope["type"] == "http" else None
            await (answer or app)(scope, receive, send)

        return admit

    def _admitted(self, scope: Scope) -> Response | None:
        headers = MutableHeaders(scope=scope)
        token = headers.get("authorization", "").removeprefix("Bearer ")
        grant = self._access.get(token)
        granted = self.choices.scopes if grant is None and token == SANDBOX_KEY else None
        asks_for = needed(scope["method"], scope["path"])
        if asks_for and asks_for not in (grant.scopes if grant else granted or ALL_SCOPES):
            message = "This app hasn't been granted all required scopes to make this call."
            return JSONResponse(errors.hubspot(message, "MISSING_SCOPES"), 403)
        if grant is not None and grant.until <= self.clock.now():
            message = "The OAuth token used to make this call expired."
            return JSONResponse(errors.hubspot(message, "EXPIRED_AUTHENTICATION"), 401)
        if grant is not None:
            headers["authorization"] = f"Bearer {SANDBOX_KEY}"
        return None

    async def _authorize(self, request: Request) -> Response:
        query = request.query_params
        back = query.get("redirect_uri", "")
        if query.get("client_id") != SANDBOX_KEY or urlsplit(back).scheme not in ("http", "https"):
            return HTMLResponse("<h1>This app is not known here.</h1>", 400)
        asked = tuple(f"{query.get('scope', '')} {query.get('optional_scope', '')}".split())
        returned = {"state": query["state"]} if "state" in query else {}
        if request.method == "GET":
            refused = _with(back, error="access_denied", **returned)
            rows = "".join(f"<li>{escape(scope)}</li>" for scope in asked)
            return HTMLResponse(_PAGE.format(scopes=rows, refused=escape(refused, quote=True)))
        code = secrets.token_urlsafe(16)
        challenge = query.get("code_challenge", "")
        until = self.clock.now() + CODE_S
        self._codes[code] = Grant(self._granted(asked), until, back, challenge)
        return RedirectResponse(_with(back, code=code, **returned), 302)

    def _granted(self, asked: tuple[str, ...]) -> tuple[str, ...]:
        allowed = self.choices.scopes
        return asked if allowed is None else tuple(scope for scope in asked if scope in allowed)

    async def _token(self, request: Request) -> Response:
        form = await _form(request)
        if not _is_client(form):
            return _refused("invalid_client", "client_id or client_secret is wrong", 401)
        if form.get("grant_type") == "authorization_code":
            grant = self._codes.pop(form.get("code", ""), None)
            return self._issued(grant) if grant and self._fits(grant, form) else _bad_grant("code")
        if form.get("grant_type") == "refresh_token":
            token = form.get("refresh_token", "")
            grant = self._refresh.get(token)
            if grant is None:
                return _bad_grant("refresh token")
            if self.choices.rotates:
                del self._refresh[token]
                token = ""
            return self._issued(grant, token)
        return _refused("unsupported_grant_type", "grant_type is not supported")

    def _fits(self, grant: Grant, form: dict[str, str]) -> bool:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
        return (
            grant.until > self.clock.now()
            and form.get("redirect_uri") == grant.redirect_uri
            and grant.challenge in ("", challenge)
        )

    def _issued(self, grant: Grant, refresh_token: str = "") -> Response:
        access, refresh = secrets.token_urlsafe(48), refresh_token or secrets.token_urlsafe(24)
        self._access[access] = replace(grant, until=self.clock.now() + self.choices.lifetime)
        self._refresh[refresh] = replace(grant, until=self.clock.now() + REFRESH_S)
        self._keep()
        body = {
            "token_use": "access_token",
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": self.choices.lifetime,
            "hub_id": PORTAL_ID,
            "user_id": USER_ID,
            "scopes": list(grant.scopes),
        }
        return JSONResponse(body)

    async def _introspect(self, request: Request) -> Response:
        form = await _form(request)
        if not _is_client(form):
            return _refused("invalid_client", "client_id or client_secret is wrong", 401)
        grant = self._access.get(form.get("token", ""))
        if grant is None or grant.until <= self.clock.now():
            return JSONResponse({"active": False})
        body: dict[str, Any] = {
            "active": True,
            "token_use": "access_token",
            "token_type": "Bearer",
            "hub_id": PORTAL_ID,
            "hub_domain": "sandbox.example.com",
            "user_id": USER_ID,
            "user": USER,
            "client_id": SANDBOX_KEY,
            "app_id": APP_ID,
            "scopes": list(grant.scopes),
            "expires_in": grant.until - self.clock.now(),
            "is_private_distribution": True,
            "token": form["token"],
            "signed_access_token": _signed(grant),
        }
        return JSONResponse(body)

    async def _revoke(self, request: Request) -> Response:
        form = await _form(request)
        if not _is_client(form):
            return _refused("invalid_client", "client_id or client_secret is wrong", 401)
        self._refresh.pop(form.get("token", ""), None)
        self._access.clear()
        self._keep()
        return Response(status_code=200)

    async def _private_app(self, request: Request) -> Response:
        try:
            token = (await request.json())["tokenKey"]
        except (ValueError, KeyError, TypeError):
            message = "Invalid input JSON: expected 'tokenKey'"
            return JSONResponse(errors.hubspot(message, "VALIDATION_ERROR"), 400)
        if token != SANDBOX_KEY:
            return JSONResponse(errors.hubspot("Token not found", "OBJECT_NOT_FOUND"), 404)
        body = {"hubId": PORTAL_ID, "userId": USER_ID, "appId": APP_ID}
        return JSONResponse(body | {"scopes": self.choices.scopes or ALL_SCOPES})


def _signed(grant: Grant) -> dict[str, Any]:
    """What the real one says of a token to its own services."""
    texts = ("appInstallId", "audience", "signature", "newSignature", "trialScopes")
    keys = ("scopeToScopeGroupPks", "trialScopeToScopeGroupPks")
    return {
        **dict.fromkeys((*texts, *keys), ""),
        "appId": APP_ID,
        "expiresAt": grant.until * 1_000,
        "hubId": PORTAL_ID,
        "hublet": "na1",
        "installingUserId": USER_ID,
        "isPrivateDistribution": True,
        "isServiceAccount": False,
        "isUserLevel": False,
        "scopes": " ".join(grant.scopes),
        "userId": USER_ID,
    }


async def _form(request: Request) -> dict[str, str]:
    return dict(parse_qsl((await request.body()).decode("utf-8", "replace")))


def _is_client(form: dict[str, str]) -> bool:
    return form.get("client_id") == SANDBOX_KEY and form.get("client_secret") == SANDBOX_KEY


def _with(address: str, **query: str) -> str:
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}"


def _bad_grant(what: str) -> Response:
    status = "BAD_AUTH_CODE" if what == "code" else "BAD_REFRESH_TOKEN"
    return _refused("invalid_grant", f"{what} is invalid, expired or revoked", status=status)


def _refused(
    error: str, description: str, code: int = 400, status: str = "BAD_REQUEST"
) -> Response:
    body = {"error": error, "error_description": description}
    return JSONResponse(body | {"status": status, "message": description}, code)
