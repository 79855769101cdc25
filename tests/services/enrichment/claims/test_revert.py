"""Taking back what was filled in, and saying where it came from."""

import pytest
from sqlmodel import select

from tests.fixtures.claims import claim, claims, run_of, says, settled, statuses
from tests.fixtures.records import company, contact
from yardflow import db
from yardflow.errors import Conflict, NotFound
from yardflow.models import (
    AuditEntry,
    ClaimStatus,
    EmailStatus,
    EnrichmentRun,
    Origin,
    RunStatus,
    ScoreChange,
)
from yardflow.services.enrichment.claims import provenance, revert, review
from yardflow.services.records import accounts, contacts

pytestmark = pytest.mark.usefixtures("database")
APPLIED, REVIEW, UNUSED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.UNUSED
REPLACED, REJECTED, CORRECTED = ClaimStatus.REPLACED, ClaimStatus.REJECTED, ClaimStatus.CORRECTED


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoë Quinn")


def does(what, principal, *args):
    with db.session() as session:
        return what(session, principal, *args)


def test_a_field_that_was_empty_is_empty_again(bob, zoe):
    settled(zoe, says("title", "VP Operations"))
    ref = does(revert.revert_claim, bob, claim(zoe).id)
    assert (ref.contact_id, ref.label, ref.value) == (zoe, "Title", "VP Operations")
    now = contact(zoe)
    assert (now.title, now.personas, now.seniority) == ("", [], None)
    assert (claim(zoe).status, claim(zoe).settled_by) == (REJECTED, bob.user_id)


def test_what_was_taken_back_does_not_come_back_by_itself(bob, zoe):
    settled(zoe, says("title", "COO"))
    does(revert.revert_claim, bob, claim(zoe).id)
    settled(zoe, says("title", "coo", "1"), says("title", "COO", "1", "website"))
    assert contact(zoe).title == ""


def test_after_a_revert_other_values_wait_for_a_person(bob, zoe):
    settled(zoe, says("title", "COO"))
    does(revert.revert_claim, bob, claim(zoe).id)
    settled(zoe, says("title", "CFO", "0.95"))
    assert contact(zoe).title == "" and claim(zoe, value="CFO").status == REVIEW


def test_the_value_before_comes_back_with_its_claim(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9"))
    does(revert.revert_claim, bob, claim(zoe, value="CFO").id)
    assert contact(zoe).title == "COO"
    assert statuses(zoe, "title") == [APPLIED, REJECTED]


def test_a_value_that_was_refused_meanwhile_is_passed_over(bob, zoe):
    for value, sure in (("CEO", "0.80"), ("COO", "0.85"), ("CFO", "0.90")):
        settled(zoe, says("title", value, sure))
    settled(zoe, says("title", "COO", "0.5", "website"))
    does(review.reject, bob, claim(zoe, status=REVIEW).id)
    does(revert.revert_claim, bob, claim(zoe, value="CFO").id)
    assert contact(zoe).title == "CEO"


def test_an_accepted_claim_can_be_taken_back_too(bob, alice, zoe):
    settled(zoe, says("seniority", "VP", "0.5"))
    does(review.accept, bob, claim(zoe).id)
    does(revert.revert_claim, alice, claim(zoe).id)
    assert (contact(zoe).seniority, contact(zoe).seniority_origin) == (None, Origin.INFERRED)


def test_without_its_claim_the_seniority_follows_the_title_again(bob, zoe):
    settled(zoe, says("seniority", "Director"))
    settled(zoe, says("title", "VP Operations"))
    does(revert.revert_claim, bob, claim(zoe, field="seniority").id)
    assert contact(zoe).seniority == "VP"


def test_an_address_taken_back_leaves_none(bob, zoe):
    settled(zoe, says("email", "zoe@acme.com"))
    does(revert.revert_claim, bob, claim(zoe).id)
    assert (contact(zoe).email, contact(zoe).email_status) == (None, EmailStatus.NONE)


def test_an_address_stays_where_without_it_two_people_would_be_one(bob, acme, works_at, zoe):
    settled(zoe, says("email", "zoe@acme.com"))
    works_at(acme, "Zoë Quinn")
    with pytest.raises(Conflict, match="already exists"):
        does(revert.revert_claim, bob, claim(zoe).id)
    assert contact(zoe).email == "zoe@acme.com" and claim(zoe).status == APPLIED


def test_an_earlier_address_that_somebody_has_by_now_does_not_come_back(bob, acme, works_at, zoe):
    settled(zoe, says("email", "zoe@acme.com"))
    settled(zoe, says("email", "zoe.quinn@acme.com", "0.9"))
    works_at(acme, "Zoe Other", email="zoe@acme.com")
    does(revert.revert_claim, bob, claim(zoe, status=APPLIED).id)
    assert contact(zoe).email is None


def test_a_field_of_the_account_is_taken_back_and_its_score_follows(session, bob, acme, zoe):
    settled(zoe, says("industry", "Freight"))
    does(revert.revert_claim, bob, claim(account_id=acme.id).id)
    session.refresh(acme)
    changes = session.exec(select(ScoreChange).order_by(ScoreChange.id)).all()
    assert acme.industry == "" and changes[-1].why == "Industry from enrichment removed"


def test_only_what_fills_its_field_can_be_taken_back(bob, zoe):
    settled(zoe, says("title", "COO", "0.5"))
    with pytest.raises(Conflict):
        does(revert.revert_claim, bob, claim(zoe).id)
    with pytest.raises(NotFound):
        does(revert.revert_claim, bob, 4711)


def test_the_audit_log_names_who_and_which_field(session, bob, zoe):
    settled(zoe, says("title", "COO"))
    does(revert.revert_claim, bob, claim(zoe).id)
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "claim.reverted")).one()
    assert (entry.user_id, entry.after) == (bob.user_id, {"fields": ["title"]})


# Undoing a revert


def test_what_was_taken_back_can_be_put_there_again_and_is_a_person_s_word_then(bob, zoe):
    settled(zoe, says("title", "COO"))
    does(revert.revert_claim, bob, claim(zoe).id)
    does(revert.apply_again, bob, claim(zoe).id)
    assert contact(zoe).title == "COO"
    assert (claim(zoe).status, claim(zoe).settled_by) == (APPLIED, bob.user_id)


def test_the_value_that_had_come_back_gives_way_again(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9"))
    new = claim(zoe, value="CFO").id
    does(revert.revert_claim, bob, new)
    does(revert.apply_again, bob, new)
    assert contact(zoe).title == "CFO" and statuses(zoe, "title") == [REPLACED, APPLIED]


def test_to_undo_that_leaves_the_field_as_the_revert_had_left_it(bob, zoe):
    settled(zoe, says("title", "COO", "0.75", "website"))
    settled(zoe, says("title", "COO", "0.9"))
    surer = next(each.id for each in claims(zoe) if each.status == APPLIED)
    does(revert.revert_claim, bob, surer)
    assert contact(zoe).title == ""
    does(revert.apply_again, bob, surer)
    does(review.undo_review, bob, [surer])
    assert contact(zoe).title == "" and statuses(zoe, "title") == [REPLACED, REVIEW]


def test_nothing_is_put_over_what_somebody_wrote_since(bob, alice, zoe):
    settled(zoe, says("title", "COO"))
    does(revert.revert_claim, bob, claim(zoe).id)
    does(contacts.update, alice, zoe, None, {"title": "Boss"})
    with pytest.raises(Conflict, match="changed since"):
        does(revert.apply_again, bob, claim(zoe).id)
    assert contact(zoe).title == "Boss"


def test_what_was_never_there_cannot_be_put_there_again(bob, zoe):
    settled(zoe, says("title", "COO", "0.5"))
    does(review.reject, bob, claim(zoe).id)
    with pytest.raises(Conflict):
        does(revert.apply_again, bob, claim(zoe).id)


# A whole run


def test_a_run_is_taken_back_as_one(session, bob, acme, zoe):
    settled(
        zoe,
        says("title", "COO"),
        says("email", "zoe@acme.com"),
        says("industry", "Freight"),
        says("size", "11-50", "0.5"),
    )
    run_id = claims(zoe)[0].run_id
    assert does(revert.revert_run, bob, run_id) == 3
    session.refresh(acme)
    assert (contact(zoe).title, contact(zoe).email, acme.industry) == ("", None, "")
    assert {claim.status for claim in claims(run_id=run_id)} == {REJECTED}
    run = session.get_one(EnrichmentRun, run_id)
    assert run.reverted_at is not None and run.reverted_by == bob.user_id
    with pytest.raises(Conflict, match="already"):
        does(revert.revert_run, bob, run_id)


def test_what_a_person_changed_since_stays_when_the_run_is_taken_back(bob, alice, acme, zoe):
    settled(zoe, says("title", "COO"), says("industry", "Freight"))
    does(contacts.update, alice, zoe, None, {"title": "Boss"})
    does(accounts.update, alice, acme.id, None, {"industry": "Yards"})
    assert does(revert.revert_run, bob, claims(zoe)[0].run_id) == 0
    with db.session() as session:
        assert session.get_one(type(acme), acme.id).industry == "Yards"
    assert contact(zoe).title == "Boss" and claim(zoe).status == CORRECTED


def test_a_value_of_a_run_that_was_taken_back_does_not_come_back_later(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9"))
    first, second = claims(zoe)
    does(revert.revert_run, bob, first.run_id)
    assert contact(zoe).title == "CFO"
    does(revert.revert_claim, bob, second.id)
    assert contact(zoe).title == ""


def test_a_run_is_taken_back_whole_or_not_at_all(bob, acme, works_at, zoe):
    settled(zoe, says("title", "COO"), says("email", "zoe@acme.com"))
    works_at(acme, "Zoë Quinn")
    with pytest.raises(Conflict):
        does(revert.revert_run, bob, claims(zoe)[0].run_id)
    assert contact(zoe).title == "COO"


def test_a_run_that_is_under_way_or_unknown_cannot_be_taken_back(session, bob, zoe):
    run_id = run_of(zoe)
    run = session.get_one(EnrichmentRun, run_id)
    run.status = RunStatus.RUNNING
    session.add(run)
    session.commit()
    with pytest.raises(Conflict, match="in progress"):
        does(revert.revert_run, bob, run_id)
    with pytest.raises(NotFound):
        does(revert.revert_run, bob, 4711)


# A person's edit


def test_what_a_person_writes_over_a_claim_corrects_it(bob, zoe):
    settled(zoe, says("title", "COO"))
    does(contacts.update, bob, zoe, None, {"title": "Boss"})
    assert (claim(zoe).status, claim(zoe).settled_by) == (CORRECTED, bob.user_id)


def test_emptying_a_field_refuses_what_it_said(bob, zoe):
    settled(zoe, says("email", "zoe@acme.com"))
    does(contacts.update, bob, zoe, None, {"email": ""})
    assert claim(zoe).status == REJECTED
    settled(zoe, says("email", "zoe@acme.com", "1"))
    assert contact(zoe).email is None


def test_an_edit_elsewhere_leaves_claims_and_a_found_seniority_alone(bob, zoe):
    settled(zoe, says("seniority", "VP"), says("email", "zoe@acme.com"))
    does(contacts.update, bob, zoe, None, {"phone": "+1 415 555 0100"})
    assert contact(zoe).seniority == "VP"
    assert {claim.status for claim in claims(zoe)} == {APPLIED}


def test_a_found_seniority_gives_way_to_a_title_that_a_person_writes(bob, zoe):
    settled(zoe, says("seniority", "VP"))
    does(contacts.update, bob, zoe, None, {"title": "Warehouse Clerk"})
    assert contact(zoe).seniority == "Staff" and claim(zoe).status == REPLACED


def test_an_accepted_seniority_stays_beside_a_new_title(bob, zoe):
    settled(zoe, says("seniority", "VP", "0.5"))
    does(review.accept, bob, claim(zoe).id)
    does(contacts.update, bob, zoe, None, {"title": "Warehouse Clerk"})
    assert contact(zoe).seniority == "VP" and claim(zoe).status == APPLIED


def test_choosing_the_seniority_that_was_found_confirms_it(bob, zoe):
    settled(zoe, says("seniority", "VP"))
    does(contacts.update, bob, zoe, None, {"seniority": "VP"})
    assert (claim(zoe).status, claim(zoe).settled_by) == (APPLIED, bob.user_id)


def test_handing_the_seniority_back_to_the_title_refuses_what_was_found(bob, zoe):
    settled(zoe, says("seniority", "VP"))
    does(contacts.update, bob, zoe, None, {"seniority": None})
    assert contact(zoe).seniority is None and claim(zoe).status == REJECTED


# Where it comes from


def test_each_field_says_where_it_comes_from(bob, acme, zoe):
    settled(zoe, says("title", "COO"), says("industry", "Freight", "0.9", "website"))
    origins = does(provenance.of_contact, bob, zoe)
    assert {*origins} == {"title", "industry"}
    title = origins["title"]
    assert (title.source, title.percent, title.how) == ("OpenAI", 80, "openai knows it")
    assert (title.accepted_by, title.claim_id) == ("", claim(zoe).id)
    assert {*does(provenance.of_account, bob, acme.id)} == {"industry"}


def test_who_accepted_it_is_said_too(bob, zoe):
    settled(zoe, says("title", "COO", "0.5"))
    does(review.accept, bob, claim(zoe).id)
    assert does(provenance.of_contact, bob, zoe)["title"].accepted_by == "Bob"


def test_what_a_person_or_a_list_gave_comes_from_no_claim(bob, session, techexpo, works_at):
    other = company(session, techexpo, "Best", industry="Yards")
    ann = works_at(other, "Ann Lee", title="Boss")
    settled(ann, says("title", "COO"), says("industry", "Freight"))
    assert does(provenance.of_contact, bob, ann) == {}
    with pytest.raises(NotFound):
        does(provenance.of_contact, bob, 4711)
