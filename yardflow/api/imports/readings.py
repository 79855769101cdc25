"""Files that are being read: each in a process of its own, two at a time, the others in turn.

Waiting and reading hold neither a thread nor a connection of this process; once a second the
progress is written to the import's row. A reading that fails leaves no row of the file.
"""

import asyncio
import contextlib
import json
import logging
import signal
import weakref
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yardflow import db
from yardflow.api.imports import reader
from yardflow.errors import Invalid, NoDatabase, NotFound, YardFlowError
from yardflow.services import imports
from yardflow.services.imports import FileTooLarge, NoRoom, ReadingStopped, Refused
from yardflow.services.imports.limits import READING_WALL_FACTOR
from yardflow.services.imports.reader_process import Order, cpu_seconds

log = logging.getLogger(__name__)

AT_ONCE = 2
_LEASE_RENEWED_EVERY_S = 0.5
_GONE = "This import was discarded while its file was read."

_turns: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore]" = (
    weakref.WeakKeyDictionary()
)


@dataclass
class _Progress:
    rows: int = 0
    percent: int = 0


async def read(import_id: int, path: Path, *, sheet: str = "", encoding: str = "") -> None:
    """Has a file read into its import, which is a draft then.

    Raises:
        Refused: the file can't be taken, or took more than it may.
        FileTooLarge: it is over the limit.
        NoRoom: the database's disk is full.
        NotFound: the import was discarded while its file was read.
        ReadingStopped: the process ended without saying why.
    """
    progress = _Progress()
    order = Order(import_id, str(path), sheet, encoding)
    reading = asyncio.create_task(_in_turn(order, progress))
    try:
        while not (await asyncio.wait({reading}, timeout=_LEASE_RENEWED_EVERY_S))[0]:
            if not await _is_open(import_id, progress):
                raise NotFound(_GONE)
    finally:
        reading.cancel()
        await asyncio.wait({reading})
    reading.result()


async def read_at_once(order: Order) -> None:
    """Has a file read whose reading no one follows.

    Raises:
        YardFlowError: as in `read`, or as the order's work does.
    """
    await _in_turn(order, _Progress())


async def read_for_page(import_id: int, path: Path, **choices: str) -> None:
    """`read` for the import's page, which shows the reason when the file is refused."""
    try:
        await read(import_id, path, **choices)
    except NotFound:
        return
    except YardFlowError as error:
        with _ended_without_the_database():
            await db.run(imports.refuse, import_id, error.message)


async def read_for_program(import_id: int, path: Path, **choices: str) -> None:
    """`read` for a program that waits for the answer: nothing stays of what came to nothing."""
    try:
        await read(import_id, path, **choices)
    except YardFlowError:
        with _ended_without_the_database():
            await db.run(imports.forget, import_id)
        raise


@contextlib.contextmanager
def _ended_without_the_database() -> Iterator[None]:
    """Nobody keeps the import alive from here on, so it counts as refused anyway."""
    try:
        yield
    except NoDatabase:
        log.warning("the end of a reading was not written down: the database does not answer")


async def _is_open(import_id: int, progress: _Progress) -> bool:
    try:
        return await db.run(imports.renew_lease, import_id, progress.rows, progress.percent)
    except NoDatabase:
        # The process that reads notices by itself when the database stays away.
        return True


async def _in_turn(order: Order, progress: _Progress) -> None:
    loop = asyncio.get_running_loop()
    async with _turns.setdefault(loop, asyncio.Semaphore(AT_ONCE)):
        limit = READING_WALL_FACTOR * cpu_seconds(Path(order.path).stat().st_size)
        try:
            await asyncio.wait_for(_in_a_process(order, progress), limit)
        except TimeoutError:
            raise Refused("too_slow") from None


async def _in_a_process(order: Order, progress: _Progress) -> None:
    answers, asking = await asyncio.open_connection(sock=reader.ask())
    ended = None
    try:
        asking.write(order.as_line())
        with contextlib.suppress(ConnectionError):  # the end, without a word on it
            async for line in answers:
                message = json.loads(line)
                ended = message.get("ended")
                _take(message, progress)
        _judge(ended)
    finally:
        asking.write_eof()
        with contextlib.suppress(ConnectionError):
            await answers.read()
        asking.close()


def _take(message: dict, progress: _Progress) -> None:
    for refusal in (FileTooLarge, NoRoom):
        if message.get("refused") == refusal.reason:
            raise refusal
    if "refused" in message:
        raise Refused(message["refused"], message["line"])
    if "failed" in message:
        raise Invalid(message["failed"])
    progress.rows = message.get("rows", progress.rows)
    progress.percent = message.get("percent", progress.percent)


def _judge(ended: int | None) -> None:
    if ended == 0:
        return
    if ended == -signal.SIGXCPU:
        raise Refused("too_slow")
    if ended == -signal.SIGKILL:  # the system's own way out when memory runs short
        raise Refused("too_much_memory")
    log.warning("a process that read a list ended with %s", ended)
    raise ReadingStopped
