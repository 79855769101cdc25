"""What is asked of a person: never what the field says already. What they refuse goes."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlmodel import Session, select

from tests.fixtures.claims import claim, claims, run_of, says, settled
from tests.fixtures.product import until
from tests.fixtures.records import company, contact
from yardflow import clock, db
from yardflow.errors import Conflict
from yardflow.models import Account, Claim, ClaimStatus, EnrichmentRun, Origin, Outcome
from yardflow.services import enrichment
from yardflow.services.enrichment.claims import revert, review, suggestions
from yardflow.services.enrichment.runs.outcome_now import run_outcome
from yardflow.services.records import accounts, contacts, inferred
from yardflow.services.records.contact_query import ContactQuery
from yardflow.state.records.undo_actions import infer_seniority

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


def test_whoever_changes_a_field_the_database_knows_what_is_a_question(acme, works_at):
    settled(works_at(acme, "Zoe Quinn"), says("title", "COO", "0.60"), says("size", "1-10", "0.60"))
    for change, left in (
        ("UPDATE contact SET title = 'C.O.O.'", {"size"}),
        ("UPDATE account SET size = '1–10'", set()),
        ("UPDATE contact SET title = 'CFO'", {"title"}),
        ("UPDATE claim SET value = 'CFO' WHERE field = 'title'", set()),
        ("UPDATE account SET size = '11-50'", {"size"}),
        ("UPDATE claim SET status = 'rejected'", set()),
        ("UPDATE claim SET status = 'review'", {"size"}),
    ):
        do(Session.execute, text(change))
        assert {row.field for row in claims() if row.is_question} == left, change


@pytest.mark.heavy
def test_a_change_that_is_not_committed_yet_is_waited_for(acme, works_at):
    zoe = works_at(acme, "Zoe Quinn")
    added = Claim(
        run_id=run_of(zoe),
        contact_id=zoe,
        field="title",
        value="COO",
        confidence=Decimal("0.5"),
        source="openai",
        how="it knows",
        created_at=clock.now(),
    )
    waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    with ThreadPoolExecutor(1) as pool, db.session() as session:
        session.execute(text("UPDATE contact SET title = 'COO'"))
        adding = pool.submit(do, Session.add, added)
        assert until(lambda: session.execute(waits).scalar_one())
        session.commit()
        adding.result()
    assert not claim(zoe).is_question


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


def seniority(contact_id: int) -> tuple[str | None, Origin]:
    row = contact(contact_id)
    return row.seniority, row.seniority_origin


REFUSED = (None, Origin.PERSON)


def test_a_refused_seniority_comes_back_in_no_roundabout_way(zoe, bob):
    do(inferred.refuse_seniority, bob, zoe, None)
    settled(zoe, says("seniority", "VP", "0.95"))
    row = claim(zoe, field="seniority")
    assert (seniority(zoe), row.status) == (REFUSED, REVIEW), "what a person emptied is asked"
    do(review.reject, bob, row.id)
    do(review.undo_review, bob, [row.id])
    assert seniority(zoe) == REFUSED
    do(review.accept, bob, row.id)
    do(review.undo_review, bob, [row.id])
    assert seniority(zoe) == REFUSED
    do(review.correct, bob, row.id, "Director")
    do(review.undo_review, bob, [row.id])
    assert seniority(zoe) == REFUSED
    do(review.accept, bob, row.id)
    do(revert.revert_claim, bob, row.id)
    assert seniority(zoe) == REFUSED
    do(revert.apply_again, bob, row.id)
    do(revert.revert_claim, bob, row.id)
    assert seniority(zoe) == REFUSED


def test_what_waits_and_says_the_same_is_refused_with_it(acme, works_at, bob):
    zoe = works_at(acme, "Zoe Quinn")
    settled(zoe, says("seniority", "VP", "0.62"))
    do(contacts.update, bob, zoe, None, {"title": "VP Operations"})
    do(inferred.refuse_seniority, bob, zoe, None)
    assert (seniority(zoe), claim(zoe).status, do(review.waiting)) == (REFUSED, REJECTED, 0)
    do(inferred.infer_again, bob, zoe)
    assert (seniority(zoe), claim(zoe).status) == (("VP", Origin.INFERRED), REVIEW)


def test_taking_a_refusal_back_overwrites_nobody(zoe, bob):
    do(inferred.refuse_seniority, bob, zoe, None)
    do(contacts.update, bob, zoe, None, {"seniority": "VP"})
    with pytest.raises(Conflict):
        do(infer_seniority, bob, (zoe,))
    assert seniority(zoe) == ("VP", Origin.PERSON)


def test_a_run_that_only_confirmed_filled_nothing_in(zoe, bob):
    do(contacts.update, bob, zoe, None, {"title": ""})
    settled(zoe, says("title", "Head of Yards", "0.80"))
    settled(zoe, says("title", "Head of yards", "0.90"), says("seniority", "C-Level", "0.62"))
    do(remember_outcome)
    do(review.reject, bob, claim(zoe, field="seniority").id)
    assert asked(zoe, bob)[3] == "nothing_found"


def test_a_question_about_the_company_before_is_not_asked_of_who_left(
    zoe, acme, bob, session, techexpo
):
    settled(zoe, says("industry", "Logistics", "0.60"), says("size", "51-200", "0.90"))
    before = asked(zoe, bob), shown(zoe, bob)
    elsewhere = company(session, techexpo, "Birch")
    do(contacts.update, bob, zoe, None, {"account_id": elsewhere.id})
    assert before[1] == (["Logistics"], ["51-200"], 1)
    assert (asked(zoe, bob)[2], shown(zoe, bob)) == (0, ([], [], 0))


def shown(contact_id: int, bob) -> tuple[list[str], list[str], int]:
    """What the last result asks and has filled in, and how many the list has to review."""
    with db.session() as session:
        for run in session.exec(select(EnrichmentRun)):
            run.finished_at = clock.now()
        session.flush()
        last = enrichment.last_results(session, bob, [contact_id])[contact_id]
        listed = contacts.search(session, bob, ContactQuery(enrichment="needs_review"))
        questions = [each.value for group in last.review.values() for each in group]
        return questions, [each.value for each in last.filled], len(listed.items)


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
