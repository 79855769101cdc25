"""Columns with a part of phone numbers: the calling code, the area code or the extension."""

from functools import lru_cache

from yardflow.services.imports.columns.header_names import (
    LONGEST_READ,
    MOBILES,
    PHONES,
    SECTIONS,
    key_of,
    names_in,
    readings,
)

CODE, AREA, EXTENSION = "phone_code", "phone_area", "phone_extension"
PARTS = frozenset({CODE, AREA, EXTENSION})
NUMBERS = ("phone", "mobile")
_NAMES = {name: part for part in (EXTENSION, AREA, CODE) for name in names_in(SECTIONS[part])}
_AROUND = PHONES | MOBILES


def part_of(header: str) -> str:
    """Which part of a number a column has, as its header says; "" for none."""
    return _read(header[:LONGEST_READ])[0]


def is_of_mobile(header: str) -> bool:
    """Whether it is part of a mobile number, such as ``Mobile country code``."""
    return _read(header[:LONGEST_READ])[1]


@lru_cache(maxsize=4_096)
def _read(header: str) -> tuple[str, bool]:
    for words in readings(header):
        for kept in (words, [word for word in words if word not in _AROUND]):
            if kept and (part := _NAMES.get(key_of([w for w in kept if not w.isdecimal()]), "")):
                return part, not MOBILES.isdisjoint(words)
    return "", False
