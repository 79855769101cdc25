"""Names that are nobody's: roles, teams, departments, companies, slogans, and what is written where
a name is not known.

Lists mix known and unknown words ("Regional Manager"), so one word decides where nobody is called
so; where somebody is ("Driver", "Guest"), all words have to be of such lists.
"""

from collections.abc import Sequence
from pathlib import Path

from yardflow.services.records.names.asides import is_no_name
from yardflow.services.records.names.company_names import company_key
from yardflow.services.records.names.first_names import KNOWN_FIRST_NAMES
from yardflow.services.records.names.nicknames import other_names
from yardflow.services.records.values import placeholders
from yardflow.services.records.values.normalize import folded
from yardflow.services.records.values.shared_mailboxes import FAMILIES, is_shared_mailbox

# Each section of the list by its name.
_SECTIONS = {
    title: text
    for section in folded(Path(__file__).with_suffix(".txt").read_text("utf-8")).split("\n[")[1:]
    for title, text in [section.split("#")[0].split("]")]
}


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> frozenset[str]:
    return frozenset(" ".join(phrase.split()) for phrase in text.split(","))


def _has_several_words(phrase: str) -> bool:
    """Two initials ("K. A.") don't count."""
    return " " in phrase and any(len(word.strip(".")) > 1 for word in phrase.split())


_LAST_WORDS = _words(_SECTIONS["last words"])
_LAST_PAIRS = _phrases(_SECTIONS["last pairs"])
_FIRST_WORDS = _words(_SECTIONS["first words"])
_FIRST_PAIRS = _phrases(_SECTIONS["first pairs"])
_ENDINGS = tuple(_words(_SECTIONS["endings"]))
_SHORTEST_BEFORE_ENDING = 3
_FAMILIES = _words(_SECTIONS["families"])
_EXAMPLES = _phrases(_SECTIONS["examples"])
_KEYBOARD = ("qwertyuiop", "qwertzuiop", "azertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = frozenset("aeiouy")
_OF_PROGRAMS = frozenset({"null", "nil", "nan"})
_LETTERS = 3  # so many of one sort are no name

_FILLER_PHRASES = {
    phrase
    for text in (placeholders.WORDS, ",".join(placeholders.DOUBTFUL_NAMES))
    for phrase in _phrases(folded(text))
}
# Where one of these is the first name, the last may still be somebody's, and the other way round.
_UNKNOWN = (
    _words(folded(placeholders.NO_NAMES))
    | {"fnu", "lnu", "redacted", "withheld"}
    | {phrase for phrase in _FILLER_PHRASES if _has_several_words(phrase)}
)
_KNOWN = (
    _UNKNOWN
    | _FILLER_PHRASES
    | _phrases(_SECTIONS["phrases"])
    | _LAST_WORDS
    | _LAST_PAIRS
    | _FIRST_WORDS
    | _FIRST_PAIRS
    | _words(_SECTIONS["any words"])
    | _words(folded(placeholders.DOUBTFUL))
    | _words(placeholders.OF_NAMES)
)
_LONGEST_PHRASE = max(phrase.count(" ") + 1 for phrase in _KNOWN)


def is_nobody(first: Sequence[str], last: Sequence[str]) -> bool:
    """Whether the words of a name say that it is no person's."""
    words = [folded(word) for word in (*first, *last)]
    return (
        " ".join(words) in _EXAMPLES
        or is_no_name(" ".join((*first, *last)))
        or words[0] in _FIRST_WORDS
        or " ".join(words[:2]) in _FIRST_PAIRS
        or " ".join(words[-2:]) in _LAST_PAIRS
        or _ends_like_a_role(words[-1])
        or _are_known(words)
        or _is_known("".join(words))
        or (len(words) > 1 and len(set(words)) == 1 and _VOWELS.isdisjoint(words[0]))
    )


def is_unknown(words: Sequence[str]) -> bool:
    """Whether a first or last name only says that it is not known."""
    return " ".join(map(folded, words)) in _UNKNOWN


def is_leftover(name: str, other: str) -> bool:
    """Whether a program wrote a name where there was none: ``Ann`` and ``NULL``, not ``Null``."""
    return (
        name.lower() in _OF_PROGRAMS
        and not name.istitle()
        and not (name.isupper() and other.isupper())
    )


def may_be_role(first: Sequence[str], last: Sequence[str]) -> bool:
    """Whether one of two names is a role's or a place's, and the other no known first name:
    ``Tourist Info``, and not ``Francis Sales``.
    """
    words = [folded(" ".join(words)) for words in (first, last)]
    others = [word for word in words if not _is_role(word)]
    return all(words) and len(others) < len(words) and not any(map(_is_first_name, others))


def _is_role(word: str) -> bool:
    return len(word) > _LETTERS and not _is_familys(word) and _is_known(word)


def _is_familys(word: str) -> bool:
    return word in _FAMILIES or word in FAMILIES


def _is_first_name(words: str) -> bool:
    word = words.replace("-", " ").partition(" ")[0]
    return word in KNOWN_FIRST_NAMES or bool(other_names(word))


def is_company(first_name: str, last_name: str, company: str) -> bool:
    """Whether a name is its company's, alone or beside words of roles: "Acme Driver"."""
    key = company_key(company).split()
    words = company_key(f"{first_name} {last_name}").split()
    if not key:
        return False
    before, behind = words[: -len(key)], words[len(key) :]
    return (words[: len(key)] == key and _are_known(behind)) or (
        words[-len(key) :] == key and _are_known(before)
    )


def _ends_like_a_role(word: str) -> bool:
    behind = range(_SHORTEST_BEFORE_ENDING, len(word))
    return word in _LAST_WORDS or (
        word.endswith(_ENDINGS) and any(word[at:] in _ENDINGS for at in behind)
    )


def _are_known(words: Sequence[str]) -> bool:
    """Whether nothing but such words and phrases makes up a name."""
    at = 0
    while at < len(words):
        phrases = (
            count
            for count in range(_LONGEST_PHRASE, 1, -1)
            if " ".join(words[at : at + count]) in _KNOWN
        )
        count = next(phrases, 1)
        if count == 1 and not _is_known(words[at]):
            return False
        at += count
    return True


def _is_known(text: str) -> bool:
    return (
        text in _KNOWN
        or is_shared_mailbox(text)
        or (
            len(text) >= _LETTERS
            and (
                len(set(text)) == 1
                or (len(text) > _LETTERS and any(text in row for row in _KEYBOARD))
            )
        )
    )
