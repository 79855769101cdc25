"""API tokens, made by a person in a browser; a token can't make another."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter

from yardflow import db
from yardflow.api.deps import InBrowser
from yardflow.api.records import Key
from yardflow.api.schema import Api, Listed, Sent
from yardflow.services.people import tokens

router = APIRouter(prefix="/api/tokens", tags=["tokens"])


class TokenIn(Sent):
    """What a token is for. ``days`` is how long it lives; left out, until it is revoked."""

    name: str
    scopes: list[Literal["read", "write"]] = ["read"]
    days: int | None = None


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


@router.post("", status_code=201)
async def make_token(body: TokenIn, principal: InBrowser) -> TokenMade:
    """Makes a token that acts as oneself."""
    made = await db.run(tokens.create, principal, body.name, list(body.scopes), body.days)
    return TokenMade(secret=made.secret, token=TokenOut.model_validate(made.row))


@router.delete("/{token_id}", status_code=204)
async def revoke_token(token_id: Key, principal: InBrowser) -> None:
    """Makes a token useless at once."""
    await db.run(tokens.revoke, principal, token_id)
