"""The secret of an API token just made, on its way from the form's answer to the page.

It travels in a cookie for a minute, out of reach of scripts, and opens nothing there.
"""

from yardflow import db
from yardflow.auth import cookies
from yardflow.services.access import Principal
from yardflow.services.people import tokens

_NAME = "yardflow-fresh"
_SECONDS = 60
_LONGEST = 200


def issue(secret: str) -> str:
    """A ``Set-Cookie`` header that carries the secret."""
    return cookies.issued(_NAME, secret, _SECONDS)


async def secret_of(cookie_header: str, principal: Principal) -> str:
    """The secret, if it is of a token that this person made just now; else empty."""
    value = cookies.value_of(cookie_header, _NAME) or ""
    if not value.startswith(tokens.PREFIX) or len(value) > _LONGEST:
        return ""
    return value if await db.run_access(tokens.just_made, principal, value) else ""
