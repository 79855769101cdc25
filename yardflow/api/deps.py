"""Who calls a route, and whether they may: used as FastAPI dependencies.

@router.get("/contacts")
async def list_contacts(principal: SignedIn) -> Listed[ContactOut]: ...
"""

import hmac
from typing import Annotated

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel

from yardflow.auth.address import client_ip
from yardflow.auth.request_principal import principal_of_bearer, principal_of_cookie
from yardflow.config import settings
from yardflow.errors import Forbidden, Unauthenticated
from yardflow.services.access import READ, WRITE, Principal, require_admin

_READING = frozenset({"GET", "HEAD", "OPTIONS"})


async def signed_in(request: Request) -> Principal:
    """The caller, by session cookie or ``Authorization: Bearer`` token.

    Raises:
        Unauthenticated: neither is valid.
        Forbidden: the token may only read, and this writes.
        RequestValidationError: the route has no such parameter.
    """
    ip, authorization = client_ip(request.scope), request.headers.get("authorization")
    if authorization is not None:
        principal = await principal_of_bearer(authorization, ip)
    else:
        principal = await principal_of_cookie(request.headers.get("cookie", ""), ip)
    if principal is None:
        raise Unauthenticated("Sign in or send a valid token as Authorization: Bearer.")
    request.state.principal = principal
    scope = READ if request.method in _READING else WRITE
    if principal.session_id is None and scope not in principal.scopes:
        raise Forbidden("This token is read-only. Create one with write access in Settings.")
    _refuse_unknown_parameters(request)
    return principal


async def admin(request: Request) -> Principal:
    """Like `signed_in`, for ADMIN only.

    Raises:
        Forbidden: anybody else.
    """
    principal = await signed_in(request)
    require_admin(principal)
    return principal


async def in_browser(request: Request) -> Principal:
    """Like `signed_in`, for what a person does about their own access: no token may.

    Raises:
        Forbidden: the caller is a program.
    """
    principal = await signed_in(request)
    if principal.session_id is None:
        raise Forbidden("API tokens can't do this. Sign in with a browser.")
    return principal


async def by_cron_secret(request: Request) -> None:
    """Lets in who sends the value of the setting ``CRON_SECRET``.

    Raises:
        Unauthenticated: it doesn't match, or isn't set.
    """
    secret = settings().cron_secret
    # Headers are read as Latin-1; what was sent are bytes, which clients write as UTF-8.
    sent = request.headers.get("authorization", "").encode("latin-1")
    expected = f"Bearer {secret.get_secret_value()}".encode() if secret else b""
    if not secret or not hmac.compare_digest(sent, expected):
        raise Unauthenticated("Send the value of CRON_SECRET as Authorization: Bearer.")


def _refuse_unknown_parameters(request: Request) -> None:
    """A misspelled filter would show too much. Queries that are models refuse it themselves."""
    if not request.query_params:
        return
    fields = request.scope["route"].dependant.query_params
    kinds = [field.field_info.annotation for field in fields]
    if any(isinstance(kind, type) and issubclass(kind, BaseModel) for kind in kinds):
        return
    unknown = request.query_params.keys() - {field.alias for field in fields}
    if unknown:
        raise RequestValidationError(
            [{"type": "extra_forbidden", "loc": ("query", name)} for name in sorted(unknown)]
        )


SignedIn = Annotated[Principal, Depends(signed_in)]
Admin = Annotated[Principal, Depends(admin)]
InBrowser = Annotated[Principal, Depends(in_browser)]
