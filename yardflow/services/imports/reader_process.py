"""``python -m yardflow.services.imports.reader_process``: where files are read.

A file costs minutes of a core when it wants to, and may find a fault in a parser. So this happens
in no process that answers people, but in one of its own that the kernel stops at its limits, that
steps back behind others for the processor, and that ends with its parent.

What is started loads the product once and is asked for one file after the other, each with a socket
over its standard input; that end of file ends it. For each file it forks a process that waits for
the one that reads. On the socket comes an `Order` as a line of JSON, and answers go back as such
lines: ``{"rows", "percent"}`` while it reads, ``{"refused", "line"}`` or
``{"failed"}`` where there is no draft, at last ``{"ended"}`` with an exit code, negative for the
signal that ended it. Reading ends when the asker closes the socket.
"""

import contextlib
import gc
import json
import os
import resource
import signal
import socket
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from pkgutil import resolve_name
from threading import Thread
from typing import TextIO

from yardflow import db
from yardflow.errors import DiskFull, YardFlowError
from yardflow.launch.child_processes import fork
from yardflow.services.imports import FileTooLarge, NoRoom, Refused
from yardflow.services.imports.limits import (
    MEGABYTE,
    READING_BYTES,
    READING_CPU_S,
    READING_CPU_S_PER_MEGABYTE,
)

_SHOWN_EVERY_S = 0.2
_LESS_URGENT = 5


@dataclass(frozen=True, slots=True)
class Order:
    """Which file is read for which import, or for what else has this id and this ``work``."""

    record_id: int
    path: str
    sheet: str
    encoding: str
    work: str = "yardflow.services.imports:read"

    def as_line(self) -> bytes:
        """As the process takes it."""
        return json.dumps(asdict(self)).encode() + b"\n"


def cpu_seconds(size: int) -> int:
    """What reading a file of so many bytes may take of a core."""
    return READING_CPU_S + READING_CPU_S_PER_MEGABYTE * (size // MEGABYTE)


def main() -> int:
    """Has files read until nobody is left to ask for one."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those that watch a reading
    gc.freeze()  # what all of them share is not touched, so not copied
    requests = socket.socket(fileno=sys.stdin.fileno())
    while True:
        begun, sockets, *_ = socket.recv_fds(requests, 1, 1)
        if not begun:
            return 0
        if fork() == 0:
            requests.close()
            os._exit(_watch(socket.socket(fileno=sockets[0])))
        os.close(sockets[0])


def _watch(asker: socket.socket) -> int:
    """Has one file read, ends that when it is left, and tells how it ended."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    order = Order(**json.loads(asker.makefile().readline()))
    answers = Answers(asker.makefile("w"))
    reader = fork()
    if reader == 0:
        os._exit(read_within_limits(order, answers))
    Thread(target=_kill_when_left, args=(reader, asker), daemon=True).start()
    _, status = os.waitpid(reader, 0)
    answers.say(ended=os.waitstatus_to_exitcode(status))
    return 0


def _kill_when_left(reader: int, asker: socket.socket) -> None:
    asker.recv(1)
    os.kill(reader, signal.SIGKILL)


def read_within_limits(order: Order, answers: "Answers") -> int:
    """Reads the file in this process, which is good for nothing else then; 0 with the draft."""
    os.nice(_LESS_URGENT)
    _limit(cpu_seconds(Path(order.path).stat().st_size))
    return _read(order, answers)


def _limit(cpu: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))  # SIGXCPU, then SIGKILL
    # Where the system has no such limit (macOS), the guards of the reader itself remain.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, READING_BYTES))


def _read(order: Order, answers: "Answers") -> int:
    try:
        with db.session() as session:
            resolve_name(order.work)(
                session,
                order.record_id,
                Path(order.path),
                order.sheet,
                order.encoding,
                answers.show,
            )
        return 0
    except (Refused, FileTooLarge) as refusal:
        answers.say(refused=refusal.reason, line=getattr(refusal, "line", 0))
    except DiskFull:
        answers.say(refused=NoRoom.reason, line=0)
    except YardFlowError as error:
        answers.say(failed=error.message)
    except MemoryError:
        answers.say(refused="too_much_memory", line=0)
    except Exception as error:
        # Only where and what kind: the text of such an error may quote a person's cells.
        where = "".join(traceback.format_tb(error.__traceback__))
        print(f"Reading a list stopped on {type(error).__name__}:\n{where}", file=sys.stderr)
    return 1


class Answers:
    """What is told of a reading; how far it is, some times a second."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._last = file, 0.0

    def say(self, **what: str | int) -> None:
        print(json.dumps(what), file=self._file, flush=True)

    def show(self, rows: int, share: float) -> None:
        if time.monotonic() - self._last >= _SHOWN_EVERY_S:
            self._last = time.monotonic()
            self.say(rows=rows, percent=min(100, int(100 * share)))


if __name__ == "__main__":
    sys.exit(main())
