"""How many people a company has, as lists give it: ``50``, ``11-50``, ``10,001+``.

Spreadsheets take ``1-10`` for a date, and ``11-50`` for November 1950. The date says which two
numbers it was made of; their order depends on the country that the spreadsheet was set to.
"""

import functools
import re
from pathlib import Path

from yardflow.services.records.values import fields
from yardflow.services.records.values.normalize import folded

LONGEST = 60
_MONTH_NAMES = Path(__file__).with_name("months.txt").read_text(encoding="utf-8").splitlines()
_MONTHS = {
    name: month
    for month, names in enumerate((line for line in _MONTH_NAMES if line[0] != "#"), 1)
    for name in (*names.split(), f"{month}月", folded(f"{month}월"))
}
_AFTER_ASIAN_NUMBERS = str.maketrans(
    {"年": " ", "月": "月 ", "日": " ", "년": " ", "월": "월 ", "일": " "}
)
_BETWEEN = re.compile(r"(?: de |, | |[./-])+")
_MIDNIGHT = re.compile(r"(?:[T ]0?0:00(?::00(?:\.0{1,6})?)?Z?| 12:00(?::00)? ?AM)$", re.IGNORECASE)
_WEEKDAY = re.compile(r"^[^\W\d_]{2,20}\.?, ")
# What two digits of a year from 30 on are; years in which a list was typed.
_LAST_CENTURY, _OURS = range(1930, 2000), range(2000, 2100)
_line = fields.line(LONGEST)


def size(value: object) -> str:
    """A size as it was written; one that became a date is put right.

    Raises:
        ValueError: it is a date that doesn't say which size it was.
    """
    return _without_dates(_line(value))


@functools.lru_cache(maxsize=1_000)
def _without_dates(text: str) -> str:
    plain = folded(_WEEKDAY.sub("", _MIDNIGHT.sub("", text)).translate(_AFTER_ASIAN_NUMBERS))
    parts = _BETWEEN.split(plain.strip(" ."))
    numbers = [_MONTHS.get(part) or _number(part) for part in parts]
    if -1 in numbers or any(len(part) == 3 and part.isdigit() for part in parts):
        return text  # three digits are a group of a larger number
    year = _OURS[0]
    match [part in _MONTHS for part in parts], numbers:
        case [True, False], [month, number] if number in _LAST_CENTURY or 0 < number < 100:
            return f"{month}-{number % 100}"  # Nov-50
        case [False, True], [day, month]:  # 10-Nov
            pass
        case [False, _, False], [year, month, day] if len(parts[0]) == 4:  # 2026-11-10
            pass
        case [False, True, False], [day, month, year]:  # 10-Nov-26
            pass
        case [True, False, False], [month, day, year]:  # Nov 10 2026
            pass
        case [False, False, False], [month, day, year] if "," not in text:  # 11/10/2026
            if month > 12 or (month == 1 and _full(year) in _LAST_CENTURY):
                month, day = day, month
        case _:
            return text
    is_date = 1 <= month <= 12 and 1 <= day <= 31 and 1900 <= _full(year) < _OURS[-1]
    return _range(_full(year), month, day) if is_date else text


def _range(year: int, month: int, day: int) -> str:
    if day == 1 and year in _LAST_CENTURY:
        return f"{month}-{year % 100}"
    if day == month or year not in _OURS:
        raise ValueError("This is a date. Enter a company size, for example 11-50.")
    # Sizes go upwards: where the day comes first it was written first, as in most of the world.
    return f"{day}-{month}" if day < month and day < 10 else f"{month}-{day}"


def _number(part: str) -> int:
    return int(part) if part.isascii() and part.isdigit() and len(part) <= 4 else -1


def _full(year: int) -> int:
    return year + (1900 if year >= 30 else 2000) if year < 100 else year
