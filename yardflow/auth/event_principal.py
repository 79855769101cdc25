"""Who is behind an event of the interface."""

from typing import Any

from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import Unauthenticated
from yardflow.services.access import Principal


async def principal_of(router: Any) -> Principal:
    """The person whose login session the cookie of this tab's socket names.

    Raises:
        Unauthenticated: there is none, or it has ended.
    """
    principal = await principal_of_cookie(router.headers.cookie, router.session.client_ip)
    if principal is None:
        raise Unauthenticated("You are not signed in. Sign in to pick up where you left off.")
    return principal
