"""Names of people as lists and forms have them: what stands beside a name is left out, and a full
name is split into first and last.

Left out are titles (``Prof. Dr.``), degrees and certificates (``PhD``, ``CSCP``), pronouns, emoji,
and other names in quotes or brackets. What may be part of a name is kept: ``MA`` is a family name,
too, so it is a degree only with points or behind a comma. No name is cleaned to nothing.

Only the beginning of a text is looked at, as in `normalize`.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import Enum, auto
from functools import lru_cache

from yardflow.models import Seniority
from yardflow.services.records.name_titles import (
    AND,
    BEHIND_IN_ASIA,
    DEGREES,
    FIRST_NAMES,
    NOBLE,
    ODD,
    PRONOUNS,
    ROLES,
    TITLES,
    WITH_THE_WORD_BEFORE,
    are_degrees,
    are_like_degrees,
    bare,
    ends_in_title,
    is_degree,
    is_generation,
    is_like_degree,
    is_maiden,
    is_title,
    is_title_before_names,
    is_title_before_title,
    is_title_of_two_words,
    without_title_behind,
)
from yardflow.services.records.normalize import LONGEST_NAME, company_key, folded
from yardflow.services.records.particles import LOWER_CASE_PARTICLES, PARTICLES
from yardflow.services.records.personas import personas_of, seniority_of
from yardflow.signs import ANY_APOSTROPHE, HYPHENS

_BEFORE_DUTCH_NAMES = frozenset({"van", "von", "de", "den", "ter", "ten"})
_BETWEEN_LAST_NAMES = frozenset({"y", "e", "i"})

_PRONOUN = "|".join(sorted(PRONOUNS, key=len, reverse=True))
_OWN_PRONOUNS = re.compile(
    rf"(?<![\w/|])(?:{_PRONOUN})(?: ?[/|] ?(?:{_PRONOUN}))+(?![\w/|])", re.IGNORECASE
)
_ASIDE = re.compile(
    r"\([^()]*\)|（[^（）]*）|\[[^\[\]]*\]|\{[^{}]*\}|<[^<>]*>|[\"“”„«»][^\"“”„«»]*[\"“”„«»]"
)
# Of the apostrophes those that are no letters, as the ʻ in Kaʻahumanu is.
_STROKES = "".join(sign for sign in ANY_APOSTROPHE if not sign.isalpha())
_QUOTED = re.compile(rf"(?<!\S)[{_STROKES}][^{_STROKES}]+[{_STROKES}](?!\S)")
_QUOTES, _ONE_STROKE = frozenset('"“”„«»'), frozenset(_STROKES)
_ONE_SIGN = str.maketrans(dict.fromkeys(ANY_APOSTROPHE, "'") | dict.fromkeys("\u2010\u2011", "-"))
_DECORATION = "-–—*;|•·~"
_DASHES = frozenset("-" + HYPHENS)
_SIGNS_BEFORE_ROLES = frozenset("|•·@")
# Words of letters, none of which is odd, are nothing but a name, as most names are.
_LETTERS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


class _Part(Enum):
    """What a text is of a name."""

    WHOLE = auto()
    FIRST = auto()
    LAST = auto()


def split_name(full: str) -> tuple[str, str]:
    """First and last name: ``Emiliano de la Cruz`` → ``Emiliano``, ``de la Cruz``.

    ``Lange, Dr. Siegried`` is turned round. A single word is a first name, but behind a title
    (``Ms Le``) a last name.
    """
    full = full[:LONGEST_NAME]
    if _is_plain(full):
        return _halves(full.split())
    named, titled = _named(full, _Part.WHOLE)
    if not named:
        return _halves(full.split())
    last, *behind = named
    if not behind:
        return _halves(last, titled=titled)
    first = ", ".join(" ".join(words) for words in behind).split()
    while len(first) > 1 and first[-1].islower() and is_particle(first[-1]):
        last = [first.pop(), *last]  # "Berg, Jan van der"
    if len(first) > 1 and is_generation(first[-1]):
        last = [*last, first.pop()]
    return " ".join(first), " ".join(last)


def clean_name(first: str, last: str) -> tuple[str, str]:
    """First and last name of two columns: ``Dr. Hanna`` and ``Weiß, PhD`` → ``Hanna``, ``Weiß``.

    A full name in one column is split where the other has none.
    """
    first, last = first[:LONGEST_NAME], last[:LONGEST_NAME]
    if _is_plain_column(first) and _is_plain_column(last):
        return first, last
    first_words, last_words = first.split(), last.split()
    if (not last_words and "," in first) or (len(first_words) > 1 and are_degrees(last_words)):
        return split_name(first)
    if not first_words and "," in last:
        return split_name(last)
    firsts, only_titled = _named(first, _Part.FIRST)
    if only_titled and not firsts and len(last_words) > 1:
        given, family = split_name(f"{first} {last}")
        if given and family:
            return given, family
    lasts, titled = _named(last, _Part.LAST)
    if titled and not lasts and first_words:
        lasts = [last_words]  # "Herr" is a family name, too
    if not (firsts or lasts):
        return " ".join(first_words), " ".join(last_words)
    if len(firsts) == 1 and lasts:
        last_name, behind = _without_particles_behind(lasts[0])
        if behind and behind[0] in _BEFORE_DUTCH_NAMES:  # "Berg van der"
            lasts[0] = behind + last_name
        firsts[0], before = _without_particles_behind(firsts[0])
        lasts[0] = before + lasts[0]
    return _joined(firsts), _joined(lasts)


def has_another_name(text: str) -> bool:
    """Whether another name stands beside the first: ``Robert "Bob"``, ``Lee (née Hall)``."""
    text = _unwrapped(_OWN_PRONOUNS.sub("", text[:LONGEST_NAME]))
    asides = [bare(match.group()) for each in (_ASIDE, _QUOTED) for match in each.finditer(text)]
    return any(aside and aside not in DEGREES | PRONOUNS for aside in asides)


def without_generation(words: list[str]) -> list[str]:
    """Without ``Jr.``, ``III`` and their kind at the end."""
    while words and is_generation(words[-1]):
        words = words[:-1]
    return words


def _is_plain(text: str) -> bool:
    """Whether this is nothing but a name, with single spaces; it may fail to see that it is."""
    return not text or (
        _LETTERS.fullmatch(text) is not None
        and not text[-2:].isupper()
        and not text.endswith(BEHIND_IN_ASIA)
        and ODD.isdisjoint(folded(text.replace("-", " ")).split())
    )


@lru_cache(maxsize=20_000)  # first names and last names repeat in a list, full names don't
def _is_plain_column(text: str) -> bool:
    return _is_plain(text) and not (
        text[-1:].islower() and _without_particles_behind(text.split())[1]
    )


def _named(text: str, kind: _Part) -> tuple[list[list[str]], bool]:
    """The words of each part between commas that belongs to the name, and whether there was a
    title; generations stand at the end of the first part.
    """
    text = _without_asides(text)
    parts = [_trimmed(_without_maiden_name(part.split())) for part in text.split(",")]
    parts = [words for words in parts if words]
    name = _Name(kind, len(parts), shouting=text.isupper())
    for part in parts:
        name.add(part)
    if name.named and (kind is _Part.FIRST or len(name.named) == 1):
        words = _without_titles_before_names(name.named[0], kind, shouting=name.shouting)
        name.titled = name.titled or len(words) < len(name.named[0])
        name.named[0] = words
    return name.named, name.titled


@dataclass(slots=True)
class _Name:
    """A name while its parts between commas are read."""

    kind: _Part
    parts: int
    shouting: bool
    named: list[list[str]] = field(default_factory=list)
    titled: bool = False
    # Behind a whole name and what stands beside it nothing more belongs to it.
    is_over: bool = False

    def add(self, part: list[str]) -> None:
        """Adds what of a part belongs to the name."""
        is_full = self.kind is _Part.WHOLE
        words = _without_titles(part)
        self.titled = self.titled or _had_title(part, words)
        whole = bool(self.named) and (not is_full or _are_whole(self.named))
        if not words or ((self.parts > 1 or not is_full) and are_degrees(words)):
            self.is_over = self.is_over or whole
        elif not self.named:
            least = 1 + (is_full and self.parts == 1)
            words = _without_role(words, least, shouting=self.shouting, is_full=is_full)
            words = _without_degrees(words, shouting=self.shouting, least=1 + is_full)
            self.named.append(words)
        elif is_full and self.parts == 2 and _are_initials(words) and not whole:
            self.named.append(words)  # "Vance, JD"
        elif all(is_generation(word) for word in words):
            self.named[0] += words
        elif _are_particles(words, anyhow=not is_full):
            self.named[0] = _with_particles(self.named[0], words, self.kind, whole=whole)
        else:
            self._add_behind(words, whole=whole)

    def _add_behind(self, words: list[str], *, whole: bool) -> None:
        if self.is_over or _is_beside(words, shouting=self.shouting, whole=whole):
            self.is_over = self.is_over or whole
            return
        if self.kind is _Part.WHOLE:
            if len(self.named) == 1 and _begins_with_first_name(self.named[0]):
                self.is_over = True
                return
            words = _without_titles_before_names(words, _Part.FIRST, shouting=self.shouting)
        self.named.append(_without_degrees(words, shouting=self.shouting, least=1))


def _had_title(part: list[str], words: list[str]) -> bool:
    return (
        len(words) < len(part)
        and part[0].lower() != "sir"
        and not part[-1].endswith(BEHIND_IN_ASIA)  # it is behind whole names, too
    )


def _is_beside(words: list[str], *, shouting: bool, whole: bool) -> bool:
    """Whether a part behind a comma is no name but stands beside one: degrees, what is written like
    one or with a slash, pronouns, a job or a company. ``whole``: first and last name stand before.
    """
    if all(is_degree(word, shouting=True) or is_like_degree(word) for word in words):
        return True
    text = " ".join(words)
    return whole and (
        "/" in text
        or all(word in PRONOUNS for word in words)
        or (not shouting and len(bare(text)) > 2 and are_like_degrees(words))
        or _is_role(words, shouting=shouting)
    )


def _is_role(words: list[str], *, shouting: bool) -> bool:
    """Whether this is a job, a qualification or a company with its legal form. Short words are more
    often names: Cho, Ai.
    """
    if any(bare(word) in ROLES for word in words):
        return True
    text = " ".join(
        word
        for word in words
        if len(word) > 4 or (len(word) > 3 and len(words) > 1) or (word.isupper() and not shouting)
    )
    if text and (seniority_of(text) is not Seniority.STAFF or personas_of(text)):
        return True
    if len(bare(words[-1])) < 3 and "." not in words[-1] and (shouting or words[-1].istitle()):
        return False  # "SA" is a legal form, Sá a name
    return len(company_key(" ".join(words)).split()) < sum(bool(bare(word)) for word in words)


def _without_role(words: list[str], least: int, *, shouting: bool, is_full: bool) -> list[str]:
    """Without a job or a company behind a sign; with a sign between two last names as a hyphen.
    ``least`` is how many words stand before the sign.
    """
    for at in range(least, len(words) - 1):
        name, sign, behind = words[:at], words[at], words[at + 1 :]
        if is_full and sign in _SIGNS_BEFORE_ROLES:
            return name
        if sign not in _DASHES:
            continue
        if _is_beside(behind, shouting=shouting, whole=True):
            return name
        if len(behind) == 1 and behind[0].isalpha() and name[-1].isalpha():
            return [*name[:-1], f"{name[-1]}-{behind[0]}"]
        if is_full and not is_particle(behind[0]):
            return name
    return words


def _without_maiden_name(words: list[str]) -> list[str]:
    for at, word in enumerate(words[:-1]):
        if is_maiden(word):
            return words[: at - (words[at - 1 : at + 1] == ["z", "domu"])]
    return words


def _without_titles(words: list[str]) -> list[str]:
    rest = words
    while rest:
        title, _, glued = rest[0].partition(".")
        if is_title_of_two_words(rest):
            rest = rest[2:]
        elif is_title(rest[0]) or is_title_before_title(rest):
            rest = rest[1:]
        elif len(glued) > 2 and glued[0].isupper() and bare(title) in TITLES:
            rest = [glued, *rest[1:]]  # "Dr.Hanna"
        elif rest[0].lower() in AND and is_title(" ".join(rest[1:2])):
            rest = rest[2:]  # "Mr. and Mrs."
        else:
            break
    return without_title_behind(rest)


def _without_titles_before_names(words: list[str], kind: _Part, *, shouting: bool) -> list[str]:
    """Without what is a title only since names follow, and others behind it."""
    while (
        words
        and kind is not _Part.LAST
        and is_title_before_names(words, whole=kind is _Part.WHOLE, shouting=shouting)
    ):
        words = _without_titles(words[1:])
    return words


def _without_degrees(words: list[str], *, shouting: bool, least: int) -> list[str]:
    """Without what stands at the end; ``least`` is how many words stay where it is short."""
    several = _several_degrees(words, shouting=shouting)
    if several > 1 and len(words) - several >= least:
        words = words[:-several]
    while len(words) > 1:
        *rest, word = words
        if len(rest) > 1 and word[-1] == rest[-1][-1] == "." and bare(rest[-1] + word) in DEGREES:
            words = rest[:-1]  # "Ph. D."
        elif not bare(word) or bare(word) in DEGREES:
            words = rest
        elif len(rest) < least:
            break
        elif is_degree(word, shouting=shouting) or ends_in_title(word):
            words = rest
        else:
            break
    return _trimmed(words)


def _several_degrees(words: list[str], *, shouting: bool) -> int:
    """How many words at the end are degrees; ``BA MA`` are, and one alone may be a name."""
    many = 0
    for word in [] if shouting else reversed(words):
        if not (is_like_degree(word) or is_degree(word, shouting=False)):
            break
        many += 1
    return many


def _begins_with_first_name(words: list[str]) -> bool:
    """Whether a first name stands before another word: what follows is neither's."""
    return folded(words[0]) in FIRST_NAMES and folded(words[-1]) not in FIRST_NAMES


def _are_initials(words: list[str]) -> bool:
    text = "".join(words)
    return text.isupper() and len(bare(text)) <= 2


def _are_whole(named: list[list[str]]) -> bool:
    """Whether there is a first and a last name."""
    return len(named) > 1 or sum(not is_particle(word) for word in named[0]) > 1


def is_particle(word: str) -> bool:
    """Whether a word stands before a last name, such as ``van`` and ``de``."""
    plain = word.translate(_ONE_SIGN)
    return plain.lower().rstrip(".") in PARTICLES or plain in LOWER_CASE_PARTICLES


def _are_particles(words: list[str], *, anyhow: bool) -> bool:
    """Whether a last name's particles stand alone; with capitals only ``anyhow`` or several."""
    return all(map(is_particle, words)) and (anyhow or " ".join(words).islower() or len(words) > 1)


def _with_particles(
    name: list[str], particles: list[str], kind: _Part, *, whole: bool
) -> list[str]:
    """``Berg`` and ``van der`` → ``van der Berg``; of a first name they stay behind."""
    if kind is _Part.FIRST:
        return name + particles
    whole = whole and kind is _Part.WHOLE
    if whole and all(word in PRONOUNS for word in particles):
        return name
    at = len(name) - 1 if whole else 0
    return name[:at] + particles + name[at:]


def _without_particles_behind(words: list[str]) -> tuple[list[str], list[str]]:
    """A first name, and the particles at its end; one may be a name where all letters are small."""
    at = len(words)
    while at > 1 and _is_small_particle(words[at - 1]):
        at -= 1
    if len(words) - at == 1 and words[0].islower():
        return words, []
    return words[:at], words[at:]


def _is_small_particle(word: str) -> bool:
    return word.islower() and word not in _BETWEEN_LAST_NAMES and is_particle(word)


def _halves(words: list[str], *, titled: bool = False) -> tuple[str, str]:
    """First and last name of words in this order."""
    if len(words) < 2:
        name = " ".join(words)
        return ("", name) if titled else (name, "")
    start = len(words) - 1
    if start > 1 and (is_generation(words[start]) or bare(words[start]) in WITH_THE_WORD_BEFORE):
        start -= 1
    while start > 1 and _goes_with_last(words[start - 1], words[start]):
        start -= 2 if start > 2 and words[start - 1] in _BETWEEN_LAST_NAMES else 1
    if start == 1 and _is_last_name_alone(words, titled=titled):
        start = 0
    return " ".join(words[:start]), " ".join(words[start:])


def _goes_with_last(word: str, behind: str) -> bool:
    """``van``; ``Berg-de`` of ``Berg-de Vries``; ``Freiherr`` before ``von``."""
    if is_particle(word) or _is_small_particle(word.rpartition("-")[2]):
        return True
    return behind.islower() and folded(word) in NOBLE and is_particle(behind)


def _is_last_name_alone(words: list[str], *, titled: bool) -> bool:
    if titled and len(without_generation(words)) == 1:
        return True
    written_small = words[0].islower() and (titled or not words[-1].islower())
    return written_small and is_particle(words[0])


def _joined(parts: list[list[str]]) -> str:
    return ", ".join(" ".join(words) for words in parts)


def _trimmed(words: list[str]) -> list[str]:
    """Without what decorates a name, or was left over behind it."""
    while words and not bare(words[-1]):
        words = words[:-1]
    while words and not bare(words[0]):
        words = words[1:]
    return words and [*words[:-1], words[-1].rstrip(_DECORATION)]


def _without_asides(text: str) -> str:
    if not text.isascii():
        text = _without_emoji(text)
    text = _unwrapped(_OWN_PRONOUNS.sub(" ", " ".join(text.split())))
    text = _QUOTED.sub(" ", _ASIDE.sub(_kept_of_aside, text)).strip()
    if text[:1] in _ONE_STROKE and text[1:2].isupper() and text[2:3].isalpha():
        return text[1:]  # spreadsheets put it before a text
    return text


def _kept_of_aside(aside: re.Match[str]) -> str:
    """What belongs to the name or says of the word before what it is: ``(de)``, ``(Hons)``."""
    inner = aside.group()[1:-1]
    if inner.islower() and all(map(is_particle, inner.split())):
        return f", {inner},"
    return " Hons " if bare(inner) == "hons" else " "


def _unwrapped(text: str) -> str:
    """Without quotes around the whole."""
    text = text.strip()
    for quotes in (_QUOTES, _ONE_STROKE):
        inner = text[1:-1]
        if len(text) > 2 and text[0] in quotes and text[-1] in quotes and quotes.isdisjoint(inner):
            return inner
    return text


def _without_emoji(text: str) -> str:
    """Without emoji and what is invisible; where scripts need invisible joiners they stay."""
    kept = []
    before = ""
    for sign in text:
        category = unicodedata.category(sign)
        if category in ("So", "Co", "Cn"):
            kept.append(" ")
        elif sign in "\u200c\u200d":
            kept.append(sign if "\u0590" <= before < "\u2000" else "")
        elif category != "Cf" and not "\ufe00" <= sign <= "\ufe0f" and sign not in "🏻🏼🏽🏾🏿":
            kept.append(sign)
        before = sign
    return "".join(kept)
