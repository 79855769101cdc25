"""What a field of a record takes: the one door for forms and the API.

A record declares its fields with a cleaner each; whatever else is sent is left out, so nobody
sets an id or a role by naming it. A cleaner returns what is stored, or raises `ValueError` with
what is wrong.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from yardflow.errors import Invalid
from yardflow.services.records import normalise

Cleaner = Callable[[object], object]
LARGEST_ID = 2**63 - 1
LARGEST_NUMBER = 2**31 - 1
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_MOST_COST = Decimal("9999999999.99")


def taken(
    sent: Mapping[str, object], fields: Mapping[str, Cleaner], *, to_read: bool = False
) -> dict[str, object]:
    """The declared fields among those sent, cleaned; ``to_read`` where they narrow a list.

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
        told = " ".join(problems.values())
        raise Invalid(told if to_read else f"Nothing was saved. {told}", problems)
    return values


def printable(text: str) -> str:
    """Without what the database refuses or nobody can see."""
    return _UNPRINTABLE.sub("", text)


def line(most: int, *, needed: str = "") -> Cleaner:
    """One line of at most ``most`` characters; ``needed`` is what to say when it is empty."""

    def clean(value: object) -> str:
        text = " ".join(_text(value).split())
        if needed and not text:
            raise ValueError(needed)
        return _at_most(text, most)

    return clean


def prose(most: int) -> Cleaner:
    """Several lines."""
    return lambda value: _at_most(_text(value).replace("\r\n", "\n").strip(), most)


def one_of(kind: type[StrEnum], *, or_none: bool = False) -> Cleaner:
    """A value of an enumeration; empty is None where that is allowed."""

    def clean(value: object) -> StrEnum | None:
        if or_none and (value is None or value == ""):
            return None
        try:
            return kind(str(value))
        except ValueError:
            raise ValueError(f"Expected one of: {', '.join(kind)}.") from None

    return clean


def some_of(kind: type[StrEnum], *, or_none: bool = False) -> Cleaner:
    """A list of values of an enumeration, in its order."""

    def clean(value: object) -> list[str] | None:
        if or_none and value is None:
            return None
        if not isinstance(value, list | tuple) or not {str(one) for one in value} <= {*kind}:
            raise ValueError(f"Expected any of: {', '.join(kind)}.")
        return [one.value for one in kind if one.value in value]

    return clean


def email(value: object) -> str | None:
    """An address, or none."""
    text = _text(value).strip()
    address = normalise.email_of(text)
    if text and address is None:
        raise ValueError("This is not an email address.")
    return address


def phone(value: object) -> str:
    """A phone number, or nothing."""
    text = _text(value).strip()
    number = normalise.phone_of(text)
    if text and not number:
        raise ValueError("This is not a phone number; write it like +1 415 555 0100.")
    return number


def domain(value: object) -> str | None:
    """A bare domain, or none; mailbox providers such as gmail.com are nobody's own."""
    text = _text(value).strip()
    found = normalise.domain_of(text)
    if text and found is None:
        raise ValueError("This is not a domain; write it like acme.com.")
    if found in normalise.PUBLIC_MAIL:
        raise ValueError(f"{found} belongs to a mail provider, not to the company.")
    return found


def website(value: object) -> str:
    """An http address with its scheme, or nothing."""
    text = _text(value).strip()
    return _web_address(text, "This is not a web address; write it like acme.com.") if text else ""


def linkedin(value: object) -> str:
    """The address of a profile at linkedin.com, or nothing."""
    text = _text(value).strip()
    if not text:
        return ""
    wrong = "This is not a LinkedIn address; write it like linkedin.com/in/name."
    address = _web_address(text, wrong)
    host = urlsplit(address).hostname or ""
    if host != "linkedin.com" and not host.endswith(".linkedin.com"):
        raise ValueError(wrong)
    return "https" + address[address.index("://") :]


def timezone(value: object) -> str:
    """An IANA name, such as ``America/Los_Angeles``."""
    name = _text(value).strip() or "UTC"
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        raise ValueError("This time zone is not known; write it like Europe/Berlin.") from None
    return name


def day(value: object) -> date | None:
    """A date, also as ``2026-02-09``, or none."""
    if value is None or isinstance(value, date):
        return value
    try:
        return date.fromisoformat(_text(value).strip()) if value != "" else None
    except ValueError:
        raise ValueError("This is not a date; write it like 2026-02-09.") from None


def dollars(value: object) -> Decimal | None:
    """An amount in USD to the cent, or none."""
    text = str(value if value is not None else "").replace(",", "").strip().removeprefix("$")
    if not text:
        return None
    try:
        amount = Decimal(text).quantize(Decimal("0.01"))
    except InvalidOperation:
        amount = Decimal(-1)
    if not amount.is_finite() or not 0 <= amount <= _MOST_COST:
        raise ValueError("This is not an amount in dollars.")
    return amount


def key(value: object) -> int:
    """The id of a record."""
    text = str(value)
    if not text.isascii() or not text.isdigit() or not 0 < int(text[:20]) <= LARGEST_ID:
        raise ValueError("This record is not known.")
    return int(text)


def _text(value: object) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError("Expected text.")
    return printable(value)


def _at_most(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"At most {most} characters fit here.")
    return text


def _web_address(text: str, wrong: str) -> str:
    address = text if "://" in text else f"https://{text}"
    parts = urlsplit(address)
    if (
        parts.scheme.lower() not in {"http", "https"}
        or len(address) > 300
        or re.search(r"[\s\"'<>\\]", address)
        or "@" in parts.netloc
        or normalise.domain_of(address) is None
    ):
        raise ValueError(wrong)
    return address
