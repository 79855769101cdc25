"""When a cell and the value that a record has are one, in SQL; and phone numbers that are one.

Texts go by `records.same_value`, addresses of pages by every sign. Phone numbers are compared by
`phone_numbers`, which knows the countries.
"""

from functools import lru_cache
from itertools import takewhile

from sqlalchemy import literal_column
from sqlalchemy.dialects import postgresql

from yardflow.services.records.account_fields import ACCOUNT
from yardflow.services.records.contact_fields import CONTACT
from yardflow.services.records.values import same_value

_SPOKEN = frozenset(
    ["title", *(text.name for text in (*ACCOUNT.texts, *CONTACT.texts) if text.input == "text")]
)
_FEWEST_DIGITS = 6


def differ(name: str, had: str, says: str) -> str:
    """SQL: two texts of a field, neither of them empty, are not the same value."""
    if name in _SPOKEN:
        return f"{_compared(had)} <> {_compared(says)}"
    return f"{had} <> {says}"


def is_same_number(says: str, known: str) -> bool:
    """Whether a cell says no more than a number that is known: ``(415) 555-0165`` is
    ``+14155550165 x12`` without its calling code and extension.
    """
    number, extension = _parts(says)
    whole, known_extension = _parts(known)
    if extension and extension != known_extension:
        return False
    if says.startswith("+"):
        return known.startswith("+") and number == whole
    national = number.lstrip("0")
    return len(national) >= _FEWEST_DIGITS and whole.endswith(national)


@lru_cache
def _compared(column: str) -> str:
    compiled = same_value.compared(literal_column(column)).compile(
        dialect=postgresql.dialect(),
        compile_kwargs={"literal_binds": True},
    )
    return str(compiled)


def _parts(number: str) -> tuple[str, str]:
    """The digits of a number, and those of its extension."""
    main = "".join(takewhile(lambda sign: not sign.isalpha() and sign != "#", number))
    return _digits(main), _digits(number[len(main) :])


def _digits(text: str) -> str:
    return "".join(filter(str.isdecimal, text))
