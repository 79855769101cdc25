"""Storing what runs found, a slice at a time: what is filled in, what waits, what stays."""

import threading
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

import pytest
from sqlalchemy import event

from tests.fixtures.claims import (
    about,
    claim,
    claims,
    run_of,
    says,
    settled,
    settled_together,
)
from tests.fixtures.records import company, contact
from yardflow import db
from yardflow.errors import Conflict
from yardflow.models import Account, ClaimStatus, Contact, EmailStatus, Event, ScoreChange
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.claims import apply as apply_claims
from yardflow.services.enrichment.claims import review
from yardflow.services.enrichment.claims.apply import RunClaims
from yardflow.services.enrichment.claims.decision import MOST_BY_AGREEMENT

pytestmark = pytest.mark.usefixtures("database")
APPLIED, REVIEW, UNUSED = ClaimStatus.APPLIED, ClaimStatus.REVIEW, ClaimStatus.UNUSED
REPLACED, REJECTED = ClaimStatus.REPLACED, ClaimStatus.REJECTED


@pytest.fixture
def zoe(acme, works_at) -> int:
    return works_at(acme, "Zoë Quinn")


def account(account_id: int | None) -> Account:
    with db.session() as session:
        return session.get_one(Account, account_id)


def test_what_is_sure_fills_the_field_and_its_claim_says_so(zoe):
    result = settled(zoe, says("title", "VP Operations"))
    assert contact(zoe).title == "VP Operations"
    row = claim(zoe, field="title")
    assert (row.status, row.before, row.settled_by) == (APPLIED, None, None)
    assert row.applied_at is not None
    assert result.confidence == Decimal("0.80") and result.count(APPLIED) == 1


def test_an_address_that_was_found_is_a_guess(zoe):
    settled(zoe, says("email", "zoe.quinn@acme.com"))
    assert (contact(zoe).email, contact(zoe).email_status) == (
        "zoe.quinn@acme.com",
        EmailStatus.GUESSED,
    )


def test_what_is_not_sure_enough_waits_and_changes_nothing(zoe):
    before = contact(zoe)
    settled(zoe, says("title", "COO", "0.69"))
    after = contact(zoe)
    assert claim(zoe).status == REVIEW
    assert (after.title, after.version, after.updated_at) == ("", before.version, before.updated_at)
    assert after.enriched_at is not None and after.enrichment_confidence == Decimal("0.69")


def test_an_open_form_notices_that_a_field_was_filled(zoe):
    before = contact(zoe)
    settled(zoe, says("title", "COO"))
    assert contact(zoe).version == before.version + 1
    assert contact(zoe).updated_at > before.updated_at


def test_personas_and_seniority_follow_a_title_that_was_found(zoe):
    settled(zoe, says("title", "VP Operations"))
    assert (contact(zoe).personas, contact(zoe).seniority) == (["ExecOps"], "VP")
    settled(zoe, says("title", "Warehouse Manager", "0.90"))
    assert (contact(zoe).personas, contact(zoe).seniority) == (["Ops"], "Manager")


def test_the_seniority_of_a_claim_stays_when_a_title_is_found_later(zoe):
    settled(zoe, says("seniority", "Director"))
    settled(zoe, says("title", "VP Operations"))
    assert contact(zoe).seniority == "Director"


def test_a_refused_seniority_does_not_come_back_by_way_of_a_title(bob, zoe):
    settled(zoe, says("seniority", "VP", "0.5"))
    with db.session() as session:
        review.reject(session, bob, int(claim(zoe).id or 0))
    settled(zoe, says("title", "VP Operations"))
    assert (contact(zoe).title, contact(zoe).seniority) == ("VP Operations", None)


def test_a_seniority_that_a_given_title_tells_is_not_guessed_over(acme, works_at):
    zoe = works_at(acme, "Zoë Quinn", title="COO", seniority="C-Level")
    settled(zoe, says("seniority", "VP", "0.95"))
    assert (contact(zoe).seniority, claim(zoe).status) == ("C-Level", UNUSED)


def test_industry_and_size_are_the_account_s(zoe, acme):
    settled(zoe, says("industry", "Logistics"), says("size", "51-200", "0.4"))
    assert (account(acme.id).industry, account(acme.id).size) == ("Logistics", "")
    assert {claim.field: claim.status for claim in claims(account_id=acme.id)} == {
        "industry": APPLIED,
        "size": REVIEW,
    }
    assert claims(zoe) == []


def test_what_a_list_or_a_person_gave_stays(acme, works_at):
    zoe = works_at(acme, "Zoë Quinn", title="Boss", email="z@acme.com")
    settled(zoe, says("title", "COO", "1"), says("email", "zoe@acme.com", "1"))
    assert (contact(zoe).title, contact(zoe).email) == ("Boss", "z@acme.com")
    assert {claim.status for claim in claims(zoe)} == {UNUSED}


def test_a_surer_word_of_the_same_source_takes_the_place_of_its_earlier_one(zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO"))
    old, new = claims(zoe, field="title")
    assert (old.status, new.status, new.before) == (REPLACED, APPLIED, "COO")
    assert old.applied_at is not None and contact(zoe).title == "CFO"


def test_another_source_that_says_something_else_waits_beside_what_is_shown(zoe):
    settled(zoe, says("title", "COO"))
    settled(zoe, says("title", "CFO", "0.95", "website"))
    assert [claim.status for claim in claims(zoe)] == [APPLIED, REVIEW]
    assert contact(zoe).title == "COO"


def test_another_source_that_says_the_same_makes_it_surer(zoe):
    settled(zoe, says("title", "COO", "0.50"))
    settled(zoe, says("title", "coo", "0.50", "website"))
    old, new = claims(zoe)
    assert (old.status, new.status, new.confidence) == (REPLACED, APPLIED, Decimal("0.75"))
    assert "OpenAI says the same" in new.how


def test_who_spells_it_otherwise_changes_nothing_on_the_record(zoe):
    settled(zoe, says("title", "Head of Yards"))
    before = contact(zoe)
    settled(zoe, says("title", "HEAD OF YARDS", "0.90", "website"))
    assert (contact(zoe).title, contact(zoe).version) == ("Head of Yards", before.version)
    assert claim(zoe, status=APPLIED).confidence == MOST_BY_AGREEMENT


def test_a_source_that_repeats_itself_makes_nothing_surer(zoe):
    settled(zoe, says("title", "COO", "0.50"), says("title", "COO", "0.50", "website"))
    for _ in range(3):
        settled(zoe, says("title", "COO", "0.50"))
        settled(zoe, says("title", "COO", "0.50", "website"))
    assert claim(zoe, status=APPLIED).confidence == Decimal("0.75")


def test_a_later_run_that_says_nothing_new_leaves_the_queue_as_it_is(zoe):
    settled(zoe, says("title", "COO", "0.50"))
    waiting = claim(zoe, status=REVIEW)
    settled(zoe, says("title", "COO", "0.50"))
    assert claim(zoe, status=REVIEW).id == waiting.id


def test_a_source_that_changes_its_mind_leaves_one_claim_waiting(zoe):
    settled(zoe, says("title", "COO", "0.50"))
    settled(zoe, says("title", "CFO", "0.50"))
    assert claim(zoe, status=REVIEW).value == "CFO"


def test_an_address_that_somebody_at_the_event_has_is_not_given_twice(
    session, techexpo, acme, works_at, zoe
):
    elsewhere = company(session, techexpo, "Acme Europe")
    works_at(elsewhere, "Zoe A. Quinn", email="zoe.quinn@acme.com")
    settled(zoe, says("email", "zoe.quinn@acme.com"))
    assert (contact(zoe).email, claim(zoe).status) == (None, UNUSED)


def test_two_of_a_slice_do_not_get_the_same_address(acme, works_at, zoe):
    twin = works_at(acme, "Zoe Quinn-Lee")
    settled_together({key: [says("email", "zoe.quinn@acme.com")] for key in (zoe, twin)})
    assert [contact(zoe).email, contact(twin).email] == ["zoe.quinn@acme.com", None]


def test_colleagues_of_a_slice_fill_their_account_once(acme, works_at, zoe):
    bob = works_at(acme, "Bob Ray")
    before = account(acme.id).version
    settled_together(
        {
            zoe: [says("industry", "Freight", "0.80")],
            bob: [says("industry", "Logistics", "0.90")],
        }
    )
    assert account(acme.id).industry == "Logistics"
    assert account(acme.id).version == before + 1
    assert [claim.status for claim in claims(account_id=acme.id)] == [REPLACED, APPLIED]


def test_a_contact_that_was_deleted_meanwhile_does_not_hold_up_the_others(acme, works_at, zoe):
    gone = works_at(acme, "Gone Girl")
    runs = [run_of(gone), run_of(zoe)]
    with db.session() as session:
        session.delete(session.get_one(Contact, gone))
    with db.session() as session:
        results = apply_claims.apply(
            session,
            [
                RunClaims(run, about(key), [says("title", "COO")])
                for run, key in zip(runs, (gone, zoe), strict=True)
            ],
            enrichment_settings.read(session).thresholds,
        )
    assert [*results] == [runs[1]] and contact(zoe).title == "COO"


def test_what_a_field_cannot_hold_is_ignored(zoe):
    settled(zoe, says("email", "not an address"), says("seniority", "Emperor"), says("title", " "))
    assert claims(zoe) == [] and contact(zoe).enriched_at is not None


def test_the_threshold_of_a_field_is_a_setting(session, alice, zoe):
    enrichment_settings.save(session, alice, None, {"thresholds": {"title": "0.90"}})
    session.commit()
    settled(zoe, says("title", "COO", "0.89"), says("seniority", "VP", "0.70"))
    assert (contact(zoe).title, contact(zoe).seniority) == ("", "VP")


def test_a_new_title_scores_the_account_anew_in_the_product_s_own_name(session, zoe, acme):
    settled(zoe, says("title", "VP Operations"))
    change = session.exec(ScoreChange.__table__.select()).one()
    assert (change.account_id, change.user_id) == (acme.id, None)
    assert change.why == "Enrichment added title"


@pytest.mark.slow
def test_a_slice_costs_a_fixed_number_of_statements(acme, works_at):
    people = [works_at(acme, f"Person N{letter}") for letter in "abcdefghijklmnop"]

    def counted(some: list[int], title: str) -> int:
        seen: list[str] = []
        this_thread = threading.get_ident()

        def note(conn, cursor, statement, *rest):
            if threading.get_ident() == this_thread:
                seen.append(statement)

        runs = {key: run_of(key) for key in some}
        results = [
            RunClaims(
                run,
                about(key),
                [says("title", title), says("email", f"{title}{key}@acme.com".lower())],
            )
            for key, run in runs.items()
        ]
        event.listen(db.engine(), "before_cursor_execute", note)
        try:
            with db.session() as session:
                apply_claims.apply(session, results, enrichment_settings.read(session).thresholds)
        finally:
            event.remove(db.engine(), "before_cursor_execute", note)
        return len(seen)

    assert counted(people[1:], "COO") == counted(people[:1], "COO") <= 12


@pytest.mark.slow
def test_slices_that_share_contacts_and_accounts_take_turns(session, techexpo, works_at):
    companies = [company(session, techexpo, f"Company {n}") for n in range(4)]
    people = [works_at(each, f"P{n} Quinn") for n, each in enumerate(companies * 3)]

    def work(order: int) -> int:
        some = people if order % 2 else people[::-1]
        title = "COO" if order % 2 else "Buyer"
        answers = {key: [says("title", title), says("industry", title)] for key in some}
        return len(settled_together(answers))

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [12] * 8
    for key in people:
        assert len(claims(key, field="title", status=APPLIED)) == 1
    for each in companies:
        assert len(claims(account_id=each.id, status=APPLIED)) == 1


def test_the_database_has_the_last_word_on_an_address(session, acme, techexpo, works_at, zoe):
    ann = works_at(company(session, techexpo, "Other"), "Ann Lee")
    meet = Barrier(2, timeout=10)

    def work(key: int) -> str:
        run = run_of(key)
        try:
            with db.session() as other:
                results = [RunClaims(run, about(key), [says("email", "zoe@acme.com")])]
                meet.wait()
                apply_claims.apply(other, results, enrichment_settings.read(other).thresholds)
        except Conflict:
            return "refused"
        return "settled"

    with ThreadPoolExecutor(2) as pool:
        assert "settled" in list(pool.map(work, (zoe, ann)))
    assert sorted([contact(zoe).email or "", contact(ann).email or ""]) == ["", "zoe@acme.com"]


@pytest.mark.parametrize("shared", [True, False])
def test_an_address_that_somebody_has_is_nobody_elses_at_whatever_event(
    session, works_at, zoe, shared
):
    fair = Event(name="Yard Fair")
    session.add(fair)
    session.flush()
    works_at(company(session, fair, "Birch"), "Zoe Q", email="zq@acme.com", email_shared=shared)
    settled(zoe, says("email", "zq@acme.com", "1"))
    assert contact(zoe).email is None
    assert claim(zoe, field="email").status == UNUSED


@pytest.mark.parametrize("address", ["info@acme.com", "vertrieb.de@acme.com", "sales2@acme.com"])
def test_a_role_s_mailbox_is_nobody_s_address(zoe, address):
    settled(zoe, says("email", address, "1"))
    assert contact(zoe).email is None and claims(zoe) == []


def test_only_fields_that_can_be_claimed_are_written(zoe):
    settled(zoe, says("mobile", "+14155550100", "1"), says("notes", "Buys yards", "1"))
    assert contact(zoe).mobile == "" and claims(zoe) == []
