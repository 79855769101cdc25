"""What becomes of claims on one field."""

from dataclasses import replace
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.claims import says
from yardflow.models import ClaimStatus
from yardflow.services.enrichment.claims.decision import (
    MOST_BY_AGREEMENT,
    Decision,
    FieldState,
    StandingClaim,
    ValueOrigin,
    combined,
    decide,
)
from yardflow.services.enrichment.providers.protocol import ProviderClaim
from yardflow.services.records.values.same_value import same

APPLIED, REVIEW, UNUSED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.UNUSED
THRESHOLD = Decimal("0.70")


def word(value: str, confidence: str = "0.9", source: str = "openai") -> ProviderClaim:
    return says("title", value, confidence, source)


def said(
    value: str, confidence: str = "0.8", source: str = "openai", also: str = "", key: int = 7
) -> StandingClaim:
    return StandingClaim(
        key, value, Decimal(confidence), source, frozenset({source, *also.split()})
    )


def shows(value: str = "CFO", confidence: str = "0.8", source: str = "openai", **how) -> FieldState:
    """A field that an earlier claim has filled."""
    also = how.pop("also", "")
    return FieldState(ValueOrigin.CLAIM, applied=said(value, confidence, source, also), **how)


def statuses(field: FieldState, *claims: ProviderClaim) -> list[ClaimStatus]:
    return [claim.status for claim in decide(field, claims, THRESHOLD).claims]


def decision_on(field: FieldState, *claims: ProviderClaim) -> Decision:
    return decide(field, claims, THRESHOLD)


# One source


def test_what_is_sure_fills_an_empty_field():
    assert statuses(FieldState(), word("COO")) == [APPLIED]


def test_the_threshold_itself_is_enough():
    assert statuses(FieldState(), word("COO", "0.70")) == [APPLIED]


def test_what_is_less_sure_waits_for_a_person():
    assert statuses(FieldState(), word("COO", "0.69")) == [REVIEW]


def test_what_waits_is_a_persons_to_decide_however_sure_unless_another_source_says_it_too():
    waits = replace(word("COO", "0.95", "email_pattern"), waits=True)
    assert statuses(FieldState(), waits) == [REVIEW]
    assert APPLIED in statuses(FieldState(), waits, word("COO", "0.5"))


def test_of_two_guesses_of_one_source_the_surer_fills_and_the_other_waits():
    assert statuses(FieldState(), word("CFO", "0.75"), word("COO", "0.9")) == [REVIEW, APPLIED]


def test_the_same_source_may_change_its_mind_when_it_is_as_sure():
    decision = decision_on(shows(), word("COO", "0.8"))
    assert [claim.status for claim in decision.claims] == [APPLIED]
    assert decision.replaced == {7}


def test_the_same_source_waits_when_it_is_less_sure_of_something_new():
    decision = decision_on(shows(), word("COO", "0.79"))
    assert [claim.status for claim in decision.claims] == [REVIEW]
    assert not decision.replaced


def test_the_same_again_changes_nothing_unless_it_is_surer():
    assert statuses(shows("COO"), word("COO", "0.8")) == [UNUSED]
    assert decision_on(shows("COO"), word("COO", "0.9")).replaced == {7}


def test_what_waits_already_is_not_queued_twice():
    field = FieldState(waiting=(said("COO", "0.5"),))
    assert statuses(field, word("COO", "0.5")) == [UNUSED]
    surer = decision_on(field, word("COO", "0.6"))
    assert [claim.status for claim in surer.claims] == [REVIEW] and surer.replaced == {7}


def test_what_a_source_no_longer_says_stops_waiting():
    decision = decision_on(FieldState(waiting=(said("COO", "0.5"),)), word("CFO", "0.6"))
    assert [claim.status for claim in decision.claims] == [REVIEW] and decision.replaced == {7}


# A person's word


def test_what_a_person_or_a_list_gave_stays_however_sure_the_finding():
    assert statuses(
        FieldState(ValueOrigin.MANUAL), word("COO", "1"), word("COO", "1", "website")
    ) == [
        UNUSED,
        UNUSED,
    ]


def test_what_a_person_accepted_stays_too():
    assert statuses(shows(accepted=True), word("COO", "1")) == [UNUSED]


def test_a_refused_value_does_not_come_back_however_it_is_spelled():
    field = FieldState(refused=frozenset({"Café  Manager"}))
    assert statuses(field, word("cafe manager", "1"), word("COO", "0.9")) == [UNUSED, APPLIED]


def test_where_a_person_took_a_value_away_another_one_waits():
    field = FieldState(ValueOrigin.CLEARED, refused=frozenset({"CFO"}))
    assert statuses(field, word("COO", "1")) == [REVIEW]


# Sources that agree


def test_two_sources_that_say_the_same_make_each_other_surer():
    stronger, weaker = word("COO", "0.6"), word("coo", "0.5", "website")
    first, second = decision_on(FieldState(), weaker, stronger).claims
    assert (first.status, second.status) == (UNUSED, APPLIED)
    assert second.claim.confidence == Decimal("0.80")
    assert second.claim.how == "openai knows it; Company website says the same"


def test_agreement_alone_is_never_certainty():
    decided_claim = decision_on(
        FieldState(), word("COO", "0.95"), word("COO", "0.95", "website")
    ).claims[0]
    assert decided_claim.claim.confidence == MOST_BY_AGREEMENT


def test_a_source_does_not_agree_with_itself():
    decided_claims = decision_on(FieldState(), word("COO", "0.6"), word("COO", "0.5")).claims
    assert [(judged.status, judged.claim.confidence) for judged in decided_claims] == [
        (REVIEW, Decimal("0.6")),
        (UNUSED, Decimal("0.5")),
    ]


def test_what_another_source_has_waiting_counts():
    decision = decision_on(FieldState(waiting=(said("COO", "0.5"),)), word("COO", "0.5", "website"))
    (decided_claim,) = decision.claims
    assert (decided_claim.status, decided_claim.claim.confidence) == (APPLIED, Decimal("0.75"))
    assert decision.replaced == {7} and "OpenAI says the same" in decided_claim.claim.how


def test_who_has_said_it_before_does_not_count_again():
    field = FieldState(waiting=(said("COO", "0.65", also="website"),))
    assert statuses(field, word("COO", "0.5", "website")) == [UNUSED]


# Sources that contradict each other


def test_two_sources_that_say_different_things_both_wait():
    assert statuses(FieldState(), word("COO", "0.99"), word("CFO", "0.9", "website")) == [
        REVIEW,
        REVIEW,
    ]


def test_a_faint_guess_contradicts_nobody():
    faint = word("CFO", "0.19", "website")
    assert statuses(FieldState(), word("COO"), faint) == [APPLIED, REVIEW]


def test_another_source_waits_beside_what_is_shown():
    decision = decision_on(shows(), word("COO", "0.99", "website"))
    assert [claim.status for claim in decision.claims] == [REVIEW] and not decision.replaced


def test_what_is_shown_stays_when_its_source_repeats_it_against_another():
    assert statuses(shows("CFO"), word("CFO", "0.95"), word("COO", "0.99", "website")) == [
        UNUSED,
        REVIEW,
    ]


def test_what_waits_from_another_source_contradicts_too():
    field = FieldState(waiting=(said("CFO", "0.5", "website"),))
    assert statuses(field, word("COO", "0.99")) == [REVIEW]


def test_a_source_may_not_change_its_mind_where_another_has_agreed():
    assert statuses(shows("CFO", "0.9", also="website"), word("COO", "0.95")) == [REVIEW]


def test_two_sources_that_change_their_mind_together_are_heard():
    field = shows("CFO", "0.9", also="website")
    both = word("COO", "0.9"), word("COO", "0.8", "website")
    assert statuses(field, *both) == [APPLIED, UNUSED]


def test_alternatives_of_one_source_do_not_contradict_another_that_takes_its_best():
    claims = word("COO", "0.6"), word("CFO", "0.5"), word("COO", "0.6", "website")
    assert statuses(FieldState(), *claims) == [APPLIED, REVIEW, UNUSED]


def test_two_unsure_sources_are_contradicted_by_one_that_is_sure_of_something_else():
    claims = word("COO", "0.49", "website"), word("COO", "0.49"), word("Boss", "0.72", "pattern")
    assert statuses(FieldState(), *claims) == [REVIEW, UNUSED, REVIEW]


def test_what_a_person_took_away_waits_however_sure_the_same_source_is_by_now():
    taken = FieldState(ValueOrigin.CLEARED, applied=said("CFO", "0.1"))
    assert decide(taken, [word("CFO", "0.95")], THRESHOLD).claims[0].status == REVIEW


def test_a_source_that_says_something_else_by_now_lends_its_earlier_word_no_weight():
    field = FieldState(waiting=(said("CFO", "0.60"),))
    words = [word("CFO", "0.30", "website"), word("COO", "0.10")]
    assert decide(field, words, THRESHOLD).claims[0].claim.confidence == Decimal("0.30")


# Whatever comes

values = st.sampled_from(["CFO", "coo", "COO", "Boss"])
shares = st.decimals(min_value=0, max_value=1, places=2)
sources = st.sampled_from(["openai", "website", "email_pattern"])
standing = st.builds(
    StandingClaim, st.integers(0, 9), values, shares, sources, st.frozensets(sources, max_size=2)
)
fields = st.builds(
    FieldState,
    st.sampled_from(ValueOrigin),
    st.none() | standing,
    st.booleans(),
    st.frozensets(values, max_size=2),
    st.lists(standing, max_size=3).map(tuple),
)
claims = st.lists(
    st.builds(ProviderClaim, st.just("title"), values, shares, sources, st.just("somehow")),
    max_size=6,
)


@given(fields, claims, shares)
def test_whatever_is_claimed_the_rules_hold(field, words, threshold):
    decision = decide(field, words, threshold)
    applied = [claim for claim in decision.claims if claim.status == APPLIED]
    assert len(decision.claims) == len(words) and len(applied) <= 1
    refused = {same(refusal) for refusal in field.refused}
    for outcome, claim in zip(decision.claims, words, strict=True):
        said = outcome.claim
        assert (said.value, said.source) == (claim.value, claim.source)
        assert outcome.status in (APPLIED, REVIEW, UNUSED)
        if field.closed or same(claim.value) in refused:
            assert outcome.status == UNUSED
    for outcome in applied:
        assert outcome.claim.confidence >= threshold
        assert field.origin != ValueOrigin.CLEARED
        strong = {
            (each.source, same(each.value))
            for each in words
            if each.confidence >= Decimal("0.50") and same(each.value) not in refused
        }
        rivals = {source for source, value in strong if value != same(outcome.claim.value)}
        own = {source for source, value in strong if value == same(outcome.claim.value)}
        assert rivals <= own | {outcome.claim.source}


@given(st.lists(shares, min_size=1, max_size=5))
def test_agreement_never_makes_less_sure_and_never_certain(confidences):
    together = combined(confidences)
    assert max(confidences) <= together <= max([MOST_BY_AGREEMENT, *confidences])
