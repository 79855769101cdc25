"""``python -m yardflow.services.imports.reader_process``: where one file is read.

A file costs minutes of a core when it wants to, and may find a fault in a parser. So this happens
in no process that answers people, but in one that the kernel stops at its limits, that steps back
behind others for the processor, and that ends with its parent.

It takes an `Order` as JSON on its standard input and answers in lines of JSON: ``{"rows",
"percent"}`` while it reads, at last ``{"refused", "line"}`` or ``{"failed"}`` where there is no
draft. What it is killed for, its parent sees.
"""

import contextlib
import json
import os
import resource
import sys
import time
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path

from yardflow.launch.child_processes import die_with_parent
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
    """Which file is read for which import; ``parent`` is the process that waits for it."""

    import_id: int
    path: str
    sheet: str
    encoding: str
    parent: int

    def as_json(self) -> bytes:
        """As the process takes it."""
        return json.dumps(asdict(self)).encode()


def cpu_seconds(size: int) -> int:
    """What reading a file of so many bytes may take of a core."""
    return READING_CPU_S + READING_CPU_S_PER_MEGABYTE * (size // MEGABYTE)


def main() -> int:
    """Reads the file; 0 when the draft is there."""
    order = Order(**json.load(sys.stdin))
    die_with_parent()
    if os.getppid() != order.parent:  # it died before the line above took hold
        return 1
    os.nice(_LESS_URGENT)
    _limit(cpu_seconds(Path(order.path).stat().st_size))
    return _read(order)


def _limit(cpu: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 5))  # SIGXCPU, then SIGKILL
    # Where the system has no such limit (macOS), the guards of the reader itself remain.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (READING_BYTES, READING_BYTES))


def _read(order: Order) -> int:
    from yardflow import db
    from yardflow.errors import DiskFull, YardFlowError
    from yardflow.services.imports import FileTooLarge, NoRoom, Refused, read

    try:
        with db.session() as session:
            read(
                session,
                order.import_id,
                Path(order.path),
                order.sheet,
                order.encoding,
                _Shown().show,
            )
        return 0
    except (Refused, FileTooLarge) as refusal:
        _say(refused=refusal.reason, line=getattr(refusal, "line", 0))
    except DiskFull:
        _say(refused=NoRoom.reason, line=0)
    except YardFlowError as error:
        _say(failed=error.message)
    except MemoryError:
        _say(refused="too_much_memory", line=0)
    except Exception as error:
        # Only where and what kind: the text of such an error may quote a person's cells.
        where = "".join(traceback.format_tb(error.__traceback__))
        print(f"Reading a list stopped on {type(error).__name__}:\n{where}", file=sys.stderr)
    return 1


class _Shown:
    """Tells how far it is, some times a second."""

    def __init__(self) -> None:
        self._last = 0.0

    def show(self, rows: int, share: float) -> None:
        if time.monotonic() - self._last >= _SHOWN_EVERY_S:
            self._last = time.monotonic()
            _say(rows=rows, percent=min(100, int(100 * share)))


def _say(**what: str | int) -> None:
    print(json.dumps(what), flush=True)


if __name__ == "__main__":
    sys.exit(main())
