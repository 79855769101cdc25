"""Passwords that are guessed first: the commonest ones, the person's name or address, the product's
name, the last one.

What people add to such a password (capitals, accents, digits, signs, the same again) is added by
those who guess, too, and is seen through here.
"""

import re
import string
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from yardflow.services.records.values.normalize import folded

_LIST = Path(__file__).with_name("common_passwords.txt")
_COMMENT = "# "
# So few characters besides the person's words, or so few different ones, are no password.
_FEW = 4
_LONG_NUMBER = 16
_SHORTEST_WORD = 3
# It stands in every password that our own documents show.
PRODUCT = "YardFlow"
_ALPHABET = string.ascii_lowercase
_SIGNS_FOR_LETTERS = str.maketrans("@430!1$57", "aaeoiisst")


def is_repeated(password: str, shortest: int) -> bool:
    """Whether it is a few characters, or less than ``shortest`` of them over and over."""
    text = folded(password)
    variants = (text, _letters_and_digits(text))
    periods = (_period(variant) for variant in variants if _period(variant) != variant)
    return len(set(text)) <= _FEW or any(len(period) < shortest for period in periods)


def is_common(password: str) -> bool:
    """Whether it is one of the 10,000 commonest, or one of them with something added."""
    text = _period(folded(password))
    whole = _letters_and_digits(text)
    if whole.isdigit() and len(whole) < _LONG_NUMBER:
        return True
    letters = whole.rstrip(string.digits)
    if len(letters) > _FEW and (letters in _ALPHABET or letters in _ALPHABET[::-1]):
        return True
    core = _core(text)
    variants = {
        folded(password),
        whole,
        letters,
        _only_word(text),
        _period(_letters_and_digits(core)),
        _letters_and_digits(core.translate(_SIGNS_FOR_LETTERS)),
    }
    return not _commonest().isdisjoint(variants)


def is_personal(password: str, own: Iterable[str]) -> bool:
    """Whether little is left of it without the words of ``own``, such as a name and an address."""
    words = {word for text in own for word in re.split(r"[\W_]+", folded(text))}
    left = whole = _letters_and_digits(folded(password))
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= _SHORTEST_WORD:
            left = left.replace(word, "")
    return left != whole and len(left.strip(string.digits)) <= _FEW


def is_similar(password: str, former: str) -> bool:
    """Whether two passwords differ in no more than capitals, signs and the digits around them."""
    return _essence(password) == _essence(former)


def _period(text: str) -> str:
    """What the text repeats from its beginning to its end; itself if it repeats nothing."""
    return text[: (text + text).find(text, 1)]


def _essence(password: str) -> str:
    text = folded(password)
    return _letters_and_digits(_core(text)) or text


def _core(text: str) -> str:
    """The text from its first letter to its last."""
    at = [place for place, sign in enumerate(text) if sign.isalpha()]
    return text[at[0] : at[-1] + 1] if at else ""


def _only_word(text: str) -> str:
    """The one word between all digits and signs, however often; empty if there are more."""
    words = {*"".join(sign if sign.isalpha() else " " for sign in text).split()}
    return words.pop() if len(words) == 1 else ""


def _letters_and_digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isalnum())


@cache
def _commonest() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith(_COMMENT))
