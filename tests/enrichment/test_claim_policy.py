"""What becomes of a claim."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from yardflow.models import ClaimStatus
from yardflow.services.enrichment.policy import THRESHOLD, Field, decide

APPLIED, REVIEW, UNUSED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.UNUSED


def decided(field: Field, value: str = "COO", confidence: str = "0.9") -> ClaimStatus:
    return decide(field, value, Decimal(confidence), THRESHOLD)


def ours(value: str = "CFO", confidence: str = "0.8") -> Field:
    """A field that an earlier claim has filled."""
    return Field(value=value, applied=value, applied_confidence=Decimal(confidence))


def test_what_is_sure_fills_an_empty_field():
    assert decided(Field()) == APPLIED


def test_the_threshold_itself_is_enough():
    assert decided(Field(), confidence="0.70") == APPLIED


def test_what_is_less_sure_waits_for_a_person():
    assert decided(Field(), confidence="0.69") == REVIEW


def test_what_a_person_wrote_stays_however_sure_the_claim():
    assert decided(Field(value="Boss"), confidence="1") == UNUSED


def test_what_a_person_wrote_over_a_claim_stays():
    assert decided(Field(value="Boss", applied="CFO"), confidence="1") == UNUSED


def test_a_surer_claim_takes_the_place_of_an_earlier_one():
    assert decided(ours()) == APPLIED


def test_a_claim_that_is_no_surer_than_the_one_shown_waits():
    assert decided(ours(confidence="0.9")) == REVIEW


def test_the_same_value_again_changes_nothing_unless_it_is_surer():
    assert decided(ours("COO", "0.95")) == UNUSED
    assert decided(ours("COO", "0.8")) == APPLIED


def test_a_value_that_a_person_took_away_does_not_come_back():
    assert decided(Field(applied="COO")) == UNUSED
    assert decided(Field(applied="CFO")) == REVIEW


def test_a_value_that_a_person_refused_does_not_come_back():
    assert decided(Field(refused=frozenset({"COO"})), confidence="1") == UNUSED


texts = st.sampled_from(["", "CFO", "COO", "Boss"])
shares = st.decimals(min_value=0, max_value=1, places=2)
fields = st.builds(Field, texts, texts, shares, st.frozensets(texts, max_size=2))


@given(fields, texts.filter(bool), shares)
def test_nothing_is_ever_applied_over_what_a_person_gave_or_below_the_threshold(
    field, value, confidence
):
    if decide(field, value, confidence, THRESHOLD) == APPLIED:
        assert not field.is_theirs and not field.was_emptied
        assert confidence >= THRESHOLD
        assert value not in field.refused
