"""Texts are weighed by what people wrote who meant the same."""

from dataclasses import asdict

import pytest

from tests.services.sequences.replies.as_written import person
from tests.services.sequences.replies.test_kinds import verdict_of
from yardflow.models import ReplyKind
from yardflow.services.sequences.replies.learning import FILES, digest, examples_of
from yardflow.services.sequences.replies.likeness import (
    PLACES,
    WEIGHTS,
    Likeness,
    likeness_of,
    pieces_of,
)


def test_the_weights_are_those_of_the_examples():
    assert WEIGHTS.read_text(encoding="ascii").splitlines()[0] == digest()


def test_an_example_stands_in_one_file_once():
    texts = [text for kind in FILES for text in examples_of(kind)]
    assert len(texts) == len({*texts})


@pytest.mark.parametrize("kind", FILES)
def test_nearly_all_examples_are_most_like_their_own_kind(kind: str):
    texts = examples_of(kind)
    alike = [text for text in texts if _most_like(likeness_of(text)) == kind]
    assert len(alike) >= 0.9 * len(texts)


def _most_like(likeness: Likeness) -> str:
    chances = asdict(likeness)
    chances["neither"] = 1 - sum(chances.values())
    return max(chances, key=chances.__getitem__)


def test_a_text_of_any_length_has_pieces_of_its_beginning_alone():
    begun = "Please stop. " * 77
    assert pieces_of(begun + "x" * 50_000) == pieces_of(begun[:1_000])
    assert all(0 <= place < PLACES for place in pieces_of(begun))


@pytest.mark.parametrize(
    "text",
    [
        "Haud yer wheesht, tak me aff yer mailin list",
        "Ce courrier sera le dernier que je reçois de chez vous.",
        "Haalt u mij er voortaan maar tussenuit.",
        "Lasst mich künftig aus euren Rundbriefen draußen.",
        "Fazei o favor de me deixar fora dos vossos envios.",
        "往后别把邮件往我这儿塞了。",
    ],
)
def test_a_wish_in_words_that_no_rule_knows_is_not_missed(text: str):
    verdict = verdict_of(person(text))
    assert verdict.kind == ReplyKind.STOP or verdict.unsure


@pytest.mark.parametrize(
    "text",
    [
        "I unsubscribed by accident, can you put me back on?",
        "Me borré sin querer, ¿me apuntan otra vez?",
        "Ho annullato l'iscrizione per errore, mi rimettete?",
        "Heb me per ongeluk afgemeld, zet me er weer op!",
        "我不小心退订了，帮我加回来吧。",
        "Löschen Sie mich bloß nicht, ich lese das gern!",
    ],
)
def test_who_wants_to_come_back_or_to_stay_is_never_taken_for_a_stop(text: str):
    assert verdict_of(person(text)).kind != ReplyKind.STOP
