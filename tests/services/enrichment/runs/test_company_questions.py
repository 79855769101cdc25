"""A company is asked about once, whoever of its people is enriched, and however many at once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier

import pytest
from sqlmodel import select

from tests.fixtures.claims import claims
from tests.fixtures.enrichment import enriched, press, work
from yardflow import clock, db, jobs
from yardflow.models import CompanyQuestion, EnrichmentRun, JobStatus, RunStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.providers.protocol import ContactSnapshot
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

    def has_it(run: StartedRun) -> bool:
        with db.session() as own:
            settings = enrichment_settings.read(own)
            contacts = snapshot.read(own, [run.contact_id], settings.thresholds)
            together.wait(20)
            left = company_questions.share(own, [run], contacts, settings)
            return "industry" in left[run.contact_id].missing

    with ThreadPoolExecutor(len(runs)) as pool:
        assert sum(pool.map(has_it, runs)) == 1
        first = next(run for run in runs if shared_by(session, acme.id) == run.run_id)
        session.get_one(EnrichmentRun, first.run_id).status = RunStatus.FAILED
        session.commit()
        others = [run for run in runs if run is not first]
        together = Barrier(len(others))
        assert sum(pool.map(has_it, others)) == 1


def shared_by(session, account_id: int) -> int:
    session.expire_all()
    return session.get_one(CompanyQuestion, account_id).run_id


def asks_first(session, acme, contact_id: int) -> EnrichmentRun:
    """A run under way that has the account's question."""
    run = EnrichmentRun(contact_id=contact_id, status=RunStatus.RUNNING)
    session.add(run)
    session.flush()
    question = CompanyQuestion(account_id=acme.id, run_id=run.id, facts=[], providers=[])
    session.add(question)
    session.commit()
    return run


def test_who_gets_the_question_later_asks_it_although_nothing_is_new_about_her(
    sandbox, session, bob, acme, people
):
    ann, ben = people[:2]
    first = asks_first(session, acme, ben)
    enriched(bob, ann)
    assert (len(sandbox.received()), about_company(sandbox)) == (1, 0)
    first.status = RunStatus.FAILED
    session.add(first)
    session.commit()
    enriched(bob, ann)
    assert (len(sandbox.received()), about_company(sandbox)) == (2, 1)
    enriched(bob, ann)
    assert len(sandbox.received()) == 2, "then all of it has been asked"


def test_a_run_that_is_tried_again_answers_for_what_it_showed_last(session, acme, people):
    ann, ben = people[:2]
    first = asks_first(session, acme, ann)
    run = StartedRun(int(first.id or 0), ann, None, False, 2, False)
    assert "industry" in shared(run).missing
    acme.headquarters = "Oslo"
    session.add(acme)
    session.commit()
    assert "industry" in shared(run).missing
    first.status = RunStatus.SUCCEEDED
    session.add(first)
    other = EnrichmentRun(contact_id=ben, status=RunStatus.RUNNING)
    session.add(other)
    session.commit()
    assert "industry" not in shared(replace(run, run_id=other.id, contact_id=ben)).missing


def shared(run: StartedRun) -> ContactSnapshot:
    """What this run is to ask about."""
    with db.session() as session:
        settings = enrichment_settings.read(session)
        contacts = snapshot.read(session, [run.contact_id], settings.thresholds)
        return company_questions.share(session, [run], contacts, settings)[run.contact_id]


def test_who_forces_an_open_run_gets_an_answer_that_is_younger(sandbox, bob, people):
    ben, ann = people[:2]
    waiting = press(bob, ann)
    enriched(bob, ben)
    assert about_company(sandbox) == 1
    with db.session() as session:
        enrichment.request(session, bob, ann, forced=True)
    work(waiting)
    assert about_company(sandbox) == 2


def test_a_website_that_nobody_could_reach_is_tried_again_after_a_day(
    sandbox, session, alice, bob, acme, people
):
    enrichment_settings.save(session, alice, None, {"off": ["openai"]})
    session.commit()
    sandbox.fail("down", provider="website", times=9)
    for contact_id in people[:2]:
        enriched(bob, contact_id)
    assert [bool(websites_asked(session, each)) for each in people[:2]] == [True, False]
    with clock.at(clock.now() + timedelta(days=1, minutes=1)):
        enriched(bob, people[2])
    assert websites_asked(session, people[2])


def websites_asked(session, contact_id: int) -> list[dict]:
    """The steps of a contact's runs that asked the company's website."""
    runs = select(EnrichmentRun).where(EnrichmentRun.contact_id == contact_id)
    steps = [step for run in session.exec(runs) for step in run.steps]
    return [step for step in steps if step["provider"] == "website"]


def test_a_bulk_knows_of_a_company_what_its_runs_would(sandbox, session, bob, acme, works_at):
    """Whose providers were all asked, about what it still shows; else it is ready and priced."""
    known = {"title": "COO", "seniority": "C-Level", "seniority_origin": "person"}
    zoe = works_at(acme, "Zoe Quinn", email="z@acme.com", email_status="given", **known)
    first = asks_first(session, acme, works_at(acme, "Ben Roy"))
    first.status, first.finished_at = RunStatus.SUCCEEDED, clock.now()
    asked = session.get_one(CompanyQuestion, acme.id)
    asked.facts = [acme.name, acme.domain or "", acme.website, acme.headquarters]
    asked.expires_at = clock.now() + snapshot.FRESH

    def foreseen(contact_id: int, **how) -> tuple[int, bool]:
        session.commit()
        chosen = bulk_service.BulkSelection(contact_ids=(contact_id,), **how)
        before = bulk_service.preview(session, bob, chosen)
        return before.ready, before.likely_usd > 0

    asked.providers = ["website"]
    assert foreseen(zoe) == (1, True), "OpenAI was switched on since"
    asked.providers = ["openai", "register", "website"]
    assert foreseen(zoe) == (0, False)
    acme.size = "51-200"  # an edit of what no provider is shown
    assert foreseen(zoe) == (0, False)
    max_berg = works_at(acme, "Max Berg", **known)
    assert foreseen(max_berg) == (1, False), "his address costs nothing"
    assert foreseen(max_berg, forced=True) == (1, True)
    acme.headquarters = "Oslo"
    assert foreseen(zoe) == (1, True)


def test_who_has_nothing_to_gain_is_neither_started_nor_counted(
    sandbox, session, bob, works_at, acme
):
    """All is known of her but her address, and neither website nor anybody's address there is."""
    zoe = works_at(acme, "Zoe Quinn", title="COO", seniority="C-Level", seniority_origin="person")
    acme.industry, acme.size, acme.domain = "Logistics", "51–200", None
    session.add(acme)
    session.commit()
    chosen = bulk_service.BulkSelection(contact_ids=(zoe,))
    before = bulk_service.preview(session, bob, chosen)
    assert (before.ready, before.skipped) == (0, {"no_source": 1})
    acme.domain = "acme.com"
    session.commit()
    assert bulk_service.preview(session, bob, chosen).ready == 1, "what is usual there is guessed"
    acme.domain = None
    works_at(acme, "Max Berg", email="max.berg@acme.com", email_status="given")
    session.commit()
    assert bulk_service.preview(session, bob, chosen).ready == 1
    assert enrichment.state_of(session, [zoe])[zoe].progress == enrichment.Progress.NEVER
