"""A person's name as the part of an address before the ``@`` can spell it.

Only what is sure to be spelled with the letters a–z is taken: a name in another script is refused
rather than written in a way its owner would not recognise.
"""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from yardflow.services.records.normalise import folded

CERTAIN = Decimal(1)
# How sure the first spelling is where a name could be spelled in several ways.
_DOUBLE, _HYPHENATED, _PARTICLE = Decimal("0.6"), Decimal("0.6"), Decimal("0.6")
_TWO_FIRST_NAMES, _APOSTROPHE, _UMLAUT = Decimal("0.8"), Decimal("0.9"), Decimal("0.65")
_LAST_INITIAL = Decimal("0.7")

_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]|[\"“”„«][^\"“”„«»]*[\"“”»]")
_APOSTROPHES = re.compile(r"['’`´‘ʼ]")
_QUOTED = re.compile(r"(?<!\S)['‘’`][^'‘’`´]+['’`´](?!\S)")
# "O' Brien" and "Ó Briain" are O'Brien, and not somebody Brien with a middle initial.
_LOOSE = re.compile(r"(?<!\S)([od])\s?['’`´‘ʼ]\s+(?=\w)")
_IRISH = re.compile(r"^\s*[oó]\s+(?=\w{2})")
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?|[a-z]\.?")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


_BEFORE = word_set("mr mrs ms miss mx dr prof professor sir dame rev hon herr frau ing")
_NEVER_A_NAME = word_set("mr mrs ms mx dr prof professor herr frau")
_BEHIND = word_set("jr sr ii iii iv mba phd md esq cpa cfa pmp cscp jd")
_BETWEEN = word_set("y e t")  # joins two last names, where it has no point
_PARTICLES = word_set(
    "de del della delle den dem der dos das da di do du des van von vom zu zur zum la le las los"
    " el al bin ibn ben bint ter ten te t op y e af av mac mc st saint san santa"
)


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name: its spellings, the likeliest first, and how sure that one is (0–1).

    Empty when only an initial is known.
    """

    forms: tuple[str, ...] = ()
    certainty: Decimal = CERTAIN
    initial: str = ""
    initial_certainty: Decimal = CERTAIN


@dataclass(frozen=True, slots=True)
class MailName:
    """First and last name; one of them may be missing. A single name counts as a first name."""

    first: Spelling
    last: Spelling


def mail_name(first_name: str, last_name: str) -> MailName | None:
    """The spellings of a name; None where it can't be spelled with the letters a–z."""
    first_words, last_words = _words(first_name), _words(_IRISH.sub("o'", last_name.lower()))
    if first_words is None or last_words is None:
        return None
    first_words, only_titled = _without_titles(first_words)
    last_words = _without_degrees(last_words)
    if not (first_words or last_words):
        return None
    if not first_words and not only_titled:  # lists put a single name in either column
        return MailName(_less_sure(_last(last_words), _DOUBLE), Spelling())
    if not last_words and first_words[0] in _PARTICLES:
        return MailName(_last(first_words), Spelling())
    return MailName(_first(first_words), _last(last_words))


def _words(text: str) -> list[str] | None:
    """Lower-case words without remarks; None when one can't be spelled."""
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = _QUOTED.sub(" ", _ASIDE.sub(" ", _HYPHENS.sub("-", text))).split(",")[0].lower()
    text = _LOOSE.sub(r"\1'", text).replace("- ", "-").replace(" -", "-")
    words = [_undotted(word) for word in text.split()]
    return words if all(_spellable(word) for word in words) else None


def _without_titles(words: list[str]) -> tuple[list[str], bool]:
    """First names, and whether there were only titles in their place."""
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    words = _without_degrees(words) or words
    return ([], True) if words and set(words) <= _NEVER_A_NAME else (words, False)


def _without_degrees(words: list[str]) -> list[str]:
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while words and words[-1] in _BEHIND:
        words = words[:-1]
    return words


def _undotted(word: str) -> str:
    """``st.`` without its point; ``j.`` and ``j.p.`` keep theirs."""
    return word if _INITIALS.fullmatch(folded(word)) else word.rstrip(".")


def _spellable(word: str) -> bool:
    bare = _APOSTROPHES.sub("", word)
    # Signs that merely look like letters, such as a Roman four, are none.
    if any(unicodedata.category(sign)[0] not in "LM" and sign not in "-." for sign in bare):
        return False
    plain = folded(bare)
    return bool(_WORD.fullmatch(plain) or _INITIALS.fullmatch(plain))


def _first(words: list[str]) -> Spelling:
    if not words:
        return Spelling()
    named = [word for word in words if not _INITIALS.fullmatch(folded(word))]
    if not named:
        letters = folded("".join(words)).replace(".", "")
        if len(letters) == 1:
            return Spelling(initial=letters)
        return Spelling((letters,), _DOUBLE, letters[0], _LAST_INITIAL)
    first = _one(named[0])
    if len(named) == 1:
        # "J. Edgar" is as often mailed as j… as edgar…
        doubt = CERTAIN if words[0] == named[0] else _DOUBLE
        return _less_sure(first, doubt)
    joined = "".join(_one(word).forms[0] for word in named)
    forms = (*first.forms, joined)
    return Spelling(forms, first.certainty * _TWO_FIRST_NAMES, first.initial, Decimal("0.9"))


def _last(words: list[str]) -> Spelling:
    named = [word for word in words if word in _BETWEEN or not _INITIALS.fullmatch(folded(word))]
    if set(named) <= _BETWEEN:
        letters = folded("".join(words)).replace(".", "")
        return Spelling(initial=letters[:1])
    if len(named) == 1:
        return _one(named[0])
    parts = [_one(word).forms[0] for word in named]
    joined, final = "".join(parts), parts[-1]
    written = ("-".join(parts), ".".join(parts))
    if parts[0] in _PARTICLES:
        start = next((i for i, part in enumerate(parts) if part not in _PARTICLES), len(parts) - 1)
        return Spelling(
            (joined, "".join(parts[start:]), *written), _PARTICLE, joined[0], _LAST_INITIAL
        )
    return Spelling((parts[0], joined, final, *written), _DOUBLE, parts[0][0], _LAST_INITIAL)


def _one(word: str) -> Spelling:
    """One word: hyphens, apostrophes and umlauts make more than one spelling of it."""
    certainty = CERTAIN
    if _APOSTROPHES.search(word):
        certainty *= _APOSTROPHE
    bare = _APOSTROPHES.sub("", word)
    plain = folded(bare).replace(".", "")
    forms = [plain]
    if "-" in plain:
        parts = plain.split("-")
        forms += ["".join(parts), parts[0], parts[-1]]
        certainty *= _HYPHENATED
    german = folded(bare.translate(_UMLAUTS)).replace(".", "")
    if german != plain:
        forms.append(german)
        certainty *= _UMLAUT
    initial = Decimal("0.85") if "-" in plain else CERTAIN
    return Spelling(tuple(dict.fromkeys(forms)), certainty, plain[0], initial)


def _less_sure(spelling: Spelling, by: Decimal) -> Spelling:
    return Spelling(
        spelling.forms,
        spelling.certainty * by,
        spelling.initial,
        spelling.initial_certainty * by,
    )
