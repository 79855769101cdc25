"""A file kept in reserve on the database's disk, given up when the disk is full.

PostgreSQL stops when it can't write its log, and starts again only when there is room to recover.
What the file gives back is enough for both, so the product goes on, reads and writes what is
small, until somebody makes room. The file is filled again as soon as it fits.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from yardflow import disk
from yardflow.launch.child_processes import LaunchError

_MARGIN = 16 << 20  # so that it isn't filled and given up by turns
_BLOCK = 1 << 20


class Reserve:
    """The file of one data folder. `look` is asked all the time, and acts when there is need.

    Raises:
        LaunchError: there is not even room for an empty file.
    """

    def __init__(self, data_dir: Path, say: Callable[[str], None]) -> None:
        self._folder, self._say = data_dir, say
        self._path = data_dir / disk.NAME
        self._low = False
        try:
            self._path.touch(mode=0o644)
        except OSError as error:
            raise LaunchError(f"{self._path} can't be written: {error.strerror}.") from None
        self._given_up = self._path.stat().st_size < disk.RESERVE
        if not self._given_up:
            self.look()
        elif not self._fill():
            self._tell()

    def look(self) -> bool:
        """Whether there is room again for what failed for want of it."""
        room = disk.free(self._folder)
        if not self._given_up and room < disk.LOW:
            self._given_up = True
            self._path.write_bytes(b"")
            self._tell()
            room = disk.free(self._folder)
        elif self._given_up and self._fill():
            self._say("There is space on the disk again; YardFlow continues")
        was_low, self._low = self._low, room < disk.LOW
        return was_low and not self._low

    def _tell(self) -> None:
        self._say(
            "The disk is full. YardFlow continues on the space it kept in reserve: everything "
            "saved is kept, but it refuses new imports and background jobs wait.\n"
            f"    Free space at {self._folder}; YardFlow then continues within half a minute."
        )

    def _fill(self) -> bool:
        if disk.free(self._folder) < disk.RESERVE + disk.LOW + _MARGIN:
            return False
        block = os.urandom(_BLOCK)  # zeros would take no room where files are compressed
        try:
            with self._path.open("wb") as file:
                for _ in range(disk.RESERVE // _BLOCK):
                    file.write(block)
        except OSError:  # others were faster
            with suppress(OSError):
                self._path.write_bytes(b"")
            return False
        self._given_up = False
        return True
