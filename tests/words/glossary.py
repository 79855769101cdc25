"""The table of refused words, read from ``docs/glossary.md``, so that there is one truth."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
SCOPES = frozenset({"texts", "interface", "names", "whole names", "remarks"})
_HEADING = "## Not this, but that"
_QUOTED = re.compile(r"`([^`]+)`")
_BREAK = re.compile(r"\s+|\\[nrt]")
# Parts of a name: `costPerAccepted`, `cost_per_accepted`, `CostPerAccepted`.
_PARTS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True)
class Rule:
    """Words that are not said, what is said in their place, and where."""

    words: tuple[str, ...]
    instead: str
    scopes: frozenset[str]
    fine: tuple[str, ...]

    def in_text(self, text: str) -> str:
        """The first of the words in a text, as a word of its own; empty for none."""
        text = re.sub(r"\s+", " ", text).casefold()
        for phrase in self.fine:
            text = text.replace(phrase.casefold(), "")
        return next((w for w in self.words if re.search(rf"(?<!\w){re.escape(w)}(?!\w)", text)), "")

    def in_name(self, parts: str) -> str:
        """The first of the words among a name's ``_parts_of_it_``; empty for none."""
        return next((word for word in self.words if f"_{word}_" in parts), "")


@cache
def rules(scope: str) -> tuple[Rule, ...]:
    """The rules that hold in a scope."""
    return tuple(rule for rule in table() if scope in rule.scopes)


def wrong_words(text: str, *scopes: str) -> list[str]:
    """What a text says wrong, each with the words to say in its place."""
    if not _any_word(scopes).search(re.sub(r"\s+", " ", text).casefold()):
        return []  # nearly all: one look at a text instead of one for each word
    matches = {rule.in_text(text): rule.instead for scope in scopes for rule in rules(scope)}
    return [f"“{word}”, say: {instead}" for word, instead in matches.items() if word]


@cache
def _any_word(scopes: tuple[str, ...]) -> re.Pattern[str]:
    """All words of these scopes at once, also within what is fine."""
    words = (re.escape(word) for scope in scopes for rule in rules(scope) for word in rule.words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)")


def may_remark_wrongly(source: str) -> bool:
    """Whether a word of remarks is anywhere in a file, where a break may be written, too.

    Hardly a file has one, and to take it apart costs twenty times as much.
    """
    return _any_word(("remarks",)).search(_BREAK.sub(" ", source).casefold()) is not None


def may_name_wrongly(source: str) -> bool:
    """The same for words within names, however these are joined."""
    return _any_letters().search(source.lower().replace("_", "")) is not None


@cache
def _any_letters() -> re.Pattern[str]:
    words = {word.replace("_", "") for rule in rules("names") for word in rule.words}
    return re.compile("|".join(map(re.escape, sorted(words))))


@cache
def wrong_names(name: str, *, whole: bool) -> list[str]:
    """What a name says wrong; ``whole`` also refuses what is only wrong when nothing is beside."""
    parts = f"_{'_'.join(_PARTS.findall(name))}_".lower()
    matches = {}
    if _any_part().search(parts):
        matches = {rule.in_name(parts): rule.instead for rule in rules("names")}
    if whole:
        matches |= {
            word: r.instead for r in rules("whole names") for word in r.words if word == name
        }
    return [f"`{word}`, say: {instead}" for word, instead in matches.items() if word]


@cache
def _any_part() -> re.Pattern[str]:
    """All words of names at once."""
    words = (re.escape(word) for rule in rules("names") for word in rule.words)
    return re.compile(rf"_(?:{'|'.join(words)})_")


@cache
def table() -> tuple[Rule, ...]:
    """All rules, as the glossary has them."""
    return tuple(_read())


def _read() -> Iterator[Rule]:
    rows = GLOSSARY.read_text(encoding="utf-8").partition(_HEADING)[2].splitlines()
    cells = [[cell.strip() for cell in row.strip("| ").split("|")] for row in rows if "`" in row]
    for words, instead, scopes, *fine in (row for row in cells if len(row) >= 3):
        yield Rule(
            tuple(_QUOTED.findall(words)),
            instead,
            frozenset(scope.strip() for scope in scopes.split(",")),
            tuple(phrase for cell in fine for phrase in _QUOTED.findall(cell)),
        )
