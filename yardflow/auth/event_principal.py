"""Who is behind an event of the interface."""

import time
from contextvars import ContextVar
from typing import Any

from yardflow.auth.request_principal import principal_of_cookie
from yardflow.errors import Unauthenticated
from yardflow.services.access import Principal
from yardflow.services.team import sessions

# What an event does so soon is done by the person whom the gate let in with it. Who is behind work
# in the background, or work that takes long, is looked up again.
ADMITTED_FOR_S = 1.0
_admitted: ContextVar[tuple[str, Principal | None, float, int] | None] = ContextVar(
    "admitted", default=None
)


def admit(cookie: str, principal: Principal | None) -> None:
    """Tells who the gate has just found behind the current event."""
    _admitted.set((cookie, principal, time.monotonic(), sessions.endings()))


def admitted(cookie: str, within_s: float) -> Principal | None:
    """Whom the gate found behind this cookie at most so long ago, for the current event; None once
    any session has ended since, as far as this process knows.
    """
    if (admission := _admitted.get()) is None:
        return None
    of, principal, at, endings = admission
    fresh = time.monotonic() - at <= within_s and endings == sessions.endings()
    return principal if fresh and of == cookie else None


async def principal_of(router: Any) -> Principal:
    """The person whose login session the cookie of this tab's socket names.

    Raises:
        Unauthenticated: there is none, or it has ended.
    """
    cookie = router.headers.cookie
    principal = admitted(cookie, ADMITTED_FOR_S)
    if principal is None:
        principal = await principal_of_cookie(cookie, router.session.client_ip)
    if principal is None:
        raise Unauthenticated("You are not signed in. Sign in to pick up where you left off.")
    return principal
