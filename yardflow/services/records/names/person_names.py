"""Names of people as lists and forms have them: what stands beside a name is left out, and a full
name is split into first and last.

Left out are titles (``Prof. Dr.``), degrees and certificates (``PhD``, ``CSCP``), pronouns, emoji,
slogans, what stands behind a sign, and other names in quotes or brackets. What may be part of a
name is kept: ``MA`` is a family name, too, so it is a degree only with points or behind a comma. No
name is cleaned to nothing.

Only the beginning of a text is looked at, as in `normalize`.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from yardflow.services.records.names.additions import (
    Part,
    is_beside,
    trimmed,
    without_degrees,
    without_maiden_name,
    without_role,
    without_titles,
    without_titles_before_names,
)
from yardflow.services.records.names.asides import without_asides
from yardflow.services.records.names.degrees import are_degrees
from yardflow.services.records.names.double_first_names import is_whole
from yardflow.services.records.names.first_names import FIRST_NAMES
from yardflow.services.records.names.order import halves
from yardflow.services.records.names.particles import is_particle, is_small_particle
from yardflow.services.records.names.slogans import FIRST_WORDS
from yardflow.services.records.names.titles import (
    BEHIND_IN_ASIA,
    ODD,
    PRONOUNS,
    THAI,
    is_generation,
    without_glued_title,
)
from yardflow.services.records.values.normalize import LONGEST_NAME, bare, folded
from yardflow.services.records.values.places import is_place

_PAIR = 2
_BEFORE_DUTCH_NAMES = frozenset({"van", "von", "de", "den", "ter", "ten"})

# Ann - Lee, and Ann_Lee or ann.lee@acme.com.
_APART = re.compile(r"([^\W\d_]{2,40}) [-–—] ([^\W\d_]{2,40})")
_IN_ONE = re.compile(r"([^\W\d_]{2,30})[._]([^\W\d_]{2,30})(?:@[\w.-]{3,100})?")
_ODD = ODD | FIRST_WORDS
# Words of letters, none of which is odd, are nothing but a name, as most names are.
_LETTERS = re.compile(r"[^\W\d_]+(?:[ '’-][^\W\d_]+)*")


def split_name(full: str) -> tuple[str, str]:
    """First and last name: ``Emiliano de la Cruz`` → ``Emiliano``, ``de la Cruz``.

    ``Lange, Dr. Siegried`` is turned round. A single word is a first name, but behind a title
    (``Ms Le``) a last name.
    """
    full = full[:LONGEST_NAME].strip()
    if _is_plain(full):
        return halves(full.split())
    apart = _APART.fullmatch(full)
    if apart and is_beside([apart[2]], shouting=full.isupper(), whole=True):
        full = apart[1]
    elif apart := apart or _IN_ONE.fullmatch(full):
        full = " ".join(part.title() if full.islower() else part for part in apart.groups())
    named, titled = _named(full, Part.WHOLE)
    if not named:
        return halves(full.split())
    last, *behind = named
    if not behind:
        return halves(last, titled=titled)
    first = ", ".join(" ".join(words) for words in behind).split()
    while len(first) > 1 and first[-1].islower() and is_particle(first[-1]):
        last = [first.pop(), *last]  # "Berg, Jan van der"
    if len(first) > 1 and is_generation(first[-1]):
        last = [*last, first.pop()]
    return " ".join(first), " ".join(last)


def clean_name(first: str, last: str) -> tuple[str, str]:
    """First and last name of two columns: ``Dr. Hanna`` and ``Weiß, PhD`` → ``Hanna``, ``Weiß``.

    A full name in one column is split where the other has none and it is known as one: ``Hanna
    Weiss``, and not ``Anna Maria``.
    """
    first, last = _once(first[:LONGEST_NAME].strip(), last[:LONGEST_NAME].strip())
    if _is_plain_column(first) and _is_plain_column(last):
        return split_name(first or last) if is_whole(first, last) else (first, last)
    first_words, last_words = first.split(), last.split()
    if (not last_words and "," in first) or (len(first_words) > 1 and are_degrees(last_words)):
        return split_name(first)
    if not first_words and "," in last:
        return split_name(last)
    firsts, only_titled = _named(first, Part.FIRST)
    if only_titled and not firsts and len(last_words) > 1:
        given, family = split_name(f"{first} {last}")
        if given and family:
            return given, family
    lasts, titled = _named(last, Part.LAST)
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


def _once(first: str, last: str) -> tuple[str, str]:
    """First and last name where the first column, or both, have the whole name."""
    if first == last and " " in first:
        return split_name(first)
    if not first or not last:
        return first, last
    return first.removesuffix(f" {last}").removeprefix(f"{last} "), last.removeprefix(f"{first} ")


def _is_plain(text: str) -> bool:
    """Whether this is nothing but a name, with single spaces; it may fail to see that it is."""
    return not text or (
        _LETTERS.fullmatch(text) is not None
        and not text[-2:].isupper()
        and not text.endswith(BEHIND_IN_ASIA)
        and (text.isascii() or (max(text) < "\u2e80" and not text.startswith(THAI)))
        and _ODD.isdisjoint(folded(text.replace("-", " ")).split())
    )


@lru_cache(maxsize=20_000)  # first names and last names repeat in a list, full names don't
def _is_plain_column(text: str) -> bool:
    return _is_plain(text) and not (
        text[-1:].islower() and _without_particles_behind(text.split())[1]
    )


def _named(text: str, kind: Part) -> tuple[list[list[str]], bool]:
    """The words of each part between commas that belongs to the name, and whether there was a
    title; generations stand at the end of the first part.
    """
    text = without_glued_title(without_asides(text))
    parts = [trimmed(without_maiden_name(part.split())) for part in text.split(",")]
    parts = [words for words in parts if words]
    if (
        kind is Part.WHOLE
        and len(parts) > _PAIR
        and len(parts[0]) > 1
        and is_place(" ".join(parts[-1]))
    ):
        parts = parts[:1]  # "Odette Marsh, Lyon, France"
    name = _Name(kind, len(parts), shouting=text.isupper())
    for part in parts:
        name.add(part)
    if name.named and (kind is Part.FIRST or len(name.named) == 1):
        words = without_titles_before_names(name.named[0], kind, shouting=name.shouting)
        name.titled = name.titled or len(words) < len(name.named[0])
        name.named[0] = words
    return name.named, name.titled


@dataclass(slots=True)
class _Name:
    """A name while its parts between commas are read."""

    kind: Part
    parts: int
    shouting: bool
    named: list[list[str]] = field(default_factory=list)
    titled: bool = False
    # Behind a whole name and what stands beside it nothing more belongs to it.
    is_over: bool = False

    def add(self, part: list[str]) -> None:
        """Adds what of a part belongs to the name."""
        is_full = self.kind is Part.WHOLE
        if self.named and _are_whole(self.named) and all(map(is_generation, part)):
            self.named[0] += part  # Sr. is Señor, too
            return
        words = without_titles(part)
        self.titled = self.titled or _had_title(part, words)
        whole = bool(self.named) and (not is_full or _are_whole(self.named))
        if not words or ((self.parts > 1 or not is_full) and are_degrees(words)):
            self.is_over = self.is_over or whole
        elif not self.named:
            least = 1 + (is_full and self.parts == 1)
            words = without_role(words, least, shouting=self.shouting, is_full=is_full)
            words = without_degrees(words, shouting=self.shouting, least=1 + is_full)
            self.named.append(words)
        elif is_full and self.parts == 2 and _are_initials(words) and not whole:
            self.named.append(words)  # "Vance, JD"
        elif all(map(is_generation, words)):
            self.named[0] += words
        elif _are_particles(words, anyhow=not is_full):
            self.named[0] = _with_particles(self.named[0], words, self.kind, whole=whole)
        else:
            self._add_behind(words, whole=whole)

    def _add_behind(self, words: list[str], *, whole: bool) -> None:
        if self.is_over or is_beside(words, shouting=self.shouting, whole=whole):
            self.is_over = self.is_over or whole
            return
        if self.kind is Part.WHOLE:
            if len(self.named) == 1 and _begins_with_first_name(self.named[0]):
                self.is_over = True
                return
            words = without_titles_before_names(words, Part.FIRST, shouting=self.shouting)
            words = without_role(words, 1, shouting=self.shouting, is_full=True)
        self.named.append(without_degrees(words, shouting=self.shouting, least=1))


def _had_title(part: list[str], words: list[str]) -> bool:
    return (
        len(words) < len(part)
        and part[0].lower() != "sir"
        # These are behind whole names, too.
        and not part[-1].endswith(BEHIND_IN_ASIA)
        and bare(part[-1]) not in ("bey", "hanim")
    )


def _begins_with_first_name(words: list[str]) -> bool:
    """Whether a first name stands before another word: what follows is neither's."""
    return folded(words[0]) in FIRST_NAMES and folded(words[-1]) not in FIRST_NAMES


def _are_initials(words: list[str]) -> bool:
    text = "".join(words)
    return text.isupper() and len(bare(text)) <= 2


def _are_whole(named: list[list[str]]) -> bool:
    """Whether there is a first and a last name."""
    return len(named) > 1 or sum(not is_particle(word) for word in named[0]) > 1


def _are_particles(words: list[str], *, anyhow: bool) -> bool:
    """Whether a last name's particles stand alone; with capitals only ``anyhow`` or several."""
    return all(map(is_particle, words)) and (anyhow or " ".join(words).islower() or len(words) > 1)


def _with_particles(name: list[str], particles: list[str], kind: Part, *, whole: bool) -> list[str]:
    """``Berg`` and ``van der`` → ``van der Berg``; of a first name they stay behind."""
    if kind is Part.FIRST:
        return name + particles
    whole = whole and kind is Part.WHOLE
    if whole and all(word in PRONOUNS for word in particles):
        return name
    at = len(name) - 1 if whole else 0
    return name[:at] + particles + name[at:]


def _without_particles_behind(words: list[str]) -> tuple[list[str], list[str]]:
    """A first name, and the particles at its end; one may be a name where all letters are small."""
    at = len(words)
    while at > 1 and is_small_particle(words[at - 1]):
        at -= 1
    if len(words) - at == 1 and words[0].islower():
        return words, []
    return words[:at], words[at:]


def _joined(parts: list[list[str]]) -> str:
    return ", ".join(" ".join(words) for words in parts)
