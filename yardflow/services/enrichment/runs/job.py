"""One contact's own job: its run, tried until it ends, waits, or fails for good."""

from sqlmodel import Session

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, YardFlowError
from yardflow.models import ClaimStatus, EnrichmentRun, RunStatus
from yardflow.services.enrichment.providers.openai import provider as openai_provider
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.outcomes import Verdict, Verdicts
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
        taken = run_store.take_own(session, running)

    def close(session: Session, verdicts: Verdicts) -> None:
        verdict = verdicts[taken.run_id]
        if verdict.settled is not None:
            running.finish(session, _result(session, taken, verdict))
        else:
            running.keep(session)

    try:
        verdict = attempt([taken], close, running.progress)[taken.run_id]
    except jobs.Cancelled:
        with db.session() as session:
            stopped = run_store.Ending(
                taken.run_id, RunStatus.CANCELLED, [], error=run_store.STOPPED
            )
            run_store.end(session, [stopped])
        raise
    except Conflict as overtaken:
        raise jobs.RetryLater(overtaken.message) from overtaken
    if verdict.until is not None and not verdict.counts:
        raise jobs.Hold(verdict.reason, verdict.until)
    if verdict.until is not None:
        raise jobs.RetryLater(verdict.reason, verdict.until - clock.now())
    if verdict.status == RunStatus.FAILED:
        raise YardFlowError(verdict.reason)


def _result(session: Session, taken: run_store.Taken, verdict: Verdict) -> dict:
    """What the job shows of a run that ended well."""
    settled, run = verdict.settled, session.get_one(EnrichmentRun, taken.run_id)
    assert settled is not None
    return {
        "contact_id": taken.contact_id,
        "confidence": None if settled.confidence is None else float(settled.confidence),
        "applied": settled.count(ClaimStatus.APPLIED),
        "review": settled.count(ClaimStatus.REVIEW),
        "cost_usd": str(run.cost_usd),
    }
