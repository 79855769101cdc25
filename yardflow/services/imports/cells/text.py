"""A cell's text as it was meant, without what other programs left in it.

That is entities and line breaks of HTML and Excel, UTF-8 that was read in another code page
("CafÃ©"), signs that can't be seen, letters in other shapes, blanks and line ends of other systems,
quotes around the whole cell, the ``="..."`` that keeps a spreadsheet from calculating, and lists in
JSON.
"""

import html
import json
import re
import unicodedata
from collections.abc import Callable

from yardflow.services.records.values.normalize import composed

# An entity without its semicolon is as likely a part of an address: ``?a=1&section=2``.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
# A line break that Excel has escaped, behind the line that it ends (not one that someone wrote, of
# which Excel escapes the first sign), and that of a page. Other tags may be what someone entered.
_BREAK = re.compile(r"(?<=\S)(?<!_x005F)_x000[9AD]_\n?|<br ?/?>", re.IGNORECASE)

# What Notion puts behind the name of another page: ``Acme (https://www.notion.so/Acme-0c1d)``.
_PAGE = re.compile(r" \(https://www\.notion\.so/[^\s()]{1,500}\)")


def _bytes(code_page: str) -> dict[int, int]:
    """The byte of each sign of a code page; those without a sign stand for themselves."""
    signs = (bytes([byte]).decode(code_page, "ignore") for byte in range(0x80, 0x100))
    return {ord(sign): byte for byte, sign in enumerate(signs, 0x80) if sign}


# What the first byte of a letter in UTF-8 looks like. É and others are missing: they would begin
# letters that no list has, and "CAFÉ’S" is meant as it stands.
_FIRST_BYTES = {
    "cp1252": frozenset("ÂÃÄÅÆÎÏÐÑ×ØÙàáâãäåæçèéêëìíîïð"),
    "mac_roman": frozenset("√ƒ≈‚"),
    "cp1250": frozenset("ĂĹ"),
    "cp1251": frozenset("РСГв"),
}
# Katakana of half the width, whose signs of voice stand apart.
_HALF_WIDTH = re.compile(r"[\uff65-\uff9f]+")
_BYTES = {code_page: _bytes(code_page) for code_page in _FIRST_BYTES}
# Text that went wrong twice is about as frequent as text that went wrong thrice is not.
_AT_MOST = 2
_SIGNS: dict[int, str | None] = {
    # Windows-1252 that was read as ISO 8859-1.
    **{byte: bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xA0)},
    **dict.fromkeys([0xAD, 0x34F, 0x61C, 0x180E, 0x200B, 0x200E, 0x200F]),
    **dict.fromkeys([*range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]),
    **dict.fromkeys([0xA0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000], " "),
    **dict.fromkeys([0x85, 0x2028, 0x2029], "\n"),
    # Letters in bold or slanted, as people paste them, and those as wide as Chinese signs.
    **{
        letter: unicodedata.normalize("NFKC", chr(letter))
        for letter in (*range(0x1D400, 0x1D7CC), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))
    },
}
# Persian and Indian scripts and emoji need them; in Latin text they are litter.
_JOINERS = {0x200C: None, 0x200D: None}
_QUOTES = {
    '"': '"',
    "“": "”",
    "”": "”",
    "„": "“”",
    "«": "»",
    "»": "«",
    "‹": "›",
    "›": "‹",
    "‘": "’",
    "‚": "‘’",
    "「": "」",
    "『": "』",
    "＂": "＂",
}


def is_plain(text: str) -> bool:
    """Whether there is nothing that `cleaned` would look at."""
    return (
        text.isascii()
        and "&" not in text
        and '"' not in text
        and "\r" not in text
        and "<" not in text
        and "_x" not in text
        and "(https://www.notion" not in text
    )


def cleaned(text: str) -> str:
    """The text as it was meant."""
    if is_plain(text):
        return text
    text = with_signs(text, lambda entity: html.unescape(entity[0]))
    if "<" in text or "_x" in text:
        text = _BREAK.sub("\n", text)
    if "(https://www.notion" in text:
        text = _PAGE.sub("", text)
    if not text.isascii():
        text = _decoded(text).translate(_SIGNS)
        text = _HALF_WIDTH.sub(lambda kana: unicodedata.normalize("NFKC", kana[0]), text)
        bare = text.translate(_JOINERS)
        text = composed(bare if bare.isascii() else text)
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _unquoted(text)


def with_signs(text: str, sign: Callable[[re.Match[str]], str]) -> str:
    """The text with its entities of HTML read; one that was escaped twice, too."""
    for _ in range(_AT_MOST if "&" in text else 0):
        text = _ENTITY.sub(sign, text)
    return text


def _decoded(text: str) -> str:
    """The text in which every letter beyond ASCII was taken for the bytes of its UTF-8."""
    for _ in range(_AT_MOST):
        meant = next(filter(None, (_read_in(code_page, text) for code_page in _BYTES)), "")
        if not meant:
            return " ".join(_read_in("cp1252", word) or word for word in text.split(" "))
        text = meant
    return text


def _read_in(code_page: str, text: str) -> str:
    """What UTF-8 means that was read in this code page; empty if that can't be."""
    if _FIRST_BYTES[code_page].isdisjoint(text) or (code_page == "cp1250" and text.isupper()):
        return ""
    try:
        return text.translate(_BYTES[code_page]).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return ""


def _unquoted(text: str) -> str:
    bare = text.strip()
    if bare[:2] == '["' and bare[-2:] == '"]':
        return _listed(bare) or text
    bare = bare[1:] if bare.startswith('="') else bare
    end = _QUOTES.get(bare[:1])
    if not end or len(bare) < 2 or bare[-1] not in end:
        return text
    inner = bare[1:-1]
    return text if any(sign in inner for sign in bare[0] + end) else inner.strip()


def _listed(text: str) -> str:
    """The texts of a list in JSON, as tools export several values; empty if it is none."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return "; ".join(values) if all(isinstance(value, str) for value in values) else ""
