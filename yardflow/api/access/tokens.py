"""API tokens, made by a person in a browser who gives their password; a token can't make another.

Our own page posts a plain form here and is redirected back (303). The secret goes along in a cookie
that lives for a minute and no script can read: an address would be kept by the browser's history.
"""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BeforeValidator, WithJsonSchema

from yardflow import db
from yardflow.api.deps import InBrowser
from yardflow.api.forms import described, described_text, go_to, read
from yardflow.api.records.schema import Key
from yardflow.api.schema import Api, Listed, Many, with_fields_of
from yardflow.auth import new_token, passwords, sign_in
from yardflow.errors import Invalid, TooMany
from yardflow.services.records.values.fields import shape
from yardflow.services.team import tokens

router = APIRouter(prefix="/api/tokens", tags=["tokens"])

TOKENS = "/settings/?tab=tokens"
_LONGEST_KEPT_NAME = 100
Scope = Literal["read", "write"]


def _as_list(value: Any) -> Any:
    """A form has one field where JSON has a list."""
    return [value] if isinstance(value, str) else value


def _as_null(value: Any) -> Any:
    """A form can't send null."""
    return None if value == "never" else value


_DAYS = {
    "anyOf": [
        {"type": "integer", "minimum": 1, "maximum": tokens.LONGEST_LIFE_DAYS},
        {"type": "null"},
    ]
}


class TokenIn(Api):
    """A token's name, what it may do, and the password of the person it acts as.

    `days` is how long the token works: 90 if omitted; null until you revoke it.
    """

    name: Annotated[str, described_text(**shape(tokens.NAME))]
    password: Annotated[str, described_text(passwords.LONGEST)]
    scopes: Annotated[Many[Scope], BeforeValidator(_as_list)] = ["read"]
    days: Annotated[int | None, BeforeValidator(_as_null), WithJsonSchema(_DAYS)] = (
        tokens.USUAL_DAYS
    )


@with_fields_of(tokens.TokenRow)
class TokenOut(Api):
    """A token, without its secret."""

    scopes: list[str]


class TokenMade(Api):
    """A new token. `secret` is shown only this once."""

    secret: str
    token: TokenOut


@router.get("")
async def list_tokens(principal: InBrowser) -> Listed[TokenOut]:
    """Lists your tokens that still work."""
    rows = [TokenOut.model_validate(row) for row in await db.run(tokens.list_own, principal)]
    return Listed(items=rows, total=len(rows))


@router.post("", status_code=201, response_model=TokenMade, openapi_extra=described(TokenIn))
async def create_token(request: Request, principal: InBrowser) -> Response:
    """Creates a token that acts as you.

    It works until it expires or is revoked, your password or role changes, or you sign out
    everywhere.
    """
    body, by_form = await read(request, TokenIn)
    try:
        token = await sign_in.make_token(
            principal, body.password, body.name, list(body.scopes), body.days
        )
    except (Invalid, TooMany) as error:
        if not by_form:
            raise
        return go_to(TOKENS, error=_word(error), **_kept(body))
    if by_form:
        return go_to(TOKENS, new_token.issue(token.secret), done="token")
    answer = TokenMade(secret=token.secret, token=TokenOut.model_validate(token.row))
    headers = {"Cache-Control": "no-store"}
    return JSONResponse(answer.model_dump(mode="json", by_alias=True), 201, headers)


@router.delete("/{token_id:int}", status_code=204)
async def revoke_token(token_id: Key, principal: InBrowser) -> None:
    """Revokes a token. Programs that use it are refused right away."""
    await db.run(tokens.revoke, principal, token_id)


def _kept(body: TokenIn) -> dict[str, str]:
    """What need not be typed again."""
    return {
        "name": body.name[:_LONGEST_KEPT_NAME],
        "scopes": "write" if "write" in body.scopes else "read",
        "days": "never" if body.days is None else str(body.days),
    }


def _word(error: Invalid | TooMany) -> str:
    """What the page explains: one word in its address."""
    if isinstance(error, TooMany):
        return "slow"
    return "wrong" if "password" in error.fields else "name"
