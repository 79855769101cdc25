"""One attempt at some contacts at once: ask the providers outside of any transaction, then commit
what they say, what it cost and how each run goes on; and one contact's own job, which tries its run
until it ends, waits, or fails for good.

A contact whose attempt does not come to its end stays as it was; what it cost is kept.
"""

import logging
import time
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import cache
from typing import cast

from sqlmodel import Session, col, select

from yardflow import clock, db, jobs
from yardflow.errors import Conflict, YardFlowError
from yardflow.integrations.errors import ProviderError, TemporaryError
from yardflow.models import ClaimStatus, EnrichmentRun, RunStatus
from yardflow.prices import BATCH
from yardflow.services.enrichment import settings as enrichment_settings
from yardflow.services.enrichment.budget import reservations
from yardflow.services.enrichment.budget.limits import Refusal, ReservationRequest, without_price
from yardflow.services.enrichment.providers import registry
from yardflow.services.enrichment.providers.openai import provider as openai_provider
from yardflow.services.enrichment.providers.protocol import (
    OF_ACCOUNT,
    NoPrice,
    PaidProvider,
    Quote,
)
from yardflow.services.enrichment.providers.registry import ProviderEntry
from yardflow.services.enrichment.runs import company_questions, snapshot
from yardflow.services.enrichment.runs import store as run_store
from yardflow.services.enrichment.runs.commit import commit, settle_charges
from yardflow.services.enrichment.runs.outcomes import (
    Close,
    PaidQuestion,
    RunContext,
    RunOutcome,
    RunOutcomes,
)
from yardflow.services.enrichment.runs.store import UNCHANGED, StartedRun
from yardflow.services.enrichment.settings import EnrichmentSettings

log = logging.getLogger(__name__)

RUNS_AT_ONCE = 32
DEFECT = "Something went wrong on our end."
# Shows which provider is asked: its place, how many there are, and what to show.
Progress = Callable[[int, int, str], None]


def attempt(
    runs: Sequence[StartedRun], close: Close, progress: Progress | None = None
) -> RunOutcomes:
    """Tries these runs once; what becomes of each, by run.

    ``close`` is called within the last transaction, so that a job's end is one with its effects.
    """
    with db.session() as session:
        settings = enrichment_settings.read(session)
        contacts = snapshot.read(session, [run.contact_id for run in runs], settings.thresholds)
        contacts = company_questions.share(session, runs, contacts, settings)
    contexts = [
        RunContext(run, contacts[run.contact_id]) for run in runs if run.contact_id in contacts
    ]
    try:
        ask(contexts, settings, progress=progress)
        return commit(runs, contexts, settings.thresholds, close)
    except BaseException:
        settle_charges(contexts)
        raise


def ask(
    contexts: Sequence[RunContext],
    settings: EnrichmentSettings,
    among: Collection[str] = registry.PROVIDERS,
    progress: Progress | None = None,
) -> None:
    """Asks the providers (``among`` these) in their order, each only for what is still open."""
    names = [name for name in settings.order if settings.asks(name) and name in among]
    for place, name in enumerate(names):
        entry = registry.PROVIDERS[name]
        due = [each for each in contexts if each.going and each.open_fields(entry, settings)]
        if not due:
            continue
        if not registry.load(name).ready():
            for context in due:
                context.missing = entry.label
                context.add_step(entry, "Not set up")
            continue
        if progress is not None:
            progress(place, len(names), f"Asking {entry.label}")
        if entry.paid:
            due = reserve(entry, due, settings)
        _ask_each(entry, due, settings)


def reserve(
    entry: ProviderEntry,
    due: Sequence[RunContext],
    settings: EnrichmentSettings,
    *,
    lasting: timedelta = reservations.LASTING,
    economy: bool = False,
) -> list[RunContext]:
    """Reserves the money for those that have a new question to this provider; only they are to be
    asked.
    """
    provider = cast(PaidProvider, registry.load(entry.name))
    try:
        quotes = {each.run.run_id: provider.quote(each.question(entry, settings)) for each in due}
    except NoPrice as problem:
        log.warning("%s is not asked: %s", entry.label, problem)
        for context in due:
            context.refuse(entry, without_price(str(problem)))
        return []
    with db.session() as session:
        alone = [each for each in due if not each.open_fields(entry, settings) & OF_ACCOUNT]
        paid_at = _paid_before(session, entry.name, alone, quotes)
        requests = [
            _request(each, entry.name, quotes[each.run.run_id], economy)
            for each in due
            if each.run.run_id not in paid_at
        ]
        replies = reservations.reserve(session, requests, settings, lasting)
    reserved = []
    for context in due:
        run_id = context.run.run_id
        if run_id in paid_at:
            context.add_step(entry, f"{UNCHANGED} since {paid_at[run_id]:%d %b %Y}")
        elif isinstance(reply := replies[run_id], Refusal):
            context.refuse(entry, reply)
        else:
            fingerprint = quotes[run_id].fingerprint
            context.paid[entry.name] = PaidQuestion(reply.charge_id, fingerprint, economy)
            reserved.append(context)
    return reserved


def _request(context: RunContext, provider: str, quote: Quote, economy: bool) -> ReservationRequest:
    run = context.run
    return ReservationRequest(
        run_id=run.run_id,
        contact_id=run.contact_id,
        event_id=run.event_id,
        provider=provider,
        model=quote.model,
        usd=quote.most_usd * BATCH if economy else quote.most_usd,
        tokens=quote.tokens,
        economy=economy,
        more_room=run.more_room,
    )


def _paid_before(
    session: Session, provider: str, due: Sequence[RunContext], quotes: dict[int, Quote]
) -> dict[int, datetime]:
    """When this provider was paid for the very same question, by run; not for those forced. A
    fingerprint does not tell whether the company was asked about, too: that `company_questions`
    has decided.
    """
    unforced = [each.run for each in due if not each.run.forced]
    fingerprint = EnrichmentRun.fingerprints[provider].astext
    rows = session.execute(
        select(EnrichmentRun.contact_id, fingerprint, EnrichmentRun.finished_at)
        .where(
            col(EnrichmentRun.contact_id).in_([run.contact_id for run in unforced]),
            EnrichmentRun.status == RunStatus.SUCCEEDED,
            fingerprint.is_not(None),
        )
        .order_by(col(EnrichmentRun.id))
    ).all()
    paid_at = {(contact_id, shown): at for contact_id, shown, at in rows}
    return {
        run.run_id: paid_at[key]
        for run in unforced
        if (key := (run.contact_id, quotes[run.run_id].fingerprint)) in paid_at
    }


@cache
def _pool() -> ThreadPoolExecutor:
    """Threads that mostly wait for an answer; made in the process that uses them."""
    return ThreadPoolExecutor(max_workers=4 * RUNS_AT_ONCE, thread_name_prefix="asking")


def _ask_each(
    entry: ProviderEntry, due: Sequence[RunContext], settings: EnrichmentSettings
) -> None:
    if len(due) == 1:
        _ask_one(entry, due[0], settings)
    elif due:
        list(_pool().map(lambda context: _ask_one(entry, context, settings), due))


def _ask_one(entry: ProviderEntry, context: RunContext, settings: EnrichmentSettings) -> None:
    began = time.perf_counter()
    try:
        answer = registry.load(entry.name).ask(context.question(entry, settings))
    except ProviderError as fault:
        context.fail(entry, fault, _ms(began))
        if fault.details is not None:
            log.warning("%s refused run %s: %s", entry.label, context.run.run_id, fault.details)
    except Exception:  # one contact's defect must not take the answers about others along
        log.exception("a question to %s stopped on a defect", entry.name)
        context.fail(entry, TemporaryError(DEFECT, in_doubt=True), _ms(began))
    else:
        context.add_answer(entry, answer, _ms(began))


def _ms(began: float) -> int:
    return round((time.perf_counter() - began) * 1000)


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
