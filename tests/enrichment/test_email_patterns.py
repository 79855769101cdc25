"""How a company forms its addresses, and how sure that makes a guess."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yardflow.services.enrichment.email_patterns import (
    PATTERNS,
    RealAddress,
    followed,
    guess,
    learn,
    spelled,
)
from yardflow.services.enrichment.mail_names import mail_name

PEOPLE = [("Ada", "Byron"), ("Alan", "Kay"), ("Grace", "Hopper"), ("Linus", "Berg"), ("Bo", "Ek")]


def at_acme(pattern: str, people=PEOPLE) -> list[RealAddress]:
    """These people's addresses at acme.com, all formed alike."""
    return [
        RealAddress(first, last, f"{spelled(pattern, mail_name(first, last))[0]}@acme.com")
        for first, last in people
    ]


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_is_learned_from_its_addresses(pattern):
    best = learn("acme.com", at_acme(pattern))[0]
    assert (best.name, best.agreeing, best.samples) == (pattern, 5, 5)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_what_was_learned_gives_the_next_address(pattern):
    found = guess("Zoë", "Quinn", "acme.com", learn("acme.com", at_acme(pattern)))[0]
    assert found.email == f"{spelled(pattern, mail_name('Zoe', 'Quinn'))[0]}@acme.com"
    assert found.confidence == Decimal("0.83")


def test_a_single_address_never_makes_more_than_a_half():
    assert learn("acme.com", at_acme("flast")[:1])[0].confidence == Decimal("0.5")


def test_more_addresses_that_agree_make_it_surer():
    sure = [learn("acme.com", at_acme("flast")[:count])[0].confidence for count in range(1, 6)]
    assert sure == sorted(set(sure))


def test_addresses_that_disagree_make_it_less_sure_and_both_patterns_are_shown():
    mixed = at_acme("flast")[:3] + at_acme("first.last")[3:]
    first, second = learn("acme.com", mixed)
    assert (first.name, second.name) == ("flast", "first.last")
    assert first.confidence < learn("acme.com", at_acme("flast")[:3])[0].confidence
    emails = [one.email for one in guess("Ann", "Lee", "acme.com", [first, second])]
    assert emails == ["alee@acme.com", "ann.lee@acme.com"]


def test_one_pattern_never_reaches_certainty():
    crowd = [(f"A{'b' * n}", f"C{'d' * n}") for n in range(1, 60)]
    assert learn("acme.com", at_acme("first.last", crowd))[0].confidence <= Decimal("0.95")


@pytest.mark.parametrize("domain", ["gmail.com", "yahoo.fr", "outlook.de", "gmx.net", "icloud.com"])
def test_a_free_mail_domain_has_no_pattern_and_gives_no_guess(domain):
    known = [RealAddress(first, last, f"{first}.{last}@{domain}") for first, last in PEOPLE]
    assert learn(domain, known) == []
    assert guess("Ann", "Lee", domain, learn("acme.com", at_acme("flast"))) == []


def test_role_addresses_and_other_domains_are_no_evidence():
    others = [
        RealAddress("Ada", "Byron", "info@acme.com"),
        RealAddress("Ada", "Byron", "ada.byron@gmail.com"),
        RealAddress("王", "伟", "wang@acme.com"),
        RealAddress("J.", "Smith", "jsmith@acme.com"),
    ]
    assert learn("acme.com", others) == []


def test_a_number_that_tells_namesakes_apart_is_overlooked():
    assert "flast" in followed("alee2", mail_name("Ann", "Lee"))


def test_an_address_that_a_namesake_has_is_not_guessed():
    known = learn("acme.com", at_acme("flast"))
    assert guess("Ann", "Lee", "acme.com", known, taken=["alee@acme.com"]) == []


def test_a_name_with_several_spellings_waits_for_a_person():
    known = learn("acme.com", at_acme("first.last"))
    assert guess("Ann", "van der Berg", "acme.com", known)[0].confidence < Decimal("0.7")


def test_somebody_whose_name_cannot_be_spelled_gets_no_guess():
    assert guess("王", "伟", "acme.com", learn("acme.com", at_acme("first.last"))) == []


names = st.text(alphabet="abcdefghijklmnop", min_size=2, max_size=8)
address = st.builds(
    lambda first, last, local: RealAddress(first, last, f"{local}@acme.com"), names, names, names
)


@given(st.lists(address, max_size=12))
def test_confidence_weighs_how_many_agree_and_how_many_there_are(addresses):
    for pattern in learn("acme.com", addresses):
        assert 0 < pattern.agreeing <= pattern.samples
        assert pattern.confidence <= Decimal(pattern.agreeing) / (pattern.samples + 1)
        assert pattern.samples > 1 or pattern.confidence <= Decimal("0.5")
