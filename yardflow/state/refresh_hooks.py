"""What a page reads again after something changed what it shows, such as a run or an undo."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

_afterwards: list[tuple[str, Callable[[], Any]]] = []


def after_enrichment(path: str, handler: Any) -> None:
    """On pages with such an address (``*`` for one part), calls the handler afterwards."""
    _afterwards.append((path, handler))


def to_call(path: str) -> list[Callable[[], Any]]:
    """The handlers of the page with this address."""
    path = path.rstrip("/")
    return [handler for pattern, handler in _afterwards if fnmatchcase(path, pattern)]
