"""Who is behind an event of the interface."""

from typing import Any

from yardflow.errors import Unauthenticated
from yardflow.services.access import Principal


async def principal_of(router: Any) -> Principal:
    """The person whose login session the cookie of this tab's socket names.

    Raises:
        Unauthenticated: there is none, or it has ended.
    """
    raise Unauthenticated("You are not signed in.")
