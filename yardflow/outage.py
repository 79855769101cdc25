"""A database that does not answer, told from one that won't do what it is asked."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from psycopg import errors as postgres
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from yardflow import disk
from yardflow.errors import NoDatabase

log = logging.getLogger(__name__)

_NO_DATABASE = "We can't reach the database right now. Try again in a minute."
_away, _noting = threading.Event(), threading.Lock()  # it does not answer, and the log says so


@contextmanager
def noticed() -> Iterator[None]:
    """Tells of a database that does not answer in the block: its caller, and the log once.

    Raises:
        NoDatabase: it can't be reached, ends the session, or has no connection left.
    """
    try:
        yield
    except (DBAPIError, postgres.OperationalError, PoolTimeout) as error:
        if not _is_away(error):
            raise
        # Only what kind of error: its text names the host and the user.
        kind = type(getattr(error, "orig", None) or error).__name__
        _note(f"the database does not answer: {kind}", away=True)
        raise NoDatabase(disk.explained(_NO_DATABASE)) from None
    _note("the database answers again", away=False)


def _is_away(error: Exception) -> bool:
    """Whether an error is about reaching the database, not about what was asked of it."""
    if isinstance(error, PoolTimeout) or getattr(error, "connection_invalidated", False):
        return True
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    # It has no code where no server gave it one; the others are of the manual's appendix A:
    # connections, resources, somebody who ends or starts the server, its system.
    lost = state is None or state.startswith(("08", "53", "57P", "58"))
    return isinstance(cause, postgres.OperationalError) and lost


def _note(text: str, *, away: bool) -> None:
    """Logs a change for the better or worse, once."""
    if away != _away.is_set():
        with _noting:
            if away != _away.is_set():
                (_away.set if away else _away.clear)()
                log.warning(text)
