"""One contact's own job: its run, tried until it ends, waits, or fails for good."""

from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, YardFlowError
from yardflow.models import ClaimStatus, EnrichmentRun, RunStatus
from yardflow.services.enrichment.providers.openai import provider as openai_provider
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.outcomes import RunOutcome, RunOutcomes
from yardflow.services.enrichment.runs.pipeline import attempt


def warm_up() -> None:
    """Loads what the first run would otherwise wait for; asks nobody."""
    openai_provider.warm_up()


def enrich(running: jobs.Running) -> None:
    """Does one ``enrich_contact`` job; its payload holds ``contact_id``.

    Raises:
        Hold: there is no money for it just now, the provider is left alone for a while, or it is
            asked once more with more room.
        RetryLater: a provider is busy or away.
        YardFlowError: trying again would not help.
    """
    with db.session() as session:
        run = run_store.start_own(session, running)

    def close(session: Session, outcomes: RunOutcomes) -> None:
        outcome = outcomes[run.run_id]
        if outcome.result is not None:
            running.finish(session, _job_result(session, run, outcome))
        else:
            running.keep(session)

    try:
        outcome = attempt([run], close, running.progress)[run.run_id]
    except jobs.Cancelled:
        with db.session() as session:
            stopped = run_store.RunUpdate(
                run.run_id, RunStatus.CANCELLED, [], error=run_store.STOPPED
            )
            run_store.update_runs(session, [stopped])
        raise
    except Conflict as overtaken:
        raise jobs.RetryLater(overtaken.message) from overtaken
    if outcome.until is not None and not outcome.counts:
        raise jobs.Hold(outcome.reason, outcome.until)
    if outcome.until is not None:
        raise jobs.RetryLater(outcome.reason, outcome.until - clock.now())
    if outcome.status == RunStatus.FAILED:
        raise YardFlowError(outcome.reason)


def _job_result(session: Session, run: run_store.StartedRun, outcome: RunOutcome) -> dict:
    """What the job shows of a run that ended well."""
    result, stored = outcome.result, session.get_one(EnrichmentRun, run.run_id)
    assert result is not None
    return {
        "contact_id": run.contact_id,
        "confidence": None if result.confidence is None else float(result.confidence),
        "applied": result.count(ClaimStatus.APPLIED),
        "review": result.count(ClaimStatus.REVIEW),
        "cost_usd": str(stored.cost_usd),
    }
