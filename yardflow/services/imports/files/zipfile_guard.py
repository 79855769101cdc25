"""Looks at a workbook's zip directory before anything in it is unpacked, and at what is unpacked.

Python's zip reader never unpacks more of a part than the directory says, so bounding what the
directory says bounds the work; a directory that lies shows as a damaged file. What is held in
memory is bounded where a part is read, whatever its name or type: a part that nobody opens may be
of any size.
"""

import struct
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from yardflow.services.imports.files.kind import check_parts
from yardflow.services.imports.limits import (
    MAX_DIRECTORY_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_SHARED_STRINGS,
    MAX_SMALL_PART,
    MAX_SMALL_TAGS,
    MAX_TAGS,
    MAX_UNPACKED,
    RATIO_FROM,
)
from yardflow.services.imports.refusals import Refused

_END_OF_DIRECTORY = b"PK\x05\x06"
_END_SIZE = 22
_ENCRYPTED = 0x1
# No workbook declares a document type; entities made there unpack a second time, in the parser.
_DOCTYPES = tuple("<!DOCTYPE".encode(of) for of in ("ascii", "utf-16-le", "utf-16-be"))
_LONGEST = max(map(len, _DOCTYPES))


def check_zip(path: Path) -> None:
    """Passes a workbook whose parts unpack to something that fits.

    Raises:
        Refused: it is a bomb, encrypted, another program's, or no zip at all.
    """
    entries, directory = _end_of_directory(path)
    if entries > MAX_PARTS or directory > MAX_DIRECTORY_BYTES:
        raise Refused("zip_bomb")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        raise Refused("broken_workbook") from None
    check_parts({part.filename for part in parts})
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused("password")
    if sum(part.file_size for part in parts) > MAX_UNPACKED or any(map(_too_much, parts)):
        raise Refused("zip_bomb")


def _too_much(part: zipfile.ZipInfo) -> bool:
    return part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1)


class BoundedArchive(zipfile.ZipFile):
    """A workbook's zip that hands out no more of a part than fits into memory once parsed."""

    def __init__(self, file: IO[bytes]) -> None:
        super().__init__(file)
        self.tags = MAX_TAGS
        self._most = MAX_SMALL_PART, MAX_SMALL_TAGS

    def open(self, *args: Any, **options: Any) -> Any:
        """One part, small."""
        self._last = Bounded(super().open(*args, **options), *self._most, self)
        return self._last

    def share_of(self, name: str) -> float:
        """How much of this part was read, when it is the one that was opened last."""
        return self._last.count / max(1, self.getinfo(name).file_size)

    @contextmanager
    def for_strings(self) -> Iterator[None]:
        """Meanwhile parts may be as large as the table of strings."""
        before, self._most = self._most, (MAX_SHARED_STRINGS, MAX_TAGS)
        yield
        self._most = before

    @contextmanager
    def for_rows(self) -> Iterator[None]:
        """Meanwhile parts may be of any size: they are read as a stream."""
        before, self._most = self._most, (MAX_UNPACKED, MAX_UNPACKED)
        self.tags = MAX_UNPACKED
        yield
        self._most = before


class Bounded:
    """A part as it is read: so many bytes, so many tags, and no document type."""

    def __init__(self, part: IO[bytes], size: int, tags: int, archive: BoundedArchive) -> None:
        self._part, self._size, self._tags, self._archive = part, size, tags, archive
        self._end, self.count = b"", 0

    def read(self, size: int = -1) -> bytes:
        """As files do.

        Raises:
            Refused: it is more than fits.
        """
        read = self._part.read(self._size + 1 if size < 0 else size)
        tags = read.count(b"<")
        self._size -= len(read)
        self.count += len(read)
        self._tags -= tags
        self._archive.tags -= tags
        seen = self._end + read
        self._end = seen[-_LONGEST:]
        if min(self._size, self._tags, self._archive.tags) < 0 or any(
            doctype in seen for doctype in _DOCTYPES
        ):
            raise Refused("zip_bomb")
        return read

    def close(self) -> None:
        """As files do."""
        self._part.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _end_of_directory(path: Path) -> tuple[int, int]:
    """How many entries the directory has, and its size in bytes, read without building it."""
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(max(0, size - _END_SIZE - 0xFFFF))
        tail = file.read()
    at = tail.rfind(_END_OF_DIRECTORY)
    if at < 0 or len(tail) - at < _END_SIZE:
        raise Refused("broken_workbook")
    entries, directory = struct.unpack_from("<HI", tail, at + 10)
    return entries, directory
