"""The reasons of decisions in words."""

from tests.fixtures.decisions import NOW
from yardflow.services.sequences.decisions.outcomes import Branch, Exit, Gate, Reason, Skip, Why
from yardflow.services.sequences.decisions.wording import outcome_words, reason_words


def test_a_reason_is_a_sentence_with_what_its_writer_said():
    table = [
        (Reason(Gate.NO_ADDRESS), "There's no email address. Add one to the contact."),
        (
            Reason(Gate.NO_LAWFUL_BASIS, None, "not recorded"),
            "This contact's lawful basis doesn't allow emails: not recorded.",
        ),
        (Reason(Gate.CONTACT_HELD, NOW, "on leave"), "This contact is on hold: on leave."),
        (Reason(Gate.CONTACT_HELD, None, "On leave. "), "This contact is on hold: On leave."),
        (Reason(Gate.CONTACT_HELD, None, "why?"), "This contact is on hold: why?"),
        (Reason(Gate.CONTACT_HELD), "This contact is on hold."),
        (
            Reason(Gate.SEQUENCE_HELD, None, "{0.__class__} {}"),
            "This sequence is on hold: {0.__class__} {}.",
        ),
        (Reason(Gate.SENDER_LIMIT, NOW, "1"), "The sender's limit of 1 email a day is reached."),
        (Reason(Gate.PERSON_LIMIT, NOW, "2"), "The contact's limit of 2 emails a week is reached."),
    ]
    for reason, words in table:
        assert reason_words(reason) == words


def test_an_outcome_says_why():
    assert outcome_words(Branch(None, Why.TIME_PASSED)) == "The wait is over."
    assert outcome_words(Skip(Why.LATE, None)) == "The email can't go out in time anymore."
    assert outcome_words(Exit(Why.SUPPRESSED, "unsubscribed")) == (
        "The address is suppressed: unsubscribed."
    )
    assert outcome_words(Exit(Why.SUPPRESSED, "")) == "The address is suppressed."


def test_every_gate_and_every_reason_has_its_own_words():
    sentences = [reason_words(Reason(gate, None, "2")) for gate in Gate]
    sentences += [outcome_words(Branch(None, why)) for why in Why]
    assert len(set(sentences)) == len(Gate) + len(Why)
