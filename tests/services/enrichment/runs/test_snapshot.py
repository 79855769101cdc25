"""What providers are shown of a contact: addresses of its company, and what people said of them."""

import pytest

from tests.fixtures.claims import says, settled
from yardflow import db
from yardflow.models import Claim
from yardflow.services.enrichment.claims import review, suggestions
from yardflow.services.enrichment.providers.email_pattern.patterns import USUAL_PATTERNS
from yardflow.services.enrichment.providers.email_pattern.provider import (
    ByPattern,
    remember_patterns,
)
from yardflow.services.enrichment.providers.protocol import ContactSnapshot, Question
from yardflow.services.enrichment.runs import snapshot
from yardflow.services.enrichment.settings import EnrichmentSettings

pytestmark = pytest.mark.usefixtures("database")
SETTINGS = EnrichmentSettings()


def shown(contact_id: int) -> ContactSnapshot:
    with db.session() as session:
        return snapshot.read(session, [contact_id], SETTINGS.thresholds)[contact_id]


def guessed(contact_id: int) -> dict[str, float]:
    question = Question(shown(contact_id), frozenset({"email"}), (), SETTINGS.options)
    return {claim.value: float(claim.confidence) for claim in ByPattern().ask(question).claims}


def waiting(session, bob, contact_id: int, email: str) -> int:
    """The claim that a guess waits as."""
    settled(contact_id, says("email", email, "0.50", "email_pattern"))
    (suggestion,) = suggestions.on_contact(session, bob, contact_id)["email"]
    return suggestion.claim_id


def test_what_people_said_of_guesses_moves_the_next_ones(session, bob, acme, works_at):
    works_at(acme, "Ada Byron", email="ada.byron@acme.com")
    zoe, ann, eve = (works_at(acme, name) for name in ("Zoe Quinn", "Ann Lee", "Eve Holt"))
    before = guessed(zoe)["zoe.quinn@acme.com"]
    review.accept(session, bob, waiting(session, bob, ann, "ann.lee@acme.com"))
    session.commit()
    accepted = guessed(zoe)["zoe.quinn@acme.com"]
    review.reject(session, bob, waiting(session, bob, eve, "eve.holt@acme.com"))
    session.commit()
    rejected = guessed(zoe)["zoe.quinn@acme.com"]
    assert rejected < before < accepted
    evidence = shown(zoe).evidence
    assert [each.email for each in evidence.accepted] == ["ann.lee@acme.com"]
    assert [each.email for each in evidence.refused] == ["eve.holt@acme.com"]
    assert "eve.holt@acme.com" not in guessed(eve)
    assert session.get_one(Claim, 1).settled_by == bob.user_id


def test_colleagues_of_one_name_without_an_address_are_shown(acme, works_at):
    ann, al, _ = (works_at(acme, name) for name in ("Ann Lee", "Al LEE", "Eve Holt"))
    assert shown(ann).namesakes == (("Al", "LEE"),)
    assert shown(al).namesakes == (("Ann", "Lee"),)


def test_what_is_usual_comes_from_the_workplace_s_own_companies(
    session, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoe Quinn")
    before = shown(zoe).usual_patterns
    assert before == USUAL_PATTERNS
    question = Question(shown(zoe), frozenset(), (), SETTINGS.options)
    remember_patterns(session, {(acme.id, "acme.com"): ByPattern().ask(question).patterns})
    session.commit()
    after = shown(zoe).usual_patterns
    assert after["first.last"] > before["first.last"] and after["flast"] < before["flast"]
