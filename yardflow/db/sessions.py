"""One transaction a piece of work.

Business code never commits: `session` does, once, when its block ends well, and then calls
whatever was left with `after_commit` (that is how a job's message leaves only when its row is there
to be read).
"""

import logging
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TypeVar

from psycopg import errors as postgres
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session

from yardflow.db.pool import engine
from yardflow.errors import Conflict, DiskFull, Invalid

log = logging.getLogger(__name__)

Result = TypeVar("Result")

_AFTER_COMMIT = "yardflow_after_commit"
_NOT_STORABLE = "This has a number or a character that we can't store. Change it and try again."
_GONE = "Someone else just deleted what this belongs to. Reload the page and try again."
_STALE = "Someone else just changed this. Reload the page and try again."
_DEADLOCK = "Someone else is changing the same records. Try again."
# So often is work done that others' work at the same moment has ended, after a pause of up to so
# many seconds, then twice as many: who begins again at once meets the same ones.
_TRIES, _FIRST_PAUSE_S = 4, 0.05


class Deadlock(Conflict):
    """Two transactions waited for each other, and this one was ended. Doing it again helps."""


@contextmanager
def session(*, autocommit: bool = False) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back when it raises.

    With ``autocommit`` each statement is one by itself, and takes one answer of the database
    instead of three.

    Raises:
        Conflict: the row was changed by another transaction since it was read, or a rule that the
            database holds was about to be broken and no service said so in better words.
        Deadlock: another transaction and this one waited for each other.
        Invalid: a value that can't be stored at all, such as a number past every bound.
        DiskFull: there is no room for what was written.
    """
    with Session(engine(), expire_on_commit=False) as current:
        try:
            if autocommit:
                current.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
            yield current
            current.commit()
        except StaleDataError:
            raise Conflict(_STALE) from None
        except IntegrityError as error:
            raise Conflict(_explain(error)) from error
        except (OperationalError, postgres.OperationalError) as error:
            cause = getattr(error, "orig", error)  # a cursor of psycopg's own raises it as it is
            if isinstance(cause, postgres.DeadlockDetected):
                raise Deadlock(_DEADLOCK) from error
            if isinstance(cause, postgres.DiskFull):
                raise DiskFull from error
            raise
        except (DataError, UnicodeEncodeError) as error:
            # Only what kind of error: its text quotes the value.
            kind = type(getattr(error, "orig", error)).__name__
            log.warning("a value could not be stored or looked up: %s", kind)
            raise Invalid(_NOT_STORABLE) from None
        callbacks = current.info.pop(_AFTER_COMMIT, [])
    for callback in callbacks:
        callback()


def again(transaction: Callable[[], Result]) -> Result:
    """Does a whole transaction, and does it again where a deadlock ended it.

    Raises:
        Deadlock: that did not help.
    """
    for number in range(_TRIES - 1):
        with suppress(Deadlock):
            return transaction()
        time.sleep(random.uniform(0, _FIRST_PAUSE_S * 2**number))  # noqa: S311 (no secret)
    return transaction()


def after_commit(current: Session, callback: Callable[[], None]) -> None:
    """Leaves something to be called once this session's work is committed, never before."""
    current.info.setdefault(_AFTER_COMMIT, []).append(callback)


def _explain(error: IntegrityError) -> str:
    if isinstance(error.orig, postgres.ForeignKeyViolation):
        return _GONE
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "a rule"
    return f"We couldn't save this: it breaks a rule of the database ({constraint})."
