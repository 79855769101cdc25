"""Room on the disk where the embedded database lives, and what is done when there is too little.

PostgreSQL needs room even to read after a crash. So `make run` keeps a file in reserve beside it
(`launch/disk_reserve.py`), and gives it up when the disk is nearly full: everybody sees by it that
nothing large may begin. Where the database is somebody else's there is no such file, and nothing
here holds anything back.
"""

import os
from pathlib import Path

from yardflow.config import settings
from yardflow.errors import DISK_FULL

NAME = "reserve"
RESERVE = 48 << 20  # bytes: three segments of PostgreSQL's log
LOW = 32 << 20  # with less than this nothing large begins, and the reserve is given up
# What a list takes in the database, its log and indexes included, for each byte of a CSV file
# (measured: 7.5 for 20,000 people in 7.8 MB).
STAGED = 8


def free(folder: Path) -> int:
    """Bytes that an ordinary user may still write there."""
    status = os.statvfs(folder)
    return status.f_bavail * status.f_frsize


def is_full() -> bool:
    """Whether the embedded database has too little room for anything large; False without one."""
    folder = settings().data_dir
    try:
        kept = (folder / NAME).stat().st_size
        return kept < RESERVE or free(folder) < LOW
    except OSError:
        return False


def has_room(size: int, folder: Path) -> bool:
    """Whether a file of ``size`` bytes fits into a folder, and its list into the database."""
    if free(folder) < size:
        return False
    home = settings().data_dir
    if not (home / NAME).exists():
        return True
    shared = size if home.stat().st_dev == folder.stat().st_dev else 0
    return not is_full() and free(home) >= size * STAGED + shared + LOW


def explained(otherwise: str) -> str:
    """Why the database does not answer: the disk is full, or else what the caller knows."""
    return DISK_FULL if is_full() else otherwise
