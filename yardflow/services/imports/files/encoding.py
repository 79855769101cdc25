"""In which encoding a text file is written, and whether it is one at all."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from charset_normalizer import from_bytes

from yardflow.services.imports.cells.spelling import frequency, share_of_one_language, share_spelled
from yardflow.services.imports.limits import ENCODING_SAMPLE, MAX_SAMPLE_CELL, MEGABYTE
from yardflow.services.imports.refusals import Refused

# What a person can choose: Python's name of the encoding, and ours.
ENCODINGS = {
    "utf-8": "UTF-8",
    "cp1252": "Western European (Windows-1252)",
    "mac_roman": "Western European (Mac OS Roman)",
    "cp850": "Western European (MS-DOS, 850)",
    "cp1250": "Central European (Windows-1250)",
    "iso8859_2": "Central European (ISO 8859-2)",
    "cp852": "Central European (MS-DOS, 852)",
    "cp1257": "Baltic (Windows-1257)",
    "cp1254": "Turkish (Windows-1254)",
    "cp1253": "Greek (Windows-1253)",
    "cp1251": "Cyrillic (Windows-1251)",
    "koi8_r": "Cyrillic (KOI8-R)",
    "cp866": "Cyrillic (MS-DOS, 866)",
    "cp1255": "Hebrew (Windows-1255)",
    "cp1256": "Arabic (Windows-1256)",
    "cp874": "Thai (Windows-874)",
    "cp932": "Japanese (Shift JIS)",
    "euc_jp": "Japanese (EUC-JP)",
    "gb18030": "Simplified Chinese (GB18030)",
    "cp950": "Traditional Chinese (Big5)",
    "cp949": "Korean (EUC-KR)",
}
_DEFAULT = "cp1252"
# What is likely of two that fit equally well comes first.
_LATIN = ("cp1252", "cp1250", "cp850", "mac_roman", "iso8859_2", "cp1254", "cp1257", "cp852")
_OTHER_SCRIPTS = (
    *("gb18030", "cp932", "euc_jp", "cp950", "cp949", "cp1251", "koi8_r"),
    *("cp866", "cp1253", "cp1255", "cp1256", "cp874"),
)
# Share of the bytes beyond ASCII in words that have some: measured on lists of names it is 0.15 to
# 0.4 where letters of a Latin alphabet carry accents, and 0.6 to 1 in other scripts.
_OTHER_SCRIPT_SHARE = 0.55
# So many bytes beyond ASCII tell something.
_TELLING = 4

# Katakana of half width have one byte each, a voice mark only behind some of them; in Windows-1251
# some of these bytes are signs or small letters among capitals. No pairs of another script make an
# odd number.
_HALF_WIDTH = re.compile(rb"(?:[\xb3\xb6-\xc4\xca-\xce]\xde|[\xca-\xce]\xdf|[\xa1-\xdd])+")
_BETWEEN_WORDS = re.compile(rb"[\s().,/-]+")

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Control characters that no list has a use for; \x0b and \x0c are line ends of old systems.
_CONTROLS = bytes(sorted(set(range(32)) - {9, 10, 11, 12, 13, 26}))
UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_ASCII = bytes(range(128))
# None of these bytes is ever the second half of a character.
_CELL_ENDS = bytes.maketrans(b"\r\t,;", b"\n\n\n\n")
_LETTERS = bytes(byte if byte > 127 or chr(byte).isalpha() else 32 for byte in range(256))


def encoding_of(path: Path, chosen: str = "") -> str:
    """The name of the encoding: by its mark, UTF-16 without one, the one that was chosen, UTF-8
    where all of the file is, else the likeliest of `ENCODINGS`.

    Reads the whole file, a megabyte at a time, because a single byte far down decides whether it
    is UTF-8.

    Raises:
        Refused: it is empty or no text, or there is no such encoding to choose.
    """
    if chosen and chosen not in ENCODINGS:
        raise Refused("no_encoding")
    with path.open("rb") as file:
        head = file.read(MEGABYTE)
    if not head.strip():
        raise Refused("empty")
    marked = next((name for mark, name in _BOMS if head.startswith(mark)), None)
    if marked:
        return _proven(path, marked)
    wide = _without_mark(head)
    if wide:
        return _proven(path, wide)
    if b"\0" in head:
        raise Refused("binary")
    if not chosen and _decodes(path, "utf-8"):
        return "utf-8"
    _check_controls(path)
    return chosen or likeliest(_sample(path))


def likeliest(cells: list[bytes]) -> str:
    """The encoding of cells that are neither ASCII nor UTF-8.

    Where several fit equally well, or there is too little to tell by, it is the more common one.
    """
    sample = b"\n".join(cells)
    words = b"".join(
        word for word in sample.translate(_LETTERS).split() if len(word) > 1 and not word.isascii()
    )
    telling = len(words.translate(None, _ASCII))
    if telling < _OTHER_SCRIPT_SHARE * len(words):
        return _of_latin_script(sample)
    return _of_other_script(sample) if telling >= _TELLING else _DEFAULT


def _of_latin_script(sample: bytes) -> str:
    """Where names are spelled equally well in several, it is the one in which most of them are of
    one language.
    """
    shares = {name: _share_spelled(sample, name) for name in _LATIN}
    best = max(shares.values())
    texts: dict[str, str] = {}
    for name in _LATIN:
        if shares[name] == best:
            texts.setdefault(sample.decode(name, "replace"), name)
    shares_of_one = {text: share_of_one_language(text, name) for text, name in texts.items()}
    fitting = [
        name for text, name in texts.items() if shares_of_one[text] == max(shares_of_one.values())
    ]
    if fitting[0] == "cp850" and "mac_roman" in fitting:
        # The two have all letters of the same languages, in different places.
        return max("mac_roman", "cp850", key=lambda name: frequency(sample.decode(name, "replace")))
    return fitting[0]


def _of_other_script(sample: bytes) -> str:
    """The library knows running text and not names, of which it finds even the right reading
    messy; so it decides only between readings that are spelled equally well.
    """
    if _is_of_half_width(sample):
        return "cp932"
    matches = from_bytes(
        sample,
        cp_isolation=list(_OTHER_SCRIPTS),
        preemptive_behaviour=False,
        enable_fallback=False,
    )
    likeliness = {
        name: (round(_share_spelled(sample, name), 1), match.coherence, -match.chaos)
        for match in matches
        for name in match.could_be_from_charset
    }
    fitting = [name for name in _OTHER_SCRIPTS if name in likeliness]
    return max(fitting, key=lambda name: likeliness[name], default=_DEFAULT)


def _is_of_half_width(sample: bytes) -> bool:
    words = [word for word in _BETWEEN_WORDS.split(sample) if not word.isascii()]
    return (
        all(map(_HALF_WIDTH.fullmatch, words))
        and any(len(word) % 2 for word in words)
        and not all(_is_cyrillic(word.decode("cp1251", "replace")) for word in words)
    )


def _is_cyrillic(word: str) -> bool:
    return word.isalpha() and (word.isupper() or word.istitle() or word.islower())


def _share_spelled(sample: bytes, encoding: str) -> float:
    return share_spelled(sample.decode(encoding, "replace"), encoding)


def _sample(path: Path) -> list[bytes]:
    """Different cells with bytes beyond ASCII, from the top of the file on."""
    cells: dict[bytes, None] = {}
    size = 0
    for cell in _cells(path):
        if cell not in cells:
            cells[cell] = None
            size += len(cell)
            if size >= ENCODING_SAMPLE:
                break
    return list(cells)


def _cells(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        cut = False
        while line := file.readline(MEGABYTE):
            first, cut = int(cut), len(line) == MEGABYTE and not line.endswith(b"\n")
            if line.isascii():
                continue
            cells = line.translate(_CELL_ENDS).split(b"\n")
            # Of a line that is endless, the cells that were cut in two are left out.
            for cell in cells[first : len(cells) - int(cut)]:
                if not cell.isascii() and len(cell) <= MAX_SAMPLE_CELL:
                    yield cell


def _without_mark(head: bytes) -> str | None:
    """UTF-16 without its mark: read the right way, it has ends of cells and lines."""
    if b"\0" not in head:
        return None
    whole = head[: len(head) // 2 * 2]
    ends = {
        name: sum(map(whole.decode(name, "replace").count, ",;\t\r\n"))
        for name in ("utf-16-le", "utf-16-be")
    }
    likely = max(ends, key=lambda name: ends[name])
    return likely if ends[likely] else None


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


def _check_controls(path: Path) -> None:
    """Refuses what has too many control characters to be a text in any encoding."""
    size = controls = 0
    with path.open("rb") as file:
        while chunk := file.read(MEGABYTE):
            size += len(chunk)
            controls += len(chunk) - len(chunk.translate(None, _CONTROLS))
    if controls * 500 > size:
        raise Refused("binary")
