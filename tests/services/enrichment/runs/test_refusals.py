"""What OpenAI refuses is told as what it is: in an answer, a line, a batch and the check alike."""

import logging
from collections.abc import Callable

import pytest
from sqlmodel import select

from tests.fixtures.enrichment import enriched, press, work
from yardflow import clock, db, jobs
from yardflow.integrations.errors import AccountError, Details, PermanentError, TemporaryError
from yardflow.integrations.openai import batches as openai_batches
from yardflow.integrations.openai.refusals import Refusal, error_of
from yardflow.models import BulkMode, BulkStatus, EnrichmentRun, Job, JobStatus, RunStatus
from yardflow.services import enrichment
from yardflow.services.enrichment import connection_check, overview
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.bulk import service as bulk_service
from yardflow.services.enrichment.bulk import worker as bulk_worker
from yardflow.services.enrichment.bulk.service import BulkSelection, BulkView

pytestmark = pytest.mark.usefixtures("database")
MODEL = "gpt-5.4-mini"
SECRET = "Zoë Quinn of Acme"

# The error as OpenAI sends it, and what a person reads.
MONEY = [
    ({"status": 429, "code": "insufficient_quota", "type": "insufficient_quota"}, "no credit left"),
    ({"status": 429, "code": "credit_balance_exhausted"}, "no credit left"),
    ({"status": 429, "code": "billing_not_active"}, "no credit left"),
    ({"status": 429, "code": "billing_hard_limit_reached"}, "OpenAI organization has reached"),
    ({"status": 429, "code": "organization_spend_limit_exceeded"}, "organization has reached"),
    ({"status": 429, "code": "organization_usage_limit_exceeded"}, "organization has reached"),
    ({"status": 429, "code": "project_spend_limit_exceeded"}, "OpenAI project has reached"),
    ({"status": 429, "code": "a_new_one", "type": "insufficient_quota"}, "or has reached a limit"),
]
PLACES = [
    ({"status": 403, "code": "model_not_found"}, "project of our key may not use the model"),
    ({"status": 403, "code": "unsupported_country_region_territory"}, "does not serve the country"),
    ({"status": 401, "message": "Missing scopes: api.responses.write."}, "lacks a permission"),
    ({"status": 403, "message": "Missing scopes: api.responses.write."}, "lacks a permission"),
    ({"status": 401, "code": "missing_scope"}, "lacks a permission"),
    ({"status": 403}, "does not let the key"),
    ({"status": 401, "code": "invalid_api_key"}, "does not accept our key"),
    ({"status": 400, "param": "service_tier"}, "does not allow the service tier"),
    ({"status": 400, "message": "Invalid service_tier: not allowed."}, "the service tier"),
    ({"status": 400, "param": "reasoning.effort"}, "the same in every request"),
    ({"status": 404}, "does not answer at this address"),
]
ALL = [*MONEY, *PLACES]


def ids(cases) -> list[str]:
    return ["-".join(map(str, case[0].values())) for case in cases]


@pytest.fixture
def crowd(acme, work_at) -> list[int]:
    """Three people at Acme of whom only the name is known."""
    return work_at(acme, [f"Person{letter} Example" for letter in "abc"])


@pytest.fixture
def bulk_of(sandbox, bob, crowd) -> Callable[[BulkMode], BulkView]:
    def started(mode: BulkMode) -> BulkView:
        with db.session() as session:
            return bulk_service.start(
                session, bob, BulkSelection(contact_ids=tuple(crowd), mode=mode)
            )

    return started


def turn(bulk: BulkView) -> BulkView:
    """One turn of the bulk's job; then the bulk as it stands."""
    with db.session() as session:
        job_id = bulk_service.get(session, None, bulk.id).job_id
    jobs.perform(job_id, bulk_worker.work)
    with db.session() as session:
        return bulk_service.get(session, None, bulk.id)


def runs() -> list[EnrichmentRun]:
    with db.session() as session:
        return list(session.exec(select(EnrichmentRun).order_by(EnrichmentRun.id)).all())


def fail(sandbox, error: dict, **more) -> None:
    sandbox.fail("error", **{"path": "/responses", "times": 1_000, **error, **more})


@pytest.mark.parametrize(("error", "sentence"), ALL, ids=ids(ALL))
def test_what_says_nothing_of_the_contact_is_unusable_and_told_as_what_it_is(error, sentence):
    named = {"message": error.get("message", ""), **error}
    fault = error_of(Refusal.of(error["status"], named, "req_1"), MODEL)
    assert type(fault) is AccountError
    assert sentence in fault.message
    assert not fault.in_doubt


@pytest.mark.parametrize(("error", "sentence"), [MONEY[1], PLACES[0], PLACES[2], PLACES[7]])
def test_a_bulk_rests_with_the_reason_instead_of_failing_contact_by_contact(
    sandbox, bulk_of, error, sentence
):
    fail(sandbox, error)
    seen = turn(bulk_of(BulkMode.NOW))
    assert seen.status == BulkStatus.PAUSED
    assert sentence in seen.note
    assert {run.status for run in runs()} == {RunStatus.QUEUED}


@pytest.mark.slow
@pytest.mark.parametrize("code", ["project_spend_limit_exceeded", "credit_balance_exhausted"])
def test_a_batch_that_failed_for_want_of_money_lets_the_bulk_rest(sandbox, bulk_of, code):
    sandbox.fail("batch_failed", seconds=0, code=code)
    seen = turn(bulk_of(BulkMode.ECONOMY))
    assert seen.status == BulkStatus.PAUSED
    assert code in seen.note
    assert {run.status for run in runs()} == {RunStatus.QUEUED}


@pytest.mark.slow
@pytest.mark.parametrize(("error", "sentence"), [MONEY[7], PLACES[0], PLACES[2]])
def test_a_line_that_came_back_unusable_lets_the_bulk_rest(sandbox, bulk_of, error, sentence):
    sandbox.fail("batch_lines", seconds=0, **error)
    seen = turn(bulk_of(BulkMode.ECONOMY))
    assert seen.status == BulkStatus.PAUSED
    assert sentence in seen.note


def test_a_line_that_took_too_long_has_a_word_of_its_own(sandbox):
    sandbox.fail("batch_lines", seconds=0, status=0, code="request_timeout")
    question = {"model": MODEL, "input": "Hello", "store": False}
    remote = openai_batches.submit([("charge-1", question)], "key-1", MODEL)
    (line,) = openai_batches.results(openai_batches.status(remote.id, MODEL), MODEL)
    assert type(line.fault) is TemporaryError
    assert "took too long" in line.fault.message
    assert line.fault.details.code == "request_timeout"


@pytest.mark.parametrize(("error", "sentence"), [*MONEY[1:6:4], *PLACES[:4], PLACES[7]])
def test_the_check_tells_the_same_to_who_can_do_something(sandbox, error, sentence):
    fail(sandbox, error)
    found = connection_check.check_openai()
    assert not found.ok
    assert sentence in found.message
    assert "Ask an administrator" not in found.message
    assert "Tell your administrator" not in found.message


def test_code_parameter_and_request_are_kept_on_the_run_and_logged_without_the_message(
    sandbox, alice, bob, acme, works_at, caplog
):
    caplog.set_level(logging.WARNING)
    zoe = works_at(acme, "Zoë Quinn")
    error = {"status": 400, "code": "invalid_prompt", "param": "input", "message": SECRET}
    fail(sandbox, error, times=1)
    assert enriched(bob, zoe).status == JobStatus.FAILED
    step = runs()[0].steps[-1]
    kept = Details.kept(step["details"])
    assert (kept.status, kept.code, kept.param) == (400, "invalid_prompt", "input")
    assert kept.request_id.startswith("req_")
    assert f"error 400, code invalid_prompt, parameter input, request {kept.request_id}" in (
        caplog.text
    )
    assert SECRET not in caplog.text and SECRET not in str(runs()[0].model_dump())
    with db.session() as session:
        shown = enrichment.history(session, alice, zoe)[0].steps[-1]
        hidden = enrichment.history(session, bob, zoe)[0].steps[-1]
    assert shown.details == str(kept)
    assert hidden.details == ""


@pytest.mark.slow
def test_a_refused_line_of_a_batch_keeps_its_request_too(sandbox, bulk_of, caplog):
    sandbox.fail("batch_lines", seconds=0, status=400, code="invalid_prompt", param="input")
    turn(bulk_of(BulkMode.ECONOMY))
    failed = [run for run in runs() if run.status == RunStatus.FAILED]
    assert failed
    for run in failed:
        kept = Details.kept(run.steps[-1]["details"])
        assert (kept.code, kept.request_id[:4]) == ("invalid_prompt", "req_")
    assert "came back with error 400, code invalid_prompt" in caplog.text


@pytest.mark.parametrize("given", [{"code": SECRET, "param": [1], "type": {}}, SECRET, None, 7, []])
def test_what_is_no_name_is_not_kept(given):
    fault = error_of(Refusal.of(418, given, "a b\n"), MODEL)
    assert type(fault) is PermanentError
    assert fault.details == Details(418)


def test_a_model_that_left_the_prices_is_replaced_by_none(sandbox, alice, bob, acme, works_at):
    with db.session() as session:
        overview.save_settings(session, alice, None, {"model": "gpt-6-luna"})
    with db.session() as session:
        row = session.get_one(enrichment_settings.Setting, enrichment_settings.KEY)
        row.value = row.value | {"model": "gpt-9-gone"}
        session.add(row)
    job_id = press(bob, works_at(acme, "Zoë Quinn"))
    job = work(job_id)
    assert job.status == JobStatus.WAITING
    assert "gpt-9-gone" in (job.note or "")
    assert not [request for request in sandbox.received() if request["path"].endswith("/responses")]
    assert "gpt-9-gone" in connection_check.check_openai().message
    with db.session() as session:
        overview.save_settings(session, alice, None, {"daily_budget_usd": "20"})
        assert enrichment_settings.read(session).model_gone == "gpt-9-gone"
        overview.save_settings(session, alice, None, {"model": "gpt-6-luna"})
    with db.session() as session:  # as the sweeper does once the time has come
        job = session.get_one(Job, job_id)
        assert job.due_at <= clock.now()
        job.status = JobStatus.QUEUED
        session.add(job)
    assert work(job_id).status == JobStatus.SUCCEEDED
