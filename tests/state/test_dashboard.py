"""The first page, as the person behind the tab gets it."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session

from tests.conftest import person
from tests.fixtures.records import company
from tests.fixtures.rows import each_row
from tests.fixtures.state_tab import call, tab
from yardflow import clock
from yardflow import jobs as queue
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    Contact,
    EnrichmentRun,
    Event,
    Role,
    Stage,
    User,
)
from yardflow.models.job import JobStatus
from yardflow.services.access import Principal
from yardflow.services.enrichment.budget import circuit_breaker
from yardflow.state.dashboard import DashboardState, _as_share


def works_on(session: Session, who: Principal, event: Event) -> None:
    session.get_one(User, who.user_id).active_event_id = event.id
    session.commit()


async def opened(session: Session, who: Principal | None) -> DashboardState:
    page = tab(session, who, DashboardState)
    await call(page, DashboardState.load)
    return page


async def test_nobody_is_shown_nothing_of_the_event(session: Session, techexpo: Event) -> None:
    page = await opened(session, None)
    assert (page.event.name, page.funnel, page.next_steps) == ("", [], [])
    assert "not signed in" in page.problem


async def test_who_works_on_no_event_is_led_to_the_events(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    page = await opened(session, bob)
    assert (page.loaded, page.event.name) == (True, "")
    assert [(step.kind, step.href) for step in page.next_steps] == [("event", "/events/")]


async def test_an_empty_event_leads_to_the_import(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    page = await opened(session, bob)
    assert [(step.kind, step.href) for step in page.next_steps] == [("import", "/import/")]
    assert (page.accounts, page.contacts, page.with_email) == ("0", "0", "None yet")
    assert page.average_score == "–"


async def test_the_event_is_shown_with_its_days_and_place(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    techexpo.venue, techexpo.location, techexpo.booth = "Moscone", "San Francisco", "N12"
    techexpo.starts_on, techexpo.ends_on = date(2026, 12, 8), date(2026, 12, 10)
    works_on(session, bob, techexpo)
    event = (await opened(session, bob)).event
    assert (event.name, event.status, event.booth) == ("TechExpo 2026", "ACTIVE", "N12")
    assert (event.place, event.days) == ("Moscone, San Francisco", "Dec 8–10, 2026")
    assert event.href == f"/events/?edit={techexpo.id}"


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (1, "Starts in 7 days"),
        (7, "Starts tomorrow"),
        (8, "Day 1 of 3"),
        (10, "Day 3 of 3"),
        (11, "Ended"),
    ],
)
async def test_the_countdown_runs_until_the_last_day_is_over(
    session: Session, bob: Principal, techexpo: Event, day: int, text: str
) -> None:
    techexpo.starts_on, techexpo.ends_on = date(2026, 12, 8), date(2026, 12, 10)
    works_on(session, bob, techexpo)
    with clock.at(datetime(2026, 12, day, 20, tzinfo=UTC)):
        page = await opened(session, bob)
    assert page.event.countdown == text


async def test_the_funnel_leads_from_each_stage_to_its_accounts(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    for name in ("Acme", "Birch", "Cedar"):
        company(session, techexpo, name)
    company(session, techexpo, "Dune", stage=Stage.CHECKED_IN)
    page = await opened(session, bob)
    rows = {row.stage: row for row in page.funnel}
    assert set(rows) == {stage.value for stage in Stage}
    lead, checked_in, won = rows["Lead"], rows["Checked In"], rows["Won"]
    assert (lead.count, lead.percent, lead.share) == (3, 100, "75%")
    assert (checked_in.count, checked_in.percent, checked_in.share) == (1, 33, "25%")
    assert checked_in.href == "/accounts/?stage=Checked+In"
    assert (won.count, won.percent) == (0, 0)


async def test_what_is_next_names_how_many_and_leads_to_them(
    session: Session, bob: Principal, techexpo: Event, acme: Account, works_at
) -> None:
    works_on(session, bob, techexpo)
    works_at(acme, "Ann Lee")
    page = await opened(session, bob)
    steps = {step.kind: (step.title, step.href) for step in page.next_steps}
    assert steps == {
        "enrich": ("Enrich 1 contact", f"/enrichment/new/?event={techexpo.id}"),
        "owner": ("1 account has no owner", "/accounts/?owner=none"),
    }
    assert (page.accounts, page.contacts, page.with_email) == ("1", "1", "0% have an email")


async def test_who_has_nothing_to_gain_is_no_next_step(
    session: Session, bob: Principal, techexpo: Event, works_at
) -> None:
    """Nothing is connected, and no address can be guessed without the company's domain."""
    works_on(session, bob, techexpo)
    nowhere = company(session, techexpo, "Nowhere")
    works_at(nowhere, "Ann Lee")
    page = await opened(session, bob)
    assert (page.contacts, [step.kind for step in page.next_steps]) == ("1", ["owner"])
    nowhere.domain = "nowhere.example"
    session.commit()
    titles = [step.title for step in (await opened(session, bob)).next_steps]
    assert "Enrich 1 contact" in titles


async def test_jobs_under_way_show_how_far_they_are(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    running = queue.enqueue(session, "run_import", asked_by=bob.user_id)
    running.status, running.progress_done, running.progress_total = JobStatus.RUNNING, 250, 1000
    queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    session.commit()
    page = await opened(session, bob)
    waiting, under_way = page.jobs
    assert (under_way.title, under_way.percent) == ("Import a file", 25)
    assert under_way.detail == "250 of 1,000"
    assert (waiting.title, waiting.status, waiting.percent) == ("Enrich a contact", "queued", -1)


async def test_a_job_s_progress_moves_without_a_reload_and_its_end_moves_the_counts(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    job = queue.enqueue(session, "run_import", asked_by=bob.user_id)
    job.status, job.progress_done, job.progress_total = JobStatus.RUNNING, 100, 1000
    session.commit()
    page = await opened(session, bob)
    job.progress_done = 500
    session.commit()
    await page._read_jobs()
    assert (page.jobs[0].percent, page.accounts) == (50, "0")
    company(session, techexpo, "Acme")
    job.status, job.finished_at = JobStatus.SUCCEEDED, clock.now()
    session.commit()
    await page._read_jobs()
    assert (page.jobs, page.jobs_open, page.accounts) == ([], 0, "1")


async def test_only_the_newest_jobs_are_listed_and_the_rest_counted(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    for _ in range(7):
        queue.enqueue(session, "enrich_contact", asked_by=bob.user_id)
    session.commit()
    page = await opened(session, bob)
    assert (len(page.jobs), page.jobs_open, page.jobs_note) == (5, 7, "and 2 more")


async def test_who_has_moved_on_is_followed_no_more(
    session: Session, bob: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yardflow.state.dashboard.WHILE_QUIET_S", 0)
    page = tab(session, bob, DashboardState, "/contacts/")
    await call(page, DashboardState.follow)
    assert not page.loaded


async def test_who_is_signed_out_meanwhile_is_followed_no_more(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yardflow.state.dashboard.WHILE_QUIET_S", 0)
    page = tab(session, None, DashboardState)
    await call(page, DashboardState.follow)
    assert "not signed in" in page.problem


async def test_a_failed_job_is_the_first_thing_to_do(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    failed = queue.enqueue(session, "run_import", asked_by=bob.user_id)
    failed.status, failed.error = JobStatus.FAILED, "The file is gone."
    session.commit()
    first = (await opened(session, bob)).next_steps[0]
    assert (first.title, first.href) == ("1 job failed", "/jobs/?show=failed")


async def test_other_people_s_jobs_are_not_on_it(
    session: Session, bob: Principal, techexpo: Event
) -> None:
    works_on(session, bob, techexpo)
    carla = person(session, "Carla", Role.MEMBER)
    queue.enqueue(session, "run_import", asked_by=carla.user_id)
    session.commit()
    assert (await opened(session, bob)).jobs == []


@each_row(
    ("part", "whole", "text"),
    [
        (0, 463, "0%"),
        (1, 463, "<1%"),
        (3, 463, "1%"),
        (456, 463, "98%"),
        (462, 463, ">99%"),
        (199, 200, ">99%"),
        (9, 9, "100%"),
    ],
)
def test_a_share_is_called_none_or_all_only_when_it_is(part: int, whole: int, text: str):
    assert _as_share(part, whole) == text


async def test_enrichment_s_figures_lead_on(session: Session, bob: Principal, people: list[int]):
    session.get_one(Contact, people[0]).enriched_at = clock.now()
    run = EnrichmentRun(contact_id=people[0], asked_at=clock.now(), due_at=clock.now())
    session.add(run)
    session.flush()
    claim = Claim(
        run_id=run.id,
        contact_id=people[0],
        field="title",
        value="Yard Manager",
        confidence=Decimal("0.4"),
        source="openai",
        how="The model said so.",
        status=ClaimStatus.REVIEW,
        created_at=clock.now(),
    )
    session.add(claim)
    session.commit()
    page = await opened(session, bob)
    assert (page.enriched_count, page.enriched) == ("0%", "0 of 3 contacts")
    assert (page.to_review, page.spent, page.budget) == ("1", "$0.00", "of $50.00 today")
    review = next(step for step in page.next_steps if step.kind == "review")
    assert (review.title, review.href) == ("1 suggestion to review", "/enrichment/review/")
    claim.status, claim.applied_at = ClaimStatus.APPLIED, clock.now()
    session.add(claim)
    session.commit()
    page = await opened(session, bob)
    assert (page.enriched_count, page.enriched) == ("33%", "1 of 3 contacts")


async def test_a_provider_that_rests_is_a_line_on_it(
    session: Session, bob: Principal, people: list[int]
):
    for _ in range(circuit_breaker.FAILURES):
        circuit_breaker.record_failure(session, "openai", "It is down.")
    session.commit()
    page = await opened(session, bob)
    assert ["OpenAI has not answered since" in problem for problem in page.provider_problems] == [
        True
    ]
