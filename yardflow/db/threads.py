"""Threads in which services are called: work of one kind never waits for work of another, nor
does one person's for another's.
"""

import asyncio
import contextvars
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar, runtime_checkable
from weakref import WeakKeyDictionary, WeakValueDictionary

from sqlmodel import Session

from yardflow import outage
from yardflow.db.sessions import Result, again, session

# So many of the threads for short work one person has at once, however much they ask for.
SHORT_AT_ONCE = 3
# Each has a connection: together they stay below what the pool holds.
_ACCESS = ThreadPoolExecutor(4, "access")
_SHORT = ThreadPoolExecutor(8, "short")
_LONG = ThreadPoolExecutor(2, "long")
_turns: WeakKeyDictionary[asyncio.AbstractEventLoop, WeakValueDictionary[int, asyncio.Lock]] = (
    WeakKeyDictionary()
)
_places: WeakKeyDictionary[
    asyncio.AbstractEventLoop, WeakValueDictionary[int, asyncio.Semaphore]
] = WeakKeyDictionary()


@runtime_checkable
class Person(Protocol):
    """Who asks for something."""

    @property
    def user_id(self) -> int: ...


Params = ParamSpec("Params")
Asker = TypeVar("Asker", bound=Person)


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
    async with places.setdefault(asker.user_id, asyncio.Semaphore(SHORT_AT_ONCE)):
        return await _in_thread_of(_SHORT, work, autocommit=autocommit)


async def _in_thread_of(
    pool: ThreadPoolExecutor, work: Callable[[Session], Result], *, autocommit: bool = False
) -> Result:
    def once() -> Result:
        with outage.noticed(), session(autocommit=autocommit) as current:
            return work(current)

    context = contextvars.copy_context()
    return await asyncio.get_running_loop().run_in_executor(pool, context.run, again, once)
