"""From Enrich Now to the end: what is filled in, what waits, what stays."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest
from sqlmodel import col, select

from tests.fixtures.enrichment import enriched, press, work
from tests.fixtures.records import company, contact
from yardflow import db, jobs
from yardflow.errors import NotFound
from yardflow.jobs.runner import MAX_ATTEMPTS
from yardflow.models import (
    Account,
    Claim,
    ClaimStatus,
    EmailPattern,
    EmailStatus,
    EnrichmentRun,
    Job,
    JobStatus,
    RunStatus,
    ScoreChange,
)
from yardflow.services import enrichment
from yardflow.services.enrichment.providers.openai import provider as openai_provider
from yardflow.services.enrichment.runs import pipeline
from yardflow.services.records import attendees, contacts

pytestmark = pytest.mark.usefixtures("database")
FAULTS = ["refusing", "truncated", "off_schema", "down", "malformed", "drop", "rate_limited"]


def claims(contact_id: int, **values) -> list[Claim]:
    with db.session() as session:
        of_runs = select(EnrichmentRun.id).where(EnrichmentRun.contact_id == contact_id)
        rows = session.exec(select(Claim).where(Claim.run_id.in_(of_runs))).all()
        return [row for row in rows if all(getattr(row, k) == v for k, v in values.items())]


def runs(contact_id: int) -> list[EnrichmentRun]:
    with db.session() as session:
        rows = select(EnrichmentRun).where(EnrichmentRun.contact_id == contact_id)
        return list(session.exec(rows.order_by(EnrichmentRun.id)).all())


def state(contact_id: int) -> enrichment.EnrichmentState:
    with db.session() as session:
        return enrichment.state_of(session, [contact_id])[contact_id]


def sure_of(monkeypatch: pytest.MonkeyPatch, confidence: str) -> None:
    """Makes whatever the model says this sure."""
    monkeypatch.setattr(openai_provider, "MOST_CONFIDENCE", Decimal(confidence))


def test_a_contact_gets_its_address_from_its_colleagues(sandbox, bob, acme, staff, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    assert enriched(bob, zoe).status == JobStatus.SUCCEEDED
    person = contact(zoe)
    assert (person.email, person.email_status) == ("zoe.quinn@acme.com", EmailStatus.GUESSED)
    claim = claims(zoe, field="email")[0]
    assert claim.status == ClaimStatus.APPLIED
    assert "All 4" in claim.how


def test_the_card_goes_from_never_to_queued_to_enriched(sandbox, bob, acme, staff, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    assert state(zoe).progress == enrichment.Progress.NEVER
    job = press(bob, zoe)
    assert state(zoe).progress == enrichment.Progress.QUEUED
    work(job)
    assert state(zoe).progress == enrichment.Progress.FILLED_IN


def test_asking_twice_gives_the_job_that_is_under_way(sandbox, alice, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    assert press(bob, zoe) == press(alice, zoe)


def test_a_contact_that_is_not_there_cannot_be_enriched(session, bob):
    with pytest.raises(NotFound):
        enrichment.request(session, bob, 4711)
    with pytest.raises(NotFound):
        enrichment.history(session, bob, 4711)


def test_what_the_model_is_sure_of_fills_empty_fields_and_the_account(sandbox, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn", title="COO")
    enriched(bob, zoe)
    shown = {claim.field: claim for claim in claims(zoe)}
    assert "title" not in shown  # nobody is asked for what a person has said
    with db.session() as session:
        account = session.get_one(Account, acme.id)
    for field in ("industry", "size"):
        sure = shown[field].confidence >= Decimal("0.7")
        assert (getattr(account, field) == shown[field].value) is sure
        assert shown[field].status == (ClaimStatus.APPLIED if sure else ClaimStatus.REVIEW)


def test_what_it_is_less_sure_of_waits_and_changes_nothing(
    sandbox, bob, acme, works_at, monkeypatch
):
    sure_of(monkeypatch, "0.69")
    zoe = works_at(acme, "Zoë Quinn")
    before = contact(zoe)
    enriched(bob, zoe)
    after = contact(zoe)
    assert {claim.status for claim in claims(zoe)} == {ClaimStatus.REVIEW}
    assert (after.title, after.seniority, after.version) == ("", None, before.version)


def test_a_new_title_tells_personas_and_scores_the_account(
    sandbox, bob, acme, works_at, monkeypatch
):
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    person = contact(zoe)
    assert person.title and person.personas
    with db.session() as session:
        newest = col(ScoreChange.id).desc()
        changes = select(ScoreChange).where(ScoreChange.account_id == acme.id).order_by(newest)
        assert "Enrichment added" in session.exec(changes).first().why


def test_a_person_s_value_is_never_overwritten(sandbox, bob, acme, staff, works_at):
    zoe = works_at(acme, "Zoë Quinn", email="z@acme.com", title="Boss of all")
    enriched(bob, zoe)
    person = contact(zoe)
    assert (person.email, person.title) == ("z@acme.com", "Boss of all")
    assert not claims(zoe, field="title", status=ClaimStatus.APPLIED)


@pytest.mark.slow
def test_a_person_s_edit_over_a_claim_stays_at_the_next_run(sandbox, bob, acme, staff, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    with db.session() as session:
        edited = session.get_one(type(contact(zoe)), zoe)
        edited.email, edited.email_status = "zq@acme.com", EmailStatus.GIVEN
        session.add(edited)
    enriched(bob, zoe)
    assert contact(zoe).email == "zq@acme.com"


def test_a_value_that_a_person_took_away_does_not_come_back(
    sandbox, session, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    contacts.update(session, bob, zoe, None, {"email": ""})
    session.commit()
    enriched(bob, zoe)
    assert contact(zoe).email is None


@pytest.mark.slow
def test_a_second_run_repeats_nothing_and_both_are_in_the_history(
    sandbox, session, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    first = contact(zoe)
    enriched(bob, zoe)
    second = contact(zoe)
    assert (first.email, first.title) == (second.email, second.title)
    history = enrichment.history(session, bob, zoe)
    assert [run.asked_by for run in history] == ["Bob", "Bob"]
    assert history[1].cost_usd > 0 and history[1].model == "gpt-5.4-mini"
    assert history[0].cost_usd == 0 and history[0].unchanged
    applied = claims(zoe, status=ClaimStatus.APPLIED)
    assert len({claim.field for claim in applied}) == len(applied)


def test_guessed_and_bounced_addresses_are_no_evidence(sandbox, bob, acme, works_at):
    for name, status in (("Ada Byron", EmailStatus.GUESSED), ("Alan Kay", EmailStatus.BOUNCED)):
        address = f"{name.lower().replace(' ', '.')}@acme.com"
        works_at(acme, name, email=address, email_status=status)
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    assert contact(zoe).email is None
    assert claims(zoe, field="email") == []


def test_one_known_address_makes_a_guess_and_none_or_two_that_differ_one_that_waits(
    sandbox, bob, acme, works_at
):
    zoe, eve, ida = (works_at(acme, name) for name in ("Zoë Quinn", "Eve Holt", "Ida Noor"))
    enriched(bob, eve)
    works_at(acme, "Ada Byron", email="ada.byron@acme.com")
    enriched(bob, zoe)
    works_at(acme, "Alan Kay", email="akay@acme.com")
    enriched(bob, ida)
    assert (contact(zoe).email, contact(eve).email, contact(ida).email) == (
        "zoe.quinn@acme.com",
        None,
        None,
    )
    for waiting, local in ((eve, "eve.holt"), (ida, "ida.noor")):
        claim = claims(waiting, field="email")[0]
        assert (claim.value, claim.status) == (f"{local}@acme.com", ClaimStatus.REVIEW)
        assert Decimal("0.4") < claim.confidence < Decimal("0.6")


@pytest.mark.slow
def test_colleagues_at_last_year_s_event_are_evidence_too(
    sandbox, session, bob, techexpo, works_at
):
    last_year = type(techexpo)(name="TechExpo 2025")
    session.add(last_year)
    session.commit()
    acme = company(session, last_year, "Acme", domain="acme.com")
    for name in ("Ada Byron", "Alan Kay", "Grace Hopper"):
        works_at(acme, name, email=f"{name.lower().replace(' ', '.')}@acme.com")
    zoe = works_at(acme, "Zoë Quinn")
    attendees.add(session, bob, techexpo.id, [zoe])
    attendees.remove(session, bob, last_year.id, [zoe])
    session.commit()
    enriched(bob, zoe)
    assert contact(zoe).email == "zoe.quinn@acme.com"


def test_an_account_without_a_domain_takes_the_one_its_people_write_from(
    sandbox, session, bob, techexpo, works_at
):
    acme = company(session, techexpo, "Acme")
    for name in ("Ada Byron", "Alan Kay", "Grace Hopper"):
        works_at(acme, name, email=f"{name.lower().replace(' ', '.')}@acme.io")
    works_at(acme, "Home Worker", email="home.worker@gmail.com")
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    assert contact(zoe).email == "zoe.quinn@acme.io"


@pytest.mark.slow
def test_what_was_learned_is_kept_with_the_account(sandbox, session, bob, acme, staff, works_at):
    enriched(bob, works_at(acme, "Zoë Quinn"))
    enriched(bob, works_at(acme, "Yves Roy"))
    pattern = session.exec(select(EmailPattern).where(EmailPattern.account_id == acme.id)).one()
    assert (pattern.pattern, pattern.samples, pattern.agreeing) == ("first.last", 4, 4)


def test_an_address_that_a_namesake_has_is_not_given_twice(sandbox, bob, acme, staff, works_at):
    works_at(acme, "Zoe Quinn", title="CFO", email="zoe.quinn@acme.com")
    twin = works_at(acme, "Zoé Quinn")
    assert enriched(bob, twin).status == JobStatus.SUCCEEDED
    assert contact(twin).email is None


@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_goes_wrong_the_contact_stays_as_it_was(
    fault, sandbox, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    before = contact(zoe).model_dump()
    sandbox.fail(fault, times=100)
    run_failed = enriched(bob, zoe).status == JobStatus.FAILED
    came_to = ["failed", "never"] if run_failed else ["never"]
    assert contact(zoe).model_dump() == before | {"enrichment": came_to}
    assert claims(zoe) == []


@pytest.mark.parametrize("fault", ["refusing", "filtered", "off_schema"])
def test_a_permanent_fault_fails_at_once_with_its_reason_and_its_cost(
    fault, sandbox, bob, acme, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    sandbox.fail(fault)
    job = enriched(bob, zoe)
    assert (job.status, job.attempts) == (JobStatus.FAILED, 1)
    run = runs(zoe)[0]
    assert (run.status, run.error) == (RunStatus.FAILED, job.error)
    assert run.cost_usd > 0
    assert (state(zoe).progress, state(zoe).reason) == (enrichment.Progress.FAILED, job.error)


def test_a_rate_limit_is_waited_out_as_long_as_it_asks(sandbox, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    sandbox.fail("rate_limited", retryAfter=300)
    job = enriched(bob, zoe)
    assert job.status == JobStatus.QUEUED
    assert (job.due_at - job.started_at).total_seconds() >= 300
    assert "slow down" in state(zoe).reason


def test_the_attempt_after_a_passing_fault_goes_on_with_the_same_run(
    sandbox, session, bob, acme, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    sandbox.fail("down")
    job = enriched(bob, zoe)
    _make_due(job.id)
    assert work(job.id).status == JobStatus.SUCCEEDED
    assert [run.status for run in runs(zoe)] == [RunStatus.SUCCEEDED]


@pytest.mark.slow
def test_a_fault_that_does_not_pass_fails_in_the_end(sandbox, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    sandbox.fail("down", times=100)
    job_id = press(bob, zoe)
    for _ in range(MAX_ATTEMPTS):
        _make_due(job_id)
        job = work(job_id)
    assert job.status == JobStatus.FAILED and "OpenAI has a problem" in (job.error or "")
    assert [run.status for run in runs(zoe)] == [RunStatus.FAILED]


def test_without_a_model_the_free_provider_still_works(sandbox, set_up, bob, acme, staff, works_at):
    set_up(OPENAI_API_KEY=None, OPENAI_BASE_URL=None)
    zoe = works_at(acme, "Zoë Quinn")
    assert enriched(bob, zoe).status == JobStatus.SUCCEEDED
    assert contact(zoe).email == "zoe.quinn@acme.com"


def test_with_nothing_set_up_and_nothing_known_it_says_what_to_do(
    sandbox, set_up, bob, acme, works_at
):
    set_up(OPENAI_API_KEY=None, OPENAI_BASE_URL=None)
    job = enriched(bob, works_at(acme, "Зоя Квинн"))
    assert job.status == JobStatus.FAILED and "administrator" in (job.error or "")


def test_a_contact_that_is_deleted_meanwhile_fails_in_words(sandbox, session, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    job_id = press(bob, zoe)
    session.delete(session.get_one(type(contact(zoe)), zoe))
    session.commit()
    assert "deleted" in (work(job_id).error or "")


def test_an_address_that_somebody_at_another_account_has_is_not_given_twice(
    sandbox, session, bob, techexpo, acme, staff, works_at
):
    other = company(session, techexpo, "Acme Europe")
    works_at(other, "Zoe A. Quinn", email="zoe.quinn@acme.com")
    zoe = works_at(acme, "Zoë Quinn")
    assert enriched(bob, zoe).status == JobStatus.SUCCEEDED
    assert contact(zoe).email is None
    assert claims(zoe, field="email")[0].status == ClaimStatus.UNUSED


def test_a_run_that_somebody_stops_leaves_the_contact_as_it_was(
    sandbox, session, bob, acme, staff, works_at
):
    zoe = works_at(acme, "Zoë Quinn")
    before, job_id = contact(zoe), press(bob, zoe)

    def stopped_amid(job: jobs.Running) -> None:
        with db.session() as other:
            row = other.get_one(Job, job.id)
            row.cancel_asked_at = row.created_at
            other.add(row)
        pipeline.enrich(job)

    jobs.perform(job_id, stopped_amid)
    assert session.get_one(Job, job_id).status == JobStatus.CANCELLED
    assert contact(zoe) == before
    assert runs(zoe)[0].status == RunStatus.CANCELLED
    assert state(zoe).progress == enrichment.Progress.CANCELLED


@pytest.mark.slow
def test_colleagues_who_are_enriched_at_once_all_come_to_an_end(
    sandbox, bob, acme, staff, works_at
):
    people = [works_at(acme, f"Zoe Quinn{letter}") for letter in "abcdefgh"]
    pressed = [press(bob, contact_id) for contact_id in people]
    with ThreadPoolExecutor(8) as pool:
        ended = list(pool.map(work, pressed))
    assert {job.status for job in ended} == {JobStatus.SUCCEEDED}
    assert {contact(contact_id).email_status for contact_id in people} == {EmailStatus.GUESSED}


def test_the_job_holds_ids_and_no_personal_data(sandbox, bob, acme, staff, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    job = enriched(bob, zoe)
    assert job.payload == {"contact_id": zoe}
    assert "quinn" not in f"{job.result} {job.subject}".lower()


def test_a_run_whose_worker_died_for_good_is_shown_as_failed(sandbox, session, bob, acme, works_at):
    zoe = works_at(acme, "Zoë Quinn")
    job = session.get_one(Job, press(bob, zoe))
    job.status, job.error = JobStatus.FAILED, "The worker stopped 5 times."
    session.add(job)
    session.commit()
    run = enrichment.history(session, bob, zoe)[0]
    assert (run.status, run.error) == (RunStatus.FAILED, "The worker stopped 5 times.")


def _make_due(job_id: int) -> None:
    with db.session() as session:
        job = session.get_one(Job, job_id)
        job.due_at = job.created_at
        session.add(job)


def test_roles_of_its_own_keep_no_company_from_where_its_people_write(sandbox, bob, acme, works_at):
    works_at(acme, "Info Desk", email="info@acme.com", email_shared=True)
    works_at(acme, "Vera Trieb", email="vertrieb@acme.com", email_shared=True)
    for name in ("Ada Byron", "Alan Kay", "Grace Hopper"):
        works_at(acme, name, email=f"{name.lower().replace(' ', '.')}@acme.de")
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    assert contact(zoe).email == "zoe.quinn@acme.de"


def test_an_agency_s_domain_waits_for_a_person(sandbox, bob, acme, works_at):
    for name in ("Ada Byron", "Alan Kay", "Grace Hopper"):
        works_at(acme, name, email=f"{name.lower().replace(' ', '.')}@showagency.com")
    zoe = works_at(acme, "Zoë Quinn")
    enriched(bob, zoe)
    claim = claims(zoe, field="email")[0]
    assert (claim.value, claim.status) == ("zoe.quinn@showagency.com", ClaimStatus.REVIEW)
    assert claim.how.endswith("most people are at showagency.com, not at acme.com")
    assert contact(zoe).email is None


def test_an_address_that_a_list_shares_is_no_evidence(sandbox, bob, acme, staff, works_at):
    works_at(acme, "Yves Roy", email="yard.planning@acme.com", email_shared=True)
    enriched(bob, works_at(acme, "Zoë Quinn"))
    with db.session() as session:
        pattern = session.exec(select(EmailPattern)).one()
    assert (pattern.pattern, pattern.samples, pattern.agreeing) == ("first.last", 4, 4)
