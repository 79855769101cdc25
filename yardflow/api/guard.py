"""What is refused before a route is looked for: cross-site calls, floods, oversized bodies.

ASGI middleware around the API; the pages and the socket pass untouched.
"""

from collections.abc import Mapping
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yardflow.api.errors import OF_STATUS, failure
from yardflow.auth.address import client_ip
from yardflow.auth.cookies import token_of
from yardflow.auth.rate_limit import RateLimiter
from yardflow.config import settings
from yardflow.services.team.sessions import fingerprint

# The largest honest one names some thousand contacts or fixes a thousand cells.
LARGEST_BODY = 256_000
# What signs in, and what any of our forms sends: parsing a form costs far more than JSON. The
# largest has three passwords of a thousand characters, each written as twelve bytes at most.
LARGEST_FORM = 48_000
# A file is at most 50 MB (52,428,800 bytes); the rest is the envelope of the upload.
LARGEST_UPLOAD = 53_000_000
UPLOADS = (
    "/api/imports",
    "/api/suppressions/imports",
    "/api/attachments",
    "/api/sequences/files",
)
# Those that are about one sequence, by what stands around its number.
_SEQUENCES, _LISTS = "/api/sequences/", "/lists"
# What providers report by themselves: SendGrid sends up to 768 KB at a time, HubSpot less.
LARGEST_REPORT = 2_000_000
REPORTS = ("/api/webhooks/sendgrid", "/api/webhooks/hubspot")
# An email that comes in is at most 30 MB, with its form 32: of what is larger only the signature is
# checked, so that it need not be refused and posted again for days.
LARGEST_EMAIL = 100_000_000
EMAILS = ("/api/webhooks/sendgrid/inbound",)
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
_HARMLESS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN = (
    "We refused this request because it came from another site. If that site is your own, set "
    "PUBLIC_URL to its address."
)


class Guard:
    """Refuses calls that another site makes with a person's cookie, floods, and huge bodies.

    Sign-ins are counted apart from all other calls, and calls with a cookie or a token that was
    valid before apart from all others from the same address: a flood of one kind holds up no
    other. A cookie or token that has not been valid yet is a stranger's.
    """

    def __init__(
        self,
        app: ASGIApp,
        signed_in: RateLimiter | None = None,
        strangers: RateLimiter | None = None,
    ) -> None:
        self.app = app
        self._signed_in = signed_in or RateLimiter(rate=100, burst=1000)
        self._strangers = strangers or RateLimiter(rate=100, burst=1000)
        self._sign_ins = RateLimiter(rate=20, burst=200)
        # SendGrid posts each email alone, and its signature says who posts it.
        self._emails = RateLimiter(rate=500, burst=2000)
        # Whose cookie or token it was, of the last that were valid.
        self._verified: dict[str, str] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] == "http" and path.startswith(_SHUT):
            await failure(404, *OF_STATUS[404])(scope, receive, send)
            return
        if scope["type"] != "http" or not is_api(path):
            await self.app(scope, receive, send)
            return
        headers = {k.decode("latin-1").lower(): v.decode("latin-1") for k, v in scope["headers"]}
        refusal, limit = None, _limit(path, headers)
        secret = _secret_of(headers)
        if path not in _PROBES and not self._allowed(scope, secret):
            refusal = failure(429, *OF_STATUS[429], headers={"Retry-After": "1"})
        elif scope["method"] not in _HARMLESS and foreign(headers, path):
            refusal = failure(403, "forbidden", _FOREIGN)
        elif _number(headers.get("content-length")) > limit:
            refusal = failure(413, *OF_STATUS[413])
        if refusal is not None:
            await refusal(scope, receive, send)
            return
        await self.app(scope, _counted(receive, limit), send)
        principal = scope.get("state", {}).get("principal")
        if secret and principal is not None:
            self._remember(secret, f"user {principal.user_id}")

    def _allowed(self, scope: Scope, secret: str) -> bool:
        address = client_ip(scope)
        if (scope["method"], scope["path"]) in _SIGN_INS:
            return self._sign_ins.allow(address)
        if scope["path"].rstrip("/") in EMAILS:
            return self._emails.allow(address)
        person = self._verified.get(secret)
        return self._signed_in.allow(person) if person else self._strangers.allow(address)

    def _remember(self, secret: str, person: str) -> None:
        self._verified.pop(secret, None)
        self._verified[secret] = person
        if len(self._verified) > _MAX_VERIFIED:
            del self._verified[next(iter(self._verified))]


_BY_COOKIE = "/api/auth/"
# The key in the address says who asks, from whatever page a mail program shows; no cookie is read.
_BY_KEY = ("/api/unsubscribe/", "/api/book/")
_WITH_FORMS = (_BY_COOKIE, "/api/tokens")
_SIGN_INS = {("POST", "/api/auth/signin"), ("POST", "/api/auth/join")}
_PROBES = ("/api/ping", "/api/health")
_MAX_VERIFIED = 10_000
# Reflex's own doors: an upload without login or limit, files without login, a second health check.
_SHUT = ("/_upload", "/_health")


def foreign(headers: Mapping[str, Any], path: str = "") -> bool:
    """Whether a browser made this call for another site.

    Browsers name the ``Origin`` of everything that is not a plain read; where they leave it out,
    ``Sec-Fetch-Site`` shows it. A program with a token proves itself by the token, except where the
    cookie decides whatever else is sent.
    """
    if path.startswith(_BY_KEY):
        return False
    by_token = not path.startswith(_BY_COOKIE)
    if by_token and headers.get("authorization", "").lower().startswith("bearer "):
        return False
    origin = headers.get("origin")
    if origin is not None:
        return origin.rstrip("/").lower() not in {own.lower() for own in settings().origins}
    return headers.get("sec-fetch-site", "none") not in ("same-origin", "none")


def _secret_of(headers: Mapping[str, str]) -> str:
    """What stands for the cookie or token that the call came with; empty for none."""
    secret = headers.get("authorization") or token_of(headers.get("cookie", ""))
    return fingerprint(secret) if secret else ""


def is_api(path: str) -> bool:
    """Whether an address is one of the API."""
    return path == "/api" or path.startswith("/api/")


def _limit(path: str, headers: Mapping[str, str]) -> int:
    if _is_upload(path.rstrip("/")):
        return LARGEST_UPLOAD
    if path.rstrip("/") in REPORTS:
        return LARGEST_REPORT
    if path.rstrip("/") in EMAILS:
        return LARGEST_EMAIL
    by_form = headers.get("content-type", "").lower().startswith(FORMS)
    return LARGEST_FORM if by_form or path.startswith(_WITH_FORMS) else LARGEST_BODY


def _is_upload(path: str) -> bool:
    number = path.removeprefix(_SEQUENCES).removesuffix(_LISTS)
    is_list = path == f"{_SEQUENCES}{number}{_LISTS}" and number.isdecimal()
    return is_list or path in UPLOADS


def _number(text: str | None) -> int:
    return int(text[:19]) if text is not None and text.isdecimal() else 0


def _counted(receive: Receive, limit: int) -> Receive:
    size = 0

    async def counted() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > limit:
            raise HTTPException(413)
        return message

    return counted
