"""Enriching many contacts, as its pages show and steer it."""

import asyncio
from datetime import timedelta
from decimal import Decimal

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from tests.conftest import no_database, person
from tests.fixtures.records import company
from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    Contact,
    EnrichmentBulk,
    EnrichmentRun,
    Event,
    Outcome,
    Role,
    RunStatus,
)
from yardflow.services.access import Principal
from yardflow.services.enrichment import overview
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.services.records import attendees
from yardflow.state.accounts.index import AccountsState
from yardflow.state.enrichment.bulk import BulkRecord
from yardflow.state.enrichment.bulks import BulksState
from yardflow.state.enrichment.new_bulk import NewBulk


async def before(session: Session, who: Principal, event: Event, query: str = "") -> NewBulk:
    page = tab(session, who, NewBulk, f"/enrichment/new/{query}")
    page.active_event_id = str(event.id)
    await call(page, NewBulk.load)
    return page


async def started(session: Session, who: Principal, event: Event, query: str = "") -> int:
    page = await before(session, who, event, query)
    led = [event async for event in NewBulk.start.fn(page)]
    session.rollback()
    assert led[-1] is not None, page.notice.text
    return int(session.exec(select(EnrichmentBulk.id).order_by(col(EnrichmentBulk.id))).all()[-1])


async def opened(session: Session, who: Principal, bulk_id: int, query: str = "") -> BulkRecord:
    page = tab(session, who, BulkRecord, f"/enrichment/{bulk_id}/{query}")
    await call(page, BulkRecord.load)
    return page


def run_of(session: Session, contact_id: int, at: Event) -> None:
    """A run that found all there is."""
    contact = session.get_one(Contact, contact_id)
    contact.enriched_at = clock.now() + timedelta(minutes=1)  # later than this very change
    session.add_all(
        (
            contact,
            EnrichmentRun(contact_id=contact_id, event_id=at.id, status=RunStatus.SUCCEEDED),
        )
    )
    session.commit()


def ends(session: Session, contact_id: int, status: RunStatus, **values: object) -> None:
    session.execute(
        update(EnrichmentRun)
        .where(col(EnrichmentRun.contact_id) == contact_id)
        .values(status=status, finished_at=clock.now(), **values)
    )
    session.commit()


# Before it starts


async def test_the_screen_counts_an_event_s_contacts_before_anything_starts(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await before(session, bob, techexpo, f"?event={techexpo.id}")
    assert (page.title, page.selection) == ("Contacts at TechExpo 2026", "")
    assert (page.forecast.contacts, page.forecast.ready) == ("3", 3)
    assert page.spend.left == "$50.00"
    assert session.exec(select(EnrichmentBulk)).all() == []


async def test_without_an_address_it_is_about_the_active_event(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await before(session, bob, techexpo)
    assert (page.event_id, page.forecast.ready) == (str(techexpo.id), 3)


async def test_all_contacts_can_be_enriched_also_those_at_no_event(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    attendees.remove(session, bob, techexpo.id, people[:1])
    session.commit()
    page = await before(session, bob, techexpo, "?event=all")
    assert (page.title, page.event_id, page.forecast.ready) == ("All contacts", "all", 3)
    page = await before(session, bob, techexpo, "?event=all&q=ann")
    assert (page.title, page.forecast.ready) == ("All contacts: matching “ann”", 1)
    page = await before(session, bob, techexpo)
    assert page.forecast.ready == 2


async def test_the_status_at_the_event_narrows_too(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    attendees.set_status(session, bob, techexpo.id, people[0], None, "Met")
    session.commit()
    page = await before(session, bob, techexpo, f"?event={techexpo.id}&status=Met")
    assert (page.title, page.forecast.ready) == ("Contacts at TechExpo 2026: status Met", 1)


async def test_chosen_contacts_are_taken_from_the_address(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    query = f"?event={techexpo.id}&contacts={people[0]},{people[2]},x,-4,{people[0]}"
    page = await before(session, bob, techexpo, query)
    assert (page.title, page.selection) == ("2 selected contacts", "other")
    assert page.forecast.ready == 2


async def test_the_contacts_of_chosen_accounts_are_taken_from_the_address(
    session: Session, bob: Principal, techexpo: Event, acme: Account, people: list[int]
):
    listing = tab(session, bob, AccountsState, "/accounts/?event=all")
    await call(listing, AccountsState.load)
    await call(listing, AccountsState.select, [acme.id], True)
    query = f"?event=all&accounts={acme.id}"
    assert listing.enrich_selected == f"/enrichment/new/{query}"
    hrefs = {row.id: row.enrich_href for row in listing.rows}
    assert hrefs[acme.id] == listing.enrich_selected
    page = await before(session, bob, techexpo, query)
    assert (page.title, page.selection) == ("Contacts of 1 selected account", "other")
    assert page.forecast.ready == 3


async def test_who_lacks_only_an_address_is_enriched_for_free(
    set_up, session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    set_up(OPENAI_API_KEY="a key")
    session.execute(update(Account).values(industry="Food", size="51-200", headquarters="Oslo"))
    session.execute(update(Contact).values(title="Buyer", seniority="Staff"))
    session.commit()
    page = await before(session, bob, techexpo)
    assert (page.forecast.ready, page.forecast.free) == (3, True)
    session.execute(update(Contact).where(col(Contact.id) == people[0]).values(title=""))
    session.commit()
    page = await before(session, bob, techexpo)
    assert (page.forecast.ready, page.forecast.free) == (3, False)
    assert page.forecast.likely.startswith("$0.00")  # and more places


async def test_the_filters_of_the_list_are_told_in_words(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await before(session, bob, techexpo, "?q=ann&email=none&enrichment=never&owner=none")
    filters = "matching “ann”, email none, unassigned, not enriched"
    assert page.title == f"Contacts at TechExpo 2026: {filters}"
    assert page.forecast.ready == 1
    page = await before(session, bob, techexpo, "?q=acne&similar=true")
    assert page.title == "Contacts at TechExpo 2026: similar to “acne”"
    assert page.forecast.ready == 3


async def test_a_filter_that_means_nothing_says_so(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await before(session, bob, techexpo, "?persona=Pirate")
    assert page.problem


async def test_skipped_contacts_are_counted_with_the_reason(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    await started(session, bob, techexpo, f"?contacts={people[0]}")
    page = await before(session, bob, techexpo)
    assert [(skip.reason, skip.count) for skip in page.skips] == [("already being enriched", "1")]
    assert page.forecast.ready == 2


@pytest.mark.parametrize("names", [["TechExpo 2025"], ["A", "B", "C", "D"]])
async def test_who_is_known_from_other_events_is_told_before_the_start(
    session: Session, bob: Principal, techexpo: Event, acme: Account, works_at, names: list[str]
):
    acme.industry, acme.size = "Logistics", "51-200"
    for name in names:
        before_this = Event(name=name)
        session.add(before_this)
        session.flush()
        run_of(session, works_at(acme, f"Known {name[0]}"), before_this)
    page = await before(session, bob, techexpo)
    told = {
        1: "1 known already (1 from TechExpo 2025). No charge.",
        4: "4 known already (1 from A, 1 from B, 1 from C, 1 from other events). No charge.",
    }
    assert page.forecast.known == told[len(names)]
    nothing = await before(session, bob, techexpo, "?q=nobody")
    assert nothing.forecast.known == ""


async def test_all_contacts_can_be_chosen_at_whatever_event(
    session: Session, bob: Principal, techexpo: Event, people: list[int], works_at
):
    works_at(company(session, None, "Birch", domain="birch.example"), "Cy Poe")
    page = await before(session, bob, techexpo, "?event=all")
    assert (page.title, page.selection, page.forecast.contacts) == ("All contacts", "", "4")
    page = await before(session, bob, techexpo, "?event=all&q=poe")
    assert (page.title, page.forecast.contacts) == ("All contacts: matching “poe”", "1")
    bulk_id = await started(session, bob, techexpo, "?event=all&enrichment=never")
    assert session.get_one(EnrichmentBulk, bulk_id).total == 4


async def test_only_the_never_enriched_can_be_chosen(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    session.get_one(Contact, people[0]).enriched_at = clock.now()
    session.commit()
    page = await before(session, bob, techexpo, f"?event={techexpo.id}&enrichment=never")
    assert (page.selection, page.forecast.contacts) == ("never", "2")


async def test_a_budget_that_is_used_up_is_told_before_the_start(
    session: Session, alice: Principal, bob: Principal, techexpo: Event, people: list[int]
):
    overview.save_settings(session, alice, None, {"daily_budget_usd": Decimal(0)})
    session.commit()
    assert (await before(session, bob, techexpo)).spend.used_up


async def test_a_provider_that_rests_is_told_before_the_start(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    for _ in range(circuit_breaker.FAILURES):
        circuit_breaker.record_failure(session, "openai", "It is down.")
    session.commit()
    page = await before(session, bob, techexpo)
    assert ["OpenAI has not answered since" in trouble for trouble in page.provider_problems] == [
        True
    ]


async def test_without_an_event_there_is_nothing_to_choose_from(session: Session, bob: Principal):
    page = tab(session, bob, NewBulk, "/enrichment/new/")
    await call(page, NewBulk.load)
    assert (page.loaded, page.title, page.problem) == (True, "", "")


async def test_the_start_leads_to_the_page_of_the_work(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    page = await opened(session, bob, bulk_id)
    assert (page.bulk.label, page.bulk.status_label) == ("TechExpo 2026", "Running")
    assert (page.bulk.done, page.bulk.total, len(page.rows)) == ("0", "3", 3)


async def test_a_second_start_has_nothing_to_do_and_says_so(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await before(session, bob, techexpo)
    await started(session, bob, techexpo)
    led = [event async for event in NewBulk.start.fn(page)]
    assert [event for event in led if event is not None] == []
    assert (page.notice.kind, page.starting) == ("error", False)


# While it runs, and after


async def test_outcomes_are_the_parts_of_the_bar(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    ends(
        session,
        people[0],
        RunStatus.SUCCEEDED,
        confidence=Decimal("0.82"),
        outcome=Outcome.FILLED_IN,
        cost_usd=Decimal("0.0004"),
    )
    ends(session, people[1], RunStatus.FAILED, error="OpenAI refused to answer.")
    page = await opened(session, bob, bulk_id)
    assert [(part.outcome, part.count) for part in page.parts] == [
        ("filled_in", "1"),
        ("failed", "1"),
        ("queued", "1"),
    ]
    assert (page.bulk.percent, page.bulk.cost) == (66, "$0.0004")
    rows = {row.name: row for row in page.rows}
    assert (rows["Ann Lee"].percent, rows["Ann Lee"].cost) == ("82%", "$0.0004")
    assert rows["Joe Smith"].details == "OpenAI refused to answer."


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        (
            [
                ("title", ClaimStatus.APPLIED),
                ("seniority", ClaimStatus.REVIEW),
                ("email", ClaimStatus.UNUSED),
            ],
            "Filled in Title; needs review: Seniority",
        ),
        ([("email", ClaimStatus.REVIEW)], "Needs review: Email"),
        ([("title", ClaimStatus.UNUSED)], "Already known: Title"),
        ([("title", ClaimStatus.REPLACED)], "Lower confidence, not used: Title"),
        (
            [("email", ClaimStatus.UNUSED), ("title", ClaimStatus.REPLACED)],
            "Already known: Email; lower confidence, not used: Title",
        ),
    ],
)
async def test_what_was_found_is_told_in_a_few_words(
    session: Session,
    bob: Principal,
    techexpo: Event,
    people: list[int],
    claims: list[tuple[str, ClaimStatus]],
    reason: str,
):
    bulk_id = await started(session, bob, techexpo)
    ends(session, people[0], RunStatus.SUCCEEDED, confidence=Decimal("0.6"))
    run_id = session.exec(
        select(EnrichmentRun.id).where(EnrichmentRun.contact_id == people[0])
    ).one()
    for field, status in claims:
        session.add(
            Claim(
                run_id=run_id,
                contact_id=people[0],
                field=field,
                value="Something",
                confidence=Decimal("0.6"),
                source="openai",
                how="The model said so.",
                status=status,
                created_at=clock.now(),
                applied_at=clock.now() if status == ClaimStatus.APPLIED else None,
            )
        )
    session.commit()
    page = await opened(session, bob, bulk_id)
    details = {row.name: row.details for row in page.rows}
    assert details["Ann Lee"] == reason


async def test_of_whom_nothing_was_found_is_told_as_such(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    ends(session, people[0], RunStatus.SUCCEEDED)
    page = await opened(session, bob, bulk_id, "?show=nothing_found")
    assert [row.details for row in page.rows] == ["No values found"]


async def test_cancelled_contacts_are_not_counted_as_done(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    ends(session, people[0], RunStatus.SUCCEEDED, cost_usd=Decimal("0.000009"))
    page = await opened(session, bob, bulk_id)
    await call(page, BulkRecord.cancel)
    assert (page.bulk.status_label, page.bulk.done, page.bulk.total) == ("Canceled", "1", "3")
    assert (page.bulk.percent, page.bulk.average_cost) == (33, "")


async def test_the_address_says_which_contacts_are_listed(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    ends(session, people[1], RunStatus.FAILED, error="It is down.")
    page = await opened(session, bob, bulk_id, "?show=failed")
    assert [row.name for row in page.rows] == ["Joe Smith"]
    assert page.summary == "1–1 of 1"


async def test_it_is_paused_resumed_and_cancelled(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    page = await opened(session, bob, await started(session, bob, techexpo))
    await call(page, BulkRecord.pause)
    assert (page.bulk.status_label, page.bulk.can_resume) == ("Paused", True)
    await call(page, BulkRecord.resume)
    assert page.bulk.status_label == "Running"
    await call(page, BulkRecord.ask_cancel, True)
    await call(page, BulkRecord.cancel)
    assert (page.bulk.status_label, page.bulk.ended, page.confirming) == ("Canceled", True, False)


async def test_somebody_else_s_bulk_is_seen_and_not_steered(
    session: Session, bob: Principal, techexpo: Event, people: list[int]
):
    bulk_id = await started(session, bob, techexpo)
    carla = person(session, "Carla", Role.MEMBER)
    page = await opened(session, carla, bulk_id)
    assert (page.bulk.total, page.mine) == ("3", False)
    await call(page, BulkRecord.cancel)
    assert page.notice.kind == "error"
    assert session.get_one(EnrichmentBulk, bulk_id).finished_at is None


async def test_a_bulk_that_does_not_exist_leads_back(session: Session, bob: Principal):
    page = await opened(session, bob, 4711)
    assert page.gone


async def test_the_list_is_followed_until_the_person_moves_on(
    session: Session,
    bob: Principal,
    techexpo: Event,
    people: list[int],
    monkeypatch: pytest.MonkeyPatch,
):
    await started(session, bob, techexpo)
    page = tab(session, bob, BulksState, "/enrichment/")
    await call(page, BulksState.load)
    assert [(row.label, row.status_label, row.started_by) for row in page.rows] == [
        ("TechExpo 2026", "Running", "Bob")
    ]
    monkeypatch.setattr("yardflow.state.enrichment.bulks.WHILE_OPEN_S", 0)
    page.router = tab(session, bob, BulksState, "/enrichment/costs/").router
    await call(page, BulksState.follow)


@pytest.mark.slow
async def test_the_record_is_followed_until_the_work_ends(
    session: Session,
    bob: Principal,
    techexpo: Event,
    people: list[int],
    monkeypatch: pytest.MonkeyPatch,
):
    monkeypatch.setattr("yardflow.state.enrichment.bulk.WHILE_OPEN_S", 0)
    bulk_id = await started(session, bob, techexpo)
    page = await opened(session, bob, bulk_id)
    other = await opened(session, bob, bulk_id)
    following = asyncio.create_task(call(page, BulkRecord.follow))
    with no_database():
        await asyncio.sleep(0.2)
    assert not following.done()
    await call(other, BulkRecord.cancel)
    await following
    assert page.bulk.status_label == "Canceled"
    assert {row.outcome for row in page.rows} == {"cancelled"}
