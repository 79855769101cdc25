"""In which encoding a text file is written, and whether it is one at all."""

import codecs
import re
from pathlib import Path

from yardflow.services.imports.limits import MEGABYTE
from yardflow.services.imports.refusals import Refused

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NOT_TEXT = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc",
    b"{\\rtf",
)
# Control characters that no list has a use for; \x0b and \x0c are line ends of old systems.
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26}))
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")


def encoding_of(path: Path) -> str:
    """The name of the encoding: by its mark, else UTF-16 by its zeros, else UTF-8, else cp1252.

    Reads the whole file once, a megabyte at a time, because a single byte far down decides
    between UTF-8 and cp1252.

    Raises:
        Refused: it is empty or no text.
    """
    with path.open("rb") as file:
        head = file.read(MEGABYTE)
    if not head.strip():
        raise Refused("empty")
    if head.startswith(_NOT_TEXT):
        raise Refused("binary")
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        return _proven(path, marked)
    wide = _without_mark(head)
    if wide:
        return _proven(path, wide)
    if b"\0" in head:
        raise Refused("binary")
    return "utf-8" if _decodes(path, "utf-8") else _cp1252(path)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of plain text is zero."""
    half = max(len(head) // 2, 1)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > 0.4 and even < 0.05:
        return "utf-16-le"
    return "utf-16-be" if even > 0.4 and odd < 0.05 else None


def _proven(path: Path, encoding: str) -> str:
    if not _decodes(path, encoding):
        raise Refused("binary")
    return encoding


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    with path.open("rb") as file:
        try:
            while chunk := file.read(MEGABYTE):
                if "\0" in decoder.decode(chunk):
                    raise Refused("binary")
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True


def _cp1252(path: Path) -> str:
    size = strange = 0
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            size += len(chunk)
            strange += len(chunk) - len(chunk.translate(None, _CONTROLS))
    if strange * 500 > size:
        raise Refused("binary")
    return "cp1252"
