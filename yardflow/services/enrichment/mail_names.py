"""A person's name as the part of an address before the ``@`` can spell it.

Only what is sure to be spelled with the letters a–z is taken: a name in another script is refused
rather than written in a way its owner would not recognise.
"""

import re
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
_HYPHENS = re.compile(r"[\u2010-\u2015\u2212]")
_INITIALS = re.compile(r"(?:[a-z]\.)+[a-z]?\.?|[a-z]\.?")
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")


def word_set(words: str) -> frozenset[str]:
    """The words of a text, to look others up in."""
    return frozenset(words.split())


_BEFORE = word_set("mr mrs ms miss mx dr prof professor sir dame rev hon herr frau ing")
_BEHIND = word_set("jr sr ii iii iv mba phd md esq cpa cfa pmp cscp jd")
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
    """First and last name; one of them may be missing, never both."""

    first: Spelling
    last: Spelling


def mail_name(first_name: str, last_name: str) -> MailName | None:
    """The spellings of a name; None where it can't be spelled with the letters a–z."""
    first_words, last_words = _words(first_name), _words(last_name)
    if first_words is None or last_words is None or not (first_words or last_words):
        return None
    if not first_words:  # lists put a single name in either column
        first_words, last_words = last_words, []
    return MailName(_first(first_words), _last(last_words))


def _words(text: str) -> list[str] | None:
    """Lower-case words without titles, degrees and remarks; None when one can't be spelled."""
    text = _HYPHENS.sub("-", _ASIDE.sub(" ", text)).split(",")[0].lower()
    words = [_undotted(word) for word in text.replace("- ", "-").replace(" -", "-").split()]
    while len(words) > 1 and words[0] in _BEFORE:
        words = words[1:]
    while len(words) > 1 and words[-1] in _BEHIND:
        words = words[:-1]
    return words if all(_spellable(word) for word in words) else None


def _undotted(word: str) -> str:
    """``st.`` without its point; ``j.`` and ``j.p.`` keep theirs."""
    return word if _INITIALS.fullmatch(folded(word)) else word.rstrip(".")


def _spellable(word: str) -> bool:
    plain = _APOSTROPHES.sub("", folded(word))
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
    named = [word for word in words if not _INITIALS.fullmatch(folded(word))]
    if not named:
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
