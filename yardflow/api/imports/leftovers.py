"""Where uploads lie while they are read, and how those that a killed process left are removed.

Each file is locked by the process that receives it, and the lock ends with that process, however
it ends. So any start of web removes the files without a lock, and leaves alone what others are
still reading. The folder's own lock keeps a file from being seen before it has its lock.
"""

import fcntl
import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

log = logging.getLogger(__name__)


def folder() -> Path:
    """The folder of this user's uploads, closed to all other users of the machine.

    Raises:
        PermissionError: another user owns a folder of that name.
    """
    path = Path(tempfile.gettempdir()) / f"yardflow-uploads-{os.geteuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.is_symlink() or path.stat().st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user")
    return path


@contextmanager
def file() -> Iterator[IO[bytes]]:
    """A new file that is gone at the end of the block."""
    place = folder()
    with _locked(place, fcntl.LOCK_SH):
        made = NamedTemporaryFile(prefix="list-", dir=place, buffering=1 << 20)  # noqa: SIM115
        fcntl.flock(made.fileno(), fcntl.LOCK_EX)
    with made:
        yield made


def clear() -> None:
    """Removes the files of processes that are no more. Web starts even where it can't."""
    try:
        place = folder()
        with _locked(place, fcntl.LOCK_EX):
            for path in place.iterdir():
                _remove_unless_locked(path)
    except OSError as error:
        log.warning("left uploads could not be removed: %s", error.strerror or error)


def _remove_unless_locked(path: Path) -> None:
    with suppress(BlockingIOError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        path.unlink(missing_ok=True)


@contextmanager
def _locked(place: Path, kind: int) -> Iterator[None]:
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(descriptor, kind)
        yield
    finally:
        os.close(descriptor)
