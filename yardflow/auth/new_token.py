"""The secret of an API token just made, on its way from the form's answer to the page.

It travels in a cookie for a minute, out of reach of scripts, and opens nothing there.
"""

import time

from yardflow import db
from yardflow.auth import cookies
from yardflow.services.access import Principal
from yardflow.services.team import tokens
from yardflow.services.team.sessions import fingerprint

_NAME = "yardflow-new-token"
_SECONDS = 60
_LONGEST = 200
# When which secret was dismissed, by its fingerprint, while its cookie lives on.
_dismissed: dict[str, float] = {}


def issue(secret: str) -> str:
    """A ``Set-Cookie`` header that carries the secret."""
    return cookies.issued(_NAME, secret, _SECONDS)


def dismiss(secret: str) -> None:
    """Whoever made the token has seen its secret: it is not shown again by this process."""
    moment = time.monotonic()
    for old in [key for key, at in _dismissed.items() if moment - at > _SECONDS]:
        del _dismissed[old]
    if secret:
        _dismissed[fingerprint(secret)] = moment


async def secret_of(cookie_header: str, principal: Principal) -> str:
    """The secret, if it is of a token that this person made just now; else empty."""
    value = cookies.value_of(cookie_header, _NAME) or ""
    if not value.startswith(tokens.PREFIX) or len(value) > _LONGEST:
        return ""
    if fingerprint(value) in _dismissed:
        return ""
    return value if await db.run_access(tokens.just_made, principal, value) else ""
