"""Phrases with choices are kept as a tree in which ways that go on alike share what follows."""

from collections.abc import Iterator
from itertools import chain, product

import pytest

from tests.fixtures.rows import each_row
from yardflow.services.sequences.replies import phrases as module
from yardflow.services.sequences.replies.phrases import LANGUAGES, Phrases, any_of, phrases, texts
from yardflow.services.sequences.replies.tokens import tokens

SECTIONS = sorted({name for each in LANGUAGES for name in module._sections(each)} - {"short"})


def lines_of(section: str, language: str) -> list[str]:
    """Its phrases, without its stems."""
    return [each for each in module._sections(language).get(section, ()) if not each.endswith("*")]


def written_out(tree: module.Tree, begun: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for word, rest in tree.items():
        if word:
            yield from written_out(rest, (*begun, word))
        else:
            yield begun


def nodes(*trees: module.Tree) -> int:
    seen: set[int] = set()
    waiting = [*trees]
    while waiting:
        tree = waiting.pop()
        if id(tree) not in seen:
            seen.add(id(tree))
            waiting += tree.values()
    return len(seen)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_tree_has_the_phrases_of_its_lines_and_no_others(language: str):
    for section in SECTIONS:
        lines = lines_of(section, language)
        ways = (way for line in lines for way in product(*module._places(line, language)))
        expected = {tuple(chain.from_iterable(way)) for way in ways} - {()}
        assert set(written_out(phrases(section, language).tree)) == expected, section


def test_what_is_shared_stays_apart_from_phrases_added_later():
    chosen = Phrases()
    for line in ("please (do) stop|end now", "please end it", "do|please stop"):
        chosen.add(module._tree_of(module._places(line)))
    assert {" ".join(each) for each in written_out(chosen.tree)} == {
        *("please do stop now", "please do end now", "please stop now", "please end now"),
        *("please end it", "do stop", "please stop"),
    }


def test_all_phrases_take_a_fraction_of_the_memory_that_they_would_written_out():
    """The first message that a worker reads waits until they are there."""
    trees = [phrases(section).tree for section in SECTIONS]
    number = sum(1 for tree in trees for _ in written_out(tree))
    assert number > 200_000 and nodes(*trees) < number / 5
    assert set(written_out(any_of("stop", "request").tree)) == {
        each for section in ("stop", "request") for each in written_out(phrases(section).tree)
    }


@each_row(
    ("section", "text", "length"),
    [
        ("stop_hint", "", 0),
        ("office", "out of office until Monday", 3),
        ("office", "Out of the office", 4),  # "(the)" may be left out
        ("office", "out of", 0),  # a beginning is no phrase
        ("office", "in the office", 0),
        ("until", "bis zum 5. Mai", 2),  # the longest
    ],
)
def test_the_longest_phrase_that_begins_a_text(section: str, text: str, length: int):
    assert phrases(section).longest(tokens(text)) == length


def test_a_phrase_is_of_its_language_and_of_all():
    words = tokens("abwesend")
    assert phrases("office", "de").are_in(words) and phrases("office").are_in(words)
    assert not phrases("office", "en").are_in(words)


def test_texts_are_every_way_to_say_a_line_and_none_is_empty():
    ways = texts("range")
    assert "" not in ways and {"to", "bis", "a"} <= {*ways}


@each_row(
    ("text", "is_there"),
    [
        ("angeschrieben", True),
        ("nicht angeschrieben werden", True),
        ("schreib", True),
        ("ab", False),
        ("beschreibung", False),  # it doesn't begin so
    ],
)
def test_a_stem_is_every_word_that_begins_with_it(text: str, is_there: bool):
    assert phrases("contacting", "de").are_in(tokens(text)) is is_there


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_of_stems_has_nothing_but_stems(language: str):
    """Else its words would be stems too, or its stems words, without anyone's notice."""
    lines = [line for lines in module._sections(language).values() for line in lines]
    stems = [line for line in lines if "*" in line]
    assert [line for line in stems if not all(map(_is_stem, line.split("|")))] == []


def _is_stem(word: str) -> bool:
    return word.endswith("*") and word[:-1].isalpha()


def test_no_stem_begins_another_whatever_is_added():
    chosen = Phrases()
    for stems in (["mailing", "send"], ["mail", "sent", "sends"], ["ma", "z"]):
        chosen.add_stems(stems)
        assert all(map(chosen.has_stem_of, stems))
    assert chosen.stems == ["ma", "send", "sent", "z"]
    assert not any(map(chosen.has_stem_of, ("sen", "m", "", "y")))
