"""A wish to stop is read although fingers slipped, and no other word is taken for one."""

from tests.fixtures.rows import each_row
from yardflow.services.sequences.replies.phrases import texts, vocabulary
from yardflow.services.sequences.replies.slips import as_meant, is_slip


@each_row(
    ("written", "meant"),
    [
        ("Unsubcribe me!", "unsubscribe me!"),  # a letter is missing
        ("unsubscribbe", "unsubscribe"),  # too many
        ("umsubscribe", "unsubscribe"),  # another
        ("UNSUBSCIRBE", "unsubscribe"),  # the wrong way round
        ("nsubscribe", "unsubscribe"),  # the first
        ("unsubscrib", "unsubscribe"),  # the last
        ("STOOOOP", "stop"),
        ("lsite", "liste"),
        ("Bitte abmeldne", "Bitte abmelden"),
        ("désinscrivz-moi", "desinscrivez-moi"),
        ("TAKE. ME. OFF.", "TAKE ME OFF."),
        ("\U0001f6d1emails", " stop emails"),
    ],
)
def test_a_slip_is_read_as_the_word_that_was_meant(written: str, meant: str):
    assert as_meant(written) == meant


@each_row(
    "text",
    [
        "Bitte anmelden",  # the contrary
        "remote",
        "piste",  # a letter other than in so short a word
        "unsubcrbe",  # two slips
        "Stopp",  # a word of its own
        "www.acme.example",
        "aaaaaaaaaa",
        "",
    ],
)
def test_other_words_stay_as_they_are(text: str):
    assert as_meant(text) == text


def test_no_word_that_stands_in_any_file_is_taken_for_a_slip():
    words = vocabulary()
    assert {"anmelden", "remote", *texts("typed")} <= words
    assert {word for word in words if as_meant(word) != word} == set()


def test_each_line_of_near_keeps_a_word_from_being_read_as_another():
    assert all(any(is_slip(word, known) for known in texts("typed")) for word in texts("near"))


def test_what_stands_far_below_is_not_looked_at():
    assert as_meant("unsubcribe " + "x" * 1_000 + " unsubcribe").endswith("unsubcribe")
