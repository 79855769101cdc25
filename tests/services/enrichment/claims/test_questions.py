"""What is asked of a person: never what the field says already. What they refuse goes."""

import pytest
from sqlmodel import select

from tests.fixtures.claims import claim, claims, says, settled
from tests.fixtures.records import contact
from yardflow import db
from yardflow.errors import Conflict
from yardflow.models import Account, ClaimStatus, EnrichmentRun, Origin, Outcome
from yardflow.services import enrichment
from yardflow.services.enrichment.claims import review, suggestions
from yardflow.services.enrichment.runs.outcome_now import run_outcome
from yardflow.services.records import accounts, contacts, inferred

pytestmark = pytest.mark.usefixtures("database")
REVIEW, UNUSED, REJECTED = ClaimStatus.REVIEW, ClaimStatus.UNUSED, ClaimStatus.REJECTED


def do(work, *values):
    with db.session() as session:
        return work(session, *values)


@pytest.fixture
def zoe(acme, works_at) -> int:
    """A COO by her own word, whose seniority follows from that."""
    return works_at(acme, "Zoe Quinn", title="COO", seniority="C-Level")


def test_a_suggestion_that_equals_what_is_shown_is_none(zoe, acme, bob):
    do(accounts.update, bob, acme.id, None, {"industry": "Food & beverage", "size": "5,001-10,000"})
    settled(
        zoe,
        says("seniority", "C-Level", "0.62"),
        says("industry", "Food and Beverage", "0.60"),
        says("size", "5001–10000", "0.60"),
    )
    assert {row.status for row in claims()} == {UNUSED}
    assert do(review.waiting) == 0


@pytest.fixture
def guessed(acme, works_at) -> int:
    """Whose title enrichment found, and whose seniority follows from that."""
    contact_id = works_at(acme, "Max Berg")
    settled(contact_id, says("title", "COO"))
    return contact_id


def test_what_comes_to_be_shown_is_no_question_until_it_changes_again(guessed, bob):
    zoe = guessed
    settled(zoe, says("seniority", "VP", "0.62"))
    do(remember_outcome)
    assert asked(zoe, bob) == (1, 1, 1, "needs_review")
    do(contacts.update, bob, zoe, None, {"title": "VP Operations"})
    assert (contact(zoe).seniority, claim(zoe, field="seniority").status) == ("VP", REVIEW)
    assert asked(zoe, bob) == (0, 0, 0, "nothing_found")
    (shown,) = do(enrichment.history, bob, zoe)[0].claims
    assert (shown.status, shown.before) == (UNUSED, "VP")
    do(contacts.update, bob, zoe, None, {"title": "COO"})
    assert asked(zoe, bob) == (1, 1, 1, "needs_review")


def remember_outcome(session) -> None:
    """As a run does at its end."""
    last = session.exec(select(EnrichmentRun).order_by(EnrichmentRun.id.desc())).first()
    last.outcome = Outcome.NEEDS_REVIEW


def asked(contact_id: int, bob) -> tuple[int, int, int, str]:
    """How often it is asked in the queue, beside the field, in the list; and as what it counts."""
    with db.session() as session:
        beside = suggestions.on_contact(session, bob, contact_id)
        last = select(run_outcome).select_from(EnrichmentRun).order_by(EnrichmentRun.id.desc())
        outcome = session.execute(last.limit(1)).scalar_one()
        return (
            len(review.queue(session, bob).groups),
            len(beside),
            enrichment.state_of(session, [contact_id])[contact_id].review,
            outcome,
        )


def test_refusing_what_only_the_title_implies_empties_it_and_can_be_undone(guessed, bob):
    zoe = guessed
    settled(zoe, says("seniority", "VP", "0.62"))
    row = claim(zoe, field="seniority")
    do(contacts.update, bob, zoe, None, {"title": "VP Operations"})  # seen on an older page
    do(review.reject, bob, row.id)
    assert (contact(zoe).seniority, contact(zoe).seniority_origin) == (None, Origin.PERSON)
    settled(zoe, says("seniority", "VP", "0.90"))
    assert contact(zoe).seniority is None
    do(review.undo_review, bob, [row.id])
    assert (contact(zoe).seniority, contact(zoe).seniority_origin) == ("VP", Origin.INFERRED)


def test_an_inferred_seniority_is_refused_at_its_field(zoe, bob):
    do(inferred.refuse_seniority, bob, zoe, contact(zoe).version)
    assert (contact(zoe).seniority, contact(zoe).seniority_origin) == (None, Origin.PERSON)
    with pytest.raises(Conflict):
        do(inferred.refuse_seniority, bob, zoe, None)
    # Neither a surer source nor the same title in other words brings it back; another level does.
    settled(zoe, says("seniority", "C-Level", "0.95"))
    do(contacts.update, bob, zoe, None, {"title": "Chief Operating Officer"})
    assert contact(zoe).seniority is None
    do(contacts.update, bob, zoe, None, {"title": "VP Operations"})
    assert contact(zoe).seniority == "VP"


def test_handing_it_back_to_the_title_undoes_that(zoe, bob):
    do(inferred.refuse_seniority, bob, zoe, None)
    do(contacts.update, bob, zoe, None, {"seniority": None})
    assert (contact(zoe).seniority, contact(zoe).seniority_origin) == ("C-Level", Origin.INFERRED)


def test_a_person_s_own_word_is_not_refused_as_inferred(zoe, bob):
    do(contacts.update, bob, zoe, None, {"seniority": "VP"})
    with pytest.raises(Conflict):
        do(inferred.refuse_seniority, bob, zoe, None)
    assert contact(zoe).seniority == "VP"


def test_an_account_s_value_that_a_person_gave_since_stays(zoe, acme, bob):
    settled(zoe, says("industry", "Logistics", "0.60"))
    row = claim(account_id=acme.id)
    do(accounts.update, bob, acme.id, None, {"size": "1-10"})
    do(review.reject, bob, row.id)
    with db.session() as session:
        assert session.get_one(Account, acme.id).size
    assert claim(account_id=acme.id).status == REJECTED
