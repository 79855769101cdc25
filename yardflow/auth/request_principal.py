"""Who is behind a request: a browser by its cookie, a program by its token."""

from yardflow import db
from yardflow.auth import cookies
from yardflow.services.access import Principal
from yardflow.services.team import sessions, tokens

_LONGEST_SECRET = 200


async def principal_of_cookie(cookie_header: str, ip: str = "") -> Principal | None:
    """The signed-in person, read from the login session each time; None if no one is signed in."""
    token = cookies.token_of(cookie_header)
    if token is None or len(token) > _LONGEST_SECRET:
        return None
    return await db.look_up(sessions.find, token, ip)


async def principal_of_bearer(authorization: str, ip: str = "") -> Principal | None:
    """The person for whom an API token acts; None for a header that opens nothing."""
    scheme, _, secret = authorization.partition(" ")
    secret = secret.strip()
    if scheme.lower() != "bearer" or not secret.startswith(tokens.PREFIX):
        return None
    if len(secret) > _LONGEST_SECRET:
        return None
    return await db.look_up(tokens.find, secret, ip)
