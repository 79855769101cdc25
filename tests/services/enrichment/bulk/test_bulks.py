"""Many contacts as one piece of work: looked at before, drained, steered, told at the end."""

from datetime import timedelta
from decimal import Decimal

import pytest
from sqlmodel import col, select

from tests.conftest import person
from tests.fixtures import spending
from tests.fixtures.enrichment import enriched, press
from tests.fixtures.records import company, contact
from yardflow import clock, db, jobs
from yardflow.errors import Conflict, Invalid, NotFound
from yardflow.models import (
    BulkMode,
    BulkStatus,
    Charge,
    ChargeStatus,
    Contact,
    EnrichmentRun,
    Job,
    JobStatus,
    Role,
    RunStatus,
)
from yardflow.services import enrichment
from yardflow.services.enrichment import overview
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import charges as charge_steps
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.bulk import lifecycle as bulk_lifecycle
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView
from yardflow.services.enrichment.runs import outcomes as run_outcomes
from yardflow.services.enrichment.runs import pipeline, recovery, snapshot
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.operations import jobs as work_list

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Twenty people at Acme of whom only the name is known."""
    return work_at(acme, [f"Person{'abcdefghijklmnopqrst'[n]} Example" for n in range(20)])


def start(who, **selection) -> BulkView:
    with db.session() as session:
        return bulk_service.start(session, who, BulkSelection(**selection))


def drain(bulk: BulkView) -> Job:
    """Does the first worker's job as a worker would, and reads it back."""
    with db.session() as session:
        job_id = bulk_service.get(session, None, bulk.id).job_id
    jobs.perform(job_id, bulk_worker.work)
    with db.session() as session:
        return session.get_one(Job, job_id)


def view(bulk: BulkView) -> BulkView:
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)


def decide(who, **values) -> None:
    with db.session() as session:
        overview.save_settings(session, who, None, values)


def charges(**values) -> list[Charge]:
    with db.session() as session:
        rows = session.exec(select(Charge).order_by(Charge.id)).all()
        return [row for row in rows if all(getattr(row, k) == v for k, v in values.items())]


def make_due(job: Job) -> None:
    with db.session() as session:
        row = session.get_one(Job, job.id)
        row.due_at, row.status = row.created_at, JobStatus.QUEUED
        session.add(row)


def test_a_preview_counts_who_is_skipped_and_why(
    sandbox, session, bob, techexpo, acme, crowd, works_at
):
    works_at(acme, "Al Ready", email="al@acme.com", title="COO", seniority="C-Level")
    acme.industry, acme.size = "Logistics", "51-200"
    session.add(acme)
    session.commit()
    enriched(bob, crowd[0])
    press(bob, crowd[1])
    seen = bulk_service.preview(session, bob, BulkSelection(event_id=techexpo.id))
    assert (seen.matching, seen.ready) == (21, 18)
    assert seen.skipped == {"unchanged": 1, "under_way": 1, "complete": 1}
    assert 0 < seen.likely_usd < seen.most_usd <= Decimal("0.10") * 18
    newest = select(EnrichmentRun).order_by(col(EnrichmentRun.id).desc())
    assert session.exec(newest).first().bulk_id is None


@pytest.mark.parametrize(
    "selection", [{}, {"event_id": 1, "contact_ids": (1,)}, {"filter": {"no": 1}}]
)
def test_a_selection_that_names_nobody_is_refused(session, bob, selection):
    with pytest.raises(Invalid):
        bulk_service.preview(session, bob, BulkSelection(**selection))


def test_nothing_to_do_is_told_instead_of_started(session, bob, acme, crowd, sandbox):
    press(bob, crowd[0])
    with pytest.raises(Invalid, match="Already being enriched"):
        bulk_service.start(session, bob, BulkSelection(contact_ids=(crowd[0],)))


def test_a_bulk_enriches_everybody_and_tells_what_happened_to_each(sandbox, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    assert (bulk.status, bulk.total, bulk.done) == (BulkStatus.RUNNING, 20, 0)
    assert drain(bulk).status == JobStatus.SUCCEEDED
    after = view(bulk)
    assert (after.status, after.done, after.counts["filled_in"]) == (BulkStatus.FINISHED, 20, 20)
    assert after.cost_usd == sum(charge.spent_usd for charge in charges()) > 0
    with db.session() as session:
        page = bulk_service.outcomes(session, bob, bulk.id, "filled_in")
    assert page.total == 20
    assert {row.contact_id for row in page.items} == set(crowd)
    assert all(contact(contact_id).enriched_at for contact_id in crowd)


def test_a_filter_of_the_list_says_who(sandbox, session, bob, techexpo, acme, crowd, works_at):
    works_at(acme, "Zed Zebra")
    bulk = bulk_service.start(
        session, bob, BulkSelection(filter={"event_id": techexpo.id, "q": "zebra"})
    )
    assert bulk.total == 1


def test_a_contact_has_one_run_even_when_two_bulks_want_it(sandbox, session, bob, crowd):
    bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd[:12])))
    second = bulk_service.start(session, bob, BulkSelection(contact_ids=tuple(crowd)))
    assert (second.total, second.skipped) == (8, {"under_way": 12})


def test_a_paused_bulk_rests_and_goes_on_when_resumed(sandbox, session, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    bulk_service.pause(session, bob, bulk.id)
    session.commit()
    drain(bulk)
    assert view(bulk).status == BulkStatus.PAUSED
    assert contact(crowd[0]).enriched_at is None
    with db.session() as own_session:
        shown = enrichment.state_of(own_session, crowd)[crowd[0]]
    assert shown.progress == enrichment.Progress.PAUSED
    bulk_service.resume(session, bob, bulk.id)
    session.commit()
    drain(bulk)
    assert view(bulk).counts == {"filled_in": 20}


def test_a_cancelled_bulk_ends_and_begins_nobody_more(sandbox, session, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    bulk_service.cancel(session, bob, bulk.id)
    session.commit()
    drain(bulk)
    assert (view(bulk).status, view(bulk).counts) == (BulkStatus.CANCELLED, {"cancelled": 20})
    assert charges() == []
    with pytest.raises(Conflict, match="ended"):
        bulk_service.resume(session, bob, bulk.id)


def test_stopping_its_job_stops_the_bulk(sandbox, session, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    work_list.cancel(session, bob, view(bulk).job_id)
    session.commit()
    assert view(bulk).status == BulkStatus.CANCELLED


def test_only_who_began_it_or_an_admin_steers_it(sandbox, session, alice, bob, crowd):
    bulk = start(alice, contact_ids=tuple(crowd))
    with pytest.raises(NotFound):
        bulk_service.pause(session, bob, bulk.id)
    bulk_service.pause(session, person(session, "Carol", Role.ADMIN), bulk.id)


def test_the_budget_holds_a_bulk_back_until_it_is_raised(sandbox, alice, crowd):
    decide(alice, daily_budget_usd="0.015")
    bulk = start(alice, contact_ids=tuple(crowd))
    job = drain(bulk)
    assert job.status == JobStatus.WAITING
    assert "midnight UTC" in (job.note or "")
    seen = view(bulk)
    assert 0 < seen.counts["filled_in"] < 20
    assert seen.counts["queued"] == 20 - seen.counts["filled_in"]
    with db.session() as session:
        waits = {state.progress for state in enrichment.state_of(session, crowd).values()}
    assert waits == {enrichment.Progress.FILLED_IN, enrichment.Progress.WAITING}
    decide(alice, daily_budget_usd="50")
    with db.session() as session:
        jobs.sweep(session)
    drain(bulk)
    assert view(bulk).counts == {"filled_in": 20}
    assert sum(charge.spent_usd for charge in charges()) <= Decimal(50)


def test_one_contact_waits_for_the_next_day_when_the_budget_is_used_up(sandbox, alice, crowd):
    decide(alice, daily_budget_usd="0")
    job_id = press(alice, crowd[0])
    jobs.perform(job_id, pipeline.enrich)
    with db.session() as session:
        job = session.get_one(Job, job_id)
        shown = enrichment.state_of(session, [crowd[0]])[crowd[0]]
    assert (job.status, shown.progress) == (JobStatus.WAITING, enrichment.Progress.WAITING)
    assert "Resumes at midnight UTC" in shown.reason
    assert job.due_at == (clock.now() + timedelta(days=1)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    assert job.attempts == 0
    assert contact(crowd[0]).enriched_at is None


def test_a_key_that_is_refused_pauses_the_bulk_with_the_reason(sandbox, set_up, bob, crowd):
    set_up(OPENAI_API_KEY="wrong")
    bulk = start(bob, contact_ids=tuple(crowd))
    drain(bulk)
    seen = view(bulk)
    assert seen.status == BulkStatus.PAUSED
    assert "OPENAI_API_KEY" in seen.note


def test_enrich_now_takes_a_contact_out_of_the_row_of_its_bulk(sandbox, session, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    enriched(bob, crowd[-1])
    assert contact(crowd[-1]).enriched_at is not None
    drain(bulk)
    assert view(bulk).counts == {"filled_in": 20}
    assert len(charges(contact_id=crowd[-1])) == 1


def test_people_of_one_account_go_to_one_worker_as_far_as_they_fit(
    sandbox, session, bob, techexpo, acme, work_at
):
    """Those of an account that is larger than half a slice are divided."""
    ours = work_at(acme, [f"Person{letter} Example" for letter in "abcdef"])
    globex = company(session, techexpo, "Globex")
    theirs = work_at(globex, [f"Person{letter} Example" for letter in "abcdef"])
    bulk = start(bob, contact_ids=tuple(ours + theirs))

    def taken(most: int) -> list[int]:
        with db.session() as session:
            runs = run_store.start_due(session, bulk.id, bulk.job_id, most)
        return sorted(run.contact_id for run in runs)

    assert [taken(8), taken(4), taken(8), taken(8)] == [ours, theirs[:4], theirs[4:], []]


def dies(bulk: BulkView, job: jobs.Running) -> None:
    """A worker whose answers are there, and that writes nothing down."""
    with db.session() as session:
        taken = run_store.start_due(session, bulk.id, job.id, 16)
    with db.session() as session:
        settings = enrichment_settings.read(session)
        people = snapshot.read(session, [o.contact_id for o in taken], settings.thresholds)
    ways = [run_outcomes.RunContext(run, people[run.contact_id]) for run in taken]
    pipeline.ask(ways, settings)
    assert all(context.has_paid_answer for context in ways)
    raise jobs.LeaseLost


def test_what_a_dead_worker_held_is_done_by_the_next_and_its_money_is_listed(sandbox, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    job_id = view(bulk).job_id

    jobs.perform(job_id, lambda job: dies(bulk, job))
    with db.session() as session:
        row = session.get_one(Job, job_id)
        row.status, row.lease, row.leased_until = JobStatus.QUEUED, None, None
        session.add(row)
    assert drain(bulk).status == JobStatus.SUCCEEDED
    assert view(bulk).counts == {"filled_in": 20}
    assert len(charges(status=ChargeStatus.UNCONFIRMED)) == 16
    spent = charges(status=ChargeStatus.SETTLED)
    assert len(spent) == len({charge.run_id for charge in spent}) == 20


def test_what_a_dead_worker_leaves_in_doubt_holds_what_it_likely_cost(sandbox, bob, crowd):
    drain(start(bob, contact_ids=tuple(crowd)))
    paid = charges(status=ChargeStatus.SETTLED)
    with db.session() as session:
        for contact_id in crowd[:4]:
            session.delete(session.get_one(Contact, contact_id))
    dearest = max(charge.spent_usd for charge in paid)
    again = start(bob, contact_ids=tuple(crowd[4:]), forced=True)
    jobs.perform(again.job_id, lambda job: dies(again, job))
    with clock.at(clock.now() + reservations.LASTING), db.session() as session:
        assert charge_steps.expire(session) == 16
    doubts = charges(status=ChargeStatus.UNCONFIRMED)
    assert all(0 < charge.likely_usd <= dearest < charge.reserved_usd / 5 for charge in doubts)
    assert spending.committed() == spending.counted()


def test_an_unchanged_contact_is_not_paid_for_twice_unless_forced(sandbox, bob, crowd):
    enriched(bob, crowd[0])
    enriched(bob, crowd[0])
    assert len(charges()) == 1
    with db.session() as session:
        assert enrichment.state_of(session, [crowd[0]])[crowd[0]].unchanged
        job = enrichment.request(session, bob, crowd[0], forced=True)
    jobs.perform(int(job.id or 0), pipeline.enrich)
    assert len(charges()) == 2


def test_a_bulk_in_economy_mode_is_answered_in_a_batch_at_half_price(sandbox, bob, crowd):
    sandbox.fail("batch_paced", seconds=0)
    bulk = start(bob, contact_ids=tuple(crowd[:3]), mode=BulkMode.ECONOMY)
    for _ in range(10):
        job = drain(bulk)
        if job.status == JobStatus.SUCCEEDED:
            break
        assert job.status == JobStatus.WAITING, job.error
        make_due(job)
    assert view(bulk).counts == {"filled_in": 3}
    paid = charges()
    assert {(charge.status, charge.economy) for charge in paid} == {(ChargeStatus.SETTLED, True)}
    assert all(0 < charge.spent_usd < Decimal("0.001") for charge in paid)


@pytest.mark.heavy
def test_a_bulk_in_economy_mode_that_is_cancelled_frees_the_money(sandbox, session, bob, crowd):
    sandbox.fail("batch_paced", seconds=20)
    bulk = start(bob, contact_ids=tuple(crowd[:3]), mode=BulkMode.ECONOMY)
    assert drain(bulk).status == JobStatus.WAITING
    bulk_service.cancel(session, bob, bulk.id)
    session.commit()
    for _ in range(500):
        with db.session() as own_session:
            job = own_session.get_one(Job, view(bulk).job_id)
        if job.status == JobStatus.SUCCEEDED:
            break
        make_due(job)
        drain(bulk)
    assert view(bulk).counts == {"cancelled": 3}
    assert {charge.status for charge in charges()} == {ChargeStatus.RELEASED}


def test_workers_take_part_in_a_large_bulk(sandbox, session, bob, crowd):
    bulk = start(bob, contact_ids=tuple(crowd))
    kinds = session.exec(select(Job.kind).where(Job.subject == f"bulk:{bulk.id}")).all()
    assert sorted(kinds) == [bulk_lifecycle.LEAD, bulk_lifecycle.WORKER]
    assert [job.kind for job in work_list.search(session, bob).items] == [bulk_lifecycle.LEAD]


def test_a_run_ends_with_its_job_when_somebody_stops_it(sandbox, session, bob, crowd):
    job_id = press(bob, crowd[0])
    work_list.cancel(session, bob, job_id)
    session.flush()
    recovery.follow_ended_jobs(session)
    session.commit()
    run = session.exec(select(EnrichmentRun)).one()
    assert (run.status, run.error) == (RunStatus.CANCELLED, run_store.STOPPED)
