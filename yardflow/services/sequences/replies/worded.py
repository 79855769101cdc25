"""The words that wishes to stop are written with, and whether a text has any others."""

from collections.abc import Iterator

from yardflow.services.sequences.replies.clauses import clauses
from yardflow.services.sequences.replies.composed import (
    CLASSES,
    OBJECTION,
    asks_to_stop,
    denies,
    is_stated,
)
from yardflow.services.sequences.replies.phrases import any_of, phrases
from yardflow.services.sequences.replies.tokens import Tokens, tokens

# More words than these are no short "stop".
SHORT = 24
# The words that a wish to stop is written with, beside the phrases that are one. What has no
# meaning of its own may stand only in one of several words: "Stop by" is none.
_POLITE = ("stop_filler", "stop_noun", *CLASSES)
_WRITTEN_WITH = (*_POLITE, *OBJECTION, "function")


def says_only(text: str, names: set[str]) -> bool:
    """Whether nothing is said but to stop, and what is polite."""
    words = tokens(text)
    if not 0 < len(words) <= SHORT:
        return False
    parts = clauses(text)
    is_all = all(is_meant(part, names) for part in parts)
    return is_all and any(_wishes(part, names) for part in parts) and not any(map(denies, parts))


def names_stop(words: Tokens) -> bool:
    """A phrase of several words stands amid others."""
    return any(phrases("stop").longest(words, place) > 2 for place in range(len(words)))


def unread(words: Tokens, known: set[str]) -> list[str]:
    """The words that wishes are not written with."""
    return _left(words, known, (*_WRITTEN_WITH, "stop", "stop_hint"))


def stretches(words: Tokens, known: set[str]) -> Iterator[Tokens]:
    """The words of a clause, parted at those that wishes are not written with."""
    place, start = 0, 0
    while place < len(words):
        length = _meant(words, place, known, _WRITTEN_WITH)
        if not length:
            yield words[start:place]
            start = place + 1
        place += length or 1
    yield words[start:]


def unusual(words: Tokens, known: set[str]) -> list[str]:
    """The words that are not only polite."""
    return _left(words, known, ("stop_filler",))


def _left(words: Tokens, known: set[str], sections: tuple[str, ...]) -> list[str]:
    """The words that are in no phrase of these, and no names."""
    left, place = [], 0
    while place < len(words):
        length = any_of(*sections).longest(words, place) or int(words[place] in known)
        if not length:
            left.append(words[place])
        place += length or 1
    return left


def is_meant(words: Tokens, names: set[str]) -> bool:
    """Whether a clause says nothing but to stop, or what is polite."""
    asks = names_stop(words) or phrases("stop_hint").are_in(words) or asks_to_stop(words)
    return all_meant(words, names, _WRITTEN_WITH if asks else _POLITE)[1]


def _wishes(words: Tokens, names: set[str]) -> bool:
    """Whether a clause asks to stop, by a phrase or by its words together."""
    return asks_to_stop(words) or (all_meant(words, names)[0] and not is_stated(words))


def all_meant(
    words: Tokens, names: set[str], sections: tuple[str, ...] = _POLITE
) -> tuple[bool, bool]:
    """Whether a phrase that asks to stop stands there, and nothing else but such words."""
    place, stops = 0, False
    while place < len(words):
        length = _stops(words, place)
        filler = _meant(words, place, names, sections)
        if not filler:
            return stops, False
        stops = stops or length == filler
        place += filler
    return stops, True


def _stops(words: Tokens, place: int) -> int:
    return any_of("stop", "stop_hint").longest(words, place)


def _meant(words: Tokens, place: int, names: set[str], sections: tuple[str, ...]) -> int:
    """How many words from here on are of these, of a wish to stop, or a name."""
    length = any_of(*sections, "stop", "stop_hint").longest(words, place)
    return length or int(words[place] in names)
