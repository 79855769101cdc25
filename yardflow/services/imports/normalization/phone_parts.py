"""Phone numbers whose calling code, area code or extension stands in a column of its own."""

import re

from yardflow.services.imports.columns.mapping import Mapping
from yardflow.services.imports.columns.phone_parts import (
    AREA,
    CODE,
    EXTENSION,
    NUMBERS,
    PARTS,
    is_of_mobile,
)
from yardflow.services.records.values import countries, phones

_LONGEST = 60
# Of what numbers are made of, before their extension.
_NUMBER = re.compile(r"[\d\s().+/\u2010-\u2015-]+")
_CODE = re.compile(r"(?:\+|00)?\s{0,3}([1-9]\d{0,3})(?:[.,]0)?")
_ABROAD = re.compile(r"\s{0,5}\(?\s{0,5}(?:\+|00)")
_AREA = re.compile(r"\(?\s{0,3}(0?\s{0,3}\d{1,6})\s{0,3}\)?[\s/-]{0,3}(?:\.0)?")
_EXTENSION = re.compile(r"\D{0,20}?(\d{1,6})(?:\.0)?")
# So many digits are a number without its area code at least.
_FEWEST = 4


class PhoneParts:
    """Puts the numbers of one file together, as its mapping says."""

    def __init__(self, headers: list[str], mapping: Mapping) -> None:
        numbers = {at: name for at, name in sorted(mapping.items()) if name in NUMBERS}
        self.columns = (
            [at for at, name in sorted(mapping.items()) if name in PARTS] if numbers else []
        )
        self._of: dict[int, dict[str, int]] = {at: {} for at in numbers}
        for at in self.columns:
            part = mapping[at]
            owner = _owner(at, part, numbers, is_of_mobile(headers[at]))
            self._of[owner].setdefault(part, at)
        codes = [parts[CODE] for parts in self._of.values() if CODE in parts]
        if len(codes) == 1:  # of all numbers
            for parts in self._of.values():
                parts[CODE] = codes[0]

    def joined(self, cells: list[str]) -> list[str]:
        """The cells with whole numbers, and without the parts that are in them now."""
        cells = list(cells)
        used: set[int] = set()
        for at, parts in self._of.items():
            if number := cells[at].strip():
                texts = {part: cells[column].strip() for part, column in parts.items()}
                cells[at], joined = _joined(number, texts)
                used |= {parts[part] for part in joined}
            elif CODE in parts:  # a form has it chosen before anyone enters a number
                used.add(parts[CODE])
        for at in used:
            cells[at] = ""
        return cells


def _owner(at: int, part: str, numbers: dict[int, str], of_mobile: bool) -> int:
    """The number that a part belongs to: the next one, of an extension the one before."""
    mobiles = [number for number, name in numbers.items() if name == "mobile"]
    others = [number for number in numbers if number not in mobiles]
    rivals = (mobiles if of_mobile else others) or list(numbers)
    behind = part == EXTENSION
    return min(rivals, key=lambda number: ((number < at) != behind, abs(number - at)))


def _joined(number: str, texts: dict[str, str]) -> tuple[str, set[str]]:
    """A number with its parts, and which of them are in it."""
    joined: set[str] = set()
    if not _FEWEST <= len(_digits(number)) <= len(number) <= _LONGEST:
        return number, {CODE} & texts.keys()
    code, area = texts.get(CODE, ""), texts.get(AREA, "")
    is_abroad = _ABROAD.match(number) is not None
    if area and _ABROAD.match(area):  # it is the calling code, or begins with it
        number, is_abroad = (number if is_abroad else f"{area} {number}"), True
        joined.add(AREA)
    elif area and not is_abroad and (own := _AREA.fullmatch(area)):
        number = _with_area(own[1], number)
        joined.add(AREA)
    if code and (digits := _calling_code(code)):
        number = number if is_abroad else _with_code(digits, number)
        at_abroad = _digits(number).removeprefix("00") if "+" in number or is_abroad else ""
        if at_abroad.startswith(digits):
            joined.add(CODE)
    extension = _EXTENSION.fullmatch(texts.get(EXTENSION, ""))
    if extension and _NUMBER.fullmatch(number):
        number = f"{number} x{extension[1]}"
        joined.add(EXTENSION)
    elif extension and _digits(number).endswith(extension[1]):  # it is there already
        joined.add(EXTENSION)
    return number, joined


def _calling_code(text: str) -> str:
    """``+49``, ``0049``, ``49``, ``DE +49``, ``Germany (49)`` and ``DE`` are 49."""
    if match := _CODE.fullmatch(text):
        return match[1]
    if digits := _digits(text[:_LONGEST]):
        digits = digits.lstrip("0")
        return digits if 0 < len(digits) <= len("1246") else ""
    region = countries.region_of_country(text[:_LONGEST])
    return phones.calling_code(region) if region else ""


def _with_code(code: str, number: str) -> str:
    """A number from abroad, if it is one of the code's countries; a label stays before it."""
    at = next(at for at, sign in enumerate(number) if sign == "(" or sign.isdecimal())
    if len(code) == len("1246") and code.startswith("1"):  # of Barbados
        number, code = f"{number[:at]}{code[1:]} {number[at:]}", "1"
    regions = phones.regions_of_code(code)
    try:
        known = phones.stored(number, *regions)
    except ValueError:  # there is more than a number
        return f"{number[:at]}+{code} {number[at:]}" if regions else number
    return known if known.startswith("+") else number


def _with_area(area: str, number: str) -> str:
    """A number with its area code, unless it begins with that."""
    own, there = area.lstrip("0 "), _digits(number)
    begins = there.lstrip("0").startswith(own) and len(there.lstrip("0")) >= len(own) + _FEWEST + 2
    return number if begins else f"{area} {number}"


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
