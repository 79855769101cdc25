"""What emails say of their conversation fits into the lines of a message, however long it gets."""

from email.message import EmailMessage
from email.policy import SMTP

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from yardflow.services.sequences.conversations import threads
from yardflow.services.sequences.conversations.threads import Thread

OWN = "<9.0123456789abcdef@yardflow.example>"
IDS = st.lists(
    st.text("abcäöü0123456789.-=\n ", min_size=1, max_size=390).map(lambda part: f"<{part}@a.com>"),
    max_size=40,
)


def headers(references: list[str]) -> dict[str, str]:
    return threads.headers(Thread("t", tuple(references)), OWN)


def test_a_chain_is_whole_and_in_lines_as_short_as_they_may_be():
    chain = [f"<{number}.0123456789abcdef@yardflow.example>" for number in range(1, 21)]
    written = headers(chain)
    assert written["References"].split() == chain
    assert written["In-Reply-To"] == chain[-1]
    mail = EmailMessage(policy=SMTP)
    for name, value in written.items():
        mail[name] = value
    assert max(map(len, mail.as_bytes().split(b"\r\n"))) <= 78


def test_of_a_chain_that_is_too_long_the_first_and_the_last_are_named():
    chain = [f"<{number}.0123456789abcdef@yardflow.example>" for number in range(1, 200)]
    named = headers(chain)["References"].split()
    assert named == [chain[0], *chain[-len(named) + 1 :]]
    assert len(named) > 20


@settings(max_examples=examples(100))
@given(IDS)
def test_whatever_ids_others_make_a_header_is_one_line(ids: list[str]):
    for name, value in headers([OWN, *ids]).items():
        assert len(f"{name}: {value}") <= 998
        assert value.isascii() and value.isprintable()
        assert all(each.startswith("<") for each in value.split(" <")[:1])


def test_a_subject_is_answered_once():
    for subject in ("Hello", "Re: Hello", "RE: re: Hello"):
        assert threads.answer_to(subject) == "Re: Hello"
