"""The values that a record's fields accept: one place for forms and the API.

A record declares its fields with a cleaner each; whatever else is sent is ignored, so no one sets
an id or a role by naming it. A cleaner returns what is stored, or raises `ValueError` with what to
enter. It limits the length first: no pattern reads a text that is too long anyway. Its `shape` is
what the description of the API says of it: whatever has that shape is taken, and of other texts
those that people write as well.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from yardflow import email_address
from yardflow.counts import counted
from yardflow.errors import Invalid
from yardflow.services.records.values import normalize, phones

Cleaner = Callable[[object], object]
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
LONGEST_TEXT = 20_000
# Also what turns text round, and blanks that count as letters; joiners are part of words.
_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\xad\u115f\u1160\u200b\u200e\u200f\u202a-\u202e"
    r"\u2060-\u2064\u2066-\u2069\u2800\u3164\ufeff\uffa0\ud800-\udfff]"
)
_LONGEST_ZONE, _LONGEST_NUMBER = 100, 40
# As in ECMA 262, which the description of an API is read by.
LETTER_OR_DIGIT, VISIBLE = r"[\p{L}\p{N}]", r"[\p{L}\p{N}\p{P}\p{S}]"
TIME_OF_DAY = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]")
MOST_COST = Decimal("9999999999.99")


def taking(cleaner: Cleaner, **shape: Any) -> Cleaner:
    """The cleaner, with the JSON Schema of the texts that it is for; "" empties a field that has
    no ``pattern`` and no ``enum``.
    """
    vars(cleaner)["shape"] = shape
    return cleaner


def shape(cleaner: Cleaner) -> dict[str, Any]:
    """The JSON Schema of what a cleaner takes, as far as it says."""
    return dict(getattr(cleaner, "shape", {}))


def cleaned(sent: Mapping[str, object], fields: Mapping[str, Cleaner]) -> dict[str, object]:
    """The declared fields among those sent, cleaned.

    Raises:
        Invalid: with what is wrong, field by field.
    """
    values: dict[str, object] = {}
    problems: dict[str, str] = {}
    for name, cleaner in fields.items():
        if name in sent:
            try:
                values[name] = cleaner(sent[name])
            except ValueError as error:
                problems[name] = str(error)
    if problems:
        raise Invalid(" ".join(dict.fromkeys(problems.values())), problems)
    return values


def printable(text: str) -> str:
    """Without characters that the database refuses or that can't be seen."""
    return _UNPRINTABLE.sub("", text)


def bounded(text: str, most: int, what: str = "") -> str:
    """The text, if it has at most ``most`` characters; ``what`` it is, to begin a sentence with.

    Raises:
        ValueError: it is longer.
    """
    if len(text) > most:
        limit = counted(most, "character")
        raise ValueError(f"{what} has at most {limit}." if what else f"Enter at most {limit}.")
    return text


def trimmed(value: object, most: int, what: str = "") -> str:
    """A text without what can't be seen and blanks around it, "" for none; bounded as above.

    Raises:
        ValueError: it is no text, or longer.
    """
    return normalize.composed(printable(bounded(_text(value).strip(), most, what)).strip())


def line(most: int, *, needed: str = "") -> Cleaner:
    """One line of at most ``most`` characters; ``needed`` is the error text when it has no letter
    and no digit.
    """

    def clean(value: object) -> str:
        bound = bounded(" ".join(_text(value).split()), most)
        text = normalize.composed(" ".join(printable(bound).split()))
        if needed and not any(sign.isalnum() for sign in text):
            raise ValueError(needed)
        return text

    return taking(clean, maxLength=most, **({"pattern": LETTER_OR_DIGIT} if needed else {}))


def prose(most: int, *, needed: str = "") -> Cleaner:
    """Several lines; ``needed`` is the error text where nothing in them can be seen."""

    def clean(value: object) -> str:
        text = trimmed(_text(value).replace("\r\n", "\n"), most)
        if needed and not any(unicodedata.category(sign)[0] in "LNPS" for sign in text):
            raise ValueError(needed)
        return text

    return taking(clean, maxLength=most, **({"pattern": VISIBLE} if needed else {}))


def one_of(kind: type[StrEnum], *, or_none: bool = False) -> Cleaner:
    """A value of an enumeration; empty is None where that is allowed."""

    def clean(value: object) -> StrEnum | None:
        if or_none and (value is None or value == ""):
            return None
        try:
            return kind(str(value))
        except ValueError:
            raise ValueError(f"Choose one of: {', '.join(kind)}.") from None

    return clean


def any_of(kind: type[StrEnum]) -> Cleaner:
    """Values of an enumeration, separated by commas, of which a record may have any."""
    several = some_of(kind)
    # Nothing longer means anything: each value once, with commas and spaces between.
    most = sum(len(value) + 2 for value in kind)
    choice, more = "|".join(map(re.escape, kind)), len(kind) - 1
    return taking(
        lambda value: several([part.strip() for part in trimmed(value, most).split(",")]),
        pattern=f"^(?:(?:{choice})(?:,(?:{choice})){{0,{more}}})?$",
        maxLength=most,
    )


def some_of(kind: type[StrEnum], *, or_none: bool = False) -> Cleaner:
    """A list of values of an enumeration, in its order."""

    def clean(value: object) -> list[str] | None:
        if or_none and value is None:
            return None
        if not isinstance(value, list | tuple) or not {str(item) for item in value} <= {*kind}:
            raise ValueError(f"Choose from: {', '.join(kind)}.")
        return [member.value for member in kind if member.value in value]

    return clean


def email(value: object) -> str | None:
    """An address, or none."""
    text = trimmed(value, email_address.LONGEST, "An email address")
    address = normalize.email_of(text)
    if text and address is None:
        raise ValueError("Enter a valid email address.")
    return address


def phone(value: object) -> str:
    """A phone number, or nothing."""
    text = trimmed(value, phones.LONGEST, "A phone number")
    return phones.stored(text) if text else ""


def timezone(value: object) -> str:
    """An IANA name, such as ``America/Los_Angeles``."""
    name = trimmed(value, _LONGEST_ZONE, "A time zone") or "UTC"
    if name not in timezones():
        raise ValueError("Enter a valid time zone, for example America/Chicago.")
    return name


@cache
def timezones() -> frozenset[str]:
    """All names but those that mean something else on each machine, or nothing."""
    return frozenset(available_timezones() - {"localtime", "posixrules", "Factory"})


def day(value: object) -> date | None:
    """A date, also as ``2026-12-08`` or as fields show it, or none."""
    if value is None or isinstance(value, date):
        return value
    try:
        return _day(trimmed(value, _LONGEST_NUMBER)) if value != "" else None
    except ValueError:
        raise ValueError("Enter a valid date, for example Dec 8, 2026.") from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return datetime.strptime(text, "%b %d, %Y").date()


def time_of_day(value: object) -> time | None:
    """A time such as ``09:00``, or none."""
    if value is None or isinstance(value, time):
        return value
    text = trimmed(value, _LONGEST_NUMBER)
    if text and not TIME_OF_DAY.fullmatch(text):
        raise ValueError("Enter a time of day, for example 09:00.")
    return time.fromisoformat(text) if text else None


def dollars(value: object) -> Decimal | None:
    """An amount in USD to the cent, or none."""
    text = bounded(str(value if value is not None else "").strip(), _LONGEST_NUMBER, "An amount")
    text = text.replace(",", "").strip().removeprefix("$")
    if not text:
        return None
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= MOST_COST:
        raise ValueError("Enter an amount in US dollars, for example 12,500.")
    return amount


def or_empty(empty: object, cleaner: Cleaner) -> Cleaner:
    """What a cleaner takes, and where nothing is given ``empty``."""
    return lambda value: empty if value is None or value == "" else cleaner(value)


def key(value: object) -> int:
    """The id of a record."""
    text = str(value)
    is_short = len(text) <= len(str(LARGEST_ID)) and text.isascii() and text.isdigit()
    if not is_short or not 0 < int(text) <= LARGEST_ID:
        raise ValueError("Choose an existing record.")
    return int(text)


taking(
    email,
    anyOf=[{"format": "email"}, {"const": ""}],
    maxLength=email_address.LONGEST,
)
taking(phone, pattern=f"^(?:{phones.pattern()})?$", maxLength=phones.LONGEST)
taking(time_of_day, pattern=f"^(?:{TIME_OF_DAY.pattern})?$", maxLength=5)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("Enter text.")
    return value
