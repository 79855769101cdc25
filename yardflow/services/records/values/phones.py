"""Phone numbers: stored as E.164 wherever their country is known, shown as people dial them.

An extension stands behind the number as `` x12``, as spreadsheets and people write it; the
``;ext=12`` of RFC 3966 is taken, too. A national number whose country is not known stays as it was
typed, so that nothing of it is lost or made up.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from functools import lru_cache
from typing import Any

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)
from phonenumbers.phonemetadata import PhoneMetadata

LONGEST = 60
_FEWEST_DIGITS, _MOST_DIGITS = 6, 17
_INVALID = "Enter a valid phone number, for example +1 415 555 0100."
_NO_SUCH_COUNTRY = (
    "No country has this calling code. Enter a valid phone number, for example +1 415 555 0100."
)
_DIGIT = r"(?:[ ().-]{0,2}[0-9])"
# Not both 0, as in a filler.
_TWO_DIGITS = rf"(?:[ ().-]{{0,2}}[1-9]{_DIGIT}|[ ().-]{{0,2}}0[ ().-]{{0,2}}[1-9])"
_WORD = re.compile(r"[^\W\d_]+")
# Other words would be read as the letters on a telephone's keys.
_WORDS = frozenset({"tel", "ext", "extn", "extension", "x"})
_NO_DIGIT = re.compile(r"\D")
_PLAIN = re.compile(r"[\d\s().+/\u2010-\u2015-]*")
_PLAIN_INTERNATIONAL = re.compile(r"\+[\d\s().-]*")
# Ten digits behind the code, which are not all the same.
_NORTH_AMERICAN = re.compile(r"1([2-9])(?!\1{9})[0-9]{9}")
# Around the slash of an area code there are fewer digits on one side.
_FEWEST_OF_TWO = 7
_EXTENSION = re.compile(r"[\s;,/]*(?:e?xt(?:ension|n)?\.?|x|#)[\s:=.]*(\d{1,7})$", re.IGNORECASE)


def pattern() -> str:
    """Numbers as they are written most: all that match are taken.

    With a calling code and as many digits as numbers have there, or, where they belong to no
    country yet, as they are dialed.
    """
    codes: dict[str, list[str]] = defaultdict(list)
    for code, (main, *_) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE.items():
        about: Any = PhoneMetadata.metadata_for_region_or_calling_code(code, main)
        codes[_digits(about.general_desc.possible_length, code)].append(str(code))
    international = "|".join(f"(?:{'|'.join(some)}){digits}" for digits, some in codes.items())
    return rf"(?:\+(?:{international})|\(?0?[1-9]{_DIGIT}{{4,13}}[0-9])(?: ?x[0-9]{{1,7}})?"


def stored(text: str, *regions: str) -> str:
    """A number as it is kept: ``+14155550165 x12``, or as it was typed where its country is not
    known. ``regions`` are the countries that a number without ``+`` may belong to: it gets the
    calling code of one if it can be of no other.

    Raises:
        ValueError: it is no phone number; the text says what to enter.
    """
    if len(text) > LONGEST:
        raise ValueError(_INVALID)
    number = _ascii(text)
    if number.startswith("+"):
        return _of_north_america(number) or _e164(_international(number))
    if national := _national(number, regions):
        return national
    if number.startswith("00"):
        with suppress(ValueError):
            return _e164(_international(f"+{number[2:]}"))
    return number


def completed(number: str, *regions: str) -> str:
    """A stored number whose country was not known before, now that it may be."""
    if regions and number and not number.startswith("+"):
        with suppress(ValueError):  # of a number that is older than these rules
            return stored(number, *regions)
    return number


@lru_cache(maxsize=10_000)  # a list reads a hundred, and most of them again and again
def shown(number: str, *regions: str) -> str:
    """A stored number as people in these regions read it: in the national form if it is
    dialed from there like that, else in the international one. How a country groups its numbers
    comes with `phonenumbers`.
    """
    if not number:
        return ""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    codes = {phonenumbers.country_code_for_region(region) for region in regions if region}
    if parsed.country_code in codes and phonenumbers.is_valid_number(parsed):
        national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
        if len(regions) == 1 or _national(national, regions) == number:
            return national
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)


def calling_code(region: str) -> str:
    """``49`` of ``DE``."""
    return str(phonenumbers.country_code_for_region(region) or "")


def regions_of_code(code: str) -> tuple[str, ...]:
    """``DE`` of ``49``, and all countries that share a code; none of one that no country has."""
    return tuple(phonenumbers.region_codes_for_country_code(int(code)))


@lru_cache(maxsize=10_000)
def uri(number: str) -> str:
    """What dials a stored number: ``tel:+14155550165;ext=12`` (RFC 3966); nothing for none.

    One whose country is not known keeps its digits, which a telephone dials as they are.
    """
    if not number:
        return ""
    extension = _EXTENSION.search(number[:LONGEST])
    main = _EXTENSION.sub("", number[:LONGEST])
    dialed = ("+" if main.startswith("+") else "") + _NO_DIGIT.sub("", main)
    if not dialed:
        return ""
    return f"tel:{dialed};ext={extension[1]}" if extension else f"tel:{dialed}"


def _digits(lengths: Iterable[int], code: int) -> str:
    """The pattern of so many digits behind a calling code."""
    known = {length - 2 for length in lengths if length + len(str(code)) <= _MOST_DIGITS}
    firsts = sorted(length for length in known if length - 1 not in known)
    lasts = sorted(length for length in known if length + 1 not in known)
    runs = zip(firsts, lasts, strict=True)
    return f"{_TWO_DIGITS}(?:{'|'.join(f'{_DIGIT}{{{first},{last}}}' for first, last in runs)})"


def _ascii(text: str) -> str:
    """The number with digits and ``+`` in ASCII, if it looks like one at all."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
        text = "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
    if "\n" in text:
        raise ValueError(_INVALID)
    plain = number = " ".join(text.split())
    whole, _, cents = plain.partition(".")
    if cents in {"0", "00"} and (whole.isdigit() or _is_valid(whole)):
        plain = number = whole  # it was calculated with
    if not _PLAIN.fullmatch(plain):
        if not _WORDS.issuperset(_WORD.findall(plain.lower())):
            raise ValueError(_INVALID)
        plain = plain.removeprefix("tel:").lstrip("/ ")
        number = _EXTENSION.sub("", plain)
        extension = _EXTENSION.search(plain)
        if extension and "/" in extension[0]:  # behind which the library reads nothing
            plain = f"{number} x{extension[1]}"
    digits = _NO_DIGIT.sub("", number)
    likely = _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS and len(set(digits)) > 1
    if not likely or not _PLAIN.fullmatch(number) or _are_two(number):
        raise ValueError(_INVALID)
    return plain.lstrip("( ") if "+" in plain else plain


def _is_valid(number: str) -> bool:
    with suppress(NumberParseException):
        return phonenumbers.is_valid_number(phonenumbers.parse(number))
    return False


def _are_two(number: str) -> bool:
    before, slash, behind = number.partition("/")
    return bool(slash) and all(
        len(_NO_DIGIT.sub("", part)) >= _FEWEST_OF_TWO for part in (before, behind)
    )


def _international(number: str) -> PhoneNumber:
    if _PLAIN_INTERNATIONAL.fullmatch(number):
        number = f"+{_NO_DIGIT.sub('', number)}"  # which takes a third less time to read
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException as error:
        unknown = error.error_type == NumberParseException.INVALID_COUNTRY_CODE
        raise ValueError(_NO_SUCH_COUNTRY if unknown else _INVALID) from None
    if phonenumbers.is_possible_number_with_reason(parsed) != ValidationResult.IS_POSSIBLE:
        raise ValueError(_INVALID)
    # Oslo has 22 22 22 22, but nobody has 555 555 5555.
    all_same = len(set(str(parsed.national_number))) == 1
    if all_same and not phonenumbers.is_valid_number(parsed):
        raise ValueError(_INVALID)
    return parsed


def _of_north_america(number: str) -> str:
    """A number there is known by its digits alone, many times as quickly as it is read; empty for
    others.
    """
    if not number.startswith("+1") or not _PLAIN_INTERNATIONAL.fullmatch(number):
        return ""
    digits = _NO_DIGIT.sub("", number)
    return f"+{digits}" if _NORTH_AMERICAN.fullmatch(digits) else ""


def _national(number: str, regions: Iterable[str]) -> str:
    """The number that this is in one of the regions; empty if in none, or in several."""
    numbers = {_in_region(number, region) for region in filter(None, regions)} - {""}
    return numbers.pop() if len(numbers) == 1 else ""


def _in_region(number: str, region: str) -> str:
    with suppress(NumberParseException):
        # A table takes the + from a mobile number, and 49171 may be read as Leer's 0491 then.
        if number.startswith(str(phonenumbers.country_code_for_region(region))):
            mobile = phonenumbers.parse(f"+{number}")
            if phonenumbers.number_type(mobile) == PhoneNumberType.MOBILE:
                return _e164(mobile)
        parsed = phonenumbers.parse(number, region)
        if phonenumbers.is_valid_number(parsed):
            return _e164(parsed)
    return ""


def _e164(number: PhoneNumber) -> str:
    form = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return f"{form} x{number.extension}" if number.extension else form
