"""When two values of a field are one: however they are typed, ``5,001–10,000`` and ``5001-10000``.

Once for Python and once for the database (migrations/versions/0022_questions.py), with the same
signs. A change of them needs a migration that looks at all claims that wait again.
"""

from functools import lru_cache
from typing import Any

from sqlalchemy import func

from yardflow.services.records.values.normalize import folded

_SPOKEN = (("&", "and"),)
_IGNORED = " ,.;:/()-\u2010\u2011\u2012\u2013\u2014'\u2019"
_WITHOUT_SIGNS = str.maketrans("", "", _IGNORED)


@lru_cache(maxsize=2048)
def same(text: str) -> str:
    """A value as it is compared: without capitals, accents and signs, which only an address has."""
    plain = " ".join(folded(text).split())
    if "@" in plain:
        return plain
    for sign, word in _SPOKEN:
        plain = plain.replace(sign, word)
    return plain.translate(_WITHOUT_SIGNS) or plain


def compared(value: Any) -> Any:
    """A column as it is compared, but for accents and addresses: these stay as they are."""
    return func.compared_value(value)
