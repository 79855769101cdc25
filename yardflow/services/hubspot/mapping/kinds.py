"""Values as HubSpot writes them: every one is a text there, in a form of its type.

Each kind is a pair of functions and a third that says whether two texts of HubSpot's are the same
value: HubSpot trims, lowercases and formats what it is given.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache

from yardflow.services.records.values.countries import region_of_country
from yardflow.services.records.values.normalize import folded

# HubSpot's limit of a text; a number is never as long.
LONGEST, LONGEST_NUMBER = 65_536, 40
# Nothing longer is a country or a phone number.
LONGEST_NAME = 100
BETWEEN = ";"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FEWEST_DIGITS = 7
_BOOLEANS = {"true": "true", "false": "false", "yes": "true", "no": "false"}


class Kind(StrEnum):
    """What a field of ours holds. Here every value is a text, too: a day is ``2026-02-09``, a
    moment has its offset, several choices stand between semicolons, an owner is an address, an
    account the id of its company in HubSpot.
    """

    TEXT = "text"
    EMAIL = "email"
    PHONE = "phone"
    ADDRESS = "address"
    COUNTRY = "country"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    MOMENT = "moment"
    CHOICE = "choice"
    CHOICES = "choices"
    OWNER = "owner"
    COMPANY = "company"


Convert = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Form:
    """How a kind is written to HubSpot and read from there, without its choices. Both raise
    `ValueError` with a sentence. ``same``: whether two texts of HubSpot's are one value.
    """

    write: Convert
    read: Convert
    same: Callable[[str, str], bool]


def text(value: str) -> str:
    """Without spaces around it, as HubSpot keeps it."""
    plain = value.strip()
    if len(plain) > LONGEST:
        raise ValueError(f"HubSpot takes at most {LONGEST:,} characters.")
    return plain


def number(value: str) -> str:
    """A number in digits: ``1200.5``."""
    plain = value.strip()
    try:
        amount = Decimal(plain) if len(plain) <= LONGEST_NUMBER else Decimal("NaN")
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or abs(amount.adjusted()) > LONGEST_NUMBER:
        raise ValueError(f"{_short(plain)} is not a number.")
    written = f"{amount:f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def boolean(value: str) -> str:
    """``true`` or ``false``."""
    try:
        return _BOOLEANS[value.strip().lower()]
    except KeyError:
        raise ValueError(f"{_short(value)} is neither true nor false.") from None


def day_there(value: str) -> str:
    """A day as HubSpot takes it: milliseconds of its midnight in UTC, wherever this runs."""
    day = date.fromisoformat(_day(value))
    return str(_milliseconds(datetime.combine(day, time(), UTC)))


def day_here(value: str) -> str:
    """A day from milliseconds, or from a text that HubSpot shows instead, as ``2026-02-09``."""
    plain = value.strip()
    if _is_milliseconds(plain):
        return _of_milliseconds(plain).date().isoformat()
    return _day(plain)


def moment_there(value: str) -> str:
    """A moment as HubSpot takes it: milliseconds since 1970 in UTC."""
    return str(_milliseconds(_moment(value)))


def moment_here(value: str) -> str:
    """A moment from milliseconds or ISO 8601, in UTC: ``2026-02-09T10:00:00.000+00:00``."""
    plain = value.strip()
    moment = _of_milliseconds(plain) if _is_milliseconds(plain) else _moment(plain)
    return moment.isoformat(timespec="milliseconds")


def several(value: str) -> str:
    """Options between semicolons, each once, without spaces; HubSpot sometimes begins with one."""
    parts = (part.strip() for part in value.split(BETWEEN))
    return BETWEEN.join(dict.fromkeys(part for part in parts if part))


def _email_key(value: str) -> str:
    return value.strip().lower()


def _address_key(value: str) -> str:
    plain = value.strip()
    host, slash, path = (plain.partition("://")[2] or plain).partition("/")
    return f"{host.lower().removeprefix('www.')}{slash}{path}".rstrip("/")


def _country_key(value: str) -> str:
    plain = value.strip()
    return region_of_country(plain) or folded(plain) if len(plain) <= LONGEST_NAME else plain


def _same_phone(left: str, right: str) -> bool:
    """However much of the way to it is dialed, as long as no two calling codes differ."""
    if max(len(left), len(right)) > LONGEST_NAME:
        return left.strip() == right.strip()
    (number, extension), (other, other_extension) = _dialed(left), _dialed(right)
    if extension != other_extension or min(len(number), len(other)) < _FEWEST_DIGITS:
        return left.strip() == right.strip()
    if number.startswith("+") and other.startswith("+"):
        return number == other
    number, other = number.lstrip("+0"), other.lstrip("+0")
    return number.endswith(other) or other.endswith(number)


@lru_cache(maxsize=2_000)
def _dialed(value: str) -> tuple[str, str]:
    """The digits of a number, with its ``+`` if it has one, and its extension."""
    number, _, extension = value.strip().lower().partition("x")
    plus = "+" if number.startswith(("+", "00")) else ""
    return plus + _digits(number).lstrip("0" if plus else ""), _digits(extension)


def _digits(value: str) -> str:
    return "".join(sign for sign in value if sign.isdecimal())


def _several_key(value: str) -> str:
    return BETWEEN.join(sorted(several(value).split(BETWEEN)))


def _read_key(read: Convert) -> Convert:
    """The key of values that have one form: as they are read, or as they are if they can't be."""

    def key(value: str) -> str:
        try:
            return read(value) if value.strip() else ""
        except ValueError:
            return value.strip()

    return key


def _by(key: Convert) -> Callable[[str, str], bool]:
    return lambda left, right: left == right or key(left) == key(right)


FORMS = {
    Kind.TEXT: Form(text, text, _by(lambda value: " ".join(value.split()))),
    Kind.EMAIL: Form(text, text, _by(_email_key)),
    Kind.PHONE: Form(text, text, _same_phone),
    Kind.ADDRESS: Form(text, text, _by(_address_key)),
    Kind.COUNTRY: Form(text, text, _by(_country_key)),
    Kind.NUMBER: Form(number, number, _by(_read_key(number))),
    Kind.BOOLEAN: Form(boolean, boolean, _by(_read_key(boolean))),
    Kind.DATE: Form(day_there, day_here, _by(_read_key(day_here))),
    Kind.MOMENT: Form(moment_there, moment_here, _by(_read_key(moment_here))),
    Kind.CHOICE: Form(text, text, _by(str.strip)),
    Kind.CHOICES: Form(several, several, _by(_several_key)),
    Kind.OWNER: Form(text, text, _by(str.strip)),
    Kind.COMPANY: Form(text, text, _by(str.strip)),
}


def _short(value: str) -> str:
    return value if len(value) <= LONGEST_NUMBER else f"{value[:LONGEST_NUMBER]}…"


def _day(value: str) -> str:
    plain = value.strip()
    if len(plain) > LONGEST_NUMBER:
        raise ValueError(f"{_short(plain)} is not a date.")
    try:
        if "T" in plain:
            return _moment(plain).date().isoformat()
        return date.fromisoformat(plain).isoformat()
    except ValueError:
        raise ValueError(f"{_short(plain)} is not a date.") from None


def _moment(value: str) -> datetime:
    plain = value.strip()
    try:
        moment = datetime.fromisoformat(plain[: LONGEST_NUMBER + 1])
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{_short(plain)} is not a date and time.") from None


def _is_milliseconds(value: str) -> bool:
    digits = value.removeprefix("-")
    return digits.isascii() and digits.isdigit()


def _of_milliseconds(value: str) -> datetime:
    try:
        if len(value) > LONGEST_NUMBER:
            raise OverflowError
        return _EPOCH + timedelta(milliseconds=int(value))
    except OverflowError:
        raise ValueError(f"{_short(value)} is not a date.") from None


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)
