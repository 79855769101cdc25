"""A company is asked about once, whoever of its people is enriched, and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from tests.fixtures.claims import claims
from tests.fixtures.enrichment import enriched, press, work
from yardflow import clock, db, jobs
from yardflow.models import EnrichmentRun, JobStatus, RunStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.runs import company_questions, snapshot
from yardflow.services.enrichment.runs.store import StartedRun

pytestmark = [pytest.mark.usefixtures("database"), pytest.mark.slow]
NAMES = ["Ann Lee", "Ben Roy", "Cat Fox", "Dan Ash", "Eva Kay", "Fay Orr"]


@pytest.fixture
def people(acme, work_at) -> list[int]:
    return work_at(acme, NAMES)


def about_company(sandbox) -> int:
    """How many questions to OpenAI were about the company as well."""
    return sum("industry" in str(request["body"]) for request in sandbox.received())


def bulk_of(who, contact_ids: list[int], **how) -> int:
    with db.session() as session:
        chosen = bulk_service.BulkSelection(contact_ids=tuple(contact_ids), **how)
        return int(bulk_service.start(session, who, chosen).job_id or 0)


def test_a_bulk_over_one_account_asks_about_it_once_and_all_share_the_answer(
    sandbox, bob, acme, people
):
    jobs.perform(bulk_of(bob, people), bulk_worker.work)
    assert (len(sandbox.received()), about_company(sandbox)) == (6, 1)
    assert len(claims(account_id=acme.id, field="industry")) == 1
    enriched(bob, people[0])
    assert about_company(sandbox) == 1
    # On purpose it is asked again, once for all of them.
    jobs.perform(bulk_of(bob, people, forced=True), bulk_worker.work)
    assert about_company(sandbox) == 2


def test_one_after_the_other_they_ask_once_until_the_company_shows_something_new(
    sandbox, session, bob, acme, people
):
    for contact_id in people[:2]:
        enriched(bob, contact_id)
    assert about_company(sandbox) == 1
    session.refresh(acme)
    acme.headquarters = "Oslo"
    session.add(acme)
    session.commit()
    enriched(bob, people[2])
    assert about_company(sandbox) == 2
    with clock.at(clock.now() + snapshot.FRESH + timedelta(days=1)):
        enriched(bob, people[3])
    assert about_company(sandbox) == 3


def test_two_runs_at_once_never_both_ask(sandbox, bob, people):
    presses = [press(bob, contact_id) for contact_id in people[:4]]
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(work, presses))
    assert {job.status for job in done} == {JobStatus.SUCCEEDED}
    assert (len(sandbox.received()), about_company(sandbox)) == (4, 1)


def test_where_the_first_fails_the_next_one_asks(sandbox, bob, people):
    sandbox.fail("refusing")
    assert enriched(bob, people[0]).status == JobStatus.FAILED
    enriched(bob, people[1])
    assert about_company(sandbox) == 2


def test_of_many_that_want_it_at_the_same_moment_one_has_it(session, acme, people):
    """Also while nobody has asked before, and when the first lets go of it."""
    runs = []
    for contact_id in people:
        run = EnrichmentRun(contact_id=contact_id, status=RunStatus.RUNNING)
        session.add(run)
        session.flush()
        runs.append(StartedRun(int(run.id or 0), contact_id, None, False, 1, False))
    session.commit()
    together = Barrier(len(runs))

    def shared(run: StartedRun) -> bool:
        with db.session() as own:
            settings = enrichment_settings.read(own)
            contacts = snapshot.read(own, [run.contact_id], settings.thresholds)
            together.wait(20)
            left = company_questions.share(own, [run], contacts, settings)
            return "industry" in left[run.contact_id].missing

    with ThreadPoolExecutor(len(runs)) as pool:
        assert sum(pool.map(shared, runs)) == 1
        first = next(run for run in runs if shared_by(session, acme.id) == run.run_id)
        session.get_one(EnrichmentRun, first.run_id).status = RunStatus.FAILED
        session.commit()
        others = [run for run in runs if run is not first]
        together = Barrier(len(others))
        assert sum(pool.map(shared, others)) == 1


def shared_by(session, account_id: int) -> int:
    session.expire_all()
    return session.get_one(company_questions.CompanyQuestion, account_id).run_id


def test_who_has_nothing_to_gain_is_neither_started_nor_counted(
    sandbox, session, bob, works_at, acme
):
    """All is known of her but her address, and nobody's at her company is."""
    zoe = works_at(acme, "Zoe Quinn", title="COO", seniority="C-Level", seniority_origin="person")
    acme.industry, acme.size = "Logistics", "51–200"
    session.add(acme)
    session.commit()
    chosen = bulk_service.BulkSelection(contact_ids=(zoe,))
    before = bulk_service.preview(session, bob, chosen)
    assert (before.ready, before.skipped) == (0, {"no_source": 1})
    works_at(acme, "Max Berg", email="max.berg@acme.com", email_status="given")
    assert bulk_service.preview(session, bob, chosen).ready == 1
    assert enrichment.state_of(session, [zoe])[zoe].progress == enrichment.Progress.NEVER
