"""Looks at a workbook's zip directory before anything in it is unpacked.

Python's zip reader never unpacks more of a part than the directory says, so bounding what the
directory says bounds the memory; a directory that lies shows as a damaged file.
"""

import struct
import zipfile
from pathlib import Path

from yardflow.services.imports.limits import (
    MAX_DIRECTORY_BYTES,
    MAX_PARTS,
    MAX_RATIO,
    MAX_SHARED_STRINGS,
    MAX_SMALL_PART,
    MAX_UNPACKED,
    RATIO_FROM,
)
from yardflow.services.imports.refusals import Refused

ZIP_MAGIC = b"PK\x03\x04"
OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END_OF_DIRECTORY = b"PK\x05\x06"
_END_SIZE = 22
_ENCRYPTED = 0x1
# Parts that are read as a stream, or not at all; all others are held whole while they are parsed.
_LARGE_PARTS = ("xl/worksheets/", "xl/media/", "xl/pivotcache/", "xl/calcchain", "xl/drawings/")


def check_zip(path: Path) -> None:
    """Passes a workbook whose parts unpack to something that fits.

    Raises:
        Refused: it is a bomb, encrypted, or no zip at all.
    """
    entries, directory = _end_of_directory(path)
    if entries > MAX_PARTS or directory > MAX_DIRECTORY_BYTES:
        raise Refused("zip_bomb")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, struct.error, NotImplementedError):
        raise Refused("broken_workbook") from None
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise Refused("password")
    if sum(part.file_size for part in parts) > MAX_UNPACKED or any(map(_too_much, parts)):
        raise Refused("zip_bomb")


def _too_much(part: zipfile.ZipInfo) -> bool:
    name = part.filename.lower().lstrip("/")
    if part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * max(part.compress_size, 1):
        return True
    if "sharedstrings" in name:
        return part.file_size > MAX_SHARED_STRINGS
    return part.file_size > MAX_SMALL_PART and not name.startswith(_LARGE_PARTS)


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
