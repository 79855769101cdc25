"""Deciding about what waits: accepting, refusing, correcting, and undoing each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlmodel import select

from tests.fixtures.claims import claim, claims, says, settled, statuses
from tests.fixtures.records import company, contact
from yardflow import clock, db
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import Account, AuditEntry, ClaimStatus, EmailStatus, Event, Origin, Stage
from yardflow.services.enrichment.claims import review
from yardflow.services.records import attendees, contacts, targets

pytestmark = pytest.mark.usefixtures("database")
APPLIED, REVIEW, UNUSED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.UNUSED
REPLACED, REJECTED, CORRECTED = ClaimStatus.REPLACED, ClaimStatus.REJECTED, ClaimStatus.CORRECTED


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoë Quinn")


def does(what, principal, *args, **how):
    with db.session() as session:
        return what(session, principal, *args, **how)


def waits(contact_id: int, value: str = "COO", source: str = "openai", field: str = "title") -> int:
    """The id of a claim that waits."""
    settled(contact_id, says(field, value, "0.50", source))
    return int(claim(contact_id, field=field, value=value, status=REVIEW).id or 0)


def rivals(contact_id: int) -> tuple[int, int]:
    """Two sources that contradict each other about the title."""
    settled(contact_id, says("title", "COO", "0.9"), says("title", "CFO", "0.8", "website"))
    first, second = claims(contact_id, status=REVIEW)
    return int(first.id or 0), int(second.id or 0)


def test_an_accepted_claim_fills_the_field_and_counts_as_a_person_s_word(bob, zoe):
    claim_id = waits(zoe)
    does(review.accept, bob, claim_id)
    assert contact(zoe).title == "COO" and contact(zoe).personas == ["ExecOps"]
    assert (claim(zoe).status, claim(zoe).settled_by) == (APPLIED, bob.user_id)
    settled(zoe, says("title", "CEO", "1"), says("title", "CEO", "1", "website"))
    assert contact(zoe).title == "COO"
    assert {each.status for each in claims(zoe, value="CEO")} == {UNUSED}


def test_accepting_one_refuses_its_rivals(bob, zoe):
    first, second = rivals(zoe)
    does(review.accept, bob, second)
    assert statuses(zoe, "title") == [REJECTED, APPLIED]
    assert contact(zoe).title == "CFO"
    with pytest.raises(Conflict, match="Someone else just decided"):
        does(review.accept, bob, first)


def test_what_was_shown_until_then_gives_way(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9", "website"))
    does(review.accept, bob, claim(zoe, value="CFO").id)
    assert statuses(zoe, "title") == [REPLACED, APPLIED]
    assert claim(zoe, value="CFO").before == "COO"


def test_a_refused_value_does_not_come_back_by_itself(bob, zoe):
    does(review.reject, bob, waits(zoe))
    settled(zoe, says("title", "coo", "0.99"), says("title", "COO", "0.99", "website"))
    assert contact(zoe).title == ""
    assert statuses(zoe, "title") == [REJECTED, UNUSED, UNUSED]


def test_another_value_may_come_after_a_refusal_in_review(bob, zoe):
    does(review.reject, bob, waits(zoe))
    settled(zoe, says("title", "CFO", "0.9"))
    assert contact(zoe).title == "CFO"


def test_a_correction_is_the_person_s_own(bob, zoe):
    does(review.correct, bob, waits(zoe), "  Head of Yards ")
    assert contact(zoe).title == "Head of Yards"
    assert claim(zoe).status == CORRECTED
    settled(zoe, says("title", "COO", "1"))
    assert contact(zoe).title == "Head of Yards"


def test_typing_what_the_claim_says_accepts_it(bob, zoe):
    does(review.correct, bob, waits(zoe), "COO")
    assert (claim(zoe).status, claim(zoe).settled_by) == (APPLIED, bob.user_id)


def test_typing_what_is_shown_already_confirms_that_and_refuses_the_claim(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9", "website"))
    does(review.correct, bob, claim(zoe, value="CFO").id, "COO")
    assert claim(zoe, value="COO").settled_by == bob.user_id
    assert claim(zoe, value="CFO").status == CORRECTED


def test_confirming_a_title_leaves_the_seniority_that_was_found(bob, zoe):
    settled(zoe, says("title", "CFO"), says("seniority", "VP"))
    settled(zoe, says("title", "COO", "0.5", "website"))
    does(review.correct, bob, claim(zoe, value="COO").id, "CFO")
    assert contact(zoe).seniority == "VP" and statuses(zoe, "seniority") == [APPLIED]


def test_a_correction_passes_the_same_door_as_the_record(bob, zoe):
    claim_id = waits(zoe, "zoe@acme.com", field="email")
    with pytest.raises(Invalid) as refused:
        does(review.correct, bob, claim_id, "not an address")
    assert "value" in refused.value.fields
    with pytest.raises(Invalid):
        does(review.correct, bob, claim_id, " ")
    assert claim(zoe).status == REVIEW
    does(review.correct, bob, claim_id, "ZQ@acme.com")
    assert (contact(zoe).email, contact(zoe).email_status) == ("zq@acme.com", EmailStatus.GIVEN)


def test_an_account_s_field_can_be_corrected_too(session, bob, acme, zoe):
    settled(zoe, says("industry", "Freight", "0.5"))
    does(review.correct, bob, claim(account_id=acme.id).id, "Yards")
    session.refresh(acme)
    assert acme.industry == "Yards"


def test_an_address_that_somebody_else_has_by_now_cannot_be_accepted(bob, acme, works_at, zoe):
    claim_id = waits(zoe, "zoe@acme.com", field="email")
    works_at(acme, "Zoe Other", email="zoe@acme.com")
    with pytest.raises(Conflict, match="Zoe Other"):
        does(review.accept, bob, claim_id)
    assert (contact(zoe).email, claim(zoe).status) == (None, REVIEW)


def test_nothing_is_accepted_over_what_somebody_wrote_since(session, bob, zoe):
    claim_id = waits(zoe)
    edited = session.get_one(type(contact(zoe)), zoe)
    edited.title = "Boss"  # as a list does
    session.add(edited)
    session.commit()
    with pytest.raises(Conflict, match="Someone filled in"):
        does(review.accept, bob, claim_id)
    assert contact(zoe).title == "Boss"


def test_an_accepted_seniority_is_chosen_by_the_person(bob, zoe):
    does(review.accept, bob, waits(zoe, "VP", field="seniority"))
    assert contact(zoe).seniority_origin == Origin.PERSON
    settled(zoe, says("title", "Clerk"))
    assert contact(zoe).seniority == "VP"


def test_two_people_who_decide_at_once_decide_once(alice, bob, zoe):
    claim_id = waits(zoe)

    def decide(what, who):
        try:
            does(what, who, claim_id)
            return "done"
        except Conflict:
            return "late"

    with ThreadPoolExecutor(2) as pool:
        ended = list(pool.map(decide, (review.accept, review.reject), (alice, bob)))
    assert sorted(ended) == ["done", "late"]
    assert (contact(zoe).title == "COO") is (claim(zoe).status == APPLIED)


def test_there_is_no_claim_of_that_number(bob, zoe):
    for key in (0, 4711, 2**70):
        with pytest.raises(NotFound):
            does(review.accept, bob, key)


def test_an_edit_on_the_record_settles_what_waits_on_the_field(bob, zoe):
    claim_id = waits(zoe)
    does(contacts.update, bob, zoe, None, {"title": "Boss"})
    assert claim(zoe).status == REJECTED
    with pytest.raises(Conflict):
        does(review.accept, bob, claim_id)


def test_writing_on_the_record_what_waits_accepts_it(bob, zoe):
    waits(zoe)
    does(contacts.update, bob, zoe, None, {"title": "COO"})
    assert (claim(zoe).status, claim(zoe).settled_by) == (APPLIED, bob.user_id)


def test_the_audit_log_names_fields_and_no_values(session, bob, zoe):
    does(review.accept, bob, waits(zoe))
    entry = session.exec(select(AuditEntry).where(AuditEntry.action == "claim.accepted")).one()
    assert (entry.record_id, entry.after, entry.before) == (zoe, {"fields": ["title"]}, None)


# Undoing


def test_a_refusal_can_be_put_back(bob, zoe):
    claim_id = waits(zoe)
    does(review.reject, bob, claim_id)
    assert does(review.undo_review, bob, [claim_id]) == 1
    assert (claim(zoe).status, claim(zoe).settled_by) == (REVIEW, None)


def test_an_acceptance_is_put_back_with_all_that_it_settled(bob, zoe):
    settled(zoe, says("title", "CEO"))
    settled(zoe, says("title", "COO", "0.9", "website"), says("title", "CFO", "0.8", "registry"))
    row = claim(zoe, value="COO")
    does(review.accept, bob, row.id)
    assert statuses(zoe, "title") == [REPLACED, APPLIED, REJECTED]
    does(review.undo_review, bob, [row.id])
    assert statuses(zoe, "title") == [APPLIED, REVIEW, REVIEW]
    assert contact(zoe).title == "CEO" and claim(zoe, value="CEO").settled_by is None


def test_a_correction_is_put_back_while_nobody_changed_the_record(bob, zoe):
    claim_id = waits(zoe)
    does(review.correct, bob, claim_id, "Boss")
    does(review.undo_review, bob, [claim_id])
    assert (contact(zoe).title, claim(zoe).status) == ("", REVIEW)


def test_a_correction_over_a_found_value_is_put_back_to_that_value(bob, zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.9", "website"))
    claim_id = claim(zoe, value="CFO").id
    does(review.correct, bob, claim_id, "Boss")
    does(review.undo_review, bob, [claim_id])
    assert contact(zoe).title == "COO" and statuses(zoe, "title") == [APPLIED, REVIEW]


def test_what_somebody_wrote_after_a_decision_is_not_undone(bob, alice, zoe):
    claim_id = waits(zoe)
    does(review.correct, bob, claim_id, "Boss")
    does(contacts.update, alice, zoe, None, {"title": "Big Boss"})
    with pytest.raises(Conflict, match="edited since"):
        does(review.undo_review, bob, [claim_id])
    other = waits(zoe, "zq@acme.com", field="email")
    does(review.accept, bob, other)
    does(contacts.update, alice, zoe, None, {"email": "own@acme.com"})
    with pytest.raises(Conflict):
        does(review.undo_review, bob, [other])
    assert (contact(zoe).title, contact(zoe).email) == ("Big Boss", "own@acme.com")


def test_what_no_person_decided_cannot_be_put_back(bob, zoe):
    settled(zoe, says("title", "COO"))
    with pytest.raises(Conflict):
        does(review.undo_review, bob, [claim(zoe).id])


# Many at once


def test_all_that_is_sure_enough_is_accepted_at_once(bob, acme, works_at, zoe):
    ann = works_at(acme, "Ann Lee")
    settled(zoe, says("title", "COO", "0.65"), says("email", "zoe@acme.com", "0.50"))
    settled(ann, says("title", "CFO", "0.60"), says("industry", "Freight", "0.66"))
    accepted = does(review.accept_above, bob, 60)
    assert len(accepted) == 3
    assert (contact(zoe).title, contact(ann).title, contact(zoe).email) == ("COO", "CFO", None)
    assert does(review.undo_review, bob, accepted) == 3
    assert contact(zoe).title == ""


def test_what_contradicts_each_other_is_left_for_a_person(bob, zoe):
    rivals(zoe)
    assert does(review.accept_above, bob, 70) == []


def test_a_taken_address_does_not_hold_up_the_rest(bob, acme, works_at, zoe):
    settled(zoe, says("title", "COO", "0.65"), says("email", "zoe@acme.com", "0.65"))
    works_at(acme, "Zoe Other", email="zoe@acme.com")
    assert len(does(review.accept_above, bob, 60)) == 1
    assert (contact(zoe).title, contact(zoe).email) == ("COO", None)


def test_a_share_that_is_none_is_refused(bob, zoe):
    for percent in (0, 101):
        with pytest.raises(Invalid):
            does(review.accept_above, bob, percent)


# The queue


def test_the_queue_is_grouped_by_account_the_best_first(
    session, bob, techexpo, acme, works_at, zoe
):
    best = company(session, techexpo, "Best", icp_score=90)
    ann = works_at(best, "Ann Lee", title="")
    settled(zoe, says("title", "COO", "0.5"), says("industry", "Freight", "0.6", "website"))
    settled(ann, says("email", "ann@best.com", "0.5"))
    with db.session() as other:
        account = other.get_one(Account, best.id)
        account.icp_score = 90
        other.add(account)
    page = does(review.queue, bob, techexpo.id)
    assert [group.account_name for group in page.groups] == ["Best", "Acme"]
    assert page.total == 3 and page.next is None
    industry, title = page.groups[1].items
    assert (industry.about, industry.contact_id, industry.label) == ("Acme", None, "Industry")
    assert (industry.source, industry.percent, industry.current) == ("Company website", 60, "")
    assert (title.about, title.contact_id, title.value) == ("Zoë Quinn", zoe, "COO")


def test_rivals_stand_together_beside_what_is_shown(bob, zoe):
    settled(zoe, says("title", "CEO"), says("email", "zoe@acme.com", "0.5"))
    settled(zoe, says("title", "COO", "0.9", "website"))
    settled(zoe, says("title", "CFO", "0.9", "registry"))
    (group,) = does(review.queue, bob).groups
    assert [(claim.field, claim.value, claim.current) for claim in group.items] == [
        ("email", "zoe@acme.com", ""),
        ("title", "COO", "CEO"),
        ("title", "CFO", "CEO"),
    ]


def test_the_soonest_event_comes_first_and_the_one_that_is_over_last(
    session, bob, techexpo, works_at
):
    today = clock.now().date()
    for name, days in (("Over", -9), ("Later", 30), ("Soon", 3)):
        start = today + timedelta(days)
        event = Event(name=name, starts_on=start, ends_on=start)
        session.add(event)
        session.commit()
        waits(works_at(company(session, event, name), f"P {name}"))
    waits(works_at(company(session, techexpo, "No date"), "P None"))
    order = [group.account_name for group in does(review.queue, bob).groups]
    assert order == ["Soon", "Later", "No date", "Over"]
    assert does(review.queue, bob, techexpo.id).total == 1


@pytest.mark.slow
def test_the_pages_of_the_queue_follow_each_other(bob, acme, works_at):
    for letter in "abcdefg":
        waits(works_at(acme, f"Person {letter}"))
    seen: list[int] = []
    cursor = ""
    while True:
        page = does(review.queue, bob, None, 3, cursor)
        seen += [item.claim_id for group in page.groups for item in group.items]
        if page.next is None:
            break
        cursor = page.next
    assert len(seen) == len(set(seen)) == page.total == 7


@pytest.mark.parametrize("cursor", ["x", "bm9uc2Vuc2U", "W10", "WyIyMDI2LTAxLTAxIiwxLDEsMSwxLDFd"])
def test_a_cursor_that_is_none_of_ours_is_refused(bob, zoe, cursor):
    with pytest.raises(Invalid):
        does(review.queue, bob, None, 50, cursor)


@pytest.fixture
def fair(session) -> Event:
    event = Event(name="Yard Fair")
    session.add(event)
    session.commit()
    return event


def test_the_queue_of_an_event_is_about_its_attendees_and_targets(
    session, bob, techexpo, fair, acme, works_at, zoe
):
    ann = works_at(acme, "Ann Lee")
    settled(zoe, says("industry", "Yards", "0.5"))
    of_zoe, of_ann, of_acme = waits(zoe), waits(ann), int(claim(account_id=acme.id).id or 0)
    attendees.add(session, bob, fair.id, [ann])
    session.commit()

    def shown(event_id: int | None) -> list[tuple[int, Stage | None]]:
        groups = does(review.queue, bob, event_id).groups
        return [(item.claim_id, group.stage) for group in groups for item in group.items]

    everything = {of_zoe, of_ann, of_acme}
    assert {claim_id for claim_id, _ in shown(techexpo.id)} == everything
    targets.set_stage(session, bob, fair.id, acme.id, None, "Won")
    session.commit()
    assert sorted(shown(fair.id)) == sorted([(of_ann, Stage.WON), (of_acme, Stage.WON)])
    targets.remove(session, bob, fair.id, [acme.id])
    session.commit()
    assert shown(fair.id) == [(of_ann, None)]
    assert sorted(shown(None)) == sorted((claim_id, None) for claim_id in everything)
    with db.session() as own:
        assert review.waiting(own, fair.id) == 1


def test_accepting_by_confidence_stays_within_its_event(session, bob, fair, acme, works_at, zoe):
    ann = works_at(acme, "Ann Lee")
    of_zoe, of_ann = waits(zoe), waits(ann)
    attendees.add(session, bob, fair.id, [ann])
    session.commit()
    assert does(review.count_above, bob, 50, fair.id) == 1
    assert does(review.accept_above, bob, 50, fair.id) == [of_ann]
    assert does(review.accept_above, bob, 50) == [of_zoe]


def test_an_account_at_several_events_stands_once_by_its_soonest(session, bob, techexpo, works_at):
    today = clock.now().date()
    shows = {}
    for name, days in (("Over", -9), ("Later", 30), ("Soon", 3)):
        start = today + timedelta(days)
        shows[name] = Event(name=name, starts_on=start, ends_on=start)
        session.add(shows[name])
    session.commit()
    at_three = company(session, shows["Over"], "At three")
    at_one = company(session, shows["Later"], "At one")
    for name in ("Later", "Soon"):
        targets.add(session, bob, shows[name].id, [at_three.id])
    session.commit()
    for account in (company(session, None, "At none"), at_one, at_three):
        waits(works_at(account, f"P {account.name}"))
    queue = does(review.queue, bob)
    order = [group.account_name for group in queue.groups]
    assert (order, queue.total) == (["At three", "At one", "At none"], 3)


def test_an_address_that_a_list_has_shared_meanwhile_is_accepted_as_shared(
    session, bob, acme, works_at, zoe
):
    claim_id = waits(zoe, "yards@acme.com", field="email")
    for name in ("Ann Lee", "Ben Roe"):
        works_at(acme, name, email="yards@acme.com", email_shared=True)
    does(review.accept, bob, claim_id)
    assert (contact(zoe).email, contact(zoe).email_shared) == ("yards@acme.com", True)
