"""The database: a lazily made engine, one transaction a piece of work.

Importing this module opens no connection. Business code never commits: `session` does, once,
when its block ends well, and then calls whatever was left with `after_commit` (that is how a
job's message leaves only when its row is there to be read).
"""

import asyncio
import contextvars
import logging
import select
from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary, WeakValueDictionary

from psycopg import errors as postgres
from sqlalchemy import Engine, event
from sqlalchemy import Result as Rows
from sqlalchemy.exc import DataError, IntegrityError, InvalidatePoolError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import Session, create_engine

from yardflow import outage
from yardflow.config import SettingsError, settings
from yardflow.errors import Conflict, DiskFull, Invalid

log = logging.getLogger(__name__)


@runtime_checkable
class Person(Protocol):
    """Who asks for something."""

    @property
    def user_id(self) -> int: ...


Params = ParamSpec("Params")
Asker = TypeVar("Asker", bound=Person)
Result = TypeVar("Result")

_AFTER_COMMIT = "yardflow_after_commit"
# Threads in which services are called, each with a connection: together they stay below what the
# pool holds. Work of one kind never waits for work of another.
_ACCESS = ThreadPoolExecutor(4, "access")
_SHORT = ThreadPoolExecutor(8, "short")
_LONG = ThreadPoolExecutor(2, "long")
_POOL = 10
# Where rows of a million are takes PostgreSQL 6 MB to put together; in its usual 4 MB it keeps
# their pages alone, and compares all rows on these. Nor is any page four times as far as the next
# one, as on a turning disk.
_OPTIONS = "-c timezone=UTC -c work_mem=16MB -c random_page_cost=1.1"
# So many of the threads for short work one person has at once, however much they ask for.
_SHORT_AT_ONCE = 3
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[int, asyncio.Lock]] = (
    WeakKeyDictionary()
)
_places: WeakKeyDictionary[
    asyncio.AbstractEventLoop, WeakValueDictionary[int, asyncio.Semaphore]
] = WeakKeyDictionary()
_NOT_STORABLE = "This has a number or a character that we can't store. Change it and try again."
_GONE = "Someone else just deleted what this belongs to. Reload the page and try again."
_STALE = "Someone else just changed this. Reload the page and try again."
_DEADLOCK = "Someone else is changing the same records. Try again."
_OWN_PLANS = "own plans"
# So often is work done that others' work at the same moment has ended.
_TRIES = 4


class Deadlock(Conflict):
    """Two transactions waited for each other, and this one was ended. Doing it again helps."""


@cache
def engine() -> Engine:
    """The pool of this process.

    Raises:
        SettingsError: `DATABASE_URL` is unset.
    """
    url = settings().database_url
    if not url:
        raise SettingsError(
            "DATABASE_URL is not set: expected postgresql://user:password@host/name"
        )
    made = create_engine(
        url,
        pool_size=_POOL,
        max_overflow=_POOL,
        pool_timeout=5,
        hide_parameters=True,  # an error would quote the row, and with it a person
        connect_args={"connect_timeout": 3, "options": _OPTIONS},
    )
    event.listen(made, "checkout", _leave_if_closed)
    event.listen(made, "checkin", _forget_plans)
    return made


def _leave_if_closed(connection: Any, record: Any, proxy: Any) -> None:
    """A database that went away left something to be read in each connection that rests. To ask it
    takes a whole answer for each piece of work; to look takes none.
    """
    if connection.closed:
        raise InvalidatePoolError
    socket = select.poll()
    socket.register(connection.fileno(), select.POLLIN)
    if socket.poll(0):
        raise InvalidatePoolError


def _forget_plans(connection: Any, record: Any) -> None:
    """A connection that fails at it is closed, and found so by who takes it next: an error here
    would keep its place in the pool for ever.
    """
    if connection is None or not record.info.pop(_OWN_PLANS, False):
        return
    try:
        connection.execute("DISCARD PLANS")
        connection.commit()
    except postgres.Error:
        connection.close()


def dispose() -> None:
    """Closes the pool, for a process that ends or a test that changes the address."""
    if engine.cache_info().currsize:
        engine().dispose()
        engine.cache_clear()


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
    for _ in range(_TRIES - 1):
        with suppress(Deadlock):
            return transaction()
    return transaction()


def ids_of(numbers: Iterable[int]) -> str:
    """Numbers as PostgreSQL writes an array of them, for ``ANY(CAST(:ids AS bigint[]))``: psycopg
    looks at each element of a list to see what it is, which takes longer than many a statement.
    """
    return f"{{{','.join(map(str, numbers))}}}"


def named(rows: Rows[Any]) -> list[Any]:
    """The rows as named tuples. To ask one of SQLAlchemy's for a column by its name takes thirty
    times as long, which counts where a thousand are asked for dozens each.
    """
    return [*map(_named(*rows.keys())._make, rows)]


@cache
def _named(*columns: str) -> Any:
    return namedtuple("Row", columns)


def plain(session: Session, statement: Any, values: Mapping[str, Any] | None = None) -> Any:
    """What a statement of columns alone gives, as the database has it: the ORM, which would look
    through its rows for records, takes a third of the time of one that gives fifty.
    """
    session.flush()
    return session.connection().execute(statement, values)


def keep_plans_apart(session: Session) -> None:
    """What a session's connection plans from now on by settings of its own, no one else works by:
    triggers and foreign keys keep their plans for as long as the connection is open.
    """
    session.connection().info[_OWN_PLANS] = True


@contextmanager
def unprepared(session: Session) -> Iterator[Any]:
    """psycopg's own connection of a session, which keeps no plan of what is sent in the block.

    It would prepare a statement that it has sent five times, and PostgreSQL then often takes one
    plan for all values: a stage that hardly anyone has was looked for like one that most have.
    """
    connection: Any = session.connection().connection.driver_connection
    threshold, connection.prepare_threshold = connection.prepare_threshold, None
    try:
        yield connection
    finally:
        connection.prepare_threshold = threshold


def after_commit(current: Session, callback: Callable[[], None]) -> None:
    """Leaves something to be called once this session's work is committed, never before."""
    current.info.setdefault(_AFTER_COMMIT, []).append(callback)


async def run(
    work: Callable[Concatenate[Session, Params], Result],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """Calls a service in a thread, in one transaction, and gives plain data back. What a deadlock
    ends is done again.

    Where the first argument is the person who asks, only a few of theirs go on at once.

    Raises:
        NoDatabase: the database does not answer, or has no connection for this in time.
    """
    return await _among_few(args, lambda current: work(current, *args, **kwargs))


async def read(
    work: Callable[Concatenate[Session, Params], Result],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """`run` for what writes nothing: each of its statements stands alone, so that none waits until
    the database has begun a transaction, and no one until it has ended it.
    """
    return await _among_few(args, lambda current: work(current, *args, **kwargs), autocommit=True)


async def run_access(
    work: Callable[Concatenate[Session, Params], Result],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """`run` for signing in and for who is asking: whatever others do, it has its turn at once."""
    return await _in_thread_of(_ACCESS, lambda current: work(current, *args, **kwargs))


async def look_up(
    work: Callable[Concatenate[Session, Params], Result],
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """`run_access` for who is asking, which each event and request begins with: what it reads and
    writes are statements that stand alone.
    """
    return await _in_thread_of(
        _ACCESS, lambda current: work(current, *args, **kwargs), autocommit=True
    )


async def run_long(
    work: Callable[Concatenate[Session, Asker, Params], Result],
    asker: Asker,
    *args: Params.args,
    **kwargs: Params.kwargs,
) -> Result:
    """`run` for what goes over whole lists: it may take many seconds. One at a time for a person,
    whatever they ask for, so that no one takes all the threads there are.
    """
    turns = _turns.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    async with turns.setdefault(asker.user_id, asyncio.Lock()):
        working = asyncio.ensure_future(
            _in_thread_of(_LONG, lambda current: work(current, asker, *args, **kwargs))
        )
        try:
            return await asyncio.shield(working)
        except asyncio.CancelledError:
            # Nobody waits for it any more, but the thread goes on: no other of theirs begins.
            await asyncio.wait({working})
            raise


async def _among_few(
    args: tuple[Any, ...], work: Callable[[Session], Result], *, autocommit: bool = False
) -> Result:
    asker = args[0] if args else None
    if not isinstance(asker, Person):
        return await _in_thread_of(_SHORT, work, autocommit=autocommit)
    places = _places.setdefault(asyncio.get_running_loop(), WeakValueDictionary())
    async with places.setdefault(asker.user_id, asyncio.Semaphore(_SHORT_AT_ONCE)):
        return await _in_thread_of(_SHORT, work, autocommit=autocommit)


async def _in_thread_of(
    pool: ThreadPoolExecutor, work: Callable[[Session], Result], *, autocommit: bool = False
) -> Result:
    def once() -> Result:
        with outage.noticed(), session(autocommit=autocommit) as current:
            return work(current)

    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, again, once)


def _explain(error: IntegrityError) -> str:
    if isinstance(error.orig, postgres.ForeignKeyViolation):
        return _GONE
    constraint = getattr(getattr(error.orig, "diag", None), "constraint_name", None) or "a rule"
    return f"We couldn't save this: it breaks a rule of the database ({constraint})."
