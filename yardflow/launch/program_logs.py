"""What a running program says: read from a pipe, and kept in a log of bounded size.

The program writes to us, not to the file. So a log is renewed while its program runs, without a
line lost and without a word to the program; and a disk that is full costs lines of the log, never
the program that wrote them.
"""

import os
import threading
from contextlib import suppress
from pathlib import Path

LARGEST = 10_000_000  # bytes of a log; the one before it is kept beside it
_REMEMBERED = 8_000
_LONGEST_LINE = 1 << 15  # a log is renewed in the middle of one that is longer
_renewing = threading.Lock()


class Output:
    """Reads one program's pipe to its end, in a thread that ends with it."""

    def __init__(self, source: int, log: Path) -> None:
        self._source, self._log = source, log
        self._end = b""
        self._reader = threading.Thread(target=self._read, daemon=True, name=f"log of {log.stem}")
        self._reader.start()

    def tail(self, size: int = 1500) -> str:
        """The end of what it said, once what it left in the pipe is read."""
        self.finish()
        return self._end[-size:].decode(errors="replace").strip()

    def finish(self, seconds: float = 0.5) -> None:
        """Waits until all is read that a program which ended has said; its children may go on."""
        self._reader.join(seconds)

    def _read(self) -> None:
        with os.fdopen(self._source, "rb", buffering=0) as pipe:
            while data := pipe.read(1 << 16):
                self._end = (self._end + data)[-_REMEMBERED:]
                with suppress(OSError), _renewing:  # a full disk
                    append(self._log, data)


def append(log: Path, data: bytes) -> None:
    """Writes to the end of a log. One that has grown large becomes the old one, between lines, and
    the next is there at once, also before anything follows.

    Raises:
        OSError: there is no room.
    """
    with log.open("ab", buffering=0) as file:
        size, cut = file.tell() + len(data), data.rfind(b"\n") + 1
        if size > LARGEST + _LONGEST_LINE or (size > LARGEST and cut):
            first = data[:cut] or data
            _write(file.fileno(), first)
            log.replace(log.with_suffix(".old.log"))
            data = data[len(first) :]
        else:
            _write(file.fileno(), data)
            return
    append(log, data)


def _write(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]
