"""The one source of time, so that a test or a forecast can move it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - replaced as a value


def now() -> datetime:
    """The current moment, aware and in UTC."""
    return _source()


@contextmanager
def at(moment: datetime | Callable[[], datetime]) -> Iterator[None]:
    """Runs a block at another time: a fixed moment, or a function that gives one."""
    global _source
    before = _source
    _source = moment if callable(moment) else lambda: moment
    try:
        yield
    finally:
        _source = before
