"""What was meant where fingers slipped: ``unsubcribe``, ``abmeldne``, ``STOOOP``.

Only words of the section ``typed`` are known so, which ask to stop and mean little else. No word of
any file of ``words/`` is taken for a slip; words that are near one and mean something else stand in
``near``: ``anmelden``, ``remote``.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache

from yardflow.services.sequences.replies.phrases import texts, vocabulary
from yardflow.services.sequences.replies.tokens import folded

# A text is looked at so far, and words of so many letters. Of short ones, which are near too many
# others, two letters may only stand the wrong way round.
_MOST = 1_000
_FEWEST, _LONGEST = 4, 24
_SHORT = 5
_WORD = re.compile(r"[^\W\d_]+")
# Signs that people write for words, and a point behind each word: ``TAKE. ME. OFF.``
_SIGNS = str.maketrans(
    {"\U0001f6d1": " stop ", "\U0001f6ab": " stop ", "\u26d4": " stop ", "\U0001f515": " stop "}
    | {
        "\U0001f4e7": " email ",
        "\U0001f4e9": " email ",
        "\U0001f4e8": " email ",
        "\u2709": " email ",
    }
)
_POINTED = re.compile(r"(?<![\w.])([^\W\d_]{2,12})\. ([^\W\d_]{2,12})\. (?=[^\W\d_]{2,12}\.)")
_HELD_DOWN = re.compile(r"([^\W\d_])\1\1+")


def as_meant(text: str) -> str:
    """The text with known words in place of slips of them, and of signs."""
    begun = _POINTED.sub(r"\1 \2 ", text[:_MOST].translate(_SIGNS))
    return _WORD.sub(_read, begun) + text[_MOST:]


def _read(match: re.Match[str]) -> str:
    return match[0] if len(match[0]) > _LONGEST else _meant(match[0])


@lru_cache(maxsize=20_000)
def _meant(word: str) -> str:
    written = folded(word)
    if written in vocabulary():
        return word
    released = _HELD_DOWN.sub(r"\1", written)
    if len(released) < _FEWEST:
        return word
    if released != written and released in vocabulary():
        return released
    near = (known for each in _less_one(released) for known in _typed().get(each, ()))
    return next((known for known in near if is_slip(released, known)), word)


def is_slip(written: str, known: str) -> bool:
    """Whether one letter is missing, too many, another, or two stand the wrong way round."""
    if len(written) > len(known):
        written, known = known, written
    if len(known) > len(written) + 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(written, known, strict=False)) if a != b), -1)
    here, there = written[start:], known[start:]
    if start >= 0 and (here[:2], here[2:]) == (there[1::-1], there[2:]):
        return True
    if len(written) <= _SHORT:
        return False
    if start < 0 or len(known) > len(written):
        return start < 0 or here == there[1:]
    return here[1:] == there[1:]


@cache
def _typed() -> dict[str, list[str]]:
    """The known words by what they are without any one of their letters."""
    words: dict[str, list[str]] = {}
    for known in texts("typed"):
        for less in _less_one(known):
            words.setdefault(less, []).append(known)
    return words


def _less_one(word: str) -> Iterator[str]:
    """The word, and what it is without each of its letters."""
    yield word
    yield from {word[:place] + word[place + 1 :] for place in range(len(word))}
