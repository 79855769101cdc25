"""What a page reads again after something changed what it shows, such as a run or an undo."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from yardflow import registry


def refresh_handlers(path: str) -> list[Callable[[], Any]]:
    """The handlers that the domains declare for the page with this address."""
    path = path.rstrip("/")
    return registry.resolved(
        handler
        for domain in registry.domains()
        for pattern, handler in domain.refresh
        if fnmatchcase(path, pattern)
    )
