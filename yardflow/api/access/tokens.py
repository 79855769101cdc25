"""API tokens, made by a person in a browser who gives their password; a token can't make another.

Our own page posts a plain form here and is led back (303). The secret goes along in a cookie that
lives for a minute and no script can read: an address would be kept by the browser's history.
"""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BeforeValidator, ConfigDict

from yardflow import db
from yardflow.api.deps import InBrowser
from yardflow.api.forms import Form, described, go_to, read
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Listed, Many
from yardflow.auth import new_token, sign_in
from yardflow.errors import Invalid, TooMany
from yardflow.services.team import tokens

router = APIRouter(prefix="/api/tokens", tags=["tokens"])

TOKENS = "/settings/?tab=tokens"
_KEPT_NAME = 100
Scope = Literal["read", "write"]


def _listed(value: Any) -> Any:
    """A form has one field where JSON has a list."""
    return [value] if isinstance(value, str) else value


def _endless(value: Any) -> Any:
    """A form can't send null."""
    return None if value == "never" else value


class TokenIn(Form):
    """What a token is for, and the password of whom it acts for. ``days`` is how long it lives, 90
    when left out; null, until it is revoked."""

    model_config = ConfigDict(extra="forbid")

    name: str
    password: str
    scopes: Annotated[Many[Scope], BeforeValidator(_listed)] = ["read"]
    days: Annotated[int | None, BeforeValidator(_endless)] = tokens.USUAL_DAYS


class TokenOut(Api):
    """A token, without what opens anything."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None


class TokenMade(Api):
    """A token just made; ``secret`` is told this once."""

    secret: str
    token: TokenOut


@router.get("")
async def list_tokens(principal: InBrowser) -> Listed[TokenOut]:
    """One's own tokens that still work."""
    rows = [TokenOut.model_validate(one) for one in await db.run(tokens.list_own, principal)]
    return Listed(items=rows, total=len(rows))


@router.post("", status_code=201, response_model=TokenMade, openapi_extra=described(TokenIn))
async def make_token(request: Request, principal: InBrowser) -> Response:
    """Makes a token that acts as oneself, until it ends, the password or the role changes, or one
    signs out everywhere."""
    given, by_form = await read(request, TokenIn)
    try:
        made = await sign_in.make_token(
            principal, given.password, given.name, list(given.scopes), given.days
        )
    except (Invalid, TooMany) as error:
        if not by_form:
            raise
        return go_to(TOKENS, error=_word(error), **_kept(given))
    if by_form:
        return go_to(TOKENS, new_token.issue(made.secret), done="token")
    body = TokenMade(secret=made.secret, token=TokenOut.model_validate(made.row))
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(body.model_dump(mode="json", by_alias=True), 201, headers)


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: Key, principal: InBrowser) -> None:
    """Makes a token useless at once."""
    await db.run(tokens.revoke, principal, token_id)


def _kept(given: TokenIn) -> dict[str, str]:
    """What need not be typed again."""
    days = "never" if given.days is None else str(given.days)
    return {
        "name": given.name[:_KEPT_NAME],
        "scopes": "write" if "write" in given.scopes else "read",
        "days": days,
    }


def _word(error: Invalid | TooMany) -> str:
    """What the page explains: one word in its address."""
    if isinstance(error, TooMany):
        return "slow"
    return "wrong" if "password" in error.fields else "name"
