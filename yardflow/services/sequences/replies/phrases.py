"""Phrases that rules look for, in all languages at once: read from ``words/``, one file a language.

A file has sections; a line is a phrase. Of ``a|b`` either word is meant, and ``(a)`` may be left
out. A line of stems, ``schreib*|kontaktier*``, means every word that begins with one of them.
Phrases are compared word by word (`tokens`). The section ``short`` says what people write for a
word in haste: ``que = q``.
"""

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, product
from pathlib import Path
from typing import Any

from yardflow.services.sequences.replies.tokens import Tokens, folded, tokens

FOLDER = Path(__file__).parent / "words"
LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "zh", "pl", "sv", "da", "nb", "ja")
DAY_FIRST = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "nb")
_ABSENCE = ("common", "office", "office_more", "until", "from", "months", "weekdays", "greeting")
_FEWEST_WORDS = 2
_SECTION = re.compile(r"\[(\w{1,30})\]")

# What may follow: by the next word what may follow that; "" where a phrase ends.
Tree = dict[str, Any]


@dataclass(slots=True)
class Phrases:
    """Some phrases, as a tree of words. Ways that go on alike share what follows: written out they
    would be hundreds of thousands. No stem begins another; they are in order.
    """

    tree: Tree = field(default_factory=dict)
    stems: list[str] = field(default_factory=list)

    def add(self, tree: Tree) -> None:
        """More phrases."""
        made: dict[tuple[int, int], Tree] = {}
        for word, rest in tree.items():
            known = self.tree.get(word)
            self.tree[word] = rest if known is None else _joined(known, rest, made)

    def add_stems(self, stems: Iterable[str]) -> None:
        """What more words begin with."""
        merged = sorted({*self.stems, *stems})
        self.stems = merged[:1]
        for stem in merged[1:]:
            if not stem.startswith(self.stems[-1]):
                self.stems.append(stem)

    @property
    def is_empty(self) -> bool:
        """Whether there is no phrase."""
        return not self.tree and not self.stems

    def begins_with(self, word: str) -> bool:
        """Whether any phrase begins with a word."""
        return word in self.tree or self.has_stem_of(word)

    def has_stem_of(self, word: str) -> bool:
        """Whether a word begins with a stem: with none but the one that stands last before it."""
        place = bisect(self.stems, word)
        return place > 0 and word.startswith(self.stems[place - 1])

    def longest(self, words: Tokens, start: int = 0) -> int:
        """How many words the longest phrase has that begins here; 0 for none."""
        if start >= len(words):
            return 0
        node, length = self.tree, 0
        for place in range(start, len(words)):
            if words[place] not in node:
                break
            node = node[words[place]]
            if "" in node:
                length = place + 1 - start
        # Most classes have no stems, which takes no look at the word.
        return length or int(bool(self.stems) and self.has_stem_of(words[start]))

    def find(self, words: Tokens) -> Iterator[tuple[int, int]]:
        """Where phrases stand: the place of the first word, and behind the last."""
        place = 0
        while place < len(words):
            # Most words begin nothing, which takes no call.
            begins = words[place] in self.tree or self.stems
            length = self.longest(words, place) if begins else 0
            if length:
                yield place, place + length
            place += length or 1

    def are_in(self, words: Tokens) -> bool:
        """Whether any stands among the words."""
        # Nearly always no word is one that begins a phrase, which takes no look at each.
        stemmed = bool(self.stems) and any(map(self.has_stem_of, words))
        if not stemmed and self.tree.keys().isdisjoint(words):
            return False
        return next(self.find(words), None) is not None


# French and Italian words lose the space before them behind these: ``l'invio``.
_ELIDED = {"fr": ("l", "d", "m", "t", "n", "qu"), "it": ("l", "d", "dell", "all", "dall", "nell")}
_FEWEST_ELIDED = 4


@cache
def phrases(section: str, language: str = "") -> Phrases:
    """The phrases of a section: those of a language, or of all."""
    chosen = Phrases()
    for each in [language] if language else LANGUAGES:
        for line in _sections(each).get(section, ()):
            if line.endswith("*"):
                chosen.add_stems(_stems(line, each))
            else:
                chosen.add(_tree_of(_places(line, each)))
    return chosen


@cache
def any_of(*sections: str) -> Phrases:
    """The phrases of several sections, of all languages."""
    chosen = Phrases()
    for section in sections:
        chosen.add(phrases(section).tree)
        chosen.add_stems(phrases(section).stems)
    return chosen


@cache
def numbered(section: str, language: str = "") -> dict[tuple[str, ...], int]:
    """Names with their number, as of months: ``january jan = 1``; of a language, or of all."""
    names: dict[tuple[str, ...], int] = {}
    for each in [language] if language else LANGUAGES:
        for line in _sections(each).get(section, ()):
            listed, _, number = line.partition(" = ")
            names |= {tuple(tokens(name)): int(number) for name in listed.split()}
    return names


@cache
def named(section: str, language: str = "") -> Phrases:
    """The names of `numbered` as phrases."""
    chosen = Phrases()
    for name in numbered(section, language):
        chosen.add(_tree_of([[name]]))
    return chosen


def texts(section: str) -> list[str]:
    """The phrases of a section as texts, in all languages."""
    lines = [line for language in LANGUAGES for line in _sections(language).get(section, ())]
    ways = (way for line in lines for way in product(*_places(line)))
    return sorted({" ".join(chain.from_iterable(way)) for way in ways} - {""})


@cache
def vocabulary() -> frozenset[str]:
    """Every word that any file has."""
    lines = [line for each in LANGUAGES for lines in _sections(each).values() for line in lines]
    return frozenset(word for line in lines for word in tokens(line.replace("|", " ")))


def writes_day_first(text: str) -> bool:
    """Whether a text is certainly of a language in which ``5/6`` is June 5: two words are of no
    other than such a language, and none is English alone.
    """
    words = tokens(text[:4_000])
    english = _vocabulary("en")
    for language in DAY_FIRST:
        own = _vocabulary(language)
        if sum(word in own and word not in english for word in words) < _FEWEST_WORDS:
            continue
        if not any(word in english and word not in own for word in words):
            return True
    return False


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """The words that an absence is written with."""
    sections = _sections(language)
    lines = [line for section in _ABSENCE for line in sections.get(section, ())]
    return frozenset(tokens(" ".join(lines).replace("|", " ")))


def _joined(tree: Tree, more: Tree, made: dict[tuple[int, int], Tree]) -> Tree:
    """What either of two allows; both stay as they are. What was ``made`` of the same two before is
    shared.
    """
    if tree is more:
        return tree
    key = (id(tree), id(more))
    if key not in made:
        made[key] = tree | {
            word: _joined(tree[word], rest, made) if word in tree else rest
            for word, rest in more.items()
        }
    return made[key]


def _tree_of(places: Sequence[Sequence[Tokens]]) -> Tree:
    """The phrases that have one of the ways at each place; an empty one leaves the place out."""
    follows: Tree = {"": {}}
    for ways in reversed(places):
        here = Phrases()
        for way in ways:
            after = follows
            for word in reversed(way):
                after = {word: after}
            here.add(after)
        follows = here.tree
    return {word: rest for word, rest in follows.items() if word}


@cache
def _sections(language: str) -> dict[str, list[str]]:
    sections: dict[str, list[str]] = {}
    name = ""
    for line in (FOLDER / f"{language}.txt").read_text(encoding="utf-8").splitlines():
        if opened := _SECTION.fullmatch(line.strip()):
            name = opened[1]
        elif line.strip():
            sections.setdefault(name, []).append(line.strip())
    return sections


def _places(line: str, language: str = "") -> list[list[Tokens]]:
    """The ways to say each word of a line, in a language also in short and behind an article."""
    parts = line.split()
    elided = _ELIDED.get(language, ()) if len(parts) == 1 else ()
    places: list[list[Tokens]] = []
    for part in parts:
        optional = part.startswith("(") and part.endswith(")")
        words = part.strip("()").split("|")
        ways = [way for word in words for way in _written(word, _shortened(language), elided)]
        places.append([*map(tokens, ways), *([[]] if optional else [])])
    return places


def _stems(line: str, language: str) -> list[str]:
    """The stems of a line, also behind an article."""
    stems = [folded(stem) for stem in line.replace("*", "").split("|")]
    return [way for stem in stems for way in _written(stem, {}, _ELIDED.get(language, ()))]


def _written(word: str, shortened: dict[str, list[str]], elided: Iterable[str]) -> list[str]:
    """How people write a word."""
    behind = len(word) >= _FEWEST_ELIDED and word[0] in "aeiou"
    return [word, *shortened.get(word, ()), *(f"{each}{word}" for each in elided if behind)]


@cache
def _shortened(language: str) -> dict[str, list[str]]:
    """What people write for words in haste: ``you = u``."""
    lines = _sections(language).get("short", ()) if language else ()
    pairs = [line.partition(" = ") for line in lines]
    return {word: short.split() for word, _, short in pairs}
